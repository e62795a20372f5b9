"""Lists of values: what cuts them, what their rows are called, and what is done where they are broken."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import values
from hemvist.readers.base import read
from tests.readers.parsing import damaged, parse, survives, tables

CELL = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters=' ,;"\n'), max_size=12)


def test_rows_are_lines_with_numbers_under_their_header():
    text = read(b'Item;Price\r\nBolt;2,5\r\n\r\n"Nut; big";=A1\r\n', "prices.csv")
    assert text.text == "Item | Price\nBolt | 2,5\nNut; big | =A1"
    assert tables(text) == [("Item | Price", "Bolt | 2,5\nNut; big | =A1")]
    assert [(one.name, text.text[one.start : one.end]) for one in text.spots] == [
        ("row 1", "Item | Price"), ("row 2", "Bolt | 2,5"), ("row 4", "Nut; big | =A1"),
    ]  # fmt: skip


def test_the_delimiter_is_found_or_told():
    assert read(b"a\tb\n1\t2\n", "x.tsv").text == "a | b\n1 | 2"
    assert read(b"sep=|\na|b\n1|2\n", "x.csv").text == "a | b\n1 | 2"
    assert read(b"a,b;c\n1,2;3\n4,5;6\n", "x.csv").text.startswith("a")
    assert read("Ort,Preis\nKöln,3\n".encode("cp1252"), "x.csv").text == "Ort | Preis\nKöln | 3"
    assert read("a,b\n1,2\n".encode("utf-16"), "x.csv").text == "a | b\n1 | 2"


def test_columns_of_figures_have_no_header():
    assert read(b"1,2\n3,4\n", "x.csv").tables == ()


def test_a_quotation_mark_that_never_ends_does_not_swallow_the_rest():
    data = b'Item,Note\nBolt,ok\nNut,"no end\n' + b"Pin,fine\n" * 30_000
    text = parse(values, data)[0]
    assert text.text.count("Pin | fine") == 30_000
    assert len(text.spots) == 30_003


def test_one_huge_field_is_read_within_bounds():
    assert len(parse(values, b"a," + b"x" * 3_000_000)[0].text) == 3_000_004


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8))
def test_what_python_writes_is_read_cell_by_cell(rows: list[list[str]]):
    out = io.StringIO()
    out.write("sep=;\n")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    text = parse(values, out.getvalue().encode())[0]
    wanted = [" | ".join(" ".join(cell.split()) for cell in row).rstrip(" |") for row in rows]
    assert [line.rstrip(" |") for line in text.text.split("\n")] == [
        line for line in wanted if line.strip(" |")
    ] or not text.text


def test_damaged_lists_are_read_or_refused():
    for data in damaged(b'Item;Price\n"Bolt";2\n' * 30, 200):
        survives(values, data)
