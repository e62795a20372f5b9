"""What lies inside a signed message (CMS, RFC 5652): its contents, whoever signed them; nothing is checked or trusted."""

from __future__ import annotations

from typing import Final

_SIGNED: Final = bytes.fromhex("06092a864886f70d010702")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SEQUENCE, _SET, _OCTETS, _PARTS, _TOLD = 0x30, 0x31, 0x04, 0x24, 0xA0
_DEEPEST: Final = 8


class _Odd(Exception):
    """The bytes are not as they should be."""


def inside(data: bytes) -> bytes | None:
    """The contents of a message that is signed and not encrypted; None for any other."""
    try:
        at, end = _step(data, 0, len(data), _SEQUENCE)
        if data[at : at + len(_SIGNED)] != _SIGNED:
            return None
        at, end = _step(data, at + len(_SIGNED), end, _TOLD)
        at, end = _step(data, at, end, _SEQUENCE)
        for _ in range(2):  # its version, and the ways of signing
            at = _after(data, at, end, 0)
        at, end = _step(data, at, end, _SEQUENCE)
        if data[at : at + len(_DATA)] != _DATA:
            return None
        at, end = _step(data, at + len(_DATA), end, _TOLD)
        return b"".join(_octets(data, at, end, 0)[0]) or None
    except _Odd:
        return None


def _head(data: bytes, at: int, end: int) -> tuple[int, int, int | None]:
    """Tag, where its contents begin, and their length (None: until an end mark)."""
    if at + 2 > end:
        raise _Odd
    tag, length, at = data[at], data[at + 1], at + 2
    if length == 0x80:
        return tag, at, None
    if length > 0x80:
        size = length & 0x7F
        if size > 5 or at + size > end:
            raise _Odd
        length, at = int.from_bytes(data[at : at + size], "big"), at + size
    if at + length > end:
        raise _Odd
    return tag, at, length


def _step(data: bytes, at: int, end: int, wanted: int) -> tuple[int, int]:
    """Where the contents of the element ``wanted`` begin, and where they can end at the latest."""
    tag, at, length = _head(data, at, end)
    if tag != wanted:
        raise _Odd
    return at, end if length is None else at + length


def _after(data: bytes, at: int, end: int, depth: int) -> int:
    """Where what follows an element begins."""
    _, at, length = _head(data, at, end)
    if length is not None:
        return at + length
    if depth > _DEEPEST:
        raise _Odd
    while data[at : at + 2] != b"\0\0":
        at = _after(data, at, end, depth + 1)
    return at + 2


def _octets(data: bytes, at: int, end: int, depth: int) -> tuple[list[bytes], int]:
    """The bytes told at ``at``, which may come in pieces, and where they end."""
    tag, at, length = _head(data, at, end)
    if tag == _OCTETS and length is not None:
        return [data[at : at + length]], at + length
    if tag != _PARTS or depth > _DEEPEST:
        raise _Odd
    until = end if length is None else at + length
    pieces: list[bytes] = []
    while at < until and data[at : at + 2] != b"\0\0":
        found, at = _octets(data, at, until, depth + 1)
        pieces += found
    return pieces, at + 2 if length is None else until
