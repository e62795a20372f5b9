"""Who may let people in, and how many."""

from __future__ import annotations

import dataclasses

import pytest

from hemvist.domain.permit import Act, Deed, Permit, Refusal, State, decide
from tests import cast


@pytest.mark.parametrize(("known", "let_in"), [("Ada", True), ("ada@example.org", True), ("Ben", False)])
def test_under_an_agreement_in_force_people_are_let_in_by_whom_it_names(known: str, let_in: bool) -> None:
    access = dataclasses.replace(cast.AGREEMENT.access, approvers=("ada", "Ada@example.org"))
    named = dataclasses.replace(cast.AGREEMENT, access=access)
    for agreement, permitted in ((named, let_in), (cast.AGREEMENT, True)):
        facts = dataclasses.replace(cast.facts(), hash_in_force=agreement.hash, known_as=frozenset({known}), people=1)
        decided = decide(agreement, Act(Deed.LET_IN, "p1"), facts)
        assert isinstance(decided, Permit) is permitted
        assert permitted or (isinstance(decided, Refusal) and decided.clause == "access.approvers")
        before = dataclasses.replace(facts, hash_in_force=None, state=State.DRAFT)
        assert isinstance(decide(agreement, Act(Deed.LET_IN, "p1"), before), Permit)


@pytest.mark.parametrize(("people", "let_in"), [(0, True), (19, True), (20, False), (21, False)])
def test_one_person_more_than_agreed_is_not_let_in_and_everything_else_goes_on(people: int, let_in: bool) -> None:
    facts = dataclasses.replace(cast.facts(), people=people)
    decided = decide(cast.AGREEMENT, Act(Deed.LET_IN, "p1"), facts)
    assert isinstance(decided, Permit) is let_in
    assert let_in or (isinstance(decided, Refusal) and decided.clause == "access.most_people")
    assert isinstance(decide(cast.AGREEMENT, Act(Deed.ASK, "p1"), facts), Permit)
