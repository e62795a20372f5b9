"""Keys by way of the keeper: each call is one question over its socket. Safe for threads, forks and its restarts."""

from __future__ import annotations

import os
import select
import socket
import weakref
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import RootKey
from hemvist.vault import errors
from hemvist.vault.base import DataKey
from hemvist.vault.errors import KeeperFault, VaultUnreachable
from hemvist.vault.keeper.frames import BadFrame, Message, receive, send
from hemvist.vault.wrapping import KEY

_PATIENCE_SECONDS: Final = 30.0
_KEPT: Final = 4
_ERRORS: Final[Mapping[str, type[HemvistError]]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, HemvistError)
}


class KeeperKeys:
    """Keys held by a keeper at a socket. See ``Keys``; besides, every call may raise VaultUnreachable.

    A call is never sent twice: when the keeper goes away in the middle of one, that call fails and the next reconnects.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[socket.socket] = deque()
        self._process = os.getpid()
        weakref.finalize(self, _hang_up, self._idle)

    def create(self, scope: str, root: RootKey) -> None:
        """See Keys."""
        self._ask("create", scope=scope, root=root)

    def root_of(self, scope: str) -> RootKey | None:
        """See Keys."""
        root = self._ask("root_of", scope=scope)
        return RootKey(root) if isinstance(root, str) else None

    def new_data_key(self, scope: str) -> DataKey:
        """See Keys."""
        reply = self._ask("new_data_key", scope=scope)
        plain, wrapped = reply if isinstance(reply, list) and len(reply) == 2 else (None, None)
        return DataKey(_key(plain), _bytes(wrapped))

    def unwrap(self, scope: str, wrapped: bytes) -> bytes:
        """See Keys."""
        return _key(self._ask("unwrap", scope=scope, wrapped=wrapped.hex()))

    def destroy(self, scope: str) -> None:
        """See Keys."""
        self._ask("destroy", scope=scope)

    def locked(self, scope: str) -> bool:
        """See Keys."""
        return self._ask("locked", scope=scope) is not False

    def set_passphrase(self, name: str, passphrase: str) -> None:
        """See Keys."""
        self._ask("set_passphrase", name=name, passphrase=passphrase)

    def put_behind(self, scope: str, passphrase: str) -> None:
        """See Keys."""
        self._ask("put_behind", scope=scope, passphrase=passphrase)

    def unlock(self, name: str, passphrase: str) -> None:
        """See Keys."""
        self._ask("unlock", name=name, passphrase=passphrase)

    def lock(self, name: str) -> None:
        """See Keys."""
        self._ask("lock", name=name)

    def close(self) -> None:
        """Hang up. The next call connects again."""
        _hang_up(self._idle)

    def _ask(self, what: str, **fields: str) -> object:
        reply = self._exchange({"do": what, **fields})
        if "ok" in reply:
            return reply["ok"]
        kind, facts = _ERRORS.get(str(reply.get("error")), KeeperFault), reply.get("facts")
        try:
            error = kind(**facts) if isinstance(facts, dict) else KeeperFault(reason="no cause was given")
        except KeyError:
            error = KeeperFault(reason="its cause cannot be understood")
        raise error

    def _exchange(self, request: Message) -> Message:
        connection = self._connection()
        try:
            send(connection, request)
            reply = receive(connection)
        except BadFrame:
            connection.close()
            raise KeeperFault(reason="a frame was too long or broken") from None
        except OSError as why:
            connection.close()
            raise VaultUnreachable(reason=why.strerror or "it takes too long") from None
        except BaseException:
            # Broken off between question and answer: the next question must not get this one's answer.
            connection.close()
            raise
        if reply is None:
            connection.close()
            raise VaultUnreachable(reason="it hung up")
        self._keep(connection)
        return reply

    def _connection(self) -> socket.socket:
        if self._process != os.getpid():
            # A forked child that asked over its parent's connection would mix up their answers.
            self.close()
            self._process = os.getpid()
        while (connection := _popped(self._idle)) is not None:
            if _quiet(connection):
                return connection
            connection.close()
        return self._connect()

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_PATIENCE_SECONDS)
        try:
            connection.connect(str(self._path))
        except OSError as why:
            connection.close()
            raise VaultUnreachable(reason=why.strerror or "it takes too long") from None
        return connection

    def _keep(self, connection: socket.socket) -> None:
        if len(self._idle) < _KEPT:
            self._idle.append(connection)
        else:
            connection.close()


def _popped(idle: deque[socket.socket]) -> socket.socket | None:
    try:
        return idle.pop()
    except IndexError:
        return None


def _hang_up(idle: deque[socket.socket]) -> None:
    while (connection := _popped(idle)) is not None:
        connection.close()


def _quiet(connection: socket.socket) -> bool:
    # Nothing may be waiting on an idle connection: neither its end nor an answer that nobody fetched.
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return not waiting.poll(0)


def _key(value: object) -> bytes:
    key = _bytes(value)
    if len(key) != KEY:
        raise KeeperFault(reason="what it gave is not a key")
    return key


def _bytes(value: object) -> bytes:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""
