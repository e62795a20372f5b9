"""The page of kept questions: added, asked, changed, removed, brought in as a table; without scripts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.assistant import ask, kept, runs
from hemvist.assistant.kept import Wanted
from hemvist.assistant.models import KeptQuestion
from hemvist.assistant.parts import Part
from hemvist.closing.forget import forget_document
from hemvist.domain.expected import Expects
from hemvist.providers.base import EmbedderUnreachable
from tests.house import LEASE, House, visit
from tests.web.visitor import Browser, browser, words

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."


@pytest.fixture
def lease(house: House) -> str:
    return house.with_lease().document_id


@pytest.fixture
def ada(house: House) -> Browser:
    return browser(house.ada)


def page(house: House, ada: Browser) -> str:
    return words(ada.get(f"/p/{house.heron.pk}/kept/"))


def post(house: House, ada: Browser, tail: str, **told: object) -> str:
    return words(ada.post(f"/p/{house.heron.pk}/{tail}", told, follow=True))


def test_a_question_is_added_asked_and_its_answer_is_a_click_away(house: House, lease: str, ada: Browser) -> None:
    assert "None yet" in page(house, ada)
    assert "not been asked yet" in post(
        house, ada, "kept/add/", question=LAW, expects="document", document=lease, quote=GOVERNED
    )
    told = post(house, ada, "kept/run/")
    assert "nothing that answers rest on has changed" in told
    answer = kept.listed(visit(house.ada), house.heron)[0].answer
    assert f'href="/p/{house.heron.pk}/q/{answer}/"' in told
    assert "One of the questions you keep" in words(ada.get(f"/p/{house.heron.pk}/q/{answer}/"))
    assert LAW not in words(ada.get(f"/p/{house.heron.pk}/")), "what a run asks is not what the person asked"


def test_after_a_change_it_says_what_changed_and_then_what_became_worse(house: House, lease: str, ada: Browser) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    post(house, ada, "kept/run/")
    house.receive(house.ada, house.heron, text=LEASE.replace("4. Governing law. " + GOVERNED, ""), replacing=lease)
    house.read()
    told = page(house, ada)
    assert "The last run was before the last change." in told
    assert "the documents, or what changes what among them" in told
    told = post(house, ada, "kept/run/")
    assert "no longer answered" in told or "wrong" in told
    assert "it was right before" in told


def test_a_run_goes_on_step_by_step_without_scripts(
    house: House, lease: str, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for question in (LAW, "Who cleans the parking garage's windows?"):
        kept.keep(visit(house.ada), house.heron, Wanted(question, Expects.NOTHING))
    monkeypatch.setattr(runs, "STEP_SECONDS", -1.0)
    told = post(house, ada, "kept/run/")
    assert "0 of 2 questions asked so far" in told
    run = runs.standing(visit(house.ada), house.heron).going
    assert run is not None
    monkeypatch.setattr(runs, "STEP_SECONDS", 60.0)
    told = post(house, ada, f"kept/run/{run.pk}/on/")
    assert "answered, though nothing should come" in told
    assert "rightly declined" in told


def test_a_question_is_kept_from_its_answer_with_one_click(house: House, lease: str, ada: Browser) -> None:
    answered = ask.ask(visit(house.ada), house.heron, LAW)
    assert "quotation 1 should come" in words(ada.get(f"/p/{house.heron.pk}/q/{answered.pk}/"))
    post(house, ada, f"q/{answered.pk}/keep/", number="1")
    assert GOVERNED in kept.listed(visit(house.ada), house.heron)[0].quote
    for number in ("9", "-1", "²", "1" * 30, ""):
        assert ada.post(f"/p/{house.heron.pk}/q/{answered.pk}/keep/", {"number": number}).status_code == 404
    member = words(browser(house.ben).get(f"/p/{house.heron.pk}/"))
    assert "Questions you keep" not in member


def test_what_cannot_be_kept_is_told_with_what_was_written(house: House, lease: str, ada: Browser) -> None:
    told = post(
        house, ada, "kept/add/", question=LAW, expects="document", document=lease, quote="invented <b>words</b>"
    )
    assert "These words" in told or "these words do not stand" in told
    assert "invented &lt;b&gt;words&lt;/b&gt;" in told
    assert not KeptQuestion.objects.exists()


def test_it_is_changed_and_removed_after_asking(house: House, lease: str, ada: Browser) -> None:
    key = kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease, GOVERNED))
    assert GOVERNED in words(ada.get(f"/p/{house.heron.pk}/kept/{key}/"))
    assert "Choose" in post(house, ada, f"kept/{key}/", question=LAW, expects="document", document="")
    seen = kept.one(visit(house.ada), house.heron, key).mark
    post(house, ada, f"kept/{key}/", question="What is the rent?", expects="nothing", seen=seen)
    assert kept.listed(visit(house.ada), house.heron)[0].question == "What is the rent?"
    assert "no more?" in words(ada.get(f"/p/{house.heron.pk}/kept/{key}/remove/"))
    assert KeptQuestion.objects.exists()
    assert "None yet" in post(house, ada, f"kept/{key}/remove/")


def test_a_question_whose_document_went_says_so(house: House, lease: str, ada: Browser) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease, GOVERNED))
    forget_document(visit(house.ada), house.heron, lease)
    told = page(house, ada)
    assert "Its document was deleted" in told
    assert "Sweden" not in told


def test_a_table_is_saved_and_brought_in_and_a_bad_one_is_told(house: House, lease: str, ada: Browser) -> None:
    good = SimpleUploadedFile("mine.csv", b"question,expects,document\nWho pays?,document,lease.txt\n=1+1?,nothing,\n")
    assert "2 questions were added" in post(house, ada, "kept/bring/", table=good)
    saved = ada.get(f"/p/{house.heron.pk}/kept/questions.csv")
    assert saved["Content-Type"] == "text/csv; charset=utf-8"
    assert '"\'=1+1?"' in words(saved)
    bad = SimpleUploadedFile("mine.csv", b"question,expects,document\nWho pays?,document,none.txt\n")
    assert "in line 2" in post(house, ada, "kept/bring/", table=bad)
    assert KeptQuestion.objects.count() == 2


def test_asking_again_by_itself_is_off_until_switched_on_and_waits_for_a_change(
    house: House, lease: str, ada: Browser
) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    post(house, ada, "kept/run/")
    assert "follow.js" not in page(house, ada)
    told = post(house, ada, "kept/follow/", on="1")
    assert "follow.js" in told
    assert "data-at-once" not in told
    house.receive(house.ada, house.heron, "other.txt", LEASE + "Another.")
    house.read()
    assert "data-at-once" in page(house, ada)
    assert "follow.js" not in post(house, ada, "kept/follow/", on="0")


def test_a_question_kept_after_the_last_run_is_said_to_be_unasked_and_is_asked_by_itself(
    house: House, lease: str, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    post(house, ada, "kept/run/")
    post(house, ada, "kept/follow/", on="1")
    told = post(house, ada, "kept/add/", question="What is the rent?", expects="nothing")
    assert "1 question was kept or changed since the last run, and is not asked yet." in told
    assert "data-at-once" in told
    told = post(house, ada, "kept/run/")
    assert "data-at-once" not in told
    assert "nothing that answers rest on has changed" in told


def test_a_run_that_cannot_go_on_can_be_stopped_and_what_came_stays(
    house: House, lease: str, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for question in (LAW, "What is the rent?"):
        kept.keep(visit(house.ada), house.heron, Wanted(question, Expects.DOCUMENT, lease))
    whole = ask.complete

    def away(brief: ask.Brief) -> tuple[Part, ...]:
        if "law" in brief.asked:
            return whole(brief)
        raise EmbedderUnreachable(socket="embedder.sock", reason="none is running.")

    monkeypatch.setattr(ask, "complete", away)
    assert ada.post(f"/p/{house.heron.pk}/kept/run/").status_code == 503
    run = runs.standing(visit(house.ada), house.heron).going
    assert run is not None
    assert f"/kept/run/{run.pk}/stop/" in page(house, ada)
    assert browser(house.rut).post(f"/p/{house.heron.pk}/kept/run/{run.pk}/stop/").status_code in (403, 404)
    told = post(house, ada, f"kept/run/{run.pk}/stop/")
    assert "Ask them all" in told
    assert [row.outcome for row in kept.listed(visit(house.ada), house.heron)] == ["right", ""]
    assert ada.post(f"/p/{house.heron.pk}/kept/run/{run.pk}/stop/").status_code == 302, (
        "a second click finds it stopped"
    )


def test_what_was_written_stays_when_its_document_went_meanwhile(house: House, lease: str, ada: Browser) -> None:
    key = kept.keep(visit(house.ada), house.heron, Wanted("What is the rent?", Expects.NOTHING))
    seen = kept.one(visit(house.ada), house.heron, key).mark
    forget_document(visit(house.ada), house.heron, lease)
    for tail in ("kept/add/", f"kept/{key}/"):
        told = post(house, ada, tail, question=LAW, expects="document", document=lease, seen=seen)
        assert "its document was deleted, or you may not see it any more" in told
        assert f'value="{LAW}"' in told


def test_a_table_says_what_was_kept_already_and_changes_it_only_where_that_was_ticked(
    house: House, lease: str, ada: Browser
) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    table = f"question,expects\nWho pays?,nothing\n{LAW},nothing\n".encode()
    told = post(house, ada, "kept/bring/", table=SimpleUploadedFile("mine.csv", table))
    assert "1 question was added." in told
    assert "1 is kept with something else expected, and was left as it is: line 3." in told
    told = post(house, ada, "kept/bring/", table=SimpleUploadedFile("mine.csv", table), replace="1")
    assert "0 questions were added. 1 was changed. 1 is kept already." in told
    assert {row.expects for row in kept.listed(visit(house.ada), house.heron)} == {Expects.NOTHING}


def test_the_results_are_offered_once_there_are_some(house: House, lease: str, ada: Browser) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    assert "results.csv" not in page(house, ada)
    assert "results.csv" in post(house, ada, "kept/run/")
    saved = ada.get(f"/p/{house.heron.pk}/kept/results.json")
    assert saved["Content-Type"] == "application/json"
    assert GOVERNED in words(saved)
    member = words(browser(house.ben).get(f"/p/{house.heron.pk}/kept/results.csv"))
    assert "Sweden" not in member, "what somebody keeps is theirs alone"


def test_two_runs_stand_beside_each_other_and_the_projects_page_says_what_got_wrong(
    house: House, lease: str, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease))
    post(house, ada, "kept/run/")
    assert "was right before the last change" not in words(ada.get(f"/p/{house.heron.pk}/"))
    house.receive(house.ada, house.heron, text=LEASE.replace("4. Governing law. " + GOVERNED, ""), replacing=lease)
    house.read()
    told = post(house, ada, "kept/run/")
    assert "1 question was right, and is not any more" in told
    assert "Between the two these changed: the documents" in told
    assert f"<blockquote>{GOVERNED}</blockquote>" in told
    front = words(ada.get(f"/p/{house.heron.pk}/"))
    assert "1 question that you keep was right before the last change, and is not any more." in front
    assert "kept/#compared" in front
    earlier = kept.listed(visit(house.ada), house.heron)[0].earlier
    assert "An earlier answer to one of the questions you keep" in words(ada.get(f"/p/{house.heron.pk}/q/{earlier}/"))
    assert "is not any more" not in words(browser(house.ben).get(f"/p/{house.heron.pk}/")), "it is nobody else's"
