"""Encodings by the names and numbers that mails, pages and old documents give them; all are loaded before they are needed."""

from __future__ import annotations

import codecs
from typing import Final

# What mail and web programs call by the name on the left is what stands on the right (as in the WHATWG's table).
_SAME: Final = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "unknown-8bit": "cp1252", "8bit": "cp1252", "windows-1252": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz", "x-sjis": "cp932",
    "shift_jis": "cp932", "shift-jis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "big5": "big5hkscs", "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8", "utf16": "utf-16", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
}  # fmt: skip
_KNOWN: Final = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-16le", "utf-16be", "utf-32", "utf-7", "cp1252", "gb18030", "hz",
    "cp932", "cp949", "big5hkscs", "euc-jp", "iso-2022-jp", "iso-2022-kr", "johab", "koi8-r", "koi8-u", "cp437", "cp850",
    "cp852", "cp855", "cp857", "cp858", "cp860", "cp861", "cp863", "cp865", "cp866", "cp874", "mac_roman", "mac_cyrillic",
    "mac_greek", "mac_latin2", "mac_turkish", *(f"cp125{n}" for n in range(9)), *(f"windows-125{n}" for n in range(9)),
    *(f"iso-8859-{n}" for n in range(2, 17) if n != 12), *(f"iso8859-{n}" for n in range(2, 17) if n != 12),
)  # fmt: skip
# Windows' numbers that are not simply the number of a code page.
_NUMBERS: Final = {
    65001: "utf-8", 1200: "utf-16-le", 1201: "utf-16-be", 65000: "utf-7", 20127: "cp1252", 28591: "cp1252", 936: "gb18030",
    54936: "gb18030", 950: "big5hkscs", 20866: "koi8-r", 21866: "koi8-u", 10000: "mac_roman", 10007: "mac_cyrillic",
    10006: "mac_greek", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51932: "euc-jp", 51949: "cp949",
    1361: "johab", 52936: "hz", 0: "cp1252", **{28590 + n: f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 13, 15)},
}  # fmt: skip
_LOADED: Final = {name: codecs.lookup(name) for name in _KNOWN}


def coded(data: bytes, charset: str) -> str | None:
    """``data`` in the encoding of that name; None if the name is not known here, or the bytes are not in it."""
    name = charset.strip().lower().replace("_", "-") if charset.lower() not in _SAME else charset.lower()
    name = _SAME.get(name, name)
    if name not in _LOADED or (name.startswith("utf-16") and 0 not in data):
        return None
    try:
        return _LOADED[name].decode(data, "replace" if name == "cp1252" else "strict")[0]
    except ValueError:
        return None


def numbered(data: bytes, page: int) -> str:
    """``data`` in Windows' code page of that number, or in Windows-1252; what is not in it becomes a mark."""
    name = _NUMBERS.get(page, f"cp{page}")
    return _LOADED[name if name in _LOADED else "cp1252"].decode(data, "replace")[0]
