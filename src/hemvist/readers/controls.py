"""The control words of RTF that stand for something fixed: characters, code pages of fonts, and where text goes."""

from __future__ import annotations

from typing import Final

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
        "listtable",
        "listoverridetable",
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
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ", "softline": "\n",
    "zwnj": "\u200c", "zwj": "\u200d",
}  # fmt: skip
SYMBOLS: Final = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n", b"\t": "\t"}
DESTINATIONS: Final = {
    **dict.fromkeys(_SKIPPED, "skip"), "fonttbl": "fonts", "colortbl": "colours", "stylesheet": "styles", "footnote": "note",
    "annotation": "comment", "shpinst": "skip", "shptxt": "box", "object": "skip", "result": "body", "htmltag": "tag",
    "fldrslt": "body", "shp": "body", "dptxbxtext": "box",
}  # fmt: skip
