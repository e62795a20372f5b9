"""Drafts, proposals, signatures, withdrawals and whoever enters, all at once and over and over: nobody ends in a deadlock."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest
from django.conf import settings

from hemvist.documents import places
from hemvist.documents.models import Document
from hemvist.documents.relations import relate
from hemvist.domain.agreement import toml
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import Refusal
from hemvist.people.visit import Visit
from hemvist.projects import agreeing, gate, kept
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import AgreementVersion, Membership, Project
from tests.house import House
from tests.jobs.at_once import events, fresh
from tests.jobs.office import Office
from tests.jobs.together import Together, deadlocks
from tests.projects.parties import Two, parties

UNKEPT = Refusal("levels", "For this test only.", "Nothing.")


@dataclass
class Agreeing(Together):
    """What several threads do to one project's agreement, and to its documents meanwhile."""

    two: Two | None = None

    @property
    def ada(self) -> Visit:
        ada: Visit = self.its.ada
        return ada

    @property
    def deeds(self) -> dict[str, Callable[[], object]]:
        return {
            "draw up": self.draw_up, "draw up too": self.draw_up, "propose": self.propose, "propose too": self.propose,
            "sign as ada": lambda: self.sign("ada"), "sign as cleo": lambda: self.sign("cleo"),
            "withdraw": self.withdraw, "choose": self.choose, "enter": self.enter, "enter too": self.enter,
            "force": lambda: bring_into_force(fresh(self.its.project)), "note": self.note, "send": self.send,
            "delete": self.delete, "relate": self.relate, "ask": self.ask,
        }  # fmt: skip

    @property
    def its(self) -> Two:
        assert self.two is not None
        return replace(self.two, project=fresh(self.two.project))

    def draw_up(self) -> None:
        """What comes into force is the same agreement with another number, so that all that runs may run on."""
        paper = self.its.project.agreement
        text = toml.write(replace(paper, signatures=(), ends_on=paper.ends_on + timedelta(days=1)))
        agreeing.change_draft(self.its.cleo, self.its.project, text)

    def propose(self) -> None:
        self.its.proposed()

    def sign(self, who: str) -> None:
        row = AgreementVersion.objects.waiting().filter(project=self.its.project).first()
        if row is not None:
            self.its.sign(who, row)

    def withdraw(self) -> None:
        row = AgreementVersion.objects.waiting().filter(project=self.its.project).first()
        if row is not None and random.random() < 0.2:
            agreeing.withdraw(self.its.ada, self.its.project, row.number)

    def choose(self) -> None:
        agreeing.choose_passkey(self.its.cleo, self.its.project, self.its.cleo_key.signer.key)

    def enter(self) -> None:
        gate.enter(self.its.ada, self.its.project, random.choice((Deed.READ_AGREEMENT, Deed.LIST, Deed.DRAW_UP)))

    def note(self) -> None:
        kept.note(self.its.project, random.choice(([], [UNKEPT])))

    def relate(self) -> None:
        rows = Document.objects.filter(project=self.office.heron)
        relate(self.ada, self.office.heron, self._one(rows).pk, self._one(rows).pk, "amends")


@pytest.fixture
def together(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agreeing]:
    """Ada and Cleo have agreed; the project that they agreed on is the one that the documents are in."""
    monkeypatch.setattr(settings, "STANDS", "SE; Värden AB")
    two = parties(cast(House, office)).live()
    office.heron = two.project
    Membership.objects.filter(project=two.project, person=office.ada).update(role=Role.OWNER)
    one = Agreeing(office, two=two)
    yield one
    places.close_all()


@pytest.mark.slow
@pytest.mark.parametrize("database_told", ["postgresql"], indirect=True)
def test_many_who_agree_at_once_never_deadlock(together: Agreeing) -> None:
    with deadlocks() as met:
        together.prepare()
        together.run(seconds=20)
        print(f"\n{met()} deadlocks; {dict(sorted(together.done.items()))}")
        assert together.faults == []
        assert met() == 0
    project = Project.objects.get(pk=together.its.project.pk)
    told = events(project.pk)
    agreed = AgreementVersion.objects.filter(project=project).agreed_ones()
    assert told["agreement:agreed"] == agreed.count() > 1
    assert agreed.first().hash == project.hash_in_force  # type: ignore[union-attr]
