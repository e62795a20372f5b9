"""Where each value of a TOML text stands: dotted path to line and column. For texts that a TOML parser has accepted."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""{0,2}(?!")', re.DOTALL),
    re.compile(r"'''.*?'''{0,2}(?!')", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def places(text: str) -> dict[str, tuple[int, int]]:
    """``{"providers[0].region": (12, 10), …}``; tables stand where their heading does. Lines and columns count from 1."""
    walk = _Walk(text)
    walk.whole()
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    lines = {path: bisect_right(starts, at) for path, at in walk.found.items()}
    return {path: (line, walk.found[path] - starts[line - 1] + 1) for path, line in lines.items()}


def nearest(path: str, known: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """The place of a path, or of what it stands in; for what stands nowhere, the first line, above all tables."""
    while path:
        if path in known:
            return known[path]
        path = re.sub(r"(?:\[\d+\]|\.?[^.\[\]]+)\Z", "", path)
    return 1, 1


class _Walk:
    """One pass over the text; ``found`` holds the offset of each path."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.found = text, 0, dict[str, int]()
        self._counts: dict[str, int] = {}

    def whole(self) -> None:
        """Every heading and every line below it."""
        prefix = ""
        while self._skip() < len(self.text):
            if self.text.startswith("[", self.at):
                prefix = self._heading()
            else:
                self._pair(prefix)

    def _skip(self) -> int:
        found = _GAP.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _heading(self) -> str:
        start, double = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        keys = self._keys("]")
        self.at += 2 if double else 1
        path = self._resolved(keys, last=not double)
        if double:
            self._counts[path] = self._counts.get(path, -1) + 1
            self.found.setdefault(path, start)
            path = f"{path}[{self._counts[path]}]"
        self.found[path] = start
        return path

    def _resolved(self, keys: list[str], *, last: bool) -> str:
        """The path of a heading: a list of tables stands for its newest one."""
        path = ""
        for number, key in enumerate(keys, 1):
            path = f"{path}.{key}" if path else key
            if path in self._counts and (last or number < len(keys)):
                path = f"{path}[{self._counts[path]}]"
        return path

    def _keys(self, end: str) -> list[str]:
        keys = []
        while True:
            self._skip()
            keys.append(self._key())
            self._skip()
            if self.text.startswith(end, self.at):
                return keys
            self.at += 1  # the dot

    def _key(self) -> str:
        if self.text[self.at] in "\"'":
            told = self._string()
            return json.loads(told, strict=False) if told.startswith('"') and "\\U" not in told else told[1:-1]
        found = _BARE.match(self.text, self.at)
        self.at = found.end() if found else len(self.text)
        return found[0] if found else ""

    def _string(self) -> str:
        for kind in _STRINGS:
            if found := kind.match(self.text, self.at):
                self.at = found.end()
                return found[0]
        self.at = len(self.text)
        return '""'

    def _pair(self, prefix: str) -> None:
        start = self.at
        path = prefix
        for key in self._keys("="):
            path = f"{path}.{key}" if path else key
            self.found.setdefault(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: str) -> None:
        self._skip()
        self.found[path] = self.at
        char = self.text[self.at : self.at + 1]
        if char == "[":
            self._list(path)
        elif char == "{":
            self._inside("}", lambda _: self._pair(path))
        elif char in ('"', "'"):
            self._string()
        else:
            found = _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _list(self, path: str) -> None:
        self._inside("]", lambda number: self._value(f"{path}[{number}]"))

    def _inside(self, end: str, one: Callable[[int], None]) -> None:
        self.at += 1
        number = 0
        while self._skip() < len(self.text):
            if self.text.startswith(end, self.at):
                self.at += 1
                return
            if self.text.startswith(",", self.at):
                self.at += 1
                continue
            one(number)
            number += 1
