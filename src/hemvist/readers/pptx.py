"""PPTX into text: a slide a page under its title, its shapes in the order they are read; what it hides is kept apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from hemvist.domain.text import Hiding, Unit
from hemvist.readers.colours import Colour
from hemvist.readers.drawings import chart_rows, chart_title, descriptions, diagram, paragraphs
from hemvist.readers.lines import Lines
from hemvist.readers.raised import Raised
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.shapes import Shape, Sized, Surface, in_order, shapes, texts_of
from hemvist.readers.slidetext import Numbers, said
from hemvist.readers.styles import attribute, child, number, tag
from hemvist.readers.zipped import Package

_PICTURE: Final = 20_000
_TITLES: Final = frozenset({"title", "ctrTitle"})
_RUNNING: Final = frozenset({"ftr", "hdr", "dt", "sldNum"})
_MOST_CELLS: Final = 200_000
_MOST_REPEATED: Final = 1_000
_PLAIN_STYLES: Final = frozenset(
    ["", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}", "{5940675A-B579-460E-94D1-54222C63F5DA}"]
)
"""The styles of tables that colour nothing."""


def read(data: bytes, scribe: Scribe) -> None:
    """Write the slides in the order they are shown in, each as a page; hidden ones are empty pages."""
    package = Package(data)
    lines = Lines(scribe)
    scribe.unit(Unit.SLIDE)
    main = package.main("ppt/presentation.xml")
    root = package.xml(main)
    if root is None:
        raise Unreadable("BrokenFile", "damaged")
    size = child(root, "sldSz")
    sized = Sized(number(attribute(size, "cx"), 9_144_000), number(attribute(size, "cy"), 6_858_000))
    repeated = _Repeated(lines)
    for part in _slides(package, main, root):
        lines.begin_page()
        label = _Slide(package, part, lines, sized).write(repeated)
        lines.end_page(label)
    lines.end()
    _left_out(package, lines)


def _slides(package: Package, main: str, root: Any) -> Iterator[str]:
    """The parts of the slides, each once, in the presentation's own order."""
    relations, seen = package.relations(main), set()
    listed = child(root, "sldIdLst")
    for one in () if listed is None else listed:
        name = next((str(value) for key, value in one.attrib.items() if key.endswith("}id")), "")
        relation = relations.get(name)
        if relation is not None and relation.target not in seen and relation.target in package.names:
            seen.add(relation.target)
            yield relation.target


class _Repeated:
    """Tells apart what stands on layouts and masters, and so on many slides: each once."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._layers: set[Any] = set()
        self._texts: set[str] = set()

    def tell(self, layer: Any) -> None:
        """Tell what is new on this layout or master."""
        if layer in self._layers:
            return
        self._layers.add(layer)
        for element in texts_of(layer):
            for text in paragraphs(element):
                if text not in self._texts and len(self._texts) < _MOST_REPEATED:
                    self._texts.add(text)
                    self._lines.hide(Hiding.RUNNING, f"{text}\n")


class _Slide:
    """One slide being written."""

    def __init__(self, package: Package, part: str, lines: Lines, sized: Sized) -> None:
        self._package, self._lines, self._sized = package, lines, sized
        self._root = package.xml(part)
        self._relations = package.relations(part)
        self._shown = attribute(self._root, "show", "1") not in ("0", "false")
        self._surface = Surface(package, part, self._root)
        self._raised = Raised()

    def write(self, repeated: _Repeated) -> str:
        """Write everything on the slide; return its title."""
        found = list(shapes(child(self._root, "cSld", "spTree"), self._surface))
        label = ""
        titles = [shape for shape in found if shape.placeholder in _TITLES]
        for shape in titles:
            label = label or self._title(shape, found)
        for shape in in_order([shape for shape in found if shape.placeholder not in _TITLES]):
            self._shape(shape, found)
        self._lines.apart()
        for layer in self._surface.around():
            repeated.tell(layer)
        self._around()
        return label

    def _title(self, shape: Shape, found: list[Shape]) -> str:
        lines = self._seen(shape, found)
        title = " ".join(" ".join(lines).split())
        if title and self._apart(shape) is None:
            self._lines.line(title, 1)
            return title
        self._say(shape, [title])
        return ""

    def _shape(self, shape: Shape, found: list[Shape]) -> None:
        if shape.placeholder in _RUNNING:
            for text in paragraphs(shape.element):
                self._lines.hide(Hiding.RUNNING, f"{text}\n")
            return
        if tag(shape.element) == "graphicFrame":
            self._frame(shape)
        else:
            self._say(shape, self._seen(shape, found))

    def _say(self, shape: Shape, texts: list[str]) -> None:
        """Write paragraphs, or tell them apart where the shape or the slide is not seen."""
        reason = self._apart(shape)
        for text in texts:
            if reason is None:
                self._lines.line(text)
            elif text.strip():
                self._lines.hide(reason, f"{text}\n")

    def _apart(self, shape: Shape) -> Hiding | None:
        if not self._shown:
            return Hiding.SLIDE
        if shape.hidden:
            return Hiding.FORMATTED
        return Hiding.OFF_PAGE if shape.box is not None and shape.box.outside(self._sized) else None

    def _seen(self, shape: Shape, found: list[Shape]) -> list[str]:
        """The paragraphs of a shape, without the runs that cannot be seen, which are told apart."""
        body = child(shape.element, "txBody")
        return [] if body is None else self._paragraphs(body, self._surface.behind(shape, found))

    def _paragraphs(self, body: Any, paper: Colour | None) -> list[str]:
        numbers, texts = Numbers(), []
        for paragraph in body:
            if tag(paragraph) == "p":
                pieces: list[str] = []
                for run in paragraph:
                    self._run(run, paper, pieces)
                text = "".join(pieces)
                if text.strip():
                    texts.append(" ".join(filter(None, (numbers.next(paragraph), text))))
        return texts

    def _run(self, run: Any, paper: Colour | None, pieces: list[str]) -> None:
        if tag(run) == "br":
            pieces.append("\n")
            return
        text, properties = said(run), child(run, "rPr")
        reason = self._surface.hiding(properties, paper) if text.strip() else None
        if reason is not None:
            self._lines.hide(reason if self._shown else Hiding.SLIDE, text)
        elif number(attribute(properties, "baseline"), 0) > 0:
            self._raised.put(pieces, text)
        else:
            pieces.append(text)

    def _frame(self, shape: Shape) -> None:
        """A table, a chart or a diagram."""
        data = child(shape.element, "graphic", "graphicData")
        for one in () if data is None else data:
            name = tag(one)
            if name == "tbl":
                first = attribute(child(one, "tblPr"), "firstRow") in ("1", "true")
                self._table(shape, self._cells(one), int(first) or None)
            elif name == "chart":
                self._chart(shape, self._part(one, "id"))
            elif name == "relIds":
                self._say(shape, list(diagram(self._part(one, "dm"))))
            elif name in ("oleObj", "AlternateContent"):
                self._lines.note("embedded")

    def _chart(self, shape: Shape, root: Any | None) -> None:
        """A chart by its title and the table of its values; one that says nothing is noted."""
        title, rows = ("", []) if root is None else (chart_title(root), chart_rows(root))
        self._say(shape, [title])
        self._table(shape, rows, 1)
        if not title and not rows:
            self._lines.note("embedded")

    def _cells(self, table: Any) -> list[list[str]]:
        """The rows of a table; what lies under a merged cell is empty."""
        style = child(table, "tblPr", "tableStyleId")
        styled = style is not None and (style.text or "").strip() not in _PLAIN_STYLES
        rows: list[list[str]] = []
        count = 0
        for row in table.iter("{*}tr"):
            cells = [one for one in row if tag(one) == "tc"]
            count += len(cells)
            if count > _MOST_CELLS:
                raise Unreadable("TooLarge", "characters")
            rows.append(["" if _under(one) else self._cell(one, styled) for one in cells])
        return rows

    def _cell(self, cell: Any, styled: bool) -> str:
        body = child(cell, "txBody")
        return "" if body is None else "\n".join(self._paragraphs(body, self._surface.in_cell(cell, styled)))

    def _part(self, element: Any, name: str) -> Any | None:
        """The part that an element refers to by its relation called ``name``."""
        relation = self._relations.get(attribute(element, name))
        return None if relation is None else self._package.xml(relation.target)

    def _table(self, shape: Shape, rows: list[list[str]], headers: int | None) -> None:
        if self._apart(shape) is None:
            self._lines.table(rows, headers)
        else:
            self._say(shape, [" | ".join(row) for row in rows])

    def _around(self) -> None:
        """The speaker's notes, the comments, and what pictures are said to show."""
        for text in descriptions(self._root):
            self._lines.hide(Hiding.DESCRIBED, f"{text}\n")
        for relation in self._relations.values():
            if relation.kind == "notesSlide":
                self._notes(self._package.xml(relation.target))
            elif relation.kind == "comments":
                root = self._package.xml(relation.target)
                for one in () if root is None else root.iter("{*}cm", "{*}reply"):
                    self._lines.hide(Hiding.COMMENT, _comment(one) + "\n")

    def _notes(self, root: Any | None) -> None:
        tree = child(root, "cSld", "spTree")
        for shape in () if tree is None else tree.iter("{*}sp"):
            kind = attribute(child(shape, "nvSpPr", "nvPr", "ph"), "type")
            if kind not in _RUNNING and kind != "sldImg":
                for text in paragraphs(shape):
                    self._lines.hide(Hiding.NOTES, f"{text}\n")


def _under(cell: Any) -> bool:
    return any(attribute(cell, name) in ("1", "true") for name in ("hMerge", "vMerge"))


def _comment(element: Any) -> str:
    """The text of a comment, in either of its two formats; replies come on their own."""
    plain = child(element, "text")
    if plain is not None:
        return plain.text or ""
    body = child(element, "txBody")
    return "" if body is None else "\n".join(paragraphs(body))


def _left_out(package: Package, lines: Lines) -> None:
    """Note which parts hold what was not read."""
    for name in package.names:
        if name.startswith("ppt/media/") and package.size(name) >= _PICTURE:
            lines.note("pictures")
        elif name.startswith("ppt/embeddings/") and not name.endswith(".xlsx"):
            lines.note("embedded")
        elif name == "ppt/vbaProject.bin":
            lines.note("macros")


def samples() -> Iterator[bytes]:
    """A presentation of one slide."""
    main = '<presentation xmlns:r="r"><sldIdLst><sldId r:id="a"/></sldIdLst></presentation>'
    shape = '<sp><txBody><p><r><rPr sz="100"><solidFill><srgbClr val="FFFFFF"/></solidFill></rPr><t>x</t></r></p></txBody></sp>'
    relation = '<Relationships><Relationship Id="a" Type="/slide" Target="slide.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ppt/presentation.xml", main)
        packed.writestr("ppt/slide.xml", f"<sld><cSld><spTree>{shape}</spTree></cSld></sld>")
        packed.writestr("ppt/_rels/presentation.xml.rels", relation)
        packed.writestr("[Content_Types].xml", "<Types/>")
    yield out.getvalue()
