"""Results as files and as a page: numbers only, never overwritten, and the page says what the files say."""

from __future__ import annotations

import json
import subprocess
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.cli import bench
from hemvist.cli.main import parser
from hemvist.config.options import ROOT
from hemvist.evidence import curves, results, retrieval
from hemvist.evidence.legalbench import BenchmarkUnusable
from hemvist.evidence.results import ResultUnusable, commit, keep, numbers, page, read
from hemvist.providers.base import Embedder

DAY = date(2026, 11, 28)
PHRASED = {
    "benchmark": "phrasing-100",
    "comparison": {
        "sentences": 4, "supported": 2, "released": 1, "precision": 1.0, "recall": 0.5, "false_releases": {},
        "withheld_of_kind": {"value": 2}, "by_language": {"en": 0.5},
    },
    "unjudged": [{"question": "What is the secret price?", "sentence": "It is EUR 5."}],
}  # fmt: skip
POINTS = [{"threshold": 0.0, "shown": 4, "wrong_of_shown": 50.0, "right_of_answerable": 66.7}]
ANSWERED = {
    "asked": 6, "answerable": 3, "right": 2, "wrong": 1, "abstained_rightly": 2, "abstained_wrongly": 1,
    "cited_characters": 300.0, "intervals": {"wrong_of_shown": [6.1, 79.2], "right_of_answerable": [20.8, 93.9]},
    "seconds": {"p50": 0.1, "p95": 0.2},
}  # fmt: skip


def test_the_page_in_the_repository_is_what_its_files_say() -> None:
    kept = read(ROOT / "bench" / "results")
    assert {"retrieval", "answers", "phrasing"} <= {one.form for one in kept}
    assert (ROOT / "bench" / "results.md").read_text("utf-8") == page(kept)


def test_a_result_has_day_machine_commit_and_command_and_no_place_or_word_of_what_was_measured(tmp_path: Path) -> None:
    words = ["/home/zoe/secret folder/tests", "--benchmark", "phrasing-100"]
    path = keep(tmp_path / "results", "phrasing", "phrasing-100", words, PHRASED, DAY)
    assert path.name == "2026-11-28-phrasing-phrasing-100.json"
    text = path.read_text("utf-8")
    # Letters that no commit's hash has.
    for told in ("secret", "zoe", "price", "EUR", str(tmp_path)):
        assert told not in text
    (one,) = read(path.parent)
    assert (one.date, one.form, one.command) == (
        "2026-11-28", "phrasing", "hemvist bench phrasing tests --benchmark phrasing-100",
    )  # fmt: skip
    assert set(one.machine) == {"processors", "memory_gb", "kind", "system", "python"}
    assert one.figures["comparison"]["recall"] == 0.5
    assert (one.commit, one.changed) == commit()


def test_a_second_result_of_a_day_stands_beside_the_first(tmp_path: Path) -> None:
    names = [keep(tmp_path, "answers", "x", [], ANSWERED, DAY).name for _ in range(3)]
    assert names == ["2026-11-28-answers-x.json", "2026-11-28-answers-x-2.json", "2026-11-28-answers-x-3.json"]
    assert keep(tmp_path, "answers", "../up", [], ANSWERED, DAY).parent == tmp_path


def test_the_commit_says_whether_the_code_was_changed_since(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    assert commit(tmp_path) == ("", False)
    git("init")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("1")
    git("add", "-A")
    git("commit", "-m", "First")
    head, changed = commit(tmp_path)
    assert len(head) == 12
    assert not changed
    (tmp_path / "notes.md").write_text("x")
    assert commit(tmp_path) == (head, False)
    (tmp_path / "src" / "a.py").write_text("2")
    assert commit(tmp_path) == (head, True)


def test_the_page_has_a_table_for_each_form_and_curves_by_language(tmp_path: Path) -> None:
    both = ANSWERED | {
        "curve": POINTS,
        "languages": {"de": ANSWERED | {"curve": POINTS}, "en": ANSWERED | {"curve": POINTS}},
    }
    keep(tmp_path, "answers", "x", ["x", "--curve"], both, DAY)
    keep(tmp_path, "phrasing", "y", ["y"], PHRASED, DAY)
    keep(tmp_path, "speed", "100", [], {"passages": 100, "floor": {"p50": 1.5}}, DAY)
    told = page(read(tmp_path))
    assert "2 of 3: 66.7 (20.8 to 93.9) | 1 of 3: 33.3 (6.1 to 79.2) | 2 | 1 |" in told
    assert "| confidence at least | all: wrong / right | de: wrong / right | en: wrong / right |" in told
    assert "| 0.0 | 50.0 / 66.7 | 50.0 / 66.7 | 50.0 / 66.7 |" in told
    assert "| as set | 33.3 / 66.7 | 33.3 / 66.7 | 33.3 / 66.7 |" in told
    assert "| 4 | 1.0 | 0.5 | 0 | – |" in told
    assert "floor.p50 1.5; passages 100" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"date": "today"}', '{"date": 5}', "\udcff"])
def test_what_is_no_result_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.json").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(ResultUnusable, match=r"odd\.json"):
        read(tmp_path)


figures = st.recursive(
    st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), figures, max_size=4))
@settings(max_examples=40)
def test_no_word_among_figures_is_kept_whatever_they_are(told: dict[str, object]) -> None:
    def words(one: object) -> list[object]:
        if isinstance(one, dict):
            return [word for value in one.values() for word in words(value)]
        if isinstance(one, list):
            return [word for value in one for word in words(value)]
        return [] if isinstance(one, bool | int | float) else [one]

    assert words(numbers(told)) == []


def test_the_command_keeps_a_result_and_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ROOT / "tests" / "data"
    args = Namespace(
        folder=str(data), benchmark="phrasing-100", model=None, threads=1, keep=str(tmp_path / "results"), json=True,
        door="bench:phrasing",
    )  # fmt: skip
    assert bench.phrasing(args) == 0
    assert json.loads(capsys.readouterr().out)["comparison"]["false_releases"] == {}
    assert bench.page(Namespace(folder=str(tmp_path / "results"), json=False)) == 0
    assert (tmp_path / "results.md").read_text("utf-8") == page(read(tmp_path / "results"))
    assert "`hemvist bench phrasing data --benchmark phrasing-100`" in (tmp_path / "results.md").read_text("utf-8")
    assert results.numbers({"a": True, "b": "x"}) == {"a": True}


def test_a_kept_result_says_with_which_wordings_and_embedder_it_was_measured(tmp_path: Path) -> None:
    words = [
        ["retrieval", "F", "--benchmark", "b", "--wordings", "others", "--embedder", "all-minilm-l6-v2"],
        ["answers", "F", "--benchmark", "b", "--wordings", "later", "--curve"], ["speed", "--passages", "500"],
    ]  # fmt: skip
    for one in words:
        bench._print({"asked": 1}, parser().parse_args(["bench", *one, "--keep", str(tmp_path), "--json"]))
    assert {told.command for told in read(tmp_path)} == {
        "hemvist bench retrieval F --benchmark b --wordings others --embedder all-minilm-l6-v2",
        "hemvist bench answers F --benchmark b --wordings later --seed 0 --curve",
        "hemvist bench speed --passages 500 --rounds 130 --threads 2",
    }


def test_a_page_of_nothing_is_not_written(tmp_path: Path) -> None:
    page_before = tmp_path / "results.md"
    page_before.write_text("kept")
    for folder in ("results", "misspelt"):
        with pytest.raises(ResultUnusable, match="a folder without any"):
            bench.page(Namespace(folder=str(tmp_path / folder), json=False))
    assert page_before.read_text() == "kept"
    assert not (tmp_path / "misspelt.md").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["answers", "F", "--benchmark", "b", "--sample", "0"], ["answers", "F", "--benchmark", "b", "--sample", "-3"],
        ["retrieval", "F", "--benchmark", "b", "--threads", "0"], ["speed", "--passages", "0"], ["speed", "--rounds", "1"],
        ["speed", "--rounds", "many"],
    ],
)  # fmt: skip
def test_numbers_with_which_nothing_can_be_measured_are_wrong_calls(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["bench", *words])
    assert ended.value.code == 2
    assert words[-2] in capsys.readouterr().err


def test_wordings_that_no_question_has_are_no_measurement() -> None:
    folder = ROOT / "tests" / "data" / "plain"
    with pytest.raises(BenchmarkUnusable, match="wordings called others"):
        retrieval.measure(folder, "plain", cast(Embedder, None), lambda *at: None, "others")
    with pytest.raises(BenchmarkUnusable, match="wordings called others"):
        curves.measure(folder, "plain", cast(Embedder, None), lambda *at: None, wordings="others")
