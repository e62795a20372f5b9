"""A change in force stops what runs: a survey, a phrasing, an answer, an upload and a reading end with the refusal."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from hemvist.assistant import beating, passed, phrase, phrased, survey
from hemvist.assistant.models import Question
from hemvist.audit import log
from hemvist.documents import read
from hemvist.documents.models import Document, Reading
from hemvist.documents.receive import begin
from hemvist.domain.agreement import Access
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Factor, Role
from hemvist.domain.permit import Deed
from hemvist.jobs.work import run_next
from hemvist.people.models import Person
from hemvist.projects import gate
from hemvist.projects.models import Membership
from hemvist.providers.model import Prompt
from hemvist.providers.scripted import ScriptedModel
from tests.assistant.test_survey import FILES, SWEDISH
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."


@pytest.fixture
def two(house: House) -> Two:
    """Ada and Cleo's project, live, with three contracts; Ben asks there."""
    two = parties(house).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    for name, text in FILES.items():
        begin_and_keep(two, name, text)
    house.read()
    return two


def begin_and_keep(two: Two, name: str, text: str) -> None:
    receipt = begin(two.ada, two.project, name)
    receipt.take([text.encode()])
    receipt.keep()


def without_members(two: Two) -> None:
    """Both sign a version in which there are no members any more."""
    access = two.project.agreement.access
    roles = tuple(role for role in access.roles if role is not Role.MEMBER)
    two.change(access=Access(roles, access.most_people, access.operator_people, access.approvers))


def ask(person: Person, two: Two, question: str) -> Any:
    return browser(person).post(f"/p/{two.project.pk}/ask/", {"question": question})


def refused(answer: Any, clause: str) -> bool:
    return answer.status_code == 403 and f"#clause-{clause}" in words(answer) and "Nothing was lost." in words(answer)


def after(call: Callable[..., Any], then: Callable[[], None]) -> Callable[..., Any]:
    """The call, and what happens once after it first comes back."""
    happened: list[bool] = []

    def called(*args: Any, **more: Any) -> Any:
        told = call(*args, **more)
        if not happened:
            happened.append(True)
            then()
        return told

    return called


def test_a_survey_does_not_go_on_once_its_asker_may_not_ask(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    page = ask(two.house.ben, two, SWEDISH).headers["Location"]
    assert browser(two.house.ben).get(page).status_code == 200
    without_members(two)
    assert refused(browser(two.house.ben).post(f"{page}on/"), "access")


def test_a_step_of_a_survey_that_is_overtaken_by_a_new_version_stores_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    page = ask(two.house.ben, two, SWEDISH).headers["Location"]
    before = bytes(Question.objects.get().sealed)
    monkeypatch.setattr(survey, "_row", after(survey._row, lambda: without_members(two)))
    assert refused(browser(two.house.ben).post(f"{page}on/"), "access")
    assert bytes(Question.objects.get().sealed) == before


def test_an_answer_that_is_overtaken_by_another_version_is_neither_kept_nor_shown(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.assistant import ask as asking

    monkeypatch.setattr(asking, "complete", after(asking.complete, lambda: two.change(patch_days=7) and None))
    answer = ask(two.house.ben, two, LAW)
    assert refused(answer, "signatures")
    assert "Another version of the agreement came into force" in words(answer)
    assert not Question.objects.exists()
    assert ask(two.house.ben, two, LAW).status_code == 302, "asked again, it runs under that version"


def speaks(two: Two, monkeypatch: pytest.MonkeyPatch, script: Callable[[Prompt], Iterable[str]]) -> None:
    """A model that passed phrases here, before the page is answered, and drawn from in the test's own thread."""
    monkeypatch.setattr(phrased, "in_background", phrased.complete)
    monkeypatch.setattr(phrase, "MOST_TOKENS", 5000)
    model = ScriptedModel(script, 100_000)
    result = passed.Result(model.identity.id, "2026-11-27", 1.0, 1.0, 1.0)
    monkeypatch.setattr(passed, "results", lambda: (result,))
    monkeypatch.setattr(phrased, "results", passed.results)
    phrase.use_model(model)
    phrased.choose(visit(two.house.ada, Factor.PASSKEY), two.project, True)


def governed(prompt: Prompt) -> str:
    """The sentence as a model would say it, by the number that its quotation has."""
    number = re.search(rf"Quotation (\d+), begin \w+\n{GOVERNED}", prompt.asked)
    assert number, "the lease is among the quotations"
    return f"[{number[1]}] {GOVERNED}\n"


def test_a_model_that_speaks_is_stopped_and_no_word_of_it_is_kept(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrased, "begin", after(phrased.begin, lambda: without_members(two)))
    speaks(two, monkeypatch, governed)
    page = ask(two.house.ben, two, LAW).headers["Location"]
    phrase.use_model(None)
    assert refused(browser(two.house.ben).get(f"{page}sentences/"), "access")
    Membership.objects.filter(person=two.house.ben).update(role=Role.CURATOR)
    told = words(browser(two.house.ben).get(page))
    assert "The model was stopped." in told
    assert "Your role in this project does not allow this." in told
    assert "In a model" not in told
    assert "<blockquote>" in told, "the quotations stand, and whoever may see them sees them"


def test_a_model_that_is_silent_is_looked_after_all_the_while(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    often = threading.Event()
    real = gate.still

    def still(permit: Any) -> None:
        real(permit)
        looked.append(1)
        if len(looked) == 10:
            often.set()

    def slow(prompt: Prompt) -> Iterator[str]:
        assert often.wait(60), "nobody looks while the model is silent"
        yield governed(prompt)

    monkeypatch.setattr(phrase, "EVERY", 0.01)
    speaks(two, monkeypatch, slow)
    monkeypatch.setattr(gate, "still", still)
    ask(two.house.ben, two, LAW)
    phrase.use_model(None)
    assert len(looked) >= 10, "by the time the model says its first word"
    assert gate.EVERY == 2.0, "as docs/agreement.md promises"


def other_model(two: Two) -> None:
    """The operator has another model run, which the owner did not choose."""
    phrase.use_model(ScriptedModel(lambda prompt: "", 100_000))


def switched_off(two: Two) -> None:
    phrased.choose(visit(two.house.ada, Factor.PASSKEY), two.project, False)


@pytest.mark.parametrize("change", [switched_off, other_model])
@pytest.mark.parametrize("when", ["waiting", "between two sentences"])
def test_no_sentence_comes_after_phrasing_is_switched_off_or_the_model_is_changed(
    two: Two, when: str, change: Callable[[Two], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_sentences(prompt: Prompt) -> Iterator[str]:
        number = governed(prompt)[:3]
        yield f"{number} {GOVERNED}\n"
        yield f"{number} The lease is governed by the laws of Sweden.\n"

    speaks(two, monkeypatch, two_sentences)
    moment = "begin" if when == "waiting" else "_add"
    monkeypatch.setattr(phrased, moment, after(getattr(phrased, moment), lambda: change(two)))
    ask(two.house.ben, two, LAW)
    phrase.use_model(None)
    permit = gate.enter(visit(two.house.ben), two.project, Deed.SHOW)
    told = Question.objects.get().record(permit)
    assert len(told["phrased"]) == (0 if when == "waiting" else 1)
    assert told["phrasing"]["state"] == "done", "nobody waits for it any more"


def test_what_beats_may_end_it_and_nothing_comes_after() -> None:
    closed: list[bool] = []

    def endless() -> Iterator[str]:
        try:
            while True:
                time.sleep(0.01)
                yield "x"
        finally:
            closed.append(True)

    def beat() -> None:
        raise Refused("No.", "Ask.", "access")

    with pytest.raises(Refused):
        list(beating.beating(endless(), beat, 0.1))
    time.sleep(0.1)
    assert closed == [True]


def test_what_the_source_raises_is_raised_where_it_is_taken() -> None:
    def fails() -> Iterator[str]:
        yield "x"
        raise ValueError("gone")

    taken = beating.beating(fails(), lambda: None, 2.0)
    assert next(taken) == "x"
    with pytest.raises(ValueError, match="gone"):
        next(taken)


def test_an_upload_that_takes_long_is_broken_off_and_nothing_of_it_is_kept(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "EVERY", 0.0)

    def slowly() -> Iterator[bytes]:
        yield b"The rent"
        two.change(patch_days=7)
        yield b" is due."

    before = Document.objects.count()
    receipt = begin(two.ada, two.project, "long.txt")
    with pytest.raises(Refused, match="Another version"):
        receipt.take(slowly())
    assert Document.objects.count() == before
    assert not receipt.path.exists()


def test_a_reading_that_a_new_version_overtakes_begins_again_under_that_one(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_and_keep(two, "late.txt", FILES["nda.txt"])
    monkeypatch.setattr(read, "STEPS", {**read.STEPS, "embed": _changing(two)})
    assert run_next()
    assert Document.objects.filter(version__state=Reading.READING).count() == 1, "not settled under the old one"
    assert run_next()
    assert set(Document.objects.values_list("version__state", flat=True)) == {Reading.SEARCHABLE.value}
    assert [one.event for one in log.lines(two.project.pk)].count("agreement:in-force") == 2


def _changing(two: Two) -> Callable[[Any], bool]:
    done: list[bool] = []
    settle = read.STEPS["embed"]

    def step(work: Any) -> bool:
        if not done:
            done.append(True)
            two.change(patch_days=7)
        return settle(work)

    return step


def test_what_ended_stops_too(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    page = ask(two.house.ben, two, SWEDISH).headers["Location"]
    monkeypatch.setattr(survey, "_row", after(survey._row, lambda: _end(two)))
    assert refused(browser(two.house.ben).post(f"{page}on/"), "duration")


def _end(two: Two) -> None:
    type(two.project).objects.filter(pk=two.project.pk).update(state="ending")
