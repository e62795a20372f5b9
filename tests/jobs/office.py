"""The office that the tests of jobs take place in: Ada's project Heron, Cleo's project Wren, and short words for jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from hemvist.domain.levels import Factor
from hemvist.domain.permit import Session
from hemvist.jobs import kinds, queue
from hemvist.jobs.held import Held
from hemvist.jobs.kinds import Kind
from hemvist.jobs.models import Job
from hemvist.people.models import Person
from hemvist.people.visit import Visit
from hemvist.projects.models import Project
from hemvist.projects.open import open_prototype

PASSPHRASE = "heron stands in shallow water"


def visit(person: Person) -> Visit:
    """This person, signed in with a code a moment ago."""
    now = datetime.now(UTC)
    return Visit(person, Session(f"s-{person.name.lower()}", Factor.TOTP, now - timedelta(minutes=1), now))


@dataclass
class Office:
    """People, projects, and where all of it is."""

    ada: Person
    cleo: Person
    heron: Project
    wren: Project
    home: Path
    told: str
    """Option DATABASE."""

    def add(self, subject: str = "v1", project: Project | None = None, *, kind: str = "read", **more: Any) -> Job:
        """Put a job in."""
        with transaction.atomic():
            return queue.add(kind, subject, project or self.heron, **more)

    def held(self) -> Held:
        """The job whose turn it is; there must be one."""
        held = queue.claim()
        assert held is not None
        return held


def settle_in(home: Path, told: str) -> Office:
    """Open the office, with one kind of job that only finishes."""
    ada, cleo = (Person.objects.admit(f"{name.lower()}@example.org", name) for name in ("Ada", "Cleo"))
    works(lambda held: held.finish())
    return Office(ada, cleo, open_prototype(ada, "Heron"), open_prototype(cleo, "Wren"), home, told)


def works(run: Callable[[Held], None], name: str = "read", **more: Any) -> None:
    """From now on this works on jobs of the kind."""
    kinds.register(Kind(name, run, **more))


def rows(**filtered: Any) -> list[tuple[str, str]]:
    """Subject and state of every job, in the order they were put in."""
    return list(Job.objects.filter(**filtered).order_by("created").values_list("subject", "state"))
