"""What the parent believes of a child: nothing that is not as it should be, and no more than it can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hemvist.readers.assembly import Assembly
from hemvist.readers.base import read
from hemvist.readers.errors import TooLarge
from hemvist.readers.limits import DEFAULT
from hemvist.readers.messages import Misspoken

FEW = replace(DEFAULT, rows=30)


@pytest.mark.parametrize("unit", [[], {}, None, 7, "furlong", ["page"]])
def test_a_unit_is_one_of_ours(unit: Any) -> None:
    with pytest.raises(Misspoken):
        Assembly(DEFAULT).add({"unit": unit})


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


def test_a_table_of_too_many_rows_is_refused_in_words() -> None:
    data = "name;fee\n" + "".join(f"Party {n};{n}\n" for n in range(40))
    with pytest.raises(TooLarge, match="more than 30 rows"):
        read(data.encode(), "fees.csv", FEW)
    assert read(data.encode(), "fees.csv").spots
