"""What a run rests on: anything that decides answers, told by its name when it changed; runs of before stay readable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import hemvist
from hemvist.assistant import kept, rests, runs
from hemvist.assistant.kept import Wanted
from hemvist.assistant.models import Run
from hemvist.documents.models import Version
from hemvist.domain.expected import Expects
from hemvist.web.views.kept import RESTS_ON
from tests.house import House, visit


def changed(house: House) -> tuple[str, ...]:
    return runs.standing(visit(house.ada), house.heron).changed


@pytest.fixture
def asked(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Heron with a lease and one question, asked once."""
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    house.with_lease()
    kept.keep(visit(house.ada), house.heron, Wanted("Who cleans the parking garage's windows?", Expects.NOTHING))
    runs.begin(visit(house.ada), house.heron)
    assert changed(house) == ()
    return house


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The sources, where they may be changed."""
    for room in ("assistant", "domain", "index", "providers"):
        whole = Path(hemvist.__file__).parent / room
        shutil.copytree(whole, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(hemvist, "__file__", str(tmp_path / "__init__.py"))
    return tmp_path


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("domain/glossary.toml", "rules"), ("domain/clauses_term.toml", "rules"), ("assistant/ask.py", "rules"),
        ("index/ranking.py", "rules"), ("providers/weights.toml", "rules"), ("index/meaning_e5.json", "learned"),
        ("providers/pairs_e5.npz", "learned"),
    ],
)  # fmt: skip
def test_a_rule_a_word_or_what_was_learned_is_told_without_another_version(
    asked: House, copied: Path, file: str, name: str
) -> None:
    rests.shipped.cache_clear()
    assert changed(asked) == (), "where the files lie does not matter"
    with (copied / file).open("ab") as stream:
        stream.write(b"\n")
    assert changed(asked) == (), "a process answers with what it has begun with"
    rests.shipped.cache_clear()
    try:
        assert changed(asked) == (name,)
        runs.begin(visit(asked.ada), asked.heron)
        assert changed(asked) == ()
    finally:
        rests.shipped.cache_clear()


def test_what_decides_nothing_is_no_change(asked: House, copied: Path) -> None:
    (copied / "domain" / "__pycache__").mkdir()
    (copied / "domain" / "__pycache__" / "ask.pyc").write_bytes(b"x")
    (copied / "assistant" / "migrations" / "0099_more.py").write_text("")
    rests.shipped.cache_clear()
    try:
        assert changed(asked) == ()
    finally:
        rests.shipped.cache_clear()


def test_a_document_read_anew_is_told(asked: House) -> None:
    Version.objects.update(read="2030-01-01T00:00:00Z")
    assert changed(asked) == ("readings",)


def test_a_run_of_an_earlier_release_stays_readable_and_nothing_is_said_of_what_it_did_not_note(asked: House) -> None:
    told = Run.objects.get().rests_on
    old = {name: told[name] for name in ("documents", "agreement", "models", "software")}
    Run.objects.update(rests_on=old)
    assert changed(asked) == ("rules",), "it came with other rules: this release's note more"
    Run.objects.update(rests_on={})
    assert changed(asked) == ("rules",)


def test_all_that_may_change_has_words(asked: House) -> None:
    assert Run.objects.get().rests_on.keys() == RESTS_ON.keys()
