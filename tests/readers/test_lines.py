"""Lines, tables and headings set down one below the other, and characters without a shape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.text import Hiding
from hemvist.readers.assembly import Assembly
from hemvist.readers.limits import Limits
from hemvist.readers.lines import Lines, header_rows, looks_like_header
from hemvist.readers.messages import Frames, words
from hemvist.readers.scribe import Scribe
from hemvist.readers.unseen import dropped, spelled
from tests.readers.parsing import hidden, tables, titles

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


def written(*steps: tuple[str, object]):
    assembly, frames = Assembly(Limits()), Frames()

    def send(message: bytes) -> None:
        for _, payload in frames.feed(message):
            assembly.add(words(payload))

    scribe = Scribe(send, Limits())
    lines = Lines(scribe)
    for what, value in steps:
        getattr(lines, what)(*value if isinstance(value, tuple) else (value,))
    lines.end()
    scribe.flush()
    return assembly.text("x")


def test_marked_headings_win_over_guessed_ones():
    assert titles(written(("line", "1. Term"), ("line", ("Law", 2)))) == [("Law", 2)]
    assert titles(written(("line", "1. Term"), ("line", "Three years."))) == [("1. Term", 1)]


def test_a_block_is_set_down_line_by_line_with_one_empty_line_between():
    text = written(("line", "Head"), ("block", "\r\n 1. Term\r\n\n \n\u200b\nThree\tyears.\xa0\r\n"), ("line", "x"))
    assert text.text == "Head\n\n1. Term\n\nThree\tyears.\nx"
    assert titles(text) == [("1. Term", 1)]
    assert written(("line", "Head"), ("block", " \n\n")).text == "Head"
    assert titles(written(("line", ("Head", 1)), ("block", "1. Term"))) == [("Head", 1)]
    assert hidden(written(("block", "a" + "\U000e0041" * 4))) == [("characters", "AAAA")]


@given(st.lists(TEXT, max_size=6))
def test_a_block_says_what_its_lines_say(rows):
    rows = [row for row in (" ".join(row.split()) for row in rows) if row]
    one, each = written(("block", "\n".join(rows))), written(*(("line", row) for row in rows))
    assert [line for line in one.text.split("\n") if line] == [line for line in each.text.split("\n") if line]
    assert titles(one) == titles(each)
    assert hidden(one) == hidden(each)


def test_a_table_keeps_its_columns_and_tells_its_header():
    text = written(("line", "x"), ("table", [["Item", "Price", ""], ["", ""], ["Bo\nlt", "", "2"], ["Nut"]]))
    assert text.text == "x\nItem | Price\nBo lt |  | 2\nNut"
    assert tables(text) == [("Item | Price", "Bo lt |  | 2\nNut")]


def test_a_first_row_of_figures_is_no_header():
    assert looks_like_header([["Item", "Price"], ["Bolt", "2"]])
    assert not looks_like_header([["2024", "3.5"], ["2025", "4"]])
    assert not looks_like_header([["Item", "Price"]])
    assert not looks_like_header([["Item"], ["Bolt"]])


def test_years_and_months_may_name_columns_beside_a_word_or_an_empty_corner():
    assert looks_like_header([["Item", "2023", "2024"], ["Bolt", "1", "2"]])
    assert looks_like_header([["", "2023", "2024"], ["Bolt", "1", "2"]])
    assert looks_like_header([["Item", "2024-01", "2024-02", "2023/24"], ["Bolt", "1", "2", "2019"]])
    assert looks_like_header([["", "Oslo", "Bergen"], ["Rent", "1", "2"]])
    assert not looks_like_header([["Bolt", "2019"], ["Nut", "2020"]])
    assert not looks_like_header([["Bolt", "2019", "2019"], ["Nut", "1", "2"]])
    assert not looks_like_header([["Bolt", "2019", "35"], ["Nut", "7", "36"]])
    assert not looks_like_header([["", "Oslo"], ["Rent", "1"]])
    assert not looks_like_header([["Item", "", "Price"], ["Bolt", "x", "2"]])


def test_what_is_hidden_in_a_row_is_told_together():
    text = written(
        ("hide", (Hiding.WHITE, "a ")), ("hide", (Hiding.WHITE, "b")), ("hide", (Hiding.TINY, "c")), ("line", "x")
    )
    assert hidden(text) == [("white", "a b"), ("tiny", "c")]


def test_letters_spelled_as_tags_or_selectors_are_told_and_leave_the_text():
    tags = "".join(chr(0xE0000 + ord(char)) for char in "obey me")
    selectors = "".join(chr(0xE0100 + byte - 16) for byte in b"obey me")
    text = written(("line", f"Hi{tags} there{selectors}."))
    assert text.text == "Hi there."
    assert hidden(text) == [("characters", "obey me"), ("characters", "obey me")]


def test_bits_of_no_width_are_told_of():
    assert list(spelled("a" + "\u200b\u200c" * 8)) == ["(16 characters without width, in 2 sorts)"]
    assert list(spelled("plain \u200b words")) == []


@given(TEXT)
def test_what_is_dropped_is_never_a_letter(raw: str):
    assert [char for char in dropped(raw) if char.isalnum()] == [char for char in raw if char.isalnum()]


@given(st.lists(st.lists(TEXT, max_size=4), max_size=6), st.lists(TEXT, max_size=4))
def test_offsets_run_forwards_whatever_is_written(rows: list[list[str]], paragraphs: list[str]):
    steps = [("line", (text, at % 3)) for at, text in enumerate(paragraphs)]
    text = written(*steps, ("table", rows), *steps)
    assert all(text.text[one.start : one.end].strip() for one in (*text.headings, *text.tables))
    assert all(one.end <= one.until for one in text.tables)


def test_a_table_whose_columns_stand_in_groups_has_a_header_of_two_rows():
    rows = [["", "Rent", "", "Fees", ""], ["", "2023", "2024", "2023", "2024"], ["Lund", "1", "2", "3", "4"]]
    assert header_rows(rows) == 2
    assert header_rows([rows[0], rows[1]]) == 0
    assert header_rows([rows[1], rows[2], rows[2]]) == 0
