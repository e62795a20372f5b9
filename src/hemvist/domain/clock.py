"""Whether the machine's clock can be believed: against what it said before and how much time has passed since.

Time that has passed is counted by the machine apart from its clock, from its start on: nobody can set that. So as long
as the machine runs a jump of its clock is seen, however small its steps; after a start only a gap is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

TOLERANCE: Final = timedelta(days=1)
"""How far the clock may be set while the machine runs, in all, before nothing is deleted by it."""
LONGEST_AWAY: Final = timedelta(days=7)
"""How long nothing may have been seen of it, over a start of the machine, before its date has to be confirmed."""


@dataclass(frozen=True)
class Moment:
    """What the clock says (with a time zone), and the seconds that the machine counted since the start named ``boot``."""

    wall: datetime
    ticks: float
    boot: str


def off(anchor: Moment, seen: datetime, now: Moment) -> timedelta | None:
    """By how much the clock seems to have jumped; None where it can be believed.

    ``anchor`` is the first moment that was believed of a start, ``seen`` the last time that was.
    """
    if now.boot == anchor.boot:
        jumped = (now.wall - anchor.wall) - timedelta(seconds=now.ticks - anchor.ticks)
        return jumped if abs(jumped) > TOLERANCE else None
    gap = now.wall - seen
    return gap if gap > LONGEST_AWAY or gap < -TOLERANCE else None
