"""Conversations: a question leans on the one before, never on what is gone or hidden, and can be asked alone."""

from __future__ import annotations

from typing import Any

import pytest

from hemvist.assistant import ask, kept, runs, survey
from hemvist.assistant.conversation import lean, thread
from hemvist.assistant.models import Question
from hemvist.assistant.put import put
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Document, Version
from hemvist.documents.relations import relate
from hemvist.domain.expected import Expects
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from tests.documents.test_relations import both
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


TWO_NOTICES = (
    "\n\n9. Notice\n\nThe Tenant may terminate this lease with three months' notice."
    " The Landlord may terminate it with nine months' notice."
)


def test_another_party_is_asked_about_in_the_same_document(house: House, two: tuple[Version, Version]) -> None:
    mill = house.receive(house.ada, house.heron, "mill.txt", "MILL LEASE" + TWO_NOTICES)
    house.read()
    first, _ = asked(house, "What notice must the tenant give in the Mill lease?")
    _, told = asked(house, "And for the landlord?", first.pk)
    assert told["understood"] == "What notice must the landlord give?"
    assert [row["document_id"] for row in told["leaned"]] == [mill.document_id]
    assert "nine months" in told["answer"]


def listed(house: House, question: str, after: str = "") -> tuple[Question, dict[str, Any]]:
    row, told = asked(house, question, after)
    while told["survey"]["waiting"]:
        survey.go_on(visit(house.ada), house.heron, row.pk)
        row, told = ask.reopen(visit(house.ada), house.heron, row.pk)
    return row, told


@pytest.fixture
def terms(house: House) -> dict[str, str]:
    """Papers by the year in which they end."""
    made = {
        year: house.receive(
            house.ada,
            house.heron,
            f"{year}.txt",
            f"SUPPLY AGREEMENT\n\n1. Term\n\nThis agreement ends on 30 June {year}.\n\n"
            "2. Governing law\n\nThis agreement is governed by the laws of Norway.",
        ).document_id
        for year in ("2026", "2027", "2029")
    }
    house.read()
    return made


def test_those_that_a_list_named_are_listed_further(house: House, terms: dict[str, str]) -> None:
    first, _ = listed(house, "Which contracts end before 2028?")
    second, told = listed(house, "Which of those end in 2027?", first.pk)
    assert told["understood"] == "Which contracts end in 2027?"
    assert {row["document_id"] for row in told["surveyed"]} == {terms["2026"], terms["2027"]}
    assert {row["document_id"] for row in told["surveyed"] if row["verdict"] == "yes"} == {terms["2027"]}
    _, told = listed(house, "And in 2026?", second.pk)
    assert {row["document_id"] for row in told["surveyed"]} == {terms["2026"], terms["2027"]}
    _, told = listed(house, "And before 2027?", first.pk)
    assert {row["document_id"] for row in told["surveyed"]} == set(terms.values())


def test_what_is_asked_of_those_can_be_asked_of_all(house: House, terms: dict[str, str]) -> None:
    first, _ = listed(house, "Which contracts end before 2028?")
    _, told = asked(house, "Which of those are governed by Norwegian law?", first.pk, alone=True)
    assert told["understood"] == "Which contracts are governed by Norwegian law?"
    assert {row["document_id"] for row in told["surveyed"]} == set(terms.values())


def test_of_a_single_one_that_a_list_named_all_are_listed(house: House, terms: dict[str, str]) -> None:
    first, _ = listed(house, "Which contracts end before 2027?")
    _, told = listed(house, "Which of those are governed by Norwegian law?", first.pk)
    assert {row["document_id"] for row in told["surveyed"]} == set(terms.values())
    assert told["leaned"] == []


def test_one_that_left_the_list_is_not_listed_further(house: House, terms: dict[str, str]) -> None:
    first, _ = listed(house, "Which contracts end after 2025?")
    forget_document(visit(house.ada), house.heron, terms["2026"])
    _, told = listed(house, "Which of those end in 2027?", first.pk)
    assert {row["document_id"] for row in told["leaned"]} == {terms["2027"], terms["2029"]}


def test_a_contract_is_leaned_on_with_what_changes_it(house: House) -> None:
    lease, amendment = both(house)
    house.receive(house.ada, house.heron, "malmo.txt", MALMO)
    house.read()
    relate(visit(house.ada), house.heron, amendment, lease, "amends")
    first, told = asked(house, "What is the rent for the Lindhagen lease?")
    assert [row["document_id"] for row in told["citations"][:2]] == [amendment, lease]
    _, told = asked(house, "and when does it end?", first.pk)
    assert {row["document_id"] for row in told["leaned"]} == {lease, amendment}
    assert "30 September 2027" in told["answer"]


def test_what_points_nowhere_is_asked_of_the_same_document_where_several_answer(
    house: House, two: tuple[Version, Version]
) -> None:
    first, _ = asked(house, "Which law governs the Malmö lease?")
    _, told = asked(house, "Which law governs?", first.pk)
    assert {row["document_id"] for row in told["citations"]} == {two[1].document_id}
    assert [row["document_id"] for row in told["leaned"]] == [two[1].document_id]
    assert told["understood"] == "Which law governs?"
    _, told = asked(house, "Which law governs?", first.pk, alone=True)
    assert {row["document_id"] for row in told["citations"]} == {one.document_id for one in two}


def test_what_left_the_view_meanwhile_is_not_leaned_on_either(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, "Which law governs the Malmö lease?")
    leaning = lean(visit(house.ada), house.heron, "Which law governs?", first.pk)
    assert leaning.perhaps is not None
    only = ask.prepare(visit(house.ada), house.heron, "Which law governs?", [two[0].document_id], leaning=leaning)
    row = ask.answer(visit(house.ada), only)
    _, told = ask.reopen(visit(house.ada), house.heron, row.pk)
    assert {row["document_id"] for row in told["citations"]} == {two[0].document_id}
    assert told["leaned"] == []


def test_what_another_document_says_more_of_is_not_asked_of_the_one_before(
    house: House, two: tuple[Version, Version]
) -> None:
    memo = house.receive(house.ada, house.heron, "pay.txt", "SALARIES\n\nSalaries are paid on the 25th of each month.")
    house.read()
    first, _ = asked(house, LAW)
    _, told = asked(house, "When are salaries paid?", first.pk)
    assert memo.document_id in {row["document_id"] for row in told["citations"]}
    assert (told["understood"], told["leaned"]) == ("", [])


def test_what_no_document_says_is_not_said_by_the_one_before_either(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    _, told = asked(house, "Is there a source code escrow?", first.pk)
    assert (told["abstained"], told["leaned"], told["searched"]) == (True, [], 2)


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


def stored(house: House, question: Question) -> dict[str, Any]:
    """What lies in the row, whatever the pages make of it."""
    return Question.objects.get(pk=question.pk).record(gate.enter(visit(house.ada), house.heron, Deed.SHOW))


def test_with_a_question_its_words_go_from_all_that_leans_on_it(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, LAW)
    second, _ = asked(house, "and for the Malmö lease?", first.pk)
    third, told = asked(house, "and the parties?", second.pk)
    beside, _ = asked(house, "Which law governs the Malmö lease?", first.pk, alone=True)
    fourth, _ = asked(house, "and for the Lindhagen lease?", beside.pk)
    assert "governs" in stored(house, second)["understood"]
    assert told["understood"], "it leans on the second, which leans on the first"
    before = stored(house, fourth)
    ask.forget_question(visit(house.ada), house.heron, first.pk)
    for row in (second, third):
        found = stored(house, row)
        assert found["understood"] == ""
        assert "governs" not in str({**found, "question": "", "citations": [], "nearest": [], "answer": ""})
        assert found["citations"] or found["nearest"], "its own answer stays"
    assert stored(house, fourth) == before, "that leans on another question"


def test_the_parts_of_a_follow_up_go_with_what_it_leaned_on(house: House, two: tuple[Version, Version]) -> None:
    first, _ = asked(house, "Which law governs the Lindhagen lease, and who are the parties?")
    second, told = asked(house, "and for the Malmö lease?", first.pk)
    assert any("governs" in part["question"] for part in told["parts"])
    ask.forget_question(visit(house.ada), house.heron, first.pk)
    assert {part["question"] + part["understood"] for part in stored(house, second)["parts"]} == {""}


@pytest.mark.parametrize("goes", ["first", "second"])
def test_a_question_that_goes_while_another_leans_on_it_leaves_no_words(
    house: House, two: tuple[Version, Version], goes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = asked(house, LAW)
    second, _ = asked(house, "and for the Malmö lease?", first.pk)
    real = ask._record

    def meanwhile(*args: Any) -> Any:
        told = real(*args)
        ask.forget_question(visit(house.ada), house.heron, {"first": first, "second": second}[goes].pk)
        return told

    monkeypatch.setattr(ask, "_record", meanwhile)
    third = put(visit(house.ada), house.heron, "and for the Lindhagen lease?", after=second.pk)
    assert stored(house, third)["understood"] == ""


def test_a_follow_up_of_a_kept_questions_answer_loses_its_words_when_that_is_kept_no_more(
    house: House, two: tuple[Version, Version]
) -> None:
    key = kept.keep(visit(house.ada), house.heron, kept.Wanted(LAW, Expects.NOTHING))
    runs.begin(visit(house.ada), house.heron)
    answer = Question.objects.get(kept=key)
    follow_up, told = asked(house, "and for the Malmö lease?", answer.pk)
    assert "governs" in told["understood"]
    kept.remove(visit(house.ada), house.heron, key)
    assert stored(house, follow_up)["understood"] == ""
