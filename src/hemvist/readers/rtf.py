"""RTF: paragraphs, tables and notes as Word shows them; what is hidden, deleted or commented is kept apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers import html
from hemvist.readers.colours import alike
from hemvist.readers.controls import CHARACTERS, DESTINATIONS, SYMBOLS, WITHIN, Inks, State
from hemvist.readers.forms import Blank
from hemvist.readers.lines import Lines
from hemvist.readers.notemarks import Placed
from hemvist.readers.raised import Raised
from hemvist.readers.rtffonts import Fonts
from hemvist.readers.rtflists import ListTable
from hemvist.readers.rtfrows import Tables
from hemvist.readers.rtfstyles import StyleSheet
from hemvist.readers.rtfwords import OBEYED, TOLD
from hemvist.readers.scribe import Scribe, Unreadable
from hemvist.readers.unseen import paired

_TOKEN: Final = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?[0-9]{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z']))|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\'?"
)
_DEEPEST: Final = 5_000
_AROUND: Final = 8
_APART: Final = {"comment": Hiding.COMMENT, "edge": Hiding.RUNNING}
"""Where text goes that is told apart, and why."""


def read(data: bytes, scribe: Scribe) -> None:
    """Write the document's paragraphs and rows, then its footnotes; headings by outline level, else by pattern."""
    lines = Lines(scribe)
    write(data, lines)
    lines.end()


def write(data: bytes, lines: Lines, quoted: bool = False) -> None:
    """Write the document ``data`` to ``lines``; a web page packed in it (as Outlook does) as that page, ``quoted`` as there."""
    story = Story(lines)
    story.run(data)
    if story.page:
        html.write(paired("".join(story.page)), lines, titled=False, quoted=quoted)


class Story:
    """Goes through an RTF file token by token, with its own stack."""

    def __init__(self, lines: Lines) -> None:
        self.lines: Lines = lines
        self.page: list[str] = []
        self._packed = False
        self._quiet = False
        self._state = State()
        self._stack: list[State] = []
        self._starred = False
        self._bytes = bytearray()
        self._skipping = 0
        self.fonts: Fonts = Fonts()
        self.inks: Inks = Inks()
        self.blank: Blank = Blank()
        self.sheet: StyleSheet = StyleSheet()
        self.lists: ListTable = ListTable()
        self._raised = Raised()
        self.marks: Placed = Placed()
        self._pieces: dict[str, list[str]] = {"body": [], "note": [], "box": []}
        self._notes: list[str] = []
        self._boxes: list[str] = []
        self.tables: Tables = Tables()
        self._inner_heads = False

    def run(self, data: bytes) -> None:
        """Read all of it; what is missing at its end is taken as not written."""
        at = 0
        while at < len(data):
            at = self._tokens(data, at)
        self._decode()
        self._finish()

    def _tokens(self, data: bytes, at: int) -> int:
        """Read from ``at`` to the end, or to raw bytes; return where to read on."""
        for token in _TOKEN.finditer(data, at):
            group = token.lastindex
            if group == 6:
                self._text(token[6])
            elif group == 3:
                self._text(bytes([int(token[3], 16)]))
            elif group in {1, 2}:
                word = _MEANT.get(token[1])
                if (word or self._starred) and (raw := self._word(word or "", token[2])):
                    return token.end() + raw
            elif group == 5:
                self._decode()
                self._open() if token[5] == b"{" else self._close()
            elif group == 4:
                self._decode()
                self._symbol(token[4])
        return len(data)

    def _open(self) -> None:
        self._stack.append(self._state)
        self._state = self._state.copy()
        self._starred, self._skipping = False, 0
        if len(self._stack) > _DEEPEST:
            raise Unreadable("BrokenFile", "deep")

    def _close(self) -> None:
        self._skipping = 0
        left = self._state
        if self._stack:
            self._state = self._stack.pop()
        if left.to == "styles" and self._state.to == "styles":
            self.sheet.end()
        if left.to != self._state.to and left.to in ("note", "box"):
            self._paragraph_of(left.to)
        if left.to == "edge" != self._state.to:
            self.lines.hide(Hiding.RUNNING, "\n")
        if left.to == "form" != self._state.to:
            self._filled()

    def _filled(self) -> None:
        """A form's field is told of: what it says stands where the instruction stands that it is a part of."""
        around = (state.to for state in reversed(self._stack[-_AROUND:]) if state.to != "skip")
        to = next(around, "skip")
        if to in self._pieces:
            self._show(to, str(self.blank))
        self.blank = Blank()

    def _text(self, text: bytes) -> None:
        if self._skipping:
            taken = min(self._skipping, len(text))
            self._skipping -= taken
            text = text[taken:]
        if self._state.to != "skip":
            self._bytes += text

    def _decode(self) -> None:
        if self._bytes:
            text = self.fonts.text(bytes(self._bytes), self._state.font)
            self._bytes.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        to = self._state.to
        if self._packed:
            if to == "tag" or (to == "body" and not self._quiet):
                self.page.append(text)
        elif to in self._pieces:
            self._show(to, text)
        elif to in _APART:
            self.lines.hide(_APART[to], text)
        elif to in TOLD:
            TOLD[to](self, text)

    def _show(self, to: str, text: str) -> None:
        hidden = self._hidden()
        if hidden is None and self._state.raised:
            self._raised.put(self._pieces[to], text)
        elif hidden is None:
            self._pieces[to].append(text)
        else:
            self.lines.hide(hidden, text)

    def _hidden(self) -> Hiding | None:
        state = self._state
        return state.hiding or (Hiding.WHITE if state.ink and self._blends(state) else None)

    def _blends(self, state: State) -> bool:
        """Whether the ink is that of what lies under it: the text's own shade, its paragraph's, its cell's, or white."""
        if state.patterned:
            return False
        cell = self.tables.outer.shade_here if state.inside else 0
        ink, paper = self.inks.of(state.ink), self.inks.of(state.paper or state.shade or cell) or (255, 255, 255)
        return ink is not None and alike(ink, paper)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in (b"\r", b"\n"):
            self.paragraph()
        elif self._skipping:
            self._skipping -= 1
        elif symbol in SYMBOLS:
            self._put(SYMBOLS[symbol])

    def _word(self, word: str, told: bytes | None) -> int:
        """Obey a control word, empty if it means nothing to us; return how many raw bytes follow it."""
        self._decode()
        starred, self._starred = self._starred, False
        value = 1 if told is None else int(told)
        if word == "bin":
            return 0 if told is None else max(value, 0)
        if word == "u":
            self._unicode(0 if told is None else value)
        elif word in CHARACTERS:
            self._put(CHARACTERS[word])
        elif not self._destination(word, starred) and (obey := OBEYED.get(word)):
            obey(self, value, told is not None)
        return 0

    def _unicode(self, value: int) -> None:
        code = value & 0xFFFF
        # Symbol fonts put their characters in the private area, where they mean nothing outside them.
        if not 0xE000 <= code < 0xF900:
            self._put(chr(code))
        else:
            self._put(self.fonts.symbol(code, self._state.font))
        self._skipping = self._state.skip

    def _destination(self, word: str, starred: bool) -> bool:
        """Whether ``word`` says where the group's text goes."""
        to = DESTINATIONS.get(word)
        if self._state.to == "skip" and word not in WITHIN:
            return to is not None
        if self._state.to in _APART and to != "skip":  # a field in a header is a part of it
            return to is not None
        if word == "pict":
            self.lines.note("pictures")
        elif word == "object":
            self.lines.note("embedded")
        if to is None:
            if starred:
                self._state.to = "skip"
            return False
        if to == "note" and self._state.to != "note":
            self.marks.begin(self._pieces.get(self._state.to, []) if self._hidden() is None else [])
        self._state.to = to
        return True

    def paragraph(self) -> None:
        """The paragraph ends."""
        to = self._state.to
        if self._packed:
            self._put("\r\n")
        elif to in ("note", "box"):
            self._pieces[to].append(" ")
        elif to in _APART:
            self.lines.hide(_APART[to], "\n")
        elif to == "body":
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        if self._state.deleted:  # what follows goes on in the same paragraph
            return
        if self._state.inside:
            self.tables.paragraph(self._state.depth, self._taken("body"), self._level)
            return
        self._end_table()
        self.lines.line(self._taken("body"), self._level)
        self._tell_boxes()

    @property
    def _level(self) -> int:
        """The heading level of the paragraph."""
        return self._state.level or self.sheet.level(self._state.named)

    def _tell_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.lines.line(box)

    def _paragraph_of(self, to: str) -> None:
        text = self._taken(to)
        mark = self.marks.end(bool(text.strip())) if to == "note" else ""
        if text.strip():
            (self._notes if to == "note" else self._boxes).append(f"{mark} {text.strip()}" if mark else text)

    def _taken(self, to: str) -> str:
        text = "".join(self._pieces[to])
        self._pieces[to] = []
        if to == "body" and (self._state.listed or self.lists.written):
            text = self.lists.next(self._state.listed if text.strip() else 0, self._state.list_depth) + text
        return paired(text)

    def cell(self) -> None:
        """The cell ends."""
        if self._state.to == "body":
            self.tables.cell(1, self._taken("body"), self._level)

    def inner_cell(self) -> None:
        """The cell of a table in another ends."""
        if self._state.to == "body":
            self.tables.cell(max(2, self._state.depth), self._taken("body"))

    def inner_row(self) -> None:
        """The row of a table in another ends."""
        if self._state.to == "inner":
            self.tables.row(max(2, self._state.depth), self._inner_heads)

    def begin_row(self) -> None:
        """A row with nothing said of it yet."""
        if self._state.to == "inner":
            self._inner_heads = False
        else:
            self.tables.outer.begin()

    def heads(self, value: bool) -> None:
        """Whether the row is one of the header's."""
        if self._state.to == "inner":
            self._inner_heads = value
        else:
            self.tables.outer.header = value

    def shade(self, value: int | None) -> None:
        """The shade of the cell being told of; None where all is told of it. Those of tables in others are not known."""
        if self._state.to != "inner":
            self.tables.outer.end_definition() if value is None else self.tables.outer.shade(value)

    def row(self) -> None:
        """The row ends."""
        self.tables.close()
        if self._state.to == "body" and (frame := self.tables.outer.framed()):
            for text, level in frame:
                self.lines.line(text, level)
            self._end_table()
        elif self._state.to == "body" and self.tables.outer.cells and self.tables.outer.row():
            self._end_table()

    def _end_table(self) -> None:
        self.tables.close()
        rows, headers, inner = self.tables.outer.take()
        if rows or inner:
            self.lines.table(rows, headers, inner)
            self._tell_boxes()

    def _finish(self) -> None:
        if self.tables.outer.cells or self._state.inside:
            if self._state.inside and self._state.depth > 1:
                self.tables.paragraph(self._state.depth, self._taken("body"))
            self._state = State()
            self.tables.cell(1, self._taken("body"))
            self.row()
        self._end_table()
        self.lines.line(self._taken("body"))
        self._paragraph_of("box")
        self._paragraph_of("note")
        self._tell_boxes()
        for note in self._notes:
            self.lines.line(note)

    def look(self, **change: int | bool) -> None:
        """Change how the text that follows looks."""
        vars(self._state).update(change)

    def begin(self) -> None:
        """A paragraph with nothing said of it yet."""
        self.look(inside=False, depth=0, level=0, named=0, shade=0, patterned=False, listed=0, list_depth=0)

    def font(self, value: int) -> None:
        """In the table of fonts, what follows is said of this one; elsewhere, text is set in it."""
        if self._state.to == "fonts":
            self.fonts.begin(value)
        self.look(font=value if self._state.to == "fonts" else self.fonts.known(value))

    def told_font(self, tell: Callable[[int], object], value: int) -> None:
        """Something is told of a font, if it is the table of fonts that tells it."""
        if self._state.to == "fonts":
            tell(value)

    def list_word(self, value: int, word: str) -> None:
        """Something is told of lists; ``ls`` elsewhere is the number of the paragraph's own."""
        if self._state.to in ("lists", "changes"):
            self.lists.told(word, value, self._state.to == "changes")
        elif word == "ls":
            self.look(listed=value)
        elif word == "listtext" and self._state.to == "body":
            self.lists.written = True

    def outline(self, value: int) -> None:
        """The outline level of the style or paragraph: 0 to 8 are headings 1 to 9."""
        level = value + 1 if 0 <= value < 9 else 0
        if self._state.to == "styles":
            self.sheet.outline(level)
        else:
            self.look(level=level)

    def style(self, value: int) -> None:
        """The number of the style that is being told of, or that the paragraph has."""
        if self._state.to == "styles":
            self.sheet.begin(value)
        else:
            self.look(named=value)


_MEANT: Final = {word.encode(): word for word in ("bin", "u", "object", "pict", *CHARACTERS, *DESTINATIONS, *OBEYED)}
"""Every control word that means anything here; the others count only after a star."""


def samples() -> Iterator[bytes]:
    """A document with a table, a note and odd characters."""
    yield (
        b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 A;}}{\\colortbl;\\red255\\green255\\blue255;}\\f0 \\'e0\\u8364?{\\v h}"
        b"{\\footnote x}\\par\\trowd\\cellx1\\intbl a\\cell\\row\\pard b\\par}"
    )
    yield b"{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag <p>}x{\\*\\htmltag </p>}}"
