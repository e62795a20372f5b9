"""Outlook messages, as two programs write them, and Outlook's way of squeezing formatted text."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import msg
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile
from hemvist.readers.squeezed import unsqueezed
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables

PLAIN, PAGE = ((FILES / f"{name}.msg").read_bytes() for name in ("plain", "page"))


def test_a_message_with_files_and_a_message_inside():
    members: dict[str, bytes] = {}
    text = read(PLAIN, "letter.msg", members=lambda name, pieces: members.update({name: b"".join(pieces)}))
    assert text.text == (
        "From: Åsa Berg <asa@example.com>\nTo: Bo Ek <bo@example.com>\nDate: 15 Mar 2026 10:30 UTC\n"
        "Subject: Supply – prices 2024\n\nDear all,\n\nThe price is 2 €."
    )
    assert members["prices.csv"] == b"Item;Price\nBolt;2\n"
    assert read(members["Inner letter.eml"], "Inner letter.eml").text == "Subject: Inner letter\n\nInner body"


def test_a_message_that_is_a_page():
    text = read(PAGE, "report.msg")
    assert text.text == "To: Alice\nCc: Bob\nSubject: Weekly report\n\nHi\nRegion | Revenue\nEMEA | 1"
    assert tables(text) == [("Region | Revenue", "EMEA | 1")]
    assert hidden(text) == [("formatted", "SECRET")]


def test_a_message_cut_off_is_refused():
    with pytest.raises(BrokenFile):
        read(PLAIN[:3000], "letter.msg")


def test_squeezed_text_is_what_the_specification_shows():
    # The two examples of [MS-OXRTFCP], 3.1 and 3.2.
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865 6c0905626c6420617020".replace(" ", "")
    )
    assert unsqueezed(simple).startswith(b"{\\rtf1\\ansi\\ansicpg1252\\pard hel")
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unsqueezed(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_text_that_is_not_squeezed_is_taken_as_it_is():
    assert unsqueezed(struct.pack("<IIII", 17, 5, 0x414C454D, 0) + b"{\\rtf more") == b"{\\rtf"
    assert unsqueezed(b"short") == unsqueezed(bytes(40)) == b""


@given(st.binary(max_size=200), st.integers(0, 1 << 32))
def test_any_squeezed_bytes_end(data: bytes, size: int):
    assert len(unsqueezed(struct.pack("<IIII", 0, size & 0xFFFFFFFF, 0x75465A4C, 0) + data)) <= 18 * len(data)


def test_damaged_messages_are_read_or_refused():
    for data in (*damaged(PLAIN, 200), *damaged(PAGE, 200)):
        survives(msg, data)
    assert parse(msg, PLAIN)[0].text
