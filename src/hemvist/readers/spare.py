"""Whether this machine has a processor to spare, so that work ahead of time costs nobody anything."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Final

_LATELY: Final = 0.1
"""Seconds over which it is measured, at least: Linux counts in hundredths."""
_ENOUGH: Final = 0.4
"""Of one processor, how much must have been idle."""
_COUNTED: Final = Path("/proc/stat")
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Processors:
    """What all processors together had to do of late, for all processes; many threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since, self._idle = time.monotonic(), idle()
        self._spare = True

    def spare(self) -> bool:
        """Whether enough was idle between the last two looks; looks again where the last one is a tenth of a second old."""
        with self._lock:
            now = time.monotonic()
            if now - self._since >= _LATELY:
                since, before = self._since, self._idle
                self._since, self._idle = now, idle()
                self._spare = (self._idle - before) / (now - since) >= _ENOUGH
            return self._spare


def idle() -> float:
    """Seconds that the processors were idle since the machine began, one after the other; 0 where that is not told.

    Format: proc(5), /proc/stat, the fourth number of the line ``cpu``.
    """
    try:
        return int(_COUNTED.read_bytes().split(None, 5)[4]) / _TICKS
    except (OSError, ValueError, IndexError):
        return 0.0
