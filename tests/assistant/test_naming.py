"""A question that names a document is answered from that document, or not at all."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask
from hemvist.domain import clauses
from tests.house import House, visit

SUPPLY = """SUPPLY AGREEMENT

This supply agreement is made between Lindhagen Property Ltd and Tallmora Heat Ltd.

1. Delivery. The Supplier shall deliver within thirty days.

2. Governing law. This agreement is governed by the laws of Norway.
"""
CONSULTING = """CONSULTANCY AGREEMENT

This consultancy agreement is made between Lindhagen Property Ltd and Branvik Projects Ltd.

1. Assignment. The Consultant shall lead the rebuilding of the harbour house.

2. Governing law. This agreement is governed by the laws of Sweden.
"""


def answered(house: House, question: str) -> str:
    """The answer's words, empty where there is none."""
    row = ask.ask(visit(house.ada), house.heron, question)
    return ask.reopen(visit(house.ada), house.heron, row.pk)[1]["answer"] or ""


@pytest.fixture
def two(house: House) -> House:
    """Heron with two contracts that settle the same things differently."""
    house.receive(house.ada, house.heron, "supply.txt", SUPPLY)
    house.receive(house.ada, house.heron, "consulting.txt", CONSULTING)
    house.read()
    return house


@pytest.mark.parametrize(
    ("question", "law", "other"),
    [
        ("Which law governs the supply agreement?", "Norway", "Sweden"),
        ("Which law governs the consultancy agreement?", "Sweden", "Norway"),
        ("Which law governs the contract with Tallmora?", "Norway", "Sweden"),
        ("Which law governs our agreement with Branvik?", "Sweden", "Norway"),
    ],
)
def test_the_same_clause_of_another_contract_is_no_answer(two: House, question: str, law: str, other: str) -> None:
    words = answered(two, question)
    assert law in words
    assert other not in words


def test_a_question_that_names_none_is_answered_from_all(two: House) -> None:
    words = answered(two, "Which law governs?")
    assert "Norway" in words
    assert "Sweden" in words


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which law governs the supply agreement?", ["supply"]),
        ("Is liability capped in the insurance broking agreement?", ["insurance", "broking"]),
        ("How many parking spaces come with Storgatan 14?", ["Storgatan", "14"]),
        ("Vilken lag gäller för städavtalet?", ["städavtalet"]),
        ("Welches Recht gilt für den Mietvertrag?", ["Mietvertrag"]),
        ("Which law governs this contract?", []),
        ("May the parties solicit each other's customers?", []),
    ],
)
def test_names_are_what_tells_one_document_from_another(question: str, names: list[str]) -> None:
    assert clauses.names(question) == names


def test_the_kind_of_paper_is_not_what_is_asked() -> None:
    asked = clauses.asked(clauses.unnamed("Is liability capped in the insurance broking agreement?"))
    assert "insurance" not in [kind.name for kind in asked]
