"""The page of language models: what it says for each state, what a change costs, and that it happens once confirmed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hemvist.providers.catalogue import entry
from hemvist.providers.listening import listen
from hemvist.providers.shelf import Shelf
from hemvist.providers.speaker import CLIENTS, ModelNotStarted, Speaker
from hemvist.providers.speech import Hello
from hemvist.web.views import models
from tests.house import House
from tests.web.visitor import Browser, browser, words

SMALL, LARGE = entry("smollm2-135m"), entry("qwen2.5-coder-1.5b")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """With the small model's file on it, of the right length: the page looks no further, the speaker does."""
    made = Shelf(tmp_path / "models", tmp_path / "choice")
    made.place(SMALL).parent.mkdir(parents=True)
    with made.place(SMALL).open("wb") as file:
        file.truncate(SMALL.size)
    monkeypatch.setattr(settings, "MODEL_FOLDER", made.folder)
    monkeypatch.setattr(settings, "MODEL_CHOICE", tmp_path / "choice")
    monkeypatch.setattr(settings, "MODEL_SOCKET", tmp_path / "run" / "speaker.sock")
    return made


@pytest.fixture
def ada(house: House, shelf: Shelf) -> Browser:
    """Ada, whose project is the only one."""
    house.wren.delete()
    return browser(house.ada)


def test_without_a_model_the_page_says_so(ada: Browser) -> None:
    told = words(ada.get("/models/"))
    assert "No language model runs. Answers are quotations, word for word." in told
    assert f"hemvist models fetch {LARGE.name}" in told
    assert "/models/smollm2-135m/" in told
    assert "/models/qwen2.5-coder-1.5b/" not in told, "what is not here cannot be chosen"
    assert "/models/" in words(ada.get("/"))


def test_a_change_says_what_it_costs_and_happens_once_it_is_confirmed(ada: Browser, shelf: Shelf) -> None:
    told = words(ada.get("/models/smollm2-135m/"))
    assert "400 MB" in told
    assert "about 3 s" in told
    assert "Nothing is downloaded" in told
    assert shelf.chosen() is None
    assert ada.post("/models/smollm2-135m/").status_code == 302
    assert shelf.chosen() == SMALL
    told = words(ada.get("/models/"))
    assert "not ready" in told
    assert "It is being checked and loaded" in told
    assert "Do without a language model?" in words(ada.get("/models/none/"))
    ada.post("/models/none/")
    assert shelf.chosen() is None


@pytest.mark.parametrize("name", [LARGE.name, "unknown", "..%2fkeys"])
def test_what_is_not_here_is_not_chosen(ada: Browser, shelf: Shelf, name: str) -> None:
    assert ada.post(f"/models/{name}/").status_code in (302, 404)
    assert shelf.chosen() is None


def test_what_does_not_fit_is_not_chosen(ada: Browser, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "machine", lambda: replace(real(), memory=SMALL.memory))
    assert "It needs more memory than this machine has to give." in words(ada.get("/models/"))
    ada.post("/models/smollm2-135m/")
    assert shelf.chosen() is None


real = models.machine


def test_whoever_does_not_run_the_installation_finds_no_such_page(house: House, ada: Browser, shelf: Shelf) -> None:
    ben = browser(house.ben)
    assert ben.get("/models/").status_code == 404
    for path in ("/models/none/", "/models/smollm2-135m/"):
        assert ben.get(path).status_code == ben.post(path).status_code == 404
    assert 'href="/models/"' not in words(ben.get("/"))
    assert shelf.chosen() is None


@pytest.fixture
def speaking(shelf: Shelf) -> Iterator[None]:
    """A speaker's real socket, behind which nothing computes."""
    settings.MODEL_SOCKET.parent.mkdir(mode=0o700, exist_ok=True)
    listening: Any = listen(settings.MODEL_SOCKET, CLIENTS, ModelNotStarted)
    hello = Hello(SMALL.identity, ("network", "files", "programs"), 2.4, 310.2, 28.9)
    speaker = Speaker(None, hello, listening, os.geteuid())  # type: ignore[arg-type]
    thread = threading.Thread(target=speaker.serve)
    thread.start()
    yield
    speaker.stop()
    thread.join()


def test_what_runs_tells_its_speed_and_memory(ada: Browser, shelf: Shelf, speaking: None) -> None:
    shelf.choose(SMALL)
    told = words(ada.get("/models/"))
    assert "It reads 310 and says 29 tokens in a second" in told
    assert "2 s to load" in told
