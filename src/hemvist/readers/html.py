"""Web pages: the blocks a reader sees, headings, lists and tables; what the page hides is kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from hemvist.domain.text import Hiding
from hemvist.readers.charsets import coded
from hemvist.readers.css import Sheet
from hemvist.readers.inputs import chosen, filled, formula
from hemvist.readers.lines import Lines
from hemvist.readers.listed import List, listed
from hemvist.readers.looks import Known, Looks, hiding, seen
from hemvist.readers.placed import Grid, Piece
from hemvist.readers.raised import Raised
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.tidy import spaced
from hemvist.readers.txt import decoded

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_DROPPED: Final = frozenset(["script", "style", "head", "svg", "math", "iframe", "object", "embed", "applet", "audio", "video",
                             "canvas", "map", "datalist", "frameset"])  # fmt: skip
_UNSHOWN: Final = frozenset(["template", "noscript", "noframes", "noembed"])
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "optgroup",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "thead",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "title",
        "ul",
        "select",
        "textarea",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_CELLS: Final = frozenset({"td", "th"})
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_KEPT: Final = frozenset({"pre", "textarea"})
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_MOST_CELLS: Final = 200_000
_MOST_QUOTES: Final = 10
_DEEPEST_GRID: Final = 20
"""Tables that may lie in one another; what lies deeper is read as the text of its cell."""


def read(data: bytes, scribe: Scribe, charset: str = "") -> None:
    """Write what a reader of the page sees; ``charset`` is what was told of its encoding from outside."""
    lines = Lines(scribe)
    text, note = _decoded(data, charset)
    if note:
        lines.note(note)
    write(text, lines)
    lines.end()


def write(text: str, lines: Lines, titled: bool = True, quoted: bool = False) -> None:
    """Write the page ``text`` to ``lines``; its title only where it is shown (``titled``), which in mail it is not.

    Where what others wrote is ``quoted`` in blocks, as in mail, its lines begin with ``>``.

    Raises Unreadable before anything is written.
    """
    root = _tree(text)
    if root is not None:
        _Walk(lines, _sheet(root), titled, quoted).walk(root)


def _tree(text: str) -> Any | None:
    parser = etree.HTMLParser(no_network=True, recover=True, huge_tree=True, encoding="utf-8", remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace") or b" ", parser)
    except etree.XMLSyntaxError:  # nothing in it but blanks or comments
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("BrokenFile", "deep")  # libxml2 stops there, without another word
    return root


def _sheet(root: Any) -> Sheet:
    sheet = Sheet()
    for style in root.iter("style"):
        sheet.add(style.text or "")
    return sheet


def told_charset(data: bytes) -> str:
    """What a page says itself of its encoding, if anything."""
    told = _META.search(data[:4096])
    return told[1].decode("ascii") if told else ""


def _decoded(data: bytes, charset: str) -> tuple[str, str]:
    """The page as text: by its byte order mark, what was told, what it says itself, else as plain text would be."""
    names = [charset, told_charset(data)]
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        for name in filter(None, names):
            if (text := coded(data, name)) is not None:
                return text, ""
    try:
        return decoded(data)
    except Unreadable:
        return data.decode("cp1252", "replace"), "windows-1252"


class _Walk:
    """Goes through a page without recursion, so that no depth is too deep."""

    def __init__(self, lines: Lines, sheet: Sheet, titled: bool, quoted: bool) -> None:
        self._lines, self._sheet, self._titled = lines, sheet, titled
        self._tells_quotes, self._quotes = quoted, 0
        self._pieces: list[str] = []
        self._mark = ""
        self._level = 0
        self._lists: list[List] = []
        self._grids: list[Grid] = []
        self._deeper = 0
        self._cells = 0
        self._raises, self._raised = False, Raised()
        self._path: list[Any] = []
        self._looks = [Looks()]
        self._known: Known = {}
        self._kept = 0
        self._chosen: Any | None = None

    def walk(self, root: Any) -> None:
        """Write everything below ``root``."""
        walker = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "comment":
                self._comment(element)
            elif event == "start":
                if self._dropped(element):
                    walker.skip_subtree()
                self._open(element)
            else:
                self._close(element)
                self._text(element.tail)
        self._break()

    def _comment(self, comment: Any) -> None:
        text = comment.text or ""
        if text.strip() and not text.startswith(("[if", "[endif]")) and "<![endif]" not in text:
            self._lines.hide(Hiding.COMMENT, spaced(text) + "\n")
        self._text(comment.tail)

    def _dropped(self, element: Any) -> bool:
        return element.tag in _DROPPED

    def _open(self, element: Any) -> None:
        tag = element.tag
        self._path.append(element)
        self._looks.append(seen(self._looks[-1], element, self._sheet.style(self._path), self._known))
        if tag in _UNSHOWN:
            self._looks[-1] = replace(self._looks[-1], hiding=Hiding.INVISIBLE)
        if tag == "head":
            self._title(element)
        if tag in _DROPPED:
            self._drawn(element)
            return
        if tag in _BLOCKS or self._looks[-1].block:
            self._begin(tag, element)
        else:
            self._inline(tag, element)
        self._text(element.text)

    def _inline(self, tag: str, element: Any) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "sup":
            self._raises = True
        elif tag == "img":
            self._picture(element)
        elif tag == "input":
            self._text(filled(element))

    def _title(self, head: Any) -> None:
        title = head.find("title")
        if self._titled and title is not None and title.text:
            self._lines.line(spaced(title.text), 1)

    def _drawn(self, element: Any) -> None:
        """A formula is written in one line; of a drawing, it is noted that there are words in it."""
        if element.tag == "math":
            self._text(formula(element))
        elif element.tag == "svg" and next(element.iter("text"), None) is not None:
            self._lines.note("pictures")

    def _picture(self, element: Any) -> None:
        text = spaced(element.get("alt") or "").strip()
        if text:
            self._text(f"[{text}]")
        sizes = [element.get(name) or "" for name in ("width", "height")]
        if not any(size.isdecimal() and int(size[:6]) < 50 for size in sizes):
            self._lines.note("pictures")

    def _begin(self, tag: str, element: Any) -> None:
        self._break()
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag in _LISTS:
            self._lists.append(listed(tag, element, self._sheet.style(self._path)))
        elif tag == "li":
            self._mark = (self._lists[-1] if self._lists else List()).mark(element)
        elif tag == "select":
            self._chosen = chosen(element)
        elif tag == "option" and self._chosen is not None and element is not self._chosen:
            self._looks[-1] = replace(self._looks[-1], hiding=self._looks[-1].hiding or Hiding.FORMATTED)
        elif tag == "table":
            self._table()
        elif self._grids and not self._deeper:
            self._place(tag, element)
        self._kept += tag in _KEPT
        self._quotes += self._is_quote(element)

    def _is_quote(self, element: Any) -> bool:
        """Whether a block holds what somebody else wrote; some programs indent by such blocks without a border."""
        if not self._tells_quotes or element.tag != "blockquote":
            return False
        return element.get("type") == "cite" or "border:none" not in "".join((element.get("style") or "")[:200].split())

    def _table(self) -> None:
        if len(self._grids) < _DEEPEST_GRID:
            self._grids.append(Grid())
        else:
            self._deeper += 1

    def _place(self, tag: str, element: Any) -> None:
        """Begin a part of the table that is being read."""
        grid = self._grids[-1]
        if tag == "thead":
            grid.head = True
        elif tag == "tr":
            grid.begin_row()
        elif tag in _CELLS:
            grid.begin_cell(tag == "th", element.get("colspan") or "", element.get("rowspan") or "")
            self._cells += 1
            if self._cells > _MOST_CELLS:
                self._flush()

    def _close(self, element: Any) -> None:
        tag = element.tag
        block = tag in _BLOCKS or self._looks[-1].block
        if tag == "sup":
            self._raises = False
        if block and tag not in _DROPPED:
            self._finish(tag)
            self._quotes -= self._is_quote(element)
        self._path.pop()
        self._looks.pop()

    def _finish(self, tag: str) -> None:
        self._break()
        if tag in _HEADINGS:
            self._level = 0
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "table" and self._grids:
            self._end_table()
        elif self._grids and not self._deeper:
            self._end_part(tag)
        self._kept -= tag in _KEPT
        self._mark = "" if tag == "li" else self._mark

    def _end_part(self, tag: str) -> None:
        if tag == "tr":
            self._grids[-1].end_row()
        elif tag in _GROUPS:
            self._grids[-1].end_group()

    def _end_table(self) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        for piece in self._grids.pop().taken():
            self._put(piece)

    def _flush(self) -> None:
        """Set down all that was read of the tables that are open."""
        self._cells = 0
        for grid in self._grids:
            for piece in grid.taken():
                self._write(piece)

    def _put(self, piece: Piece) -> None:
        """Add a piece to the innermost cell that is open, else to the page."""
        cell = next((cell for grid in reversed(self._grids) if (cell := grid.cell) is not None), None)
        if cell is None:
            self._write(piece)
        else:
            cell.pieces.append(piece)

    def _write(self, piece: Piece) -> None:
        if len(piece.rows) == 1 and len(piece.rows[0]) == 1:
            self._lines.line(piece.rows[0][0], piece.level)
        else:
            self._lines.table(piece.rows, piece.headers)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        kept = text if self._kept else spaced(text)
        hidden = hiding(self._looks[-1])
        if hidden is not None:
            self._lines.hide(hidden, kept)
        else:
            self._said(kept)

    def _said(self, text: str) -> None:
        if self._raises or self._looks[-1].raised:
            self._raised.put(self._pieces, text)
        else:
            self._pieces.append(text)

    def _break(self) -> None:
        """End the paragraph: on a line of its own, or as a part of the table's cell it stands in."""
        text = "".join(self._pieces)
        self._pieces = []
        shown = "\n".join(line.strip() if not self._kept else line.rstrip() for line in text.split("\n"))
        if not shown.strip():
            return
        text = self._mark + shown
        if self._quotes:
            before = "> " * min(self._quotes, _MOST_QUOTES)
            text = "\n".join(before + line for line in text.strip("\n").split("\n"))
        self._put(Piece([[text]], level=self._level))
        self._mark = ""


def samples() -> Iterator[bytes]:
    """A page with a table, a style and a comment, in several encodings."""
    yield (
        b"<html><head><title>x</title><style>.a{display:none}</style></head><body><h1>x</h1><!-- y --><p class=a>z</p>"
        b"<table><tr><th>a<td>b<tr><td>1<td>2</table></body></html>"
    )
