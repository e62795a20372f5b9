"""Cards: what real and made-up contracts say of themselves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.passage import Text
from hemvist.index.base import Card
from hemvist.index.cards import OPENING, card

TINY = Path(__file__).parents[1] / "data" / "cuad-tiny" / "corpus"


def of(text: str) -> Card:
    return card(Text(text, (), (), (), "txt"))


@pytest.mark.parametrize(
    ("name", "title", "parties"),
    [
        ("contract-001.txt", "SUPPORT AND MAINTENANCE AGREEMENT", ["XACCT"]),
        ("contract-007.txt", "OUTSOURCING AGREEMENT", ["Sykes HealthPlan", "HealthPlan Services"]),
        ("contract-023.txt", "CO-BRANDING AGREEMENT", ["Lucent Technologies", "mPhase Technologies"]),
    ],
)
def test_a_real_contract_says_its_title_and_parties(name: str, title: str, parties: list[str]) -> None:
    found = of((TINY / name).read_text("utf-8"))
    assert title in found.title
    for party in parties:
        assert any(party in one for one in found.parties)


@pytest.mark.parametrize(
    ("text", "title", "parties"),
    [
        ("HYRESAVTAL\n\nmellan Lund Fastigheter AB, org.nr 556000-0000, och Storgatans Bageri AB.", "HYRESAVTAL",
         ("Lund Fastigheter AB", "Storgatans Bageri AB")),
        ("Mietvertrag\n\nzwischen Nord Immobilien GmbH und Müller Bäckerei KG", "Mietvertrag",
         ("Nord Immobilien GmbH", "Müller Bäckerei KG")),
        ("CONTRAT DE BAIL\n\nentre Dupont SA et Boulangerie Martin SARL", "CONTRAT DE BAIL",
         ("Dupont SA", "Boulangerie Martin SARL")),
        ("EXHIBIT 10.1\n\nPage 1\n\nLOAN AGREEMENT\n\nThis agreement is made by and between Bank Nord (the \"Bank\") and Ada.",
         "LOAN AGREEMENT", ("Bank Nord", "Ada")),
    ],
)  # fmt: skip
def test_title_and_parties_in_four_languages(text: str, title: str, parties: tuple[str, ...]) -> None:
    found = of(text)
    assert found.title == title
    assert found.parties[: len(parties)] == parties


@pytest.mark.parametrize(
    "title",
    [
        "Tilläggsavtal nr 1 till hyreskontrakt för lokal – Kungsgatan 12",
        "Ändringsavtal nr. 2 till avtalet om städning av lokaler",
        "Amendment No. 1 to the agreement on lift maintenance and repairs",
        "Avenant n° 3 au contrat de bail commercial signé à Lyon",
    ],
)
def test_a_title_does_not_end_at_the_number_of_an_amendment(title: str) -> None:
    assert of(f"{title}\n\nDenna text följer.").title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("From: Karin Holm <karin@example.org>\nTo: us@example.org\nDate: Mon, 26 Aug 2024 09:12:00 +0200\n"
         "Subject: Your scanner lease\n\nDear Birgitta,", "Your scanner lease"),
        ("Artikel | Preis EUR\nHandschuhe | 38.5\n\nAb 500 Euro liefern wir frei Haus.", ""),
        ("Allmänna villkor för hämtning av kliniskt avfall,\nÖresund Miljö AB\n1 Tillämpning\nDessa villkor gäller alla avtal.",
         "Allmänna villkor för hämtning av kliniskt avfall"),
        ("Policy för semester och sjukfrånvaro\nGäller från den 1 januari 2025.", "Policy för semester och sjukfrånvaro"),
    ],
)  # fmt: skip
def test_mails_tables_terms_and_policies_are_called_what_their_readers_call_them(text: str, title: str) -> None:
    assert of(text).title == title


def test_the_opening_is_the_first_part_in_one_line() -> None:
    found = of("A  B\n\nC " + "word " * 5000)
    assert found.opening.startswith("A B C word")
    assert len(found.opening) <= OPENING
    assert of("") == Card("", (), "")


@given(st.text(max_size=600))
@settings(max_examples=150, deadline=None)
def test_any_text_has_a_card_within_bounds(text: str) -> None:
    found = of(text)
    assert len(found.title) <= 160
    assert len(found.parties) <= 8
    assert all(0 < len(party) <= 250 for party in found.parties)


@pytest.mark.parametrize(
    "unit", ["Acme ", "between ", "between A and ", "A and ", "a", "Aa, ", "Co ", "\n", "agreement "]
)
def test_a_hostile_opening_is_read_at_once(unit: str) -> None:
    began = time.process_time()
    of(unit * 10_000)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Stahlhandel Kessler GmbH · AVB 01/2022 1\nAllgemeine\nVerkaufsbedingungen der\nStahlhandel Kessler GmbH\nStand: "
            "Januar 2022\nDiese gelten für alle\nLieferungen gegenüber\nUnternehmern. Entgegenstehende Bedingungen\ndes Käufers",
            "Allgemeine Verkaufsbedingungen der Stahlhandel Kessler GmbH",
        ),
        (
            "Försäkringsbrev – Företagsförsäkring\nFörsäkringstagare | Hagström AB\nUndantag\nDetta gäller.\nSärskilda villkor",
            "Försäkringsbrev – Företagsförsäkring",
        ),
        (
            "1\nNachtrag zum Rahmenliefervertrag vom 12.\nJuni 2023\nStahlhandel Kessler GmbH / Hagström AB\nDie Parteien",
            "Nachtrag zum Rahmenliefervertrag vom 12. Juni 2023",
        ),
        (
            "1. Nachtragsvereinbarung\nHedwig Brombeisl\nDie Parteien des Vertrags\nAnstellungsvertrag",
            "1. Nachtragsvereinbarung",
        ),
        ("Contrat de\nfourniture de\ncomposants\nRoulements Hautecroix SAS", "Contrat de fourniture de composants"),
        ("LEASE\nThe parties agree on 12 May", "LEASE"),
        ("Särskilda\n\nAvtal om städning", "Avtal om städning"),
    ],
)
def test_a_paper_is_called_by_the_whole_of_its_first_heading(text: str, title: str) -> None:
    assert of(text).title == title
