"""Formatted text as Outlook squeezes it ([MS-OXRTFCP]): back-references into a ring that begins with common words."""

from __future__ import annotations

import struct
from typing import Final

_COMMON: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab"
    b"\\tx"
)
_RING: Final = 4096
_MOST: Final = 64 << 20
_SQUEEZED, _PLAIN = 0x75465A4C, 0x414C454D


def unsqueezed(data: bytes) -> bytes:
    """The text as RTF; what is cut off or damaged ends where it is; empty if it is nothing of the kind."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    return _expanded(data, min(size, _MOST)) if kind == _SQUEEZED else b""


def _expanded(data: bytes, size: int) -> bytes:
    out = bytearray(_COMMON)
    begin, at = len(_COMMON), 16
    while at < len(data) and len(out) - begin < size:
        control, at = data[at], at + 1
        for bit in range(8):
            if at + (control >> bit & 1) >= len(data):
                return bytes(out[begin:])
            if not control >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            back, at = int.from_bytes(data[at : at + 2], "big"), at + 2
            if not _copy(out, back >> 4, (back & 15) + 2):
                return bytes(out[begin:])
    return bytes(out[begin : begin + size])


def _copy(out: bytearray, offset: int, length: int) -> bool:
    """Copy from the ring; its write position as the place to copy from means the end."""
    write = len(out) % _RING
    distance = (write - offset) % _RING
    if distance == 0:
        return False
    for _ in range(length):
        out.append(out[-distance] if distance <= len(out) else 0x20)
    return True
