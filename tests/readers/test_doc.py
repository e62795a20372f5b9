"""Old Word documents: what is read of them, and that damage is refused."""

from __future__ import annotations

import struct

import pytest

from hemvist.readers import doc
from hemvist.readers.base import read
from hemvist.readers.binary import orders
from hemvist.readers.errors import BrokenFile, PasswordProtected, UnknownKind
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables, titles

RICH = (FILES / "rich.doc").read_bytes()


def patched(at: int, value: int) -> bytes:
    """The document with two bytes of its main stream's head changed."""
    head = RICH.index(b"\xec\xa5")
    return RICH[: head + at] + struct.pack("<H", value) + RICH[head + at + 2 :]


def test_a_document_made_by_another_program():
    text = read(RICH, "lease.doc")
    assert text.text == (
        "Lease agreement\n\nThe term is three whole years, see the annex.\n"
        "Rent: 500 € – “net” å ö ß Привет 日本 😀.\nLight on dark\n\nPrices\n\nItem | Price\nBolt long | 2 €\n | 3 €\n"
        "Box:\nEnd.\nWords in a box\nCounted from the first of May.\nAn endnote."
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
