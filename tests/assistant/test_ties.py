"""What is equally good is shown in an order that nothing random decides, and what the question names comes first."""

from __future__ import annotations

import itertools

import pytest

from hemvist.assistant import ask
from hemvist.documents.models import Document, Version
from tests.assistant.test_survey import NDA
from tests.house import LEASE, House, visit

SAME = "This agreement is governed by the laws of Sweden."
TEXTS = {
    name: f"{name.upper()} AGREEMENT\n\nThis agreement is made between {name.title()} Ltd and Heron Ltd.\n\n1. Law. {SAME}\n"
    for name in ("cleaning", "amber", "bridge")
}


def named(monkeypatch: pytest.MonkeyPatch, letters: str) -> None:
    """Ids of documents and versions begin with these letters, in the order in which they come."""
    for model in (Document, Version):
        ids = (f"{letter}{number:031}" for number, letter in enumerate(letters))
        monkeypatch.setattr(model._meta.get_field("id"), "_get_default", lambda ids=ids: next(ids))


@pytest.mark.parametrize("letters", ["".join(one) for one in itertools.permutations("abc")])
def test_equal_clauses_are_shown_as_their_documents_were_found(
    house: House, letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, letters)
    for name, text in TEXTS.items():
        house.receive(house.ada, house.heron, f"{name}.txt", text)
    house.read()
    found = ask.find(visit(house.ada), house.heron, "Which law governs the agreement?", 8)
    row = ask.ask(visit(house.ada), house.heron, "Which law governs the agreement?")
    told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    assert len(told["citations"]) == 3
    assert [one["document"] for one in told["citations"]] == list(dict.fromkeys(one["document"] for one in found))


@pytest.mark.parametrize("letters", ["ab", "ba"])
def test_the_document_that_the_question_names_comes_first(
    house: House, letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, letters)
    house.receive(house.ada, house.heron, "nda.txt", NDA)
    house.receive(house.ada, house.heron, "lease.txt", LEASE)
    house.read()
    row = ask.ask(visit(house.ada), house.heron, "Which law governs the lease?")
    told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    assert told["citations"][0]["document"] == "lease.txt"
