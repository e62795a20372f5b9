"""Conversations: a question leans on the one before, never on what is gone or hidden, and can be asked alone."""

from __future__ import annotations

from typing import Any

import pytest

from hemvist.assistant import ask
from hemvist.assistant.conversation import lean, thread
from hemvist.assistant.models import Question
from hemvist.assistant.put import put
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Document, Version
from tests.house import LEASE, House, visit

MALMO = (
    LEASE.replace("Lindhagen Property Ltd", "Malmö Hus AB")
    .replace("LEASE AGREEMENT", "MALMÖ LEASE")
    .replace("Sweden", "Norway")
)
LAW = "Which law governs the Lindhagen lease?"


@pytest.fixture
def two(house: House) -> tuple[Version, Version]:
    made = (
        house.receive(house.ada, house.heron, "lease.txt", LEASE.replace("LEASE AGREEMENT", "LINDHAGEN LEASE")),
        house.receive(house.ada, house.heron, "malmo.txt", MALMO),
    )
    house.read()
    return made


def asked(house: House, question: str, after: str = "", **more: Any) -> tuple[Question, dict[str, Any]]:
    row = put(visit(house.ada), house.heron, question, after=after, **more)
    return ask.reopen(visit(house.ada), house.heron, row.pk)


def test_what_was_asked_is_asked_of_the_other_document(house: House, two: tuple[Version, Version]) -> None:
    first, told = asked(house, LAW)
    assert {row["document"] for row in told["citations"]} == {"lease.txt"}
    second, told = asked(house, "and for the Malmö lease?", first.pk)
    assert told["understood"] == "for the Malmö lease; Which law governs the lease?"
    assert {row["document"] for row in told["citations"]} == {"malmo.txt"}
    assert "Norway" in told["answer"]
    assert second.thread == first.pk


def test_another_matter_is_asked_of_the_same_document(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    second, told = asked(house, "and when does it expire?", first.pk)
    assert [row["document_id"] for row in told["leaned"]] == [two[0].document_id]
    assert told["searched"] == 1
    _, told = asked(house, "what about notice?", second.pk)
    assert [row["document_id"] for row in told["leaned"]] == [two[0].document_id]


def test_asked_alone_it_leans_on_nothing_and_stays_in_the_conversation(
    house: House, two: tuple[Version, Version]
) -> None:
    first, _ = asked(house, LAW)
    row, told = asked(house, "and when does it expire?", first.pk, alone=True)
    assert (told["understood"], told["leaned"], told["searched"]) == ("", [], 2)
    assert row.thread == first.pk


def test_a_document_that_is_gone_or_hidden_is_not_leaned_on(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    Document.objects.filter(pk=two[0].document_id).update(audience=["role:reviewer"])
    assert lean(visit(house.ada), house.heron, "and when does it expire?", first.pk).rows == ()
    Document.objects.filter(pk=two[0].document_id).update(audience=["everyone"])
    forget_document(visit(house.ada), house.heron, two[0].document_id)
    _, told = asked(house, "and when does it expire?", first.pk)
    assert told["leaned"] == []
    assert "Lindhagen" not in told["understood"]


def test_nobody_leans_on_a_question_of_somebody_else(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    row = put(visit(house.ben), house.heron, "and for the Malmö lease?", after=first.pk)
    told = ask.reopen(visit(house.ben), house.heron, row.pk)[1]
    assert (row.thread, told["after"], told["understood"]) == ("", "", "")


def test_a_question_that_leaned_on_one_deleted_since_can_still_be_asked_alone(
    house: House, two: tuple[Version, Version]
) -> None:
    first, _ = asked(house, LAW)
    ask.forget_question(visit(house.ada), house.heron, first.pk)
    assert asked(house, "and when does it expire?", first.pk, alone=True)[1]["understood"] == ""


def test_documents_that_were_chosen_are_never_widened(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    _, told = asked(house, "and when does it expire?", first.pk, documents=[two[1].document_id])
    assert (told["searched"], told["leaned"]) == (1, [])
    assert {row["document"] for name in ("citations", "nearest") for row in told[name]} <= {"malmo.txt"}


def test_the_thread_is_ones_own_questions_in_order_and_a_deleted_one_leaves_it(
    house: House, two: tuple[Version, Version]
) -> None:
    first, _ = asked(house, LAW)
    second, _ = asked(house, "and for the Malmö lease?", first.pk)
    third, _ = asked(house, "and when does it expire?", second.pk)
    assert [row.pk for row, _ in thread(visit(house.ada), house.heron, third)] == [first.pk, second.pk, third.pk]
    ask.forget_question(visit(house.ada), house.heron, first.pk)
    assert [row.pk for row, _ in thread(visit(house.ada), house.heron, second)] == [second.pk, third.pk]


def test_what_was_leaned_on_goes_with_its_document(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    row, told = asked(house, "what about repairs?", first.pk)
    assert told["leaned"][0]["document"] == "lease.txt"
    forget_document(visit(house.ada), house.heron, two[0].document_id)
    told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
    assert "lease.txt" not in str(told)
    assert "LINDHAGEN" not in str(told).upper().replace(LAW.upper(), "")
