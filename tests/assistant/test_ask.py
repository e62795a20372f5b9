"""Asking: quotations that stand in the documents, stored as shown, or an honest no; only within one's own view."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask
from hemvist.assistant.models import Question
from hemvist.assistant.show import source
from hemvist.audit import log
from hemvist.documents.models import Document
from hemvist.domain.answer import Reason
from hemvist.domain.errors import NotFound, Refused
from tests.house import LEASE, House, visit

LAW = "Which law governs the lease?"


def test_the_answer_is_a_quotation_that_stands_in_the_document(house: House) -> None:
    house.with_lease()
    record = ask.ask(visit(house.ada), house.heron, LAW).record(
        ask.gate.enter(visit(house.ada), house.heron, ask.Deed.SHOW)
    )
    assert not record["abstained"]
    for citation in record["citations"]:
        assert LEASE[citation["start"] : citation["end"]] == citation["quote"]
        assert len(citation["quote"]) <= 400
    assert "laws of Sweden" in record["answer"]
    assert record["citations"][0]["document"] == "lease.txt"


def test_a_quotation_names_the_heading_that_it_stands_under_itself(house: House) -> None:
    text = "LEASE\n\n1. Rent\n\nThe rent is EUR 900.\n\n2. Governing law\n\nThis lease is governed by the laws of Sweden.\n"
    house.receive(house.ada, house.heron, "short.txt", text)
    house.read()
    question = ask.ask(visit(house.ada), house.heron, LAW)
    citation = ask.reopen(visit(house.ada), house.heron, question.pk)[1]["citations"][0]
    assert "Sweden" in citation["quote"]
    assert citation["heading"].endswith("2. Governing law")


def test_what_the_documents_do_not_say_is_not_answered(house: House) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ada), house.heron, "Is there a source code escrow?")
    record = ask.reopen(visit(house.ada), house.heron, question.pk)[1]
    assert (record["abstained"], record["answer"], record["citations"]) == (True, None, [])
    assert record["reason"]
    assert record["searched"] == 1


def test_reload_history_and_export_are_what_was_shown(house: House) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ada), house.heron, LAW)
    _, record = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert ask.history(visit(house.ada), house.heron)[0][1] == record
    exported = ask.export(visit(house.ada), house.heron)[0]
    assert {key: exported[key] for key in record} == record


def test_a_question_is_seen_by_who_asked_it_only(house: House) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ada), house.heron, LAW)
    for person, error in ((house.ben, NotFound), (house.rut, Refused), (house.cleo, NotFound)):
        with pytest.raises(error):
            ask.reopen(visit(person), house.heron, question.pk)
        with pytest.raises(error):
            source(visit(person), house.heron, question.pk, 1)
    assert ask.history(visit(house.ben), house.heron) == []


def test_what_ben_may_not_see_changes_nothing_of_what_he_gets(house: House) -> None:
    house.with_lease()
    before = ask.find(visit(house.ben), house.heron, LAW, 8)
    secret = house.receive(house.ada, house.heron, "secret.txt", LEASE.replace("Sweden", "Norway") * 5)
    Document.objects.filter(pk=secret.document_id).update(audience=["role:owner"])
    house.read()
    assert ask.find(visit(house.ben), house.heron, LAW, 8) == before
    assert "Norway" in str(ask.find(visit(house.ada), house.heron, LAW, 8))
    with pytest.raises(NotFound):
        ask.find(visit(house.ben), house.heron, LAW, 8, [secret.document_id])


def test_the_log_tells_what_was_shown_by_id_and_never_the_words(house: House) -> None:
    version = house.with_lease()
    ask.ask(visit(house.ada), house.heron, LAW)
    asked, shown = list(log.lines(house.heron.pk))[-2:]
    assert (asked.event, shown.event) == ("question:asked", "answer:shown")
    assert shown.things["version-1"] == version.pk
    assert "law" not in str((asked, shown)).casefold()


def test_a_quote_that_does_not_stand_in_the_stored_text_is_never_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.documents import stored
    from hemvist.domain.passage import Text

    house.with_lease()
    monkeypatch.setattr(ask, "stored_text", lambda permit, version: Text(LEASE.upper(), (), (), (), "txt"))
    assert stored.stored_text is not ask.stored_text
    with pytest.raises(ask.QuoteNotFound):
        ask.ask(visit(house.ada), house.heron, LAW)
    assert not Question.objects.exists()


@pytest.mark.parametrize("question", ["", "   ", "\x00\x01", "x" * 2001])
def test_a_question_that_is_none_is_refused_before_anything_is_logged(house: House, question: str) -> None:
    lines = len(list(log.lines(house.heron.pk)))
    with pytest.raises(ask.QuestionUnusable):
        ask.ask(visit(house.ada), house.heron, question)
    assert len(list(log.lines(house.heron.pk))) == lines


def test_an_empty_project_answers_that_there_are_no_documents(house: House) -> None:
    question = ask.ask(visit(house.ada), house.heron, LAW)
    record = ask.reopen(visit(house.ada), house.heron, question.pk)[1]
    assert record["abstained"]
    assert record["searched"] == 0


def test_a_deleted_question_is_gone(house: House) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ada), house.heron, LAW)
    with pytest.raises(NotFound):
        ask.forget_question(visit(house.ben), house.heron, question.pk)
    ask.forget_question(visit(house.ada), house.heron, question.pk)
    assert not Question.objects.exists()


def test_a_source_is_the_quote_in_its_place(house: House) -> None:
    house.with_lease()
    question = ask.ask(visit(house.ada), house.heron, LAW)
    place = source(visit(house.ada), house.heron, question.pk, 1)
    assert place.before + place.quote + place.after in LEASE
    assert place.quote == place.citation["quote"]
    assert place.pages is None
    with pytest.raises(NotFound):
        source(visit(house.ada), house.heron, question.pk, 9)


def test_while_everything_is_still_being_read_nothing_counts_as_searched(house: House) -> None:
    house.receive(house.ada, house.heron)
    question = ask.ask(visit(house.ada), house.heron, LAW)
    _, told = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert told["reason"] == Reason.NO_DOCUMENTS
    assert told["searched"] == 0


def test_only_what_is_searchable_counts_as_searched_and_the_rest_is_told(house: House) -> None:
    house.with_lease()
    house.receive(house.ada, house.heron, "empty.pdf", "no pdf at all")
    house.read()
    house.receive(house.ada, house.heron, "late.txt", LEASE + "Late.")
    for question in (LAW, "Is there a source code escrow?"):
        row = ask.ask(visit(house.ada), house.heron, question)
        told = ask.reopen(visit(house.ada), house.heron, row.pk)[1]
        assert (told["searched"], told["reading"], told["unreadable"], told["among"]) == (1, 1, 1, 3)
