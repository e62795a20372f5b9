"""A look at a file by ClamAV before anything reads it: over clamd's local socket, where one is set (clamd(8), INSTREAM).

A file is only called clean by a scanner that knows signatures; all else is "not scanned", with the reason.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

OLDEST: Final = timedelta(days=7)
"""Signatures older than this are still used, and said to be old."""
_SECONDS: Final = 120.0
_PIECE: Final = 1 << 16
_LONGEST: Final = 4096
_VERSION: Final = re.compile(r"ClamAV [^/\s]{1,40}(?:/(\d{1,9})(?:/(.{1,60}))?)?\Z")
_WHEN: Final = "%a %b %d %H:%M:%S %Y"
_UNNAMEABLE: Final = re.compile(r"[^A-Za-z0-9._:()+/ -]")


class Outcome(StrEnum):
    """What a look at a file came to."""

    CLEAN = "clean"
    FOUND = "found"
    NOT_SCANNED = "not scanned"


class Why(StrEnum):
    """Why a file was not scanned."""

    NONE_SET = "no virus scanner is set"
    UNREACHABLE = "the virus scanner cannot be reached"
    NO_SIGNATURES = "the virus scanner has no signatures"
    TOO_LARGE = "the file is larger than the virus scanner takes"
    ERROR = "the virus scanner could not look at it"


@dataclass(frozen=True)
class Verdict:
    """What ClamAV says of a file. Only ``readable`` files may be read.

    ``what`` is the name of what was found. ``signatures`` is when the signatures were made, None where the scanner does
    not say (it has only signatures of the house's own); ``old`` whether that is more than ``OLDEST`` ago.
    """

    outcome: Outcome
    why: Why | None = None
    what: str = ""
    signatures: datetime | None = None
    old: bool = False

    @property
    def readable(self) -> bool:
        """Clean, or no scanner was ever set; a scanner that is set and did not look keeps the file from being read."""
        return self.outcome is Outcome.CLEAN or self.why is Why.NONE_SET

    @property
    def later(self) -> bool:
        """Whether to try again later: it is the scanner that fails, not the file."""
        return self.why in (Why.UNREACHABLE, Why.NO_SIGNATURES, Why.ERROR)


class _Silent(Exception):
    """The scanner ended the talk, or said what it must not."""


class ClamAV:
    """The scanner behind ``place``, the path of clamd's socket; None where the house has none."""

    def __init__(self, place: Path | None, seconds: float = _SECONDS) -> None:
        self._place, self._seconds = place, seconds

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Show the file to the scanner, in pieces; constant memory. What ``chunks`` raises is passed on."""
        if self._place is None:
            return Verdict(Outcome.NOT_SCANNED, Why.NONE_SET)
        try:
            made = self._signatures()
        except (OSError, _Silent):
            return Verdict(Outcome.NOT_SCANNED, Why.UNREACHABLE)
        if made is None:
            return Verdict(Outcome.NOT_SCANNED, Why.NO_SIGNATURES)
        return self._judged(self._shown(chunks), made.when)

    def _signatures(self) -> _Signatures | None:
        """The signatures that the scanner has; None if it has none."""
        found = _VERSION.match(self._asked(b"VERSION"))
        if found is None:
            raise _Silent
        number, when = found.groups()
        if number is None:  # no official database: there may still be signatures of one's own
            return _Signatures(None) if self._knows() else None
        return _Signatures(_time(when or ""))

    def _knows(self) -> bool:
        """Whether it knows the test file that every database of signatures must find (EICAR, a harmless line)."""
        return self._shown([EICAR]).endswith(" FOUND")

    def _asked(self, command: bytes) -> str:
        with self._line() as line:
            line.sendall(b"z" + command + b"\0")
            return _answer(line)

    def _shown(self, chunks: Iterable[bytes]) -> str:
        """The scanner's answer; nothing if it gave none."""
        try:
            line = self._line()
        except OSError:
            return ""
        with line:
            pieces = _framed(chunks)  # what fails here is the file's source, not the scanner
            try:
                line.sendall(b"zINSTREAM\0")
            except OSError:
                return ""
            for piece in pieces:
                if not _sent(line, piece):
                    break
            try:
                return _answer(line)
            except (OSError, _Silent):
                return ""

    def _line(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self._seconds)
        try:
            line.connect(str(self._place))
        except OSError:
            line.close()
            raise
        return line

    def _judged(self, answer: str, made: datetime | None) -> Verdict:
        old = made is not None and datetime.now(UTC) - made > OLDEST
        if answer == "stream: OK":
            return Verdict(Outcome.CLEAN, signatures=made, old=old)
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            name = _UNNAMEABLE.sub("?", answer[8:-6])[:100]
            return Verdict(Outcome.FOUND, what=name, signatures=made, old=old)
        large = "size limit exceeded" in answer
        return Verdict(Outcome.NOT_SCANNED, Why.TOO_LARGE if large else Why.ERROR, signatures=made, old=old)


@dataclass(frozen=True)
class _Signatures:
    when: datetime | None


# In two halves, so that no scanner takes this file for the test file.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def _framed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece with its length before it, and a piece of no length at the end."""
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE):
            piece = chunk[at : at + _PIECE]
            yield struct.pack(">I", len(piece)) + piece
    yield struct.pack(">I", 0)


def _sent(line: socket.socket, piece: bytes) -> bool:
    try:
        line.sendall(piece)
    except OSError:  # it wants no more: what it says tells why
        return False
    return True


def _answer(line: socket.socket) -> str:
    """One answer, which ends with a zero byte."""
    told = b""
    while not told.endswith(b"\0"):
        more = line.recv(_LONGEST)
        told += more
        if not more or len(told) > _LONGEST:
            raise _Silent
    return told[:-1].decode("utf-8", "replace").strip()


def _time(said: str) -> datetime | None:
    """When, as clamd says it (in its own time zone: hours do not matter here)."""
    try:
        return datetime.strptime(" ".join(said.split()), _WHEN).replace(tzinfo=UTC)
    except ValueError:
        return None
