"""A held job: results and checkpoints commit together, and who has lost the job changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hemvist.jobs import models, queue
from hemvist.jobs.errors import CancelAsked, Ending, LeaseLost
from hemvist.jobs.held import BACK_OFF, Held
from hemvist.jobs.models import Job, State, plain
from tests.jobs.office import Office, works


def overtaken(office: Office) -> tuple[Held, Held]:
    """A worker that slept too long, and the one that has its job now."""
    office.add("v1")
    first = office.held()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    return first, office.held()


def job() -> Job:
    return Job.objects.get()


def test_the_next_worker_goes_on_after_the_last_checkpoint(office: Office) -> None:
    office.add("v1")
    held = office.held()
    assert (held.step, held.data) == ("", {})
    held.checkpoint("read", passages=12, done=["a", "b"])
    held.give_back()
    again = office.held()
    assert (again.step, again.data, again.attempts) == ("read", {"passages": 12, "done": ["a", "b"]}, 1)


@pytest.mark.parametrize(
    "data", [{"title": "Lease of 2019"}, {"a": ["Ada Lund"]}, {"a": {"b": 1}}, {"a": b"x"}, {"a": ""}]
)
def test_a_checkpoint_with_words_in_it_is_a_fault(office: Office, data: dict[str, object]) -> None:
    office.add("v1")
    with pytest.raises(ValueError, match="ids and numbers only"):
        office.held().checkpoint("read", **data)
    assert job().data == {}


@given(st.text())
def test_no_text_with_a_space_or_a_letter_beyond_ascii_is_ever_stored(text: str) -> None:
    try:
        plain({"a": text})
    except ValueError:
        return
    assert text.isascii()
    assert not any(char.isspace() for char in text)
    assert len(text) <= 80


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.checkpoint("read"), lambda held: held.finish(), lambda held: held.refuse("NoText"),
        lambda held: held.put_off(1), lambda held: held.again("Fault"), lambda held: held.give_up("Fault"),
        lambda held: held.go_on(),
    ],
    ids=["checkpoint", "finish", "refuse", "put off", "again", "give up", "go on"],
)  # fmt: skip
def test_who_lost_the_lease_changes_nothing_and_its_results_are_rolled_back(office: Office, change: object) -> None:
    first, second = overtaken(office)
    before = Job.objects.values().get()
    with pytest.raises(LeaseLost), transaction.atomic():  # noqa: PT012
        queue.add("result", "r1", office.heron)
        change(first)  # type: ignore[operator]
    first.give_back()
    first.settle_cancel()
    assert not first.still_mine()
    assert Job.objects.values().get() == before
    second.finish()
    assert job().state == State.DONE


def test_results_and_checkpoint_commit_together_or_not_at_all(office: Office) -> None:
    office.add("v1")
    held = office.held()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        queue.add("result", "r1", office.heron)
        held.checkpoint("read")
        raise ZeroDivisionError
    assert (job().step, job().state) == ("", State.RUNNING)


def test_a_put_off_attempt_does_not_fool_the_fence(office: Office) -> None:
    """Attempts go back when a job is put off; the fence never does."""
    first, second = overtaken(office)
    second.put_off(0)
    third = office.held()
    assert third.attempts == 2
    third.put_off(0)
    fourth = office.held()
    for stale in (first, second, third):
        assert not stale.still_mine()
    assert fourth.still_mine()


def test_a_renewed_lease_is_not_taken_over(office: Office) -> None:
    office.add("v1")
    held = office.held()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert held.still_mine()
    assert queue.claim() is None
    assert job().lease_until > timezone.now() + models.LEASE / 2


def test_failures_are_tried_again_later_and_later_and_then_given_up(office: Office) -> None:
    told = []
    works(lambda held: None, attempts=4, given_up=lambda job, code, permit: told.append((job.subject, code)))
    office.add("v1")
    for number, delay in enumerate((*BACK_OFF, None), 1):
        held = office.held()
        assert held.attempts == number
        held.again("EmbedderUnreachable")
        if delay is not None:
            assert (job().state, job().why) == (State.WAITING, "EmbedderUnreachable")
            assert abs(job().run_at - timezone.now() - delay) < timedelta(seconds=30)
            assert queue.claim() is None
            Job.objects.update(run_at=timezone.now())
    assert (job().state, job().why, told) == (State.FAILED, "EmbedderUnreachable", [("v1", "EmbedderUnreachable")])


def test_giving_up_and_what_the_kind_does_about_it_are_one_transaction(office: Office) -> None:
    def fails(job: Job, code: str, permit: object) -> None:
        raise ZeroDivisionError

    works(lambda held: None, given_up=fails)
    office.add("v1")
    with pytest.raises(ZeroDivisionError):
        office.held().give_up("Fault")
    assert job().state == State.RUNNING


def test_putting_off_does_not_count_unless_it_is_said(office: Office) -> None:
    office.add("v1")
    office.held().put_off(0)
    assert job().attempts == 0
    office.held().put_off(0, counts=True)
    assert job().attempts == 1


def test_a_cancelled_job_stops_at_its_next_sign_of_life(office: Office) -> None:
    told = []
    works(lambda held: None, given_up=lambda job, code, permit: told.append(code))
    office.add("v1")
    held = office.held()
    Job.objects.update(cancel_asked=timezone.now())
    assert not held.still_mine()
    for change in (held.finish, held.go_on, lambda: held.checkpoint("read")):
        with pytest.raises(CancelAsked):
            change()
    held.settle_cancel()
    held.settle_cancel()
    assert (job().state, job().why, told) == (State.CANCELLED, "Cancelled", ["Cancelled"])


def test_a_worker_that_is_told_to_end_stops_at_its_next_sign_of_life(office: Office) -> None:
    office.add("v1")
    held = Held(office.held().job, lambda: True)
    held.checkpoint("read")  # what is done is done
    assert not held.still_mine()
    with pytest.raises(Ending):
        held.go_on()
