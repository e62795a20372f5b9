"""Papers as DOCX, PPTX and XLSX: with the programs' own styles, no names or days of making in them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
import pptx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from pptx.util import Cm as SlideCm

from hemvist.documents.made.archive.paper import Block, Paper, Part
from hemvist.documents.made.archive.tongue import words

_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_STYLES: Final = {
    "title": "Title",
    "subtitle": "Subtitle",
    "heading": "Heading 1",
    "bullet": "List Bullet",
    "quote": "Quote",
}
_FONTS: Final = ("Cambria", "Calibri", "Georgia", "Arial")


def word(paper: Paper) -> bytes:
    """The paper as DOCX."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = words(paper.language)["confidential"]
    section.footer.paragraphs[0].text = paper.footer
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONTS[len(paper.name) % len(_FONTS)], Pt(11)
    for block in paper.blocks:
        _word_block(document, block)
    _forget(document.core_properties)
    return _saved(document)


def _word_block(document: Any, block: Block) -> None:
    if block.kind == "break":
        document.add_page_break()
    elif block.kind == "signatures":
        _signatures(document, block)
    elif block.rows:
        _table(document, block)
    else:
        text = f"{block.label}\t{block.text}" if block.label else block.text
        line = document.add_paragraph(text, _STYLES.get(block.kind))
        if block.kind == "clause":
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(1.2), Cm(-1.2)
            line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _table(document: Any, block: Block) -> None:
    table = document.add_table(len(block.rows), len(block.rows[0]), "Light Grid Accent 1")
    cells = table._cells
    for place, text in enumerate(cell for row in block.rows for cell in row):
        cells[place].text = text


def _signatures(document: Any, block: Block) -> None:
    table = document.add_table(1, len(block.rows))
    for cell, row in zip(table.rows[0].cells, block.rows, strict=True):
        cell.text = "\n".join(("", "____________________", *row))


def slides(paper: Paper) -> bytes:
    """The paper as PPTX, a part a slide: its heading as title, bullets and tables below."""
    show = pptx.Presentation()
    for part in paper.parts:
        _slide(show, part)
    _forget(show.core_properties)
    return _saved(show)


def _slide(show: Any, part: Part) -> None:
    tables = [block for block in part.blocks if block.rows]
    slide = show.slides.add_slide(show.slide_layouts[5 if tables else 1])
    slide.shapes.title.text = part.name
    lines = [block.text for block in part.blocks if block.kind == "bullet"]
    if not tables:
        slide.placeholders[1].text = "\n".join(lines)
    for block in tables:
        _slide_table(slide, block)


def _slide_table(slide: Any, block: Block) -> None:
    size = len(block.rows), len(block.rows[0])
    frame = slide.shapes.add_table(*size, SlideCm(1.5), SlideCm(4), SlideCm(22), SlideCm(1.1 * size[0]))
    for at, row in enumerate(block.rows):
        for column, text in enumerate(row):
            frame.table.cell(at, column).text = text


def sheets(paper: Paper) -> bytes:
    """The paper as XLSX, a part a sheet; numbers are numbers, shown with two decimals."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": _NEVER.replace(tzinfo=None)})
    bold, price = book.add_format({"bold": True, "bg_color": "#dfe8ee"}), book.add_format({"num_format": "#,##0.00"})
    for part in paper.parts:
        sheet = book.add_worksheet(part.name)
        sheet.set_column(0, 6, 19)
        _fill(sheet, part, bold, price)
    book.close()
    return stream.getvalue()


def _fill(sheet: Any, part: Part, bold: Any, price: Any) -> None:
    line = 0
    for block in part.blocks:
        for at, row in enumerate(block.rows or ((block.text,),)):
            for column, text in enumerate(row):
                number = text.replace(".", "", 1).isdigit()
                sheet.write(
                    line, column, float(text) if number else text, bold if at == 0 else price if number else None
                )
            line += 1


def _forget(facts: Any) -> None:
    for name in ("author", "comments", "last_modified_by", "title", "keywords", "category", "subject"):
        setattr(facts, name, "")
    facts.created = facts.modified = _NEVER
    facts.revision = 1


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return undated(stream.getvalue())


def undated(data: bytes) -> bytes:
    """The same archive with one fixed day, so that making it again gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
