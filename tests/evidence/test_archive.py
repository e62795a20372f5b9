"""The score of a made-up archive: a clause is found as it was read, and a superseded one is never counted as right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.evidence.archive import Clause, Question, Result, bare, figures, measure, where
from hemvist.evidence.legalbench import BenchmarkUnusable

CLAUSE = "The Tenant has 28 days after the end of the term to take away its installations."


def found(clause: str, text: str) -> str | None:
    span = where(clause, *bare(text))
    return None if span is None else text[span[0] : span[1]]


def test_a_clause_is_found_however_its_lines_are_broken() -> None:
    assert found(
        CLAUSE, "1.1\nThe Tenant has 28\ndays after the end of the  term to take away its instal-\nlations.\n1.2"
    ) == ("The Tenant has 28\ndays after the end of the  term to take away its instal-\nlations")


def test_a_clause_that_recognition_misread_is_found_nearly() -> None:
    read = CLAUSE.replace("Tenant", "Tcnant").replace("installations", "installatiqns")
    assert "28 days after the end" in (found(CLAUSE, f"Something else. {read} More.") or "")


def test_another_clause_is_not_taken_for_it() -> None:
    assert found(CLAUSE, "Electricity and water are metered separately and settled with the supplier.") is None
    assert found(CLAUSE, "") is None
    assert found("", "text") is None


@given(st.text(alphabet="abcdeåé 1.\n", max_size=60), st.text(alphabet="abcdeåé 1.\n", max_size=60))
def test_a_clause_that_stands_there_is_always_found(before: str, after: str) -> None:
    span = where(CLAUSE, *bare(before + CLAUSE + after))
    assert span is not None
    assert bare((before + CLAUSE + after)[span[0] : span[1]])[0] == bare(CLAUSE)[0]


def result(*, sources: bool = True, shown: bool = True, right: bool = False, superseded: bool = False) -> Result:
    clauses = (Clause("a.pdf", CLAUSE),) if sources else ()
    return Result(Question("?", None, clauses, (), (), ("en", "lease")), shown, right, right, superseded, False)


def test_the_figures_count_each_question_once() -> None:
    told = figures(
        [
            result(right=True),
            result(superseded=True),
            result(),
            result(shown=False),
            result(sources=False),
            result(sources=False, shown=False),
        ],
        8,
        ["a/x.tiff", "b.tiff", "c.odt"],
    )
    assert (told["asked"], told["source_unread"], told["answerable"]) == (8, 2, 4)
    assert (told["right"], told["wrong"], told["superseded"]) == (1, 3, 1)
    assert (told["abstained_rightly"], told["abstained_wrongly"]) == (1, 1)
    assert told["documents_unread"] == {".odt": 1, ".tiff": 2}
    assert told["kinds"]["lease"] == {"answerable": 4, "right": 1, "wrong": 3}


def test_showing_both_the_old_and_the_new_clause_is_right() -> None:
    assert figures([result(right=True, superseded=True)], 1, [])["superseded"] == 0


@pytest.mark.parametrize("key", [None, "[", '{"questions": []}', json.dumps({"questions": [{}], "documents": []})])
def test_a_folder_without_a_sound_key_is_refused(tmp_path: Path, key: str | None) -> None:
    if key is not None:
        (tmp_path / "key.json").write_text(key)
    with pytest.raises(BenchmarkUnusable):
        measure(tmp_path, None, lambda *told: None)  # type: ignore[arg-type]
