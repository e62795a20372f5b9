"""Figures that stand higher on a PDF's page are no part of the figure before them."""

from __future__ import annotations

import pytest

from hemvist.readers import pdf
from tests.readers.leaves import drawn
from tests.readers.parsing import parse

Part = tuple[str, float, float]


def line(*parts: Part) -> str:
    """A line of text in parts: words, size, and how much higher they stand."""
    return "BT 72 700 Td " + "".join(f"/F {size} Tf {rise} Ts ({words}) Tj " for words, size, rise in parts) + "ET\n"


def lines_of(*contents: str) -> list[str]:
    return parse(pdf, drawn(*contents))[0].text.split("\n")


def read(*contents: str) -> str:
    return " ".join(" ".join(lines_of(*contents)).split())


def cell(words: str, x: float, y: float) -> str:
    """A table's cell, with the mark of a note behind the bar."""
    words, _, mark = words.partition("|")
    return f"BT /F 10 Tf {x} {y} Td ({words}) Tj /F 6 Tf 4 Ts ({mark}) Tj 0 Ts ET\n"


CELLS = [["Item", "2023", "2024"], ["Bolt", "5,000|1", "6,000|2"], ["Nut", "7,000", "8,100|3"], ["Pin|a", "9,000", "880"],
         ["Screw", "120|1", "130"]]  # fmt: skip
TABLE = "".join(
    cell(words, 72 + 150 * column, 700 - 16 * row)
    for row, line in enumerate(CELLS)
    for column, words in enumerate(line)
)
RULES = "".join(f"70 {712 - 16 * at} m 520 {712 - 16 * at} l S\n" for at in range(6)) + "".join(
    f"{x} 712 m {x} 632 l S\n" for x in (70, 220, 370, 520)
)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("EUR 5,000", 12, 0), ("1", 7, 4.5), (" a month", 12, 0)], "EUR 5,000^1 a month"),
        ([("a party", 12, 0), ("12", 7, 4), (", then", 12, 0)], "a party^12, then"),
        ([("CO", 12, 0), ("2", 7, -2), (" and 10", 12, 0), ("6", 8, 5)], "CO2 and 10^6"),
        ([("page", 12, 0), ("5", 8, 0)], "page5"),
        ([("x", 12, 0), ("7", 12, 2)], "x7"),
    ],
)
def test_a_raised_figure_is_parted_from_what_it_follows(parts: list[Part], said: str):
    assert read(line(*parts)) == said


def test_the_marks_of_a_page_are_bounded():
    parts: list[Part] = [("a", 6, 0), ("1", 3, 3)]
    assert read(line(*parts * 3000)).count("^") <= 2000


@pytest.mark.parametrize("rise", [3, 4.5, 6, 8])
def test_a_line_goes_on_behind_a_raised_figure(rise: float):
    rent = line(("Die Miete ist EUR 5.000", 12, 0), ("1", 6, rise), (" Euro im Monat.", 12, 0))
    below = "BT /F 12 Tf 72 686 Td (Sie ist im Voraus zu zahlen, und zwar am dritten Werktag.) Tj ET\n"
    assert lines_of(rent + below) == [
        "Die Miete ist EUR 5.000^1 Euro im Monat.", "Sie ist im Voraus zu zahlen, und zwar am dritten Werktag.",
    ]  # fmt: skip
    day = line(("On the 19", 12, 0), ("th", 6, rise), (" day", 12, 0))
    assert lines_of(day + below)[0] == "On the 19th day"


@pytest.mark.parametrize("rules", ["", RULES])
def test_raised_marks_keep_a_table_together(rules: str):
    wanted = [" | ".join(one.replace("|", "^") for one in row) for row in CELLS]
    assert lines_of(rules + TABLE) == wanted


def test_a_small_line_of_its_own_is_no_mark():
    price = "BT /F 12 Tf 72 700 Td (EUR 5,000) Tj ET\n"
    for x, y in ((300, 704), (72, 712), (127, 692), (72, 690)):
        assert "^" not in read(price + f"BT /F 7 Tf {x} {y} Td (12) Tj ET\n")
