"""A file without its properties says the same, and the name of who made it stands nowhere in its bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from hemvist.readers.base import Stripped, fewer, read, stripped
from hemvist.readers.kinds import kind_of, promised
from hemvist.readers.parsers import PARSERS
from hemvist.readers.properties import NEVER, PROPERTIES, WHOLE
from hemvist.readers.strip import every, pictures
from hemvist.readers.strip.tokens import parsed, written
from hemvist.readers.strip.whole import Taken, Whole
from tests.promises.traces import in_bytes
from tests.readers import fuzz, made, signed_by
from tests.readers.signed_by import DAY, NAME, NAMED, WORDS

WORDY = sorted(name for name in NAMED if promised(name) not in {"jpeg", "png", "webp", "gif", "bmp", "tiff"})
PAINTED = sorted(set(NAMED) - set(WORDY))


def of(data: bytes, name: str) -> tuple[bytes, Stripped]:
    told = stripped([data], name)
    return b"".join(told.pieces), told


def traces(data: bytes) -> list[str]:
    """Where the name is in these bytes, packed, coded or plain; also in what lies in what lies in them."""
    found = in_bytes(data, NAME) + in_bytes(data, NAME.split()[0]) + in_bytes(data, DAY)
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            found += [f"{one}: {how}" for one in packed.namelist() for how in traces(packed.read(one))]
            found += [
                f"comment of {one.filename}" for one in packed.infolist() if one.comment or one.date_time[0] > 1980
            ]
    return found


@pytest.mark.parametrize("name", sorted(NAMED))
def test_the_name_is_in_the_file_and_in_no_byte_of_it_afterwards(name: str) -> None:
    data = NAMED[name]()
    assert traces(data)
    made, told = of(data, name)
    assert (told.whole, traces(made)) == ("", [])
    assert told.taken
    assert kind_of(made, promised(name)) == kind_of(data, promised(name))


@pytest.mark.parametrize("name", WORDY)
def test_it_says_the_same(name: str) -> None:
    data = NAMED[name]()
    before, after = read(data, name), read(of(data, name)[0], name)
    assert (before.text, before.pages, before.tables, before.hidden) == (
        after.text,
        after.pages,
        after.tables,
        after.hidden,
    )
    assert WORDS in after.text or name.startswith("rent.od")


def test_other_programs_still_open_it() -> None:
    word = docx.Document(io.BytesIO(of(signed_by.word(), "a.docx")[0]))
    assert WORDS in [one.text for one in word.paragraphs]
    assert [(one.author, one.text) for one in word.comments] == [("Author", "too high")]
    book = openpyxl.load_workbook(io.BytesIO(of(signed_by.workbook(), "a.xlsx")[0]))
    assert book["Rents"]["B2"].value == 12_000
    assert book["Rents"]["B2"].comment.text == "too high"
    show = pptx.Presentation(io.BytesIO(of(signed_by.slides(), "a.pptx")[0]))
    assert show.slides[0].shapes.title.text == WORDS
    with pypdfium2.PdfDocument(of(signed_by.portable(), "a.pdf")[0]) as pdf:
        assert not any(pdf.get_metadata_dict().values())
        assert WORDS in pdf[0].get_textpage().get_text_range()


@pytest.mark.parametrize("name", PAINTED)
def test_a_picture_shows_the_same_pixels(name: str) -> None:
    data = NAMED[name]()
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(of(data, name)[0])) as after:
        assert getattr(before, "n_frames", 1) == getattr(after, "n_frames", 1)
        for at in range(getattr(before, "n_frames", 1)):
            before.seek(at)
            after.seek(at)
            assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_the_way_up_stays(kind: str, turned: int) -> None:
    data = {"jpeg": signed_by.jpeg, "png": signed_by.png, "webp": signed_by.webp, "tiff": signed_by.tiff}[kind](turned)
    made = pictures.stripped(kind, data, Taken())
    assert in_bytes(made, NAME) == []
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(made)) as after:
        assert after.getexif()[274] == turned
        assert set(after.getexif()) <= {274, *range(254, 350)}
        shown = ImageOps.exif_transpose(before).convert("RGB"), ImageOps.exif_transpose(after).convert("RGB")
        assert shown[0].tobytes() == shown[1].tobytes()


@pytest.mark.parametrize("how", ["raw", "tiff_lzw", "tiff_deflate", "jpeg", "packbits"])
def test_pages_of_a_tiff_stay_however_they_are_packed(how: str) -> None:
    data = signed_by.tiff(compression=how) if how != "jpeg" else _of_jpegs()
    made = pictures.stripped("tiff", data, Taken())
    assert in_bytes(made, NAME) == []


def _of_jpegs() -> bytes:
    out = io.BytesIO()
    signed_by.drawing().save(out, "TIFF", compression="jpeg", tiffinfo={315: NAME})
    return out.getvalue()


def test_what_was_taken_out_is_told_by_kind_and_never_by_value() -> None:
    for name, make in NAMED.items():
        told = of(make(), name)[1]
        assert set(told.taken) <= set(PROPERTIES)
        assert NAME not in json.dumps(told.taken)
    assert {"author", "dates", "xmp", "remark-authors", "private"} <= set(of(signed_by.portable(), "a.pdf")[1].taken)
    assert {"author", "own", "remark-authors", "camera", "place", "packing"} <= set(
        of(signed_by.word(), "a.docx")[1].taken
    )
    assert {"place", "camera", "author", "remarks", "trailing"} <= set(of(signed_by.jpeg(), "a.jpg")[1].taken)
    assert {"headers"} <= set(of(signed_by.mail(), "a.eml")[1].taken)


@pytest.mark.parametrize(
    ("name", "data"), [("a.txt", b"Hello\n"), ("a.csv", b"a;b\n1;2\n"), ("a.md", b"# Rent\n\nHigh.\n")]
)
def test_a_plain_text_is_nothing_but_what_it_says(name: str, data: bytes) -> None:
    assert of(data, name) == (data, Stripped((data,), ()))


def test_taking_out_twice_takes_out_nothing_more() -> None:
    for name, make in NAMED.items():
        once = of(make(), name)[0]
        twice, told = of(once, name)
        assert told.whole == "", name
        assert set(told.taken) <= {"camera", "author", "program", "dates", "numbers", "remark-authors"}, (
            name,
            told.taken,
        )
        assert traces(twice) == []


SIGNED = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>"


def with_objects(catalog: bytes, *more: bytes) -> bytes:
    """A PDF of one page with these words in its catalog, and more objects after its own (from 7 on)."""
    data = made.pdf([made.page_of(WORDS)])
    with pypdfium2.PdfDocument(data) as pdf:
        out = io.BytesIO()
        pdf.save(out)
    plain = out.getvalue()
    start = plain.rfind(b"startxref")
    first = int(plain[start + 9 :].split()[0])
    size = int(re.split(rb"/Size\s*", plain)[-1][:4].split(b"/")[0].split(b">")[0])
    root = int(plain.split(b"/Root")[1].split()[0])
    at = plain.index(b"%d 0 obj" % root)
    body = plain[plain.index(b"<<", at) : plain.index(b"endobj", at)].strip()
    made_anew, places = bytearray(plain), dict[int, int]()
    for number, one in {root: body.replace(b"<<", b"<<" + catalog, 1), **dict(enumerate(more, size))}.items():
        places[number] = len(made_anew)
        made_anew += b"%d 0 obj\n%s\nendobj\n" % (number, one.replace(b"@", b"%d" % size))
    second = len(made_anew)
    made_anew += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % row for row in places.items())
    made_anew += b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (size + len(more), root, first)
    return bytes(made_anew + b"startxref\n%d\n%%%%EOF\n" % second)


def test_what_cannot_be_written_anew_is_told_with_its_reason() -> None:
    signed = with_objects(b"/AcroForm<</SigFlags 3/Fields[<</FT/Sig/T(s)/V %s>>]>>" % SIGNED)
    holding = with_objects(
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 7 0 R>>>>]>>>>",
        b"<</Length 1>>\nstream\nx\nendstream",
    )
    macro = signed_by.packed_anew(
        signed_by.word(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)}
    )
    cases = {
        "signed.pdf": (signed, "signed"), "holding.pdf": (holding, "inside"), "a.zip": (signed_by.archive(), "kind"),
        "a.doc": (signed_by.old_word(), "kind"), "a.docm": (macro, "inside"), "cut.pdf": (b"%PDF-1.4 nothing", "failed"),
        "a.docx": (signed_by.packed_anew(signed_by.word(), {"_xmlsignatures/sig1.xml": b"<x/>"}), "signed"),
        "a.rtf": (rb"{\rtf1 Rent {\pict\jpegblip ffd8}}", "inside"),
        "a.html": (b'<html><p>Rent</p><img src="data:image/jpeg;base64,AAAA"></html>', "inside"),
    }  # fmt: skip
    for name, (data, why) in cases.items():
        assert of(data, name) == (b"", Stripped(whole=why)), name
    assert {why for _, why in cases.values()} | {"other"} == set(WHOLE)


def test_a_copy_that_says_anything_else_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(every._WRITTEN, "html", lambda data, taken: data.replace(b"12,000", b"21,000"))
    with pytest.raises(Whole) as error:
        every.stripped("html", signed_by.page(), Taken())
    assert error.value.why == "other"


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_every_kind_that_is_read_is_written_anew_or_told_not_to_be(kind: str) -> None:
    why = {_why(kind, sample) for sample in PARSERS[kind].samples()}
    assert not why or ("kind" in why) == (kind in NEVER)
    assert why <= {"", *WHOLE}


def _why(kind: str, data: bytes) -> str:
    """Why it cannot be written anew; empty where it can."""
    try:
        every.stripped(kind, data, Taken())
    except Whole as error:
        return error.why
    return ""


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_spoilt_file_is_written_anew_or_not_and_nothing_else_comes_of_it(name: str) -> None:
    data = NAMED[name]()
    kind = kind_of(data, promised(name))
    for spoilt in fuzz.mutants(data, 40, 5):
        try:
            made = every.stripped(kind, spoilt, Taken())
        except Whole:
            continue
        assert isinstance(made, bytes)


@given(st.binary(max_size=300) | st.text("<>[]()/\\ %#0R1\nab", max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_values_of_pdf_or_none(data: bytes) -> None:
    try:
        value, end = parsed(data, 0)
    except Whole:
        return
    assert 0 <= end <= len(data)
    assert parsed(written(value), 0)[0] == value


def test_a_pdf_that_came_cut_off_is_told_as_such_afterwards_too(tmp_path: Path) -> None:
    data = made.pdf([made.page_of(WORDS)]).replace(b"%%EOF", b"")
    before, after = read(data, "a.pdf"), read(of(data, "a.pdf")[0], "a.pdf")
    assert before.notes == after.notes
    assert any("cut off" in note for note in after.notes)


def test_a_workbook_of_a_program_that_declares_no_xml_is_written_anew_and_so_is_one_cut_down_by_us() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Item", "Price", "Buyer"])
    book.active.append(["Bolt", 2, "Anna"])
    book.properties.creator = NAME
    book.save(out)
    made, told = of(out.getvalue(), "prices.xlsx")
    assert (told.whole, "author" in told.taken, traces(made)) == ("", True, [])
    cut = b"".join(fewer([out.getvalue()], "prices.xlsx", ("Item", "Price")).pieces)
    assert of(cut, "prices.xlsx")[1].whole == ""
