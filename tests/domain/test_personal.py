"""Personal details are found by check digits, form and context, wherever they stand, in time that stays linear."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.personal import TOLD_OF, Kind, find, find_all, find_in_name
from hemvist.domain.personal.cues import Cues
from hemvist.domain.personal.find import kinds_of, written_plainly
from hemvist.domain.personal.identity import COUNTRIES
from hemvist.domain.text import Page, Table, Text, Unit
from hemvist.evidence.personal import labelled

PERSONNUMMER = "730218-1909"


def found(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


def test_a_number_is_found_whole_with_its_country() -> None:
    text = f"Anna Berg, {PERSONNUMMER}, flat 12"
    (one,) = find(text)
    assert (one.kind, one.what, text[one.start : one.end]) == (Kind.IDENTITY_NUMBER, "se", PERSONNUMMER)


@pytest.mark.parametrize("at", range(10))
def test_one_wrong_digit_makes_it_no_number(at: int) -> None:
    digits = list(PERSONNUMMER.replace("-", ""))
    digits[at] = str((int(digits[at]) + 1) % 10)
    wrong = f"{''.join(digits[:6])}-{''.join(digits[6:])}"
    assert (Kind.IDENTITY_NUMBER, wrong) not in found(f"personnummer {wrong}") or at < 6  # another date may pass


def test_a_bare_number_counts_only_beside_a_word_that_says_what_it_is() -> None:
    assert found("PESEL 63122713607") == [(Kind.IDENTITY_NUMBER, "63122713607")]
    assert found("order 63122713607 was shipped") == []
    assert found("BSN 63122713607") == []


def test_a_word_in_a_header_speaks_for_its_whole_table() -> None:
    head = "name | pesel\n"
    text = head + "somebody | 1\n" * 40 + "Ewa | 63122713607\n"
    table = Table(0, len(head), len(text))
    assert find(text) == []
    assert [one.kind for one in find(text, [table])] == [Kind.IDENTITY_NUMBER]


def test_digits_of_other_scripts_and_other_dashes_hide_nothing() -> None:
    wide = "".join(chr(0xFF10 + int(char)) if char.isdigit() else "‑" for char in PERSONNUMMER)
    assert [one.kind for one in find(f"Anna {wide} Berg")] == [Kind.IDENTITY_NUMBER]
    assert [one.kind for one in find("IBAN SE07\u00a03982\u00a05979\u00a01907\u00a04833\u00a07887")] == [Kind.IBAN]


def test_a_phrase_is_said_of_a_person_or_is_a_word() -> None:
    assert found("Ms Lund is pregnant.") == [(Kind.SPECIAL, "pregnant")]
    assert found("Nobody is asked whether she is pregnant.") == [(Kind.WORD, "pregnant")]
    assert found("A pregnant pause.") == [(Kind.WORD, "pregnant")]
    assert found("He or she may be pregnant.") == [(Kind.WORD, "pregnant")]
    assert found("The lease ends. Ms Lund is pregnant.") == [(Kind.SPECIAL, "pregnant")]


def test_a_place_is_claimed_once() -> None:
    text = "Card 4264 8475 6469 6067, IBAN SE07 3982 5979 1907 4833 7887, tel 070-123 45 67"
    assert kinds_of(find(text)) == {Kind.IBAN: 1, Kind.CARD: 1, Kind.PHONE: 1}


def test_every_country_that_is_told_of_is_in_the_labelled_lines() -> None:
    seen = {one.what for line in labelled() for one in find(line.text) if one.kind is Kind.IDENTITY_NUMBER}
    assert seen >= COUNTRIES - {"sk"}, COUNTRIES - seen


@given(st.text(max_size=300) | st.text("0123456789 -/.+@ABXYZabc\n", max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_yields_spans_of_itself_that_do_not_overlap(text: str) -> None:
    ones = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in ones)
    assert all(first.end <= second.start for first, second in itertools.pairwise(ones))


@given(st.text(max_size=200))
def test_writing_plainly_keeps_every_offset(text: str) -> None:
    plain = written_plainly(text)
    assert len(plain) == len(text)
    assert written_plainly(plain) == plain


@given(st.text(" .,;\n", min_size=1, max_size=5), st.text(" .,;\n", min_size=1, max_size=5))
def test_what_is_found_does_not_depend_on_the_white_space_around(before: str, after: str) -> None:
    assert (Kind.IDENTITY_NUMBER, PERSONNUMMER) in found(f"x{before}{PERSONNUMMER}{after}x")


HOSTILE = (
    "1", "1 ", "12 ", f"{PERSONNUMMER} ", "a@", "@", "12345678911 ", "123456782 ", "SE45 5000 ", "She is muslim ",
    "+1-", "(12) 12 ", "has a severe ", " an an ", "A ", "tel 12 ", "\n\n", "bsn ", "0-", "Aa Aa ",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_takes_more_than_its_length_in_time(unit: str) -> None:
    short, long = (unit * 8_000)[:8_000], (unit * 32_000)[:32_000]
    for look in TOLD_OF.values():
        once, fourfold = (_seconds(look, text) for text in (short, long))
        assert fourfold < 12 * once + 0.15


def _seconds(look: object, text: str) -> float:
    began = time.process_time()
    for _ in look(text, Cues(text)):  # type: ignore[operator]
        pass
    return time.process_time() - began


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Pay to DE89 3704 0044\n0532 0130 00 today.", "DE89 3704 0044\n0532 0130 00", Kind.IBAN),
        ("Pay to DE8937040044 \n  0532013000.", "DE8937040044 \n  0532013000", Kind.IBAN),
        ("Personnummer 850709-\n9805 gäller.", "850709-\n9805", Kind.IDENTITY_NUMBER),
        ("Her card is 4012 8888\n8888 1881.", "4012 8888\n8888 1881", Kind.CARD),
    ],
)
def test_a_number_that_the_end_of_a_line_cuts_in_two_is_found_whole(text: str, number: str, kind: Kind) -> None:
    assert [(text[one.start : one.end], one.kind) for one in find(text)] == [(number, kind)]


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Pay to DE89 3704\n0044 0532\n0130 00.", "DE89 3704\n0044 0532\n0130 00", Kind.IBAN),
        ("Personnummer 730218\n-\n1909.", "730218\n-\n1909", Kind.IDENTITY_NUMBER),
        ("Her card 4012 8888\n8888\n1881.", "4012 8888\n8888\n1881", Kind.CARD),
        ("Tel. 08-123\n456 78.", "08-123\n456 78", Kind.PHONE),
        ("Call +46 8\n123 456 78 now.", "+46 8\n123 456 78", Kind.PHONE),
        ("Write to anna@\nexample.se.", "anna@\nexample.se", Kind.MAIL),
        ("Write to anna\n@example.se.", "anna\n@example.se", Kind.MAIL),
        ("Mail info@linde-\nhagen.se!", "info@linde-\nhagen.se", Kind.MAIL),
    ],
)
def test_what_ends_of_lines_cut_is_found_whole(text: str, number: str, kind: Kind) -> None:
    assert [(text[one.start : one.end], one.kind) for one in find(text)] == [(number, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Figures 730218\n-\n1909 and 4012 8888\n8888\n1881 of the year.", "Rent rises by +5\n2019 10 12 was it.",
        "See clause 08-12\n345 67 there.", "Invoice 2019-\n4711 12 is paid.", "Prices: bolts @ 2.50\nnuts.org sells them.",
        "Meet @\nhome on Monday. It is quiet.",
    ],
)  # fmt: skip
def test_figures_and_signs_over_the_end_of_a_line_are_nobodys(text: str) -> None:
    assert find(text) == []


def test_over_cells_a_word_has_to_say_what_a_number_is() -> None:
    for head, row, kinds in (
        ("Personal number", "730218 | 1909", [Kind.IDENTITY_NUMBER]),
        ("Count", "730218 | 1909", []),
        ("Card", "4012 | 8888 | 8888 | 1881", [Kind.CARD]),
        ("Year", "4012 | 8888 | 8888 | 1881", []),
        ("Where", "DE89 | 3704 0044 | 0532 0130 | 00", [Kind.IBAN]),
        ("Where", "DE89 | 3704 0044 | 0532 0130 | 01", []),
    ):
        text = f"Before.\n{head} | x\n{row}\nAfter."
        table = Table(8, 8 + len(head) + 5, text.index("After"))
        found = find(text, [table])
        assert [one.kind for one in found] == kinds, row
        assert all(text[one.start : one.end] == row for one in found)


def test_a_number_does_not_go_from_one_row_into_the_next() -> None:
    text = "Personal number | x\nAnna | 730218\n1909 | Bo\n"
    assert find(text, [Table(0, 20, len(text))]) == []


@pytest.mark.parametrize(
    "unit", ["12\n", "1\n", "a@\n", "a@b-\n", "a@b.\n", "+46 8\n", "12 | ", "4012 | ", "\n@", "-\n1", "a.\n", "DE89\n"]
)
def test_no_text_of_broken_lines_takes_more_than_its_length_in_time(unit: str) -> None:
    short, long = (unit * 8_000)[:8_000], (unit * 32_000)[:32_000]
    once, fourfold = (_whole(text) for text in (short, long))
    assert fourfold < 12 * once + 0.3


def _whole(text: str) -> float:
    began = time.process_time()
    find(text, [Table(0, 5, len(text))] if "|" in text else [])
    return time.process_time() - began


def test_figures_below_each_other_and_cells_of_a_table_are_no_number() -> None:
    card = "4012\n8888\n8888\n1881"
    assert find(card) == []
    rows = "a\n4012 8888\n8888 1881\n"
    assert [one.kind for one in find(rows)] == [Kind.CARD]
    assert find(rows, [Table(0, 1, len(rows))]) == []


@given(st.lists(st.sampled_from("DE89 3704-0044\n0532\t.A@+|("), max_size=80).map("".join), st.booleans())
def test_every_place_that_is_found_lies_in_the_text_in_order_and_apart(text: str, is_table: bool) -> None:
    found = find(text, [Table(0, 3, len(text))] if is_table and len(text) > 3 else [])
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found) if other.kind is not Kind.WORD)


@pytest.mark.parametrize(
    ("first", "second", "number", "kind"),
    [
        ("The guarantor is Anna Berg, 730218-", "1909, of Lund.", "730218-\n\n1909", Kind.IDENTITY_NUMBER),
        ("Pay to DE89 3704 0044 \n", "0532 0130 00 at once.", "DE89 3704 0044 \n\n\n0532 0130 00", Kind.IBAN),
        ("Call Karl Ek: +44 20 7946", "0958 in the morning.", "+44 20 7946\n\n0958", Kind.PHONE),
    ],
)
def test_a_number_that_the_end_of_a_page_cuts_in_two_is_found_whole(
    first: str, second: str, number: str, kind: Kind
) -> None:
    words = f"{first}\n\n{second}"
    pages = (Page(1, 0, len(first)), Page(2, len(first) + 2, len(words)))
    (one,) = find_all(Text(words, pages, (), (), "pdf"))
    assert (words[one.start : one.end], one.kind) == (number, kind)
    assert find(words) != [one], "a blank line within a page parts what stands around it"


def test_sheets_are_no_pages_that_a_sentence_runs_over() -> None:
    words = "Number 730218-\n\n1909 bolts"
    pages = (Page(1, 0, 14), Page(2, 16, len(words)))
    assert find_all(Text(words, pages, (), (), "xlsx", Unit.SHEET)) == []


def test_a_low_line_in_a_files_name_hides_no_number() -> None:
    assert [one.kind for one in find_in_name("Anna_730218_1909.txt")] == [Kind.IDENTITY_NUMBER]
    assert [one.kind for one in find_in_name("2024_730218-1909 anna_berg@example.org.txt")] == [
        Kind.IDENTITY_NUMBER,
        Kind.MAIL,
    ]
    assert find_in_name("Lease_2024_12_31_v2_final.txt") == []


def test_a_section_of_an_act_on_social_security_is_nobodys_number() -> None:
    assert find("consistent with Sec. 1128B(b) of the Social Security Act and the guidelines") == []
