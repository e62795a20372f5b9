"""A reading that ends badly under an agreement that forbids reading by now: the job ends, and the row says why."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction

from hemvist.audit import log
from hemvist.documents import show
from hemvist.documents.models import Reading, Version
from hemvist.domain.permit import Deed
from hemvist.jobs import queue
from hemvist.jobs.held import Held
from hemvist.jobs.models import Job, State
from hemvist.projects import gate
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.test_stopped import begin_and_keep


@pytest.fixture
def two(house: House, monkeypatch: pytest.MonkeyPatch) -> Two:
    """A document waits, and then the installation cannot keep the agreement."""
    two = parties(house).live()
    begin_and_keep(two, "lease.txt", "The fee is EUR 5.")
    monkeypatch.setattr(settings, "STANDS", "US; Elsewhere Inc")
    return two


def test_a_job_that_is_given_up_where_reading_is_forbidden_ends_with_its_line(two: Two) -> None:
    job = queue.claim()
    assert job is not None
    job.give_up("Fault")
    version = Version.objects.get()
    assert (version.state, version.refused_as) == (Reading.REFUSED, "Faulted")
    assert Job.objects.get().state == State.FAILED
    assert [line.event for line in log.lines(two.project.pk)][-1] == "document:refused"
    (row,) = show.listing(two.ada, two.project)
    assert row.refusal.startswith("Reading it met a fault of Hemvist's own")


def test_a_job_whose_end_was_asked_for_is_settled_there_too(two: Two) -> None:
    job = queue.claim()
    assert isinstance(job, Held)
    Job.objects.update(cancel_asked=job.job.created)
    job.settle_cancel()
    assert Version.objects.get().refused_as == "Cancelled"


def test_the_gate_is_not_asked_within_a_transaction(house: House) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="before the transaction begins"):
        gate.enter(visit(house.ada), house.heron, Deed.LIST)
