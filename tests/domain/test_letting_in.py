"""Who may let people in, and how many."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import strategies as st

from hemvist.domain.agreement import (
    OnFile,
    Provider,
)
from hemvist.domain.levels import Place
from hemvist.domain.permit import Act, Deed, Permit, Refusal, State, decide
from tests import cast

PLACES = st.sampled_from(Place)
KNOWN = st.one_of(st.none(), st.booleans())
WHOLE = OnFile("abc", "ab" * 32, date(2026, 1, 1))
ON_FILE = st.sampled_from(
    [None, OnFile("abc"), OnFile("abc", "ab" * 32), OnFile("", "ab" * 32, date(2026, 1, 1)), WHOLE, WHOLE]
)
PROVIDERS = st.builds(
    Provider,
    name=st.just("Model Ltd"), task=st.just("phrasing"), seat=st.one_of(st.none(), PLACES),
    parent=st.one_of(st.none(), PLACES), region=st.one_of(st.none(), PLACES), sub_processors=st.one_of(st.none(), PLACES),
    trains_on_data=KNOWN, keeps_data=KNOWN, agreement_on_file=ON_FILE,
)  # fmt: skip


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


CONTENTS = {Deed.LIST, Deed.SHOW, Deed.EXPORT, Deed.DELETE, Deed.SET_AUDIENCE}
AGREEING = {Deed.READ_AGREEMENT, Deed.READ_AUDIT, Deed.DRAW_UP, Deed.SIGN, Deed.LET_IN, Deed.SHUT_OUT}
