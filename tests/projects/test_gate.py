"""The gate: what is not permitted is refused, the refusal is in the log before it is raised, and outsiders see nothing."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import hemvist
from hemvist.audit import log
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.permit import Deed, State
from hemvist.projects import gate
from hemvist.projects.models import Membership, Project
from tests.house import House, visit

SOURCE = Path(hemvist.__file__).parent


def events(project: Project) -> list[str]:
    return [line.event for line in log.lines(project.pk)]


def test_ada_gets_a_permit_that_names_her_and_the_agreement(house: House) -> None:
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    assert permit.person == house.ada.pk
    assert permit.agreement_hash == house.heron.hash_in_force
    assert f"person:{house.ada.pk}" in permit.audience


def test_cleo_is_told_heron_does_not_exist_and_heron_s_log_tells(house: House) -> None:
    with pytest.raises(NotFound, match="no such project, or you may not see it"):
        gate.enter(visit(house.cleo), house.heron, Deed.ASK)
    assert events(house.heron)[-1] == "act:refused"


def test_ben_may_ask_but_not_add_documents(house: House) -> None:
    gate.enter(visit(house.ben), house.heron, Deed.ASK)
    with pytest.raises(Refused) as refused:
        gate.enter(visit(house.ben), house.heron, Deed.INGEST)
    assert refused.value.clause == "access"
    assert refused.value.help


def test_rut_reads_the_log_and_no_contents(house: House) -> None:
    gate.enter(visit(house.rut), house.heron, Deed.READ_AUDIT)
    for deed in (Deed.ASK, Deed.SHOW, Deed.LIST, Deed.EXPORT, Deed.DELETE):
        with pytest.raises(Refused):
            gate.enter(visit(house.rut), house.heron, deed)


def test_without_a_second_factor_nothing_is_permitted(house: House) -> None:
    for deed in Deed:
        with pytest.raises(Refused):
            gate.enter(visit(house.ada, factor=None), house.heron, deed)


def test_an_old_sign_in_is_refused(house: House) -> None:
    with pytest.raises(Refused, match="older than the agreement allows"):
        gate.enter(visit(house.ada, age=timedelta(hours=13)), house.heron, Deed.ASK)


def test_a_sign_in_that_was_not_used_for_too_long_is_refused_as_that(house: House) -> None:
    mine = visit(house.ada, age=timedelta(minutes=90))
    assert mine.session is not None
    idle = house.heron.agreement.sign_in.idle_minutes
    unused = replace(mine.session, used=datetime.now(UTC) - timedelta(minutes=idle + 1))
    with pytest.raises(Refused, match=f"not used for more than the {idle} minutes"):
        gate.enter(replace(mine, session=unused), house.heron, Deed.ASK)


def test_a_membership_that_ended_opens_nothing(house: House) -> None:
    Membership.objects.filter(person=house.ben).update(ended=house.heron.created)
    with pytest.raises(NotFound):
        gate.enter(visit(house.ben), house.heron, Deed.ASK)


def test_a_project_that_is_not_live_is_not_asked(house: House) -> None:
    house.heron.state = State.PROPOSED
    with pytest.raises(Refused, match="proposed"):
        gate.enter(visit(house.ada), house.heron, Deed.ASK)


def test_under_another_hash_nothing_is_permitted(house: House) -> None:
    house.heron.hash_in_force = "0" * 64
    with pytest.raises(Refused, match="not the one in force"):
        gate.enter(visit(house.ada), house.heron, Deed.ASK)


def test_when_the_log_has_no_room_nothing_is_done(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "SPARE_BYTES", 1 << 60)
    with pytest.raises(Refused, match="log cannot be written"):
        gate.enter(visit(house.ada), house.heron, Deed.ASK)


def test_the_worker_may_finish_and_begin_nothing(house: House) -> None:
    gate.carry_on(house.heron, Deed.READ)
    for deed in (Deed.INGEST, Deed.ASK, Deed.SHOW, Deed.EXPORT):
        with pytest.raises(Refused):
            gate.carry_on(house.heron, deed)


def test_a_refusal_names_the_clause_in_the_log(house: House) -> None:
    with pytest.raises(Refused):
        gate.enter(visit(house.ben), house.heron, Deed.DELETE)
    assert list(log.lines(house.heron.pk))[-1].things == {"deed": "delete", "clause": "access"}


def test_names_find_only_one_s_own_projects(house: House) -> None:
    assert Project.objects.named(house.ada, "heron") == house.heron
    assert Project.objects.named(house.ada, house.heron.pk[:8]) == house.heron
    for name in ("Wren", house.wren.pk, ""):
        with pytest.raises(NotFound):
            Project.objects.named(house.ada, name)


def test_decide_is_asked_in_the_gate_and_permits_are_made_in_decide_only() -> None:
    callers: dict[str, set[str]] = {"decide": set(), "Permit": set()}
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in callers:
                callers[node.func.id].add(str(file.relative_to(SOURCE)))
    assert callers == {"decide": {"projects/gate.py"}, "Permit": {"domain/permit.py"}}
