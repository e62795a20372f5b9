"""ODT into text, and the blocks that all OpenDocument files are made of; what is hidden, deleted or remarked is kept apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.forms import controls
from hemvist.readers.lines import Lines, Nested, flat
from hemvist.readers.odfrows import Cell, rows_of
from hemvist.readers.odfstyles import Count, Look, Styles
from hemvist.readers.raised import Raised
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.styles import attribute, child, number, tag
from hemvist.readers.tidy import spaced
from hemvist.readers.zipped import Package

_MOST_SPACES: Final = 100
_MOST_REPEATED: Final = 100
_MOST_AGAIN: Final = 10_000_000
_MOST_CELLS: Final = 200_000
_LONGEST_MARK: Final = 10
_PICTURE: Final = 20_000
_AROUND: Final = frozenset(["section", "index-body", "table-of-content", "illustration-index", "table-index", "alphabetical-index",
                            "bibliography", "user-index", "object-index", "index-title", "text-box", "g", "a", "numbered-paragraph",
                            "custom-shape", "rect", "ellipse", "line", "polygon", "circle", "path", "connector", "caption",
                            "frame"])  # fmt: skip
DRAWN: Final = frozenset(
    ["frame", "custom-shape", "rect", "ellipse", "line", "polygon", "circle", "path", "connector", "caption", "g"]
)
"""What may be drawn on a page."""
_INSIDE: Final = frozenset(
    ["span", "a", "meta", "meta-field", "ruby", "ruby-base", "conditional-text", "text-input", "placeholder"]
)
_SILENT: Final = frozenset(["ruby-text", "tracked-changes", "script", "soft-page-break"])


def read(data: bytes, scribe: Scribe) -> None:
    """Write the blocks of the text, then its footnotes."""
    package = opened(data)
    root = package.xml("content.xml")
    lines = Lines(scribe)
    story = Story(Styles(package.kept("styles.xml"), root), lines, package, controls(root))
    story.blocks(child(root, "body", "text"), Look())
    story.notes()
    left_out(package, lines)
    lines.end()


def opened(data: bytes) -> Package:
    """The package of an OpenDocument file, unless a password protects it."""
    package = Package(data)
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise Unreadable("PasswordProtected")
    if "content.xml" not in package.names:
        raise Unreadable("BrokenFile", "damaged")
    return package


def left_out(package: Package, lines: Lines) -> None:
    """Note which parts hold what was not read."""
    for name in package.names:
        if name.startswith(("Pictures/", "media/")) and package.size(name) >= _PICTURE:
            lines.note("pictures")
        elif name.startswith("Basic/") and name.count("/") > 1 and not name.endswith("script-lb.xml"):
            lines.note("macros")
    styles = package.kept("styles.xml")
    for master in () if styles is None else styles.iter("{*}master-page"):
        for edge in master:
            text = "\n".join("".join(one.itertext()) for one in edge.iter("{*}p", "{*}h"))
            if tag(edge).startswith(("header", "footer")) and text.strip():
                lines.hide(Hiding.RUNNING, f"{text}\n")


@dataclass
class _Paragraph:
    """What is being gathered of one paragraph: its text, and what is set aside until it is written."""

    text: list[str] = field(default_factory=list)
    boxes: list[tuple[Any, Look]] = field(default_factory=list)
    hidden: bool = False


class Story:
    """Goes through a document's blocks and writes them; footnotes are held back until ``notes``."""

    def __init__(
        self, styles: Styles, lines: Lines | Cell, package: Package, controls: Mapping[str, str] | None = None
    ) -> None:
        self.styles, self._lines, self._package = styles, lines, package
        self._controls = controls or {}
        self._counts: dict[str, Count] = {}
        self._outline = Count()
        self._notes: list[tuple[Any, Look, str]] = []
        self._mark = self._cited = ""
        self._raised = Raised()
        self._charted = False
        self._repeated = 0
        self.reason: Hiding | None = None
        """Why all that is written now is to be told apart; None if it is to be seen."""

    def blocks(self, parent: Any | None, look: Look, level: int = 0) -> None:
        """Write everything below ``parent``, each paragraph a heading of ``level`` if it is not 0."""
        for block in () if parent is None else parent:
            name = tag(block)
            if name in ("p", "h"):
                self._paragraph(block, look, level)
            elif name in _AROUND:
                self.blocks(block, self._around(block, name, look), level)
            else:
                self._other(block, name, look)

    def _other(self, block: Any, name: str, look: Look) -> None:
        if name == "list":
            self._list(block, look, 1, "", None)
        elif name == "table":
            self._table(block, look)
        elif name == "tracked-changes":
            self._changes(block)
        elif name == "annotation":
            self._comment(block)
        elif name == "object":
            self._object(block)
        elif name == "control":
            self.say(self._control(block))

    def notes(self) -> None:
        """Write the footnotes and endnotes that came up."""
        for body, look, mark in self._notes:
            self._cited = mark
            self.blocks(body, look)
        self._notes, self._cited = [], ""

    def _around(self, block: Any, name: str, look: Look) -> Look:
        if name == "section":
            hidden = (
                attribute(block, "display") in ("none", "condition")
                and attribute(block, "is-hidden", "true") != "false"
            )
            look = replace(look, hidden=look.hidden or (hidden and attribute(block, "display") != ""))
            return self.styles.look(look, "section", attribute(block, "style-name"))
        return self.styles.look(look, "graphic", attribute(block, "style-name")) if name in DRAWN else look

    def _paragraph(self, block: Any, look: Look, level: int) -> None:
        look = self.styles.look(look, "paragraph", attribute(block, "style-name"))
        gathered = _Paragraph()
        self._inline(block, look, gathered)
        text = "".join(gathered.text).strip()
        if gathered.hidden:
            self._hide(Hiding.FORMATTED, f"{text}\n")
        elif text:
            mark, self._mark = self._mark, ""
            if tag(block) == "h":
                level = level or max(1, number(attribute(block, "outline-level"), 1))
                mark = mark or self._numbered(block)
            cited, self._cited = self._cited, ""
            self.say(" ".join(filter(None, (cited, mark, text))), level)
        for box, its in gathered.boxes:
            self.blocks([box], its)

    def _numbered(self, block: Any) -> str:
        """The number of a heading, by the document's outline."""
        depth = number(attribute(block, "outline-level"), 0)
        if not depth or attribute(block, "is-list-header") == "true":
            return ""
        return self._outline.next(depth, self.styles.outline)

    def say(self, text: str, level: int = 0) -> None:
        """Write a paragraph, or tell it apart where nothing is to be seen."""
        if self.reason is None:
            self._lines.line(text, level)
        else:
            self._lines.hide(self.reason, f"{text}\n")

    def _hide(self, reason: Hiding, text: str) -> None:
        if text.strip():
            self._lines.hide(self.reason or reason, text)

    def _inline(self, parent: Any, look: Look, into: _Paragraph) -> None:
        self._text(parent.text, look, into)
        for element in parent:
            self._part(element, tag(element), look, into)
            self._text(element.tail, look, into)

    def _text(self, raw: str | None, look: Look, into: _Paragraph) -> None:
        if not raw:
            return
        text = spaced(raw)
        reason = look.hiding
        if reason is None and look.raised:
            self._raised.put(into.text, text)
        elif reason is None:
            into.text.append(text)
        else:
            self._hide(reason, text)

    def _part(self, element: Any, name: str, look: Look, into: _Paragraph) -> None:
        if name in ("s", "tab", "line-break"):
            count = min(number(attribute(element, "c"), 1), _MOST_SPACES)
            into.text.append({"s": " " * count, "tab": "\t", "line-break": "\n"}[name])
        elif name in _INSIDE:
            self._inline(element, self.styles.look(look, "text", attribute(element, "style-name")), into)
        elif name in DRAWN:
            into.boxes.append((element, look))
        else:
            self._rarer(element, name, look, into)

    def _rarer(self, element: Any, name: str, look: Look, into: _Paragraph) -> None:
        if name in ("hidden-text", "hidden-paragraph"):
            self._hidden(element, name, look, into)
        elif name == "note":
            self._note(element, look, into)
        elif name == "annotation":
            self._comment(element)
        elif name == "control":
            self._text(self._control(element), look, into)
        elif attribute(element, "display") == "none":
            self._hide(Hiding.FORMATTED, text_of(element))
        elif name not in _SILENT and (element.text or len(element)):
            self._inline(element, look, into)

    def _note(self, element: Any, look: Look, into: _Paragraph) -> None:
        """A footnote or endnote: its mark stands where it is referred to, and before it."""
        citation = child(element, "note-citation")
        mark = "" if citation is None else text_of(citation)[:_LONGEST_MARK]
        mark = f"[{mark}]" if mark else ""
        self._text(mark, replace(look, raised=False), into)
        self._notes.append((child(element, "note-body"), look, mark))

    def _control(self, element: Any) -> str:
        """What a form's control shows."""
        name = attribute(element, "control")
        if name not in self._controls:
            self._lines.note("blanks")
        return self._controls.get(name, "")

    def _hidden(self, element: Any, name: str, look: Look, into: _Paragraph) -> None:
        """Text that a condition hides; what it says when shown is kept with it."""
        text = "".join(element.itertext()) or attribute(element, "string-value")
        if attribute(element, "is-hidden") == "false":
            self._text(text, look, into)
        else:
            self._hide(Hiding.FORMATTED, text)
            into.hidden = into.hidden or name == "hidden-paragraph"

    def _object(self, element: Any) -> None:
        """A chart, by its title and the table of its values; any other object is left out, and so is one within a chart."""
        part = attribute(element, "href").removeprefix("./")
        root = None if self._charted else self._package.kept(f"{part}/content.xml")
        chart = child(root, "body", "chart", "chart")
        if chart is None:
            self._lines.note("embedded")
            return
        self._charted = True
        title = child(chart, "title")
        if title is not None:
            self.say(text_of(title))
        for table in chart.iter("{*}table"):
            self._table(table, Look())
        self._charted = False

    def _comment(self, element: Any) -> None:
        said = (text_of(one) for one in element if tag(one) in ("p", "list"))
        self._hide(Hiding.COMMENT, "\n".join(filter(None, said)) + "\n")

    def _changes(self, block: Any) -> None:
        for deletion in block.iter("{*}deletion"):
            said = [text_of(one) for one in deletion.iter("{*}p", "{*}h")]
            self._hide(Hiding.DELETED, "\n".join(said) + "\n")
        if next(block.iter("{*}changed-region"), None) is not None:
            self._lines.note("changes")

    def _list(self, block: Any, look: Look, depth: int, style: str, count: Count | None) -> None:
        style = attribute(block, "style-name") or style
        count = count or self._count(block, style)
        levels = self.styles.levels(style)
        for item in block:
            if tag(item) not in ("list-item", "list-header"):
                continue
            begun = False
            for one in item:
                if tag(one) == "list":
                    self._list(one, look, depth + 1, style, count)
                else:
                    if not begun and tag(item) == "list-item" and tag(one) in ("p", "h"):
                        start = attribute(item, "start-value")
                        told = self._style_levels(one, levels)
                        self._mark = count.next(depth, told, number(start, 1) if start else None)
                        begun = True
                    self.blocks([one], look)
                    self._mark = ""

    def _style_levels(self, paragraph: Any, levels: Any) -> Any:
        """A list without a style of its own takes that of its paragraphs."""
        if levels:
            return levels
        name = self.styles.says("paragraph", attribute(paragraph, "style-name")).get("list-style-name", "")
        return self.styles.levels(name)

    def _count(self, block: Any, style: str) -> Count:
        """The count that a list goes on with: that of the list it continues, or a new one."""
        goes_on = attribute(block, "continue-list") or (
            style if attribute(block, "continue-numbering") == "true" else ""
        )
        count = self._counts.get(goes_on) or Count()
        for key in (attribute(block, "id"), style):
            if key:
                self._counts[key] = count
        return count

    def _table(self, table: Any, look: Look) -> None:
        look = self.styles.look(look, "table", attribute(table, "style-name"))
        headers, rows = 0, list[list[str]]()
        inner: dict[int, list[Nested]] = {}
        for row, heads in rows_of(table):
            cells = self._row(row, look, inner.setdefault(len(rows), []))
            shown = any(cells) or bool(inner[len(rows)])
            times = min(number(attribute(row, "number-rows-repeated"), 1), _MOST_REPEATED) if shown else 0
            rows += [cells] * times
            self._repeat(sum(map(len, cells)), times)
            headers += heads and any(cells)
            if sum(map(len, rows[-_MOST_REPEATED:])) + len(rows) > _MOST_CELLS:
                raise Unreadable("TooLarge", "characters")
        if self.reason is None:
            self._lines.table(rows, headers or None, inner)
        else:
            for line in flat(Nested(rows, None, inner)):
                self._hide(self.reason, f"{line}\n")

    def _row(self, row: Any, look: Look, nested: list[Nested]) -> list[str]:
        """The texts of a row's cells; the tables in them go to ``nested``."""
        unseen = attribute(row, "visibility") in ("collapse", "filter")
        cells: list[str] = []
        for cell in row:
            name = tag(cell)
            if name in ("table-cell", "covered-table-cell"):
                text = self.cell(cell, look, None if unseen or name == "covered-table-cell" else nested)
                if unseen or name == "covered-table-cell":
                    self._hide(Hiding.ROW if unseen else Hiding.COVERED, text + "\n")
                    text = ""
                repeated = number(attribute(cell, "number-columns-repeated"), 1)
                cells += [text] * min(repeated, _MOST_REPEATED)
                self._repeat(len(text), min(repeated, _MOST_REPEATED))
        return cells

    def _repeat(self, length: int, times: int) -> None:
        """Count the characters that the file does not hold but says are there again."""
        self._repeated += length * max(0, times - 1)
        if self._repeated > _MOST_AGAIN:
            raise Unreadable("TooLarge", "characters")

    def cell(self, cell: Any, look: Look, nested: list[Nested] | None = None) -> str:
        """The text of a cell on one line, tables in it too where no list ``nested`` takes them; what it hides is told apart."""
        if not len(cell):
            return ""
        look = self.styles.look(look, "table-cell", attribute(cell, "style-name"))
        outside = self._lines, self.reason, self._mark
        kept = Cell(self._lines)
        self._lines, self.reason, self._mark = kept, None, ""
        self.blocks(cell, look)
        self._lines, self.reason, self._mark = outside
        if nested is not None:
            nested += kept.tables
        texts = (
            kept.texts if nested is not None else [*kept.texts, *(line for one in kept.tables for line in flat(one))]
        )
        return " ".join(" ".join(texts).split())


def text_of(element: Any) -> str:
    """All that an element says, as one line."""
    return " ".join("".join(element.itertext()).split())


def samples() -> Iterator[bytes]:
    """A text of a heading and a list."""
    yield packed("text", "<text><h outline-level='1'>x</h><list><list-item><p>y</p></list-item></list></text>")


def packed(kind: str, body: str) -> bytes:
    """A small OpenDocument file with this body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", f"<document-content><body>{body}</body></document-content>")
    return out.getvalue()
