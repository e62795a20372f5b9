"""RTF: paragraphs, tables and notes as Word shows them, and what it does not show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import rtf
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables, titles

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 C;}{\f2\fcharset128 J;}}"
    rb"{\colortbl;\red255\green255\blue255;\red0\green0\blue96;}{\stylesheet{\s0 Normal;}{\s7 heading 2;}}"
)


def of(body: bytes):
    return parse(rtf, HEAD + body + b"}")[0]


def test_a_document_made_by_another_program():
    text = read((FILES / "rich.rtf").read_bytes(), "lease.rtf")
    assert text.text == (
        "Lease agreement\n\nThe term is three whole years[1], see the annex.\n"
        "Rent: 500 € – “net” å ö ß Привет 日本 😀.\nLight on dark\n\nPrices\n\nItem | Price\nBolt long | 2 €\n | 3 €\n"
        "Words in a box\nBox:\nEnd[i].\n[1] Counted from the first of May.\n[i] An endnote."
    )
    assert titles(text) == [("Lease agreement", 1), ("Prices", 2)]
    assert tables(text) == [("Item | Price", "Bolt long | 2 €\n | 3 €")]
    assert hidden(text) == [
        ("deleted", "deleted words"), ("comment", "Why three?"), ("formatted", "vanished words"), ("white", "white words"),
        ("tiny", "tiny words"),
    ]  # fmt: skip
    assert "Tracked changes were read as if accepted." in text.notes


def test_letters_are_read_in_their_own_code_page():
    assert of(
        rb"\'e5\u8364?\'80 {\f1\'cf\'f0\'e8} {\f2\'93\'fa\'96\'7b} \uc2\u228ab\uc0\u-10179\u-8704 \{x\}\~\_"
    ).text == ("å€€ При 日本 ä😀{x} -")


@pytest.mark.parametrize(
    ("told", "why"),
    [(rb"{\v x}", "formatted"), (rb"{\deleted x}", "deleted"), (rb"{\cf1 x}", "white"), (rb"{\fs2 x}", "tiny"),
     (rb"{\cf2\highlight2 x}", "white"), (rb"{\*\annotation x}", "comment")],
)  # fmt: skip
def test_what_is_not_seen_is_kept_apart(told: bytes, why: str):
    text = of(rb"\pard seen " + told + rb"\par")
    assert (text.text, hidden(text)) == ("seen", [(why, "x")])


def test_half_a_character_that_is_not_seen_spoils_nothing():
    text = of(rb"\pard seen {\v \u-10179?\u-8704? a\u-10179?}\par")
    assert (text.text, hidden(text)) == ("seen", [("formatted", "😀 a\ufffd")])


def test_white_on_a_dark_cell_is_seen():
    body = rb"\trowd\clcbpat2\cellx1\cellx2\pard\intbl{\cf1 a}\cell{\cf1 b}\cell\row\pard x"
    text = of(body)
    assert (text.text, hidden(text)) == ("a\nx", [("white", "b")])


def test_pictures_objects_and_headers_are_said_to_be_left_out():
    text = of(
        rb"a{\pict\pngblip 89504e}{\object\objemb{\*\objdata 00}{\result b}}{\header c}{\info{\title d}}{\*\unknown e}\par"
    )
    assert text.text == "ab"
    assert set(text.notes) == {
        "Pictures in it were not read.", "Embedded files were left out.", "Page headers and footers were left out.",
    }  # fmt: skip


def test_raw_bytes_are_jumped_over():
    assert of(b"a{\\pict\\bin6 }}}}}}}b\\par").text == "ab"


def test_headings_come_from_styles_and_outline_levels():
    text = of(rb"\pard\s7 One\par\pard\outlinelevel0 {\listtext\pard 1.\tab}Two\par\pard three\par")
    assert titles(text) == [("One", 2), ("1.\tTwo", 1)]


def test_a_page_in_the_clothes_of_rtf_is_read_as_the_page():
    packed = (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag <html><body><p style='display:none'>}gone{\*\htmltag </p><p>}"
        rb"\htmlrtf {\b \htmlrtf0 seen \'e5\htmlrtf }\htmlrtf0 {\*\htmltag </p>}}"
    )
    text = parse(rtf, packed)[0]
    assert (text.text, hidden(text)) == ("seen å", [("formatted", "gone")])


def test_deep_groups_and_huge_numbers_end():
    assert of(rb"{" * 4_000 + b"x").text == "x"
    with pytest.raises(BrokenFile, match="too deeply"):
        read(HEAD + b"{" * 200_000 + b"x", "a.rtf")
    assert of(rb"\uc9999999999\u99999999999 \fs-99999999999\cf9999999999\f9999999999\li-1 x").text.endswith("")
    assert of(rb"x\bin99999999999 y").text == "x"
    assert survives(rtf, HEAD + rb"\trowd" + rb"\cellx1" * 20_000 + rb"\intbl x\cell" * 20_000 + b"\\row}")


@given(st.text(st.sampled_from("\\{}'*abcfsuvrowcellpar 0129-\n;"), max_size=200))
def test_any_control_words_are_read_or_refused(raw: str):
    survives(rtf, HEAD + raw.encode())


def test_damaged_documents_are_read_or_refused():
    for data in damaged((FILES / "rich.rtf").read_bytes(), 150):
        survives(rtf, data)


def test_headers_are_set_apart_with_the_fields_in_them():
    text = of(rb"a{\header b{\field{\*\fldinst PAGE}{\fldrslt 7}}\par c}{\footerf d}\par")
    assert (text.text, hidden(text)) == ("a", [("running", "b7\nc\nd")])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (rb"\fftype1\ffres1", "[x]"),
        (rb"\fftype1\ffres0\ffdefres1", "[ ]"),
        (rb"\fftype1\ffres25\ffdefres1", "[x]"),
        (rb"\fftype2\ffres1{\*\ffname D}{\*\ffl Basic}{\*\ffl Gold}", "Gold"),
        (rb"\fftype2\ffres7{\*\ffl Basic}", ""),
        (rb"\fftype0{\*\ffdeftext x}", ""),
    ],
)
def test_what_is_ticked_and_chosen_in_a_form_is_read(told: bytes, said: str):
    field = rb"{\field{\*\fldinst FORM {\*\formfield{" + told + rb"}}}{\fldrslt }}"
    assert of(rb"Pets: " + field + rb" yes\par").text == f"Pets: {said} yes"
    assert of(rb"a{\footnote " + field + rb"}{\header " + field + rb"}\par").text == f"a\n{said}".strip()


def test_boxes_in_a_font_of_symbols_are_read():
    fonts = rb"{\fonttbl{\f3\fcharset2 Wingdings;}{\f4\fcharset2 Wingdings 2;}{\f5\fcharset2 Symbol;}}"
    body = rb"{\f3\'a8} yes {\f3\'fe} no {\f4\u-4014?}{\f5 o\u-3842?} \u-3842?"
    assert of(fonts + body).text == "[ ] yes [x] no [x]o"


def test_what_is_struck_out_is_set_apart():
    text = of(rb"Notice: {\strike three}{\striked1  four} six\strike seven\strike0 , \strike eight\plain months\par")
    assert text.text == "Notice:  six, months"
    assert hidden(text) == [("deleted", "three fourseveneight")]


def test_figures_that_stand_higher_are_no_part_of_the_figure_before_them():
    text = of(
        rb"Rent 1500{\super 1\'32} EUR, 10\super 6\nosupersub  units, m\super 2\super0 n\super 1\plain , 1{\super st}\par"
    )
    assert text.text == "Rent 1500^12 EUR, 10^6 units, m^2n^1, 1st"


def test_notes_and_what_they_belong_to_have_the_same_mark():
    text = of(
        rb"Rent{\super\chftn{\footnote\pard\plain {\super\chftn} Net.}} term{\super\chftn{\footnote\ftnalt {\chftn} Sweden.}}"
        rb" own{\super *{\footnote * Own.}}{\deleted\chftn{\footnote\chftn  Gone.}} end{\chftn{\footnote\chftn  Last.}}\par"
    )
    assert text.text == "Rent[1] term[i] own* end[2]\n[1] Net.\n[i] Sweden.\n* Own.\n[2] Last."
    assert hidden(text) == [("deleted", "Gone.")]
