"""Sending what a project does not have yet: sums first, then the bytes of what is new or changed, two files at a time."""

from __future__ import annotations

import base64
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from hemvist.cli import say
from hemvist.cli.client import CHUNK, Client, path
from hemvist.cli.errors import FileUnreadable, PathTaken, ServerRefused, ServerUnreachable
from hemvist.cli.sending.folders import Folder, Found
from hemvist.cli.sending.report import SKIPPED, Outcome
from hemvist.domain.errors import HemvistError
from hemvist.domain.paths import clean_path

AT_ONCE: Final = 2
BATCH: Final = 200
"""Files whose sums are told in one call."""
HELD: Final = 32_000_000
"""Bytes of files from far away that are held in memory until they are sent, so that they come over once."""
PATIENCE: Final = 1800.0
"""Seconds that one file waits for a server that is too busy to take it."""
_WAITS: Final = (2.0, 5.0, 10.0)
"""Seconds before each new try when the connection broke."""
_NOT_ITS_OWN: Final = frozenset({401, 403, 408, 423, 429})
"""Answers that say nothing of the file."""
_ALL_OVER: Final = frozenset({"NotFound", "Refused", "VaultLocked", "DiskNearlyFull"})
"""Refusals that every further file would meet."""

Pause = Callable[[float], object]
Stopped = Callable[[], bool]
"""Whether somebody wants it to end: then no further file is begun."""


class Versions(StrEnum):
    """What to do with a file that looks like a new version of a document: ask, always take it for one, or never."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


Choice = Callable[[Outcome], str]
"""Asked about a file that looks like a new version: ``version``, ``separate`` or ``skip``."""


def always(outcome: Outcome) -> str:
    """Take it for a new version."""
    return "version"


def never(outcome: Outcome) -> str:
    """Send it as a document of its own, and say in the report what it looks like."""
    return "separate"


@dataclass
class Packet:
    """A file with its sum, and its bytes where they are held."""

    found: Found
    digest: bytes
    size: int
    held: bytes | None
    outcome: Outcome
    replaces: str = ""
    instead: str = ""
    """The version that stands at its path, where it is to be replaced."""


class Sender:
    """Sends files of one folder after the other into one project; what became of each is in ``outcomes``."""

    def __init__(
        self,
        client: Client,
        project: str,
        choose: Choice,
        pause: Pause = time.sleep,
        stopped: Stopped = lambda: False,
        data_class: str = "",
    ) -> None:
        self._client, self._project, self._choose, self._class = client, project, choose, data_class
        self._pause, self._stopped = pause, stopped
        self.outcomes: list[Outcome] = []
        self.passing: set[str] = set()
        """Paths of refused files whose refusal is not the file's own: it may be over the next time."""
        self.replaced: dict[str, str] = {}
        """Documents that got another version by its path, with the version that stood there."""
        self._later: list[Packet] = []
        self._same: dict[str, list[tuple[Folder, Packet]]] = defaultdict(list)
        self._first: dict[bytes, Outcome] = {}
        self._places: dict[str, bytes] = {}
        self._twins: list[tuple[Outcome, Outcome]] = []

    def send(self, folder: Folder, files: Sequence[Found], replaces: dict[str, str] | None = None) -> None:
        """Send what of these is new or changed. ``replaces`` says by path which document a file is known to be of.

        Raises what no further file could escape, such as a full disk; what was done until then stays done and told.
        """
        progress = _Pace(files)
        for batch in _batches(folder, files, self.outcomes):
            self._send_batch(folder, batch, replaces or {}, progress)
        later, self._later = self._later, []
        self._each(lambda packet: self._replace(folder, packet), later, progress)
        self._tell_twins()
        progress.end()

    def _send_batch(self, folder: Folder, batch: list[Packet], replaces: dict[str, str], progress: _Pace) -> None:
        self.outcomes.extend(packet.outcome for packet in batch)
        fresh = [packet for packet in batch if not self._is_taken(packet) and not self._is_twin(packet)]
        for packet, told in zip(fresh, self._compared(fresh), strict=True):
            self._judge(packet, told, replaces.get(packet.found.path, ""))
            if told["verdict"] == "same" and told["why"] == "contents":
                self._same[told["version"]].append((folder, replace(packet, held=None)))
        wanted = [packet for packet in fresh if not packet.outcome.state]
        self._later += [replace(packet, held=None) for packet in wanted if packet.instead]
        progress.at(batch, wanted)
        self._each(lambda packet: self._upload(folder, packet), [one for one in wanted if not one.instead], progress)

    @staticmethod
    def _each(work: Callable[[Packet], None], packets: Sequence[Packet], progress: _Pace) -> None:
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for packet, _ in zip(packets, pool.map(work, packets), strict=True):
                progress.at([packet], [])
        finally:
            pool.shutdown(cancel_futures=True)

    def _replace(self, folder: Folder, packet: Packet) -> None:
        """Send the next version of a document; then by itself whatever else was known by what the document was.

        That is a copy of the file, or the file, moved, with another in its place. Its contents would stand nowhere but in
        a version that was replaced. All else was compared before, so that all of them are known.
        """
        self._upload(folder, packet)
        if packet.replaces and packet.outcome.version:
            self.replaced[packet.replaces] = packet.instead
            for where, left in self._same.pop(packet.instead, ()):
                self._send_by_itself(where, left)

    def send_by_themselves(self, folder: Folder, files: Sequence[Found]) -> None:
        """Send these as documents of their own, whatever else has their contents."""
        for batch in _batches(folder, files, self.outcomes):
            self.outcomes.extend(packet.outcome for packet in batch)
            for packet in batch:
                self._send_by_itself(folder, packet)

    def _send_by_itself(self, folder: Folder, packet: Packet) -> None:
        outcome = packet.outcome
        outcome.verdict, outcome.version, outcome.number, outcome.state, outcome.like = "new", "", 0, "", ""
        self._upload(folder, packet)

    def _is_taken(self, packet: Packet) -> bool:
        """Whether another file with other contents came under the same path in this run: neither replaces the other."""
        path = packet.found.path
        first = self._places.setdefault(clean_path(path), packet.digest) if "/" in path else packet.digest
        if first == packet.digest:
            return False
        packet.outcome.refuse(PathTaken(path=path))
        return True

    def _is_twin(self, packet: Packet) -> bool:
        """Whether a file with the same contents came before it in this run."""
        first = self._first.setdefault(packet.digest, packet.outcome)
        if first is packet.outcome or not packet.size:
            return False
        self._twins.append((packet.outcome, first))
        return True

    def _tell_twins(self) -> None:
        for twin, first in self._twins:
            twin.verdict, twin.state = "same", first.state
            twin.document, twin.version, twin.number, twin.like = (
                first.document,
                first.version,
                first.number,
                first.name,
            )
            twin.data_class = first.data_class
            twin.code, twin.refusal, twin.remedy = first.code, first.refusal, first.remedy
            if first.path in self.passing:
                self.passing.add(twin.path)
        self._twins.clear()

    def _compared(self, packets: Sequence[Packet]) -> list[dict[str, Any]]:
        if not packets:
            return []
        files = [{"path": one.found.path, "sha256": one.digest.hex(), "bytes": one.size} for one in packets]
        asked = {"files": files} | ({"class": self._class} if self._class else {})
        told: list[dict[str, Any]] = self._patiently(
            lambda: self._client.call("POST", path("projects", self._project, "compare"), asked)
        )
        return told

    def _judge(self, packet: Packet, told: dict[str, Any], known: str) -> None:
        """What is to be done with a file, by what it is to the project."""
        outcome = packet.outcome
        outcome.verdict, outcome.document, outcome.like = told["verdict"], told["document"], told["name"]
        if outcome.verdict == "same":
            outcome.version, outcome.number, outcome.state = told["version"], told["number"], told["state"]
            outcome.data_class = told["data_class"]
        elif known:
            outcome.verdict, packet.replaces = "changed", known
            packet.instead = told["version"] if told["document"] == known else ""
        elif outcome.verdict == "changed":
            packet.replaces, packet.instead = outcome.document, told["version"]
        elif outcome.verdict == "like":
            self._ask(packet)

    def _ask(self, packet: Packet) -> None:
        choice = self._choose(packet.outcome)
        if choice == "skip":
            packet.outcome.state = SKIPPED
        elif choice == "version":
            packet.outcome.verdict, packet.replaces = "joined", packet.outcome.document

    def _upload(self, folder: Folder, packet: Packet) -> None:
        outcome = packet.outcome
        outcome.document = ""
        if self._stopped():
            return
        try:
            told = self._patiently(lambda: self._put(folder, packet), lambda: self._arrived(packet))
        except FileUnreadable as error:
            self.passing.add(outcome.path)
            outcome.refuse(error)
        except ServerRefused as error:
            if error.code == "NotFound" and packet.replaces:  # that document was deleted meanwhile
                packet.replaces, outcome.verdict = "", "new"
                self._upload(folder, packet)
            elif error.code in _ALL_OVER:
                raise
            else:
                if error.answered >= 500 or error.answered in _NOT_ITS_OWN or error.code == "ChangedMeanwhile":
                    self.passing.add(outcome.path)
                outcome.refuse(error)
        else:
            _note_sent(outcome, told)

    def _put(self, folder: Folder, packet: Packet) -> dict[str, Any]:
        query = {"name": packet.found.name, "path": packet.found.path}
        if self._class:
            query["class"] = self._class
        if packet.replaces:
            query["replaces"] = packet.replaces
        headers = {
            "Content-Length": str(packet.size),
            "Content-Digest": f"sha-256=:{base64.b64encode(packet.digest).decode()}:",
        }
        where = f"{path('projects', self._project, 'documents')}?{urlencode(query)}"
        told: dict[str, Any] = self._client.call("PUT", where, content=_whole(folder, packet), headers=headers)
        return told

    def _arrived(self, packet: Packet) -> dict[str, Any] | None:
        """What became of a file whose sending broke off: it may have arrived all the same, and is not sent twice then."""
        (told,) = self._compared([packet]) if packet.size else (None,)
        return told if told and told["verdict"] == "same" else None

    def _patiently(self, call: Callable[[], Any], arrived: Callable[[], Any] = lambda: None) -> Any:
        """A call that waits while the server is too busy, and tries again when the connection broke.

        Unless what it was to do was done all the same, which ``arrived`` tells.
        """
        broken, until = list(_WAITS), time.monotonic() + PATIENCE
        while True:
            try:
                return call()
            except ServerUnreachable:
                if not broken:
                    raise
                self._pause(broken.pop(0))
                if (told := arrived()) is not None:
                    return told
            except ServerRefused as error:
                if error.answered not in (429, 503) or time.monotonic() > until:
                    raise
                say.note(f"The server takes no more for now ({error.code}); trying again in a moment.")
                self._pause(min(max(error.wait or 10, 1), 60))


def _note_sent(outcome: Outcome, told: dict[str, Any]) -> None:
    outcome.document, outcome.version = told["document"], told["version"]
    outcome.number, outcome.state, outcome.data_class = told["number"], told["state"], told["data_class"]
    if told.get("known"):  # another run sent it meanwhile
        outcome.verdict = "same"


def changed(found: Found) -> FileUnreadable:
    """That a file is not what it was a moment ago."""
    return FileUnreadable(path=found.path, why="it changed while it was read")


def _batches(folder: Folder, files: Sequence[Found], outcomes: list[Outcome]) -> Iterator[list[Packet]]:
    """Files with their sums, as many at a time as one comparison takes or memory holds."""
    batch: list[Packet] = []
    held = 0
    for found in files:
        outcome = Outcome(found.path, found.name, found.size)
        try:
            packet = summed(folder, found, outcome, HELD - held)
        except HemvistError as error:
            outcomes.append(outcome.refuse(error))
            continue
        batch.append(packet)
        held += len(packet.held or b"")
        if len(batch) == BATCH or held > HELD // 2:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def summed(folder: Folder, found: Found, outcome: Outcome, room: int) -> Packet:
    """A file with its sum; its bytes too where it is far away and there is room for them. Raises FileUnreadable."""
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    hold = not folder.near and found.size <= room
    for chunk in folder.chunks(found):
        digest.update(chunk)
        size += len(chunk)
        if size > found.size:
            raise changed(found)
        if hold:
            kept += chunk
    if size != found.size:
        raise changed(found)
    return Packet(found, digest.digest(), size, bytes(kept) if hold else None, outcome)


def _whole(folder: Folder, packet: Packet) -> Iterator[bytes]:
    """The bytes whose sum was told; FileUnreadable when they are other ones by now, before the last is sent."""
    if packet.held is not None:
        yield from (packet.held[at : at + CHUNK] for at in range(0, packet.size, CHUNK))
        return
    digest, sent, last = hashlib.sha256(), 0, b""
    for chunk in folder.chunks(packet.found):
        digest.update(chunk)
        sent += len(chunk)
        if sent > packet.size:
            raise changed(packet.found)
        if last:
            yield last
        last = chunk
    if digest.digest() != packet.digest:
        raise changed(packet.found)
    if last:
        yield last


class _Pace:
    """How far the sending is: files, bytes, and how long the rest takes at this pace."""

    def __init__(self, files: Sequence[Found]) -> None:
        self._progress, self._began = say.Progress("Sent or known"), time.monotonic()
        self._files, self._bytes = len(files), sum(found.size for found in files)
        self._done, self._through = 0, 0

    def at(self, done: Sequence[Packet], but: Sequence[Packet]) -> None:
        """These files are done, except for those."""
        left = {id(packet) for packet in but}
        over = [packet for packet in done if id(packet) not in left]
        self._done += len(over)
        self._through += sum(packet.size for packet in over)
        self._progress.at(self._done, self._files, self._also())

    def _also(self) -> str:
        sizes = f"files, {self._through // 1_000_000} of {self._bytes // 1_000_000} MB"
        return f"{sizes}{time_left(time.monotonic() - self._began, self._through, self._bytes)}"

    def end(self) -> None:
        """Leave the line."""
        self._progress.end()


def time_left(gone: float, done: int, whole: int) -> str:
    """How long the rest takes at the pace so far, in words; nothing while there is no pace yet."""
    if not done or gone < 2 or done >= whole:
        return ""
    seconds = gone * (whole - done) / done
    return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"
