"""The values of PDF (ISO 32000-1, 7.3): read from bytes, and written again. Strings and numbers stay as they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from hemvist.readers.strip.whole import Whole

_DEEPEST: Final = 200
_SPACE: Final = re.compile(rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*")
_PLAIN: Final = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]+")
_REF: Final = re.compile(rb"([0-9]{1,10})[\0\t\n\f\r ]+[0-9]{1,5}[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_HEX: Final = re.compile(rb"<[0-9A-Fa-f\0\t\n\f\r ]*>")
_STRING_PART: Final = re.compile(rb"[^()\\]+|\\.|[()]", re.DOTALL)
_ESCAPED: Final = re.compile(r"#([0-9A-Fa-f]{2})")


class Name(str):
    """A name, without its slash; characters beside letters, digits and a few signs as they are, not by their codes."""

    __slots__ = ()


@dataclass(frozen=True)
class Ref:
    """A reference to an object by its number."""

    number: int


Token: TypeAlias = "bytes | Name | Ref | list[Token] | dict[str, Token]"
Dictionary: TypeAlias = "dict[str, Token]"


def parsed(data: bytes, at: int) -> tuple[Token, int]:
    """The value that begins at ``at`` or after white space, and where it ends. ``Whole`` where there is none."""
    return _Reader(data).value(at, 0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._data, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Token, int]:
        at = self._skip(at)
        first = self._data[at : at + 1]
        if depth > _DEEPEST or not first:
            raise Whole("failed")
        if self._data.startswith(b"<<", at):
            return self._dictionary(at + 2, depth)
        if first == b"[":
            return self._list(at + 1, depth)
        if first == b"/":
            return self._name(at + 1)
        if first == b"(":
            return self._string(at)
        found = _HEX.match(self._data, at)
        if found is None and (ref := _REF.match(self._data, at)):
            return Ref(int(ref[1])), ref.end()
        found = found or _PLAIN.match(self._data, at)
        if found is None:
            raise Whole("failed")
        return found[0], found.end()

    def _name(self, at: int) -> tuple[Name, int]:
        found = _PLAIN.match(self._data, at)
        if found is None:
            return Name(""), at
        plain = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[0].decode("latin-1"))
        return Name(plain), found.end()

    def _string(self, start: int) -> tuple[bytes, int]:
        at, open_ones = start, 0
        while part := _STRING_PART.match(self._data, at):
            at = part.end()
            open_ones += {b"(": 1, b")": -1}.get(part[0], 0)
            if open_ones == 0:
                return self._data[start:at], at
        raise Whole("failed")

    def _list(self, at: int, depth: int) -> tuple[list[Token], int]:
        found = list[Token]()
        while self._data[(at := self._skip(at)) : at + 1] != b"]":
            one, at = self.value(at, depth + 1)
            found.append(one)
        return found, at + 1

    def _dictionary(self, at: int, depth: int) -> tuple[Dictionary, int]:
        found: Dictionary = {}
        while not self._data.startswith(b">>", at := self._skip(at)):
            if self._data[at : at + 1] != b"/":
                raise Whole("failed")
            name, at = self._name(at + 1)
            found[str(name)], at = self.value(at, depth + 1)
        return found, at + 2


def written(value: Token) -> bytes:
    """A value as bytes."""
    if isinstance(value, Name):
        return _named(value)
    if isinstance(value, Ref):
        return b"%d 0 R" % value.number
    if isinstance(value, list):
        return b"[" + b" ".join(map(written, value)) + b"]"
    if isinstance(value, dict):
        return b"<<" + b"".join(_named(name) + b" " + written(one) + b"\n" for name, one in value.items()) + b">>"
    return value


@lru_cache(maxsize=1_000)
def _named(name: str) -> bytes:
    return b"/" + b"".join(
        bytes([code]) if 33 <= code <= 126 and chr(code) not in "#()<>[]{}/%" else b"#%02X" % code
        for code in name.encode("latin-1")
    )
