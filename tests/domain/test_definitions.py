"""Defined terms: found in the forms of four languages, and used only where they stand as they were defined."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.definitions import definitions, used


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ('1.1 "Notice Period" means three (3) months.', "Notice Period"),
        ("1.1 “Affiliate” shall mean any company under common control.", "Affiliate"),
        ("1.1 Service Fee means EUR 500.", "Service Fee"),
        ('The rooms at Storgatan 4 (the "Premises") are let.', "Premises"),
        ("1.1 ”Uppsägningstid” avser nio månader.", "Uppsägningstid"),
        ("1.1 Med ”Uppsägningstid” avses nio månader.", "Uppsägningstid"),
        ("Alla avgifter enligt bilaga 2 (nedan kallade ”Avgifter”) ska betalas.", "Avgifter"),
        ("1.1 „Mietzins“ bedeutet die monatliche Miete.", "Mietzins"),
        ("Die Räume im ersten Stock (nachfolgend „Mietsache“) werden vermietet.", "Mietsache"),
        ("1.1 « Préavis » désigne un délai de trois mois.", "Préavis"),
        ('1.1 "Notice Period": six months.', "Notice Period"),
        ('In this Agreement, "Business Day" is any day other than a Saturday.', "Business Day"),
        ("1.1 „Werktage“ sind Montag bis Freitag.", "Werktage"),
        ("Die Frist beträgt sechs Monate (nachfolgend „Kündigungsfrist“ genannt).", "Kündigungsfrist"),
        ("Les locaux du rez-de-chaussée (ci-après les « Locaux ») sont loués.", "Locaux"),
    ],
)
def test_a_definition_is_found(sentence: str, term: str) -> None:
    text = f"AGREEMENT\n\n{sentence}\n\nThe rest."
    (one,) = definitions(text)
    assert (one.term, text[one.start : one.end]) == (term, sentence)
    assert one.number == ("1.1" if sentence.startswith("1.1") else "")


def test_several_terms_of_one_sentence_are_each_defined() -> None:
    for text in (
        "1.1 “Initial Term” and “Renewal Term” each mean a period of two years.",
        "1.1 “Initial Term” and “Renewal Term” shall each mean a period of two years.",
        "1.1 ”Initial Term” och ”Renewal Term” avser två år.",
    ):
        assert {one.term for one in definitions(text)} == {"Initial Term", "Renewal Term"}


def test_how_a_party_is_called_is_no_definition() -> None:
    assert definitions('This lease is made between A Ltd ("Landlord") and B Ltd ("Tenant").') == []
    assert definitions("(2) Norrglim Möbler AB, Storgatan 14 (the “Tenant”).") == []
    assert definitions("Frau Eva Lind, Lübeck (nachfolgend „Vermieterin“ genannt).") == []
    assert definitions("„Vermieter“ ist Karl Lind. ") == []
    assert definitions('"Landlord": Hagen Estates Ltd.') == []


def test_what_merely_stands_in_quotes_is_no_definition() -> None:
    assert (
        definitions('The sign says "Open": come in. The "Open" sign is any sign. They mean "Open" and "Closed".') == []
    )
    assert definitions('The sign says "Open" and he means it. It means nothing. The "Open" sign is blue.') == []


HEADED = {
    "Swedish": ("1 Definitioner\nArbetsdag: måndag till fredag.\nLokalen: plan 2 samt\nkällaren.\n\n2 Hyra\nBetalning: via bankgiro.\n",
        ["Arbetsdag", "Lokalen"], "Betalning sker inom tio arbetsdagar, och lokalens skick", ["Arbetsdag", "Lokalen"]),
    "English": ("1. DEFINITIONS AND INTERPRETATION\nIn this Agreement the following terms apply:\n1.1 Business Day: any day other than a Saturday.\n(a) Service Fee is the fee in Schedule 2.\n2. RENT\nNote: it is due.\n",
        ["Business Day", "Service Fee"], "within five Business Days, the service fee", ["Business Day"]),
    "German": ("§ 1 Begriffe\nWerktag ist jeder Tag von Montag bis Freitag.\nDer Jahresvertrag: ein Vertrag über ein Jahr.\n§ 2 Miete\nDie Miete ist monatlich zu zahlen.\n",
        ["Werktag", "Jahresvertrag"], "Binnen zehn Werktagen enden die Jahresverträge", ["Werktag", "Jahresvertrag"]),
    "French": ("Article 1 – Définitions\nJour ouvré : du lundi au vendredi.\nLe Local : la boutique.\nArticle 2 – Loyer\nPaiement : par virement.\n",
        ["Jour ouvré", "Local"], "dans les dix jours ouvrés, pour les locaux", ["Jour ouvré", "Local"]),
    "without numbers, as a table": ("Definitions\n\nTerm | Meaning\nBusiness Day | any day but Sunday\n\nRent\n\nDeposit: EUR 500.\n",
        ["Business Day"], "on the last Business Day", ["Business Day"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "terms", "quote", "told"), HEADED.values(), ids=list(HEADED))
def test_under_their_heading_terms_need_no_quotation_marks_and_are_found_inflected(
    text: str, terms: list[str], quote: str, told: list[str]
) -> None:
    known = definitions(f"AGREEMENT\n\n{text}")
    assert [one.term for one in known] == terms
    assert [one.term for one in used(quote, known)] == told


def test_under_the_heading_who_the_parties_are_is_no_definition() -> None:
    assert definitions("1 Definitions\nLandlord: Hagen Estates Ltd.\nVermieter ist Karl Lind.\n") == []


def test_a_colon_elsewhere_defines_nothing() -> None:
    assert definitions("AGREEMENT\n\n1 Fee\nNote: the fee is due.\nBusiness Day: any day.\n") == []


KNOWN = definitions(
    '1.1 "Notice Period" means three months.\n\n1.2 "Notice" means a letter.\n\n1.3 „Miete“ bedeutet 900 Euro.\n\n1.4 ”Uppsägningstid” avser nio månader.'
    '\n\n1.5 "Delivery" means handing over.\n\n1.6 ”Arbetsdag” avser måndag till fredag.\n\n1.7 ”Vara” avser bröd.'
    '\n\n1.8 "Contract" means this paper.'
)


@pytest.mark.parametrize(
    ("quote", "terms"),
    [
        ("It ends with the Notice Period.", ["Notice Period"]),
        ("It ends with the Notice\nPeriod, by Notice to the other.", ["Notice Period"]),
        ("It ends with the notice period.", []),
        ("Avtalet upphör efter Uppsägningstiden.", ["Uppsägningstid"]),
        ("Die Mieterin zahlt; die Miete ist fällig.", ["Miete"]),
        ("Mietengesetz", []),
        ("Title passes with the Deliveries.", ["Delivery"]),
        ("Betalning sker inom tio Arbetsdagar.", ["Arbetsdag"]),
        ("Köparen betalar Varorna.", ["Vara"]),
        ("The Contractor pays.", []),
    ],
)
def test_a_term_counts_only_as_it_was_defined(quote: str, terms: list[str]) -> None:
    assert [one.term for one in used(quote, KNOWN)] == terms


@pytest.mark.parametrize(
    "evil",
    [
        '"A' * 50_000,
        "(" * 100_000,
        '("A ' * 30_000,
        "A b " * 50_000,
        '"A" and ' * 30_000,
        "'A' and 'B " * 30_000,
        '"A", ' * 40_000,
        'Med "A' * 30_000,
        "1.1 " * 40_000,
        "1 Definitions\n" + "Business Day " * 20_000,
        "1 Definitions\n" + "A-" * 60_000,
        "1 Definitions\n" * 10_000 + "Day: one.\n" * 5_000,
    ],
)
def test_hostile_texts_take_no_longer_than_others(evil: str) -> None:
    began = time.process_time()
    definitions(evil)
    assert time.process_time() - began < 2


@given(st.text(alphabet='"“”„«»()ABc means avser\n1.', max_size=300))
def test_a_definition_is_a_span_of_the_text_that_holds_its_term(text: str) -> None:
    for one in definitions(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.term in " ".join(text[one.start : one.end].split())
