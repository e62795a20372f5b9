"""The numbers of lists in old Word documents, counted as Word counts them."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import doc
from hemvist.readers.doclists import Lists
from tests.readers.olden import Paragraph, change, said, word
from tests.readers.parsing import parse


def level(text: str, form: int = 0, start: int = 1, flags: int = 0) -> bytes:
    """A level of a list: ``%1`` stands for the number of the first one."""
    head = struct.pack("<iBB18xBBBB", start, form, flags, 0, 0, 0, 0)
    for at in range(9):
        text = text.replace(f"%{at + 1}", chr(at))
    return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def lists(levels: list[bytes], overrides: bytes = b"", count: int = 1) -> tuple[dict[int, bytes], bytes]:
    """The parts of a table that tell of one list, and what stands behind the first of them."""
    one = struct.pack("<H", 1) + struct.pack("<ii18xBB", 77, 0, 1 if len(levels) == 1 else 0, 0)
    filled = levels + [level("")] * (9 - len(levels)) if len(levels) > 1 else levels
    entries = b"".join(
        struct.pack("<i8xBBH", 77, int(bool(overrides) and at == count - 1), 0, 0) for at in range(count)
    )
    data = b"".join(bytes(4) + (overrides if at == count - 1 else b"") for at in range(count))
    return {73: one, 74: struct.pack("<I", count) + entries + data}, b"".join(filled)


def item(words: str, depth: int = 0, number: int = 1) -> Paragraph:
    return said(words, shape=change(0x260A, depth) + change(0x460B, number, 2))


def read(told: tuple[dict[int, bytes], bytes], *paragraphs: Paragraph) -> tuple[str, tuple[str, ...]]:
    text, _ = parse(doc, word(*paragraphs, told=told[0], behind={73: told[1]}))
    return text.text, text.notes


CLAUSES = [level("%1."), level("%1.%2"), level("(%3)", form=4)]


def test_clauses_have_the_numbers_that_are_shown():
    text = read(
        lists(CLAUSES), item("Rent"), item("Due date", 1), item("Amount", 1), item("net", 2), item("gross", 2), said("Prose."),
        item("Term"), item("Start", 1), item(""),
    )  # fmt: skip
    assert text == ("1. Rent\n1.1 Due date\n1.2 Amount\n(a) net\n(b) gross\nProse.\n2. Term\n2.1 Start", ())


def test_bullets_romans_and_starts():
    assert read(lists([level("\uf0b7", form=23)]), item("a"), item("b"))[0] == "• a\n• b"
    assert read(lists([level("Art. %1", form=1, start=4)]), item("a"), item("b"))[0] == "Art. IV a\nArt. V b"
    assert read(lists([level("%1.%2", flags=4), level("%1.%2", flags=4)]), item("a"), item("b", 1))[0] == "1. a\n1.1 b"


def test_a_list_that_begins_anew_does_so_once():
    anew = struct.pack("<iI", 1, 16)
    told = lists([level("%1.")], anew, count=2)
    assert read(told, item("a"), item("b"), item("c", number=2), item("d", number=2))[0] == "1. a\n2. b\n1. c\n2. d"


def test_a_level_told_anew_is_written_so():
    anew = struct.pack("<iI", 0, 32) + level("§ %1")
    assert read(lists([level("%1.")], anew, count=2), item("a", number=2))[0] == "§ 1 a"


def test_numbers_of_lists_that_are_not_told_of_are_noted():
    note = "Numbers that Word gives to paragraphs by itself were left out."
    assert read(lists([level("%1.")]), item("a", number=9), item("b", number=0x7FF)) == ("a\nb", (note,))
    assert read(lists([level("%1.")]), item("a", number=0xF801), item("b", number=0)) == ("a\nb", ())


@given(st.binary(max_size=300), st.integers(0, 400), st.binary(max_size=200), st.integers(0, 5000), st.integers(0, 300))
def test_any_bytes_end(told: bytes, size: int, changed: bytes, number: int, depth: int):
    shown = Lists(told, size, changed).next(number, depth)
    assert shown is None or len(shown) <= 40
