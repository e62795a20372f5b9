"""The made-up archive: big enough, the same for a seed, every clause where its key says, and nothing real in it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageSequence

from hemvist.documents.made.archive import DEMO, ArchiveWouldOverwrite, Made, archive, make
from hemvist.documents.made.archive.facts import LANGUAGES, table
from hemvist.documents.made.archive.overlap import share
from hemvist.documents.made.archive.paper import written
from hemvist.documents.made.archive.typeset import bare
from hemvist.documents.made.archive.wording import wording

BOTH = pytest.mark.parametrize("part", ["demo", pytest.param(None, marks=pytest.mark.slow)])
CONTRACTS = ("lease", "supply", "employment", "travel", "security", "slides", "minutes", "mail")


@cache
def whole() -> tuple[list[Made], dict[str, Any]]:
    return archive(seed=1)


@cache
def demo() -> tuple[list[Made], dict[str, Any]]:
    return archive(seed=1, part="demo")


@cache
def texts(part: str | None = None) -> dict[str, str]:
    return {one.paper.name: written(one.paper).text for one in (demo() if part else whole())[0]}


def asked(part: str | None = None) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = (demo() if part else whole())[1]["questions"]
    return told


def named(question: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for kind in ("sources", "superseded", "conflicting", "later", "near") for one in question[kind]]


@pytest.mark.slow
def test_it_has_the_size_and_the_kinds_that_were_promised() -> None:
    made, key = whole()
    assert len(made) >= 60
    assert 350 <= sum(one.pages for one in made) <= 450
    endings = {one.paper.name.rpartition(".")[2] for one in made}
    assert endings >= {
        "pdf",
        "docx",
        "xlsx",
        "csv",
        "pptx",
        "eml",
        "odt",
        "rtf",
        "html",
        "md",
        "txt",
        "tiff",
        "png",
        "jpg",
    }
    assert {one.paper.language for one in made} == set(LANGUAGES)
    assert sum(row["scan"] for row in key["documents"]) >= 8


@pytest.mark.slow
def test_the_key_asks_two_hundred_questions_and_a_third_has_no_answer() -> None:
    open_ones = [one for one in asked() if not one["answerable"]]
    assert len(asked()) >= 200
    assert len(open_ones) * 3 >= len(asked())
    assert all(one["near"] and not one["sources"] for one in open_ones)
    assert {one["language"] for one in open_ones} == set(LANGUAGES)


@pytest.mark.slow
def test_no_question_is_asked_twice() -> None:
    told = [one["question"] for one in asked()]
    assert len(set(told)) == len(told)


@BOTH
def test_every_span_is_the_clause_word_for_word(part: str | None) -> None:
    for question in asked(part):
        for one in named(question):
            start, end = one["span"]
            assert texts(part)[one["document"]][start:end] == one["text"]
            assert one["text"]


@BOTH
def test_the_answer_stands_in_the_clause(part: str | None) -> None:
    for question in asked(part):
        if question["answerable"] and question["answer"]["unit"] != "date":
            digits = re.sub(r"[^\d]", "", "".join(one["text"] for one in question["sources"]))
            words = re.sub(r"[^\d]", "", f"{question['answer']['value']}")
            assert words in digits or question["topic"] in ("notice", "probation", "remote", "noncompete")


@BOTH
def test_no_question_repeats_the_words_of_its_clause(part: str | None) -> None:
    shares = [
        (share(one["question"], one["sources"][0]["text"], one["language"]), one["question"])
        for one in asked(part)
        if one["sources"]
    ]
    assert [told for told in shares if told[0] >= 0.3] == []


def test_the_measure_of_repetition_sees_inflected_words() -> None:
    assert share("Which rents are payable?", "The rent is payable.", "en") == 1.0
    assert share("Hyran betalas när?", "Hyror betalades.", "sv") > 0.4
    assert share("What do we hand over?", "The rent is payable.", "en") == 0.0


@pytest.mark.slow
def test_what_an_amendment_replaced_is_named_and_what_held_then_is_asked() -> None:
    made = {one.paper.name: one.paper for one in whole()[0]}
    changed = [one for one in asked() if one["superseded"] and one["as_of"] is None]
    earlier = [one for one in asked() if one["as_of"]]
    assert len(changed) >= 30
    assert len(earlier) >= 20
    for one in changed:
        assert all(made[old["document"]].since < made[one["sources"][0]["document"]].since for old in one["superseded"])
    for one in earlier:
        assert made[one["sources"][0]["document"]].since.isoformat() <= one["as_of"]
        assert one["as_of"] < made[one["later"][0]["document"]].since.isoformat()


def test_every_amended_fact_is_different_and_later() -> None:
    for seed in range(12):
        for agreed in table(seed).agreed:
            now = dict(agreed.values)
            for change in agreed.changes:
                assert change.since > agreed.since
                assert all(now[fact] != value for fact, value in change.values.items())
                now |= change.values


@pytest.mark.slow
def test_contracts_conflict_with_general_terms_and_unsigned_mails() -> None:
    why = {one["why"] for question in asked() for one in question["conflicting"]}
    assert why == {"general terms: the agreement prevails", "offered by mail, never signed"}


@pytest.mark.slow
def test_the_page_in_the_key_shows_the_clause() -> None:
    files = {one.paper.name: one.data for one in whole()[0]}
    scans = {row["name"] for row in whole()[1]["documents"] if row["scan"]}
    checked = 0
    for name in sorted(name for name in files if name.endswith(".pdf") and name not in scans):
        with pypdfium2.PdfDocument(files[name]) as document:
            pages = [bare(page.get_textpage().get_text_range()) for page in document]
        for one in (one for question in asked() for one in named(question) if one["document"] == name):
            assert bare(one["text"])[:30] in pages[one["page"] - 1]
            checked += 1
    assert checked > 100


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_facts() -> None:
    first, key = demo()
    again, same = archive(seed=1, part="demo")
    assert [one.data for one in first] == [one.data for one in again]
    assert key == same
    assert table(1).agreed == table(1).agreed != table(2).agreed


def test_the_part_for_the_demonstration_is_small_and_mixed() -> None:
    made, key = demo()
    assert {one.paper.name for one in made} == DEMO
    assert sum(one.pages for one in made) <= 60
    assert {one.paper.language for one in made} == set(LANGUAGES)
    assert any(row["scan"] for row in key["documents"])
    assert {one["document"] for question in key["questions"] for one in named(question)} <= DEMO


def opened(name: str, data: bytes) -> int:
    """How many parts a file's own library finds in it."""
    stream, ending = io.BytesIO(data), name.rpartition(".")[2]
    if ending == "pdf":
        with pypdfium2.PdfDocument(data) as document:
            return len(document)
    if ending in ("png", "jpg", "tiff"):
        with Image.open(stream) as picture:
            return sum(1 for frame in ImageSequence.Iterator(picture) if frame.copy().getextrema())
    if ending == "odt":
        return len(etree.fromstring(zipfile.ZipFile(stream).read("content.xml")).findall(".//{*}p"))
    ways = {
        "docx": lambda: len(docx.Document(stream).paragraphs),
        "pptx": lambda: len(pptx.Presentation(stream).slides),
        "xlsx": lambda: sum(sheet.max_row for sheet in openpyxl.load_workbook(stream)),
        "csv": lambda: len(list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))),
        "eml": lambda: len(list(message_from_bytes(data, policy=policy.default).iter_attachments())),
        "rtf": lambda: data.count(b"{") == data.count(b"}") and data.count(b"\\par"),
        "html": lambda: len(etree.HTML(data.decode()).findall(".//p")),
    }
    return ways.get(ending, lambda: len(data.decode().splitlines()))()


@pytest.mark.slow
def test_every_file_opens_with_its_own_library() -> None:
    assert [one.paper.name for one in whole()[0] if opened(one.paper.name, one.data) < 1] == []


@pytest.mark.slow
def test_scans_hold_pictures_only() -> None:
    scans = [one for one in whole()[0] if ".scan." in one.paper.form]
    for one in scans:
        with pypdfium2.PdfDocument(one.data) as document:
            assert all(page.get_textpage().count_chars() == 0 for page in document)
    assert len(scans) >= 4


@BOTH
def test_nothing_in_it_could_be_a_real_number_or_domain(part: str | None) -> None:
    mails = [one.data.decode() for one in (demo() if part else whole())[0] if one.paper.name.endswith(".eml")]
    heads = [mail.partition("\r\n\r\n")[0] for mail in mails]
    said = "\n".join([*texts(part).values(), *heads])
    assert not re.search(r"\d{6,8}[-+]\d{4}|\b[A-Z]{2}\d{2}[ \d]{12,}|\+[1-9]\d ?\d|www\.|https?:", said)
    assert {found for found in re.findall(r"@[\w.-]*\w", said) if not found.endswith(".example")} == set()


@BOTH
def test_documents_tell_nothing_of_where_they_were_made(part: str | None) -> None:
    for one in (demo() if part else whole())[0]:
        assert not re.search(rb"/(?:home|root|tmp|work)/|CreationDate \(D:202", one.data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CONTRACTS)
def test_every_clause_with_a_fact_says_it_in_each_of_its_variants(kind: str, language: str) -> None:
    clauses = [clause for section in wording(kind, language).sections for clause in section.clauses if clause.topic]
    english = {clause.topic for section in wording(kind, "en").sections for clause in section.clauses if clause.topic}
    assert {clause.topic for clause in clauses} == english
    for clause in clauses:
        assert all(re.search(rf"\{{{clause.topic}(\.w)?\}}", text) for text in clause.variants)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ArchiveWouldOverwrite, match="nothing was written"):
        make(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_making_it_writes_documents_texts_and_key(tmp_path: Path) -> None:
    told = make(tmp_path / "archive", seed=3, part="demo")
    key = json.loads((tmp_path / "archive" / "key.json").read_text("utf-8"))
    assert told["documents"] == len(list((tmp_path / "archive" / "documents").iterdir())) == len(key["documents"])
    assert told["questions"] == len(key["questions"])
    assert len(list((tmp_path / "archive" / "written").iterdir())) == told["documents"]
