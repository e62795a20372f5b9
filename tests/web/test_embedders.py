"""The embedders' half of the page of models: what changing costs, that it begins once confirmed, and how far it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from hemvist.config.options import ROOT
from hemvist.documents import anew, places
from hemvist.documents.anew import ANEW, EMBEDDING_ANEW
from hemvist.documents.models import Indexed
from hemvist.jobs import kinds
from hemvist.jobs.models import Job
from hemvist.providers.base import EmbedderUnreachable
from hemvist.providers.sources import FIRST, table
from hemvist.providers.weights import ensure
from hemvist.vault import opened
from tests.house import PASSPHRASE, House
from tests.index.hashed import HashedEmbedder
from tests.web.visitor import Browser, browser, words

SECOND = "all-minilm-l6-v2"


@pytest.fixture
def ada(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Ada, whose project with one lease is the only one; both embedders' weights are here."""
    ensure(ROOT / "var" / "models" / SECOND, lambda done, total, what: None, facts=table(SECOND))
    monkeypatch.setattr(settings, "MODEL_FOLDER", ROOT / "var" / "models")
    monkeypatch.setattr(settings, "EMBEDDER_CHOICE", house.home / "data" / "embedder")
    monkeypatch.setattr(settings, "MODEL_SOCKET", house.home / "run" / "speaker.sock")
    quick = {name: HashedEmbedder(f"{name}/hashed") for name in (FIRST, SECOND)}
    places.use_embedders(quick.__getitem__)
    kinds.register(EMBEDDING_ANEW)
    house.wren.delete()
    house.with_lease()
    yield browser(house.ada)
    kinds.forget_all()


def test_a_change_says_what_it_costs_begins_when_confirmed_and_can_be_stopped(house: House, ada: Browser) -> None:
    told = words(ada.get(f"/models/embedder/{SECOND}/"))
    assert "passages are embedded anew" in told
    assert "about 1 min" in told
    assert "of disk more" in told
    assert not Indexed.objects.exclude(coming="").exists()
    assert ada.post(f"/models/embedder/{SECOND}/").status_code == 302
    told = words(ada.get("/models/"))
    assert "One project is being embedded anew" in told
    assert f"It waits for its turn; {FIRST} answers." in told
    assert "<progress" in told
    ada.post(f"/models/embedder/{FIRST}/")
    assert "Embedding anew" not in words(ada.get("/models/"))
    assert Indexed.objects.get().embedder == FIRST
    ada.post(f"/models/embedder/{SECOND}/")
    house.read()
    assert Indexed.objects.get().embedder == SECOND
    assert "<progress" not in words(ada.get("/models/"))


def test_a_locked_project_waits_and_says_so(house: House, ada: Browser) -> None:
    ada.post(f"/models/embedder/{SECOND}/")
    opened.keys().lock(house.heron.pk)
    house.read()
    assert "It waits until its passphrase is given." in words(ada.get("/models/"))
    assert Indexed.objects.get().embedder == FIRST
    opened.keys().unlock(house.heron.pk, PASSPHRASE)
    house.read()
    assert Indexed.objects.get().embedder == SECOND


def test_nobody_else_finds_it_and_what_is_not_here_cannot_be_chosen(
    house: House, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = browser(house.ben)
    assert ben.get(f"/models/embedder/{SECOND}/").status_code == 404
    assert ben.post(f"/models/embedder/{SECOND}/").status_code == 404
    assert ada.get("/models/embedder/unknown/").status_code == 404
    monkeypatch.setattr(settings, "MODEL_FOLDER", house.home / "models")
    assert ada.get(f"/models/embedder/{SECOND}/").status_code == 302
    ada.post(f"/models/embedder/{SECOND}/")
    assert "Nothing was changed." in words(ada.get("/models/"))
    assert not Indexed.objects.exclude(coming="").exists()


def away(*_: object) -> None:
    """An embedder that does not start."""
    raise EmbedderUnreachable(socket="embedder.sock", reason="none is running.")


def test_what_keeps_a_project_waiting_is_told_and_forgotten_once_it_goes_on(
    house: House, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.post(f"/models/embedder/{SECOND}/")
    with monkeypatch.context() as patched:
        patched.setattr(anew, "_on", away)
        house.read()
    told = words(ada.get("/models/"))
    assert f"{SECOND} does not answer" in told
    assert f"{FIRST} answers meanwhile" in told
    assert "It waits for its turn" not in told
    Job.objects.filter(kind=ANEW).update(run_at=timezone.now())
    house.read()
    assert Indexed.objects.get().embedder == SECOND
    assert "does not answer" not in words(ada.get("/models/"))


@pytest.mark.parametrize(
    ("spoil", "cause", "remedy"),
    [
        (lambda file: file.unlink(), "is missing.", f"hemvist models fetch {SECOND}"),
        (lambda file: file.write_bytes(b"altered"), "is not the file it should be", "fetch the weights anew"),
    ],
)
def test_why_an_embedder_does_not_start_is_told_with_what_helps(
    house: House, ada: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    spoil: Callable[[Path], object], cause: str, remedy: str,
) -> None:  # fmt: skip
    ada.post(f"/models/embedder/{SECOND}/")
    with monkeypatch.context() as patched:
        patched.setattr(anew, "_on", away)
        house.read()
    told = words(ada.get("/models/"))
    assert "Its weights are as they should be" in told
    assert "hemvist doctor" in told
    shutil.copytree(Path(settings.MODEL_FOLDER) / SECOND, tmp_path / "models" / SECOND)
    monkeypatch.setattr(settings, "MODEL_FOLDER", tmp_path / "models")
    spoil(tmp_path / "models" / SECOND / next(iter(table(SECOND).made)))
    told = words(ada.get("/models/"))
    assert cause in told
    assert remedy in told
    assert "Its weights are as they should be" not in told
    Job.objects.filter(kind=ANEW).update(state="running")
    assert cause in words(ada.get("/models/")), "while it is tried again, it does not wait for its turn"
