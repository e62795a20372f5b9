"""A question to every document: each says yes, no, or has to be read, with one checked quotation; nothing left out unsaid."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from hemvist.assistant import ask, record, survey
from hemvist.assistant.models import Question, QuestionQuerySet, Quoted
from hemvist.assistant.put import put
from hemvist.assistant.show import source
from hemvist.audit import log
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Document, DocumentQuerySet, Version
from hemvist.documents.report import table
from hemvist.domain.answer import Reason
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from tests.house import LEASE, House, visit

SWEDISH = "Which contracts are governed by Swedish law?"
NDA = """NON-DISCLOSURE AGREEMENT

This agreement is made between Heron Foods Inc. and Kestrel Ltd.

1. Confidentiality. Each party shall keep the other's information confidential for five years.

2. Governing law. This agreement shall be governed by the laws of Norway.
"""
SILENT = "MEMO\n\nThe warehouse keeps the products at six degrees. Its blue gate opens at seven in the morning.\n"


@pytest.fixture
def three(house: House) -> dict[str, Version]:
    made = {name: house.receive(house.ada, house.heron, name, text) for name, text in FILES.items()}
    house.read()
    return made


FILES = {"lease.txt": LEASE, "nda.txt": NDA, "memo.txt": SILENT}


def told(house: House, question: Question) -> dict[str, Any]:
    return ask.reopen(visit(house.ada), house.heron, question.pk)[1]


def asked(house: House, question: str, **more: Any) -> dict[str, Any]:
    row = put(visit(house.ada), house.heron, question, **more)
    while told(house, row)["survey"]["waiting"]:
        survey.go_on(visit(house.ada), house.heron, row.pk)
    return told(house, row)


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {row["document"]: row["verdict"] for row in found["surveyed"]}


def test_every_document_says_yes_no_or_nothing_with_its_own_quotation(house: House, three: dict[str, Version]) -> None:
    found = asked(house, SWEDISH)
    assert verdicts(found) == {"lease.txt": "yes", "nda.txt": "no", "memo.txt": "silent"}
    for row in found["surveyed"]:
        if row.get("quote"):
            assert FILES[row["document"]][row["start"] : row["end"]] == row["quote"]
    assert found["survey"] | {"waiting": [], "of": 3, "asked": 3, "gone": 0, "others": 0} == found["survey"]


def test_values_are_compared_and_shown(house: House) -> None:
    term = "1. Term. The term of this lease shall commence on 1 October 2019 and expire on 30 September 2027."
    house.receive(
        house.ada,
        house.heron,
        "lease.txt",
        LEASE.replace("1. Term. The lease begins on 1 October 2019 and ends on 30 September 2027.", term),
    )
    house.receive(house.ada, house.heron, "nda.txt", NDA)
    house.read()
    found = asked(house, "List all agreements that expire in 2027")
    (lease,) = [row for row in found["surveyed"] if row["document"] == "lease.txt"]
    assert (lease["verdict"], lease["value"]) == ("yes", "30 September 2027")
    found = asked(house, "Which contracts expire before 2027?")
    assert verdicts(found)["lease.txt"] == "no"


def test_only_the_kind_of_document_that_is_meant_is_asked_unless_all_are_wanted(
    house: House, three: dict[str, Version]
) -> None:
    found = asked(house, "Which of our leases are governed by Swedish law?")
    assert verdicts(found) == {"lease.txt": "yes"}
    assert (found["survey"]["of"], found["survey"]["others"]) == (1, 2)
    assert len(asked(house, "Which of our leases are governed by Swedish law?", all_papers=True)["surveyed"]) == 3


def test_of_two_demands_the_one_not_looked_at_keeps_a_row_from_being_a_yes(
    house: House, three: dict[str, Version]
) -> None:
    for joint in ("and", "or"):
        found = asked(house, f"Which contracts are governed by Swedish law {joint} end before 2020?")
        assert verdicts(found) == {"lease.txt": "read", "nda.txt": "read", "memo.txt": "silent"}


def test_a_list_with_another_part_tells_what_it_leaves(house: House, three: dict[str, Version]) -> None:
    found = asked(house, f"{SWEDISH.rstrip('?')} and how long is the confidentiality in the NDA?")
    assert verdicts(found) == {"lease.txt": "yes", "nda.txt": "no", "memo.txt": "silent"}
    assert survey.left(found) == ("how long is the confidentiality in the NDA?",)


def test_a_list_in_a_later_part_is_not_answered_from_one_document(house: House, three: dict[str, Version]) -> None:
    row = put(visit(house.ada), house.heron, "When does the lease end and which contracts are governed by Swedish law?")
    found = told(house, row)
    assert [(part["abstained"], part["reason"]) for part in found["parts"]] == [(False, ""), (True, Reason.A_LIST)]
    assert {one["part"] for one in found["citations"]} == {0}


def test_what_is_still_being_read_is_counted(house: House, three: dict[str, Version]) -> None:
    house.receive(house.ada, house.heron, "late.txt", LEASE + "Late.")
    found = asked(house, SWEDISH)
    assert (found["survey"]["reading"], found["searched"], found["among"]) == (1, 3, 4)


def test_it_goes_on_step_by_step_and_each_document_counts_once(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    assert told(house, row)["survey"]["asked"] == 1
    for _ in range(5):
        survey.go_on(visit(house.ada), house.heron, row.pk)
    found = told(house, row)
    assert (found["survey"]["asked"], len(found["surveyed"])) == (3, 3)


def test_a_document_that_goes_while_others_are_asked_is_told_and_not_named(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    waiting = told(house, row)["survey"]["waiting"]
    forget_document(visit(house.ada), house.heron, waiting[0])
    for _ in range(3):
        survey.go_on(visit(house.ada), house.heron, row.pk)
    found = told(house, row)
    assert (found["survey"]["asked"], found["survey"]["gone"], found["survey"]["waiting"]) == (2, 1, [])


def test_two_pages_that_go_on_at_once_count_no_document_twice(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    real, begun = survey._asked, list[bool]()

    def meanwhile(*args: Any) -> Any:
        found = real(*args)
        if not begun:
            begun.append(True)
            survey.go_on(visit(house.ada), house.heron, row.pk)
        return found

    monkeypatch.setattr(survey, "_asked", meanwhile)
    for _ in range(4):
        survey.go_on(visit(house.ada), house.heron, row.pk)
    assert len(told(house, row)["surveyed"]) == 3


def test_only_what_one_may_see_is_asked_and_what_one_loses_sight_of_is_blanked(
    house: House, three: dict[str, Version]
) -> None:
    Document.objects.filter(pk=three["nda.txt"].document_id).update(audience=["role:owner"])
    row = put(visit(house.ben), house.heron, SWEDISH)
    found = ask.reopen(visit(house.ben), house.heron, row.pk)[1]
    assert "nda" not in str(found)
    assert "Norway" not in str(found)
    Document.objects.filter(pk=three["lease.txt"].document_id).update(audience=["role:owner"])
    assert "Sweden" not in str(ask.reopen(visit(house.ben), house.heron, row.pk)[1])
    with pytest.raises(NotFound):
        survey.go_on(visit(house.ada), house.heron, row.pk)


def test_a_deleted_document_leaves_the_list_without_its_words(house: House, three: dict[str, Version]) -> None:
    row = put(visit(house.ada), house.heron, SWEDISH)
    assert Quoted.objects.filter(question=row).count() == 3
    for name in ("lease.txt", "memo.txt"):
        forget_document(visit(house.ada), house.heron, three[name].document_id)
    found = told(house, row)
    for words in ("Sweden", "lease.txt", "memo"):
        assert words not in str(found)
    assert sum(bool(one.get("removed")) for one in found["surveyed"]) == 2


def test_of_a_deleted_document_nothing_tells_what_it_said(house: House, three: dict[str, Version]) -> None:
    row = put(visit(house.ada), house.heron, SWEDISH)
    numbers = {one["document"]: one["number"] for one in survey.numbered(told(house, row))}
    for name in ("lease.txt", "memo.txt"):
        forget_document(visit(house.ada), house.heron, three[name].document_id)
    permit = gate.enter(visit(house.ada), house.heron, Deed.SHOW)
    found = Question.objects.get().record(permit)
    said, silent = (
        next(one for one in found["surveyed"] if one["version"] == three[name].pk) for name in ("lease.txt", "memo.txt")
    )
    ids = ("document_id", "version")
    assert {key: value for key, value in said.items() if key not in ids} == {
        key: value for key, value in silent.items() if key not in ids
    }, "what said yes and what said nothing are told apart"
    assert not any(value for key, value in said.items() if key not in (*ids, "removed"))
    assert (found["survey"]["asked"], found["survey"]["gone"]) == (1, 2)
    assert survey.counts(found) == {"yes": 0, "read": 0, "no": 1, "silent": 0}
    assert {one["document"] for one in survey.ordered(found["surveyed"], "value")[:1]} == {"nda.txt"}
    assert [cells[1] for cells in survey.cells(found)] == ["nda.txt"]
    left = {one["document"]: one["number"] for one in survey.numbered(told(house, row)) if not one.get("removed")}
    assert left == {"nda.txt": numbers["nda.txt"]}, "a page that is still open shows another quotation"


def test_a_list_of_which_only_silent_documents_are_left_says_that_nothing_was_found(
    house: House, three: dict[str, Version]
) -> None:
    row = put(visit(house.ada), house.heron, SWEDISH)
    for name in ("lease.txt", "nda.txt"):
        forget_document(visit(house.ada), house.heron, three[name].document_id)
    row.refresh_from_db()
    assert row.abstained
    assert told(house, row)["abstained"]


def test_every_quotation_of_the_list_has_its_place(house: House, three: dict[str, Version]) -> None:
    row = put(visit(house.ada), house.heron, SWEDISH)
    rows = survey.numbered(told(house, row))
    for one in rows:
        if one["number"]:
            assert source(visit(house.ada), house.heron, row.pk, one["number"]).quote == one["quote"]


def test_the_table_runs_nothing(house: House) -> None:
    for number in range(2):
        house.receive(house.ada, house.heron, f"=cmd{number}.txt", LEASE + "." * number)
    house.read()
    found = asked(house, SWEDISH)
    cells = list(csv.reader(io.StringIO(table(survey.COLUMNS, survey.cells(found)))))
    assert cells[0] == list(survey.COLUMNS)
    assert all(row[1].startswith("'=cmd") for row in cells[1:])


def test_the_log_tells_what_was_shown_and_never_the_words(house: House, three: dict[str, Version]) -> None:
    put(visit(house.ada), house.heron, SWEDISH)
    shown = list(log.lines(house.heron.pk))[-1]
    assert (shown.event, shown.things["quotes"], shown.things["documents"]) == ("answer:shown", 2, 3)
    assert "swedish" not in str(shown).casefold()


def test_a_question_deleted_while_it_goes_on_is_gone(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    real = survey._asked

    def late(*args: Any) -> Any:
        Question.objects.filter(pk=row.pk).delete()
        return real(*args)

    monkeypatch.setattr(survey, "_asked", late)
    with pytest.raises(NotFound):
        survey.go_on(visit(house.ada), house.heron, row.pk)
    assert not Question.objects.exists()


def test_what_is_no_survey_any_more_comes_to_an_end(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    monkeypatch.setattr(survey.rules, "survey", lambda question: None)
    survey.go_on(visit(house.ada), house.heron, row.pk)
    found = told(house, row)["survey"]
    assert (found["asked"], found["gone"], found["waiting"]) == (1, 2, [])


def test_with_one_document_it_is_an_ordinary_question(house: House) -> None:
    house.with_lease()
    found = told(house, put(visit(house.ada), house.heron, SWEDISH))
    assert "survey" not in found
    assert record.quotes(found)


def test_the_list_is_sorted_by_what_is_asked_for(house: House, three: dict[str, Version]) -> None:
    rows = asked(house, SWEDISH)["surveyed"]
    assert [row["verdict"] for row in survey.ordered(rows)] == ["yes", "no", "silent"]
    assert [row["document"] for row in survey.ordered(rows, "document")] == ["lease.txt", "memo.txt", "nda.txt"]


def test_a_document_whose_text_is_lost_keeps_no_other_from_being_asked(house: House, three: dict[str, Version]) -> None:
    for kept in house.home.rglob(f"{three['lease.txt'].pk}*.text"):
        kept.unlink()
    row = put(visit(house.ada), house.heron, SWEDISH)
    for _step in range(3):  # no more than it needs: without end is what must not be
        survey.go_on(visit(house.ada), house.heron, row.pk)
    found = told(house, row)
    assert found["survey"]["waiting"] == []
    assert verdicts(found) == {"nda.txt": "no", "memo.txt": "silent"}
    assert (found["survey"]["asked"], found["survey"]["gone"]) == (2, 1)


def test_documents_are_held_before_the_question_as_by_whoever_joins_them(
    house: House, three: dict[str, Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    hold, lock = DocumentQuerySet.hold, QuestionQuerySet.select_for_update

    def held(rows: Any, documents: Any) -> None:
        order.append("documents")
        hold(rows, documents)

    def locked(rows: Any) -> Any:
        order.append("question")
        return lock(rows)

    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    row = put(visit(house.ada), house.heron, SWEDISH)
    monkeypatch.setattr(DocumentQuerySet, "hold", held)
    monkeypatch.setattr(QuestionQuerySet, "select_for_update", locked)
    monkeypatch.setattr(Question.objects, "select_for_update", lambda: locked(Question.objects.all()))
    survey.go_on(visit(house.ada), house.heron, row.pk)
    assert order[:2] == ["documents", "question"]


def test_a_silent_document_that_goes_leaves_every_quotation_its_number() -> None:
    silent = {"document_id": "a", "version": "1", "document": "memo.txt", "title": "", "verdict": "silent", "value": ""}
    said = {"document_id": "b", "version": "2", "document": "nda.txt", "title": "", "verdict": "no", "quote": "No."}
    before: dict[str, Any] = {"surveyed": [silent, said]}
    after = record.without(before, "a")
    left = [row for row in record.quotes(after) if not row.get("removed")]
    assert left == record.quotes(before)
    assert left[0]["quote"] == "No."


def test_the_days_of_a_clause_go_with_its_document() -> None:
    row = {
        "document_id": "a",
        "version": "1",
        "document": "a.txt",
        "quote": "x",
        "since": "2024-03-01",
        "until": "2025-01-01",
    }
    (gone,) = record.without({"citations": [row]}, "a")["citations"]
    assert (gone["since"], gone["until"]) == ("", "")


PAPERS = {
    "vasagatan.txt": "Hyresavtal Vasagatan 3\n\n§ 2 Avtalstid och uppsägning\n\nHyrestiden är från den 1 januari 2025 till den 31 "
    "december 2029. Uppsägningstiden är tolv månader. Sägs avtalet inte upp i rätt tid förlängs det med fem år i taget.\n",
    "kungsgatan.txt": "Hyreskontrakt Kungsgatan 12\n\n§ 2 Hyrestid\n\nAvtalet gäller från och med den 1 april 2024 till och med den 31 "
    "mars 2027.\n\n§ 4 Hyra\n\nHyran ska årligen justeras med konsumentprisindex, med oktober månad 2023 som basmånad.\n",
    "parkering.txt": "Parkeringsavtal Lindgatan 8\n\nAvgiften är 950 kronor per månad.\n\nUppsägningstiden är en månad.\n",
    "staedning.txt": "Städavtal\n\n2. Avtalstid\n\nBeställaren har rätt att förlänga avtalet med ett år i taget, högst två gånger, genom "
    "skriftligt meddelande.\n",
    "distribution.txt": "Distribution agreement\n\n12. Term\n\nThe agreement takes effect on 1 May 2025 and runs until 30 April 2030. It is "
    "not renewed automatically.\n\n10. Liability\n\nEach party's liability is limited to EUR 300,000.\n",
    "mietvertrag.txt": "Mietvertrag\n\n§ 11 Haftung\n\nDie verschuldensunabhängige Haftung der Vermieterin für Mängel, die bei "
    "Vertragsschluss vorhanden waren, ist ausgeschlossen.\n",
}


@pytest.fixture
def papers(house: House) -> House:
    for name, text in PAPERS.items():
        house.receive(house.ada, house.heron, name, text)
    house.read()
    return house


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Vilka avtal förnyas automatiskt?", {"vasagatan": "yes", "staedning": "no", "distribution": "no"}),
        ("Which agreements renew automatically?", {"vasagatan": "yes", "staedning": "no", "distribution": "no"}),
        ("Which contracts cap liability?", {"distribution": "yes", "mietvertrag": "read"}),
        ("Which contracts have a notice period longer than 6 months?", {"vasagatan": "yes", "parkering": "no"}),
    ],
)
def test_the_verdict_is_that_of_the_clause_on_the_matter(papers: House, question: str, wanted: dict[str, str]) -> None:
    found = verdicts(asked(papers, question))
    assert {name: found[f"{name}.txt"] for name in wanted} == wanted


@pytest.mark.parametrize("question", ["Vilka avtal går ut 2027?", "Which contracts end in 2027?"])
def test_of_a_last_day_only_the_clause_that_tells_it_is_quoted(papers: House, question: str) -> None:
    rows = {row["document"]: row for row in asked(papers, question)["surveyed"]}
    said = {name: (row["verdict"], row["value"]) for name, row in rows.items() if row["verdict"] != "silent"}
    assert said == {
        "vasagatan.txt": ("no", "31 december 2029"),
        "kungsgatan.txt": ("yes", "31 mars 2027"),
        "distribution.txt": ("no", "30 April 2030"),
    }
    assert "till och med den 31 mars 2027" in rows["kungsgatan.txt"]["quote"]
