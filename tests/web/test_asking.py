"""Asking on the page: the answer with its place, what is removed, who sees what, and the file one takes away."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.html import escape

from hemvist.assistant import survey
from hemvist.assistant.ask import history
from hemvist.assistant.models import Question
from hemvist.closing.forget import forget_document
from hemvist.documents.made import PROJECT
from hemvist.domain.errors import NotFound
from hemvist.projects.open import open_prototype
from hemvist.web.views.asking import _chosen
from tests.house import LEASE, House, visit
from tests.web.visitor import Browser, browser, words

NOTICE = "With how many months' notice may a party terminate the lease?"


def asked(client: Browser, house: House, question: str = NOTICE, **more: Any) -> Any:
    return client.post(f"/p/{house.heron.pk}/ask/", {"question": question, **more}, follow=True)


@pytest.fixture
def ready(house: House) -> House:
    house.with_lease()
    return house


def record(house: House) -> dict[str, Any]:
    return history(visit(house.ada), house.heron)[0][1]


def test_an_answer_shows_every_quotation_as_it_is_stored_with_its_place_beside_it(ready: House) -> None:
    page = words(asked(browser(ready.ada), ready))
    rows = record(ready)["citations"] or record(ready)["nearest"]
    assert rows
    for row in rows:
        assert _as_html(row["quote"]) in page
    assert '<aside class="page" id="source"' in page
    assert f'<mark id="quote">{_as_html(rows[0]["quote"])}</mark>' in page


def _as_html(text: str) -> str:
    return escape(text)


def test_an_abstention_says_so_and_what_was_searched(ready: House) -> None:
    page = words(asked(browser(ready.ada), ready, "What is the boiling point of tungsten?"))
    assert "Your documents do not say." in page
    assert "1 document that you may see was searched." in page


def test_what_could_not_be_read_is_told_beside_what_was_searched(ready: House) -> None:
    ready.receive(ready.ada, ready.heron, "empty.pdf", "no pdf at all")
    ready.read()
    for question in ("What is the boiling point of tungsten?", "Which law governs the lease?"):
        page = words(asked(browser(ready.ada), ready, question))
        assert "1 document you may see was searched" in page or "1 document that you may see was searched." in page
        assert "1 document could not be read and was not searched." in page


def test_reloading_an_answer_shows_the_same(ready: House) -> None:
    client = browser(ready.ada)
    first = asked(client, ready)
    path = first.redirect_chain[-1][0]
    again = client.get(path)
    assert _article(words(first)) == _article(words(again))


def _article(page: str) -> str:
    return page[page.index('<article class="answer">') : page.index("</article>")]


def test_a_quotation_that_is_not_there_is_not_found(ready: House) -> None:
    client = browser(ready.ada)
    path = asked(client, ready).redirect_chain[-1][0]
    for number in ("0", "9", "x", "-1", "1e3"):
        assert client.get(path, {"c": number}).status_code == 404


def test_a_deleted_document_takes_its_quotations_with_it_and_leaves_a_word(ready: House) -> None:
    client = browser(ready.ada)
    path = asked(client, ready).redirect_chain[-1][0]
    quote = (record(ready)["citations"] or record(ready)["nearest"])[0]["quote"]
    forget_document(
        visit(ready.ada), ready.heron, (record(ready)["citations"] or record(ready)["nearest"])[0]["document_id"]
    )
    page = words(client.get(path))
    assert "This quotation was removed with its document." in page
    assert _as_html(quote) not in page
    assert 'id="source"' not in page


def test_nobody_else_reads_ones_questions(ready: House) -> None:
    path = asked(browser(ready.ada), ready).redirect_chain[-1][0]
    for person in (ready.ben, ready.cleo):
        assert browser(person).get(path).status_code == 404
    assert NOTICE not in words(browser(ready.ben).get(f"/p/{ready.heron.pk}/")).replace("&#x27;", "'")


def test_an_unusable_question_is_said_beside_the_box_and_not_lost(ready: House) -> None:
    client = browser(ready.ada)
    answer = client.post(f"/p/{ready.heron.pk}/ask/", {"question": "too long " * 300})
    assert answer.status_code == 400
    assert "1 to 2000 characters" in words(answer)
    assert "too long too long" in words(answer)
    assert Question.objects.count() == 0


def test_asking_a_document_of_another_project_finds_nothing(ready: House) -> None:
    other = ready.receive(ready.cleo, ready.wren).document_id
    answer = browser(ready.ada).post(f"/p/{ready.heron.pk}/ask/", {"question": NOTICE, "document": other})
    assert answer.status_code == 404


def test_the_exported_file_tells_what_the_page_told(ready: House) -> None:
    client = browser(ready.ada)
    asked(client, ready)
    answer = client.get(f"/p/{ready.heron.pk}/questions.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="questions.json"'
    (told,) = json.loads(answer.content)
    assert {key: told[key] for key in record(ready)} == record(ready)


def test_a_question_is_deleted_after_one_was_asked_whether_to(ready: House) -> None:
    client = browser(ready.ada)
    path = asked(client, ready).redirect_chain[-1][0]
    assert "Delete this question?" in words(client.get(path + "delete/"))
    assert Question.objects.count() == 1
    assert client.post(path + "delete/").status_code == 302
    assert Question.objects.count() == 0


def test_examples_are_offered_in_the_made_up_project_only(house: House) -> None:
    leases = open_prototype(house.cleo, PROJECT)
    house.receive(house.cleo, leases)
    house.receive(house.ada, house.heron)
    assert "Questions to try" in words(browser(house.cleo).get(f"/p/{leases.pk}/"))
    assert "Questions to try" not in words(browser(house.ada).get(f"/p/{house.heron.pk}/"))


PARTS = "Which law governs the lease and is there a source code escrow?"


def test_each_part_of_a_question_stands_with_its_own_quotations_or_its_own_no(ready: House) -> None:
    page = words(asked(browser(ready.ada), ready, PARTS))
    law, escrow = page.index("Which law governs the lease?"), page.index("is there a source code escrow?</h2>")
    assert law < page.index("laws of Sweden", law) < escrow < page.index("Your documents do not say.", escrow)


def test_a_follow_up_says_how_it_was_understood_and_can_be_asked_alone(ready: House) -> None:
    client = browser(ready.ada)
    asked(client, ready, "Which law governs the lease?")
    first = Question.objects.latest("asked")
    page = words(asked(client, ready, "and what about notice?", after=first.pk))
    assert "Understood as: “What does the contract say about notice?”" in page
    assert "This conversation" in page
    page = words(asked(client, ready, "and what about notice?", after=first.pk, alone="1"))
    assert "Understood as" not in page


def test_a_question_to_all_documents_gives_a_list_a_table_and_says_what_was_left_out(ready: House) -> None:
    ready.receive(ready.ada, ready.heron, "memo.txt", "MEMO\n\nThe gate of the warehouse is blue and opens at seven.")
    ready.read()
    ready.receive(ready.ada, ready.heron, "late.txt", "LEASE\n\nThis lease is late.")
    client = browser(ready.ada)
    page = words(asked(client, ready, "Which contracts are governed by Swedish law?"))
    assert "1 of 2 documents: yes" in page
    assert "1 document is still being read and was not asked." in page
    table = client.get(f"/p/{ready.heron.pk}/q/{Question.objects.latest('asked').pk}/documents.csv")
    assert '"yes"' in words(table)
    assert "laws of Sweden" in words(table)


def test_a_list_that_is_not_whole_yet_goes_on_without_scripts(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    ready.receive(ready.ada, ready.heron, "second.txt", LEASE + "Second.")
    ready.read()
    client = browser(ready.ada)
    page = words(asked(client, ready, "Which contracts are governed by Swedish law?"))
    assert "1 of 2 documents asked so far" in page
    row = Question.objects.latest("asked")
    page = words(client.post(f"/p/{ready.heron.pk}/q/{row.pk}/on/", follow=True))
    assert "2 of 2 documents: yes" in page


def test_a_list_says_which_part_of_the_question_it_leaves(ready: House) -> None:
    leases(ready)
    page = words(asked(browser(ready.ada), ready, "Which leases end in 2027 and how much is the rent in the lease?"))
    assert "Not asked: “how much is the rent in the lease?”. Ask it by itself." in page


def leases(house: House) -> tuple[dict[str, Any], str, str]:
    """A list of the leases among two chosen documents, as of a day; and what each of the two is."""
    memo = house.receive(house.ada, house.heron, "memo.txt", "MEMO\n\nThe gate of the warehouse is blue.")
    lease = house.receive(house.ada, house.heron, "second.txt", LEASE + "Second.")
    house.read()
    chosen = {"document": [lease.document_id, memo.document_id], "as_of": "2036-05-01"}
    return chosen, lease.document_id, memo.document_id


def sends(page: str) -> dict[str, list[str]]:
    """What the form "Ask these too" sends."""
    (form,) = re.findall(r"<form[^>]*>(?:(?!</form>).)*Ask these too", page, re.DOTALL)
    told: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        told.setdefault(name, []).append(value)
    return told


def test_a_list_says_its_day_and_asks_the_others_as_of_it_and_of_the_chosen_documents_alone(ready: House) -> None:
    client = browser(ready.ada)
    chosen, lease, memo = leases(ready)
    page = words(asked(client, ready, "Which leases end in 2027?", **chosen))
    assert "as of 1 May 2036" in page
    form = sends(page)
    assert (form["as_of"], sorted(form["document"])) == (["2036-05-01"], sorted([lease, memo]))
    page = words(client.post(f"/p/{ready.heron.pk}/ask/", form, follow=True))
    assert "as of 1 May 2036" in page
    told = record(ready)
    assert {row["document_id"] for row in told["surveyed"]} == {lease, memo}
    assert told["survey"]["as_of"].startswith("2036-05-01")


def test_a_chosen_document_that_is_gone_is_asked_no_more_and_without_any_no_other_is(ready: House) -> None:
    client = browser(ready.ada)
    chosen, lease, memo = leases(ready)
    asked(client, ready, "Which leases end in 2027?", **chosen)
    address = f"/p/{ready.heron.pk}/q/{Question.objects.latest('asked').pk}/"
    forget_document(visit(ready.ada), ready.heron, lease)
    assert sends(client.get(address).text)["document"] == [memo]
    forget_document(visit(ready.ada), ready.heron, memo)
    page = client.get(address).text
    assert "Not asked: 1 that do not call themselves leases" in page
    assert "Ask these too" not in page


@pytest.mark.parametrize("number", ["0", "-1", "99", "9" * 5000, "\u0661", "1.0"])
def test_a_quotation_that_there_is_not_is_not_found(number: str) -> None:
    with pytest.raises(NotFound):
        _chosen(RequestFactory().get("/", {"c": number}), [{"number": 1}])
