"""The numbers of lists in RTF: as the file writes them, else counted from its tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import rtf
from tests.readers.parsing import parse, survives

LEVELS = (
    rb"{\listlevel\levelnfc0\levelnfcn0\leveljc0\levelstartat1\levelindent0{\leveltext\leveltemplateid1\'02\'00.;}{\levelnumbers\'01;}\fi-360}"
    rb"{\listlevel\levelnfc0\levelstartat1{\leveltext\'03\'00.\'01;}{\levelnumbers\'01\'03;}}"
    rb"{\listlevel\levelnfc4\levelstartat1{\leveltext\'03(\'02);}{\levelnumbers\'02;}}"
)
BULLET = rb"{\listlevel\levelnfc23{\leveltext\'01\u-3913 ?;}{\levelnumbers;}}"


def of(body: bytes, override: bytes = b"", levels: bytes = LEVELS) -> str:
    told = (
        rb"{\*\listtable{\list\listtemplateid5\listhybrid" + levels + rb"{\listname x;}\listid77}{\list" + BULLET
        + rb"\listid78}}{\*\listoverridetable{\listoverride\listid77\listoverridecount0\ls1}{\listoverride\listid78\ls2}"
        + rb"{\listoverride\listid77\listoverridecount1" + override + rb"\ls3}}"
    )  # fmt: skip
    return parse(rtf, rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}" + told + body + b"}")[0].text


def item(words: bytes, depth: int = 0, number: int = 1) -> bytes:
    return rb"\pard\ls%d\ilvl%d " % (number, depth) + words + rb"\par "


def test_clauses_whose_numbers_the_file_does_not_write_are_counted():
    shown = of(
        item(b"Rent") + item(b"Due date", 1) + item(b"Amount", 1) + item(b"net", 2) + item(b"gross", 2)
        + rb"\pard Prose.\par " + item(b"Term") + item(b"", 1) + item(b"Start", 1) + item(b"Cars", 0, 2)
    )  # fmt: skip
    assert shown == ("1. Rent\n1.1 Due date\n1.2 Amount\n(a) net\n(b) gross\nProse.\n2. Term\n2.1 Start\n• Cars")


def test_numbers_that_the_file_writes_are_not_written_twice():
    assert of(item(rb"{\listtext\pard\plain 7.\tab}Rent") + item(b"Term")) == "7.\tRent\n2. Term"
    assert of(item(rb"{\listtext\pard\plain \tab}Rent") + rb"\pard{\listtext 1)\tab}a\par " + item(b"b")) == (
        "Rent\n1)\ta\n2. b"
    )


@pytest.mark.parametrize(
    ("override", "third"),
    [
        (rb"{\lfolevel\listoverridestartat\levelstartat4}", "4. c"),
        (
            rb"{\lfolevel\listoverrideformat{\listlevel\levelnfc3\levelstartat1{\leveltext\'02\'00);}{\levelnumbers\'01;}}}",
            "C) c",
        ),
        (b"", "3. c"),
    ],
)
def test_what_changes_a_list_holds_for_those_that_refer_to_it(override: bytes, third: str):
    assert of(item(b"a") + item(b"b") + item(b"c", 0, 3), override).split("\n") == ["1. a", "2. b", third]


def test_items_in_cells_are_counted_too():
    row = rb"\trowd\cellx1\cellx2\pard\intbl Item\cell Price\cell\row"
    body = row + rb"\trowd\cellx1\cellx2\pard\intbl\ls1\ilvl0 Bolt\cell\pard\intbl 2\cell\row\pard x\par"
    text = of(body)
    assert text == "Item | Price\n1. Bolt | 2\nx"


def test_lists_that_are_not_told_of_show_nothing():
    assert of(item(b"a", 0, 9) + item(b"b", 8) + item(b"c", 99)) == "a\nb\nc"


@given(st.text(st.sampled_from("{}\\ listevoroadnfc0129';"), max_size=150))
def test_any_tables_are_read_or_refused(raw: str):
    survives(
        rtf,
        rb"{\rtf1{\*\listtable{\list"
        + raw.encode()
        + rb"\listid1}}{\*\listoverridetable{\listoverride\listid1\ls1}}\ls1 x}",
    )


def test_many_lists_end():
    many = b"".join(rb"{\list" + LEVELS + rb"\listid%d}" % at for at in range(5_000))
    assert survives(rtf, rb"{\rtf1{\*\listtable" + many + rb"}{\*\listoverridetable{\listoverride\listid1\ls1}}\ls1 x}")
