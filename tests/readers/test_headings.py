"""Headings by their pattern, in the languages and shapes that contracts have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers.headings import heading, headings


@pytest.mark.parametrize(
    ("line", "found", "level"),
    [
        ("1. Term and Termination", "1. Term and Termination", 1),
        ("4.2 Confidentiality. Each party shall keep secret what it learns.", "4.2 Confidentiality", 2),
        ("10.1.3 Return of Goods:", "10.1.3 Return of Goods", 3),
        ("ARTICLE IV", "ARTICLE IV", 1),
        ("Article 7 – Liability", "Article 7 – Liability", 1),
        ("Section 5. Conditions of the Agent’s Obligations", "Section 5. Conditions of the Agent’s Obligations", 1),
        ("§ 5 Kündigung", "§ 5 Kündigung", 1),
        ("5 § Uppsägning", "5 § Uppsägning", 1),
        ("Bilaga 2", "Bilaga 2", 1),
        ("CONFIDENTIALITY", "CONFIDENTIALITY", 1),
        ("3 Löptid", "3 Löptid", 1),
        ("The parties agree as follows.", None, 0),
        ("1. the goods are delivered within ten days of the order and paid in thirty", None, 0),
        ("1. Definitions ......... 4", None, 0),
        ("1. Definitions 4", None, 0),
        ("12 March 2024 was the day on which the parties signed the agreement in Stockholm", None, 0),
        ("IN NO EVENT SHALL EITHER PARTY BE LIABLE FOR ANY INDIRECT,", None, 0),
        ("- 12 -", None, 0),
        ("$1,000,000", None, 0),
    ],
)
def test_known_lines(line: str, found: str | None, level: int):
    result = heading(line)
    assert (line[: result[0]] if result else None) == found
    assert (result[1] if result else 0) == level


def test_a_paragraph_in_capitals_is_no_row_of_headings():
    shouted = (
        "THE SOFTWARE IS PROVIDED AS IT IS AND WITHOUT ANY\nWARRANTY OF ANY KIND BY THE LICENSOR OR OTHER PARTIES\n"
    )
    assert len(list(headings(shouted))) <= 1


@given(st.text(st.sampled_from("1.2 §AÅbcde\nARTICLE IV\t"), max_size=300), st.integers(0, 1000))
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str, start: int):
    at = start
    for found in headings(text, start):
        assert at <= found.start < found.end <= start + len(text)
        assert text[found.start - start : found.end - start].strip()
        assert 1 <= found.level <= 9
        at = found.end


def test_a_long_line_without_end_costs_no_time():
    for line in ("1. " + "A " * 200, "A" * 10_000_000, "1." * 200, ". " * 200 + "4"):
        list(headings(line))
