"""The queue: nothing is put in twice or taken twice, and no project waits for another one's thousand files."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from hemvist.jobs import queue
from hemvist.jobs.models import Job, Priority, State, Turn
from hemvist.projects.open import lock, open_one_party, unlock
from tests.jobs.office import PASSPHRASE, Office, rows, visit, works


def order() -> list[str]:
    """The subjects in the order in which they are taken, one after the other, each done before the next."""
    taken = []
    while (held := queue.claim()) is not None:
        held.finish()
        taken.append(held.subject)
    return taken


def test_a_job_outside_of_what_makes_it_necessary_is_a_fault(office: Office) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        queue.add("read", "v1", office.heron)


def test_a_job_goes_with_the_transaction_that_made_it_necessary(office: Office) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        queue.add("read", "v1", office.heron)
        raise ZeroDivisionError
    assert rows() == []


def test_a_second_job_for_the_same_subject_is_the_first_made_as_urgent_and_as_early(office: Office) -> None:
    later = timezone.now() + timedelta(hours=1)
    first = office.add("v1", priority=Priority.BATCH, run_at=later)
    second = office.add("v1", priority=Priority.URGENT, run_at=later + timedelta(hours=1))
    third = office.add("v1", priority=Priority.NORMAL)
    assert first.pk == second.pk == third.pk
    assert (third.priority, third.run_at < later) == (Priority.URGENT, True)


def test_a_subject_that_was_done_may_be_put_in_again(office: Office) -> None:
    office.add("v1")
    office.held().finish()
    office.add("v1")
    assert sorted(state for _, state in rows()) == [State.DONE, State.WAITING]


def test_many_threads_put_one_subject_in_once(office: Office) -> None:
    _together(8, lambda: office.add("v1"))
    assert rows() == [("v1", State.WAITING)]


def test_many_threads_take_every_job_once(office: Office) -> None:
    for number in range(40):
        office.add(f"v{number}", office.wren if number % 2 else None)
    taken: list[str] = []

    def take_all() -> None:
        while (held := queue.claim()) is not None:
            taken.append(held.subject)

    _together(4, take_all)
    assert Counter(taken) == {f"v{number}": 1 for number in range(40)}


def test_a_huge_batch_does_not_hold_up_another_projects_file(office: Office) -> None:
    for number in range(20):
        office.add(f"h{number:02}")
    office.add("w", office.wren)
    assert order().index("w") <= 1


def test_two_batches_are_taken_in_turns(office: Office) -> None:
    for number in range(4):
        office.add(f"h{number}")
    for number in range(4):
        office.add(f"w{number}", office.wren)
    assert [subject[0] for subject in order()] in (list("hwhwhwhw"), list("whwhwhwh"))


def test_what_is_urgent_goes_first_and_within_a_project_what_has_waited_longest(office: Office) -> None:
    office.add("batch", priority=Priority.BATCH)
    office.add("second")
    office.add("third")
    office.add("urgent", priority=Priority.URGENT)
    office.add("first", run_at=timezone.now() - timedelta(minutes=1))
    assert order() == ["urgent", "first", "second", "third", "batch"]


def test_a_worker_in_reserve_takes_urgent_jobs_only(office: Office) -> None:
    office.add("normal")
    assert queue.claim(up_to=Priority.URGENT) is None
    office.add("urgent", priority=Priority.URGENT)
    held = queue.claim(up_to=Priority.URGENT)
    assert held is not None
    assert held.subject == "urgent"


def test_jobs_are_not_taken_before_their_time(office: Office) -> None:
    office.add("v1", run_at=timezone.now() + timedelta(hours=1))
    assert queue.claim() is None


def test_jobs_of_an_unknown_kind_stay_where_they_are(office: Office) -> None:
    office.add("v1", kind="from-a-newer-version")
    assert queue.claim() is None
    works(lambda held: held.finish(), "from-a-newer-version")
    assert office.held().subject == "v1"


def test_a_locked_projects_jobs_wait_and_hold_nobody_up(office: Office) -> None:
    project = open_one_party(office.ada, "Locked", PASSPHRASE)
    office.add("locked", project, priority=Priority.URGENT)
    office.add("open")
    lock(visit(office.ada), project)
    assert order() == ["open"]
    unlock(visit(office.ada), project, PASSPHRASE)
    assert order() == ["locked"]


def test_a_job_whose_lease_ran_out_is_taken_over_once(office: Office) -> None:
    office.add("v1")
    lost = office.held()
    assert queue.claim() is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    taken = office.held()
    assert (taken.id, taken.attempts) == (lost.id, 2)
    assert queue.claim() is None


def set_back(by: timedelta) -> None:
    """The clock is set back: whatever happened until now lies ahead."""
    for table, names in ((Job.objects, ("created", "run_at", "started", "lease_until")), (Turn.objects, ("served",))):
        table.update(**{name: F(name) + by for name in names})


def test_a_clock_that_is_set_back_holds_up_no_job(office: Office) -> None:
    office.add("killed")
    office.held()
    office.add("failed")
    office.held().again("Fault")
    office.add("waiting")
    set_back(timedelta(days=1))
    assert {office.held().subject for _ in range(3)} == {"killed", "failed", "waiting"}
    assert queue.claim() is None


def test_a_clock_that_is_set_back_puts_no_project_behind_all_others(office: Office) -> None:
    office.add("ours 0")
    office.held().finish()
    set_back(timedelta(days=1))
    for number in range(1, 4):
        office.add(f"ours {number}")
        office.add(f"theirs {number}", office.wren)
    assert sorted(order()[:2]) == ["ours 1", "theirs 1"]


def test_the_jobs_of_a_deleted_subject_are_gone(office: Office) -> None:
    office.add("v1")
    office.add("v2")
    held = office.held()
    with transaction.atomic():
        queue.forget("read", ["v1"])
    assert rows() == [("v2", State.WAITING)]
    assert not held.still_mine()


def test_a_projects_jobs_go_with_it(office: Office) -> None:
    office.add("v1")
    office.add("w1", office.wren)
    office.heron.delete()
    assert rows() == [("w1", State.WAITING)]


def _together(count: int, does: object) -> None:
    """So many threads at once, each with a connection of its own; an error in one of them is raised here."""
    failed: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        try:
            barrier.wait()
            does()  # type: ignore[operator]
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed


def test_many_are_put_in_at_once_and_what_waits_already_stays_as_it_is(office: Office) -> None:
    before = office.add("v1", size=7)
    with transaction.atomic():
        queue.add_all("read", {"v1": 1, "v2": 2, "v3": 3}, office.heron, priority=Priority.BATCH)
    told = dict(Job.objects.live().values_list("subject", "size"))
    assert told == {"v1": 7, "v2": 2, "v3": 3}
    before.refresh_from_db()
    assert before.priority == Priority.NORMAL
    with pytest.raises(RuntimeError):
        queue.add_all("read", {"v4": 1}, office.heron, priority=Priority.BATCH)
