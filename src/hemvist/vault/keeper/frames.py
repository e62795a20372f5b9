"""What passes over the keeper's socket: frames of a four-byte length and that many bytes of JSON, at most 64 KiB."""

from __future__ import annotations

import json
import socket
import struct
from typing import Final

Message = dict[str, object]

LIMIT: Final = 65_536
_LENGTH: Final = struct.Struct(">I")


class BadFrame(ValueError):
    """A frame that is none: too long, cut short, or not a JSON object."""


def send(connection: socket.socket, message: Message) -> None:
    """Send one frame. Raises BadFrame when the message is too long for one, OSError."""
    body = json.dumps(message).encode()
    if len(body) > LIMIT:
        raise BadFrame
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> Message | None:
    """The next frame; None where the other side has ended in good order. Raises BadFrame, OSError."""
    head = _exactly(connection, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head.rjust(_LENGTH.size, b"\xff"))
    if length > LIMIT:
        raise BadFrame
    return _parsed(_exactly(connection, length), length)


def _parsed(body: bytes, length: int) -> Message:
    try:
        message = json.loads(body) if len(body) == length else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise BadFrame
    return message


def _exactly(connection: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size and (more := connection.recv(size - len(got))):
        got += more
    return bytes(got)
