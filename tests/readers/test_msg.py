"""Outlook messages, as two programs write them, and Outlook's way of squeezing formatted text."""

from __future__ import annotations

import struct
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import msg
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile
from hemvist.readers.squeezed import unsqueezed
from tests.readers.olden import compound, message
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables
from tests.readers.test_mail import signed

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


def unpacked(rtf: bytes) -> bytes:
    """Formatted text as Outlook keeps it where it does not squeeze it."""
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def attached(number: int, **told: str | bytes) -> dict[str, bytes]:
    """A file attached."""
    return message(under=f"__attach_version1.0_#{number:08X}/", head=8, fixed={0x3705: (3, 1)}, **told)


def test_a_page_within_formatted_text_keeps_its_quotations_and_its_characters():
    page = (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag <p>}mine \u-10179?\u-8704?{\*\htmltag </p><blockquote type=cite>}"
        rb"\htmlrtf \par\htmlrtf0 theirs{\*\htmltag </blockquote>}}"
    )
    assert parse(msg, compound(message(p1009=unpacked(page))))[0].text == "mine 😀\n> theirs"


MIME = b"Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nDue in May.\n--b\nContent-Type: text/csv; name=p.csv\n\na;b\n--b--\n"


@pytest.mark.parametrize(("kind", "data"), [("IPM.Note.SMIME.MultipartSigned", MIME), ("IPM.Note.SMIME", signed(MIME))])
def test_what_a_signed_message_says_is_read(kind: str, data: bytes):
    text, members = parse(
        msg, compound({**message(p0037="Rent", p001a=kind), **attached(0, p3707="smime.p7m", p3701=data)})
    )
    assert (text.text, members, text.notes) == ("Subject: Rent\n\nDue in May.", {"p.csv": b"a;b"}, ())


@pytest.mark.parametrize("data", [b"\x30\x80\x06\x01", b"Content-Type: multipart/mixed", b""])
def test_a_message_that_is_encrypted_is_noted_and_one_that_is_damaged_keeps_its_file(data: bytes):
    text, _ = parse(
        msg, compound({**message(p0037="Rent", p001a="IPM.Note.SMIME"), **attached(0, p3707="smime.p7m", p3701=data)})
    )
    assert text.text == "Subject: Rent"
    assert (text.notes == ("The message is encrypted: its contents were not read.",)) is not data.startswith(b"C")


def test_when_and_where_an_appointment_is_stands_in_its_text():
    group = uuid.UUID("00062002-0000-0000-c000-000000000046").bytes_le
    numbers = b"".join(struct.pack("<IHH", one, 6, at) for at, one in enumerate((0x820D, 0x820E, 0x8208, 0x8232)))
    names = {f"__nameid_version1.0/__substg1.0_{name}0102": told for name, told in (("0002", group), ("0003", numbers))}
    times = {0x8000: (0x40, 133500000000000000), 0x8001: (0x40, 133500036000000000)}
    told = message(p0037="Review", p1000="Agenda", p8002="Room 4", p8003="every Monday", fixed=times)
    text, _ = parse(msg, compound({**told, **names}))
    assert text.text == (
        "Subject: Review\n\nStart: 17 Jan 2024 21:20 UTC\nEnd: 17 Jan 2024 22:20 UTC\nLocation: Room 4\n"
        "Recurrence: every Monday\nAgenda"
    )


def test_addressees_are_told_where_the_message_does_not_say_how_they_are_shown():
    bo = message(
        under="__recip_version1.0_#00000000/", head=8, p3001="Bo Ek", p39fe="bo@example.com", fixed={0x0C15: (3, 1)}
    )
    assert parse(msg, compound({**message(p1000="Hi"), **bo}))[0].text == "To: Bo Ek <bo@example.com>\n\nHi"


def test_a_subject_makes_no_folders():
    inner = message(
        under="__attach_version1.0_#00000000/__substg1.0_3701000D/", head=24, p0037="Bids 2024/25", p1000="x"
    )
    held = message(under="__attach_version1.0_#00000000/", head=8, fixed={0x3705: (3, 5)})
    assert list(parse(msg, compound({**message(p1000="Hi"), **held, **inner}))[1]) == ["Bids 2024-25.eml"]
