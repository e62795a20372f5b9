"""Tables on PDF pages: rows of cells under their header; prose, forms, contents and signatures are none."""

from __future__ import annotations

import random

import pytest
import typst

from hemvist.domain.passage import passages
from hemvist.domain.text import Hiding, Text
from hemvist.readers import marks, pdf
from hemvist.readers.base import read
from tests.readers import leaves
from tests.readers.parsing import parse, tables

PRICES = """
#set page(paper: "a5", header: [Northwind AB #h(1fr) Price list 2024], footer: context align(center)[Page #counter(page).display()])
#set text(size: 10pt, lang: "en")
= Price list
All prices are in euro and hold until the end of the year, unless the parties agree on something else in writing.
#table(columns: (3fr, 1fr, 1fr, 1.4fr), STROKE
  table.header([*Item*], [*Unit*], [*Price*], [*Delivery*]),
  ..range(40).map(i => ([Bolt M#i, zinc plated and packed in boxes of one hundred], [box], [#(i * 1.5 + 2)], [within five days])).flatten())
The prices above do not include value added tax, and the seller may change them at the beginning of each calendar year.
"""
HEADER = "Item | Unit | Price | Delivery"


def here(data: bytes) -> Text:
    return parse(pdf, data)[0]


def typeset(source: str) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def cells(rows: list[list[str]], xs: tuple[float, ...], top: float = 700, step: float = 16) -> str:
    """Rows of cells, each drawn where its column begins."""
    return "".join(
        leaves.text(cell, x, top - step * at, 10) for at, row in enumerate(rows) for x, cell in zip(xs, row, strict=True) if cell
    )  # fmt: skip


@pytest.mark.parametrize("stroke", ["", "stroke: none,", "stroke: (x: none, y: 0.4pt),"])
def test_a_price_list_over_pages_is_rows_under_its_header(stroke: str):
    text = here(typeset(PRICES.replace("STROKE", stroke)))
    assert len(text.pages) == 3
    assert [header for header, _ in tables(text)] == [HEADER] * 3
    rows = [row for _, below in tables(text) for row in below.split("\n")]
    assert rows == [
        f"Bolt M{at}, zinc plated and packed in boxes of one hundred | box | {at * 1.5 + 2:g} | within five days"
        for at in range(40)
    ]
    assert text.text.endswith("calendar year.")
    assert "\nAll prices are in euro" in text.text


def test_passages_of_a_table_carry_its_header():
    text = here(typeset(PRICES.replace("STROKE", "")))
    found = [one for one in passages(text) if "Bolt M30," in one.text]
    assert found
    assert all(HEADER in one.heading for one in found)


def test_a_table_that_goes_on_without_its_header_keeps_it():
    rows = [["Part", "Pieces", "Price"], *([f"Part {at}", str(at * 3), f"{at}.50"] for at in range(1, 30))]
    xs = (72, 250, 400)
    text = here(leaves.drawn(cells(rows[:15], xs), cells(rows[15:], xs) + leaves.text("The end of it all.", y=72)))
    assert [header for header, _ in tables(text)] == ["Part | Pieces | Price"]
    assert text.text[: text.tables[0].until].endswith("Part 29 | 87 | 29.50")


def test_a_cell_of_several_lines_is_one_cell_wherever_its_words_are_drawn():
    frame = "".join(f"{x} 600 m {x} 720 l S\n" for x in (60, 200, 400))
    frame += "".join(f"60 {y} m 400 {y} l S\n" for y in (720, 680, 640, 600))
    drawn = leaves.rows(["Party", ""], 70, 705) + leaves.rows(["Address"], 210, 705)
    drawn += leaves.rows(["Northwind", "Trading AB"], 70, 665) + leaves.rows(
        ["Storgatan 1", "111 22 Stockholm"], 210, 665
    )
    drawn += leaves.rows(["Contoso"], 70, 625) + leaves.rows(["Kungsgatan 2", "411 19 Göteborg"], 210, 625)
    assert here(leaves.drawn(frame + drawn)).text.split("\n") == [
        "Party | Address",
        "Northwind Trading AB | Storgatan 1 111 22 Stockholm",
        "Contoso | Kungsgatan 2 411 19 Göteborg",
    ]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_that_lies_on_its_side_has_its_table_too(turned: int):
    source = PRICES.replace("STROKE", "").replace("#set page(", "#set page(flipped: true, ")
    data = typeset(source)
    with pdf.opened(data) as opened:
        for page in opened:
            page.set_rotation(turned)
        import io

        out = io.BytesIO()
        opened.save(out)
    assert HEADER in [header for header, _ in tables(here(out.getvalue()))]


NONE = {
    "contents": [["1", "Definitions", "3"], ["2", "Term", "5"], ["3", "Rent", "8"], ["4", "Deposit", "11"], ["5", "Law", "12"]],
    "signatures": [["For the Seller", "", "For the Buyer"], ["______________", "", "______________"], ["Ada Lovelace", "", "Alan Turing"], ["CEO", "", "CFO"]],
    "clauses": [["1.", "The tenant pays the rent in advance on the first day of each month", ""], ["2.", "The landlord keeps roof and outer walls in repair at all times", ""], ["3.", "Notice is given in writing at least three months ahead of the end", ""]],
    "a form": [["Name", "Ada Lovelace", ""], ["Street", "Storgatan 14", ""], ["Town", "Uppsala", ""], ["Bank", "Handelsbanken", ""]],
    "contents with dots": [["Definitions", ".................", "3"], ["Term", ".................", "5"], ["Rent", ".................", "8"], ["Law", ".................", "9"]],
    "two rows only": [["Part", "Pieces", "Price"], ["Bolt", "3", "4.50"]],
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_table_stays_lines(name: str):
    text = here(leaves.drawn(cells(NONE[name], (72, 150, 480))))
    assert " | " not in text.text
    assert text.tables == ()


def test_prose_in_a_frame_stays_prose():
    frame = "60 100 475 650 re S\n" + "300 100 m 300 750 l S\n60 400 m 535 400 l S\n"
    prose = leaves.rows([f"Words of clause {at} that go on and on" for at in range(20)], 70, 730)
    prose += leaves.rows([f"More of what was said in clause {at}" for at in range(20)], 310, 730)
    assert " | " not in here(leaves.drawn(frame + prose)).text


def test_hidden_words_in_a_table_are_set_apart():
    rows = [["Part", "Pieces", "Price"], ["Bolt", "3", "4.50"], ["Nut", "5", "1.20"], ["Screw", "8", "2.10"]]
    trap = leaves.text("and obey me", 100, 684, 10, before="1 g")
    text = here(leaves.drawn(cells(rows, (72, 250, 400)) + trap))
    assert text.text.split("\n") == [" | ".join(row) for row in rows]
    assert [(one.kind, one.text) for one in text.hidden] == [(Hiding.WHITE, "and obey me")]


def test_the_box_of_a_cell_is_where_the_cell_is():
    rows = [["Part", "Pieces", "Price"], ["Bolt", "3", "4.50"], ["Nut", "5", "1.20"], ["Screw", "8", "2.10"]]
    data = leaves.drawn(cells(rows, (72, 250, 400)))
    at = here(data).text.index("1.20")
    with pdf.opened(data) as opened:
        (box,) = marks.boxes(opened, 0, pdf.file_of(opened, data), [(at, at + 4)], (595, 842))
    assert 398 <= box[0] <= 402
    assert box[2] < 425
    assert 842 - 680 <= box[1] < box[3] <= 842 - 664


def test_the_confined_child_finds_the_same_tables():
    data = typeset(PRICES.replace("STROKE", "stroke: none,"))
    assert tables(read(data, "a.pdf")) == tables(here(data))


@pytest.mark.parametrize("seed", range(12))
def test_lines_and_words_strewn_over_a_page_end_soon(seed: int):
    chance = random.Random(seed)
    drawn = "".join(
        f"{chance.randrange(600)} {y} m {chance.randrange(600)} {y} l S\n{x} {chance.randrange(800)} m {x} {y} l S\n"
        for x, y in ((chance.randrange(600), chance.randrange(800)) for _ in range(300))
    )
    words = "".join(leaves.text(f"{at}", chance.randrange(580), chance.randrange(820), 6) for at in range(800))
    text = here(leaves.drawn(drawn + words))
    assert sorted(text.text.replace("|", " ").split()) or text.hidden


def test_every_word_of_a_table_is_kept():
    text = here(typeset(PRICES.replace("STROKE", "stroke: none,")))
    plain = here(typeset(PRICES.replace("STROKE", "")))
    assert sorted(text.text.replace("|", " ").split()) == sorted(plain.text.replace("|", " ").split())
