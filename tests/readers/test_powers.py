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


def read(*contents: str) -> str:
    return " ".join(parse(pdf, drawn(*contents))[0].text.split())


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
