"""PDF: tagged, with title and language; the agreement comes out of it as it went in; hostile text hangs nothing."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, toml
from hemvist.papers import press, pressing
from hemvist.papers.fill import fill
from hemvist.papers.paper import Kind
from hemvist.papers.press import PaperUnset, PressBusy, pdf
from hemvist.papers.wording import Language
from tests.domain.agreements import WHOLE, agreements
from tests.papers.test_page import HOSTILE, hostile


def read_back(data: bytes) -> Agreement | None:
    """The agreement that a PDF carries as its attached file."""
    with pypdfium2.PdfDocument(data) as document:
        assert document.count_attachments() == 1
        attached = document.get_attachment(0)
        assert attached.get_name() == "agreement.toml"
        return toml.read(bytes(attached.get_data()))[0]


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def tags(data: bytes) -> list[str]:
    """The structure's types, as a screen reader meets them."""
    with pypdfium2.PdfDocument(data) as document:
        return [kind for page in document for kind in _tags(pdfium.FPDF_StructTree_GetForPage(page))]


def _tags(tree: Any) -> Iterator[str]:
    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield from _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at))
    pdfium.FPDF_StructTree_Close(tree)


def _below(element: Any) -> Iterator[str]:
    if not element:
        return
    held = ctypes.create_string_buffer(100)
    size = pdfium.FPDF_StructElement_GetType(element, held, 100)
    yield held.raw[: size - 2].decode("utf-16-le")
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _below(pdfium.FPDF_StructElement_GetChildAtIndex(element, at))


def comes_back(one: Agreement, language: Language) -> None:
    made = pressing.made(press.data_of(fill(one, Kind.PLAIN, language)))
    back = read_back(made)
    assert back == one
    assert back is not None
    assert (back.hash, back.signatures) == (one.hash, one.signatures)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(agreements(), st.sampled_from(HOSTILE), st.sampled_from(Language))
def test_reading_what_was_set_gives_the_same_agreement(agreement: Agreement, text: str, language: Language) -> None:
    comes_back(agreement, language)
    comes_back(hostile(agreement, text), language)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_it_went_in(text: str) -> None:
    comes_back(hostile(WHOLE, text), Language.DE)


@pytest.mark.parametrize("language", list(Language))
def test_it_is_tagged_and_says_its_title_language_and_standards(language: Language) -> None:
    paper = fill(WHOLE, Kind.PLAIN, language)
    data = pdf(paper)
    with pypdfium2.PdfDocument(data) as document:
        assert pdfium.FPDFCatalog_IsTagged(document)
        assert document.get_metadata_value("Title") == paper.title
    found = tags(data)
    assert found.count("H1") == 1
    assert found.count("H2") == len(paper.parts) + 1
    assert f"/Lang({language.value})".encode() in re.sub(rb"\s*\(", b"(", data)
    assert b"<pdfuaid:part>1<" in data
    assert b"<pdfaid:part>3<" in data
    assert paper.words.say("note.unreviewed") in text_of(data)
    assert paper.agreement.hash in text_of(data)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.PLAIN])
def test_every_other_paper_is_set_with_its_parts_as_headings(kind: Kind) -> None:
    paper = fill(WHOLE, kind, Language.DE)
    data = pdf(paper)
    assert tags(data).count("H2") == len(paper.parts) + bool(paper.missing)
    told = "".join(text_of(data).split())
    for part in paper.parts:
        for entry in part.entries:
            assert "".join(entry.text.split())[:30] in told, entry


def test_the_same_paper_gives_the_same_bytes() -> None:
    paper = fill(WHOLE, Kind.ANNEX_4, Language.SV)
    assert pdf(paper) == pdf(paper)


def test_the_letters_that_are_sure_to_be_there_are() -> None:
    sure = "".join(sorted(pressing._SURE - {"\xa0", "\xad"}))
    told = text_of(pdf(fill(replace(WHOLE, setup=" ".join(sure)), Kind.PLAIN, Language.EN)))
    assert "‹U+" not in told


def test_what_no_font_has_is_told_by_its_number_and_nothing_is_left_blank() -> None:
    told = text_of(pdf(fill(hostile(WHOLE, "日 \U0001f4a9 \ue000 שלום مرحبا Ω ж ő"), Kind.PLAIN, Language.EN)))
    assert "‹U+65E5›" in told
    assert "‹U+1F4A9›" in told
    assert "Ω ж ő" in told


@pytest.mark.parametrize("text", ["x" * 150_000, "日" * 30_000, "a " * 70_000], ids=["one word", "no glyphs", "words"])
def test_an_agreement_as_long_as_any_may_be_is_set(text: str) -> None:
    one = replace(WHOLE, setup=text)
    assert read_back(pdf(fill(one, Kind.PLAIN, Language.EN))) == one


def test_what_is_longer_is_refused_before_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "MOST", 1000)
    with pytest.raises(PaperUnset):
        pdf(fill(WHOLE, Kind.PLAIN, Language.EN))


def test_a_child_that_takes_too_long_is_ended_and_its_place_is_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = fill(WHOLE, Kind.ANNEX_1, Language.EN)
    with monkeypatch.context() as short:
        short.setattr(press, "SECONDS", 0.001)
        for _ in range(3):
            with pytest.raises(PaperUnset):
                pdf(paper)
    assert pdf(paper).startswith(b"%PDF")


def test_more_at_once_than_may_be_are_asked_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "WAITS", 0.01)
    taken = [press.PRESSES.acquire(blocking=False) for _ in range(press.AT_ONCE)]
    assert all(taken)
    try:
        with pytest.raises(PressBusy):
            pdf(fill(WHOLE, Kind.ANNEX_1, Language.EN))
    finally:
        for _ in taken:
            press.PRESSES.release()
