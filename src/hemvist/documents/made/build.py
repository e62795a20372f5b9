"""Makes the finished files in `files/` again from the source texts; run by developers: `python -m hemvist.documents.made.build`.

Needs LibreOffice (`soffice`) and the font Linux Libertine (Debian: fonts-linuxlibertine); the product itself needs neither.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from hemvist.documents.made.source import Block, Source, parse

HERE = Path(__file__).parent
WORD_FONT = "Cambria"
# Ligatures off: a quotation is boxed character by character, and "fi" must stay two characters.
PDF_FONT = "Linux Libertine O:-liga&-dlig&-clig&-hlig"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
MADE_UP = {"en": "made-up example", "sv": "påhittat exempel", "de": "erfundenes Beispiel", "fr": "exemple fictif"}
GREY = RGBColor(0x66, 0x66, 0x66)
WIDTH = 15.6  # cm between the margins of A4


def build(folder: Path = HERE / "files") -> list[Path]:
    """Writes every contract into the folder and returns the paths written."""
    folder.mkdir(exist_ok=True)
    return [_write(parse(path.read_text("utf-8")), path.stem, folder) for path in sorted(HERE.glob("sources/*.txt"))]


def _write(source: Source, name: str, folder: Path) -> Path:
    path = folder / f"{name}.{source.format}"
    makers = {"txt": lambda: plain(source), "docx": lambda: word(source, WORD_FONT), "pdf": lambda: pdf(source)}
    path.write_bytes(makers[source.format]())
    return path


def plain(source: Source) -> bytes:
    """The contract as UTF-8 text, one paragraph a line."""
    return "\n".join(line for block in source.blocks for line in _plain_lines(block)).strip().encode() + b"\n"


def _plain_lines(block: Block) -> list[str]:
    text = block.text.replace("**", "")
    if block.kind in ("title", "heading", "label", "place"):
        return ["", text.upper() if block.kind == "title" else text, ""]
    if block.kind == "signatures":
        return [line for row in block.rows for line in ("", "______________________________", *row)]
    return [*("    ".join(row) for row in block.rows), ""] if block.rows else [text, ""]


def word(source: Source, font: str) -> bytes:
    """The contract as DOCX with Word's own title and heading styles, its properties emptied."""
    document = docx.Document()
    _page(document, source)
    _styles(document, font, source.language)
    for block in source.blocks:
        WRITERS[block.kind](document, block)
    _forget(document)
    stream = io.BytesIO()
    document.save(stream)
    return _same_dates(stream.getvalue())


def pdf(source: Source) -> bytes:
    """The contract as PDF, typeset by LibreOffice, its properties blanked."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "contract.docx")
        path.write_bytes(word(source, PDF_FONT))
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        options = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
        command = ["soffice", profile, "--headless", "--convert-to", options, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return _anonymous(path.with_suffix(".pdf").read_bytes())


def _anonymous(data: bytes) -> bytes:
    """The PDF with program, dates and identifiers overwritten in place, so that every offset stays right."""
    found = re.search(rb"/Info (\d+) 0 R", data)
    if found is None:
        raise ValueError("the PDF has no Info dictionary to empty")
    info = rb"(?<=\n" + found[1] + rb" 0 obj\n<<)(.*?)(?=>>\nendobj)"
    data = re.sub(info, lambda m: b" " * len(m[0]), data, count=1, flags=re.DOTALL)
    return re.sub(rb"\b[0-9A-F]{32}\b", b"0" * 32, data)  # the two halves of /ID, and /DocChecksum


def _page(document: Any, source: Source) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - WIDTH) / 2)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(2.6), Cm(2.6), Cm(1.3)
    line = section.footer.paragraphs[0]
    line.style.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    before, between, after = source.page.split("{}")
    line.add_run(f"{source.footer} · {MADE_UP[source.language]}\t{before}")
    _field(line, "PAGE")
    line.add_run(between)
    _field(line, "NUMPAGES")
    line.add_run(after)


def _field(line: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)


def _styles(document: Any, font: str, language: str) -> None:
    normal = _style(document, "Normal", font, 11, 0, 5)
    normal.paragraph_format.line_spacing = 1.12
    normal.paragraph_format.keep_together = normal.paragraph_format.widow_control = True
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), {"en": "en-GB", "sv": "sv-SE", "de": "de-DE", "fr": "fr-FR"}[language])
    normal.element.get_or_add_rPr().append(tongue)
    _style(document, "Title", font, 21, 0, 4).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle = _style(document, "Subtitle", font, 12.5, 0, 1)
    subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    subtitle.font.italic = True
    for name, size in (("Heading 1", 13), ("Heading 2", 12)):
        heading = _style(document, name, font, size, 13, 4)
        heading.font.bold = True
        heading.paragraph_format.keep_with_next = True
    _style(document, "Footer", font, 9, 0, 0).font.color.rgb = GREY


def _style(document: Any, name: str, font: str, size: float, before: float, after: float) -> Any:
    style = document.styles[name]
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    style.font.name, style.font.size, style.font.italic = font, Pt(size), False
    style.font.color.rgb, style.font.bold = RGBColor(0x1A, 0x1A, 0x1A), False
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _title(document: Any, block: Block) -> None:
    document.add_paragraph(block.text, "Title")


def _subtitle(document: Any, block: Block) -> None:
    document.add_paragraph(block.text, "Subtitle")


def _heading(document: Any, block: Block) -> None:
    document.add_paragraph(block.text, "Heading 1")


def _label(document: Any, block: Block) -> None:
    document.add_paragraph(block.text, "Heading 2")


def _clause(document: Any, block: Block) -> None:
    number, text = block.text.split(" ", 1)
    line = document.add_paragraph()
    line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    step = 2.0 if re.fullmatch(r"\([a-z]\)", number) else 1.1
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = (
        Cm(step),
        Cm(-1.1 if step < 2 else -0.9),
    )
    line.paragraph_format.tab_stops.add_tab_stop(Cm(step))
    _runs(line, f"{number}\t{text}")


def _plain(document: Any, block: Block) -> None:
    _runs(document.add_paragraph(), block.text)


def _place(document: Any, block: Block) -> None:
    line = document.add_paragraph(block.text)
    line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(20), True


def _runs(line: Any, text: str) -> None:
    for place, part in enumerate(text.split("**")):
        line.add_run(part).bold = bool(place % 2)


def _table(document: Any, block: Block) -> None:
    table = document.add_table(0, len(block.rows[0]))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for place, row in enumerate(block.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _cell(cell, text, head=place == 0)
    gap = document.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(6)


def _cell(cell: Any, text: str, *, head: bool) -> None:
    line = cell.paragraphs[0]
    line.add_run(text).bold = head
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    borders = OxmlElement("w:tcBorders")
    for edge in ("top", "bottom") if head else ("bottom",):
        _rule(borders, edge, "8" if head else "4")
    cell._tc.get_or_add_tcPr().append(borders)


def _rule(borders: Any, edge: str, size: str) -> None:
    rule = OxmlElement(f"w:{edge}")
    for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "808080")):
        rule.set(qn(f"w:{key}"), value)
    borders.append(rule)


def _signatures(document: Any, block: Block) -> None:
    table = document.add_table(1, len(block.rows))
    for cell, (company, person, task) in zip(table.rows[0].cells, block.rows, strict=True):
        lines = [cell.paragraphs[0], *(cell.add_paragraph() for _ in range(3))]
        lines[0].add_run(company).bold = True
        lines[1].add_run(person).italic = True
        lines[1].runs[0].font.size = Pt(17)
        lines[1].paragraph_format.space_before = Pt(8)
        lines[2].add_run(person)
        lines[3].add_run(task)
        for line in lines:
            line.paragraph_format.keep_with_next, line.paragraph_format.space_after = True, Pt(1)


WRITERS = {
    "title": _title,
    "subtitle": _subtitle,
    "heading": _heading,
    "label": _label,
    "clause": _clause,
    "plain": _plain,
    "table": _table,
    "place": _place,
    "signatures": _signatures,
}


def _forget(document: Any) -> None:
    facts = document.core_properties
    for name in ("author", "comments", "last_modified_by", "title", "keywords", "category", "subject"):
        setattr(facts, name, "")
    facts.created = facts.modified = NEVER
    facts.revision = 1


def _same_dates(data: bytes) -> bytes:
    """The same archive with one fixed date, so that building again gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


if __name__ == "__main__":
    build()
