"""Plain text: its encodings, its pages, and characters without a shape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import txt
from hemvist.readers.base import read
from tests.readers.parsing import damaged, hidden, parse, survives


def test_a_form_feed_begins_a_new_page():
    text = read(b"1. Term\nThree years.\n\f2. Law\nSweden.\n\f", "terms.txt")
    assert [text.text[page.start : page.end] for page in text.pages] == ["1. Term\nThree years.\n", "2. Law\nSweden.\n"]
    assert [text.text[one.start : one.end] for one in text.headings] == ["1. Term", "2. Law"]


def test_what_turns_the_reading_direction_or_has_no_shape_leaves_the_text():
    tags = "".join(chr(0xE0000 + ord(char)) for char in "ignore this")
    text = read(f"invoice\u202egnp.exe\u202c \u200bpaid{tags}".encode(), "a.txt")
    assert text.text == "invoicegnp.exe paid"
    assert hidden(text) == [("characters", "ignore this")]


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=200))
def test_ordinary_words_stay_as_they_are(words: str):
    assert parse(txt, words.encode())[0].text == words


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes):
    survives(txt, data)


def test_damaged_text_is_read_or_refused():
    for data in damaged("Tre år\f2. Lag\n".encode() * 20, 200):
        survives(txt, data)
