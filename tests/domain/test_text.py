"""Recognised pages are put into a text, and everything that is known of the text moves along."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.passage import passages, place, sentences
from hemvist.domain.personal.cues import table_of
from hemvist.domain.text import Heading, Page, Recognised, Spot, Table, Text, Unit, with_recognised

WORDS = st.text("abc \n", max_size=12)


def paged(pages: list[str]) -> Text:
    at, spans = 0, []
    for number, page in enumerate(pages, 1):
        spans.append(Page(number, at, at + len(page)))
        at += len(page) + 2
    scans = tuple(page.number for page in spans if page.start == page.end)
    return Text("\n\n".join(pages), tuple(spans), (), (), "pdf", scans=scans)


@given(pages=st.lists(WORDS, min_size=1, max_size=8), recognised=st.lists(WORDS, min_size=8, max_size=8))
def test_every_page_keeps_or_gets_its_own_words(pages: list[str], recognised: list[str]) -> None:
    text = paged(pages)
    found = {number: Recognised(recognised[number - 1], (), 90) for number in text.scans}
    whole = with_recognised(text, found)
    for page, told in zip(whole.pages, pages, strict=True):
        assert whole.text[page.start : page.end] == (told or recognised[page.number - 1])
        assert page.confidence == (None if told else 90)
    assert whole.text == "\n\n".join(told or new for told, new in zip(pages, recognised, strict=False))
    assert whole.scans == ()


def test_headings_tables_spots_and_boxes_move_along() -> None:
    text = paged(["", "1. Rent\nItem | Price\nHall | 5"])
    at = text.text.index
    row = at("Hall"), at("Hall") + 8
    text = Text(
        text.text, text.pages, (Heading(at("1."), at("1.") + 7, 1),), (), "pdf", Unit.PAGE,
        (Table(at("Item"), at("Item") + 12, row[1]),), (Spot(*row, "A2:B2"),), (), ((*row, 1, 2, 3, 4),), (1,),
    )  # fmt: skip
    whole = with_recognised(text, {1: Recognised("Lease of a hall", ((9, 10, 5, 5, 6, 6),), 80)})

    def cut(start: int, end: int) -> str:
        return whole.text[start:end]

    assert cut(whole.headings[0].start, whole.headings[0].end) == "1. Rent"
    assert cut(whole.tables[0].start, whole.tables[0].end) == "Item | Price"
    assert whole.tables[0].until == len(whole.text)
    assert cut(whole.spots[0].start, whole.spots[0].end) == "Hall | 5"
    assert [(cut(start, end), *box) for start, end, *box in whole.words] == [
        ("a", 5, 5, 6, 6),
        ("Hall | 5", 1, 2, 3, 4),
    ]


def test_what_the_file_tells_is_never_replaced() -> None:
    text = paged(["told"])
    assert with_recognised(text, {1: Recognised("invented", (), 99)}).text == "told"


def test_a_row_is_one_sentence_and_its_passage_carries_the_header() -> None:
    rows = [f"Bolt M{n}. Steel. | {n}.50 | piece" for n in range(200)]
    words = "\n".join(["Article | Price | Unit", *rows])
    text = Text(words, (Page(1, 0, len(words), "Prices"),), (), (), "xlsx", Unit.SHEET, (Table(0, 22, len(words)),))
    cut = passages(text)
    assert len(cut) > 3
    assert cut[0].heading == ""
    assert all(one.heading == "Article | Price | Unit" for one in cut[1:])
    assert [words[one.start : one.end] for one in sentences(words)][1:] == rows


def test_a_place_tells_sheet_and_cells() -> None:
    words = "a | b\n1 | 2"
    text = Text(
        words, (Page(1, 0, 11, "Prices"),), (), (), "xlsx", Unit.SHEET, (), (Spot(0, 5, "A1:B1"), Spot(6, 11, "A2:B2"))
    )
    assert place(text, 7)[:3] == (1, "Prices", "A2:B2")
    assert place(text, 5)[:3] == (1, "Prices", "")


def test_what_comes_after_a_table_in_a_table_stands_under_the_outer_header_again() -> None:
    rows = ["Lot | Terms", "A | see below", "Item | Price", "Bolt | 2 EUR", "B | none at all"]
    words = "\n".join(rows)
    at = [words.index(row) for row in rows]
    tables = (Table(0, 11, len(words)), Table(at[2], at[2] + 12, at[4] - 1))
    text = Text(words, (), (), (), "docx", tables=tables)
    headers = [place(text, one + 1).heading for one in at[1:]]
    assert headers == ["Lot | Terms", "Lot | Terms", "Item | Price", "Lot | Terms"]
    assert [table_of(tables, one) for one in at] == [0, 0, 1, 1, 0]
