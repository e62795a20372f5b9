"""What a file is, judged by its contents alone, and whether the ending of its name agrees."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

READABLE: Final = frozenset({"pdf", "docx", "txt"})

# Endings that promise a kind. Any other ending promises nothing, and the contents decide.
_ENDINGS: Final = {
    "pdf": {"pdf"}, "docx": {"docx", "docm", "dotx"}, "txt": {"txt", "text", "md", "csv", "log"},
    "xlsx": {"xlsx", "xlsm"}, "pptx": {"pptx"}, "odf": {"odt", "ods", "odp"}, "cfb": {"doc", "xls", "ppt", "msg"},
    "rtf": {"rtf"}, "html": {"html", "htm", "xhtml"}, "mail": {"eml", "mbox"}, "zip": {"zip"},
    "packed": {"gz", "7z", "rar", "xz", "bz2", "zst", "tar"}, "program": {"exe", "dll", "so", "com", "msi"},
    "picture": {"png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic"},
}  # fmt: skip
_PROMISED: Final = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
# Kinds that are text inside: such an ending on a file that decodes as text is no disguise.
TEXTUAL: Final = frozenset({"html", "mail", "rtf"})

_MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cfb"), (b"{\\rtf", "rtf"), (b"\x89PNG", "picture"), (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"), (b"II*\0", "picture"), (b"MM\0*", "picture"), (b"BM", "bmp"), (b"RIFF", "riff"),
    (b"MZ", "mz"), (b"\x7fELF", "program"), (b"\x1f\x8b", "packed"), (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!\x1a", "packed"), (b"\xfd7zXZ\0", "packed"), (b"BZh", "bz"), (b"\x28\xb5\x2f\xfd", "packed"),
)  # fmt: skip
# Magic of two or three letters, which a text may well begin with: it counts only on a file that is no text.
_WEAK: Final = {"bmp": "picture", "riff": "picture", "mz": "program", "bz": "packed"}


def promised(name: str) -> str | None:
    """The kind that the ending of ``name`` promises, or None."""
    return _PROMISED.get(ending(name)[1:])


def ending(name: str) -> str:
    """The ending of ``name`` in lower case, with its dot; empty if there is none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def kind_of(data: bytes) -> str:
    """One of the keys of ``errors.LOOKS``."""
    if data.find(b"%PDF-", 0, 1029) >= 0:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    magic = next((kind for start, kind in _MAGIC if data.startswith(start)), None)
    if magic is not None and magic not in _WEAK:
        return magic
    return "txt" if is_text(data) else _WEAK.get(magic or "", "binary")


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
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "broken-zip"
    if "mimetype" in names and "content.xml" in names:
        return "odf"
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return "zip"
