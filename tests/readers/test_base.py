"""Reading files through the door: what comes out, and what is refused, by name and cause."""

from __future__ import annotations

import codecs

import pytest

from hemvist.domain.passage import Page
from hemvist.readers.base import picture, read
from hemvist.readers.errors import (
    BrokenFile,
    CannotRead,
    DisguisedFile,
    EmptyFile,
    NoText,
    PasswordProtected,
    TooLarge,
    UnknownKind,
)
from hemvist.readers.limits import Limits
from tests.readers import made
from tests.readers.parsing import FILES

PDF = made.pdf([made.page_of("1. Term\nThree years."), made.page_of("2. Law\nSweden.")])
DOCX = made.docx(made.p("Three years."))
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def test_a_pdf_has_pages_and_headings():
    text = read(PDF, "contract.pdf")
    assert text.text == "1. Term\nThree years.\n\n2. Law\nSweden."
    assert text.pages == (Page(1, 0, 20), Page(2, 22, 36))
    assert [text.text[heading.start : heading.end] for heading in text.headings] == ["1. Term", "2. Law"]
    assert (text.kind, text.notes) == ("pdf", ())


def test_a_docx_has_no_pages():
    text = read(DOCX, "contract.docx")
    assert (text.text, text.pages, text.kind) == ("Three years.", (), "docx")


def test_a_text_file_is_taken_as_it_is():
    text = read("1. Löptid\r\n\r\nTre år.\r\n".encode(), "avtal.txt")
    assert (text.text, text.kind) == ("1. Löptid\r\n\r\nTre år.\r\n", "txt")


def test_bytes_may_come_in_pieces():
    pieces = [PDF[at : at + 7] for at in range(0, len(PDF), 7)]
    assert read(iter([b"", *pieces, b""]), "contract.pdf") == read(PDF, "contract.pdf")


@pytest.mark.parametrize(
    "name", ["CONTRACT.PDF", "contract", "contract.v2", "a/b\\contract.final.pdf", "", "." * 300, "\n\0{x}.pdf"]
)
def test_a_name_that_promises_nothing_else_does_no_harm(name: str):
    assert read(PDF, name).kind == "pdf"


def test_pages_without_text_are_noted():
    sheets = [made.page_of(text) for text in ("", "one", "", "", "two", " ")]
    assert read(made.pdf(sheets), "a.pdf").notes == ("pages 1, 3 to 4, 6: no text found",)
    assert read(made.pdf(sheets[:2]), "a.pdf").notes == ("page 1: no text found",)


def test_a_page_that_cannot_be_loaded_is_named_and_the_rest_is_read():
    data = made.pdf([made.page_of("one"), made.page_of("two"), made.page_of("three")])
    text = read(data.replace(b"/Kids[5 0 R 7 0 R 9 0 R]", b"/Kids[5 0 R 4 0 R 9 0 R]"), "a.pdf")
    assert [text.text[page.start : page.end] for page in text.pages] == ["one", "", "three"]
    assert text.notes[0].startswith("page 2: ")


def test_a_form_is_read_and_says_what_of_it_may_be_missing():
    form = made.pdf([made.page_of("Name:")])
    form = form.replace(b"/Catalog", b"/Catalog/AcroForm<</Fields[]>>")
    assert read(form, "a.pdf").notes == ()
    field = b"/Type/Page/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Ada)/Rect[120 765 200 785]>>]/Parent"
    filled = read(form.replace(b"/Type/Page/Parent", field), "a.pdf")
    assert (filled.text, filled.notes) == ("Name: Ada", ())
    # A password is not told, whoever has filled it in.
    secret = b"/Fields[4 0 R]>>"
    locked = form.replace(b"/Fields[]>>", secret).replace(b"/Type/Page/Parent", b"/Type/Page/Annots[4 0 R]/Parent")
    start = locked.index(b"4 0 obj\n") + 8
    end = locked.index(b"endobj", start)
    widget = b"<</Type/Annot/Subtype/Widget/FT/Tx/Ff 8192/T(n)/V(Ada)/Rect[0 0 9 9]>>\n"
    noted = read(locked[:start] + widget + locked[end:], "a.pdf")
    assert noted.text == "Name:"
    assert noted.notes == ("The PDF is a form: what was filled in may be missing from the text.",)


REFUSALS = [
    (b"", "a.pdf", EmptyFile, "a.pdf is empty"),
    ([], "a.txt", EmptyFile, "a.txt is empty"),
    (iter([b"", b""]), "a.docx", EmptyFile, "a.docx is empty"),
    (PDF, "a.docx", DisguisedFile, "a.docx ends in .docx but is a PDF"),
    (PDF, "a.txt", DisguisedFile, "a.txt ends in .txt but is a PDF"),
    (PDF, "a.exe", DisguisedFile, "a.exe ends in .exe but is a PDF"),
    (DOCX, "a.pdf", DisguisedFile, "a.pdf ends in .pdf but is a Word document"),
    (b"hello", "a.pdf", DisguisedFile, "a.pdf ends in .pdf but is plain text"),
    (b"hello", "a.docx", DisguisedFile, "a.docx ends in .docx but is plain text"),
    (made.zipped(x=b"1"), "a.pdf", DisguisedFile, "a.pdf ends in .pdf but is a ZIP archive"),
    (made.zipped(x=b"1"), "a.docx", DisguisedFile, "a.docx ends in .docx but is a ZIP archive"),
    (made.docx("").replace(b"word/", b"xlsx/"), "a.docx", DisguisedFile, "ZIP archive"),
    (PNG, "a.pdf", DisguisedFile, "a.pdf ends in .pdf but is a picture"),
    (b"MZ\x90\0" + bytes(64), "a.txt", DisguisedFile, "a.txt ends in .txt but is a program"),
    (b"hello", "a.html", DisguisedFile, "a.html ends in .html but is plain text"),
    (b"hello", "a.eml", DisguisedFile, "a.eml ends in .eml but is plain text"),
    (b"he\0llo", "a.txt", UnknownKind, "a.txt is binary data"),
    (bytes(range(256)), "a", UnknownKind, "a is binary data"),
    (b"\x00\x01garbage", "a.pdf", BrokenFile, "a.pdf could not be read: it is damaged"),
    (DOCX[: len(DOCX) // 2], "a.docx", BrokenFile, r"a.docx could not be read: its packing \(ZIP\) is damaged"),
    (b"%PDF-1.7 and no more", "a.pdf", BrokenFile, "a.pdf could not be read: it is damaged or incomplete"),
    (made.pdf([]), "a.pdf", BrokenFile, "a.pdf could not be read: it (has no pages|is damaged)"),
    (made.pdf([made.page_of("x")], user="secret"), "a.pdf", PasswordProtected, "a.pdf is protected by a password"),
    (LOCKED_WORD, "a.docx", PasswordProtected, "a.docx is protected by a password"),
    (OLD_WORD, "a.doc", BrokenFile, "a.doc could not be read: it is damaged or incomplete"),
    (OLD_WORD, "a.docx", DisguisedFile, "a.docx ends in .docx but is an old Office file"),
    (made.pdf([made.page_of(""), made.page_of(" ")]), "a.pdf", NoText, "no text found on any page"),
    (b" \n\t\n", "a.txt", NoText, "a.txt could not be read: no text found in it"),
    (made.docx("<w:p/>"), "a.docx", NoText, "a.docx could not be read: no text found in it"),
]


@pytest.mark.parametrize(
    ("data", "name", "error", "message"), REFUSALS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_cannot_be_read_is_refused_by_name_and_cause(data, name, error, message):
    with pytest.raises(error, match=message) as refused:
        read(data, name)
    assert refused.value.help
    assert refused.value.facts["name"] == name


FLAT = (FILES / "rich.fodt").read_bytes()
WORD_2003 = b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
EXCEL_2003 = (
    b'\xef\xbb\xbf\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Row>obey me</Row></Workbook>'
)
PACKAGE = (
    b"<!-- "
    + b"x" * 50_000
    + b' --><p:package xmlns:p="http://schemas.microsoft.com/office/2006/xmlPackage">a</p:package>'
)


@pytest.mark.parametrize("data", [FLAT, WORD_2003, EXCEL_2003, PACKAGE, FLAT.decode().encode("utf-16")])
@pytest.mark.parametrize(
    ("name", "error"), [("a.fodt", UnknownKind), ("a.xml", UnknownKind), ("a", UnknownKind), ("a.txt", DisguisedFile),
                        ("a.html", DisguisedFile), ("a.odt", DisguisedFile), ("a.eml", DisguisedFile)],
)  # fmt: skip
def test_an_office_document_that_is_one_xml_file_is_never_read_as_text_with_what_it_hides(data, name, error):
    with pytest.raises(error, match="an office document that is one XML file"):
        read(data, name)


def test_other_xml_and_pages_that_an_office_program_saved_are_read():
    assert read(b"<?xml version='1.0'?><note><to>Ada</to></note>", "a.xml").kind == "txt"
    page = b'<html xmlns:x="urn:schemas-microsoft-com:office:spreadsheet"><body><p>Rent</p></body></html>'
    assert read(page, "a.html").text == "Rent"
    assert read(b"It says: urn:oasis:names:tc:opendocument:xmlns:office:1.0\n", "a.txt").kind == "txt"


def test_an_owners_password_alone_does_not_stop_reading():
    assert read(made.pdf([made.page_of("Three years.")], owner="secret"), "a.pdf").text == "Three years."


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(bytes=1000), "it has more than 0 MB"),
        (Limits(pages=1), "it has more than 1 pages"),
        (Limits(characters=20), "its text has more than 20 characters"),
    ],
)
def test_what_is_too_large_is_refused(limits: Limits, message: str):
    with pytest.raises(TooLarge, match=message):
        read(PDF, "a.pdf", limits)


def test_what_is_too_large_is_refused_before_all_of_it_is_taken():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"x" * 100_000

    with pytest.raises(TooLarge):
        read(endless(), "a.txt", Limits(bytes=1_000_000))
    assert len(taken) < 20


def test_the_message_may_hold_braces():
    with pytest.raises(EmptyFile, match=r"\{name\.__class__\} is empty"):
        read(b"", "{name.__class__}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_any_unicode_reads_without_its_mark(encoding: str):
    assert read("§ 5 Kündigung – 😀".encode(encoding), "a.txt").text == "§ 5 Kündigung – 😀"


def test_text_in_windows_1252_reads_with_a_note():
    text = read("Löptid – tre år".encode("cp1252"), "a.txt")
    assert text.text == "Löptid – tre år"
    assert text.notes == ("The text is not UTF-8: it was read as Windows-1252.",)


def test_half_a_byte_pair_is_no_text():
    with pytest.raises(UnknownKind):
        read(codecs.BOM_UTF16_LE + b"abc", "a.txt")


def test_a_picture_of_a_page_is_a_png_of_the_width_asked_for():
    assert picture(PDF, 2, [(0, 6)], 640)[:24] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (
        906
    ).to_bytes(4, "big")


@pytest.mark.parametrize("page", [0, 3, -1, 10**9])
def test_there_is_no_picture_of_a_page_that_is_not_there(page: int):
    with pytest.raises(BrokenFile, match="it has no such page"):
        picture(PDF, page, [], 640)


def test_there_is_no_picture_of_what_is_no_pdf():
    with pytest.raises(CannotRead):
        picture(DOCX, 1, [], 640)
