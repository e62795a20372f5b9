"""The header of a sealed thing: how it was sealed, and its data key, wrapped. Every byte is in docs/vault-format.md."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

MAGIC: Final = b"hemvist"
VERSION: Final = 1
SUITE: Final = 1
"""AES-256-GCM in the STREAM construction."""
CHUNK: Final = 65_536
"""Plain bytes per chunk, as we seal."""
_CHUNKS: Final = range(1_024, 1_048_577)
_WRAPPED: Final = range(1, 1_025)
_FIXED: Final = struct.Struct(">7sBBIH")


class BadHeader(ValueError):
    """What is not as a header of ours would be: a phrase that goes into NotSealedByUs."""


@dataclass(frozen=True)
class Header:
    """Plain bytes per chunk, and the wrapped data key."""

    wrapped: bytes
    chunk: int = CHUNK

    def pack(self) -> bytes:
        """The header's bytes."""
        return _FIXED.pack(MAGIC, VERSION, SUITE, self.chunk, len(self.wrapped)) + self.wrapped


def take(sealed: BinaryIO, size: int) -> bytes:
    """Exactly so many bytes, or fewer only where the stream ends: a single ``read`` may give less."""
    got = sealed.read(size)
    while 0 < len(got) < size:
        more = sealed.read(size - len(got))
        if not more:
            break
        got += more
    return got


def read_header(sealed: BinaryIO) -> Header:
    """Read a header from the start of a stream; never more than 1039 bytes. Raises BadHeader."""
    fixed = take(sealed, _FIXED.size)
    if len(fixed) < _FIXED.size or not fixed.startswith(MAGIC):
        raise BadHeader("it does not begin as sealed things do")
    _, version, suite, chunk, length = _FIXED.unpack(fixed)
    if (version, suite) != (VERSION, SUITE):
        raise BadHeader("its version or suite is unknown here")
    if chunk not in _CHUNKS or length not in _WRAPPED:
        raise BadHeader("its sizes are out of range")
    wrapped = take(sealed, length)
    if len(wrapped) != length:
        raise BadHeader("its header is cut short")
    return Header(wrapped, chunk)
