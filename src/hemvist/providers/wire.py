"""Frames between a model's process and who asks it: length, kind, body; every size is bounded before it is believed."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Sequence
from dataclasses import asdict
from enum import IntEnum
from typing import Final

from hemvist.providers.base import LONGEST, EmbedderIdentity

TEXTS: Final = 32
"""Texts of one request."""
FRAME: Final = TEXTS * (LONGEST * 4 + 4) + 1
"""Bytes of the longest frame: each character of a text may take four."""
_HEAD: Final = struct.Struct(">IB")
_LENGTH: Final = struct.Struct(">I")
_PEER: Final = struct.Struct("3i")


class Kind(IntEnum):
    """What a frame is."""

    IDENTITY = 1
    PASSAGES = 2
    QUESTION = 3
    VECTORS = 4
    FAILED = 5
    COMPLETE = 6
    PIECE = 7
    SPOKEN = 8
    TOO_LONG = 9
    BUSY = 10
    TOO_SLOW = 11
    PAIRS = 12
    SCORES = 13


class Malformed(Exception):
    """The other side does not speak this protocol; the connection is closed."""


def peer(connection: socket.socket) -> int:
    """The user id of the process at the other end, as the kernel knows it."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(credentials)[1])


def process(connection: socket.socket) -> int:
    """The number of the process at the other end, as the kernel knows it."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(credentials)[0])


def same_user(connection: socket.socket) -> bool:
    """Whether the process at the other end is of our own user."""
    return peer(connection) == os.geteuid()


def send(connection: socket.socket, kind: Kind, body: bytes) -> None:
    """Send one frame."""
    connection.sendall(_HEAD.pack(len(body), kind) + body)


def receive(connection: socket.socket) -> tuple[Kind, bytes] | None:
    """The next frame; None where the other side has ended in order. Raises :class:`Malformed`."""
    head = _exactly(connection, _HEAD.size)
    if not head:
        return None
    size, kind = _HEAD.unpack(head)
    if size > FRAME or kind not in set(Kind):
        raise Malformed
    body = _exactly(connection, size)
    if len(body) != size:
        raise Malformed
    return Kind(kind), bytes(body)


def expect(connection: socket.socket, *kinds: Kind) -> bytes:
    """The body of the next frame, which is of one of these kinds. Raises :class:`Malformed`."""
    frame = receive(connection)
    if frame is None or frame[0] not in kinds:
        raise Malformed
    return frame[1]


def _exactly(connection: socket.socket, size: int) -> bytearray:
    """So many bytes; none at all where the other side has ended before the first."""
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(size - len(data), 1 << 16))
        if not part:
            if data:
                raise Malformed
            break
        data += part
    return data


def pack_texts(texts: Sequence[str]) -> bytes:
    """Texts into a body; what is beyond :data:`LONGEST` characters is not looked at, so it is not sent."""
    encoded = [text[:LONGEST].encode("utf-8", "replace") for text in texts]
    return b"".join(_LENGTH.pack(len(one)) + one for one in encoded)


def unpack_texts(body: bytes) -> list[str]:
    """A body into texts, 1 to :data:`TEXTS` of them. Raises :class:`Malformed`."""
    texts: list[str] = []
    at = 0
    while at < len(body) and len(texts) <= TEXTS:
        text, at = _text(body, at)
        texts.append(text)
    if not 1 <= len(texts) <= TEXTS:
        raise Malformed
    return texts


def _text(body: bytes, at: int) -> tuple[str, int]:
    start = at + _LENGTH.size
    if start > len(body):
        raise Malformed
    end = start + int(_LENGTH.unpack_from(body, at)[0])
    if end > len(body):
        raise Malformed
    try:
        return body[start:end].decode("utf-8"), end
    except UnicodeDecodeError:
        raise Malformed from None


def pack_identity(identity: EmbedderIdentity) -> bytes:
    """What an embedder says of itself when somebody connects."""
    return json.dumps(asdict(identity)).encode()


def unpack_identity(body: bytes) -> EmbedderIdentity:
    """The identity an embedder stated. Raises :class:`Malformed`."""
    try:
        return EmbedderIdentity(**json.loads(body))
    except (ValueError, TypeError):
        raise Malformed from None
