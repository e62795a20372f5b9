"""What a file is, judged by its contents alone, and whether the ending of its name agrees."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from hemvist.readers.cfb import Compound
from hemvist.readers.scribe import Unreadable

READABLE: Final = frozenset(
    [
        "pdf",
        "docx",
        "txt",
        "csv",
        "md",
        "html",
        "mail",
        "msg",
        "rtf",
        "doc",
        "xlsx",
        "pptx",
        "odt",
        "ods",
        "odp",
        "zip",
        "png",
        "jpeg",
        "tiff",
        "gif",
        "bmp",
        "webp",
    ]
)
"""The kinds that ``readers.parsers`` has a reader for."""
PACKED: Final = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"})
PICTURES: Final = frozenset({"png", "jpeg", "tiff", "gif", "bmp", "webp"})

# Endings that promise a kind. Any other ending promises nothing, and the contents decide.
_ENDINGS: Final = {
    "pdf": {"pdf"}, "docx": {"docx", "docm", "dotx"}, "txt": {"txt", "text", "log", "json", "jsonl", "ndjson"}, "csv": {"csv", "tsv", "tab"},
    "md": {"md", "markdown"}, "xlsx": {"xlsx", "xlsm", "xltx"}, "pptx": {"pptx", "pptm", "ppsx"}, "odt": {"odt", "ott"},
    "ods": {"ods"}, "odp": {"odp"}, "doc": {"doc", "dot"}, "xls": {"xls"}, "ppt": {"ppt", "pps"}, "msg": {"msg"},
    "rtf": {"rtf"}, "html": {"html", "htm", "xhtml"}, "mail": {"eml", "mht", "mhtml"}, "mbox": {"mbox"}, "zip": {"zip"},
    "packed": {"gz", "7z", "rar", "xz", "bz2", "zst", "tar"}, "program": {"exe", "dll", "so", "com", "msi"},
    "png": {"png"}, "jpeg": {"jpg", "jpeg", "jfif"}, "tiff": {"tif", "tiff"}, "gif": {"gif"}, "bmp": {"bmp"},
    "webp": {"webp"}, "heic": {"heic", "heif"},
}  # fmt: skip
ENDINGS: Final = tuple(sorted(f".{one}" for kind, ones in _ENDINGS.items() if kind in READABLE for one in ones))
"""The endings of names of files that can be read, with their dots."""
_PROMISED: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
# Kinds that are text inside: for these the ending decides which, as far as the contents allow it.
TEXTUAL: Final = frozenset({"txt", "csv", "md", "html", "mail"})

_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cfb"), (b"{\\rtf", "rtf"), (b"\x89PNG\r\n", "png"), (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"BM", "bmp"), (b"RIFF", "riff"),
    (b"MZ", "mz"), (b"\x7fELF", "program"), (b"\x1f\x8b", "packed"), (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!\x1a", "packed"), (b"\xfd7zXZ\0", "packed"), (b"BZh", "bz"), (b"\x28\xb5\x2f\xfd", "packed"),
)  # fmt: skip
# Magic of two or four letters, which a text may well begin with: it counts only on a file that is no text.
_WEAK: Final = {"bmp": "bmp", "riff": "riff", "mz": "program", "bz": "packed"}
_STREAMS: Final = (
    ("EncryptedPackage", "locked"), ("__properties_version1.0", "msg"), ("WordDocument", "doc"), ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)  # fmt: skip
_OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_WEB: Final = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+|(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_HEADER: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,20}(?:>?From [^\r\n]*\r?\n)?"
    rb"(?:[A-Za-z][A-Za-z0-9_-]{1,60}[ \t]?:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*+){2,}+(?:\r?\n|--|\Z)"
)
_FLAT: Final = (
    b"urn:oasis:names:tc:opendocument:xmlns:office:", b"schemas.microsoft.com/office/2006/xmlpackage",
    b"schemas.microsoft.com/office/word/2003/wordml", b"urn:schemas-microsoft-com:office:spreadsheet",
)  # fmt: skip
"""What only an office document that is one XML file says, in small letters."""
_MAIL: Final = re.compile(rb"^(?:from|subject|message-id|received):", re.IGNORECASE | re.MULTILINE)
# What only a mail has, whatever its name ends in.
_SENT: Final = re.compile(rb"^(?:message-id|received|mime-version):", re.IGNORECASE | re.MULTILINE)


def promised(name: str) -> str | None:
    """The kind that the ending of ``name`` promises, or None."""
    return _PROMISED.get(ending(name)[1:])


def tabular(name: str) -> str | None:
    """The kind of table that can be written anew with fewer fields, if the ending of ``name`` promises one."""
    kind = "json" if ending(name) in (".json", ".jsonl", ".ndjson") else promised(name)
    return kind if kind in ("csv", "xlsx", "json") else None


def ending(name: str) -> str:
    """The ending of ``name`` in lower case, with its dot; empty if there is none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def kind_of(data: bytes, said: str | None = None) -> str:
    """One of the keys of ``errors.LOOKS``: what the contents are; ``said`` chooses among kinds that are all text."""
    if data.find(b"%PDF-", 0, 1029) >= 0:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    magic = next((kind for start, kind in _MAGIC if data.startswith(start)), None)
    if magic == "cfb":
        return _old(data, said)
    if magic is not None and magic not in _WEAK:
        return magic
    if is_text(data) or (said == "mail" and magic is None and _is_mail(data)):
        return _textual(data, said)
    return _binary(data, magic)


def _old(data: bytes, said: str | None) -> str:
    """What an old Office file is, by the streams in its first folder; files inside it have folders of their own."""
    try:
        names = set(Compound(data).below(()))
    except Unreadable:  # damaged: its reader will say so
        names = {name for name, _ in _STREAMS if name.encode("utf-16-le") in data}
        if not names and said in ("doc", "msg"):
            return said
    return next((kind for name, kind in _STREAMS if name in names), "cfb")


def _binary(data: bytes, magic: str | None) -> str:
    if magic == "riff":
        return "webp" if data[8:12] == b"WEBP" else "binary"
    return "heic" if data[4:12] in (b"ftypheic", b"ftypmif1") else _WEAK.get(magic or "", "binary")


def _textual(data: bytes, said: str | None) -> str:
    """Which kind of text: as the ending says where the contents can be that, else what they show, else plain text."""
    page = bool(_WEB.match(_head(data)))
    if not page and _is_flat(data):
        return "flat"
    mail = _is_mail(data)
    web = page or (said == "html" and b"<" in data)
    if said == "mail":
        return "mail" if mail else "txt"
    if said == "html":
        return "html" if web else "txt"
    if said in TEXTUAL:
        return said
    return "html" if web else "mail" if mail and said is None and _SENT.search(data[:20_000]) else "txt"


def _is_flat(data: bytes) -> bool:
    """Whether this is an office document as XML: as a text, all that its program hides would be read with it."""
    plain = data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if plain[:1_000].lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return False
    small = plain.lower()
    return any(one in small for one in _FLAT)


def _is_mail(data: bytes) -> bool:
    return bool(_MAIL.search(data[:100_000])) and bool(_HEADER.match(data))


def _head(data: bytes) -> bytes:
    """The first bytes, in a coding whose letters are single bytes."""
    return (
        data[:40_000].decode("utf-16", "replace").encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data[:20_000]
    )


def is_text(data: bytes) -> bool:
    """Whether ``data`` reads as text: UTF-16 with a byte order mark, or bytes without NUL and with few controls."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(data)
    if 0 in data:
        return False
    controls = len(re.findall(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]", data))
    return controls * 200 <= len(data)


def _utf16(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-16")
    except UnicodeDecodeError:
        return False


def _packed(data: bytes) -> str:
    """What a ZIP holds, by the names of its members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            odf = _open_document(packed, names)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, RuntimeError, zlib.error):
        return "broken-zip"
    if odf:
        return odf
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return "zip"


def _open_document(packed: zipfile.ZipFile, names: set[str]) -> str:
    """The kind of OpenDocument file it is, "odf" for one of another kind, or nothing."""
    if "mimetype" not in names or "content.xml" not in names:
        return ""
    with packed.open("mimetype") as mimetype:
        return _OPEN_DOCUMENT.get(mimetype.read(200).strip().removesuffix(b"-template"), "odf")
