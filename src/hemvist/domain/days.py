"""A day as a person writes it: 2026-03-01, 1.3.2026, 1 mars 2026, March 1, 2026. What can be misread is no day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.domain.values import MONTHS

_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})\Z")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-./]) ?([0-9]{1,2})\2 ?([0-9]{4})\Z")
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{2}\Z")
_IN_WORDS: Final = re.compile(
    r"(?:(?:den|le|the|am) )?([0-9]{1,2})(?:\.|:[ae]|st|nd|rd|th|er)? ?(?:(?:of|de) )?([^\W\d_]{3,12})\.?,? ([0-9]{4})\Z"
)
_MONTH_FIRST: Final = re.compile(r"([^\W\d_]{3,12})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})\Z")
_ENGLISH: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class DayUnusable(HemvistError):
    """This is no day of the calendar. Nothing was changed and nothing was asked."""

    exit_code = 5
    remedy = "Write it as 2024-03-01 or 1 March 2024, or choose it."


def day_of(said: str) -> date | None:
    """The day of a form or a call; None where it is empty. Raises :class:`DayUnusable`."""
    found = written(said) if said else None
    if isinstance(found, str):
        raise DayUnusable
    return found


def end_of(said: str) -> datetime | None:
    """The end of that day, UTC: what applied on it is what applied when it ended."""
    day = day_of(said)
    return datetime.combine(day, time.max, UTC) if day else None


def written(told: str) -> date | str:
    """The day, or why it is none, as a sentence that does not end the line: at most about 120 characters."""
    told = " ".join(unicodedata.normalize("NFC", told[:200]).casefold().split())
    if found := _YEAR_FIRST.match(told):
        return _real(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.match(told):
        return _year_last(found[2], int(found[1]), int(found[3]), int(found[4]))
    if (found := _IN_WORDS.match(told)) and found[2] in MONTHS:
        return _real(int(found[3]), MONTHS[found[2]], int(found[1]))
    if (found := _MONTH_FIRST.match(told)) and found[1] in MONTHS:
        return _real(int(found[3]), MONTHS[found[1]], int(found[2]))
    if _SHORT_YEAR.match(told):
        return f"“{told}” has a year of two digits."
    return f"“{told[:40]}” is no date." if told else "The date is missing."


def _year_last(mark: str, first: int, second: int, year: int) -> date | str:
    """With dots the day stands first wherever they are used; with other marks only where the month cannot."""
    if mark == "." or first > 12 or first == second:
        return _real(year, second, first)
    if second > 12:
        return _real(year, first, second)
    return f"It can be read in two ways: write {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}."


def _real(year: int, month: int, day: int) -> date | str:
    if not 1 <= month <= 12:
        return f"There is no month {month}."
    if year < 1:
        return f"There is no year {year}."
    if not 1 <= day <= monthrange(year, month)[1]:
        of_the_year = f" in {year}" if (month, day) == (2, 29) else ""
        return f"There is no {day} {_ENGLISH[month - 1]}{of_the_year}."
    return date(year, month, day)
