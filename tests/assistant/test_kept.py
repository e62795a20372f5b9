"""Kept questions: what is expected is checked when it is kept, is its person's alone, and goes with its document."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask, kept, runs
from hemvist.assistant.kept import ExpectationUnusable, Wanted
from hemvist.assistant.models import KeptQuestion, Question, Run
from hemvist.audit import log
from hemvist.closing.forget import forget_document
from hemvist.closing.succeed import succeed
from hemvist.documents.models import Document
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.expected import Change, Expects, Outcome
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.people.models import Person
from hemvist.projects import gate
from hemvist.projects.models import Membership
from tests.house import LEASE, House, visit

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."
PARKING = "Who cleans the parking garage's windows?"


@pytest.fixture
def lease(house: House) -> str:
    return house.with_lease().document_id


def keep(house: House, question: str, **more: object) -> str:
    expects = more.pop("expects", Expects.DOCUMENT if more.get("document") else Expects.NOTHING)
    return kept.keep(visit(house.ada), house.heron, Wanted(question, expects, **more))  # type: ignore[arg-type]


def run(house: House, person: Person | None = None) -> Run:
    who = visit(person or house.ada)
    row = runs.begin(who, house.heron)
    while row.finished is None:
        row = runs.go_on(who, house.heron, row.pk)
    return row


def outcomes(house: House) -> dict[str, str]:
    return {row.question: row.outcome for row in kept.listed(visit(house.ada), house.heron)}


def test_a_run_asks_each_question_and_says_what_came_of_it(house: House, lease: str) -> None:
    other = house.receive(
        house.ada, house.heron, "memo.txt", "The blue gate opens at seven in the morning.\n"
    ).document_id
    house.read()
    keep(house, LAW, document=lease, quote=GOVERNED)
    keep(house, PARKING)
    keep(house, "What is the rent?")
    keep(house, "What law governs this lease?", document=other)
    keep(house, PARKING[:-1] + " and doors?", document=lease)
    told = run(house)
    assert outcomes(house) == {
        LAW: "right", PARKING: "declined", "What is the rent?": "wrong", "What law governs this lease?": "wrong",
        PARKING[:-1] + " and doors?": "unanswered",
    }  # fmt: skip
    assert runs.counts(told) == {"right": 1, "declined": 1, "wrong": 2, "unanswered": 1, "lost": 0}
    row = kept.listed(visit(house.ada), house.heron)[0]
    assert GOVERNED in str(ask.reopen(visit(house.ada), house.heron, row.answer)[1]["answer"])


def test_what_a_run_asks_is_not_among_what_the_person_asked_and_stays_one_answer_for_each(
    house: House, lease: str
) -> None:
    keep(house, LAW, document=lease)
    run(house)
    first = kept.listed(visit(house.ada), house.heron)[0].answer
    run(house)
    assert Question.objects.count() == 1
    assert kept.listed(visit(house.ada), house.heron)[0].answer not in ("", first)
    assert ask.history(visit(house.ada), house.heron) == []
    assert len(ask.export(visit(house.ada), house.heron)) == 1


def test_other_words_of_the_right_document_are_wrong(house: House, lease: str) -> None:
    keep(house, LAW, document=lease, quote="The Tenant shall pay a rent of EUR 12,000 a month")
    run(house)
    assert outcomes(house) == {LAW: "wrong"}


def test_after_the_documents_change_it_says_so_and_the_next_run_says_what_became_worse(
    house: House, lease: str
) -> None:
    keep(house, LAW, document=lease)
    before = runs.standing(visit(house.ada), house.heron)
    assert (before.going, before.history, before.changed) == (None, [], ())
    run(house)
    assert runs.standing(visit(house.ada), house.heron).changed == ()
    house.receive(house.ada, house.heron, text=LEASE.replace("4. Governing law. " + GOVERNED, ""), replacing=lease)
    assert runs.standing(visit(house.ada), house.heron).changed == (), "it still answers"
    house.read()
    assert runs.standing(visit(house.ada), house.heron).changed == ("documents",)
    assert run(house).worse == 1
    row = kept.listed(visit(house.ada), house.heron)[0]
    assert (row.before, row.change) == ("right", Change.WORSE)
    assert row.outcome in ("unanswered", "wrong")
    assert [one.worse for one in runs.standing(visit(house.ada), house.heron).history] == [1, 0]


def test_a_question_to_many_documents_is_asked_to_the_end(
    house: House, lease: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.assistant import survey

    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    house.receive(house.ada, house.heron, "nda.txt", LEASE.replace("Sweden", "Norway").replace("LEASE", "SECOND"))
    house.read()
    keep(house, "Which contracts are governed by Swedish law?", document=lease, quote=GOVERNED)
    for _ in range(2):
        run(house)
        assert list(outcomes(house).values()) == ["right"]
        assert Question.objects.count() == 1, "neither run leaves an answer over"
    assert ask.history(visit(house.ada), house.heron) == []


def test_a_question_is_asked_of_its_document_alone_where_that_was_said(house: House, lease: str) -> None:
    house.receive(house.ada, house.heron, "memo.txt", "The blue gate opens at seven in the morning.\n")
    house.read()
    keep(house, "When does the blue gate open?", document=lease, only=True, expects=Expects.NOTHING)
    run(house)
    assert list(outcomes(house).values()) == ["declined"]


def test_a_deleted_documents_words_leave_the_expectation_and_the_question_says_so(house: House, lease: str) -> None:
    keep(house, LAW, document=lease, quote=GOVERNED)
    run(house)
    forget_document(visit(house.ada), house.heron, lease)
    (row,) = kept.listed(visit(house.ada), house.heron)
    assert (row.quote, row.document, row.lost, row.outcome, row.change) == ("", "", True, "lost", Change.WORSE)
    assert KeptQuestion.objects.get().document == ""
    told = run(house)
    assert (told.lost, told.right) == (1, 0)
    assert Question.objects.count() == 0, "a lost question is not asked, and its old answer goes"


def test_a_document_that_becomes_a_version_of_another_takes_its_expectations_along(house: House, lease: str) -> None:
    newer = house.receive(house.ada, house.heron, "lease-2.txt", LEASE.replace("12,000", "13,000")).document_id
    house.read()
    keep(house, "What is the rent?", document=newer)
    succeed(visit(house.ada), house.heron, newer, lease)
    assert KeptQuestion.objects.get().document == lease


def test_a_document_out_of_view_is_not_told_from_one_that_went(house: House, lease: str) -> None:
    keep(house, LAW, document=lease, quote=GOVERNED)
    Document.objects.filter(pk=lease).update(audience=["person:somebody-else"])
    (row,) = kept.listed(visit(house.ada), house.heron)
    assert (row.name, row.title, row.quote, row.document, row.lost) == ("", "", "", "", True)
    assert run(house).lost == 1


def test_it_is_kept_from_an_answer_with_one_click_and_changed_with_another(house: House, lease: str) -> None:
    answered = ask.ask(visit(house.ada), house.heron, LAW)
    key = kept.keep_answer(visit(house.ada), house.heron, answered.pk, 1)
    (row,) = kept.listed(visit(house.ada), house.heron)
    assert (row.expects, row.document) == (Expects.DOCUMENT, lease)
    assert GOVERNED in row.quote
    assert not row.only
    assert kept.keep_answer(visit(house.ada), house.heron, answered.pk, 0) == key
    (row,) = kept.listed(visit(house.ada), house.heron)
    assert (row.expects, row.document, row.quote) == (Expects.NOTHING, "", "")
    with pytest.raises(NotFound):
        kept.keep_answer(visit(house.ada), house.heron, answered.pk, 9)
    run(house)
    assert outcomes(house) == {LAW: "wrong"}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("Who?", Expects.DOCUMENT), Wanted("Who?", Expects.NOTHING, only=True),
        Wanted("Who?", Expects.DOCUMENT, "LEASE", "words that are nowhere in it"),
        Wanted("Who?", Expects.DOCUMENT, "LEASE", "x" * 401), Wanted("Who?", Expects.NOTHING, as_of="yesterday"),
        Wanted("  ", Expects.NOTHING), Wanted("x" * 2001, Expects.NOTHING),
    ],
)  # fmt: skip
def test_what_cannot_be_expected_is_refused_and_nothing_changes(house: House, lease: str, wanted: Wanted) -> None:
    from dataclasses import replace

    wanted = replace(wanted, document=lease) if wanted.document else wanted
    with pytest.raises((ExpectationUnusable, ask.QuestionUnusable)):
        kept.keep_all(visit(house.ada), house.heron, [Wanted(LAW, Expects.NOTHING), wanted])
    assert not KeptQuestion.objects.exists()


def test_no_more_than_a_bound_are_kept(house: House, lease: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    kept.keep_all(visit(house.ada), house.heron, [Wanted(str(n), Expects.NOTHING) for n in range(2)])
    with pytest.raises(ExpectationUnusable):
        keep(house, "One more?")


def test_nobody_else_sees_changes_or_runs_them(house: House, lease: str) -> None:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    key = keep(house, LAW, document=lease)
    row = run(house)
    assert kept.listed(visit(kim), house.heron) == []
    for deed in (
        lambda: kept.keep(visit(kim), house.heron, Wanted(LAW, Expects.NOTHING), key),
        lambda: kept.remove(visit(kim), house.heron, key), lambda: runs.go_on(visit(kim), house.heron, row.pk),
        lambda: kept.listed(visit(house.cleo), house.heron), lambda: kept.one(visit(house.ada), house.wren, key),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            deed()
    for person in (house.ben, house.rut):
        with pytest.raises(Refused):
            kept.listed(visit(person), house.heron)
    with pytest.raises(runs.NothingKept):
        runs.begin(visit(kim), house.heron)
    assert outcomes(house) == {LAW: "right"}


def test_changing_a_question_forgets_what_came_of_it(house: House, lease: str) -> None:
    key = keep(house, LAW, document=lease)
    run(house)
    kept.keep(visit(house.ada), house.heron, Wanted("What is the rent?", Expects.DOCUMENT, lease), key)
    (row,) = kept.listed(visit(house.ada), house.heron)
    assert (row.id, row.question, row.outcome, row.answer) == (key, "What is the rent?", "", "")
    assert not Question.objects.exists()


def test_removing_takes_its_answer_and_a_run_that_goes_on_passes_over_it(
    house: House, lease: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [keep(house, LAW, document=lease), keep(house, PARKING)]
    monkeypatch.setattr(runs, "STEP_SECONDS", -1.0)
    row = runs.begin(visit(house.ada), house.heron)
    assert row.waiting == keys
    kept.remove(visit(house.ada), house.heron, keys[0])
    monkeypatch.setattr(runs, "STEP_SECONDS", 30.0)
    row = runs.go_on(visit(house.ada), house.heron, row.pk)
    assert (row.finished is not None, row.declined, row.right) == (True, 1, 0)
    kept.remove(visit(house.ada), house.heron, keys[1])
    assert not Question.objects.exists()


def test_two_pages_at_one_run_count_each_question_once(
    house: House, lease: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keep(house, LAW, document=lease)
    with monkeypatch.context() as patched:
        patched.setattr(runs, "STEP_SECONDS", -1.0)
        row = runs.begin(visit(house.ada), house.heron)
    other = ask.ask(visit(house.ada), house.heron, LAW)
    runs.go_on(visit(house.ada), house.heron, row.pk)
    runs._settle(gate.enter(visit(house.ada), house.heron, Deed.ASK), row, key, Outcome.WRONG, other)
    assert outcomes(house) == {LAW: "right"}
    assert Question.objects.count() == 1, "the answer that came second is not left over"


def test_only_the_newest_runs_are_kept(house: House, lease: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "HISTORY", 2)
    keep(house, PARKING)
    keys = [run(house).pk for _ in range(3)]
    assert [row.pk for row in runs.standing(visit(house.ada), house.heron).history] == keys[:0:-1]


def test_neither_rows_nor_the_log_tell_a_question_or_what_is_expected(house: House, lease: str) -> None:
    keep(house, LAW, document=lease, quote=GOVERNED)
    run(house)
    told = str([row.__dict__ for row in (*KeptQuestion.objects.all(), *Run.objects.all())])
    told += str(list(log.lines(house.heron.pk)))
    assert "law" not in told
    assert "Sweden" not in told
    names = [line.event for line in log.lines(house.heron.pk)]
    assert names[-5:] == ["expectation:set", "run:begun", "question:asked", "answer:shown", "run:finished"]


def test_an_answer_of_one_document_leaves_what_is_expected_of_another(house: House, lease: str) -> None:
    other = house.receive(house.ada, house.heron, "other.txt", LEASE + "Another.").document_id
    house.read()
    for document in (lease, other):
        answered = ask.ask(visit(house.ada), house.heron, LAW, [document])
        kept.keep_answer(visit(house.ada), house.heron, answered.pk, 1)
    assert {(row.document, row.only) for row in kept.listed(visit(house.ada), house.heron)} == {
        (lease, True), (other, True),
    }  # fmt: skip


def test_a_day_is_kept_as_forms_write_it(house: House, lease: str) -> None:
    for number, said in enumerate(("20240301", "2024-W09-5", "2024-03-01")):
        kept.keep(visit(house.ada), house.heron, Wanted(f"{LAW} {number}", Expects.DOCUMENT, lease, as_of=said))
    assert {row.as_of for row in kept.listed(visit(house.ada), house.heron)} == {"2024-03-01"}
