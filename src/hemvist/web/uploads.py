"""Uploads straight into the vault: chunks of a form are sealed as they arrive, and nothing stands in clear on disk."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from hemvist.documents.models import Version
from hemvist.documents.preview import Look, Preview
from hemvist.documents.receive import Receipt, begin
from hemvist.domain.errors import HemvistError
from hemvist.people.visit import Visit
from hemvist.projects.models import Project

WAITING_CHUNKS = 4
_DIGITS = 20


class BrokenOff(HemvistError):
    """{name} did not arrive whole. Nothing of it was kept."""

    exit_code = 6
    remedy = "Send it again."


class UploadStopped(Exception):
    """The file's sender went away, or the whole form was refused."""


@dataclass(frozen=True)
class Told:
    """What became of one file. ``known``: it was there already."""

    name: str
    version: Version | None = None
    error: HemvistError | None = None
    preview: Preview | None = None
    known: bool = False


class Taker(Protocol):
    """What takes the chunks of one file, and can be told to keep nothing of it."""

    name: str

    def take(self, chunks: Iterable[bytes]) -> None: ...

    def drop(self) -> None: ...


class Stream:
    """Pushes chunks into a taker that pulls them: sealed, or looked at, by a thread a few chunks behind the network."""

    def __init__(self, taker: Taker) -> None:
        self.taker = taker
        self._chunks: queue.Queue[bytes | None] = queue.Queue(WAITING_CHUNKS)
        self._stopped = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._seal, daemon=True)
        self._thread.start()

    def push(self, chunk: bytes | None) -> None:
        """Hand over a chunk (``None``: the end); raises what sealing raised."""
        while self._error is None:
            with contextlib.suppress(queue.Full):
                self._chunks.put(chunk, timeout=0.2)
                return
        raise self._error

    def end(self) -> None:
        """Wait until all of it is sealed; raises what sealing raised."""
        self.push(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Give up: nothing of the file is kept."""
        self._stopped = True
        with contextlib.suppress(BaseException):
            self.end()
        self.taker.drop()

    def _seal(self) -> None:
        try:
            self.taker.take(self._pulled())
        except BaseException as error:  # whatever it is, the pushing side must hear of it
            self._error = error

    def _pulled(self) -> Iterator[bytes]:
        while (chunk := self._chunks.get()) is not None:
            if self._stopped:
                raise UploadStopped
            yield chunk
        if self._stopped:
            raise UploadStopped


class SealingHandler(FileUploadHandler):
    """Takes every file of a form into the vault; a file that is refused is told of, and the rest goes on.

    The permit is asked for before a file's first byte is taken. Files are kept by :meth:`keep` only, once the view has
    checked that the form is one of ours; until then, and after :meth:`drop`, there is no row of any.
    """

    def __init__(self, request: HttpRequest, visit: Visit, project: Project, replacing: str | None = None) -> None:
        super().__init__(request)
        self.visit, self.project, self.replacing = visit, project, replacing
        self.taken: list[Taker | Told] = []
        self._stream: Stream | None = None
        self._passed = 0

    def new_file(self, *args: Any, **names: Any) -> None:
        super().new_file(*args, **names)
        with self._refusals():
            self._stream = Stream(self._begun())

    def _begun(self) -> Taker:
        """The script sends one file at a time, and says where it lay in its folder."""
        place, chosen, same = self._told("path"), self._told("class"), self._told("folder") == "same"
        return begin(
            self.visit, self.project, self.file_name or "", self.replacing, self._declared(), place, chosen,
            same_folder=same,
        )  # fmt: skip

    def _told(self, name: str) -> str:
        return str(self.request.GET.get(name, "")) if self.request is not None else ""

    def _declared(self) -> int:
        """Bytes of the form that are still to come: no browser says how long each file in it is."""
        told = str(self.request.META.get("CONTENT_LENGTH", "")) if self.request is not None else ""
        return max(0, int(told) - self._passed) if told.isdecimal() and len(told) < _DIGITS else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._passed += len(raw_data)
        if self._stream is None:
            raise SkipFile
        with self._refusals():
            self._stream.push(raw_data)

    def file_complete(self, file_size: int) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(SkipFile), self._refusals():
                stream.end()
                self.taken.append(stream.taker)

    def upload_interrupted(self) -> None:
        """The form broke off, or its last file was refused, which the parser tells apart no further."""
        if self._stream is not None:
            self._stop()
            self.taken.append(Told(self.file_name or "", error=BrokenOff(name=self.file_name)))

    def keep(self) -> list[Told]:
        """Commit every file that was taken whole; what became of each, in the order they came."""
        told = []
        while self.taken:
            one = self.taken.pop(0)
            told.append(one if isinstance(one, Told) else self._kept(one))
        return told

    def _kept(self, taker: Taker) -> Told:
        assert isinstance(taker, Receipt)  # see _begun
        try:
            return Told(taker.name, taker.keep(), known=taker.known)
        except HemvistError as error:
            return Told(taker.name, error=error)

    def drop(self) -> None:
        """Keep nothing of any file."""
        self._stop()
        for one in self.taken:
            if not isinstance(one, Told):
                one.drop()
        self.taken = []

    def _stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop()

    @contextlib.contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except HemvistError as error:
            self._stream = None
            self.taken.append(Told(self.file_name or "", error=error))
            raise SkipFile from None


class LookingHandler(SealingHandler):
    """Looks at the first file of a form as it comes, for a preview: none of it is kept, sealed or not."""

    def new_file(self, *args: Any, **names: Any) -> None:
        if self.taken:
            raise SkipFile
        super().new_file(*args, **names)

    def _begun(self) -> Taker:
        return Look(self.visit, self.project, self.file_name or "", self._told("class"))

    def _kept(self, taker: Taker) -> Told:
        assert isinstance(taker, Look)  # see _begun
        return Told(taker.name, preview=taker.told)
