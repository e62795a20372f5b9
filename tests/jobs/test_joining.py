"""Two who join in one moment: on real databases, so that each of them could miss the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.domain.agreement import Side
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Role
from hemvist.people.models import Person, digest
from hemvist.projects import inviting
from hemvist.projects.belonging import NoRoom, belong
from hemvist.projects.models import Invitation, Membership, Project, Signatory
from hemvist.vault.opened import installation
from tests.jobs.office import Office

MOST = 20


def filled(project: Project, people: int) -> None:
    """So many belong to the project."""
    for at in range(people - Membership.now_in(project).count()):
        person = Person.objects.admit(f"m{at}@example.org", f"M{at}")
        Membership.objects.create(project=project, person=person, role=Role.MEMBER)


def at_once(*acts: Callable[[], None]) -> None:
    """Each in a thread and a connection of its own, all let go in one moment."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        barrier.wait()
        try:
            act()
        finally:
            connections["default"].close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_of_many_who_come_at_once_exactly_as_many_get_in_as_there_is_room_for(office: Office) -> None:
    filled(office.heron, MOST - 2)
    coming = [Person.objects.admit(f"c{at}@example.org", f"C{at}") for at in range(6)]
    refused: list[str] = []

    def come(person: Person) -> None:
        try:
            with transaction.atomic():
                belong(office.heron, person, Role.MEMBER)
        except NoRoom as error:
            refused.append(error.refusal.clause)

    at_once(*(lambda person=person: come(person) for person in coming))  # type: ignore[misc]
    assert Membership.now_in(office.heron).count() == MOST
    assert refused == ["access.most_people"] * 4


@pytest.mark.parametrize("room", [0, 1, 2])
def test_of_two_invitations_spent_at_once_no_more_hold_than_there_is_room_for(office: Office, room: int) -> None:
    filled(office.heron, MOST - room)
    Signatory.objects.all().delete()
    invitations = [invitation(office, side) for side in Side]
    people: list[Person] = []
    refused: list[str] = []

    def accept(secret: str) -> None:
        try:
            people.append(inviting.accept(inviting.waiting(secret), None))
        except Refused as error:
            refused.append(error.clause)

    at_once(*(lambda secret=secret: accept(secret) for secret in invitations))  # type: ignore[misc]
    assert len(people) == room
    assert refused == ["access.most_people"] * (2 - room)
    assert Membership.now_in(office.heron).count() == MOST
    assert Invitation.objects.filter(used=None).count() == 2 - room  # what was refused is not spent
    lines = [one.things for one in log.lines(office.heron.pk) if one.event == "act:refused"]
    assert [one["clause"] for one in lines] == refused


def invitation(office: Office, side: Side) -> str:
    """The secret of an invitation for one side, made while there was room."""
    told, secret = json.dumps([side.value, f"{side}@example.org"]).encode(), f"secret-{side}-{timezone.now()}"
    sealed = installation().seal_bytes(told, f"invitation:{office.heron.pk}".encode())
    Invitation.objects.create(
        project=office.heron, side=side, digest=digest(secret), sealed=sealed, by=office.ada,
        expires=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return secret
