"""The intake: ten questions at most, and what it makes can be signed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Metadata
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.intake import ASKED, NEEDS, AnswerUnusable, agreement_of, asked_of, proposed_level
from tests.domain.agreements import TODAY

CLIENT = "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example"
OPERATOR = "Bolaget AB; cleo@bolaget.example"
PAPER = f"Processing agreement; 2026-03-01; {'ab' * 32}"
BUSINESS = {"needs": "business", "client": CLIENT, "operator": OPERATOR, "people": "tenants, staff", "paper": PAPER}


def test_it_begins_with_the_data_and_asks_at_most_ten_questions() -> None:
    assert ASKED[0].text == "What data is involved, and what does it need?"
    assert len(ASKED) <= 10


def test_a_valid_level_2_agreement_needs_five_answers_and_the_rest_is_proposed() -> None:
    agreement = agreement_of(BUSINESS, TODAY)
    assert unsound(agreement, TODAY) == []
    assert (agreement.level, agreement.one_party, agreement.data_subjects) == (2, False, ("tenants", "staff"))
    assert agreement.processing_agreement is not None
    assert agreement.processing_agreement.recorded


@pytest.mark.parametrize(("needs", "level"), list(zip(NEEDS, range(4), strict=True)))
def test_every_need_has_its_level_and_makes_sense(needs: str, level: int) -> None:
    answers = {"needs": needs, "client": CLIENT, "operator": OPERATOR}
    assert proposed_level(answers)[0] == level
    assert unsound(agreement_of(answers, TODAY), TODAY) == []
    assert unsound(agreement_of({**answers, "operator": ""}, TODAY), TODAY) == []


@pytest.mark.parametrize(
    ("told", "why"), [({"people": "tenants"}, "about people"), ({"special": "health"}, "special categories")]
)
def test_the_level_is_raised_for_people_and_it_says_why(told: dict[str, str], why: str) -> None:
    level, said = proposed_level({"needs": "internal", **told})
    assert level == 2
    assert why in said
    made = agreement_of({"needs": "internal", "client": CLIENT, "operator": OPERATOR, "paper": PAPER, **told}, TODAY)
    assert unsound(made, TODAY) == []


@pytest.mark.parametrize("told", ["none", "health, shoe size"])
def test_what_names_no_special_category_is_not_taken_for_one(told: str) -> None:
    with pytest.raises(AnswerUnusable, match="name it: health, religion"):
        agreement_of({**BUSINESS, "special": told}, TODAY)


def test_the_processing_agreement_is_asked_for_only_where_one_is_needed() -> None:
    names = lambda answers: [one.name for one in asked_of(answers)]  # noqa: E731
    assert "paper" in names({"operator": OPERATOR, "people": "tenants"})
    assert "paper" not in names({"people": "tenants"})
    assert "paper" not in names({"operator": OPERATOR})


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("client", ""), ("client", "Lindhagen"), ("client", "; x@y.example"), ("client", "a; b; c; x@y.example"),
        ("operator", "Bolaget; no mail"), ("paper", ""), ("paper", "DPA; yesterday; " + "ab" * 32), ("paper", "DPA; 2026-03-01; abc"),
        ("where", "Sweden"), ("where", "US"), ("where", "NO"), ("days", "never"), ("days", "0"), ("days", "1;2;3"), ("days", "²"),
        ("what", "x" * 400),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_serve_says_which_and_gives_an_example(name: str, answer: str) -> None:
    with pytest.raises(AnswerUnusable) as told:
        agreement_of({**BUSINESS, name: answer}, TODAY)
    assert told.value.facts["name"] == name
    assert "Example:" in told.value.help


@settings(max_examples=120, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            one.name: st.one_of(st.text(max_size=30), st.sampled_from(["", CLIENT, PAPER, "SE", "business"]))
            for one in ASKED
        },
    )
)
def test_whatever_is_answered_it_is_made_or_told(answers: dict[str, Any]) -> None:
    if answers.get("needs") not in NEEDS:
        answers.pop("needs", None)
    try:
        agreement_of({**BUSINESS, **answers}, TODAY)
    except AnswerUnusable:
        return


def test_a_need_that_is_not_offered_is_told() -> None:
    with pytest.raises(AnswerUnusable):
        agreement_of({**BUSINESS, "needs": "everything"}, TODAY)


def test_properties_of_files_are_not_kept_unless_the_agreement_is_changed_to_say_so() -> None:
    (row,) = agreement_of(BUSINESS, TODAY).data
    assert row.metadata is Metadata.STRIP
