"""What the parent believes of a child: nothing that is not as it should be, and no more than it can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hemvist.readers.assembly import Assembly
from hemvist.readers.base import read
from hemvist.readers.errors import TooLarge
from hemvist.readers.limits import DEFAULT
from hemvist.readers.messages import Misspoken, told, words

FEW = replace(DEFAULT, rows=30)
HEAD = 5
"""Bytes of a frame before what it says."""


@pytest.mark.parametrize("unit", [[], {}, None, 7, "furlong", ["page"]])
def test_a_unit_is_one_of_ours(unit: Any) -> None:
    with pytest.raises(Misspoken):
        Assembly(DEFAULT).add({"unit": unit})


@pytest.mark.parametrize("text", ["", "{}", "=", "Räksmörgås – 5 €\n\n😀"])
def test_a_message_of_text_says_that_text_whatever_it_looks_like(text: str) -> None:
    assembly = Assembly(DEFAULT)
    assembly.add(words(told(text)[HEAD:]))
    assert assembly.text("txt").text == text


@pytest.mark.parametrize("payload", [b"=\xff", b"=\xc3", told("a\ud800")[HEAD:], b"[]", b""])
def test_what_is_neither_text_nor_words_is_refused(payload: bytes) -> None:
    with pytest.raises(Misspoken):
        words(payload)


def rows(start: int, count: int, *rest: object) -> list[list[object]]:
    return [[at, at + 1, *rest] for at in range(start, start + count)]


def test_all_lists_together_have_one_budget() -> None:
    assembly = Assembly(FEW)
    assembly.add({"text": "x" * 100, "spots": rows(0, 10, "A1"), "words": rows(0, 10, 1, 1, 2, 2)})
    assembly.add({"headings": rows(0, 5, 1), "tables": [[at, at + 1, at + 1] for at in range(5)]})
    with pytest.raises(Misspoken):
        assembly.add({"spots": rows(20, 1, "A1")})


def test_a_long_name_counts_as_the_rows_whose_memory_it_takes() -> None:
    assembly = Assembly(FEW)
    assembly.add({"text": "x" * 100, "spots": rows(0, 5, "n" * 100)})
    with pytest.raises(Misspoken):
        assembly.add({"spots": rows(5, 1, "A1")})


def test_lines_told_by_their_lengths_are_spots_named_by_their_number() -> None:
    assembly = Assembly(FEW)
    assembly.add({"text": "ab\nc\ndef", "lists": [[0, 7, [2, 1]], [5, 12, [3]]]})
    spots = [(one.start, one.end, one.name) for one in assembly.text("csv").spots]
    assert spots == [(0, 2, "row 7"), (3, 4, "row 8"), (5, 8, "row 12")]


@pytest.mark.parametrize(
    "told",
    [
        [0, 1, []], [0, 1, [0]], [0, 1, [5, -3]], [0, 1, [4, 5]], [-1, 1, [3]], [0, 0, [3]], [0, 1 << 40, [3]],
        [0, 1, [1.5]], [0, 1, ["3"]], [0, 1, [True]], [0, 1, [[1]]], [0, 1, {}], [0, 1, 3], [0, 1], [0, 1, [10**40]], [0, 1, [1] * 6],
    ],
)  # fmt: skip
def test_lines_that_are_not_in_the_text_are_refused(told: Any) -> None:
    assembly = Assembly(FEW)
    assembly.add({"text": "x" * 9})
    with pytest.raises(Misspoken):
        assembly.add({"lists": [told]})
    assert not assembly.text("csv").spots


def test_lines_run_forwards_and_count_against_the_one_budget() -> None:
    assembly = Assembly(FEW)
    assembly.add({"text": "x" * 100, "lists": [[0, 1, [1] * 29]]})
    with pytest.raises(Misspoken):
        Assembly(FEW).add({"text": "x" * 100, "lists": [[50, 1, [3]], [40, 2, [3]]]})
    with pytest.raises(Misspoken):
        assembly.add({"lists": [[60, 30, [1, 1]]]})


def test_a_table_of_too_many_rows_is_refused_in_words() -> None:
    data = "name;fee\n" + "".join(f"Party {n};{n}\n" for n in range(40))
    with pytest.raises(TooLarge, match="more than 30 rows"):
        read(data.encode(), "fees.csv", FEW)
    assert read(data.encode(), "fees.csv").spots
