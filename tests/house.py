"""The house that tests live in: Ada owns Heron (one-party, level 3), Ben is a member, Rut reviews, Cleo owns Wren."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from hemvist.documents.models import Version
from hemvist.documents.read import READING
from hemvist.documents.receive import receive
from hemvist.domain.levels import Factor, Role
from hemvist.domain.permit import Session
from hemvist.jobs import kinds
from hemvist.jobs.work import run_next
from hemvist.people.models import Person
from hemvist.people.visit import Visit
from hemvist.projects.models import Membership, Project
from hemvist.projects.open import open_one_party, open_prototype

PASSPHRASE = "heron stands in shallow water"
LEASE = """LEASE AGREEMENT

This lease is made between Lindhagen Property Ltd ("Landlord") and Norrglim Furniture Ltd ("Tenant").

1. Term. The lease begins on 1 October 2019 and ends on 30 September 2027.

2. Rent. The Tenant shall pay a rent of EUR 12,000 a month, in advance.

3. Notice. Either party may terminate this lease with nine months' written notice before the end of the term.

4. Governing law. This lease is governed by the laws of Sweden.
"""


def visit(person: Person, factor: Factor | None = Factor.TOTP, age: timedelta = timedelta(minutes=1)) -> Visit:
    """This person, signed in a moment ago."""
    now = datetime.now(UTC)
    return Visit(person, Session(f"s-{person.name.lower()}", factor, now - age, now))


@contextmanager
def borrowed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The test's own connection in another thread, for what has to be seen inside the test's transaction."""
    before, connections["default"] = connections["default"], connection
    connection.inc_thread_sharing()
    try:
        yield
    finally:
        connection.dec_thread_sharing()
        connections["default"] = before


@dataclass
class House:
    """The people, the projects, and short words for what tests do with them."""

    ada: Person
    ben: Person
    rut: Person
    cleo: Person
    heron: Project
    wren: Project
    home: Path

    def receive(
        self, person: Person, project: Project, name: str = "lease.txt", text: str = LEASE, replacing: str | None = None
    ) -> Version:
        """Receive a text as this person."""
        return receive(visit(person), project, name, [text.encode()], replacing)

    def read(self) -> None:
        """Let the worker read all that waits."""
        while run_next():
            pass

    def with_lease(self) -> Version:
        """Heron with the lease, searchable."""
        version = self.receive(self.ada, self.heron)
        self.read()
        version.refresh_from_db()
        return version


def build(home: Path) -> House:
    """Everybody in their place."""
    kinds.register(READING)
    ada, ben, rut, cleo = (
        Person.objects.admit(f"{name.lower()}@example.org", name) for name in ("Ada", "Ben", "Rut", "Cleo")
    )
    heron, wren = open_one_party(ada, "Heron", PASSPHRASE), open_prototype(cleo, "Wren")
    for person, role in ((ben, Role.MEMBER), (rut, Role.REVIEWER)):
        Membership.objects.create(project=heron, person=person, role=role)
    return House(ada, ben, rut, cleo, heron, wren, home)
