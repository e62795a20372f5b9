"""Who decides for the whole installation: whoever operates every project of it, and nobody else; and it is logged."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.domain.agreement import Side
from hemvist.domain.errors import NotFound
from hemvist.domain.levels import Role
from hemvist.domain.permit import State
from hemvist.people.models import Person
from hemvist.projects import agreeing, whole
from hemvist.projects.models import Membership, Project
from hemvist.providers.catalogue import Entry, entry
from hemvist.providers.shelf import ModelMissing, Shelf
from tests.house import House, visit
from tests.projects.ended import restated
from tests.projects.parties import TEXT, parties

BYTES = b"weights"
ONE: Entry = replace(entry("smollm2-135m"), size=len(BYTES), sha256=hashlib.sha256(BYTES).hexdigest())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "shelf", tmp_path / "choice")
    made.place(ONE).parent.mkdir(parents=True)
    made.place(ONE).write_bytes(BYTES)
    return made


@pytest.fixture
def alone(house: House) -> House:
    """Only Ada's own project is there."""
    house.wren.delete()
    return house


def test_whoever_owns_the_only_one_party_project_decides(alone: House) -> None:
    assert whole.may_decide(visit(alone.ada))
    for other in (alone.ben, alone.rut, alone.cleo):
        assert not whole.may_decide(visit(other))


def test_where_others_have_projects_nobody_decides_from_the_page(house: House) -> None:
    assert not any(whole.may_decide(visit(one)) for one in (house.ada, house.ben, house.rut, house.cleo))


def test_an_operator_of_every_project_decides(house: House) -> None:
    for project in (house.heron, house.wren):
        assert not whole.may_decide(visit(house.rut))
        Membership.objects.filter(project=project, person=house.rut).delete()
        Membership.objects.create(project=project, person=house.rut, role=Role.OPERATOR)
        assert not whole.may_decide(visit(house.rut)), "no agreement names Rut among the operator's people"
        restated(project, access=replace(project.agreement.access, operator_people=("RUT@example.org",)))
    assert whole.may_decide(visit(house.rut))


def test_without_a_second_factor_or_a_membership_in_force_nobody_decides(alone: House) -> None:
    assert not whole.may_decide(visit(alone.ada, factor=None))
    membership = Membership.objects.get(project=alone.heron, person=alone.ada)
    membership.ended = membership.began
    membership.save()
    assert not whole.may_decide(visit(alone.ada))


def test_where_there_is_no_project_nobody_decides(alone: House) -> None:
    alone.heron.delete()
    assert not whole.may_decide(visit(alone.ada))
    assert not whole.may_decide(visit(Person.objects.admit("new@example.org", "New")))


def test_a_choice_stands_in_the_installations_log(alone: House, shelf: Shelf) -> None:
    whole.choose(visit(alone.ada), shelf, ONE)
    whole.choose_at_machine(shelf, None)
    told = [
        (line.by != "worker", dict(line.things)) for line in log.lines(INSTALLATION) if line.event == "model:chosen"
    ]
    assert told == [
        (True, {"model": "smollm2-135m", "at": "page"}),
        (False, {"model": "none", "at": "machine"}),
    ]


def test_whoever_may_not_decide_changes_nothing(alone: House, shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        whole.choose(visit(alone.ben), shelf, ONE)
    assert shelf.chosen() is None
    assert not [line for line in log.lines(INSTALLATION) if line.event == "model:chosen"]


def test_a_choice_that_cannot_be_made_leaves_no_line(alone: House, shelf: Shelf) -> None:
    shelf.remove(ONE)
    with pytest.raises(ModelMissing):
        whole.choose(visit(alone.ada), shelf, ONE)
    assert not [line for line in log.lines(INSTALLATION) if line.event == "model:chosen"]


def test_a_draft_of_somebody_keeps_nobody_from_deciding_and_lets_nobody_decide(alone: House) -> None:
    stranger = Person.objects.admit("new@example.org", "New")
    two = agreeing.draw_up(visit(stranger), "Leases", TEXT, Side.OPERATOR)
    assert whole.may_decide(visit(alone.ada))
    assert not whole.may_decide(visit(stranger))
    Project.objects.filter(pk=two.pk).update(state=State.PROPOSED)
    assert whole.may_decide(visit(alone.ada))
    alone.heron.delete()
    assert not whole.may_decide(visit(stranger)), "nothing is in force that anybody operates"


def test_an_agreement_in_force_with_another_operator_counts_before_it_is_live(alone: House) -> None:
    two = parties(alone)
    assert whole.may_decide(visit(alone.ada))
    two.chosen().agreed()
    assert not whole.may_decide(visit(alone.ada))


def test_an_owner_whose_draft_leaves_the_operator_out_does_not_decide(alone: House) -> None:
    Membership.objects.filter(project=alone.heron, person=alone.rut).update(role=Role.OPERATOR)
    assert alone.heron.agreement.one_party
    assert not whole.may_decide(visit(alone.ada))
