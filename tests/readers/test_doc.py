"""Old Word documents: what is read of them, and that damage is refused."""

from __future__ import annotations

import struct

import pytest

from hemvist.domain.text import Text
from hemvist.readers import doc
from hemvist.readers.base import read
from hemvist.readers.docstyles import orders
from hemvist.readers.errors import BrokenFile, PasswordProtected, UnknownKind
from tests.readers.olden import Paragraph, change, said, word
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables, titles

RICH = (FILES / "rich.doc").read_bytes()


def patched(at: int, value: int) -> bytes:
    """The document with two bytes of its main stream's head changed."""
    head = RICH.index(b"\xec\xa5")
    return RICH[: head + at] + struct.pack("<H", value) + RICH[head + at + 2 :]


def test_a_document_made_by_another_program():
    text = read(RICH, "lease.doc")
    assert text.text == (
        "Lease agreement\n\nThe term is three whole years[1], see the annex.\n"
        "Rent: 500 € – “net” å ö ß Привет 日本 😀.\nLight on dark\n\nPrices\n\nItem | Price\nBolt long | 2 €\n | 3 €\n"
        "Box:\nEnd[i].\nWords in a box\n[1] Counted from the first of May.\n[i] An endnote."
    )
    assert titles(text) == [("Lease agreement", 1), ("Prices", 2)]
    assert tables(text) == [("Item | Price", "Bolt long | 2 €\n | 3 €")]
    assert text.kind == "doc"


def test_what_is_deleted_hidden_or_a_comment_is_kept_apart():
    text = read(RICH, "lease.doc")
    assert hidden(text) == [
        ("deleted", "deleted words"), ("formatted", "vanished words"), ("white", "white words"), ("tiny", "tiny words"),
        ("comment", "Why three?"),
    ]  # fmt: skip
    assert "Tracked changes were read as if accepted." in text.notes


def test_a_password_is_said():
    with pytest.raises(PasswordProtected):
        read(patched(0x0A, 0x1300), "lease.doc")


def test_older_word_is_refused_by_name():
    with pytest.raises(UnknownKind, match="Word 95 or older"):
        read(patched(2, 0x0068), "lease.doc")


def test_a_document_cut_off_is_refused():
    with pytest.raises(BrokenFile):
        read(RICH[:4000], "lease.doc")


def test_counts_beyond_the_file_are_refused_or_read_within_it():
    for at in range(0x4C, 0x6C, 2):
        survives(doc, patched(at, 0x7FFF))
        survives(doc, patched(at, 0xFFFF))
    for at in range(0x9A, 0x1AA, 2):
        survives(doc, patched(at, 0xFFFF))


def test_properties_that_end_too_early_are_passed_over():
    assert list(orders(b"\x3c\x08\x01\x43\x4a\x18")) == [(0x083C, b"\x01")]
    assert list(orders(b"\x12\xd6\xff\x00")) == []
    assert list(orders(b"\x08\xd6\x00\x00\x3c\x08\x01")) == []


def test_damaged_documents_are_read_or_refused():
    outcomes = [survives(doc, data) for data in damaged(RICH, 300)]
    assert any(outcomes)
    assert not all(outcomes)


def test_it_is_the_same_in_this_process_and_in_the_child():
    assert parse(doc, RICH)[0].text == read(RICH, "lease.doc").text


STRUCK, DELETED, RAISED, FILLED = change(0x0837, 1), change(0x0800, 1), change(0x2A48, 1), change(0x0806, 1)
CELL = change(0x2416, 1)


def of(data: bytes) -> Text:
    return parse(doc, data)[0]


def row(*cells: str, inside: int = 1) -> list[Paragraph]:
    """The paragraphs of a table's row; in a table in another, ``inside`` is 2."""
    deep = change(0x6649, inside, 4)
    if inside == 1:
        return [
            *(said(one, shape=CELL, end=("\x07", b"")) for one in cells),
            said(shape=CELL + change(0x2417, 1), end=("\x07", b"")),
        ]
    inner = [said(one, shape=CELL + deep + change(0x244B, 1)) for one in cells]
    return [*inner, said(shape=CELL + deep + change(0x244C, 1))]


def test_what_is_struck_out_counts_as_deleted():
    text = of(word(said("The rent is ", ("5 000", STRUCK), "6 000 EUR.")))
    assert (text.text, hidden(text)) == ("The rent is 6 000 EUR.", [("deleted", "5 000")])


def test_what_stands_higher_is_parted_from_the_figure_before_it():
    assert of(word(said("10", ("6", RAISED), " units, 1", ("st", RAISED), " of May"))).text == "10^6 units, 1st of May"


def test_marks_of_notes_stand_where_they_are_referred_to_and_before_them():
    places = struct.pack("<IIIHH", 4, 9, 12, 1, 1)
    starts = struct.pack("<IIII", 0, 6, 13, 14)
    text = of(
        word(
            said("Term", "\x02", " due", "\x02", "."), said("\x02", " May"), said("\x02", "\tJune"), said(),
            counts=(12, 14), told={2: places, 3: starts},
        )
    )  # fmt: skip
    assert text.text == "Term[1] due[2].\n[1] May\n[2] June"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    text = of(word(said("The rent is ", end=("\r", DELETED)), said("due monthly.")))
    assert text.text == "The rent is due monthly."


def test_the_properties_of_a_wide_row_are_found_elsewhere():
    far = change(0x6646, 4, 4)
    wide = [*row("A", "B")[:2], said(shape=far, end=("\x07", b""))]
    text = of(
        word(*wide, *row("1", "2"), said("End."), Data=bytes(4) + struct.pack("<H", 6) + CELL + change(0x2417, 1))
    )
    assert text.text == "A | B\n1 | 2\nEnd."


@pytest.mark.parametrize(
    ("prm", "changes"), [(0x5C << 1 | 1 << 8, b""), (1, b"\x01" + struct.pack("<H", 3) + change(0x083C, 1))]
)
def test_what_a_fast_save_hides_is_hidden(prm: int, changes: bytes):
    text = of(word(said("gone"), prm=prm, changes=changes))
    assert (text.text, hidden(text)) == ("", [("formatted", "gone")])


def test_what_is_embedded_is_noted():
    text = of(word(said("See the sheet."), ObjectPool___1__Contents=b"x"))
    assert "Embedded files were left out." in text.notes


def test_a_field_that_never_ends_takes_nothing_along():
    assert of(word(said("Due \x13PAGE "), said("on 1 May."))).text == "Due PAGE\non 1 May."


def test_boxes_and_lists_of_forms_are_read():
    def told(kind: int, result: int, more: bytes = b"") -> bytes:
        head = struct.pack("<IH62x", 0, 0x44) + b"\xff\xff\xff\xff" + struct.pack("<HHH", kind | result << 2, 0, 0)
        return head + struct.pack("<HHH", 0, 0, 1) + more

    entries = bytes(20) + b"\xff\xff" + struct.pack("<HH", 2, 0) + b"".join(
        struct.pack("<H", 3) + name.encode("utf-16-le") for name in ("yes", "no!")
    )  # fmt: skip
    box, chosen = told(1, 25), told(2, 1, entries)
    data = box + chosen

    def field(place: int) -> list[tuple[str, bytes] | str]:
        return ["\x13 FORM ", ("\x01", FILLED + change(0x6A03, place, 4)), "\x14\x15"]

    text = of(word(said("Paid ", *field(0), ", kept ", *field(len(box))), Data=data))
    assert (text.text, text.notes) == ("Paid [x], kept no!", ())


def test_boxes_drawn_in_a_font_of_symbols_are_read():
    name = bytes(39) + "Wingdings\0".encode("utf-16-le")
    fonts = {15: struct.pack("<HH", 1, 0) + bytes([len(name)]) + name}
    drawn = ("(", change(0x6A09, 0xF0FE0000, 4))
    assert (
        of(word(said(drawn, " paid ", ("\uf0a8", change(0x4A4F, 0, 2)), " due"), told=fonts)).text == "[x] paid [ ] due"
    )


def test_a_shade_that_only_word_97_tells_is_known():
    white, black = change(0x2A42, 8), change(0x4866, 1 << 5, 2)
    text = of(word(said(("seen", white + black), (" unseen", white))))
    assert (text.text, hidden(text)) == ("seen", [("white", "unseen")])


def test_a_table_in_a_cell_comes_as_rows_of_its_own():
    inner = [said("See:", shape=CELL), *row("Item", "Price", inside=2), *row("Bolt", "2", inside=2)]
    table = [*row("Lot", "Terms"), said("A", shape=CELL, end=("\x07", b"")), *inner, *row("end"), *row("B", "None")]
    text = of(word(*table, said("After.")))
    assert text.text == "Lot | Terms\nA | See: end\nItem | Price\nBolt | 2\nB | None\nAfter."
    assert tables(text) == [
        ("Lot | Terms", "A | See: end\nItem | Price\nBolt | 2\nB | None"),
        ("Item | Price", "Bolt | 2"),
    ]


def test_the_number_of_the_page_in_a_footer_is_no_code():
    text = of(word(said("Body"), said("Page \x13 PAGE \x147\x15"), counts=(5, 0, 17)))
    assert hidden(text) == [("running", "Page 7")]


def test_damaged_forms_fonts_and_tables_in_tables_are_read_or_refused():
    inner = [*row("Item", inside=2), *row("x", inside=40), *row("end")]
    one = word(
        said("a\x02", ("\x01", FILLED)),
        *inner,
        told={2: bytes(10), 3: bytes(8), 15: b"\x05\0\0\0\x30ab"},
        Data=b"\1" * 90,
    )
    assert survives(doc, one)
    for data in damaged(one, 200):
        survives(doc, data)


def test_a_frame_of_one_cell_keeps_its_paragraphs_and_headings():
    head = said("Rent", shape=CELL + change(0x2640, 0))
    frame = [head, said("Due monthly.", shape=CELL), *row("In advance.")]
    text = of(word(*frame, *row("Item", "Price"), *row("Bolt", "2")))
    assert text.text == "Rent\n\nDue monthly.\nIn advance.\nItem | Price\nBolt | 2"
    assert titles(text) == [("Rent", 1)]
    assert tables(text) == [("Item | Price", "Bolt | 2")]


def test_the_shade_of_a_paragraph_in_a_cell_is_known():
    white = change(0x2A42, 8)
    dark = said(("seen", white), shape=CELL + change(0x442D, 1 << 5, 2))
    text = of(word(dark, *row("x", "y")))
    assert (text.text, hidden(text)) == ("seen x | y", [])


def test_one_line_through_the_letters_is_enough():
    one = change(0x0837, 1) + change(0x2A53, 0)
    assert hidden(of(word(said("a", ("gone", one), ("too", change(0x2A53, 1)))))) == [("deleted", "gonetoo")]
