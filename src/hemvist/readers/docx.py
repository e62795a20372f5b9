"""DOCX into text: paragraphs, tables and notes in the order of the document, as they read with changes accepted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hemvist.readers.headings import heading
from hemvist.readers.numbering import Numbering
from hemvist.readers.scribe import Scribe
from hemvist.readers.styles import Styles, attribute, child, numbering, outline, switched_on, tag
from hemvist.readers.tidy import tidy
from hemvist.readers.zipped import Package

_LONGEST_HEADING: Final = 300
_DELETED: Final = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText"})
_BREAKS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What may stand around runs or blocks without changing what they say.
_PLAIN: Final = frozenset(
    [
        "ins",
        "moveTo",
        "smartTag",
        "sdt",
        "sdtContent",
        "customXml",
        "hyperlink",
        "fldSimple",
        "bdo",
        "dir",
        "r",
        "ruby",
        "rubyBase",
        "oMath",
        "oMathPara",
    ]
)


@dataclass(frozen=True)
class Line:
    """One paragraph or table row, with its heading level, 0 for none."""

    text: str
    level: int = 0
    row: bool = False


def read(data: bytes, scribe: Scribe) -> None:
    """Write the document's lines, one below the other, and its headings: by style, or else by pattern."""
    story = Story(Package(data))
    headings: list[tuple[int, int, int]] = []
    guessed: list[tuple[int, int, int]] = []
    for line in story.lines():
        if scribe.at:
            scribe.write("\n")
        start = scribe.write(line.text)
        if line.level > 0 and len(line.text) <= _LONGEST_HEADING:
            headings.append((start, scribe.at, line.level))
        elif not line.row and (found := heading(line.text)):
            guessed.append((start, start + found[0], found[1]))
    for span in headings or guessed:
        scribe.heading(*span)
    for note in sorted(story.notes):
        scribe.note(note)


class Story:
    """A document's lines, and what was left out of them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main()
        self._folder = self._main.rpartition("/")[0] + "/" if "/" in self._main else ""
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self.notes: set[str] = set()

    def lines(self) -> Iterator[Line]:
        """Every line of the body, then of the footnotes and endnotes."""
        yield from self._blocks(child(self._package.xml(self._main), "body"))
        for part, kind in (("footnotes", "footnote"), ("endnotes", "endnote")):
            root = self._part(part)
            for note in () if root is None else root:
                if tag(note) == kind and attribute(note, "type", "normal") == "normal":
                    yield from self._blocks(note)
        self._left_out()

    def _part(self, name: str) -> Any | None:
        return self._package.xml(f"{self._folder}{name}.xml")

    def _blocks(self, parent: Any | None) -> Iterator[Line]:
        for block in () if parent is None else parent:
            name = tag(block)
            if name == "p":
                yield from self._paragraph(block)
            elif name == "tbl":
                yield from self._table(block)
            elif name == "altChunk":
                self.notes.add("embedded")
            elif name == "AlternateContent":
                yield from self._blocks(_choice(block))
            elif name in _PLAIN:
                yield from self._blocks(block)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        properties = child(paragraph, "pPr")
        name = attribute(child(properties, "pStyle"), "val")
        style = self._styles.get(name)
        boxes: list[Any] = []
        text = tidy("".join(self._inline(paragraph, style.hidden, boxes))).strip()
        listed = numbering(properties, style.numbering)
        if text:
            shown = self._numbering.next(*listed, name) if listed else ""
            yield Line(f"{shown} {text}" if shown else text, outline(properties, style.level))
        for box in boxes:
            yield from self._blocks(box)

    def _inline(self, parent: Any, hidden: bool, boxes: list[Any]) -> Iterator[str]:
        """The text inside a paragraph, run by run; text boxes are put aside in ``boxes``."""
        if tag(parent) == "r" and self._hidden(parent, hidden):
            if child(parent, "t") is not None:
                pass
            return
        for element in parent:
            name = tag(element)
            if name == "t":
                yield element.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "sym":
                yield _symbol(element)
            else:
                yield from self._around(element, name, hidden, boxes)

    def _around(self, element: Any, name: str, hidden: bool, boxes: list[Any]) -> Iterator[str]:
        if name in _DELETED:
            if name in ("del", "moveFrom"):
                self.notes.add("changes")
        elif name == "AlternateContent":
            choice = _choice(element)
            yield from () if choice is None else self._inline(choice, hidden, boxes)
        elif name in ("drawing", "pict", "object"):
            boxes += element.iter("{*}txbxContent")
        elif name in _PLAIN:
            yield from self._inline(element, hidden, boxes)

    def _hidden(self, run: Any, hidden: bool) -> bool:
        properties = child(run, "rPr")
        if child(properties, "vanish") is not None:
            return switched_on(properties, "vanish")
        return hidden or self._styles.get(attribute(child(properties, "rStyle"), "val")).hidden

    def _table(self, table: Any) -> Iterator[Line]:
        for row in _below(table, "tr"):
            if child(row, "trPr", "del") is not None:
                self.notes.add("changes")
                continue
            cells = [
                " ".join(line.text.replace("\n", " ") for line in self._blocks(cell)) for cell in _below(row, "tc")
            ]
            if any(cells):
                yield Line(" | ".join(cells), row=True)

    def _left_out(self) -> None:
        """Note which parts hold text that was not read."""
        for name in self._package.names:
            part = name.removeprefix(self._folder)
            if part.startswith(("header", "footer")) and part.endswith(".xml") and "/" not in part:
                root = self._package.xml(name)
                if root is not None and any(text.text for text in root.iter("{*}t")):
                    self.notes.add("headers")
            elif part == "comments.xml":
                self.notes.add("comments")
            elif part.startswith("embeddings/"):
                self.notes.add("embedded")


def _below(parent: Any, name: str) -> Iterator[Any]:
    """The elements called ``name`` below ``parent``, also inside content controls and marked insertions."""
    for element in parent:
        if tag(element) == name:
            yield element
        elif tag(element) in _PLAIN:
            yield from _below(element, name)


def _choice(alternative: Any) -> Any | None:
    """The first of several ways to show the same thing."""
    return child(alternative, "Choice") if child(alternative, "Choice") is not None else child(alternative, "Fallback")


def _symbol(element: Any) -> str:
    """A character given by its code; those of symbol fonts mean nothing outside them."""
    code = attribute(element, "char")
    value = int(code, 16) if 0 < len(code) <= 5 and all(digit in "0123456789abcdefABCDEF" for digit in code) else 0
    return chr(value) if 0x20 <= value < 0xD800 else ""


def samples() -> Iterator[bytes]:
    """A document of one letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document><body><p><r><t>x</t></r></p></body></document>")
    yield out.getvalue()
