"""Days as people send them, by a form or by a call."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hemvist.domain.errors import HemvistError


class DayUnusable(HemvistError):
    """This is no day of the calendar. Nothing was changed and nothing was asked."""

    exit_code = 5
    remedy = "Write it as 2024-03-01, or choose it."


def day_of(said: str) -> date | None:
    """The day that was written; None where it is empty. Raises :class:`DayUnusable`."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise DayUnusable from error


def end_of(said: str) -> datetime | None:
    """The end of that day, UTC: what applied on it is what applied when it ended."""
    day = day_of(said)
    return datetime.combine(day, time.max, UTC) if day else None
