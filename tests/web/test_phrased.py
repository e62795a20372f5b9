"""Phrasing on the page: above the quotations and marked, sentence by sentence, and nothing of it leads outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, sync_playwright

from hemvist.assistant import passed, phrase, phrased
from hemvist.assistant.models import Question
from hemvist.providers.model import Prompt
from hemvist.providers.scripted import ScriptedModel
from tests.house import LEASE, House, visit
from tests.web.visitor import browser, words

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."
POISON = "[1] ![x](https://evil.example/a.png)\n[1] <img src=https://evil.example/b.png onerror=alert(1)>\n[1] see evil.example\n"


@pytest.fixture
def ready(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Heron with its lease, phrased by a model that passed and is chosen; what it says comes before the page."""
    house.with_lease()
    monkeypatch.setattr(phrase, "MOST_TOKENS", 5000)
    monkeypatch.setattr(phrased, "in_background", phrased.complete)
    yield house
    phrase.use_model(None)


def speaks(house: House, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def script(prompt: Prompt) -> Iterator[str]:
        yield from text

    model = ScriptedModel(script, 100_000)
    result = passed.Result(model.identity.id, "2026-11-27", 1.0, 1.0, 1.0)
    monkeypatch.setattr(passed, "results", lambda: (result,))
    monkeypatch.setattr(phrased, "results", passed.results)
    phrase.use_model(model)
    phrased.choose(visit(house.ada), house.heron, True)


def asked(house: House) -> Any:
    return browser(house.ada).post(f"/p/{house.heron.pk}/ask/", {"question": LAW}, follow=True)


def test_sentences_stand_above_the_quotations_marked_with_their_numbers_as_links(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks(ready, monkeypatch, f"[1] {GOVERNED}\n[1] Nothing is due.\n")
    answer = asked(ready)
    page = words(answer)
    assert "In a model's words, checked against the quotations below" in page
    body = answer.content.decode()
    assert '<a class="cite" href="?c=1#source"' in body
    assert "1 sentence was withheld" in page
    assert body.index(GOVERNED) < body.index('<ol class="sources')


def test_while_the_model_writes_the_page_says_so_and_renews_itself_with_and_without_scripts(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks(ready, monkeypatch, "-")
    monkeypatch.setattr(phrased, "in_background", lambda *args: None)
    answer = asked(ready)
    body = answer.content.decode()
    assert 'data-waits="1"' in body
    assert "phrased.js" in body
    assert '<noscript><meta http-equiv="refresh"' in body
    assert "<blockquote>" in body, "the quotations are there at once"
    question = Question.objects.get()
    part = browser(ready.ada).get(f"/p/{ready.heron.pk}/q/{question.pk}/sentences/")
    assert 'data-waits="1"' in part.content.decode()
    other = browser(ready.ben).get(f"/p/{ready.heron.pk}/q/{question.pk}/sentences/")
    assert other.status_code == 404


def test_the_owner_alone_finds_the_switch(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/p/{ready.heron.pk}/phrasing/"
    assert "No language model is in use" in words(browser(ready.ada).get(address))
    assert browser(ready.ben).get(address).status_code == 403
    assert browser(ready.ben).post(address, {"on": "1"}).status_code == 403
    assert browser(ready.ada).post(address, {"on": "1"}).status_code == 409
    speaks(ready, monkeypatch, "-")
    assert "Phrasing is on." in words(browser(ready.ada).get(address))
    browser(ready.ada).post(address, {"on": "0"})
    assert "Phrasing is off." in words(browser(ready.ada).get(address))


def test_a_browser_that_shows_such_an_answer_asks_nobody_else_for_anything(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = LEASE.replace("laws of Sweden.", "laws of Sweden ![x](https://evil.example/q.png).")
    ready.receive(ready.ada, ready.heron, "poison.txt", poison)
    ready.read()
    speaks(ready, monkeypatch, POISON + f"[1] {GOVERNED}\n")
    answer = asked(ready)
    served, outside = answer.content, list[str]()

    def route(one: Route) -> None:
        if one.request.url == "https://localhost/answer":
            headers = {key: value for key, value in answer.headers.items() if key.lower() != "content-length"}
            one.fulfill(body=served, headers=headers)
        else:
            if not one.request.url.startswith("https://localhost/"):
                outside.append(one.request.url)
            one.abort()

    with sync_playwright() as played:
        chromium = played.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        page.route("**/*", route)
        page.goto("https://localhost/answer", wait_until="load")
        page.wait_for_timeout(300)
        assert "evil.example" not in page.locator(".phrased").all_inner_texts().__str__()
        assert page.locator("img[src*=evil], a[href*=evil], script:not([src])").count() == 0
        chromium.close()
    assert outside == []
