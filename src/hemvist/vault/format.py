"""Sealing a stream in chunks: the STREAM construction over AES-256-GCM, under a data key that is used once.

Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance",
CRYPTO 2015: the chunk's number and whether it is the last stand in the nonce, so chunks that are missing, swapped,
repeated or added do not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hemvist.vault.base import DataKey
from hemvist.vault.header import CHUNK, Header, take

_TAG: Final = 16


class BadChunk(ValueError):
    """A chunk did not authenticate in its place."""


def seal_stream(key: DataKey, plain: Iterable[bytes], sealed: BinaryIO, about: bytes, chunk: int = CHUNK) -> int:
    """Write header and sealed chunks; returns the number of plain bytes. The key must not be used again."""
    header = Header(key.wrapped, chunk).pack()
    sealed.write(header)
    cipher, bound, total = AESGCM(key.plain), header + about, 0
    for number, (piece, last) in enumerate(_pieces(plain, chunk)):
        sealed.write(cipher.encrypt(_nonce(number, last), piece, bound))
        total += len(piece)
    return total


def open_stream(plain_key: bytes, header: Header, sealed: BinaryIO, about: bytes) -> Iterator[bytes]:
    """The plain chunks of a stream that stands behind its header, each authenticated first. Raises BadChunk."""
    cipher, bound, size = AESGCM(plain_key), header.pack() + about, header.chunk + _TAG
    number, ahead = 0, take(sealed, size)
    while True:
        chunk, ahead = ahead, take(sealed, size)
        plain = _opened(cipher, _nonce(number, not ahead), chunk, bound)
        if plain or number:
            yield _full(plain)
        if not ahead:
            return
        number += 1


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _opened(cipher: AESGCM, nonce: bytes, chunk: bytes, bound: bytes) -> bytes:
    if len(chunk) < _TAG:
        raise BadChunk
    try:
        return cipher.decrypt(nonce, chunk, bound)
    except InvalidTag:
        raise BadChunk from None


def _full(plain: bytes) -> bytes:
    # One plain text has one sealed form: an empty chunk stands only for an empty plain text.
    if not plain:
        raise BadChunk
    return plain


def _pieces(plain: Iterable[bytes], size: int) -> Iterator[tuple[bytearray, bool]]:
    held = bytearray()
    for block in plain:
        view = memoryview(block)
        for start in range(0, len(view), size):
            held += view[start : start + size]
            # Strictly more than a chunk: whether one is the last is known only at the end.
            if len(held) > size:
                yield held[:size], False
                del held[:size]
    yield held, True
