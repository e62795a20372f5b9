"""The end of an agreement: its last day, what is over from then on, and by when nothing of it may be stored any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hemvist.domain.agreement import AfterRetention, Agreement

AHEAD: Final = 30
"""Days before its last from which the pages and the command line tell of the end."""


@dataclass(frozen=True)
class Ending:
    """How an agreement ends: ``last``, how many ``days`` are left after today (negative: it is over), and what follows.

    ``gone_by``: the last day of the days of grace. Until then what is stored is returned or deleted, as ``then`` says.
    """

    last: date
    days: int
    gone_by: date
    then: AfterRetention
    grace: int

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.days < 0

    @property
    def soon(self) -> bool:
        """Whether it is to be told: in the days ahead, and ever after."""
        return self.days <= AHEAD

    def overstayed(self, today: date) -> bool:
        """Whether nothing of it may be stored any more."""
        return today > self.gone_by


def ending(agreement: Agreement, today: date) -> Ending:
    """How this agreement ends, seen from a day."""
    last, grace = agreement.ends_on, agreement.end.grace_days
    gone_by = last + timedelta(days=min(grace, (date.max - last).days))
    return Ending(last, (last - today).days, gone_by, agreement.end.then, grace)
