"""How files of tests are shared out between workers: as pytest-xdist does, by file, but one long file not at the very end."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

LONG = ("tests/web/test_every_address.py",)
"""Few tests that take long. Files with few tests come last, and whoever has such a one then keeps the others waiting."""


class LongOnesEarlier(LoadFileScheduling):
    """The order is that of pytest-xdist, the files with most tests first, but for ``LONG``."""

    def schedule(self) -> None:
        super().schedule()
        for file in LONG:
            if file in self.workqueue:
                self.workqueue.move_to_end(file, last=False)
