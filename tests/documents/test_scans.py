"""Scans and pictures: recognised here, found, quoted, and boxed on the page they stand on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from hemvist.assistant.ask import find
from hemvist.config.options import ROOT
from hemvist.documents import read, recognised, show
from hemvist.documents.models import Reading, Version
from hemvist.documents.receive import receive
from hemvist.jobs.models import Job
from hemvist.jobs.work import run_next
from hemvist.providers import letters
from tests.house import House, visit
from tests.readers import made, scans


@pytest.fixture(autouse=True)
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = letters.ensure(ROOT / "var" / "models" / letters.table().name, lambda *_: None)
    monkeypatch.setattr(settings, "LETTERS_FOLDER", folder)


def page(language: str = "eng", seed: int = 1) -> Image.Image:
    return scans.worse(scans.sheet(scans.wrapped(scans.TEXTS[language], 80)), seed)


def scanned_pdf(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=200, save_all=True, append_images=list(pages[1:]))
    return out.getvalue()


def take(house: House, name: str, data: bytes) -> Version:
    version = receive(visit(house.ada), house.heron, name, [data])
    house.read()
    version.refresh_from_db()
    return version


def boxed(house: House, version: Version, words: str) -> Image.Image:
    """The part of the page's picture that is boxed for these words."""
    found = next(one for one in find(visit(house.ada), house.heron, words, 3) if words in one["quote"])
    start = found["start"] + found["quote"].index(words)
    plain = show.picture(visit(house.ada), house.heron, version.pk, found["page"], 1000)
    marked = show.picture(visit(house.ada), house.heron, version.pk, found["page"], 1000, [(start, start + len(words))])
    one, other = (Image.open(io.BytesIO(data)).convert("RGB") for data in (plain, marked))
    changed = [
        (x, y) for y in range(one.height) for x in range(one.width) if one.getpixel((x, y)) != other.getpixel((x, y))
    ]
    across, down = [x for x, _ in changed], [y for _, y in changed]
    return one.crop((min(across), min(down), max(across), max(down)))


@pytest.mark.parametrize(("name", "language"), [("scan.pdf", "eng"), ("scan.png", "swe"), ("scan.tif", "deu")])
def test_a_scan_is_found_quoted_and_boxed(house: House, name: str, language: str) -> None:
    kind = {"pdf": "PDF", "png": "PNG", "tif": "TIFF"}[name[-3:]]
    data = scanned_pdf(page(language)) if kind == "PDF" else scans.packed(page(language), kind)
    version = take(house, name, data)
    assert version.state == Reading.SEARCHABLE, version.card
    words = {"eng": "payable quarterly in advance", "swe": "kvartalsvis i förskott", "deu": "vierteljährlich im Voraus"}
    cut = boxed(house, version, words[language])
    assert cut.width > 4 * cut.height, "the box is not one of words on a line"
    assert (
        sum(cut.convert("L").point(lambda shade: 255 * (shade < 128)).histogram()[128:]) > 0.03 * cut.width * cut.height
    )
    row = show.listing(visit(house.ada), house.heron)[0]
    assert any("text recognised from a picture" in note for note in row.notes)


def test_a_blank_page_between_is_named_and_the_rest_is_read(house: House) -> None:
    version = take(house, "scan.pdf", scanned_pdf(page(), scans.worse(scans.sheet([])), page("swe", 2)))
    row = show.listing(visit(house.ada), house.heron)[0]
    assert version.pages == 3
    assert "page 2: no text found" in row.notes
    assert "pages 1, 3: text recognised from a picture" in row.notes


def test_pages_with_text_keep_it_and_scans_between_are_recognised(house: House) -> None:
    from pypdfium2 import PdfDocument

    told = made.pdf([made.page_of("The fee is nine hundred euros a month.")])
    with PdfDocument.new() as both:
        both.import_pages(PdfDocument(told))
        both.import_pages(PdfDocument(scanned_pdf(page())))
        out = io.BytesIO()
        both.save(out)
    version = take(house, "mixed.pdf", out.getvalue())
    assert show.page_text(visit(house.ada), house.heron, version.pk, 1) == "The fee is nine hundred euros a month."
    assert "payable quarterly" in show.page_text(visit(house.ada), house.heron, version.pk, 2)


def test_recognition_goes_on_where_a_killed_worker_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "TURN", 0.0)
    monkeypatch.setattr(read, "PAGES", 1)
    receive(visit(house.ada), house.heron, "scan.pdf", [scanned_pdf(page(), page("swe", 2))])
    for _ in ("scan", "read", "recognise"):
        run_next()
    job = Job.objects.get()
    assert (job.step, job.data["recognised"]) == ("read", 1)
    row = show.listing(visit(house.ada), house.heron)[0]
    assert (row.step, row.whole) == ("recognise", 2)
    asked: list[object] = []
    real = recognised.recognise
    monkeypatch.setattr(recognised, "recognise", lambda *given: asked.append(given[2]) or real(*given))
    house.read()
    assert asked == [(2,)]
    assert "förskott" in show.page_text(visit(house.ada), house.heron, Version.objects.get().pk, 2)


def test_pages_are_told_in_order_whichever_was_recognised_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = recognised.recognise
    monkeypatch.setattr(recognised, "recognise", lambda *given: reversed([*real(*given)]))
    take(house, "scan.pdf", scanned_pdf(page(), page("swe", 2)))
    row = show.listing(visit(house.ada), house.heron)[0]
    assert "pages 1 to 2: text recognised from a picture" in row.notes


def test_without_the_languages_a_scan_is_refused_and_the_rest_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "LETTERS_FOLDER", tmp_path)
    version = take(house, "scan.png", scans.packed(page(), "PNG"))
    assert version.refused_as == "LettersMissing"
    assert "eng.traineddata" in show.listing(visit(house.ada), house.heron)[0].refusal
    assert house.with_lease().state == Reading.SEARCHABLE
