"""The report as a table: no cell runs anything, whatever parts the cells."""

from __future__ import annotations

import csv
import io

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hemvist.documents.models import Reading
from hemvist.documents.report import as_csv
from hemvist.documents.show import Row

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(name: str) -> Row:
    return Row("d", "v", 1, name, "", Reading.SEARCHABLE, "txt", None, 1, "", 0, 0, 9, timezone.now())


@given(st.text(alphabet="a;=,\t\n\r\"'+-@", max_size=12))
def test_a_cell_comes_back_as_it_was_with_what_would_run_made_inert(name: str) -> None:
    cell = list(csv.reader(io.StringIO(as_csv([row(name)]), newline="")))[1][0]
    assert cell == (f"'{name}" if name.startswith(FORMULA) else name)


@given(st.text(alphabet='a;=,\t\n"', max_size=12))
def test_where_semicolons_part_cells_a_formula_after_one_stays_inside_its_cell(name: str) -> None:
    (_, cells) = csv.reader(io.StringIO(as_csv([row(name)]).replace('","', '";"'), newline=""), delimiter=";")
    assert not any(cell.startswith(FORMULA) for cell in cells)


def test_signs_as_east_asian_keyboards_write_them_begin_no_formula_either() -> None:
    for sign in "＝＋－＠":
        (cell, *_) = list(csv.reader(io.StringIO(as_csv([row(f"{sign}1")]), newline="")))[1]
        assert cell == f"'{sign}1"
