"""The control words of RTF that stand for something fixed (characters, code pages of fonts, where text goes), and what holds."""

from __future__ import annotations

from typing import Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour

CHARSETS: Final = {77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
                    178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850}  # fmt: skip
_SKIPPED: Final = frozenset(
    [
        "info",
        "pict",
        "nonshppict",
        "objdata",
        "objclass",
        "fldinst",
        "shprslt",
        "nonesttables",
        "pn",
        "levelnumbers",
        "listname",
        "liststylename",
        "listpicture",
        "revtbl",
        "rsidtbl",
        "xe",
        "tc",
        "rxe",
        "txe",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "generator",
        "filetbl",
        "template",
        "operator",
        "bkmkstart",
        "bkmkend",
        "atnid",
        "atnauthor",
        "atntime",
        "atndate",
        "atnref",
        "atnicn",
        "atnparent",
        "atrfstart",
        "atrfend",
        "mhtmltag",
        "panose",
        "falt",
        "sp",
        "private",
        "buptim",
        "revtim",
        "creatim",
        "printim",
    ]
)
HEADERS: Final = frozenset(["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"])
CHARACTERS: Final = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "softline": "\n",
    "zwnj": "\u200c", "zwj": "\u200d",
}  # fmt: skip
SYMBOLS: Final = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n", b"\t": "\t"}
DESTINATIONS: Final = {
    **dict.fromkeys(_SKIPPED, "skip"), "fonttbl": "fonts", "colortbl": "colours", "stylesheet": "styles", "footnote": "note",
    "annotation": "comment", **dict.fromkeys(HEADERS, "edge"), "shpinst": "skip", "shptxt": "box", "object": "skip", "result": "body", "htmltag": "tag",
    "fldrslt": "body", "shp": "body", "dptxbxtext": "box",
    "listtable": "lists", "listoverridetable": "changes", "leveltext": "level",
    "formfield": "form", "ffl": "entry", "nesttableprops": "inner",
}  # fmt: skip
WITHIN: Final = frozenset(["shptxt", "result", "formfield", "ffl"])
"""What says something also where all around it is skipped."""


class Inks:
    """The table of colours of a document, told part by part; number 0, and any without parts, is left to the reader."""

    def __init__(self) -> None:
        self._known: list[Colour | None] = []
        self._told: dict[int, int] = {}

    def part(self, at: int, value: int) -> None:
        """Red (0), green (1) or blue (2) of the colour being told of."""
        self._told[at] = value & 255

    def add(self, text: str) -> None:
        """Each semicolon ends a colour."""
        for _ in range(min(text.count(";"), 10_000 - len(self._known))):
            told, self._told = self._told, {}
            self._known.append((told.get(0, 0), told.get(1, 0), told.get(2, 0)) if told else None)

    def of(self, number: int) -> Colour | None:
        """The colour of that number, if it is in the table."""
        return self._known[number] if 0 < number < len(self._known) else None


class State:
    """What holds inside a group: where its text goes, and how it looks."""

    def __init__(self) -> None:
        self.to = "body"
        self.vanished = self.deleted = self.struck = self.raised = False
        self.size = 24
        self.ink = self.paper = 0
        self.font = -1
        self.skip = 1
        self.level = self.named = self.shade = self.depth = 0
        self.listed = self.list_depth = 0
        self.inside = self.patterned = False

    @property
    def hiding(self) -> Hiding | None:
        """Why text is not seen whatever lies under it; None if it is."""
        if self.deleted or self.struck:
            return Hiding.DELETED
        if self.vanished:
            return Hiding.FORMATTED
        return Hiding.TINY if 0 < self.size <= 2 else None

    def copy(self) -> State:
        """The same for a group inside."""
        new = State.__new__(State)
        vars(new).update(vars(self))
        return new
