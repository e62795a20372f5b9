"""Passages and sentences: nothing lost, nothing changed, cut where a reader of contracts would cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.passage import LEAST, MOST, Heading, Page, Passage, Text, headings, passages, place, sentences

# Pieces of contracts and of what breaks cutting them, joined in any order.
PIECES = st.sampled_from(
    [
        "The Tenant shall pay the rent. ", "1. April 2024", "(a) first; ", "(b) second\n", "Ms. Lund ", "No. 5 ", "§ 4 ",
        "12.3 Governing Law. ", "\n\n", "\n", " ", "\t", "\f", "\r\n", "\u00a0", "\u2003", "ARTICLE 7 TERM\n\n", "...", "?!", "”",
        "bl.a. ", "z. B. ", "M. Dupont ", "Inc. ", "e", "É", "漢字。", "🙂", "word " * 60, "x" * 1500, ";" * 7, "; and the ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join)


def txt(text: str, pages: tuple[Page, ...] = (), found: tuple[Heading, ...] = (), kind: str = "txt") -> Text:
    return Text(text, pages, found, (), kind)


def said(text: str) -> list[str]:
    return [text[one.start : one.end] for one in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms. Lund met M. Dupont on 1. April 2024. Section 4.2 applies.", 2),
        ("See No. 5 of Acme Inc. in force since May. It ends.", 2),
        ("Sold by Foo, Inc. The parties agree.", 2),
        ("Parterna ska bl.a. betala hyran fr.o.m. 1 maj. Avtalet gäller.", 2),
        ("Der Mieter zahlt z. B. Strom gem. Ziff. 4. Er haftet.", 2),
        ("Le bail prend fin le 1er mai. M. Dupont paie le loyer.", 2),
        ("It starts at 5 p.m. Eastern time. Thereafter it runs.", 2),
        ("Rent is due (see Sec. 4). It is paid monthly.", 2),
        ("He asked “May I sublet?” The answer is no.", 2),
        ("The fee is 1.500 EUR. VAT is added.", 2),
        ("1. Definitions\n\nThe fee is 10.5 percent.", 2),
        ("a line that was\nwrapped by an editor", 1),
        ("Term\nThis agreement begins when both have signed it and ends a year later", 2),
        ("(a) the first;\n(b) the second;\n(c) the third", 3),
        ("the following: (a) the first; (b) the second", 3),
        ("J. R. Smith signs. Dr. E. Lund signs.", 2),
        ("Balconies in Kv. Lokstallet are steel. They last.", 2),
    ],
)
def test_a_sentence_ends_where_a_reader_says_it_ends(text: str, expected: int) -> None:
    assert len(said(text)) == expected, said(text)


def test_a_number_that_opens_a_clause_does_not_end_a_sentence() -> None:
    assert said("1. Definitions. The fee is low.") == ["1. Definitions.", "The fee is low."]
    assert said("2. The Supplier delivers.") == ["2. The Supplier delivers."]


@pytest.mark.parametrize(
    "text",
    [
        "ab Rechnungsdatum zur Zahlung fällig. | Bei\nZahlung innerhalb von 8 Tagen gewähren wir 2 %\nSkonto.",
        "unserer Wahl Ersatz oder bessern nach. | Die\nVerjährungsfrist beträgt zwölf Monate ab\nAblieferung.",
        "nach Aufwand berechnet. | Zugeschnittenes\nMaterial ist vom Umtausch ausgeschlossen.",
        "8.1 The Subcontractor provides its own cranage. | The Main Contractor may use the\n"
        "Subcontractor's tower crane, when it is not needed for the Subcontract Works, at SEK 950.",
        "Es gilt das\nRecht der Bundesrepublik Deutschland und kein anderes.",
        "Er haftet bei\nHaftpflichtversicherungsschäden.",
        "Wir\nhaften. | Die\nVerjährungsfrist beträgt zwölf Monate ab Ablieferung der Ware.",
    ],
)
def test_a_sentence_that_begins_near_a_line_s_end_keeps_its_first_words(text: str) -> None:
    assert said(text.replace(" | ", " ")) == text.split(" | ")


@pytest.mark.parametrize(
    "text",
    [
        "IV. Preise\nSoweit nichts anderes vereinbart ist, gelten unsere",
        "Exhibit A\nThe premises are those on the first floor of the house.",
        "it ends there. Notices\n\nThe parties write to each other.",
    ],
)
def test_a_heading_ends_where_its_line_ends(text: str) -> None:
    assert any(one.split()[-1] in ("Preise", "A", "Notices") for one in said(text))


def test_sentences_of_a_part_have_offsets_into_the_whole() -> None:
    text = "Not this. But this one. And this. Not that."
    found = sentences(text, 10, 33)
    assert [text[one.start : one.end] for one in found] == ["But this one.", "And this."]


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_sentences_leave_out_white_space_only(text: str) -> None:
    at = 0
    for one in sentences(text):
        assert one.start < one.end
        assert not text[at : one.start].strip()
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()
        at = one.end
    assert not text[at:].strip()


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_passages_leave_out_white_space_only_and_keep_to_their_size(text: str) -> None:
    at = 0
    for number, one in enumerate(passages(txt(text))):
        assert one.ordinal == number
        assert one.text == text[one.start : one.end]
        assert 0 < len(one.text) <= MOST
        assert not text[at : one.start].strip()
        at = one.end
    assert not text[at:].strip()


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_passage_ends_inside_a_sentence_only_when_that_is_longer_than_a_passage(text: str) -> None:
    whole = sentences(text)
    ends = {one.end for one in whole}
    long = [one for one in whole if one.end - one.start > MOST]
    for one in passages(txt(text)):
        assert one.end in ends or any(other.start < one.end < other.end for other in long)


@pytest.mark.parametrize(
    "unit",
    [" ", "\n", "\n ", ". ", "a", "a.", "; (", '."', "1. ", "(a) ", "A\n", "A. ", "\u00a0", "Art. ", "§ 1\n", "x\n\n"],
)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    took = []
    for size in (60_000, 240_000):
        text = txt((unit * size)[:size] + "end")
        began = time.process_time()
        passages(text)
        took.append(time.process_time() - began)
    # Four times the text may take four times as long; a quadratic rule would take sixteen.
    assert took[1] < 9 * took[0] + 0.25, took


def test_a_passage_carries_the_page_it_starts_on() -> None:
    first, second = "The rent is ten. " * 60, "The notice is one month. " * 60
    pages = (Page(1, 0, len(first)), Page(2, len(first), len(first) + len(second)))
    found = passages(txt(first + second, pages))
    assert {one.page for one in found} == {1, 2}
    for one in found:
        assert one.page == (1 if one.start < len(first) else 2)
    assert all(one.page is None for one in passages(txt(first)))


def clause(number: str, title: str, words: str) -> str:
    return f"{number} {title}\n\n{words * 12}\n\n"


def test_a_passage_begins_with_its_section_and_carries_its_headings() -> None:
    text = clause("ARTICLE 1", "TERM", "") + clause("1.1", "Renewal", "The term renews by a year. ")
    text += clause("1.2", "Notice", "Notice is one month. ") + clause("ARTICLE 2", "RENT", "Rent is due monthly. ")
    by_heading = {one.heading: one for one in passages(txt(text))}
    assert "ARTICLE 1 TERM › 1.2 Notice" in by_heading
    assert by_heading["ARTICLE 1 TERM › 1.2 Notice"].text.startswith("1.2 Notice")
    assert by_heading["ARTICLE 2 RENT"].text.startswith("ARTICLE 2 RENT")


def test_a_reader_that_knows_headings_is_believed() -> None:
    text = "Rent\nThe rent is ten crowns a month and it is paid in advance.\nTerm\nIt lasts a year and then it ends."
    found = (Heading(0, 4, 1), Heading(text.index("Term"), text.index("Term") + 4, 1))
    assert headings(txt(text, (), found, "docx")) == found
    assert passages(txt(text, (), found, "docx"))[0].heading == "Rent"


def test_what_stands_on_every_page_is_no_heading() -> None:
    page = "MASTER AGREEMENT\n\n" + "The Supplier delivers the goods in time. " * 20 + "\n\n"
    assert headings(txt(page * 5)) == ()


def test_a_short_sentence_that_runs_over_a_line_s_end_is_no_heading() -> None:
    text = txt(
        "nach Aufwand berechnet. Zugeschnittenes\nMaterial ist vom Umtausch ausgeschlossen.\nIX. Haftung\n\nWir haften."
    )
    assert [text.text[one.start : one.end] for one in headings(text)] == ["IX. Haftung"]


def test_no_text_has_no_passages() -> None:
    assert passages(txt(" \n\t\n ")) == []


def test_most_passages_are_neither_crumbs_nor_lumps() -> None:
    from pathlib import Path

    folder = Path(__file__).parents[1] / "data" / "cuad-tiny" / "corpus"
    found: list[Passage] = []
    for path in sorted(folder.glob("*.txt")):
        found += passages(txt(path.read_text("utf-8")))
    sizes = sorted(len(one.text) for one in found)
    assert 300 < sizes[len(sizes) // 2] < 900
    assert sum(size < LEAST for size in sizes) < 0.2 * len(sizes)


def test_a_document_of_thousands_of_pages_is_cut_in_seconds() -> None:
    page = "".join(
        f"{n}.{n} Term and Notice {n}\n\nThe notice is {n} months. It is given in writing.\n\n" for n in range(40)
    )
    text = page * (4_000_000 // len(page))
    began = time.process_time()
    assert len(passages(txt(text))) > 4_000
    # About a second; copying what came before at each sentence took half a minute.
    assert time.process_time() - began < 8


def test_a_clause_does_not_stand_under_the_numbered_clause_before_it() -> None:
    words = "4. Delivery\n4.1 Products are delivered here\nas agreed.\n4.2 If delivery is late, the Supplier pays.\n"
    found = (Heading(0, 11, 1), Heading(12, 43, 2))
    text = Text(words, (), found, (), "txt")
    assert place(text, words.index("as agreed")).heading == "4. Delivery › 4.1 Products are delivered here"
    assert place(text, words.index("4.2")).heading == "4. Delivery"
    assert place(text, words.index("the Supplier")).heading == "4. Delivery"
