"""People at the queue: each with their own rights, on what they may see, with a line in the log first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.levels import Role
from hemvist.jobs import kinds, steer
from hemvist.jobs.errors import JobSettled
from hemvist.jobs.models import Job, State
from hemvist.jobs.work import run_next
from hemvist.people.models import Person
from hemvist.projects.models import Membership
from tests.jobs.office import Office, visit, works

STEERING: list[Callable[..., Any]] = [steer.cancel, steer.retry]


def joined(office: Office, role: Role) -> Person:
    """Somebody new in Heron."""
    person = Person.objects.admit(f"{role}@example.org", role.capitalize())
    Membership.objects.create(project=office.heron, person=person, role=role)
    return person


def told(office: Office) -> list[tuple[str, str]]:
    """Events of Heron's log that tell of jobs, with the job."""
    return [
        (line.event, str(line.things["job"])) for line in log.lines(office.heron.pk) if line.event.startswith("job:")
    ]


def state(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def failed(office: Office) -> Job:
    """A job that was refused at its second step."""
    job = office.add("v1")
    held = office.held()
    held.checkpoint("read", passages=3)
    held.refuse("NoText")
    return job


def test_a_list_holds_the_projects_own_jobs_with_those_that_live_first(office: Office) -> None:
    failed(office)
    office.add("v2")
    office.add("w1", office.wren)
    first, second = steer.listing(visit(office.ada), office.heron)
    assert (first.subject, first.state, first.why) == ("v2", "waiting", "")
    assert (second.subject, second.state, second.step, second.why) == ("v1", "failed", "read", "NoText")


def test_a_list_and_every_act_leave_out_what_the_person_may_not_see(office: Office) -> None:
    works(lambda held: None, seen=lambda permit, subjects: [one for one in subjects if one != "secret"])
    hidden = office.add("secret")
    office.add("v1")
    assert [row.subject for row in steer.listing(visit(office.ada), office.heron)] == ["v1"]
    for act in STEERING:
        with pytest.raises(NotFound):
            act(visit(office.ada), office.heron, hidden.pk)
    assert state(hidden) == State.WAITING


def test_jobs_of_a_kind_that_nobody_answers_for_are_shown_to_nobody(office: Office) -> None:
    job = office.add("v1")
    kinds.forget_all()
    assert steer.listing(visit(office.ada), office.heron) == []
    with pytest.raises(NotFound):
        steer.cancel(visit(office.ada), office.heron, job.pk)


def test_a_waiting_job_is_cancelled_at_once_and_its_subject_told(office: Office) -> None:
    codes: list[tuple[str, str]] = []
    works(lambda held: held.finish(), given_up=lambda job, code, permit: codes.append((job.subject, code)))
    job = office.add("v1")
    row = steer.cancel(visit(office.ada), office.heron, job.pk)
    assert (row.state, row.why, state(job)) == ("cancelled", "Cancelled", State.CANCELLED)
    assert codes == [("v1", "Cancelled")]
    assert not run_next()
    assert told(office) == [("job:cancelled", job.pk)]


def test_a_running_job_is_asked_to_stop_and_stops(office: Office) -> None:
    job = office.add("v1")

    def run(held: Any) -> None:
        steer.cancel(visit(office.ada), office.heron, job.pk)
        assert state(job) == State.RUNNING
        assert not held.still_mine()

    works(run)
    run_next()
    assert state(job) == State.CANCELLED


def test_a_failed_job_is_tried_again_from_its_beginning(office: Office) -> None:
    again: list[str] = []
    works(lambda held: held.finish(), retried=lambda job: again.append(job.subject))
    job = failed(office)
    row = steer.retry(visit(office.ada), office.heron, job.pk)
    assert (row.state, row.step, row.why, row.attempts, again) == ("waiting", "", "", 0, ["v1"])
    held = office.held()
    assert held.data == {}
    held.finish()
    assert told(office) == [("job:retried", job.pk)]


def test_a_cancelled_job_can_be_tried_again(office: Office) -> None:
    job = office.add("v1")
    steer.cancel(visit(office.ada), office.heron, job.pk)
    steer.retry(visit(office.ada), office.heron, job.pk)
    assert run_next()
    assert state(job) == State.DONE


def test_a_stale_worker_is_not_revived_by_another_try(office: Office) -> None:
    job = office.add("v1")
    stale = office.held()
    Job.objects.update(cancel_asked=timezone.now())
    stale.settle_cancel()
    steer.retry(visit(office.ada), office.heron, job.pk)
    office.held()
    assert not stale.still_mine()


def test_what_is_settled_is_neither_cancelled_nor_tried_again(office: Office) -> None:
    job = office.add("v1")
    with pytest.raises(JobSettled, match="waiting, so it cannot be tried again"):
        steer.retry(visit(office.ada), office.heron, job.pk)
    office.held().finish()
    for act in STEERING:
        with pytest.raises(JobSettled, match="done"):
            act(visit(office.ada), office.heron, job.pk)
    assert told(office) == []


def test_a_job_that_a_newer_one_follows_is_not_tried_again(office: Office) -> None:
    job = failed(office)
    office.add("v1")
    with pytest.raises(JobSettled, match="newer"):
        steer.retry(visit(office.ada), office.heron, job.pk)
    assert state(job) == State.FAILED


@pytest.mark.parametrize("act", STEERING)
def test_only_who_keeps_documents_steers_and_nobody_outside_learns_anything(
    office: Office, act: Callable[..., Any]
) -> None:
    job = office.add("v1") if act is steer.cancel else failed(office)
    before = state(job)
    for role in (Role.MEMBER, Role.REVIEWER):
        with pytest.raises(Refused):
            act(visit(joined(office, role)), office.heron, job.pk)
    with pytest.raises(NotFound):
        act(visit(office.cleo), office.heron, job.pk)
    with pytest.raises(NotFound):
        act(visit(office.cleo), office.wren, job.pk)
    assert (state(job), told(office)) == (before, [])
    act(visit(joined(office, Role.CURATOR)), office.heron, job.pk)
    assert state(job) != before


def test_a_list_is_for_those_who_use_the_project(office: Office) -> None:
    office.add("v1")
    assert steer.listing(visit(joined(office, Role.MEMBER)), office.heron)
    with pytest.raises(Refused):
        steer.listing(visit(joined(office, Role.REVIEWER)), office.heron)
    with pytest.raises(NotFound):
        steer.listing(visit(office.cleo), office.heron)


def test_a_failing_word_to_the_subject_undoes_the_act_and_its_line(office: Office) -> None:
    def fails(job: Job, code: str, permit: object) -> None:
        raise NotFound(thing="version")

    works(lambda held: None, given_up=fails)
    job = office.add("v1")
    with pytest.raises(NotFound):
        steer.cancel(visit(office.ada), office.heron, job.pk)
    assert (state(job), told(office)) == (State.WAITING, [])
