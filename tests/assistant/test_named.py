"""A question names documents by words that few of them say of themselves, and is then asked without those names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hemvist.assistant.named import kind_alone, named, strange
from hemvist.domain.question import codes
from hemvist.index.base import Card, Entry

SINCE = datetime(2024, 1, 1, tzinfo=UTC)


def entry(name: str, opening: str) -> Entry:
    return Entry(name, f"{name}-1", Card(opening[:30], (), opening), frozenset({"everyone"}), SINCE)


ENTRIES = [
    entry("lease", "Lease of Brewhouse Yard between Osmerby Estates Ltd and the company."),
    entry("contract", "Contract of Employment between the company and Maribel Ostwyck."),
    entry("vertrag", "Arbeitsvertrag zwischen der Firma und Hedwig Brombeisl. Die Parteien sind sich einig."),
    entry("policy", "Resepolicy för alla i bolaget. Den gäller från och med januari och för alla resor som görs."),
]


@pytest.mark.parametrize(
    ("question", "documents", "clause"),
    [
        ("How expensive is Brewhouse Yard for us?", {"lease"}, "How expensive are they for us?"),
        ("Wie viel verdient Hedwig Brombeisl?", {"vertrag"}, "Wie viel verdient sie?"),
        ("Looking back at 26 December 2018: When did Maribel Ostwyck join?", {"contract"}, "When did they join?"),
        ("Vad får ett hotell kosta i svenska bolaget?", {"policy"}, "Vad får ett hotell kosta i svenska bolaget?"),
        ("Which law governs?", set(), "Which law governs?"),
        ("What does Nobody Knows Ltd owe?", set(), "What does Nobody Knows Ltd owe?"),
    ],
)
def test_names_are_found_and_set_apart(question: str, documents: set[str], clause: str) -> None:
    told = named(question, ENTRIES)
    assert told.documents == documents
    assert told.clause == clause


def test_article_numbers_are_told_from_words_and_years() -> None:
    assert codes("What does KX-2040 cost in 2025?") == ("kx-2040",)
    assert codes("How many days?") == ()


@pytest.mark.parametrize(
    ("question", "odd"),
    [
        ("How much is paid per day in Japan?", True),
        ("Welches Tagegeld gilt für Japan?", True),
        ("How much is paid per day in Norway?", False),
        ("Is VAT paid?", False),
        ("How much is paid per day?", False),
        ("Welche Wartezeit gilt?", False),
    ],
)
def test_what_no_text_names_is_strange(question: str, odd: bool) -> None:
    texts = ["The daily allowance is 40 euros, in Norway 55 euros."]
    assert strange(named(question, ENTRIES), texts) is odd


def test_what_somebody_is_to_us_stays_in_a_german_question() -> None:
    ansprech = entry("wartung", "Wartungsvertrag mit der Krüger Aufzugtechnik GmbH. Ansprechpartner ist Frau Vogel.")
    told = named("Wer ist unser Ansprechpartner bei Krüger?", [*ENTRIES, ansprech])
    assert told.documents == {"wartung"}
    assert told.clause == "Wer ist unser Ansprechpartner bei sie?"


def test_a_paper_that_is_named_leaves_its_kind() -> None:
    entries = [
        entry("wartung", "Wartungsvertrag für Aufzüge zwischen der Nord GmbH und der Süd AG."),
        entry("miete", "Mietvertrag zwischen der Nord GmbH und der West AG."),
        entry("kauf", "Kaufvertrag zwischen der Ost GmbH und der West AG."),
        entry("strom", "Stromlieferung durch die Ost GmbH."),
    ]
    told = named("Wann endet der Wartungsvertrag?", entries)
    assert (told.documents, told.clause) == (frozenset({"wartung"}), "Wann endet der Vertrag?")


@pytest.mark.parametrize(
    ("clause", "papers", "plain"),
    [
        ("Hur länge gäller städavtalet?", ["städavtalet"], "Hur länge gäller avtalet?"),
        ("Bis wann läuft der Wartungsvertrag?", ["Wartungsvertrag"], "Bis wann läuft der Vertrag?"),
        ("What does the lease say?", ["lease"], "What does the lease say?"),
    ],
)
def test_the_kind_of_a_paper_stands_for_its_name(clause: str, papers: list[str], plain: str) -> None:
    assert kind_alone(clause, papers) == plain


def test_the_title_tells_which_of_two_papers_is_named() -> None:
    entries = [entry("lease", "Lease Vasagatan. Rooms."), entry("lifts", "Maintenance. Lifts at Vasagatan.")]
    titled = [Entry("lease", "v", Card("Lease Vasagatan", (), "Lease Vasagatan. Rooms."), frozenset(), entries[0].since),
              Entry("lifts", "v", Card("Maintenance", (), "Maintenance. Lifts at Vasagatan."), frozenset(), entries[1].since)]  # fmt: skip
    told = named("How long is the notice period for the Vasagatan lease?", titled)
    assert told.documents == {"lease"}
    assert told.clause == "How long is the notice period for the lease?"
    told = named("How long is the notice period at Vasagatan?", titled)
    assert told.documents == {"lease", "lifts"}, "no paper is called by the name: its title tells nothing"
