"""Of a table only the agreed fields are written anew, in a confined child; what was dropped is told by name."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.readers import fewer as inside
from hemvist.readers.base import Fewer, fewer, read
from hemvist.readers.errors import CannotRead, NoSuchFields, UnknownKind
from hemvist.readers.scribe import Unreadable

CSV = "Item;Price;Customer's number\nBolt;2;730218-1909\nNut;1;980605-7601;extra\n"


def of(data: bytes | str, name: str, *fields: str) -> Fewer:
    return fewer([data.encode() if isinstance(data, str) else data], name, fields)


def written(told: Fewer) -> str:
    return b"".join(told.pieces).decode()


def test_a_list_of_values_keeps_its_agreed_columns_and_no_cell_of_another() -> None:
    told = of(CSV, "prices.csv", "item", " PRICE ")
    assert written(told) == "Item;Price\r\nBolt;2\r\nNut;1\r\n"
    assert (told.kept, told.rows) == (("Item", "Price"), 2)
    assert told.dropped == ("Customer's number", inside.NAMELESS)


def test_a_title_above_the_header_goes() -> None:
    assert written(of("Prices for Anna Berg\n\nItem,Price\nBolt,2\n", "p.csv", "Price")) == "Price\r\n2\r\n"


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"author": "Anna Berg"})
    sheet = book.add_worksheet("Prices")
    for at, row in enumerate((["Item", "Secret", "Price"], ["Bolt", "730218-1909", 2.5], ["Nut", "x", 1])):
        sheet.write_row(at, 0, row)
    sheet.write_comment(1, 0, "a remark on Anna")
    book.add_worksheet("People").write_row(0, 0, ["Name", "Number"])
    hidden = book.add_worksheet("Hidden")
    hidden.write_row(0, 0, ["Item"])
    hidden.hide()
    book.close()
    return out.getvalue()


def test_a_workbook_keeps_its_agreed_columns_and_nothing_beside_them() -> None:
    told = of(workbook(), "prices.xlsx", "Item", "Price")
    data = b"".join(told.pieces)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Prices"]
    assert [[cell.value for cell in row] for row in book["Prices"].rows] == [
        ["Item", "Price"],
        ["Bolt", "2.5"],
        ["Nut", "1"],
    ]
    assert told.dropped == ("Secret", "People", "Hidden")
    everything = read(data, "prices.xlsx")
    assert "Bolt" in everything.text
    assert not everything.hidden


def test_of_json_only_values_under_agreed_keys_stay() -> None:
    data = {
        "customers": [{"id": 7, "name": "Anna", "address": {"city": "Lund", "street": "Storgatan 1"}}],
        "made": "today",
    }
    told = of(json.dumps(data), "c.json", "id", "customers.address.city")
    assert json.loads(written(told)) == {"customers": [{"id": 7, "address": {"city": "Lund"}}]}
    assert told.dropped == ("customers.name", "customers.address.street", "made")


def test_json_a_line_is_json_too() -> None:
    told = of('{"id": 1, "n": "x"}\n{"n": "y"}\n{"id": 2}\n', "c.jsonl", "id")
    assert [json.loads(line) for line in written(told).replace("\n ", " ").replace("\n}", "}").splitlines()] == [
        {"id": 1},
        {"id": 2},
    ]


def test_where_no_agreed_field_is_in_it_nothing_is_written() -> None:
    for data, name in ((CSV.encode(), "a.csv"), (workbook(), "a.xlsx"), (b'{"a": 1}', "a.json")):
        with pytest.raises(NoSuchFields):
            of(data, name, "salary")


def test_a_file_that_is_something_else_than_it_says_is_refused() -> None:
    for data, name in ((workbook(), "a.csv"), (CSV.encode(), "a.xlsx"), (workbook(), "a.json"), (b"%PDF-1.4", "a.csv")):
        with pytest.raises(CannotRead):
            of(data, name, "Item")
    with pytest.raises(UnknownKind):
        of(b"no json at all", "a.json", "Item")


CELLS = st.text("ab,;\"'\n\t|=é 1", max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_cell_of_a_dropped_column_survives(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["keep", "drop"])
    writer.writerows([[row[0], "SECRET" + row[1], *row[2:]] for row in rows])
    try:
        data, _ = inside.fewer("csv", out.getvalue().encode(), ["keep"])
    except Unreadable:
        return
    assert b"SECRET" not in data


JSON = st.recursive(
    st.none() | st.integers() | st.just("SECRET"),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "keep"]), below, max_size=3),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_every_value_that_stays_in_json_stands_under_an_agreed_key(value: object) -> None:
    try:
        data, _ = inside.fewer("json", json.dumps(value).encode(), ["keep"])
    except Unreadable:
        return
    assert all(key == "keep" for key in _keys_of_leaves(json.loads(data), ""))


def _keys_of_leaves(value: object, key: str) -> list[str]:
    if isinstance(value, dict):
        return [leaf for name, below in value.items() for leaf in _keys_of_leaves(below, name)]
    if isinstance(value, list):
        return [leaf for below in value for leaf in _keys_of_leaves(below, key)]
    return [key]


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 50_000, b"9" * 100_000, b'{"keep": 1' + b"0" * 9_999 + b"}"]
)
def test_hostile_json_is_refused_like_any_broken_file(data: bytes) -> None:
    with pytest.raises(CannotRead):
        of(data, "a.json", "keep")
