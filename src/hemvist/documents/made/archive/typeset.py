"""Papers as PDF, typeset by typst in a few looks; and the page on which each fact stands."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

import font_caladea
import font_source_sans_pro
import pypdfium2
import typst

from hemvist.documents.made.archive.paper import Block, Paper, written
from hemvist.documents.made.archive.tongue import words

_BASE: Final[dict[str, Any]] = {
    "font": "Libertinus Serif", "size": 11.5, "columns": 1, "margin": 2.6, "justify": True, "hyphenate": False,
    "leading": 0.78, "hue": "#111111", "centred": False, "hang": True, "ruled": False, "header": False,
}  # fmt: skip
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "classic": {"centred": True, "ruled": True},
    "modern": {"font": "Source Sans Pro", "size": 11, "justify": False, "hue": "#1d4e6b", "header": True, "leading": 0.86},
    "columns": {"font": "Caladea", "size": 9, "columns": 2, "margin": 1.8, "hyphenate": True, "hang": False, "leading": 0.62},
    "typewriter": {"font": "DejaVu Sans Mono", "size": 9.5, "justify": False, "hang": False, "leading": 0.95, "ruled": True},
    "letter": {"font": "Caladea", "size": 12, "hang": False, "header": True, "leading": 0.9},
}  # fmt: skip


def pdf(paper: Paper) -> bytes:
    """The paper as PDF; the same paper gives the same bytes."""
    look = _LOOKS[paper.form.partition(".")[0]]
    data = json.dumps(_data(paper) | {"look": _BASE | look}, ensure_ascii=False)
    made = _compiler().compile(sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


@cache
def _compiler() -> typst.Compiler:
    template = str(files(__package__).joinpath("paper.typ"))
    folders = [str(files(font)) + "/files" for font in (font_caladea, font_source_sans_pro)]
    return typst.Compiler(template, font_paths=folders, ignore_system_fonts=True)


def _data(paper: Paper) -> dict[str, Any]:
    said = words(paper.language)
    before, between, after = said["page"].split("{}")
    return {
        "language": paper.language, "footer": paper.footer, "page": [before, between, after], "header": paper.name.rpartition(".")[0],
        "secret": said["confidential"], "contents": said["contents"], "cover": paper.cover,
        "blocks": [_block(block) for block in paper.blocks],
    }  # fmt: skip


def _block(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "text": block.text, "label": block.label, "rows": block.rows}


def pages(paper: Paper, data: bytes) -> tuple[int, dict[str, int]]:
    """How many pages a PDF has, and on which (from 1) each fact's wording begins."""
    with pypdfium2.PdfDocument(data) as document:
        texts = [bare(page.get_textpage().get_text_range()) for page in document]
    told = written(paper)
    found: dict[str, int] = {}
    for topic, span in told.spans.items():
        start = bare(told.text[span.start : span.end])[:36]
        number = next((number for number, text in enumerate(texts, 1) if start in text), None)
        if number is not None:
            found[topic] = number
    return len(texts), found


def bare(text: str) -> str:
    """Letters and digits only: what is left when lines, hyphens and spaces are set differently."""
    return "".join(char for char in text if char.isalnum())
