"""Schedules: each slot is one job, whoever of several workers sees it first; what was missed is run once, late."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hemvist.jobs import prune
from hemvist.jobs.ending import Told
from hemvist.jobs.models import Job, Priority, Slot, State
from hemvist.jobs.schedules import Schedule, take_due
from hemvist.jobs.work import run_next, work
from tests.jobs.office import Office, works

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SWEEP = Schedule("sweep", "sweep", every=MINUTE)
NIGHTLY = Schedule("nightly", "sweep", at=time(3, 0))

ANY_TIME = st.integers(1_000_000_000, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def fresh(schedule: Schedule) -> Schedule:
    """The schedule in another worker, which has seen nothing yet."""
    return replace(schedule, _seen=[])


def due(schedule: Schedule, now: datetime) -> int:
    """How many jobs another worker makes of it at this time; what it finds is done at once."""
    before = Job.objects.count()
    take_due([fresh(schedule)], now)
    made = Job.objects.count() - before
    while run_next():
        pass
    return made


@pytest.fixture
def swept(office: Office) -> list[str]:
    done: list[str] = []
    works(lambda held: (done.append(held.subject), held.finish())[1], "sweep")
    return done


def test_a_slot_is_run_once_by_however_many_workers(swept: list[str]) -> None:
    assert [due(SWEEP, NOW) for _ in range(3)] == [1, 0, 0]
    assert [due(SWEEP, NOW + MINUTE) for _ in range(3)] == [1, 0, 0]
    assert swept == ["sweep", "sweep"]


def test_racing_workers_run_every_slot_once(office: Office) -> None:
    done: list[int] = []
    works(lambda held: (done.append(1), held.finish())[1], "sweep")
    for number in range(5):
        now = NOW + number * MINUTE
        barrier = threading.Barrier(4)
        threads = [threading.Thread(target=_race, args=(barrier, now)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(done) == 5
    assert Job.objects.filter(state=State.DONE).count() == 5


def _race(barrier: threading.Barrier, now: datetime) -> None:
    try:
        barrier.wait()
        take_due([fresh(SWEEP)], now)
        while run_next():
            pass
    finally:
        connection.close()


def test_slots_that_were_missed_are_run_once_and_late(swept: list[str]) -> None:
    due(SWEEP, NOW)
    assert due(SWEEP, NOW + 100 * MINUTE) == 1


def test_a_missed_night_is_made_up_for_in_the_morning(swept: list[str]) -> None:
    due(NIGHTLY, NOW - timedelta(days=2))
    assert due(NIGHTLY, NOW) == 1
    assert due(NIGHTLY, NOW + timedelta(hours=10)) == 0
    assert due(NIGHTLY, NOW + timedelta(hours=18)) == 1


def test_a_schedule_that_does_not_catch_up_leaves_a_missed_night_out(swept: list[str]) -> None:
    strict = replace(NIGHTLY, catch_up=False)
    assert due(strict, NOW) == 0
    assert due(strict, NOW + timedelta(hours=18)) == 1


def test_a_clock_that_goes_back_runs_nothing_twice(swept: list[str]) -> None:
    due(SWEEP, NOW + 5 * MINUTE)
    assert due(SWEEP, NOW) == 0
    assert due(SWEEP, NOW + 5 * MINUTE) == 0
    assert due(SWEEP, NOW + 6 * MINUTE) == 1


@pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=400)])
def test_a_clock_that_was_wrong_and_is_set_right_stops_no_schedule(swept: list[str], back: timedelta) -> None:
    due(SWEEP, NOW + back)
    assert [due(SWEEP, NOW), due(SWEEP, NOW), due(SWEEP, NOW + MINUTE)] == [1, 0, 1]
    due(NIGHTLY, NOW + timedelta(days=400))
    assert [due(NIGHTLY, NOW), due(NIGHTLY, NOW + timedelta(days=1))] == [1, 1]


def test_a_run_that_still_goes_on_is_not_run_beside_itself(swept: list[str]) -> None:
    take_due([fresh(SWEEP)], NOW)
    take_due([fresh(SWEEP)], NOW + MINUTE)
    assert Job.objects.count() == 1


def test_a_killed_run_is_not_lost(office: Office) -> None:
    works(lambda held: held.finish(), "sweep")
    take_due([fresh(SWEEP)], NOW)
    office.held()
    Job.objects.update(lease_until=NOW - timedelta(days=365))
    assert run_next()
    assert Job.objects.get().state == State.DONE


def test_only_the_newest_slot_is_kept(swept: list[str]) -> None:
    for number in range(4):
        due(SWEEP, NOW + number * MINUTE)
    assert Slot.objects.count() == 1


def test_the_loop_runs_what_is_due(swept: list[str], ending: Told) -> None:
    work(once=True, schedules=[fresh(SWEEP), fresh(NIGHTLY)], ending=ending)
    assert sorted(swept) == ["nightly", "sweep"]


@pytest.mark.parametrize("wrong", [{}, {"every": MINUTE, "at": time(3)}])
def test_a_schedule_has_an_interval_or_a_time_of_day(wrong: dict[str, timedelta | time]) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        Schedule("x", "x", **wrong)  # type: ignore[arg-type]


@given(
    ANY_TIME,
    st.timedeltas(timedelta(seconds=1), timedelta(days=400)),
)
def test_the_slot_of_an_interval_is_the_newest_that_is_not_in_the_future(now: datetime, every: timedelta) -> None:
    schedule = Schedule("x", "x", every=every)
    slot = schedule.slot(now)
    assert slot <= now < slot + every
    assert schedule.slot(slot) == slot


@given(ANY_TIME, st.times())
def test_the_slot_of_a_day_is_the_newest_that_is_not_in_the_future(now: datetime, at: time) -> None:
    slot = Schedule("x", "x", at=at).slot(now)
    assert slot.time() == at
    assert slot <= now < slot + timedelta(days=1)


def test_finished_jobs_are_pruned_when_nobody_needs_them_and_no_others(office: Office) -> None:
    works(prune.prune, prune.KIND)
    for number, (state, age) in enumerate(
        [("done", 31), ("failed", 31), ("done", 29), ("waiting", 99), ("running", 99)]
    ):
        job = office.add(f"v{number}", kind="other")
        Job.objects.filter(pk=job.pk).update(state=state, finished=job.created - timedelta(days=age))
    for number, age in enumerate([2, 0]):
        own = Job.objects.create(kind="other", subject=f"own{number}", state=State.DONE)
        Job.objects.filter(pk=own.pk).update(finished=own.created - timedelta(days=age))
    office.add("prune", kind=prune.KIND, priority=Priority.URGENT)
    assert run_next()
    assert {job.subject for job in Job.objects.filter(kind="other")} == {"v2", "v3", "v4", "own1"}


def test_pruning_many_goes_on_until_none_is_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "_AT_ONCE", 2)
    works(prune.prune, prune.KIND)
    old = NOW - timedelta(days=365)
    Job.objects.bulk_create(Job(kind="other", subject=f"v{n}", state=State.DONE, finished=old) for n in range(5))
    office.add("prune", kind=prune.KIND)
    run_next()
    assert [job.kind for job in Job.objects.all()] == [prune.KIND]
