"""DOCX into text: paragraphs, tables and notes in their order, as they read with changes accepted; what is not seen is kept apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.codes import in_codes, is_changed
from hemvist.readers.colours import Colour, colour
from hemvist.readers.drawings import chart_rows, chart_title, descriptions, diagram
from hemvist.readers.forms import in_word
from hemvist.readers.formulas import is_built, is_formula, written
from hemvist.readers.lines import Lines, Nested
from hemvist.readers.notemarks import REFERENCES, Marks
from hemvist.readers.numbering import Numbering
from hemvist.readers.palette import WHITE
from hemvist.readers.raised import Raised
from hemvist.readers.runs import Look, Looks
from hemvist.readers.scribe import Scribe
from hemvist.readers.styles import Styles, attribute, child, number, numbering, outline, switched_on, tag
from hemvist.readers.wordparts import REFERRED, Cell, Into, boxes_in, choice, is_hidden, symbol
from hemvist.readers.zipped import Package

_PICTURE: Final = 20_000
_MOST_SPAN: Final = 100
_DEEPEST: Final = 30
"""How many fractions, powers and roots stand in one another; what stands deeper is read one after the other."""
_DELETED: Final = frozenset({"del", "moveFrom"})
_PROPERTIES: Final = frozenset({"pPr", "rPr"})
_BREAKS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What may stand around runs or blocks without changing what they say.
_PLAIN: Final = frozenset(["ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "hyperlink", "fldSimple", "bdo", "dir", "r",
                           "ruby", "rubyBase"])  # fmt: skip


def read(data: bytes, scribe: Scribe) -> None:
    """Write the document's lines, one below the other, and its headings: by style, or else by pattern."""
    lines = Lines(scribe)
    Story(Package(data), lines).write()
    lines.end()


class Story:
    """A document being written."""

    def __init__(self, package: Package, lines: Lines) -> None:
        self._package, self._lines = package, lines
        self._main = package.main()
        self._folder = self._main.rpartition("/")[0] + "/" if "/" in self._main else ""
        self._relations = package.relations(self._main)
        self._root = package.xml(self._main)
        styles = self._part("styles")
        self._styles, self._looks = Styles(styles), Looks(styles, self._page())
        self._numbering = Numbering(self._part("numbering"))
        self._codes: set[Any] = set()
        self._deep = 0
        self._raised = Raised()
        self._marks = Marks()
        self._going_on: tuple[list[str], list[Any]] | None = None
        """What is said in a paragraph that has not ended, and the boxes that stand in it."""

    def _page(self) -> Colour | None:
        """The colour of the pages."""
        told = attribute(child(self._root, "background"), "color")
        shown = told and switched_on(self._part("settings"), "displayBackgroundShape")
        return colour(told) if shown else WHITE

    def write(self) -> None:
        """Write the body, then the footnotes and endnotes; tell the comments apart."""
        self._begin(self._root)
        self._blocks(child(self._root, "body"), self._lines, self._looks.ground)
        for part, kind in (("footnotes", "footnote"), ("endnotes", "endnote")):
            root = self._part(part)
            self._begin(root)
            for note in () if root is None else root:
                if tag(note) == kind and attribute(note, "type", "normal") == "normal":
                    self._marks.begin(note)
                    self._blocks(note, self._lines, self._looks.ground)
        comments = self._part("comments")
        for comment in () if comments is None else comments:
            self._hide(Hiding.COMMENT, f"{_said(comment)}\n")
        for text in descriptions(self._root):
            self._hide(Hiding.DESCRIBED, f"{text}\n")
        self._left_out()

    def _begin(self, root: Any | None) -> None:
        """What has to be known of a part before it is written."""
        if root is not None:
            self._codes = in_codes(root)
            if is_changed(root):
                self._lines.note("changes")

    def _part(self, name: str) -> Any | None:
        return self._package.xml(f"{self._folder}{name}.xml")

    def _hide(self, reason: Hiding, text: str) -> None:
        if text.strip():
            self._lines.hide(reason, text)

    def _blocks(self, parent: Any | None, into: Into, look: Look) -> None:
        """Write all that stands in ``parent``, to its end."""
        self._some(parent, into, look)
        self._told(into)

    def _some(self, parent: Any | None, into: Into, look: Look) -> None:
        """Write what stands in ``parent``; its last paragraph may go on in what comes after it."""
        for block in () if parent is None else parent:
            name = tag(block)
            if name == "p":
                self._paragraph(block, into, look)
            elif name == "tbl":
                self._table(block, into, look)
            elif name == "altChunk":
                self._lines.note("embedded")
            elif name == "AlternateContent":
                self._some(choice(block), into, look)
            elif name in _DELETED:
                self._deleted(block)
            elif name in _PLAIN:
                self._some(block, into, look)

    def _paragraph(self, paragraph: Any, into: Into, look: Look) -> None:
        properties = child(paragraph, "pPr")
        name = attribute(child(properties, "pStyle"), "val")
        style = self._styles.get(name)
        (said, boxes), self._going_on = self._going_on or ([], []), None
        self._inline(paragraph, self._looks.paragraph(look, name, properties), said, boxes)
        if _is_joined(properties):
            self._going_on = said, boxes
            return
        text = "".join(said).strip()
        listed = numbering(properties, style.numbering)
        if text:
            shown = self._numbering.next(*listed, name) if listed else ""
            told = " ".join(filter(None, (self._marks.take(), shown, text)))
            into.line(told, outline(properties, style.level))
        for box in boxes:
            self._box(box, into)

    def _told(self, into: Into) -> None:
        """Write what was to go on, where nothing follows that it can go on in."""
        if self._going_on is None:
            return
        (said, boxes), self._going_on = self._going_on, None
        if text := "".join(said).strip():
            into.line(text)
        for box in boxes:
            self._box(box, into)

    def _box(self, box: Any, into: Into) -> None:
        """A text box, which may stand on anything, a chart, or a diagram."""
        name = tag(box)
        if name in REFERRED:
            self._referred(box, name, into)
        else:
            self._blocks(box, into, replace(self._looks.ground, papers=(None,)))

    def _referred(self, box: Any, name: str, into: Into) -> None:
        """A chart or a diagram, which another part holds; one that says nothing is noted."""
        relation = self._relations.get(attribute(box, REFERRED[name]))
        part = None if relation is None else self._package.kept(relation.target)
        said = [] if part is None else [chart_title(part)] if name == "chart" else list(diagram(part))
        rows = chart_rows(part) if name == "chart" and part is not None else []
        for text in said:
            into.line(text)
        into.table(rows, 1)
        if not any(said) and not rows:
            self._lines.note("embedded")

    def _inline(self, parent: Any, look: Look, said: list[str], boxes: list[Any]) -> None:
        """Add the text inside a paragraph to ``said``, run by run; text boxes are put aside in ``boxes``."""
        for element in parent:
            name = tag(element)
            if name == "r":
                self._run(element, look, said, boxes)
            elif element in self._codes:
                self._hide(Hiding.FORMATTED, element.text or "")
            elif name == "t":
                said.append(element.text or "")
            elif name in _BREAKS:
                said.append(_BREAKS[name])
            elif name in _SHOWN:
                said.append(_SHOWN[name](element))
            elif name not in _PROPERTIES:
                self._around(element, name, look, said, boxes)

    def _run(self, run: Any, look: Look, said: list[str], boxes: list[Any]) -> None:
        own = self._looks.run(look, _looks_of(run))
        reason = own.hiding
        if reason is None and own.raised:
            self._raised.put(said, self._below(run, look, boxes))
        elif reason is None:
            self._inline(run, look, said, boxes)
        elif child(run, "t") is not None:
            self._hide(reason, _said(run))
        else:
            text = self._below(run, look, boxes)
            self._hide(reason, text)
            said.append("" if text.strip() else text)  # what parts words does so in any colour

    def _around(self, element: Any, name: str, look: Look, said: list[str], boxes: list[Any]) -> None:
        if name in _DELETED:
            self._deleted(element)
        elif name == "AlternateContent":
            chosen = choice(element)
            if chosen is not None:
                self._inline(chosen, look, said, boxes)
        elif name in ("drawing", "pict", "object"):
            self._drawing(element, boxes)
        elif self._deep < _DEEPEST and is_built(element):
            self._deep += 1
            said.append(written(element, lambda part: self._below(part, look, boxes)))
            self._deep -= 1
        elif name in _PLAIN or is_formula(element):
            self._inline(element, look, said, boxes)
        elif name in REFERENCES:
            said.append(self._marks.refer(element))

    def _drawing(self, element: Any, boxes: list[Any]) -> None:
        if is_hidden(element):
            self._hide(Hiding.FORMATTED, _said(element))
        else:
            if next(element.iter("{*}OLEObject"), None) is not None:
                self._lines.note("embedded")
            boxes += boxes_in(element)

    def _below(self, element: Any, look: Look, boxes: list[Any]) -> str:
        """What stands below an element in a paragraph."""
        said: list[str] = []
        self._inline(element, look, said, boxes)
        return "".join(said)

    def _deleted(self, element: Any) -> None:
        self._hide(Hiding.DELETED, _said(element))

    def _table(self, table: Any, into: Into, look: Look) -> None:
        top, body = self._looks.table(look, child(table, "tblPr"))
        self._told(into)
        rows: list[list[str]] = []
        inner: dict[int, list[Nested]] = {}
        headers = 0
        for row in list(_within(table, "tr")):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                self._deleted(row)
                continue
            if switched_on(properties, "hidden"):
                self._hide(Hiding.ROW, _said(row) + "\n")
                continue
            cells = list(_within(row, "tc"))
            if len(cells) == 1 and not rows:  # a table to place things on the page, or a title across all columns
                self._blocks(cells[0], into, body.on(child(cells[0], "tcPr")))
                continue
            headers += headers == len(rows) and switched_on(properties, "tblHeader")
            nested = inner.setdefault(len(rows), [])
            rows.append([*_empty(properties, "gridBefore", 0), *self._cells(cells, body if rows else top, nested)])
        into.table(rows, headers or None, inner)

    def _cells(self, cells: list[Any], look: Look, nested: list[Nested]) -> Iterator[str]:
        """The texts of a row's cells; one across several columns is followed by empty ones. Tables in them go to ``nested``."""
        for cell in cells:
            gathered = Cell()
            properties = child(cell, "tcPr")
            self._blocks(cell, gathered, look.on(properties))
            yield gathered.text
            nested += gathered.tables
            yield from _empty(properties, "gridSpan", 1)

    def _left_out(self) -> None:
        """Note which parts hold what was not read."""
        for name in self._package.names:
            part = name.removeprefix(self._folder)
            if part.startswith(("header", "footer")) and part.endswith(".xml") and "/" not in part:
                root = self._package.xml(name)
                self._hide(Hiding.RUNNING, "" if root is None else f"{_said(root)}\n")
            elif part.startswith("embeddings/") and not part.endswith(".xlsx"):
                self._lines.note("embedded")
            elif part.startswith("media/") and self._package.size(name) >= _PICTURE:
                self._lines.note("pictures")
            elif part == "vbaProject.bin":
                self._lines.note("macros")


def _is_joined(properties: Any | None) -> bool:
    """Whether a paragraph's mark was deleted, so that what follows goes on in it."""
    mark = child(properties, "rPr")
    return mark is not None and any(child(mark, name) is not None for name in _DELETED)


def _said(element: Any) -> str:
    """All text below an element, whatever it looks like, its paragraphs on lines of their own."""
    pieces = []
    for one in element.iter("{*}t", "{*}delText", "{*}p", "{*}tab", "{*}br"):
        pieces.append((one.text or "") if tag(one) in ("t", "delText") else "\n" if tag(one) == "p" else " ")
    return "".join(pieces).strip()


def _looks_of(run: Any) -> Any | None:
    """The properties of a run that tell how it looks; one of a formula has others before them."""
    properties = child(run, "rPr")
    if properties is None or not is_formula(run):
        return properties
    return [one for one in run if tag(one) == "rPr"][-1]


def _empty(properties: Any | None, name: str, besides: int) -> list[str]:
    """The empty cells that a cell or row leaves by spanning several columns."""
    return [""] * (min(number(attribute(child(properties, name), "val"), besides), _MOST_SPAN) - besides)


def _within(parent: Any, name: str) -> Iterator[Any]:
    """The elements called ``name`` below ``parent``, also inside content controls and marked insertions."""
    for element in parent:
        if tag(element) == name:
            yield element
        elif tag(element) in _PLAIN:
            yield from _within(element, name)


# What stands for characters in a run without being text.
_SHOWN: Final[dict[str, Callable[[Any], str]]] = {"sym": symbol, "fldChar": in_word}


def samples() -> Iterator[bytes]:
    """A document of one letter."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml",
            "<document><body><p><r><rPr><color val='FFFFFF'/><highlight val='darkBlue'/></rPr><t>x</t></r></p></body></document>",
        )
    yield out.getvalue()
