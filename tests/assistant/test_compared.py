"""Two runs beside each other: what was right and is not, what got right, both answers, and what lies between."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask, compared, kept, runs, survey
from hemvist.assistant.compared import Compared
from hemvist.assistant.kept import Wanted
from hemvist.assistant.models import KeptQuestion, Question, Run
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Version
from hemvist.domain.expected import Expects
from tests.house import LEASE, House, visit

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."
CLAUSE = "4. Governing law. " + GOVERNED


@pytest.fixture
def lease(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    return house.with_lease().document_id


def keep(house: House, question: str, document: str = "") -> str:
    expects = Expects.DOCUMENT if document else Expects.NOTHING
    return kept.keep(visit(house.ada), house.heron, Wanted(question, expects, document))


def run(house: House) -> Run:
    return runs.begin(visit(house.ada), house.heron)


def turned(house: House, lease: str, text: str) -> None:
    house.receive(house.ada, house.heron, text=text, replacing=lease)
    house.read()


def beside(house: House) -> Compared:
    told = compared.compared(visit(house.ada), house.heron)
    assert told is not None
    return told


def test_what_was_right_and_is_not_stands_there_with_both_answers_until_the_next_change(
    house: House, lease: str
) -> None:
    keep(house, LAW, lease)
    run(house)
    assert compared.compared(visit(house.ada), house.heron) is None
    turned(house, lease, LEASE.replace(CLAUSE, "4. Governing law. Nothing was agreed."))
    assert compared.worse(visit(house.ada), house.heron) == 0, "nobody has asked since"
    run(house)
    run(house)
    told = beside(house)
    assert compared.worse(visit(house.ada), house.heron) == 1, "asking once more where nothing changed hides nothing"
    ((pair,), better, between) = told.worse, told.better, told.between
    assert (list(better), tuple(between)) == ([], ("documents",))
    assert told.run is not None
    assert (pair.before.outcome, [row["quote"] for row in pair.before.quotes]) == ("right", [GOVERNED])
    assert GOVERNED not in str(pair.now)
    assert Question.objects.count() == 2
    Version.objects.update(read="2030-01-01T00:00:00Z")  # another change, by which no answer is another one
    run(house)
    assert compared.compared(visit(house.ada), house.heron) is None
    assert compared.worse(visit(house.ada), house.heron) == 0


def test_what_got_right_stands_there_as_well(house: House, lease: str) -> None:
    turned(house, lease, LEASE.replace(CLAUSE, "4. Governing law. Nothing was agreed."))
    keep(house, LAW, lease)
    run(house)
    turned(house, lease, LEASE)
    run(house)
    told = beside(house)
    assert (len(told.worse), [row["quote"] for row in told.better[0].now.quotes]) == (0, [GOVERNED])
    assert compared.worse(visit(house.ada), house.heron) == 0


def test_the_answer_of_before_is_nothing_that_the_person_asked_and_goes_with_the_question(
    house: House, lease: str
) -> None:
    key = keep(house, LAW, lease)
    run(house)
    turned(house, lease, LEASE.replace("Sweden", "Norway"))
    run(house)
    assert Question.objects.count() == 2
    assert ask.history(visit(house.ada), house.heron) == []
    ask.forget_question(visit(house.ada), house.heron, str(KeptQuestion.objects.get().earlier_id))
    assert KeptQuestion.objects.get().earlier is None
    turned(house, lease, LEASE)
    run(house)
    assert Question.objects.count() == 2
    kept.keep(visit(house.ada), house.heron, Wanted("What is the rent?", Expects.NOTHING), key)
    assert not Question.objects.exists()


def test_a_deleted_documents_words_go_from_the_answer_of_before_too(house: House, lease: str) -> None:
    other = house.receive(house.ada, house.heron, "other.txt", LEASE.replace("LEASE", "SECOND LEASE")).document_id
    house.read()
    keep(house, LAW, other)
    run(house)
    turned(house, lease, LEASE.replace("Sweden", "Norway"))
    run(house)
    forget_document(visit(house.ada), house.heron, lease)
    permit_sees = str([ask.reopen(visit(house.ada), house.heron, row.pk)[1] for row in Question.objects.all()])
    assert "Norway" not in permit_sees
    forget_document(visit(house.ada), house.heron, other)
    assert compared.compared(visit(house.ada), house.heron) is not None
    assert GOVERNED not in str(beside(house)), "a lost question tells nothing of what stood there"


def test_a_list_that_a_run_left_half_asked_is_not_taken_for_the_answer_of_before(
    house: House, lease: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.receive(house.ada, house.heron, "nda.txt", LEASE.replace("Sweden", "Norway").replace("LEASE", "SECOND"))
    house.read()
    keep(house, "Which contracts are governed by Swedish law?", lease)
    run(house)
    whole = KeptQuestion.objects.get().answer_id
    turned(house, lease, LEASE.replace("Sweden", "Norway"))
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    monkeypatch.setattr(runs, "STEP_SECONDS", -1.0)
    row = run(house)
    runs._ask_next(visit(house.ada), house.heron, row)
    held = KeptQuestion.objects.get()
    assert (held.outcome, held.before, held.earlier_id) == ("", "right", whole)
    runs.stop(visit(house.ada), house.heron, row.pk)
    monkeypatch.setattr(survey, "STEP_SECONDS", 600.0)
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    run(house)
    held = KeptQuestion.objects.get()
    assert (held.before, held.earlier_id) == ("right", whole)
    assert held.outcome in ("wrong", "unanswered")
    assert Question.objects.count() == 2
