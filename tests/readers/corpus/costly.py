"""Small files that once took a reader far more than their length, and what becomes of each now."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.readers import leaves, made, packs

HEAD = b"Subject: Term\nFrom: a@b.c\nMIME-Version: 1.0\n"


def _alternative(page: bytes) -> bytes:
    return (
        HEAD
        + b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
        + page
        + b"\n--b--"
    )


def _named(header: bytes) -> bytes:
    return HEAD + header + b"\n\nThree years."


def charts_in_charts() -> bytes:
    """A chart in whose table stands the chart itself, twice."""
    again = '<p><frame><object href="./O"/></frame></p>'
    table = f"<table><table-row><table-cell>{again * 2}</table-cell></table-row></table>"
    chart = f"<document-content><body><chart><chart><title><p>Rent</p></title>{table}</chart></chart></body></document-content>"
    return packs.open_document("text", '<p>x</p><frame><object href="./O"/></frame>', **{"O/content": chart})


def rows_again() -> bytes:
    """A few hundred thousand letters, said to be there ten thousand times."""
    cell = f'<table-cell number-columns-repeated="100"><p>{"ab  c " * 100_000}</p></table-cell>'
    return packs.open_document("text", f'<table><table-row number-rows-repeated="100">{cell}</table-row></table>')


def shades() -> bytes:
    """Tables whose style has thousands of shades."""
    fills = "".join(f'<w:tcPr><w:shd w:val="clear" w:fill="{at:06X}"/></w:tcPr>' for at in range(5_000))
    row = f"<w:tr><w:tc>{made.p('Rent')}</w:tc><w:tc>{made.p('100')}</w:tc></w:tr>"
    tables = f'<w:tbl><w:tblPr><w:tblStyle w:val="a"/></w:tblPr>{row}</w:tbl>' * 3_000
    return made.docx(tables, styles=f'<w:style w:type="table" w:styleId="a">{fills}</w:style>')


def merged() -> bytes:
    """A row of ten thousand cells with as many merged ranges in it and as many hidden columns beside it."""
    cells = '<c t="str"><v>x</v></c>' * 10_000
    columns = '<col min="16000" max="16001" hidden="1"/>' * 10_000
    under = '<mergeCell ref="XFA1:XFB1"/>' * 100_000
    return packs.workbook(
        f"<cols>{columns}</cols><sheetData><row>{cells}</row></sheetData><mergeCells>{under}</mergeCells>"
    )


def rules() -> bytes:
    """Two thousand rules, each of which may be said of any of thousands of elements deep in the page."""
    style = b"<style>" + b".a.b{color:red}" * 2_000 + b"</style>"
    return style + b"<div>" * 60 + b"<p class=a>x" * 1_000


def packed_objects() -> bytes:
    """A PDF with a great many packed objects, each unpacked once to see whether parts of the file can be switched off."""
    one = b"<</Type/ObjStm>>stream\n" + zlib.compress(bytes(1_000)) + b"\nendstream\n"
    return made.pdf([made.page_of("The term is three years.")]) + one * 60_000 + b"%%EOF"


def raised() -> bytes:
    """A page of a hundred thousand letters, each with a raised figure behind it."""
    line = "BT 10 {} Td " + "/F 6 Tf 0 Ts (a) Tj /F 3 Tf 3 Ts (1) Tj " * 20 + "ET\n"
    return leaves.drawn("".join(line.format(800 - 8 * at) for at in range(5_000)), box="0 -40000 595 842")


def small_lines() -> bytes:
    """A page of fifty thousand lines of small letters."""
    lines = (f"BT /F 1.5 Tf 10 {840 - 1.7 * at:.1f} Td (line {at} of) Tj ET\n" for at in range(50_000))
    return leaves.drawn("".join(lines), box="0 -100000 595 842")


def marked(what: str, in_a_row: bool = False, pages: int = 1) -> bytes:
    """Pages of five thousand words, each with a field, a box to tick or a mark that strikes it out."""
    places = [(20 + 60 * at, 700) if in_a_row else (20 + 60 * (at % 9), 800 - 9 * (at // 9)) for at in range(5_000)]
    words = "".join(leaves.text(f"Item {at}:", x - 18, y, 4) for at, (x, y) in enumerate(places))
    notes = [
        f"<</Subtype/{what.format(x, y + 8, x + 30, y)}/Rect[{x} {y} {x + 30} {y + 8}]/F 4>>".encode()
        for x, y in places
    ]
    named = " ".join(f"{9 + at} 0 R" for at in range(len(notes)))
    form = f"/AcroForm<</Fields[{named}]/DA(/F 6 Tf)>>"
    return leaves.drawn(*[words] * pages, notes=named, catalog=form, box="0 -5000 301000 842", more=notes)


_FIELD = "Widget/FT/Tx/T(a)/V(filled in)"
_STRIKE = "StrikeOut/QuadPoints[{0} {1} {2} {1} {0} {3} {2} {3}]"

FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "comments.txt": (lambda: b"<!---->" * 60 + b"Three years.", "read"),
    "blocks.html": (lambda: b"<style>" + b"a{color:red}" * 100_000 + b"</style><p>Three years.", "read"),
    "rules.html": (rules, "TooLarge"),
    "paragraphs.html": (lambda: b"<table><tr><td>" + b"<p>Three years.</p>" * 200_000 + b"</table>", "read"),
    "styles.eml": (lambda: _alternative(b"<style " * 300_000 + b">Three years."), "read"),
    "brackets.eml": (lambda: _alternative(b"Three years." + b"<" * 2_000_000), "read"),
    "semicolons.eml": (lambda: _named(b'Content-Disposition: inline; filename="' + b";" * 1_000_000), "read"),
    "parameters.eml": (lambda: _named(b"Content-Type: text/plain" + b"; a=b" * 1_000_000), "read"),
    "charts.odt": (charts_in_charts, "read"),
    "rows.odt": (rows_again, "TooLarge"),
    "shades.docx": (shades, "read"),
    "merged.xlsx": (merged, "read"),
    "objects.pdf": (packed_objects, "read"),
    "raised.pdf": (raised, "read"),
    "raised-turned.pdf": (lambda: raised().replace(b"/Type/Page/", b"/Type/Page/Rotate 90/"), "read"),
    "small-lines.pdf": (small_lines, "read"),
    "fields.pdf": (lambda: marked(_FIELD), "read"),
    "fields-in-a-row.pdf": (lambda: marked(_FIELD, True, 12), "read"),
    "boxes.pdf": (lambda: marked("Widget/FT/Btn/T(a)/V/Yes/AS/Yes", True), "read"),
    "strikes.pdf": (lambda: marked(_STRIKE), "read"),
    "strikes-in-a-row.pdf": (lambda: marked(_STRIKE, True), "read"),
}
