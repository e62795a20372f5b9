"""A party in the place of another: in the form of the one that stood there, and never where it cannot be told which."""

from __future__ import annotations

import pytest

from hemvist.domain.parties import exchanged


@pytest.mark.parametrize(
    ("tongue", "rest", "before", "asked"),
    [
        ("en", "for the landlord?", "What notice must the tenant give?", "What notice must the landlord give?"),
        ("en", "the landlord", "What is the tenant's notice period?", "What is the landlord's notice period?"),
        ("en", "an employee", "Can a tenant sublet?", "Can an employee sublet?"),
        ("en", "for the landlord", "How long is the notice period?", "How long is the notice period for the landlord?"),
        ("en", "the landlord", "How much notice do we have to give?", "How much notice does the landlord have to give?"),
        ("sv", "för hyresvärden", "Vilken uppsägningstid har hyresgästen?", "Vilken uppsägningstid har hyresvärden?"),
        ("sv", "köparen", "Vad är leverantörens ansvar?", "Vad är köparens ansvar?"),
        ("sv", "för hyresvärden", "Hur lång är uppsägningstiden?", "Hur lång är uppsägningstiden för hyresvärden?"),
        ("sv", "hyresvärden", "När måste vi säga upp?", "När måste hyresvärden säga upp?"),
        ("de", "für den Vermieter", "Welche Frist muss der Mieter einhalten?", "Welche Frist muss der Vermieter einhalten?"),
        ("de", "der Kunde", "Was schuldet der Lieferant?", "Was schuldet der Kunde?"),
        ("de", "der Kunde", "Wie lang ist die Frist des Verkäufers?", "Wie lang ist die Frist des Kunden?"),
        ("de", "die Vermieterin", "Was zahlt die Mieterin?", "Was zahlt die Vermieterin?"),
        ("de", "der Vermieter", "Wann müssen wir kündigen?", "Wann muss der Vermieter kündigen?"),
        ("fr", "pour le bailleur", "Quel préavis le locataire doit-il donner ?", "Quel préavis le bailleur doit-il donner ?"),
        ("fr", "l'acheteur", "Quelles sont les obligations du vendeur ?", "Quelles sont les obligations de l'acheteur ?"),
        ("fr", "pour le bailleur", "Quel est le préavis ?", "Quel est le préavis pour le bailleur ?"),
        ("fr", "le bailleur", "Quand doit-on payer ?", "Quand le bailleur doit-il payer ?"),
    ],
)  # fmt: skip
def test_a_party_is_put_in_the_form_of_the_one_that_stood_there(
    tongue: str, rest: str, before: str, asked: str
) -> None:
    assert exchanged(rest, before, tongue) == asked


@pytest.mark.parametrize(
    ("tongue", "rest", "before"),
    [
        ("en", "the landlord", "Does the tenant owe the landlord a deposit?"),
        ("en", "the landlord", "What does the landlord pay?"),
        ("en", "landlords", "May the tenant leave?"),
        ("en", "the landlord", "When does the tenant agreement end?"),
        ("en", "the landlord", "How much is the rent?"),
        ("en", "for the landlord", "What do we pay for our heating?"),
        ("en", "for the landlord's brother", "What does the tenant pay?"),
        ("de", "für den Vermieter", "Welche Frist gilt für die Mieter?"),
        ("de", "für die Vermieterin", "Welche Frist gilt für den Mieter?"),
    ],
)
def test_nothing_is_exchanged_where_it_would_be_a_guess(tongue: str, rest: str, before: str) -> None:
    assert exchanged(rest, before, tongue) is None
