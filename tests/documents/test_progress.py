"""How long the rest will take, told by nothing that the person may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hemvist.documents.models import Document, Version
from hemvist.documents.progress import progress
from hemvist.jobs.models import Job, State
from tests.house import House, visit


def done(version: Version, size: int) -> None:
    """As if a file of this size had been read in ten seconds just now."""
    now = timezone.now()
    took = {"created": now - timedelta(seconds=10), "started": now - timedelta(seconds=1), "finished": now}
    Job.objects.filter(subject=version.pk).update(state=State.DONE, size=size, **took)


def left(house: House) -> float | None:
    return progress(visit(house.ben), house.heron).seconds_left


def test_the_rest_is_told_by_the_pace_of_the_files_read_lately(house: House) -> None:
    done(house.receive(house.ada, house.heron), 1_000)
    waits = house.receive(house.ada, house.heron, "x.txt")
    Job.objects.filter(subject=waits.pk).update(size=500)
    assert left(house) == pytest.approx(5.0, abs=0.1)


def test_time_in_which_nothing_waited_is_no_part_of_the_pace(house: House) -> None:
    first = house.receive(house.ada, house.heron)
    done(first, 1_000)
    earlier = timezone.now() - timedelta(minutes=9)
    Job.objects.filter(subject=first.pk).update(created=earlier - timedelta(seconds=10), finished=earlier)
    done(house.receive(house.ada, house.heron, "y.txt"), 1_000)
    waits = house.receive(house.ada, house.heron, "x.txt")
    Job.objects.filter(subject=waits.pk).update(size=500)
    assert left(house) == pytest.approx(5.0, abs=0.1)


def test_a_scan_is_told_by_its_own_pages(house: House) -> None:
    done(house.receive(house.ada, house.heron), 1_000)
    scan = house.receive(house.ada, house.heron, "scan.txt")
    Job.objects.filter(subject=scan.pk).update(size=10**9, created=timezone.now() - timedelta(seconds=60))
    Version.objects.filter(pk=scan.pk).update(step="recognise", whole=25)
    assert left(house) is None
    Version.objects.filter(pk=scan.pk).update(done=5)
    assert left(house) == pytest.approx(240, rel=0.05)


def test_what_one_may_not_see_shows_in_no_figure(house: House) -> None:
    done(house.receive(house.ada, house.heron), 1_000)
    house.receive(house.ada, house.heron, "x.txt")
    before = left(house)
    for name in ("waits.txt", "done.txt"):
        secret = house.receive(house.ada, house.heron, name, "word " * 10_000)
        Document.objects.filter(pk=secret.document_id).update(audience=["board"])
    done(secret, 10**9)
    assert before is not None
    assert left(house) == before


def test_the_pace_of_other_projects_shows_in_no_figure(house: House) -> None:
    done(house.receive(house.ada, house.heron), 1_000)
    house.receive(house.ada, house.heron, "x.txt")
    before = left(house)
    done(house.receive(house.cleo, house.wren), 10**9)
    assert left(house) == before


def test_nothing_is_told_before_enough_was_read_to_tell_by(house: House) -> None:
    done(house.receive(house.ada, house.heron), 100)
    waits = house.receive(house.ada, house.heron, "x.txt")
    Job.objects.filter(subject=waits.pk).update(size=10_000)
    assert left(house) is None


def test_nothing_is_told_of_a_scan_by_its_first_page(house: House) -> None:
    scan = house.receive(house.ada, house.heron, "scan.txt")
    Version.objects.filter(pk=scan.pk).update(step="recognise", whole=25, done=1)
    assert left(house) is None
