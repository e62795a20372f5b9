"""A supplier's general terms and a contract of the same supplier: where they say otherwise, both are shown and marked."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from hemvist.assistant.ask import checked
from hemvist.assistant.force import beside
from hemvist.assistant.reply import Asking
from hemvist.documents import places
from hemvist.domain.answer import cite
from hemvist.domain.permit import Deed
from hemvist.domain.weigh import spans
from hemvist.projects import gate
from tests.assistant.test_force import asked
from tests.house import House, visit

_PAPERS = {
    "Swedish": (
        "Avtal om leverans av bröd och kaffe\nParter: Norra Bageriet AB och Kontorshotellet Linden AB.\n1 Leverans\nBröd levereras varje tisdag och fredag före klockan sju. Kaffe levereras en gång i månaden.\n"
        "2 Ersättning\nErsättningen är 45 kronor per påse.\n3 Uppsägning\nAvtalet gäller tills vidare med en uppsägningstid av två månader.\n",
        "Allmänna villkor för leverans av bröd och kaffe,\nNorra Bageriet AB\n1 Tillämpning\nDessa villkor gäller för Norra Bageriet AB:s alla avtal om leverans.\n"
        "2 Uppsägning\nUppsägningstiden är sex månader.\n3 Fakturering\nFakturor betalas inom 20 dagar.\n",
        "två månader", "sex månader",
    ),
    "English, in the clause's own words": (
        "Agreement on the delivery of bread\nParties: Northern Bakery Ltd and Linden Office Hotel Ltd.\n1 Delivery\nBread is delivered every Tuesday.\n"
        "2 Payment\nInvoices are paid within 45 days.\n3 Termination\nEither party may terminate this agreement by giving two months' written notice to the other.\n",
        "Northern Bakery Ltd\nGeneral terms for the delivery of bread\n1 scope\nThese terms apply to every agreement on delivery.\n"
        "2 termination\nEither party may terminate an agreement by giving six months' written notice.\n3 invoices\nInvoices are paid within 20 days.\n",
        "two months", "six months",
    ),
    "German": (
        "Vertrag über die Lieferung von Brot\nzwischen der Nordbäckerei GmbH, Lübeck, und der Bürohaus Linde GmbH.\n§ 1 Lieferung\nBrot wird jeden Dienstag geliefert.\n"
        "§ 2 Kündigung\nDer Vertrag kann mit einer Frist von zwei Monaten gekündigt werden.\n",
        "Allgemeine Geschäftsbedingungen\nNordbäckerei GmbH\n§ 1 Geltung\nDiese Bedingungen gelten für alle Verträge der Nordbäckerei GmbH.\n"
        "§ 2 Kündigung\nDie Kündigungsfrist beträgt sechs Monate.\n",
        "zwei Monaten", "sechs Monate",
    ),
}  # fmt: skip


def stands(house: House, said: list[tuple[str, str]]) -> list[tuple[str, int, str]]:
    """What rows of these documents' sentences that hold some words are to an answer: each, what it stands beside, its words."""
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    asking = Asking(permit, places.index_of(permit), places.embedder_of(house.heron.pk), permit.audience, None, None)
    cited = []
    for document, words in said:
        found = asking.of(frozenset({document})).find(words, 8)
        one = next(each for passage in found for each in spans(passage) if words in each.text)
        cited.append(checked(permit, cite(one.passage, one.start, one.end)))
    rows = beside(asking, cited, date(2026, 6, 1), partial(checked, permit), answered=True)
    return [(row["stands"], row["beside"], row["quote"]) for row in rows]


@pytest.mark.parametrize(("contract", "terms", "one", "other"), _PAPERS.values(), ids=list(_PAPERS))
def test_terms_that_say_otherwise_than_the_contract_are_marked_and_the_contract_where_the_terms_answer(
    house: House, contract: str, terms: str, one: str, other: str
) -> None:
    first = house.receive(house.ada, house.heron, "contract.txt", contract).document_id
    second = house.receive(house.ada, house.heron, "terms.txt", terms).document_id
    house.read()
    for said, against in (((first, one), other), ((second, other), one)):
        lead, rival = stands(house, [said])
        assert lead[:2] == ("answer", 0)
        assert rival[:2] == ("disagrees", 1)
        assert against in rival[2]


def test_a_question_is_answered_with_both_and_the_mark(house: House) -> None:
    contract, terms, one, other = _PAPERS["Swedish"]
    for name, text in (("contract", contract), ("terms", terms)):
        house.receive(house.ada, house.heron, f"{name}.txt", text)
    house.read()
    rows = asked(house, "Vilken uppsägningstid har avtalet om leverans av bröd?")["citations"]
    assert [(row["stands"], one in row["quote"]) for row in rows if one in row["quote"] or other in row["quote"]] == [
        ("answer", True),
        ("disagrees", False),
    ]


def test_two_that_disagree_are_marked_wherever_they_stand_in_an_answer(house: House) -> None:
    contract, terms, one, other = _PAPERS["Swedish"]
    rent = (
        "Hyreskontrakt för lokal\n\nHyresvärd: Fastigheten Eken AB. Hyresgäst: Kontorshotellet Linden AB.\n\n1 Uppsägning\n"
        "Hyreskontraktet har en uppsägningstid av nio månader.\n"
    )
    ids = [
        house.receive(house.ada, house.heron, f"{at}.txt", text).document_id
        for at, text in enumerate((rent, contract, terms))
    ]
    house.read()
    rows = stands(house, list(zip(ids, ("nio månader", one, other), strict=True)))
    assert [row[:2] for row in rows] == [("answer", 0), ("answer", 0), ("disagrees", 2)]
