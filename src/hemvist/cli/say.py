"""What the command line says: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

_told: list[bool] = []
"""Not empty once a result was printed."""


def result(told: Any, *, as_json: bool, words: str) -> None:
    """A result, for a program or for a person."""
    _told.append(True)
    print(json.dumps(told, ensure_ascii=False, indent=None if not sys.stdout.isatty() else 2) if as_json else words)


def begin() -> None:
    """A command begins: no result was printed yet."""
    _told.clear()


def has_told() -> bool:
    """Whether a result was printed."""
    return bool(_told)


def note(words: str) -> None:
    """A line for the person, never part of a result."""
    print(words, file=sys.stderr, flush=True)


def sure(question: str) -> bool:
    """Whether a person at a terminal says yes; without a terminal, that ``--yes`` is needed."""
    if not sys.stdin.isatty():
        note("Without a terminal this needs --yes.")
        return False
    note(question)
    return input("Type yes: ").strip().lower() == "yes"


def plain(words: str) -> str:
    """Text from a document without control characters: a terminal must not obey a document."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in words)


class Progress:
    """How far something is: one line that is rewritten at a terminal, a line now and then elsewhere."""

    def __init__(self, what: str) -> None:
        self._what, self._said, self._live = what, 0.0, sys.stderr.isatty()

    def at(self, done: int, total: int, also: str = "") -> None:
        """Tell how far it is, but not more often than is readable."""
        now = time.monotonic()
        if now - self._said < (0.2 if self._live else 5) and done < total:
            return
        self._said = now
        line = f"{self._what}: {done} of {total} {also}".rstrip()
        print(f"\r\033[K{line}" if self._live else line, end="" if self._live else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._live:
            print(file=sys.stderr, flush=True)
