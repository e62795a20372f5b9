"""The tables of sentences: whole in every language, with the same places to fill, and reviewed by nobody yet."""

from __future__ import annotations

import string
from enum import Enum

import pytest

from hemvist.domain.agreement import AfterRetention, Mask, Side
from hemvist.domain.levels import LEVELS, Factor, Place, Role
from hemvist.papers.paper import Kept, Kind
from hemvist.papers.wording import Language, digest, review, reviewed, rows, seen, table

_ENUMS: dict[str, type[Enum]] = {
    "role": Role, "factor": Factor, "then": AfterRetention, "mask": Mask, "side": Side, "keys": Side, "party": Side,
    "where": Place, "title": Kind, "page": Kept,
}  # fmt: skip


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_stands_in_every_language_with_the_same_places_to_fill() -> None:
    for name, texts in rows().items():
        assert len(texts) == len(Language), name
        assert all(text.strip() == text and text for text in texts), name
        assert len({frozenset(holes(text)) for text in texts}) == 1, name
        assert len({text.endswith(".") for text in texts}) == 1, name


@pytest.mark.parametrize("part", sorted(_ENUMS))
@pytest.mark.parametrize("language", list(Language))
def test_every_code_has_words(part: str, language: Language) -> None:
    assert {f"{part}.{one.value}" for one in _ENUMS[part]} <= table(language).keys()


def test_every_level_and_month_has_words() -> None:
    wanted = {f"level.{level}" for level in LEVELS} | {f"date.{month}" for month in range(1, 13)}
    assert wanted <= table(Language.EN).keys()


def test_sentences_are_translated_and_not_copied() -> None:
    alike = [name for name, (en, sv, de) in rows().items() if len(en.split()) > 4 and en in (sv, de)]
    assert alike == []


@pytest.mark.parametrize("language", list(Language))
def test_no_lawyer_has_reviewed_them(language: Language) -> None:
    assert review(language) is None


def test_a_review_holds_for_the_sentences_as_they_were_and_needs_a_person_and_a_day() -> None:
    now = digest(Language.SV)
    row = {"name": "Eva Ek", "date": "2027-01-31", "sha256": now}
    signed = reviewed(row, now)
    assert signed is not None
    assert (signed.name, signed.date) == ("Eva Ek", "2027-01-31")
    assert reviewed(row, digest(Language.DE)) is None
    assert all(reviewed(row | {field: ""}, now) is None for field in row)


def test_what_is_seen_stays_as_it_is_when_seen_again() -> None:
    text = seen("".join(map(chr, range(0x3000))) + "\U000e0041\U0001f4a9")
    assert text.isprintable()
    assert seen(text) == text
