"""The agreement in plain language: every value it governs is told, in words."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, End, Keys, Notices, Side, SignIn, one_party, prototype
from hemvist.domain.intake import agreement_of
from hemvist.domain.levels import Factor
from hemvist.papers.fill import fill
from hemvist.papers.paper import Kind
from hemvist.papers.plain import clauses, sentences
from hemvist.papers.wording import Language, Words
from tests import cast
from tests.domain.agreements import ACCOUNTS, WHOLE, agreements, each_value_changed

SIGNED_IN_THERE = dataclasses.replace(
    WHOLE,
    sign_in=dataclasses.replace(WHOLE.sign_in, identity_provider=dataclasses.replace(ACCOUNTS, address="10.20.0.5")),
)


def told() -> dict[str, str]:
    return dict(sentences(cast.AGREEMENT))


def test_it_says_what_the_level_means_and_who_the_party_is() -> None:
    assert told()["Level"].startswith("Level 3, own environment. Nothing leaves this machine.")
    assert told()["Parties"].startswith("Ada Lund (Hamngatan 1, Stockholm; ")


def test_it_has_no_codes_and_every_text_ends_as_a_sentence() -> None:
    for heading, text in sentences(cast.AGREEMENT):
        assert heading[0].isupper()
        assert text.endswith("."), heading
        assert "totp" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"level": 2}, {"one_party": False}, {"purposes": ("other",)}, {"ends_on": cast.AGREEMENT.ends_on.replace(day=2)},
        {"sign_in": SignIn((Factor.PASSKEY,), 60, 720)}, {"sign_in": SignIn(cast.AGREEMENT.sign_in.factors, 5, 720)},
        {"breach": Notices("x@example.org", 1)}, {"end": End(cast.AGREEMENT.end.then, "ZIP", 14)}, {"keys": Keys(Side.OPERATOR, "elsewhere")},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_value_changes_the_text(change: dict[str, object]) -> None:
    changed = dataclasses.replace(cast.AGREEMENT, **change)  # type: ignore[arg-type]
    assert without_hash(changed, Language.EN) != without_hash(cast.AGREEMENT, Language.EN)


@pytest.mark.parametrize("language", list(Language))
def test_every_value_of_the_agreement_is_in_the_text(language: Language) -> None:
    changed = dict(each_value_changed(WHOLE))
    assert len(changed) > 80
    changed |= {path: new for path, new in each_value_changed(SIGNED_IN_THERE) if "identity_provider" in path}
    assert [
        path
        for path, new in changed.items()
        if without_hash(new, language) in (without_hash(WHOLE, language), without_hash(SIGNED_IN_THERE, language))
    ] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_clause_names_the_fields_it_comes_from_and_no_field_is_left_out(language: Language) -> None:
    named = {path.split(".")[0] for clause in clauses(WHOLE, language) for path in clause.paths}
    assert named == {one.name for one in dataclasses.fields(Agreement)}
    for path, new in each_value_changed(WHOLE):
        told = zip(clauses(WHOLE, language)[:-1], clauses(new, language)[:-1], strict=True)
        changed = [paths.paths for paths, other in told if paths.text != other.text]
        assert any(path.startswith(prefix) for paths in changed for prefix in paths), path


def without_hash(agreement: Agreement, language: Language) -> list[tuple[str, str]]:
    """All but the last clause, which tells the hash and so changes in any case."""
    return sentences(agreement, language)[:-1]


@settings(max_examples=25)
@given(agreements(), st.sampled_from(Language))
def test_any_agreement_can_be_told_in_every_language(agreement: Agreement, language: Language) -> None:
    for clause in clauses(agreement, language):
        assert clause.text.isprintable()
        assert clause.text.endswith("."), clause.heading


def test_counts_and_dates_are_told_as_one_says_them() -> None:
    german, english = Words(Language.DE), Words(Language.EN)
    assert (german.days(1), german.days(30), german.within_days(30)) == ("1 Tag", "30 Tage", "30 Tagen")
    assert german.date(date(2027, 3, 1)) == "1. März 2027"
    assert english.minutes(61) == "1 hour and 1 minute"
    assert [english.minutes(number) for number in (0, 30, 120)] == ["0 minutes", "30 minutes", "2 hours"]


def test_what_shows_as_nothing_or_turns_text_around_is_told_by_its_number() -> None:
    hostile = dataclasses.replace(WHOLE, setup="a\u202eb\u200bc\x00d\ne {setup} <i>")
    told = dict(sentences(hostile))["What it is for"]
    assert "a‹U+202E›b‹U+200B›c‹U+0000›d e {setup} <i>" in told


MADE = agreement_of(
    {"needs": "own", "client": "Ada Lund; Hamngatan 1; ada@example.org", "special": "health; locked away"}, cast.START
)
FILLED_IN = {
    "built in, one's own": one_party("p", cast.ADA, cast.START), "built in, to try": prototype("p", cast.ADA, cast.START), "asked for": MADE,
    "asked for, of two": agreement_of({"client": "Ada Lund; Hamngatan 1; ada@example.org", "operator": "Bolaget AB; Storgatan 2; cleo@bolaget.example", "people": "tenants", "where": "SE"}, cast.START),
    "level 1": agreement_of({"needs": "internal", "client": "Ada Lund; Hamngatan 1; ada@example.org", "where": "SE"}, cast.START),
}  # fmt: skip


@pytest.mark.parametrize("language", [Language.SV, Language.DE])
@pytest.mark.parametrize("filled", FILLED_IN.values(), ids=FILLED_IN)
def test_what_was_filled_in_and_not_said_is_told_in_the_language_of_the_paper(
    filled: Agreement, language: Language
) -> None:
    words = " ".join(text for _, text in sentences(filled, language))
    paper = " ".join(
        entry.text for kind in Kind for part in fill(filled, kind, language).parts for entry in part.entries
    )
    own = (*filled.purposes, filled.nature, filled.setup, filled.keys.words, *(row.why for row in filled.data))
    own += (*(row.category for row in filled.data), "page images", "upload.", "people named in")
    assert [said for said in own if said in words or said in paper] == []


def test_what_the_parties_said_themselves_stays_as_they_said_it() -> None:
    said = dataclasses.replace(MADE, purposes=("answering questions from your contracts",), nature="Reading documents")
    told = dict(sentences(said, Language.SV))["Ändamål"]
    assert told.startswith("answering questions from your contracts: Reading documents (")
