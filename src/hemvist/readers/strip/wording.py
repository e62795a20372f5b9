"""Web pages and RTF without their properties; every other byte stays as it is."""

from __future__ import annotations

import re
from typing import Final

from hemvist.readers.strip.whole import Taken, Whole

_META: Final = re.compile(rb"<meta\b[^<>]{0,5000}>", re.IGNORECASE)
_NEEDED: Final = re.compile(rb"charset\s*=|http-equiv\s*=\s*[\"']?(?:content-type|content-language)", re.IGNORECASE)
_NAMED: Final = re.compile(rb"\b(?:name|property)\s*=\s*[\"']?([\w:.-]{1,60})", re.IGNORECASE)
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ISLAND: Final = re.compile(
    rb"<xml\b[^>]{0,1000}>.*?(?:</xml\s*>|\Z)|<o:((?:Custom)?DocumentProperties)\b.*?(?:</o:\1>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LINK: Final = re.compile(
    rb"<link\b(?=[^<>]{0,2000}\brel\s*=\s*[\"']?(?:author|file-list|edit-time-data|colorschememapping|themedata))[^<>]{0,2000}>",
    re.IGNORECASE,
)
_PACKED: Final = re.compile(rb"data:\s*(?:image|application|audio|video)", re.IGNORECASE)
_META_TOLD: Final = {
    b"author": "author", b"dc.creator": "author", b"article:author": "author", b"generator": "program", b"progid": "program",
    b"date": "dates", b"created": "dates", b"changed": "dates", b"changedby": "changed-by", b"description": "title",
    b"keywords": "title",
}  # fmt: skip


def html(data: bytes, taken: Taken) -> bytes:
    """A web page without its meta elements, remarks in its source, and what Office puts beside the page."""
    for coding, start in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        if data.startswith(start):
            try:
                plain = data[2:].decode(coding).encode()
            except UnicodeDecodeError as error:
                raise Whole("failed") from error
            return start + _html(plain, taken).decode().encode(coding)
    return _html(data, taken)


def _html(data: bytes, taken: Taken) -> bytes:
    if _PACKED.search(data):
        raise Whole("inside")

    def gone(found: re.Match[bytes]) -> bytes:
        if _NEEDED.search(found[0]):
            return found[0]
        named = _NAMED.search(found[0])
        taken.note(_META_TOLD.get(named[1].lower(), "own") if named else "own")
        return b""

    for pattern, word in ((_COMMENT, "remarks"), (_ISLAND, "author"), (_LINK, "paths")):
        data, count = pattern.subn(b"", data)
        if count:
            taken.note(word)
    return _META.sub(gone, data)


_GROUPS: Final = re.compile(
    rb"\{\s*(?:\\\*\s*)?\\(info|userprops|generator|company|revtbl|atnid|atnauthor|atntime|atndate|atnref|template|rsidtbl|"
    rb"xmlnstbl|themedata|colorschememapping|datastore|passwordhash|docvar|mailmerge|fldtitle)(?![a-z])",
)
_GROUP_TOLD: Final = {
    b"info": ("author", "dates"), b"userprops": ("own",), b"docvar": ("own",), b"generator": ("program",),
    b"company": ("company",), b"revtbl": ("remark-authors",), b"template": ("paths",), b"rsidtbl": ("numbers",),
}  # fmt: skip
_PICTURES: Final = re.compile(rb"\\(?:pict|objdata|bin|blipuid|blipupi)(?![a-z])")
_BRACES: Final = re.compile(rb"\\.|[{}]", re.DOTALL)


def rtf(data: bytes, taken: Taken) -> bytes:
    """An RTF without the groups that say who wrote it. ``Whole`` where pictures or files lie in it."""
    if _PICTURES.search(data):
        raise Whole("inside")
    out, at = list[bytes](), 0
    while found := _GROUPS.search(data, at):
        end = _closed(data, found.start())
        word = found[1]
        taken.note(*_GROUP_TOLD.get(word, ("remark-authors",) if word.startswith(b"atn") else ("private",)))
        # The authors of changes are told by their place in this table, so that it stays, without names.
        out += [data[at : found.start()], b"{\\*\\revtbl {Author;}}" if word == b"revtbl" else b""]
        at = end
    return b"".join([*out, data[at:]])


def _closed(data: bytes, at: int) -> int:
    """Where the group that begins at ``at`` ends."""
    deep = 0
    for one in _BRACES.finditer(data, at):
        deep += {b"{": 1, b"}": -1}.get(one[0], 0)
        if deep == 0:
            return one.end()
    raise Whole("failed")
