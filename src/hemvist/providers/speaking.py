"""The client of the speaker: a language model in another process. It is light: it loads no model."""

from __future__ import annotations

import socket
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

from hemvist.domain.permit import Permit
from hemvist.providers import speech, wire
from hemvist.providers.model import ModelIdentity, ModelUnreachable, Prompt, PromptTooLong, may_complete
from hemvist.providers.speech import Hello, Order, Spoken
from hemvist.providers.wire import Kind

_WAIT: Final = 90.0  # seconds: others may be in line before an order
_REASONS: Final = {
    Kind.BUSY: "others wait before this question.",
    Kind.TOO_SLOW: "it took too long, and was stopped.",
    Kind.FAILED: "it could not do what was asked.",
}


class SharedModel:
    """A :class:`~hemvist.providers.model.LanguageModel` in another process. Threads may share one; so may a fork."""

    def __init__(self, path: Path, seconds: float = 60.0, patience: float = 0.0) -> None:
        """``seconds``: the longest one completion may compute; ``patience``: how long to wait for one that is starting."""
        self._path, self._seconds, self._patience = path, min(seconds, speech.SECONDS), patience

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is, as it says itself now: another may have been chosen. Raises :class:`ModelUnreachable`."""
        return self.hello.identity

    @property
    def hello(self) -> Hello:
        """What the speaker says of itself. Raises :class:`ModelUnreachable`."""
        connection, hello = self._connect()
        connection.close()
        return hello

    @property
    def memory(self) -> int:
        """Bytes that the speaker's process has had in memory at the most, weights included; 0 where that is not told."""
        connection, _ = self._connect()
        with connection:
            status = Path(f"/proc/{wire.process(connection)}/status")
        try:
            (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        except (OSError, ValueError):
            return 0
        return int(line.split()[1]) * 1024

    def complete(self, permit: Permit, prompt: Prompt, most: int, grammar: str = "") -> Iterator[str]:
        """Pieces of text as they come, of at most ``most`` tokens. Closing the iterator stops the model."""
        may_complete(permit)
        return self._pieces(Order(prompt, most, grammar, self._seconds))

    def measured(self, permit: Permit, prompt: Prompt, most: int, grammar: str = "") -> tuple[str, Spoken]:
        """The whole text at once, and what it took."""
        may_complete(permit)
        pieces, said = self._pieces(Order(prompt, most, grammar, self._seconds)), ""
        while True:
            try:
                said += next(pieces)
            except StopIteration as ended:
                spoken: Spoken = ended.value
                return said, spoken

    def _pieces(self, order: Order) -> Generator[str, None, Spoken]:
        try:
            connection, _ = self._connect()
            with connection:
                connection.settimeout(_WAIT + order.seconds)
                wire.send(connection, Kind.COMPLETE, speech.pack_order(order))
                return (yield from _heard(connection))
        except (OSError, wire.Malformed) as error:
            raise self._unreachable(error) from None

    def _connect(self) -> tuple[socket.socket, Hello]:
        """A connection to a speaker of this user, which has said what it is."""
        end = time.monotonic() + self._patience
        while True:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(10)
                connection.connect(str(self._path))
                return connection, self._recognised(connection)
            except (OSError, wire.Malformed) as error:
                connection.close()
                if time.monotonic() >= end:
                    raise self._unreachable(error) from None
            except BaseException:
                connection.close()
                raise
            time.sleep(0.05)

    def _recognised(self, connection: socket.socket) -> Hello:
        if not wire.same_user(connection):
            raise ModelUnreachable(reason="another user's process listens in its place.")
        return speech.unpack_hello(wire.expect(connection, Kind.IDENTITY))

    def _unreachable(self, error: Exception) -> ModelUnreachable:
        if isinstance(error, FileNotFoundError | ConnectionRefusedError):
            return ModelUnreachable(reason="none is running.")
        reason = getattr(error, "strerror", None) or "it ended in the middle, or is none"
        return ModelUnreachable(reason=f"{reason}.")


def _heard(connection: socket.socket) -> Generator[str, None, Spoken]:
    """Pieces up to the end; raises what the speaker tells instead of one."""
    while True:
        kind, body = wire.receive(connection) or (Kind.IDENTITY, b"")
        if kind is Kind.PIECE:
            yield body.decode("utf-8", "replace")
        elif kind is Kind.SPOKEN:
            return speech.unpack_spoken(body)
        elif kind is Kind.TOO_LONG:
            raise PromptTooLong
        elif kind in _REASONS:
            raise ModelUnreachable(reason=_REASONS[kind])
        else:
            raise wire.Malformed
