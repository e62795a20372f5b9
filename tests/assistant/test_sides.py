"""What a contract says the same of either party is quoted of the party that is asked about."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask
from hemvist.assistant.put import put
from tests.house import House, visit

LEASE = """Lease Agreement

between Hagen Estates Ltd (Landlord) and Birch Cafe Ltd (Tenant).

1. Rent
The rent is GBP 2,000 per month.
2. Termination
{}
3. Deposit
The Tenant pays a deposit of GBP 6,000.
"""
APART = "The Tenant may terminate this lease with three months' notice. The Landlord may terminate it with nine months' notice."
TURNED = "The Landlord may terminate this lease by giving nine months' notice. The Tenant may terminate it by giving three months' notice."
MIETE = """Mietvertrag

zwischen Hagen Immobilien GmbH (Vermieter) und Birke Café GmbH (Mieter).

§ 1 Miete
Die Miete beträgt 2.000 Euro monatlich.
§ 2 Kündigung
{}
§ 3 Kaution
Der Mieter zahlt eine Kaution von 6.000 Euro.
"""
BEIDE = "Der Mieter kann den Vertrag mit einer Frist von drei Monaten kündigen. Der Vermieter kann ihn mit einer Frist von neun Monaten kündigen."
FUER = "Der Mieter kann mit einer Frist von drei Monaten zum Monatsende kündigen. Für den Vermieter beträgt die Kündigungsfrist neun Monate."
BAIL = """Contrat de bail

entre Hagen Immobilier SARL (le bailleur) et Café du Bouleau SARL (le preneur).

Article 1 - Loyer
Le loyer est de 2 000 euros par mois.
Article 2 - Résiliation
Le preneur peut résilier le bail avec un préavis de trois mois. Le bailleur peut le résilier avec un préavis de neuf mois.
"""
ASKED = {
    "landlord": (LEASE.format(APART), "What notice must the landlord give in the lease?", "nine", "three"),
    "tenant": (LEASE.format(APART), "What notice must the tenant give in the lease?", "three", "nine"),
    "period": (LEASE.format(APART), "What is the notice period for the landlord?", "nine", "three"),
    "the one who gives it": (LEASE.format(TURNED), "What notice must the tenant give the landlord?", "three", "nine"),
    "Vermieter": (MIETE.format(BEIDE), "Wie lange ist die Kündigungsfrist für den Vermieter?", "neun", "drei"),
    "Mieter": (MIETE.format(BEIDE), "Wie lange ist die Kündigungsfrist für den Mieter?", "drei", "neun"),
    "Vermieter, in other words": (MIETE.format(FUER), "Mit welcher Frist kann der Vermieter kündigen?", "neun", "drei"),
    "Mieter, in other words": (MIETE.format(FUER), "Wie lange ist die Kündigungsfrist für den Mieter?", "drei", "neun"),
    "bailleur": (BAIL, "Quel préavis pour le bailleur ?", "neuf", "trois"),
}


def quotes(house: House, text: str, question: str) -> list[str]:
    house.receive(house.ada, house.heron, "contract.txt", text)
    house.read()
    row = put(visit(house.ada), house.heron, question)
    told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    return [one["quote"] for one in told["citations"]]


@pytest.mark.parametrize(("text", "question", "own", "other"), ASKED.values(), ids=ASKED.keys())
def test_the_sentence_of_the_party_asked_about_is_quoted_and_not_the_others(
    house: House, text: str, question: str, own: str, other: str
) -> None:
    found = quotes(house, text, question)
    assert own in found[0]
    assert not any(other in one for one in found)


def test_where_no_party_is_asked_about_both_are_quoted(house: House) -> None:
    found = " ".join(quotes(house, LEASE.format(TURNED), "What is the notice period?"))
    assert "nine" in found
    assert "three" in found


def test_a_sentence_of_another_party_that_alone_says_it_stays(house: House) -> None:
    found = quotes(house, LEASE.format(APART), "How much is the deposit that the landlord gets?")
    assert "GBP 6,000" in found[0]
