"""Wrapping one key by another: AES-256-GCM under a random nonce, bound to what the wrapped key is for.

NIST SP 800-38D, section 8.3, allows 2^32 random nonces under one key: so many things may be sealed per project.
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY: Final = 32
_KIND: Final = b"\x01"
_NONCE: Final = 12
_LENGTH: Final = 1 + _NONCE + KEY + 16


def purpose(*words: str) -> bytes:
    """What a wrapped key is for, as bytes: ``hemvist 1`` and the words, each ended by a zero byte."""
    return b"".join(word.encode() + b"\0" for word in ("hemvist 1", *words))


def wrap(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """61 bytes: kind 0x01, 12 of nonce, the 32 of the key encrypted, 16 of tag."""
    nonce = os.urandom(_NONCE)
    return _KIND + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unwrap(key: bytes, wrapped: bytes, bound: bytes) -> bytes | None:
    """The 32 bytes that were wrapped by this key for this purpose; None if these were not."""
    if len(wrapped) != _LENGTH or not wrapped.startswith(_KIND):
        return None
    try:
        return AESGCM(key).decrypt(wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :], bound)
    except InvalidTag:
        return None
