"""An SMB server that lets people in and encrypts nothing: SMB 2.1, with real NTLM, for as long as a test asks."""

from __future__ import annotations

import os
import socket
import struct
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.cli.sending.servers import PASSWORD, USER

MORE, NEGOTIATE, SET_UP = 0xC0000016, 0, 1


class PlainServer:
    """What was asked of it: the numbers of the commands (MS-SMB2, 2.2.1.2), in their order."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.let_in = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Serve nobody any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(10)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self._door.accept()
                threading.Thread(target=self._visited, args=(visitor,), daemon=True).start()

    def _visited(self, visitor: socket.socket) -> None:
        import spnego

        context = spnego.server(protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)
        with visitor, suppress(OSError, struct.error):
            while size := _exactly(visitor, 4):
                message = _exactly(visitor, struct.unpack(">I", size)[0])
                answer = self._answer(message, context)
                visitor.sendall(struct.pack(">I", len(answer)) + answer)

    def _answer(self, message: bytes, context: Any) -> bytes:
        from smbprotocol.connection import SMB2NegotiateResponse
        from smbprotocol.header import SMB2HeaderResponse
        from smbprotocol.session import SMB2SessionSetupResponse

        command, number = struct.unpack_from("<H", message, 12)[0], struct.unpack_from("<Q", message, 24)[0]
        self.asked.append(command)
        header = SMB2HeaderResponse()
        header["command"], header["message_id"], header["credit_response"] = command, number, 64
        header["flags"] = 1  # from a server
        if command == NEGOTIATE:
            told = SMB2NegotiateResponse()
            told["dialect_revision"], told["server_guid"], told["security_mode"] = 0x0210, uuid.uuid4(), 1
            told["max_transact_size"] = told["max_read_size"] = told["max_write_size"] = 1 << 20
        elif command == SET_UP:
            at, length = struct.unpack_from("<HH", message, 64 + 12)
            told = SMB2SessionSetupResponse()
            told["buffer"] = context.step(message[at : at + length]) or b""
            header["session_id"], header["status"] = 7, 0 if context.complete else MORE
            self.let_in += context.complete
        else:
            raise OSError("nothing else is answered here")
        header["data"] = told
        return bytes(header.pack())


def _exactly(visitor: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = visitor.recv(size - len(data))
        if not piece:
            return b""
        data += piece
    return data


@contextmanager
def serving(folder: Path) -> Iterator[PlainServer]:
    """Such a server, which knows the tests' person."""
    known = folder / "ntlm"
    known.write_text(f":{USER}:{PASSWORD}\n")
    os.environ["NTLM_USER_FILE"] = str(known)
    server = PlainServer()
    try:
        yield server
    finally:
        server.close()
        del os.environ["NTLM_USER_FILE"]
