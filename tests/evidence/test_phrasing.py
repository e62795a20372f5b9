"""Phrasing measured: the comparison on the hand-labelled set, and a model's figures from what it really says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.assistant import phrase
from hemvist.evidence.phrasing import LabelsUnusable, comparison, labelled, measure, spoken
from hemvist.providers.model import Prompt
from hemvist.providers.scripted import ScriptedModel

DATA = Path(__file__).parent.parent / "data"
ROWS = labelled(DATA, "phrasing-100")


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def test_the_set_is_a_hundred_sentences_in_four_languages_of_both_labels() -> None:
    assert len(ROWS) >= 100
    assert {row.language for row in ROWS} == {"en", "sv", "de", "fr"}
    assert sum(row.supported for row in ROWS) >= 30
    assert {row.why for row in ROWS if not row.supported} >= {"value", "negation", "party", "condition", "injection"}
    assert len({(row.asked, row.sentence, row.cites) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.supported], ids=lambda row: row.sentence[:50])
def test_no_unsupported_sentence_is_released(row: object) -> None:
    assert row.reasons  # type: ignore[attr-defined]


def test_most_supported_sentences_are_released() -> None:
    told = comparison(ROWS)
    assert told["precision"] == 1
    assert told["recall"] >= 0.8
    assert told["false_releases"] == {}


def test_what_a_model_said_of_real_and_made_up_documents_is_released() -> None:
    """Sentences that were released and judged by hand, and the quotations of those questions to which nothing was."""
    told = comparison(labelled(DATA, "phrasing-documents"))
    assert told["false_releases"] == {}
    assert told["recall"] >= 0.85


def test_a_models_figures_count_what_is_supported_what_is_not_and_what_nobody_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phrase, "MOST_TOKENS", 5000)
    rows = [row for row in ROWS if row.question == "How much is the rent?"]

    def script(prompt: Prompt) -> Iterator[str]:
        yield from "[1] The rent is EUR 12,000 a month.\n[1] The rent is EUR 12,000 a month, in advance.\n[1] Rent is free.\n"

    told = spoken(rows, ScriptedModel(script, 100_000), quiet)
    assert (told["sentences_released"], told["faithful"], told["judged"], told["released"]) == (2, 1.0, 0.5, 1.0)
    assert told["unjudged"][0]["sentence"] == "The rent is EUR 12,000 a month, in advance."
    assert not told["reached"], "what nobody judged passes nothing"
    assert told["withheld"]["sentences"] == 1


def test_a_set_that_is_missing_or_malformed_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(LabelsUnusable):
        measure(tmp_path, "none", quiet)
    for text in ("{", "[1]", json.dumps([{"label": "perhaps"}])):
        (tmp_path / "bad.json").write_text(text)
        with pytest.raises(LabelsUnusable):
            labelled(tmp_path, "bad")
