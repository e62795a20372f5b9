"""Answers and lists where a confirmed amendment changes a clause without its number, or cancels an earlier amendment."""

from __future__ import annotations

from typing import Any

import pytest

from hemvist.assistant import ask, survey
from hemvist.assistant.put import put
from hemvist.documents.relations import relate
from tests.house import House, visit
from tests.web.visitor import browser

LEASE = """Lease Agreement

This lease is made on 1 March 2021 between Hagen Estates Ltd (Landlord) and Birch Cafe Ltd (Tenant).

1. Premises
The premises are at 4 Mill Road.
2. Term
This lease begins on 1 April 2021 and ends on 31 March 2026.
3. Rent
The rent is GBP 2,000 per month. It is payable in advance on the first day of each month.
4. Termination
The Tenant may terminate this lease with three months' notice. The Landlord may terminate it with nine months' notice.
5. Deposit
The Tenant pays a deposit of GBP 6,000.
6. Subletting
The Tenant may sublet the premises with the consent of the Landlord.
"""
HYRA = """Hyresavtal

Detta avtal är träffat den 1 mars 2021 mellan Hagen Fastigheter AB (hyresvärden) och Björk Café AB (hyresgästen).

1. Lokal
Lokalen ligger på Kvarngatan 4.
2. Hyrestid
Avtalet gäller från den 1 april 2021 till den 31 mars 2026.
3. Hyra
Hyran är 20 000 kronor per månad. Den betalas i förskott den första i varje månad.
4. Andrahandsuthyrning
Hyresgästen får hyra ut lokalen i andra hand med hyresvärdens samtycke.
5. Deposition
Hyresgästen betalar en deposition om 60 000 kronor.
"""
MIETE = """Mietvertrag

zwischen Hagen Immobilien GmbH (Vermieter) und Birke Café GmbH (Mieter) vom 1. März 2021.

§ 1 Mietsache
Vermietet wird das Ladenlokal Mühlweg 4.
§ 2 Laufzeit
Der Vertrag beginnt am 1. April 2021 und endet am 31. März 2026.
§ 3 Miete
Die Miete beträgt 2.000 Euro monatlich. Sie ist im Voraus zum dritten Werktag zu zahlen.
§ 4 Untervermietung
Der Mieter darf die Mietsache mit Zustimmung des Vermieters untervermieten.
§ 5 Kaution
Der Mieter zahlt eine Kaution von 6.000 Euro.
"""
BAIL = """Contrat de bail

conclu le 1er mars 2021 entre Hagen Immobilier SARL (le bailleur) et Café du Bouleau SARL (le preneur).

Article 1 - Locaux
Le bailleur loue le local situé 4 rue du Moulin.
Article 2 - Durée
Le bail commence le 1er avril 2021 et prend fin le 31 mars 2026.
Article 3 - Loyer
Le loyer est de 2 000 euros par mois. Il est payable d'avance.
Article 4 - Sous-location
Le preneur peut sous-louer le local avec l'accord du bailleur.
Article 5 - Dépôt de garantie
Le preneur verse un dépôt de garantie de 6 000 euros.
"""
PAPERS = {
    "en": (LEASE, "Amendment No. {n}\n\nThis amendment to the Lease Agreement dated 1 March 2021 between Hagen Estates Ltd and Birch Cafe Ltd takes effect on 1 {january} {year}.\n\n"),
    "sv": (HYRA, "Tilläggsavtal nr {n}\n\ntill hyresavtalet den 1 mars 2021 mellan Hagen Fastigheter AB och Björk Café AB. Tillägget gäller från den 1 {januari} {year}.\n\n"),
    "de": (MIETE, "Nachtrag Nr. {n}\n\nzum Mietvertrag vom 1. März 2021 zwischen Hagen Immobilien GmbH und Birke Café GmbH. Dieser Nachtrag gilt ab dem 1. {januar} {year}.\n\n"),
    "fr": (BAIL, "Avenant n° {n}\n\nau contrat de bail du 1er mars 2021 entre Hagen Immobilier SARL et Café du Bouleau SARL. Le présent avenant prend effet le 1er {janvier} {year}.\n\n"),
}  # fmt: skip
MONTHS = ({"january": "January", "januari": "januari", "januar": "Januar", "janvier": "janvier"}, {"january": "July", "januari": "juli", "januar": "Juli", "janvier": "juillet"})  # fmt: skip


def project(house: House, tongue: str, *amendments: str) -> None:
    """A contract of 2021, and its amendments of January 2024 and July 2025, each of them set to amend it."""
    base, head = PAPERS[tongue]
    lease = house.receive(house.ada, house.heron, "contract.txt", base)
    house.read()
    for number, said in enumerate(amendments, 1):
        text = head.format(n=number, year=(2024, 2025)[number - 1], **MONTHS[number - 1]) + said
        one = house.receive(house.ada, house.heron, f"amendment {number}.txt", text)
        house.read()
        relate(visit(house.ada), house.heron, one.document_id, lease.document_id, "amends")


def record(house: House, question: str) -> dict[str, Any]:
    """What Ada is told; of a list all of it."""
    row = put(visit(house.ada), house.heron, question)
    told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    while told.get("survey", {}).get("waiting"):
        survey.go_on(visit(house.ada), house.heron, row.pk)
        told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    return told


def rows(house: House, question: str) -> list[tuple[str, str]]:
    """What each citation of an answer is to it, and its words."""
    return [(row["stands"], row["quote"]) for row in record(house, question)["citations"]]


LED = {
    "English term": ("en", "1. The term of the lease is extended until 31 March 2031.\n2. All other terms remain unchanged.\n", "When does the lease end?", "31 March 2031", "31 March 2026"),
    "English term beside a number": ("en", "1. The term of the lease is extended until 31 March 2031.\n2. Clause 5 is deleted.\n", "When does the lease end?", "31 March 2031", "31 March 2026"),
    "Swedish term": ("sv", "1. Avtalet förlängs till och med den 31 mars 2031.\n2. I övrigt gäller avtalet oförändrat.\n", "När upphör hyresavtalet?", "31 mars 2031", "31 mars 2026"),
    "Swedish term beside a number": ("sv", "1. Avtalet förlängs till och med den 31 mars 2031.\n2. Punkt 5 utgår.\n", "När upphör hyresavtalet?", "31 mars 2031", "31 mars 2026"),
    "German term": ("de", "1. Die Laufzeit wird bis zum 31. März 2031 verlängert.\n2. § 5 entfällt.\n", "Wann endet der Vertrag?", "31. März 2031", "31. März 2026"),
    "French term": ("fr", "1. Le bail est prorogé jusqu'au 31 mars 2031.\n2. L'article 5 est supprimé.\n", "Quand le bail prend-il fin ?", "31 mars 2031", "31 mars 2026"),
    "English rent": ("en", "1. The rent is increased to GBP 2,400 per month from 1 January 2024.\n2. Clause 5 is deleted.\n", "How much is the rent in the lease?", "GBP 2,400", "GBP 2,000"),
    "Swedish rent": ("sv", "1. Hyran höjs till 24 000 kronor per månad från den 1 januari 2024.\n2. Punkt 5 utgår.\n", "Hur hög är hyran?", "24 000", "20 000"),
    "German rent": ("de", "1. Die Miete wird ab dem 1. Januar 2024 auf 2.400 Euro monatlich erhöht.\n2. § 5 entfällt.\n", "Wie hoch ist die Miete?", "2.400", "2.000"),
    "French rent": ("fr", "1. Le loyer est porté à 2 400 euros par mois à compter du 1er janvier 2024.\n2. L'article 5 est supprimé.\n", "Quel est le montant du loyer ?", "2 400", "2 000"),
    "English notice": ("en", "1. The notice period for the Tenant is now six months.\n2. Clause 5 is deleted.\n", "What notice must the tenant give?", "six months", "three months"),
    "English subletting": ("en", "1. Subletting is no longer permitted.\n2. Clause 5 is deleted.\n", "May the tenant sublet?", "no longer", "may sublet"),
    "Swedish subletting": ("sv", "1. Andrahandsuthyrning är inte längre tillåten.\n2. Punkt 5 utgår.\n", "Får hyresgästen hyra ut i andra hand?", "inte längre", "får hyra ut"),
    "German subletting": ("de", "1. Untervermietung ist nicht mehr gestattet.\n2. § 5 entfällt.\n", "Darf der Mieter untervermieten?", "nicht mehr", "darf die Mietsache"),
    "French subletting": ("fr", "1. La sous-location n'est plus autorisée.\n2. L'article 5 est supprimé.\n", "Le preneur peut-il sous-louer ?", "n'est plus", "peut sous-louer"),
    "English override": ("en", "1. Notwithstanding clause 5, no deposit is payable.\n2. All other terms remain unchanged.\n", "How much is the deposit?", "no deposit", "GBP 6,000"),
    "Swedish override": ("sv", "1. Med avvikelse från punkt 5 ska ingen deposition betalas.\n", "Hur stor är depositionen?", "ingen deposition", "60 000"),
    "German override": ("de", "1. Abweichend von § 5 ist keine Kaution zu zahlen.\n", "Wie hoch ist die Kaution?", "keine Kaution", "6.000"),
    "French override": ("fr", "1. Par dérogation à l'article 5, aucun dépôt de garantie n'est dû.\n", "Quel est le montant du dépôt de garantie ?", "aucun dépôt", "6 000"),
}  # fmt: skip


@pytest.mark.parametrize(("tongue", "said", "question", "new", "old"), LED.values(), ids=LED.keys())
def test_new_words_lead_and_what_they_changed_is_shown_as_replaced(
    house: House, tongue: str, said: str, question: str, new: str, old: str
) -> None:
    project(house, tongue, said)
    told = rows(house, question)
    assert [part for part, _ in told if part == "answer"] == ["answer"]
    assert (told[0][0], new in told[0][1]) == ("answer", True)
    assert [old in words for part, words in told if part == "replaced"] == [True]


LISTED = {
    "term": ("en", "1. The term of the lease is extended until 31 March 2031.\n2. Clause 5 is deleted.\n", "Which contracts end before 2027?"),
    "German term": ("de", "1. Die Laufzeit wird bis zum 31. März 2031 verlängert.\n", "Welche Verträge enden 2026?"),
    "subletting": ("en", "1. Subletting is no longer permitted.\n", "Which leases allow subletting?"),
    "German subletting": ("de", "1. Untervermietung ist nicht mehr gestattet.\n", "Welche Mietverträge erlauben die Untervermietung?"),
    "part of it": ("en", "1. Subletting of the cellar is no longer permitted.\n", "Which leases allow subletting?"),
    "deposit": ("en", "1. Notwithstanding clause 5, no deposit is payable.\n", "Which leases have a deposit?"),
}  # fmt: skip


@pytest.mark.parametrize(("tongue", "said", "question"), LISTED.values(), ids=LISTED.keys())
def test_a_list_says_no_firm_yes_to_what_an_amendment_changed_or_may_have(
    house: House, tongue: str, said: str, question: str
) -> None:
    project(house, tongue, said)
    told = record(house, question)
    verdicts = {row["document"]: row["verdict"] for row in told["surveyed"]}
    assert verdicts["contract.txt"] == "read"
    assert verdicts.get("amendment 1.txt", "no") != "yes"
    assert [row["document"] for row in told["ties"] if row["way"] in ("changed", "read")] == ["amendment 1.txt"]


CANCELLED = {
    "en": ("1. Clause 3 is replaced by the following: The rent is GBP 2,400 per month.\n", "1. Amendment No. 1 is cancelled. Clause 3 applies again in its original wording.\n", "How much is the rent in the lease?", "2,400", "2,000"),
    "sv": ("1. Punkt 3 ska ha följande lydelse: Hyran är 24 000 kronor per månad.\n", "1. Tilläggsavtal nr 1 upphävs. Punkt 3 gäller åter i sin ursprungliga lydelse.\n", "Hur hög är hyran?", "24 000", "20 000"),
    "de": ("1. § 3 wird wie folgt neu gefasst: Die Miete beträgt 2.400 Euro monatlich.\n", "1. Der Nachtrag Nr. 1 wird aufgehoben. § 3 gilt wieder in der ursprünglichen Fassung.\n", "Wie hoch ist die Miete?", "2.400", "2.000"),
    "fr": ("1. L'article 3 est remplacé par le texte suivant : Le loyer est de 2 400 euros par mois.\n", "1. L'avenant n° 1 est annulé. L'article 3 s'applique à nouveau dans sa version initiale.\n", "Quel est le montant du loyer ?", "2 400", "2 000"),
}  # fmt: skip


@pytest.mark.parametrize("tongue", CANCELLED)
def test_what_a_cancelled_amendment_changed_applies_again_with_the_cancellation_beside_it(
    house: House, tongue: str
) -> None:
    changed, undone, question, gone, again = CANCELLED[tongue]
    project(house, tongue, changed, undone)
    cited = record(house, question)["citations"]
    assert [(row["stands"], row["since"], row["until"]) for row in cited[:3]] == [
        ("answer", "2025-07-01", ""),
        ("read", "2025-07-01", ""),
        ("replaced", "2024-01-01", "2025-07-01"),
    ]
    assert again in cited[0]["quote"]
    assert "1" in cited[1]["quote"]
    assert gone in cited[2]["quote"]


def test_where_two_sentences_may_be_meant_the_new_words_stand_beside_each_to_be_read(house: House) -> None:
    project(house, "en", "1. The notice period is now six months.\n2. Clause 5 is deleted.\n")
    told = rows(house, "What notice must the tenant give?")
    assert (told[0][0], "three months" in told[0][1]) == ("answer", True)
    assert [part for part, words in told if "six months" in words] == ["read"]


def test_the_page_says_that_both_have_to_be_read(house: House) -> None:
    project(house, "en", "1. The notice period is now six months.\n2. Clause 5 is deleted.\n")
    sent = {"question": "What notice must the tenant give?"}
    page = browser(house.ada).post(f"/p/{house.heron.pk}/ask/", sent, follow=True).text
    assert "May change what is said above, from 1 January 2024: read both" in page


def test_the_page_of_a_list_says_by_what_a_row_may_be_changed(house: House) -> None:
    project(house, "en", "1. Subletting of the cellar is no longer permitted.\n")
    sent = {"question": "Which leases allow subletting?"}
    page = browser(house.ada).post(f"/p/{house.heron.pk}/ask/", sent, follow=True).text
    assert "May be changed from 1 January 2024, in words that have to be read, by" in page


def test_what_an_amendment_says_of_itself_replaces_no_clause(house: House) -> None:
    project(house, "sv", "1. Lokalen får en ny skylt.\n")
    told = rows(house, "När upphör hyresavtalet?")
    assert told[0] == ("answer", "Avtalet gäller från den 1 april 2021 till den 31 mars 2026.")
    assert not any("Tillägget gäller" in words for _, words in told)
