"""Changing any value of an agreement changes its hash and so every decision; and what a rule reads, it obeys."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hemvist.domain import permit
from hemvist.domain.agreement import Agreement, Location, Locations, OnFile
from hemvist.domain.levels import Factor, Place, Role, RootKey
from hemvist.domain.permit import Act, Actor, Deed, Facts, Permit, Refusal, Session, State, decide
from tests.domain.agreements import INSTALLATION, WHOLE, each_value_changed

_HERE = Location(Place.HERE, "SE", "Värden AB")
_UNPROVEN = replace(WHOLE, processing_agreement=OnFile("DPA", "ab" * 32), special_categories=(), data_subjects=())
BASES = (
    WHOLE,
    _UNPROVEN,
    replace(_UNPROVEN, data=(replace(WHOLE.data[0], personal=False),)),
    replace(
        WHOLE,
        processing_agreement=OnFile("DPA", "ab" * 32),
        data=(replace(WHOLE.data[0], personal=False),),
        data_subjects=(),
    ),
    replace(WHOLE, level=3, locations=Locations(_HERE, _HERE, _HERE, _HERE)),
)
"""Agreements in which some one value tips a decision."""
_PROJECT = WHOLE.project


def probes() -> Iterator[tuple[Act, Facts]]:
    """Acts and facts at the edges of what the base agreements say."""
    first, last = (datetime.combine(day, time(12), UTC) for day in (WHOLE.starts_on, WHOLE.ends_on))
    for now in (first - timedelta(days=1), first, last, last + timedelta(days=1)):
        for factor in (Factor.PASSKEY, Factor.TOTP):
            for age, idle in ((1, 1), (31, 31), (721, 1)):
                began, used = (now - timedelta(minutes=one) for one in (age, idle))
                session = Session("s", factor, began, used, "192.0.2.7")
                facts = Facts(
                    now, State.LIVE, None, RootKey.PASSPHRASE, Actor.PERSON, "p", Role.OWNER, session,
                    installation=INSTALLATION,
                )  # fmt: skip
                yield Act(Deed.ASK, _PROJECT), facts
                yield Act(Deed.INGEST, _PROJECT), facts
                yield Act(Deed.GO_LIVE, _PROJECT), replace(facts, state=State.AGREED)
                yield Act(Deed.GO_LIVE, _PROJECT), replace(facts, state=State.AGREED, root_key=RootKey.FILE)
                yield Act(Deed.SEND, _PROJECT, WHOLE.providers[0]), facts


def decided(agreement: Agreement) -> list[str]:
    """What is decided under this agreement in force: permitted, or the clause that refuses."""
    under = ((act, replace(facts, hash_in_force=agreement.hash)) for act, facts in probes())
    made = (decide(agreement, act, facts) for act, facts in under)
    return ["permitted" if isinstance(one, Permit) else one.clause for one in made]


def read_by_rules() -> set[str]:
    """The fields of the agreement that the rules look at, from their source."""
    tree = ast.parse(inspect.getsource(permit))
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "agreement"
    }
    return (named - {"hash", "personal_data", "project"}) | {"data", "special_categories", "data_subjects"}


def test_each_field_that_a_rule_reads_changes_a_decision() -> None:
    changes = {
        path.partition(",")[0].partition("[")[0].partition(".")[0]
        for base in BASES
        for path, new in each_value_changed(base)
        if decided(new) != decided(base)
    }
    assert read_by_rules() <= changes
    assert "permitted" in decided(WHOLE)


def test_under_the_hash_in_force_any_changed_value_is_refused() -> None:
    permitted = [(act, facts) for act, facts in probes() if decided_one(WHOLE, act, facts, WHOLE.hash) is None]
    assert permitted
    for path, new in each_value_changed(WHOLE):
        assert new.hash != WHOLE.hash, path
        assert {decided_one(new, act, facts, WHOLE.hash) for act, facts in permitted} == {"signatures"}, path


def decided_one(agreement: Agreement, act: Act, facts: Facts, in_force: str) -> str | None:
    """The clause that refuses, None where it is permitted."""
    made = decide(agreement, act, replace(facts, hash_in_force=in_force))
    return made.clause if isinstance(made, Refusal) else None
