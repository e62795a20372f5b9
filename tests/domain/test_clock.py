"""Whether a clock is believed: jumps are seen while the machine runs, in one step or in many; after a start, gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.clock import LONGEST_AWAY, TOLERANCE, Moment, off

START = Moment(datetime(2026, 11, 28, 12, 0, tzinfo=UTC), 1_000.0, "boot-1")
SECONDS = st.floats(0, 5 * 365 * 86_400)


def after(seconds: float, jumped: timedelta = timedelta(0), boot: str = "boot-1") -> Moment:
    """What the machine says so many seconds later, its clock set by somebody meanwhile."""
    return Moment(START.wall + timedelta(seconds=seconds) + jumped, START.ticks + seconds, boot)


@given(SECONDS, st.timedeltas(-TOLERANCE, TOLERANCE))
def test_a_clock_that_goes_and_is_kept_right_is_believed_however_long_it_runs(
    seconds: float, corrected: timedelta
) -> None:
    now = after(seconds, corrected * 0.999)
    assert off(START, now.wall, now) is None


@given(SECONDS, st.timedeltas(timedelta(days=1, minutes=1), timedelta(days=3650)), st.sampled_from([1, -1]))
def test_a_jump_is_seen_in_either_direction_and_by_how_much(seconds: float, jump: timedelta, way: int) -> None:
    found = off(START, START.wall, after(seconds, way * jump))
    assert found is not None
    assert abs(found - way * jump) < timedelta(seconds=1)


def test_many_small_jumps_are_seen_as_the_one_they_make() -> None:
    """Each is believed and kept as the last that was; what they are measured from stays."""
    seen, found = START.wall, None
    for step in range(1, 6):
        now = after(step * 60.0, step * timedelta(hours=6))
        found = off(START, seen, now)
        if found is None:
            seen = now.wall
    assert found is not None


@pytest.mark.parametrize(
    ("gap", "believed"),
    [
        (timedelta(0), True),
        (LONGEST_AWAY, True),
        (LONGEST_AWAY + timedelta(minutes=1), False),
        (timedelta(days=365), False),
        (-timedelta(hours=23), True),
        (-timedelta(hours=25), False),
        (-timedelta(days=20_000), False),
    ],
)
def test_after_a_start_a_long_gap_is_not_believed(gap: timedelta, believed: bool) -> None:
    now = Moment(START.wall + gap, 10.0, "boot-2")
    assert (off(START, START.wall, now) is None) is believed
