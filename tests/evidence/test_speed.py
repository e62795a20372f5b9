"""The measurement of speed: a small run of all of it, with the real embedder. How fast it is, is asserted nowhere."""

from __future__ import annotations

import json

import pytest

from hemvist.config.options import ROOT
from hemvist.evidence.speed import measure
from hemvist.providers.base import Embedder


@pytest.mark.slow
def test_every_figure_stands_beside_the_floor_of_its_run(embedder: Embedder) -> None:
    told: list[tuple[str, int, int]] = []
    figures = measure(500, 3, ROOT / "var" / "models" / embedder.identity.name, 2, lambda *at: told.append(at), texts=4)
    timed = {"question", "named", "evidence", "no_term_asked_before"}
    assert timed < figures.keys()
    for name in timed:
        assert figures[name]["ratio"] == round(figures[name]["p50"] / figures["floor"]["p50"], 2)
    assert figures["embedding"].keys() == {"passages_a_second", "bare", "ratio"}
    assert told[-1] == ("asking", 4, 4)
    json.dumps(figures)
