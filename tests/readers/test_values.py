"""Lists of values: what cuts them, what their rows are called, and what is done where they are broken."""

from __future__ import annotations

import csv
import io

import pytest
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
    assert tables(read("Ort\tPreis\nKöln\t1,5\n".encode("utf-16"), "x.tab")) == [("Ort | Preis", "Köln | 1,5")]
    assert read(b"sep=|\na|b\n1|2\n", "x.csv").text == "a | b\n1 | 2"
    assert read(b"a,b;c\n1,2;3\n4,5;6\n", "x.csv").text.startswith("a")
    assert read("Ort,Preis\nKöln,3\n".encode("cp1252"), "x.csv").text == "Ort | Preis\nKöln | 3"
    assert read("a,b\n1,2\n".encode("utf-16"), "x.csv").text == "a | b\n1 | 2"


@pytest.mark.parametrize(
    ("data", "name", "second"),
    [
        ("2024-01-02;-1250,00;34500,50\n2024-01-03;-50,00;34450,50\n", "a.csv", "2024-01-03 | -50,00 | 34450,50"),
        ("2024-01-02\t-1250,00\t34500,50\n2024-01-03\t-50,00\t34450,50\n", "a.tsv", "2024-01-03 | -50,00 | 34450,50"),
        ("Kund, namn;Belopp, SEK\nMüller, Hans;1.234,56\nEk, Bo;99,50\n", "a.csv", "Müller, Hans | 1.234,56"),
        ("Kund, namn;Ort, land\nEk, Bo;Oslo, NO\n", "a.csv", "Ek, Bo | Oslo, NO"),
        ("Saldo\nDag;Summa\n" + "2024-01-03;5,50\n" * 20, "a.csv", "Dag | Summa"),
    ],
)
def test_commas_in_figures_and_in_prose_do_not_cut(data: str, name: str, second: str):
    assert read(data.encode(), name).text.split("\n")[1] == second


@pytest.mark.parametrize(
    ("data", "second"),
    [
        ("Item,Kind,Note\nBolt,a,short; red\nNut,b,long; blue\n", "Bolt | a | short; red"),
        ("1,2\n3,4\n", "3 | 4"),
        ("Year,Q1,Q2\n2023,1,2\n2024,3,4\n", "2023 | 1 | 2"),
        ("Item, Price\nBolt, 2\n", "Bolt | 2"),
        ("Title\nItem,Price,Note\nBolt\n", "Item | Price | Note"),
    ],
)
def test_commas_cut_where_nothing_else_does_so_as_well(data: str, second: str):
    assert read(data.encode(), "a.csv").text.split("\n")[1] == second


@pytest.mark.parametrize("head", ["Item;2023;2024", ";Oslo;Bergen", "Item;2023/24;Q1"])
def test_years_and_an_empty_corner_stand_in_headers(head: str):
    told = tables(read(f"{head}\n\nBolt;1;2\nNut;3;4\n".encode(), "x.csv"))
    assert told == [(head.replace(";", " | "), "Bolt | 1 | 2\nNut | 3 | 4")]


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


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (
            "Prislista 2024;;\n;;\nArtikel;Antal;Pris\nBult;2;1,50\nMutter;7;0,80\nSumma;;2,30\n",
            "Artikel | Antal | Pris",
        ),
        (
            "Konto;1234-5\nPeriod;2024-01\n\nDag;Belopp;Text\n2024-01-02;-1,5;Hyra\n2024-01-03;2;Avgift\n",
            "Dag | Belopp | Text",
        ),
        ("Price list, valid 2024\nItem,Qty,Price\nBolt,2,3.5\nNut,1,2.5\nTotal,,6\n", "Item | Qty | Price"),
        ("Item;2023;;2024;\n;Q1;Q2;Q1;Q2\nBolt;1;2;3;4\nNut;5;6;7;8\n", "Item | 2023 |  | 2024\n | Q1 | Q2 | Q1 | Q2"),
        ("Item;Kind\nBolt;steel;blue\nNut;steel;red\n", "Item | Kind"),
    ],
)
def test_the_header_stands_below_a_title(data: str, header: str):
    assert [head for head, _ in tables(read(data.encode(), "a.csv"))] == [header]


def test_rows_of_words_below_a_title_have_no_header():
    assert read(b"Staff\n\nAnn;Oslo\nBo;Bergen\n", "a.csv").tables == ()
