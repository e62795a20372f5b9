"""The made-up contracts: complete, readable, answering what they should and giving nothing away."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from importlib.resources import files

import docx
import pypdfium2
import pytest

from hemvist.documents.made import QUESTIONS, Example, made_up
from hemvist.documents.made.build import plain
from hemvist.documents.made.source import Block, Source, parse

CONTRACTS = dict(made_up())
PDFS = sorted(name for name in CONTRACTS if name.endswith(".pdf"))
SOURCES = {
    path.name.removesuffix(".txt"): parse(path.read_text("utf-8"))
    for path in files("hemvist.documents.made").joinpath("sources").iterdir()
}
LANGUAGES = {f"{stem}.{source.format}": source.language for stem, source in SOURCES.items()}


@cache
def pages(name: str) -> tuple[str, ...]:
    """The text of each page of a PDF as its reader gives it."""
    document = pypdfium2.PdfDocument(CONTRACTS[name])
    found = tuple(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found


@cache
def text(name: str) -> str:
    """The words of a contract, with every run of white space as one space."""
    data = CONTRACTS[name]
    if name.endswith(".pdf"):
        raw = " ".join(pages(name))
    elif name.endswith(".docx"):
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        raw = " ".join([line.text for line in document.paragraphs] + cells)
    else:
        raw = data.decode()
    return words(raw)


def words(raw: str) -> str:
    return " ".join(raw.split())


def wording(block: Block) -> list[str]:
    return [words(part.replace("**", "")) for part in (block.text, *(cell for row in block.rows for cell in row))]


def test_there_are_twelve_in_three_formats_and_four_languages() -> None:
    formats = [name.rsplit(".", 1)[1] for name in CONTRACTS]
    assert {kind: formats.count(kind) for kind in set(formats)} == {"pdf": 8, "docx": 3, "txt": 1}
    spoken = [LANGUAGES[name] for name in CONTRACTS]
    assert {tongue: spoken.count(tongue) for tongue in set(spoken)} == {"en": 8, "sv": 2, "de": 1, "fr": 1}


def test_they_are_small_enough_to_ship() -> None:
    assert sum(map(len, CONTRACTS.values())) < 1_500_000


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_finished_file_says_what_its_source_says(name: str) -> None:
    source: Source = SOURCES[name.rsplit(".", 1)[0]]
    said = text(name).casefold()
    footer = re.compile(re.escape(source.footer) + r" · [\w\s-]+? \d \w+ \d ", re.IGNORECASE)
    said = footer.sub("", said)
    missing = [part for block in source.blocks for part in wording(block) if part.casefold() not in said]
    assert missing == []


@pytest.mark.parametrize("name", PDFS)
def test_the_clauses_of_a_pdf_are_read_in_order(name: str) -> None:
    found = re.findall(r"^(\d+)\.(\d+) \w", "\n".join(pages(name)), re.MULTILINE)
    clauses = [(int(major), int(minor)) for major, minor in found]
    assert clauses == sorted(set(clauses))
    assert len(clauses) >= 20


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_has_two_to_six_pages_and_none_ends_with_a_heading(name: str) -> None:
    assert 2 <= len(pages(name)) <= 6
    headings = {block.text for block in SOURCES[name.removesuffix(".pdf")].blocks if block.kind == "heading"}
    assert not headings & {page.splitlines()[-2] for page in pages(name)}


@pytest.mark.parametrize("name", PDFS)
def test_every_character_of_a_pdf_reads_as_text(name: str) -> None:
    assert not re.search("[\ufffe\ufffd\u00ad\ufb00-\ufb06\x00-\x09]", "".join(pages(name)))


@pytest.mark.parametrize("name", [name for name in CONTRACTS if name.endswith(".docx")])
def test_a_docx_uses_words_own_heading_styles(name: str) -> None:
    styles = [line.style.name for line in docx.Document(io.BytesIO(CONTRACTS[name])).paragraphs if line.style]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") >= 10


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_tells_nothing_of_where_it_was_made(name: str) -> None:
    document = pypdfium2.PdfDocument(CONTRACTS[name])
    assert not any(document.get_metadata_dict().values())
    document.close()
    assert not re.search(rb"LibreOffice|/tmp|/home|/root|/work|D:20\d\d", CONTRACTS[name])


@pytest.mark.parametrize("name", [name for name in CONTRACTS if name.endswith(".docx")])
def test_a_docx_tells_nothing_of_where_it_was_made(name: str) -> None:
    facts = docx.Document(io.BytesIO(CONTRACTS[name])).core_properties
    assert not any((facts.author, facts.last_modified_by, facts.title, facts.comments))
    archive = zipfile.ZipFile(io.BytesIO(CONTRACTS[name]))
    assert {entry.date_time[0] for entry in archive.infolist()} == {2000}


@pytest.mark.parametrize("name", CONTRACTS)
def test_nothing_in_it_could_be_a_real_number_or_domain(name: str) -> None:
    said = text(name)
    assert not re.search(r"\d{6,8}[-+]\d{4}|\b[A-Z]{2}\d{2}[ \d]{12,}|\+\d{2}|www\.|https?:", said)
    assert all(found.endswith(".example.org") for found in re.findall(r"@([\w.-]*\w)", said))


@pytest.mark.parametrize("example", [found for found in QUESTIONS if found.file], ids=lambda found: found.question)
def test_the_phrase_stands_in_the_file_named(example: Example) -> None:
    assert example.file
    assert example.phrase
    assert example.phrase in text(example.file)


def test_the_questions_are_of_the_agreed_kinds() -> None:
    assert len(QUESTIONS) == 12
    assert sum(example.file is None and example.phrase is None for example in QUESTIONS) == 2
    assert sorted(example.language for example in QUESTIONS if example.language != "en") == ["de", "fr", "sv", "sv"]


def test_what_has_no_answer_is_mentioned_nowhere() -> None:
    assert not [name for name in CONTRACTS if re.search(r"escrow|source code", text(name), re.IGNORECASE)]
    storgatan = text("Hyreskontrakt-Storgatan-14-2019.pdf") + text("Storgatan-14-Amendment-2-2023.pdf")
    assert not re.search(r"parking|parkering|garage", storgatan, re.IGNORECASE)


def test_the_text_contract_is_what_building_it_gives() -> None:
    assert plain(SOURCES["Mutual-NDA-Silverdunge-2026"]) == CONTRACTS["Mutual-NDA-Silverdunge-2026.txt"]


def test_a_source_without_its_settings_is_refused() -> None:
    with pytest.raises(KeyError):
        parse("@format pdf\n@language en\n@footer A\n@pages {}\n# Title\n")
