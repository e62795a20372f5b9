"""Papers in the simple formats: TXT, MD, HTML, CSV, RTF and ODT, each written out by hand."""

from __future__ import annotations

import csv
import io
import textwrap
import zipfile
from html import escape
from typing import Final

from hemvist.documents.made.archive.paper import Block, Paper

_ODT: Final = "application/vnd.oasis.opendocument.text"
_SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (("office", "office"), ("text", "text"), ("table", "table"), ("manifest", "manifest"))
)
_TAGS: Final = {"title": "h1", "subtitle": "p", "heading": "h2", "bullet": "li", "quote": "blockquote"}
_MARKS: Final = {"title": "# ", "heading": "## ", "bullet": "- ", "quote": "> "}


def _line(block: Block) -> str:
    return f"{block.label} {block.text}" if block.label else block.text


def txt(paper: Paper) -> bytes:
    """UTF-8, lines of at most 78 characters."""
    told = []
    for block in paper.blocks:
        rows = ["   ".join(row) for row in block.rows]
        told += rows or textwrap.wrap(_line(block).upper() if block.kind == "title" else _line(block), 78)
        told.append("")
    return "\n".join(told).encode()


def md(paper: Paper) -> bytes:
    """Markdown with pipe tables."""
    told = []
    for block in paper.blocks:
        rows = [f"| {' | '.join(row)} |" for row in block.rows]
        rule = ["|" + "---|" * len(block.rows[0])] if rows else []
        told += [*rows[:1], *rule, *rows[1:], ""] if rows else [_MARKS.get(block.kind, "") + _line(block), ""]
    return "\n".join(told).encode()


def html(paper: Paper) -> bytes:
    """A page as an intranet has it, with a style of its own and nothing from elsewhere."""
    style = "body{font-family:sans-serif;max-width:46em;margin:2em auto}h1,h2{color:#234}td,th{border:1px solid #999;padding:.2em .5em}"
    body = "\n".join(_html_block(block) for block in paper.blocks if block.kind != "break")
    head = f'<meta charset="utf-8"><title>{escape(paper.blocks[0].text)}</title><style>{style}</style>'
    footer = f"<footer><small>{escape(paper.footer)}</small></footer>"
    return f'<!DOCTYPE html>\n<html lang="{paper.language}"><head>{head}</head>\n<body>\n{body}\n{footer}</body></html>\n'.encode()


def _html_block(block: Block) -> str:
    if block.rows:
        rows = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
        return f"<table>{''.join(rows)}</table>"
    tag = _TAGS.get(block.kind, "p")
    return f"<{tag}>{escape(_line(block), quote=False)}</{tag}>"


def comma(paper: Paper) -> bytes:
    """The tables of the paper as CSV with semicolons, as spreadsheet programs in Europe write it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for block in paper.blocks:
        writer.writerows(block.rows)
    return stream.getvalue().encode("utf-8-sig")


def rtf(paper: Paper) -> bytes:
    """RTF with the letters beyond ASCII as \\u escapes."""
    told = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}\f0\fs22"]
    for block in paper.blocks:
        for text in [" \t ".join(row) for row in block.rows] or [_line(block)]:
            start = {"title": r"\pard\qc\b\fs34 ", "heading": r"\pard\sb240\b\fs26 "}.get(block.kind, r"\pard\qj ")
            told.append(f"{start}{_rtf(text)}\\b0\\fs22\\par")
    return ("\n".join(told) + "}").encode("ascii")


def _rtf(text: str) -> str:
    safe = text.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}").replace("\t", r"\tab ")
    return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in safe)


def odt(paper: Paper) -> bytes:
    """An OpenDocument text: headings, paragraphs and tables."""
    body = "".join(_odt_block(block) for block in paper.blocks if block.kind != "break")
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.3">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _ODT), ("content.xml", "text/xml"))
    )
    manifest = f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, text in (("mimetype", _ODT), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text, how)
    return stream.getvalue()


def _odt_block(block: Block) -> str:
    if block.rows:
        rows = "".join(
            f"<table:table-row>{''.join(_odt_cell(cell) for cell in row)}</table:table-row>" for row in block.rows
        )
        return f'<table:table><table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>{rows}</table:table>'
    level = {"title": 1, "heading": 2}.get(block.kind)
    text = escape(_line(block), quote=False)
    return f'<text:h text:outline-level="{level}">{text}</text:h>' if level else f"<text:p>{text}</text:p>"


def _odt_cell(cell: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell, quote=False)}</text:p></table:table-cell>'
    )
