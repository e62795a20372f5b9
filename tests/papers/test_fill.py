"""Annexes and records: filled from the agreement alone, traceable to its fields, with what is missing named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, Location, OnFile, OperatorAccess, Party, Side
from hemvist.domain.levels import Place
from hemvist.papers.fill import fill
from hemvist.papers.paper import Entry, Kept, Kind, Paper
from hemvist.papers.wording import Language
from tests import cast
from tests.domain.agreements import ACCOUNTS, WHOLE, agreements, each_value_changed
from tests.projects.passkey import Passkey

FULL = Party("Bolaget AB", "Gatan 1", "cleo@bolaget.example", "dpo@bolaget.example")
COMPLETE: Agreement = replace(
    WHOLE, processor=FULL, signatures=tuple(Passkey(name, side).signs(WHOLE) for name, side in (("Ada", Side.CLIENT), ("Cleo", Side.OPERATOR)))
)  # fmt: skip


def filled(agreement: Agreement, kind: Kind, language: Language = Language.EN) -> Paper:
    return fill(agreement, kind, language)


def entries(paper: Paper) -> list[Entry]:
    return [entry for part in paper.parts for entry in part.entries]


def at(agreement: Agreement, path: str) -> Any:
    """The value at a path; an AttributeError or IndexError where the agreement has no such field."""
    value: Any = agreement
    for part in re.findall(r"\w+", path):
        value = value[int(part)] if part.isdecimal() else getattr(value, part)
    return value


@settings(max_examples=25)
@given(agreements(), st.sampled_from(Kind), st.sampled_from(Language))
def test_any_agreement_fills_every_paper_and_each_field_names_where_it_comes_from(
    agreement: Agreement, kind: Kind, language: Language
) -> None:
    paper = filled(agreement, kind, language)
    for entry in entries(paper):
        assert entry.text.strip() or kind is not Kind.PLAIN
        for path in entry.paths:
            at(agreement, path)
        assert entry.paths or entry.kept in (Kept.SOFTWARE, Kept.NEITHER) or entry.blank
    for one in paper.missing:
        if one.path:
            at(agreement, one.path)


_DECIDE = ("one_party", "level", "controller.name", "processor.name", "providers[0].name")
"""Which rows there are depends on these: who is a third party, and what a level adds."""


@pytest.mark.parametrize("kind", list(Kind))
def test_what_changes_in_a_paper_is_traced_to_the_field_that_changed(kind: Kind) -> None:
    untraced = []
    for path, new in each_value_changed(WHOLE):
        before, after = entries(filled(WHOLE, kind)), entries(filled(new, kind))
        traced = {p for entry in {*before} ^ {*after} for p in entry.paths}
        where = path.partition(",")[0]
        if before != after and not any(where.startswith(p) or p.startswith(where) for p in traced):
            untraced.append(path)
    assert [path for path in untraced if path not in _DECIDE] == []


def test_a_whole_agreement_lacks_nothing_in_annexes_1_and_2() -> None:
    assert filled(COMPLETE, Kind.ANNEX_1).gaps == []
    assert filled(COMPLETE, Kind.ANNEX_2).gaps == []
    signed = [entry.text for entry in entries(filled(COMPLETE, Kind.ANNEX_1)) if "signatures" in entry.paths]
    assert [text.split(" on ")[0] for text in signed] == ["Ada signed for the client", "Cleo signed for the operator"]


@pytest.mark.parametrize(
    ("agreement", "kind", "missing"),
    [
        (replace(COMPLETE, processor=Party("Bolaget AB")), Kind.ANNEX_1, ("Annex I: Processor, Address is missing.", "processor.address")),
        (replace(COMPLETE, signatures=COMPLETE.signatures[:1]), Kind.ANNEX_1, ("Annex I: Processor, Signature and accession date is missing.", "signatures")),
        (replace(COMPLETE, data_subjects=()), Kind.ANNEX_2, ("Annex II: Categories of data subjects is missing.", "data_subjects")),
        (replace(COMPLETE, safeguards=()), Kind.ANNEX_2, ("Annex II: Safeguards for sensitive data is missing.", "safeguards")),
        (COMPLETE, Kind.ANNEX_3, ("Annex III: Regular testing of the measures is missing.", "no field of the agreement holds it")),
        (replace(COMPLETE, retention=()), Kind.ANNEX_3, ("Annex III: Limited retention is missing.", "no field of the agreement holds it")),
        (COMPLETE, Kind.ANNEX_4, ("Annex IV: Värden AB, Address is missing.", "no field of the agreement holds it")),
        (replace(COMPLETE, providers=(replace(WHOLE.providers[0], contact=""),)), Kind.ANNEX_4, ("Annex IV: Model AB, Contact person is missing.", "providers[0].contact")),
        (replace(COMPLETE, locations=replace(WHOLE.locations, backup=Location(Place.EU))), Kind.ANNEX_4, ("Annex IV: who does it (backups) is missing.", "locations.backup.who")),
        (replace(COMPLETE, retention=()), Kind.RECORD_CONTROLLER, ("Record of processing of the controller, GDPR Art. 30(1): Time limits for erasure is missing.", "retention")),
        (replace(COMPLETE, providers=(replace(WHOLE.providers[0], parent=None),)), Kind.RECORD_PROCESSOR, ("Record of processing of the processor, GDPR Art. 30(2): the seat of the parent of Model AB is missing.", "providers[0].parent")),
        (replace(COMPLETE, providers=(replace(WHOLE.providers[0], parent=Place.US),)), Kind.RECORD_CONTROLLER, ("Record of processing of the controller, GDPR Art. 30(1): the safeguard of the transfer to Model AB (GDPR Art. 46) is missing.", "no field of the agreement holds it")),
    ],
    ids=lambda given: given.value if isinstance(given, Kind) else "",
)  # fmt: skip
def test_what_is_missing_is_named_with_the_field_that_would_hold_it(
    agreement: Agreement, kind: Kind, missing: tuple[str, str]
) -> None:
    assert missing in filled(agreement, kind).gaps


def test_annex_3_has_the_seventeen_headings_and_says_of_each_measure_how_it_is_kept() -> None:
    paper = filled(replace(WHOLE, providers=()), Kind.ANNEX_3)
    assert len(paper.parts) == 17 + 1, "and assistance to the controller"
    assert all(part.entries for part in paper.parts)
    assert {entry.kept for entry in entries(paper)} == set(Kept)
    told = {kept: [one.text for one in entries(paper) if one.kept is kept] for kept in Kept}
    for text in ("Updates are put in within", "Backups lie", "What the operator sees"):
        assert any(one.startswith(text) for one in told[Kept.AGREED]), text
    for text in (
        "The log is kept for",
        "The project is used from",
        "contracts: 365 days",
        "At most 20 people at a time",
    ):
        assert any(one.startswith(text) for one in told[Kept.SOFTWARE]), text
    assert any("only under a grant of the client" in one for one in told[Kept.SOFTWARE])


def test_an_operator_who_sees_nothing_is_said_to_and_an_identity_provider_is_said_not_to_be_connected() -> None:
    sign_in = replace(WHOLE.sign_in, identity_provider=ACCOUNTS)
    paper = filled(replace(WHOLE, operator_access=OperatorAccess(), sign_in=sign_in), Kind.ANNEX_3)
    told = {entry.text: entry.kept for entry in entries(paper)}
    assert told["The operator's role opens no documents, questions or answers."] is Kept.SOFTWARE
    assert Kept.NEITHER in {kept for text, kept in told.items() if "connected to an identity provider" in text}
    assert any(ACCOUNTS.issuer in text and kept is Kept.AGREED for text, kept in told.items())


def test_a_provider_without_a_document_on_file_has_no_measures() -> None:
    paper = filled(
        replace(WHOLE, providers=(replace(WHOLE.providers[0], agreement_on_file=OnFile("DPA")),)), Kind.ANNEX_3
    )
    assert "Nothing is agreed about the measures of Model AB." in [entry.text for entry in entries(paper)]
    assert any(path == "providers[0].agreement_on_file" for _, path in paper.gaps)


@pytest.mark.parametrize("kind", [Kind.ANNEX_1, Kind.ANNEX_2, Kind.ANNEX_3, Kind.ANNEX_4, Kind.RECORD_PROCESSOR])
def test_with_one_party_there_is_no_processor_and_the_paper_says_so(kind: Kind) -> None:
    paper = filled(cast.AGREEMENT, kind)
    assert (paper.parts, paper.missing) == ((), ())
    assert any("one party" in note for note in paper.notes)


@pytest.mark.parametrize("language", list(Language))
def test_annexes_say_that_the_clauses_are_left_out_and_every_paper_that_no_lawyer_read_it(language: Language) -> None:
    for kind in Kind:
        paper = filled(WHOLE, kind, language)
        assert paper.notes[0] == paper.words.say("note.unreviewed")
        assert any(WHOLE.hash in note for note in paper.notes)
        assert (paper.words.say("note.by-people") in paper.notes) is (kind is Kind.PLAIN)
        assert any("2021/915" in note for note in paper.notes) is kind.value.startswith("annex")
