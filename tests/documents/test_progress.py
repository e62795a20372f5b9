"""How long the rest will take, told by nothing that the person may not see."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hemvist.documents.models import Document, Version
from hemvist.documents.progress import progress
from hemvist.jobs.models import Job, State
from tests.house import House, visit


def done(version: Version, size: int) -> None:
    """As if a file of this size had been read in ten seconds just now."""
    now = timezone.now()
    took = {"started": now - timedelta(seconds=10), "finished": now}
    Job.objects.filter(subject=version.pk).update(state=State.DONE, size=size, **took)


def left(house: House) -> float | None:
    return progress(visit(house.ben), house.heron).seconds_left


def test_the_rest_is_told_by_the_pace_of_the_files_read_lately(house: House) -> None:
    done(house.receive(house.ada, house.heron), 1_000)
    waits = house.receive(house.ada, house.heron, "x.txt")
    Job.objects.filter(subject=waits.pk).update(size=500)
    assert left(house) == 5.0


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
