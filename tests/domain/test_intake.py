"""The intake: ten questions at most, and what it makes can be signed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Metadata, toml
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.intake import (
    ASKED,
    NEEDS,
    UNSIGNED,
    AnswerUnusable,
    agreement_of,
    answer_to,
    asked_of,
    draft_of,
    proposed_level,
    question,
    unusable,
)
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


@pytest.mark.parametrize("told", ["wellbeing", "health, shoe size"])
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
        ("operator", "Bolaget; no mail"), ("paper", "DPA"), ("paper", "DPA; yesterday; " + "ab" * 32), ("paper", "DPA; 2026-03-01; abc"),
        ("where", "Atlantis"), ("where", "US"), ("where", "NO"), ("days", "never"), ("days", "0"), ("days", "1;2;3"), ("days", "²"),
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


NONE = [
    "no",
    "none",
    "None.",
    "nej",
    "Nej",
    "NEIN",
    "non",
    "ingen",
    "inga",
    "keine",
    "aucun",
    "-",
    "–",
    "nothing",
    "  ",
]


@pytest.mark.parametrize("told", NONE)
def test_none_may_be_said_in_any_of_the_languages_wherever_it_is_an_answer(told: str) -> None:
    answers = {"client": CLIENT, "operator": told, "people": told, "special": told}
    agreement = agreement_of(answers, TODAY)
    assert (agreement.one_party, agreement.data_subjects, agreement.special_categories) == (True, (), ())
    assert [answer_to(question(name), told, {}) for name in ("operator", "people", "special")] == ["", "", ""]
    assert "paper" not in [one.name for one in asked_of({**BUSINESS, "people": told})]
    assert proposed_level({"needs": "internal", "people": told, "special": f"{told}; nobody reads it"})[0] == 1


def test_norway_is_a_country_and_never_none() -> None:
    for told in ("NO; Nordic Host", "no; Nordic Host", "Norge; Nordic Host"):
        agreement = agreement_of({"needs": "internal", "client": CLIENT, "where": told}, TODAY)
        assert (agreement.locations.storage.country, agreement.locations.storage.who) == ("NO", "Nordic Host")
        with pytest.raises(AnswerUnusable, match="Norway is in the EEA, not in the EU, and level 2 keeps it inside"):
            agreement_of({**BUSINESS, "where": told}, TODAY)
    with pytest.raises(AnswerUnusable, match="mail address"):
        agreement_of({**BUSINESS, "operator": "NO; Nordic Host"}, TODAY)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("CH; Host", "Switzerland is neither in the EU nor in the EEA"), ("GB", "The United Kingdom has left the EU"),
        ("US", "The United States are outside the EU"), ("Island", "Iceland is in the EEA"), ("JP", "JP is not in the EU"),
        ("nej; Nordic Host", "“nej” is the name of no country known here"), ("XX", "“XX” is the code of no country"),
        ("SE, Värden AB", "Put a semicolon after “SE”"), ("; Värden AB", "The country is missing"),
    ],
)  # fmt: skip
def test_a_country_that_does_not_serve_says_why(told: str, said: str) -> None:
    with pytest.raises(AnswerUnusable, match=said):
        agreement_of({**BUSINESS, "where": told}, TODAY)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("se", "SE"), ("Sverige", "SE"), ("Sweden", "SE"), ("schweden", "SE"), ("Suède", "SE"), ("Suede", "SE"), ("Österreich", "AT"),
        ("Tyskland", "DE"), ("Pays-Bas", "NL"), ("DE", "DE"), ("république tchèque", "CZ"),
    ],
)  # fmt: skip
def test_a_country_is_told_by_its_letters_or_its_name(told: str, code: str) -> None:
    assert agreement_of({**BUSINESS, "where": f"{told}; Host"}, TODAY).locations.storage.country == code


SUM = "ab" * 32


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("client", "Lindhagen", "The mail address is missing."), ("client", "ada@l.example", "The name is missing."),
        ("client", "Lindhagen, Hamngatan 1, ada@l.example", "put semicolons between them"), ("client", "", "Nothing stands there."),
        ("client", "Lindhagen; Hamngatan 1", "The last part is no mail address."), ("client", "a;b;c;d@e.example", "There are 4 parts"),
        ("paper", f"DPA; 2026-13-01; {SUM}", "Its date: There is no month 13."), ("paper", f"DPA; 31 feb 2026; {SUM}", "There is no 31 February."),
        ("paper", f"DPA; {SUM}", "Missing: date."), ("paper", "DPA", "Missing: date, SHA-256."), ("paper", f"; 2026-03-01; {SUM}", "Missing: title."),
        ("paper", f"DPA, 2026-03-01, {SUM}", "put semicolons"), ("paper", "DPA; 2026-03-01; abcdef012345", "has 12 digits, it needs 64"),
        ("paper", "DPA; 2026-03-01; dpa.pdf", "no SHA-256"), ("paper", f"DPA; 03/04/2026; {SUM}", "read in two ways"),
        ("paper", f"DPA; 2026-03-01; {SUM}; x", "There are 4 parts"),
        ("days", "365; 0", "The days that documents are kept: 0 is too few, 1 is the least."), ("days", "9999999; 365", "The days of the project: 9999999 is more than 36,000."),
        ("days", "99999; 365", "more than 36,000"), ("days", "365, 90", "put a semicolon"), ("days", "a year", "“a year” is no whole number."), ("days", "365;", "the number is missing"),
        ("special", "shoe size", "“shoe size” names no special category"), ("what", "x" * 400, "It has 400 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_answer_is_said_of_its_part(name: str, told: str, said: str) -> None:
    with pytest.raises(AnswerUnusable) as found:
        agreement_of({**BUSINESS, name: told}, TODAY)
    assert said in found.value.message
    assert found.value.words in f"{found.value.message} {found.value.help}"


@pytest.mark.parametrize(
    "dated", ["1 mars 2026", "01.03.2026", "1. März 2026", "1er mars 2026", "March 1, 2026", "den 1 mars 2026"]
)
def test_the_papers_date_is_read_as_people_write_it(dated: str) -> None:
    made = agreement_of({**BUSINESS, "paper": f"DPA; {dated}; {SUM.upper()}"}, TODAY).processing_agreement
    assert made is not None
    assert (str(made.dated), made.sha256) == ("2026-03-01", SUM)


@pytest.mark.parametrize("told", ["", "-", "nej", "none", "not signed yet", "Not yet.", "noch nicht", "pas encore"])
def test_a_paper_that_is_not_signed_yet_makes_a_draft_that_says_what_it_waits_for(told: str) -> None:
    agreement = agreement_of({**BUSINESS, "paper": told}, TODAY)
    assert [one.path for one in unsound(agreement, TODAY)] == ["processing_agreement"]
    text = draft_of(agreement)
    assert text.startswith(f"# {UNSIGNED}\n")
    assert toml.read(text.encode()) == (agreement, [])
    lines = text.split("\n")
    at = lines.index("# [processing_agreement]")
    signed = [line.removeprefix("# ") if n >= at else line for n, line in enumerate(lines)]
    sum_line = next(n for n, line in enumerate(signed) if line.startswith('sha256 = "64 digits'))
    signed[sum_line] = f'sha256 = "{SUM}"'
    assert toml.checked("\n".join(signed).encode(), TODAY)[1] == []


def test_a_draft_that_waits_for_nothing_says_nothing_of_a_paper() -> None:
    agreement = agreement_of(BUSINESS, TODAY)
    assert draft_of(agreement) == toml.write(agreement)


def test_every_answer_that_does_not_serve_is_found_at_once() -> None:
    wrong = {**BUSINESS, "client": "x", "paper": "DPA", "where": "NO", "days": "0", "what": "\u202e"}
    assert [one.facts["name"] for one in unusable(wrong, TODAY)] == ["what", "client", "paper", "where", "days"]
    assert unusable(BUSINESS, TODAY) == []
    assert [one.facts["name"] for one in unusable({**BUSINESS, "needs": "x"}, TODAY)] == ["needs"]


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.name)
def test_every_question_says_why_it_is_asked_and_its_example_serves(one: Any) -> None:
    assert one.why.endswith(".")
    assert answer_to(one, one.example, BUSINESS)
