"""Being told to end: a signal becomes something that is waited for, or asked about, at a point of one's own choosing."""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType


class Told:
    """Whether this process has been told to end.

    The signal's number arrives on a socket. An exception raised by a handler could be lost: Python swallows those
    that a destructor or a weak reference's callback meets.
    """

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self._there.setblocking(False)
        self._by_signals = False

    @classmethod
    def by_signals(cls) -> Told:
        """By SIGTERM, or by Ctrl-C, which a second time stops at once. For the main thread."""
        told = cls()
        told._by_signals = True
        signal.signal(signal.SIGTERM, _heard)
        signal.signal(signal.SIGINT, _heard)
        signal.set_wakeup_fd(told._there.fileno(), warn_on_full_buffer=False)
        return told

    def close(self) -> None:
        """Listen no longer; a signal that comes from now on is lost."""
        if self._by_signals:
            signal.set_wakeup_fd(-1)
        self._here.close()
        self._there.close()

    def tell(self) -> None:
        """Tell it from within this process."""
        self._there.send(b"\0")

    def __call__(self) -> bool:
        """Whether it was told; at once."""
        return self.within(0)

    def within(self, seconds: float) -> bool:
        """Wait for so long at most; whether it was told."""
        return bool(select.select([self._here], [], [], seconds)[0])


def _heard(number: int, frame: FrameType | None) -> None:
    if number == signal.SIGINT:
        signal.signal(signal.SIGINT, signal.default_int_handler)
