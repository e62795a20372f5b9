"""Pictures with what is to be masked blacked out are kept in place of the file, and nothing under the black can be had."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfImage, PdfMatrix

from hemvist.closing.forget import forget_document
from hemvist.config.options import ROOT
from hemvist.documents import pictures, places, read, show, stored
from hemvist.documents.masking import BLACK
from hemvist.documents.models import Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.documents.remove import sweep
from hemvist.domain.agreement import Mask
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.jobs.work import run_next
from hemvist.projects import gate
from hemvist.providers import letters
from hemvist.readers.base import recognise
from tests.documents.test_masking import agreed, in_force, sent
from tests.house import House, visit
from tests.readers import leaves, made, scans

MAIL, IBAN = "anna.vermilion@example.org", "SE07 3982 5979 1907 4833 7887"
WORDS = f"The keys are left with the caretaker. Notices go to {MAIL} and nowhere else."


@pytest.fixture(autouse=True)
def languages(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = letters.ensure(ROOT / "var" / "models" / letters.table().name, lambda *_: None)
    monkeypatch.setattr(settings, "LETTERS_FOLDER", folder)


def told(number: int = 1, words: str = WORDS) -> made.Sheet:
    return made.page_of(f"Page {number} of the lease.\nRent is due in advance.\n{words}\nThe tenant paints the fence.")


def scan() -> Image.Image:
    lines = scans.wrapped(f"{scans.TEXTS['eng']} {WORDS} {scans.TEXTS['eng']}", 80)
    return scans.worse(scans.sheet(lines, size=(8.27, 11.69)), noise=12)


def png(house: House, version: Version, page: int = 1) -> bytes:
    """The kept picture as it lies sealed."""
    return stored.picture(gate.enter(visit(house.ada), house.heron, Deed.SHOW), version, page)[0]


def seen(data: bytes) -> str:
    """What recognition reads on a picture."""
    folder = letters.checked(places.letters())
    return " ".join(one.text if one else "" for _, one in recognise(lambda: [data], "page.png", [1], folder)).replace(
        "\n", " "
    )


@pytest.mark.parametrize("kind", ["told.pdf", "scan.pdf", "scan.png", "scan.jpg", "scan.tif"])
def test_recognition_does_not_find_what_was_masked_and_finds_what_stands_beside_it(house: House, kind: str) -> None:
    agreed(house, Mask.MAIL)
    out = io.BytesIO()
    scan().save(out, {"jpg": "JPEG", "tif": "TIFF"}.get(kind[-3:], kind[-3:].upper()), dpi=(200, 200), resolution=200)
    version = sent(house, made.pdf([told()]) if kind == "told.pdf" else out.getvalue(), kind)
    assert version.state == Reading.SEARCHABLE
    assert BLACK * len(MAIL) in show.page_text(visit(house.ada), house.heron, version.pk, 1)
    found = seen(png(house, version))
    assert "caretaker" in found
    assert "nowhere else" in found
    for part in ("anna", "vermilion", "example"):
        assert part not in found


def test_the_file_is_gone_and_only_text_and_picture_are_left(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, made.pdf([told()]), "lease.pdf")
    left = sorted(path.name.removeprefix(version.pk) for path in places.all_of(house.heron.pk, version.pk))
    assert left == [f".shown-{version.pictures}-00001", ".text"]
    for file in (path for path in house.home.rglob("*") if path.is_file()):
        assert b"vermilion" not in file.read_bytes(), file


def test_a_picture_is_pixels_alone(house: House) -> None:
    agreed(house, Mask.MAIL)
    data = png(house, sent(house, made.pdf([told()]), "lease.pdf"))
    chunks, at = [], 8
    while at < len(data):
        chunks.append(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4])
    assert set(chunks) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def test_a_quotation_is_boxed_on_it(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, made.pdf([told()]), "lease.pdf")
    text = show.page_text(visit(house.ada), house.heron, version.pk, 1)
    at = text.index("paints")
    shown = show.picture(visit(house.ada), house.heron, version.pk, 1, 900, [(at, at + 6)])
    plain = show.picture(visit(house.ada), house.heron, version.pk, 1, 900)
    assert shown.startswith(b"\x89PNG")
    assert shown != plain


def with_picture(words: str) -> bytes:
    """A page of text with a picture of other words on it."""
    shape = scans.sheet([words], size=(8.27, 1.0))
    with PdfDocument(made.pdf([told(words="Nothing here is anybody's but the tenant's. " * 2)])) as pdf:
        picture = PdfImage.new(pdf)
        picture.set_bitmap(PdfBitmap.from_pil(shape.convert("RGB")))
        picture.set_matrix(PdfMatrix().scale(500, 500 * shape.height / shape.width).translate(40, 300))
        page = pdf[0]
        page.insert_obj(picture)
        page.gen_content()
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_what_a_picture_on_a_page_shows_is_read_and_black_too(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, with_picture(f"A sign at the gate says {MAIL} to all."), "lease.pdf")
    assert MAIL not in show.page_text(visit(house.ada), house.heron, version.pk, 1)
    found = seen(png(house, version))
    assert "fence" in found
    assert "gate" in found
    assert "vermilion" not in found


def test_without_the_languages_a_page_with_a_picture_is_kept_as_text_only(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "LETTERS_FOLDER", tmp_path)
    agreed(house, Mask.MAIL)
    version = sent(house, with_picture("A sign at the gate."), "lease.pdf")
    assert version.state == Reading.SEARCHABLE
    assert not pictures.is_kept(version, 1)
    row = show.details(visit(house.ada), house.heron, version.document_id).newest
    assert f"page 1: {pictures.WITHOUT}" in row.notes
    with pytest.raises(NotFound):
        show.picture(visit(house.ada), house.heron, version.pk, 1)


def test_running_lines_and_what_spans_two_lines_are_black(house: House) -> None:
    agreed(house, Mask.MAIL)
    cut = f"Notices go to {MAIL[:10]}-\n{MAIL[10:]} and nowhere else."
    head = [(72, 800, f"Office mail {MAIL} daily")]
    sheets = [made.Sheet([*head, *told(number, cut).lines]) for number in (1, 2, 3)]
    version = sent(house, made.pdf(sheets), "lease.pdf")
    assert BLACK * len(MAIL) in show.page_text(visit(house.ada), house.heron, version.pk, 2)
    for number in (1, 2, 3):
        found = seen(png(house, version, number))
        assert "nowhere else" in found
        assert not any(part in found for part in ("anna", "verm", "milion", "lion@", "example"))


def test_an_account_number_on_two_lines_is_black_on_both(house: House) -> None:
    agreed(house, Mask.IBAN)
    cut = f"Pay the rent to the account {IBAN[:14]}\n{IBAN[15:]} and nowhere else."
    version = sent(house, made.pdf([told(1, cut)]), "lease.pdf")
    text = show.page_text(visit(house.ada), house.heron, version.pk, 1)
    assert not any(part in text for part in IBAN.split()[1:])
    assert f"{BLACK * 14}\n{BLACK * len(IBAN[15:])}" in text
    found = seen(png(house, version))
    assert "nowhere else" in found
    assert not any(part in found for part in IBAN.split())


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_page_that_lies_otherwise_is_black_where_its_words_are(house: House, rotate: int, turned: int) -> None:
    agreed(house, Mask.MAIL)
    step = (0, -20) if turned == 0 else (20, 0)
    start = (60, 700) if turned == 0 else (200, 80)
    lines = ["The caretaker has the keys to the gate.", f"Notices go to {MAIL} alone.", "The tenant paints the fence."]
    rows = [(start[0] + step[0] * at, start[1] + step[1] * at, line) for at, line in enumerate(lines)]
    version = sent(house, made.pdf([made.Sheet(rows, rotate=rotate, turned=turned)]), "lease.pdf")
    found = seen(png(house, version))
    assert "fence" in found
    assert "vermilion" not in found


def test_in_two_columns_the_other_column_stays(house: House) -> None:
    agreed(house, Mask.MAIL)
    left = ["The caretaker has all keys", f"write to {MAIL}", "about the garden gate"] * 4
    right = ["The tenant paints the fence", "each spring and autumn", "with paint of the landlord"] * 4
    rows = [(50, 700 - 20 * at, line) for at, line in enumerate(left)]
    rows += [(320, 700 - 20 * at, line) for at, line in enumerate(right)]
    found = seen(png(house, sent(house, made.pdf([made.Sheet(rows)]), "lease.pdf")))
    assert "vermilion" not in found
    assert found.count("each spring and autumn") == 4
    assert found.count("write to") == 4


def test_a_page_with_masked_text_that_stands_beside_it_gets_no_picture(house: House) -> None:
    agreed(house, Mask.MAIL)
    hidden = leaves.drawn(leaves.text("The tenant paints the fence.") + leaves.text(MAIL, y=600, before="1 1 1 rg "))
    version = sent(house, hidden, "lease.pdf")
    assert version.state == Reading.SEARCHABLE
    assert not pictures.is_kept(version, 1)


def test_none_is_kept_where_the_agreement_does_not_list_page_images(house: House) -> None:
    project = agreed(house, Mask.MAIL)
    agreement = project.agreement
    rows = tuple(replace(row, fields_kept=("text",)) for row in agreement.data)
    in_force(house, replace(agreement, version=agreement.version + 1, data=rows))
    version = sent(house, made.pdf([told()]), "lease.pdf")
    assert version.state == Reading.SEARCHABLE
    assert [path.suffix for path in places.all_of(house.heron.pk, version.pk)] == [".text"]


def test_where_a_worker_was_killed_the_next_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "TURN", 0.0)
    monkeypatch.setattr(pictures, "PAGES", 1)
    agreed(house, Mask.MAIL)
    version = receive(visit(house.ada), house.heron, "lease.pdf", [made.pdf([told(1), told(2)])])
    for _ in ("scan", "read", "recognise", "look", "strip", "one page"):
        run_next()
    made_before = [path.name for path in places.all_of(house.heron.pk, version.pk) if ".shown-" in path.name]
    assert len(made_before) == 1
    house.read()
    version.refresh_from_db()
    assert pictures.is_kept(version, 1)
    assert pictures.is_kept(version, 2)
    assert made_before[0].startswith(f"{version.pk}.shown-{version.pictures}-")


def test_another_agreement_meanwhile_has_it_read_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "TURN", 0.0)
    agreed(house, Mask.IBAN)
    version = receive(visit(house.ada), house.heron, "lease.pdf", [made.pdf([told()])])
    for _ in ("scan", "read", "recognise", "look", "page"):
        run_next()
    agreed(house, Mask.MAIL)
    house.read()
    version.refresh_from_db()
    assert MAIL not in show.page_text(visit(house.ada), house.heron, version.pk, 1)
    assert "vermilion" not in seen(png(house, version))
    assert len([path for path in places.all_of(house.heron.pk, version.pk) if ".shown-" in path.name]) == 1


def test_after_the_index_is_made_anew_pictures_stay_and_those_that_show_too_much_go(house: House) -> None:
    agreed(house, Mask.MAIL)
    clean = made.page_of("The tenant paints the fence.\nNobody is named here.")
    version = sent(house, made.pdf([told(words=f"Pay to {IBAN}, write to {MAIL}."), clean]), "lease.pdf")
    first = png(house, version, 2)
    reindex(visit(house.ada), house.heron)
    house.read()
    version.refresh_from_db()
    assert pictures.is_kept(version, 1)
    agreed(house, Mask.MAIL, Mask.IBAN)
    reindex(visit(house.ada), house.heron)
    house.read()
    version.refresh_from_db()
    assert not pictures.is_kept(version, 1)
    assert png(house, version, 2) == first
    names = [path.name for path in places.all_of(house.heron.pk, version.pk)]
    assert sorted(names) == [f"{version.pk}.shown-{version.pictures}-00002", f"{version.pk}.text"]


def test_the_sweep_leaves_what_counts_and_takes_what_does_not(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, made.pdf([told()]), "lease.pdf")
    kept = places.picture(house.heron.pk, version.pk, version.pictures, 1)
    other = places.picture(house.heron.pk, version.pk, version.pictures + 1, 1)
    other.write_bytes(kept.read_bytes())
    for path in (kept, other):
        os.utime(path, (0, 0))
    sweep(house.heron.pk)
    assert kept.exists()
    assert not other.exists()


def test_pictures_go_with_their_document(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, made.pdf([told()]), "lease.pdf")
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert places.all_of(house.heron.pk, version.pk) == []


def beside(house: House, data: bytes, name: str = "lease.pdf") -> Version:
    """A file that is kept unmasked for the owner, with pictures for the others."""
    agreed(house, Mask.MAIL, kept=True, seen_by=(Role.OWNER,))
    return sent(house, data, name)


def test_who_may_not_see_an_original_that_is_kept_sees_it_with_black_boxes(house: House) -> None:
    version = beside(house, made.pdf([told()]))
    assert "vermilion" in seen(show.picture(visit(house.ada), house.heron, version.pk, 1, 2000))
    found = seen(show.picture(visit(house.ben), house.heron, version.pk, 1, 2000))
    assert "caretaker" in found
    assert "vermilion" not in found
    assert not version.text_only


def test_a_page_without_a_picture_stays_refused_to_who_may_not_see_the_original(house: House) -> None:
    version = beside(house, made.pdf([told()]))
    places.picture(house.heron.pk, version.pk, version.pictures, 1).unlink()
    with pytest.raises(Refused):
        show.picture(visit(house.ben), house.heron, version.pk, 1)
    assert not show.is_pictured(visit(house.ben), house.heron, version.pk, 1)


def test_a_quotation_is_boxed_on_both(house: House) -> None:
    version = beside(house, made.pdf([told()]))
    at = show.page_text(visit(house.ben), house.heron, version.pk, 1).index("paints")
    for person in (house.ada, house.ben):
        plain, boxed = (
            show.picture(visit(person), house.heron, version.pk, 1, 900, spans) for spans in ((), [(at, at + 6)])
        )
        assert plain != boxed


def test_read_again_it_gets_pictures_anew_and_the_earlier_ones_go(house: House) -> None:
    version = beside(house, made.pdf([told()]))
    first = version.pictures
    agreed(house, Mask.MAIL, Mask.IBAN, kept=True, seen_by=(Role.OWNER,))
    reindex(visit(house.ada), house.heron)
    house.read()
    version.refresh_from_db()
    assert version.pictures not in (0, first)
    shown = [path.name for path in places.all_of(house.heron.pk, version.pk) if ".shown-" in path.name]
    assert shown == [f"{version.pk}.shown-{version.pictures}-00001"]


def test_where_everybody_sees_the_original_no_pictures_are_made(house: House) -> None:
    agreed(house, Mask.MAIL, kept=True, seen_by=tuple(house.heron.agreement.access.roles))
    version = sent(house, made.pdf([told()]), "lease.pdf")
    assert version.pictures == 0
    assert show.picture(visit(house.ben), house.heron, version.pk, 1).startswith(b"\x89PNG")


def test_they_go_with_the_document_as_well(house: House) -> None:
    version = beside(house, made.pdf([told()]))
    forget_document(visit(house.ada), house.heron, version.document_id)
    house.read()
    assert places.all_of(house.heron.pk, version.pk) == []
