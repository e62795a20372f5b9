"""Pictures without EXIF, remarks, profiles and what follows their end; pixels are not touched, so they stay as they are."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from PIL import Image

from hemvist.readers import image
from hemvist.readers.scribe import Unreadable
from hemvist.readers.strip.tiff import tiff
from hemvist.readers.strip.whole import Taken, Whole

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sRGB sBIT bKGD hIST pHYs acTL fcTL fdAT".split()
)  # fmt: skip
_PNG_TOLD: Final = {b"tIME": "dates", b"eXIf": "camera", b"iCCP": "profile"}
_WEBP_KEPT: Final = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"])
_WEBP_TOLD: Final = {b"EXIF": "camera", b"XMP ": "xmp", b"ICCP": "profile"}
_WEBP_FLAGS: Final = 0x12
"""Of VP8X: transparency and animation; not profile, EXIF and XMP."""
_EXIF_FLAG: Final = 0x08
_ORIENTATION, _GPS, _BY = 274, 0x8825, frozenset([315, 33432, 0x9C9D])
_SOS, _EOI, _APP0, _APP1, _APP14, _COM = 0xDA, 0xD9, 0xE0, 0xE1, 0xEE, 0xFE
_ALONE: Final = frozenset([0x01, *range(0xD0, 0xD9)])
_APPLICATION: Final = range(0xE0, 0xF0)
_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)
_ADOBE: Final = 14


def stripped(kind: str, data: bytes, taken: Taken) -> bytes:
    """A picture of this kind without its properties; ``Whole`` where it shows anything else then."""
    try:
        made = KINDS[kind](data, taken)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise Whole("failed") from error
    _same(data, made)
    return made


def _same(before: bytes, after: bytes) -> None:
    try:
        with image.opened(before) as old, image.opened(after) as new:
            if image.pages(old) != image.pages(new):
                raise Whole("other")
            for number in range(1, image.pages(old) + 1):
                one, other = image.frame(old, number), image.frame(new, number)
                if one.size != other.size or one.tobytes() != other.tobytes():
                    raise Whole("other")
    except Unreadable as error:
        raise Whole("failed") from error


def _turned(data: bytes) -> int:
    """Which way up its EXIF says it is; 1 where it says nothing."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # Pillow raises nearly anything on an EXIF that is damaged
        return 1
    return turned if type(turned) is int and 1 <= turned <= 8 else 1


def _note_exif(payload: bytes, taken: Taken) -> None:
    taken.note("camera")
    exif = Image.Exif()
    try:
        exif.load(payload if payload.startswith(b"Exif\0\0") else b"Exif\0\0" + payload)
        tags = set(exif)
    except Exception:  # what it says is only told, and it goes in any case
        return
    if _GPS in tags:
        taken.note("place")
    if tags & _BY:
        taken.note("author")


def _only_turned(turned: int) -> bytes:
    """An EXIF block that says which way up a picture is, and nothing else."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


def jpeg(data: bytes, taken: Taken, turns: bool = True) -> bytes:
    """A JPEG without remarks and blocks of applications; what says how its colours are coded stays."""
    if not data.startswith(b"\xff\xd8"):
        raise Whole("failed")
    turned = _turned(data) if turns else 1
    first, rest, at = [b"\xff\xd8"], list[bytes](), 2
    for marker, start, end in _segments(data):
        kept = _segment(marker, data[start:end], taken)
        (first if marker == _APP0 else rest).append(kept)
        at = end
    if data[at:].strip(b"\0\r\n "):
        taken.note("trailing")
    if turned != 1:
        told = b"Exif\0\0" + _only_turned(turned)
        first.append(b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told)
    return b"".join([*first, *rest])


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker with its beginning and end, up to the end of the picture; with a scan goes what it codes."""
    at = 2
    while at + 1 < len(data):
        start = at
        while at < len(data) and data[at] == 0xFF:
            at += 1
        if at == start or at >= len(data):
            raise Whole("failed")
        marker, at = data[at], at + 1
        if marker == _EOI:
            yield marker, start, at
            return
        if marker not in _ALONE:
            at += struct.unpack_from(">H", data, at)[0]
        if marker == _SOS:
            found = _NEXT_MARKER.search(data, at)
            at = found.start() if found else len(data)
        yield marker, start, min(at, len(data))


def _segment(marker: int, block: bytes, taken: Taken) -> bytes:
    if marker == _COM:
        taken.note("remarks")
        return b""
    if marker not in _APPLICATION:
        return block
    body = block[block.index(marker) + 3 :]
    if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        if len(body) > 14:
            taken.note("preview")
        return b"\xff\xe0\0\x10" + body[:12] + b"\0\0"
    if marker == _APP14 and body.startswith(b"Adobe"):
        return b"\xff\xee\0\x0e" + body[:12]
    if marker == _APP1 and body.startswith(b"Exif\0\0"):
        _note_exif(body, taken)
    else:
        taken.note("xmp" if b"ns.adobe.com" in body[:40] else "profile" if body.startswith(b"ICC_") else "private")
    return b""


def png(data: bytes, taken: Taken) -> bytes:
    """A PNG with the chunks that make its picture."""
    if not data.startswith(_PNG):
        raise Whole("failed")
    out, at, turned = [_PNG], 8, _turned(data)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise Whole("failed")
        if name in _PNG_KEPT:
            out.append(data[at:end])
        else:
            _note_chunk(name, data[at + 8 : at + 8 + size], taken)
        if name == b"IHDR" and turned != 1:
            out.append(_chunk(b"eXIf", _only_turned(turned)))
        at = end
        if name == b"IEND":
            break
    if data[at:].strip(b"\0\r\n "):
        taken.note("trailing")
    return b"".join(out)


def _note_chunk(name: bytes, body: bytes, taken: Taken) -> None:
    if name == b"eXIf":
        _note_exif(body, taken)
    elif name == b"iTXt" and b"adobe.xmp" in body[:40]:
        taken.note("xmp")
    else:
        taken.note(_PNG_TOLD.get(name, "remarks" if name.endswith((b"EXt", b"TXt")) else "private"))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def webp(data: bytes, taken: Taken) -> bytes:
    """A WebP with the chunks that make its picture."""
    turned = _turned(data)
    whole = 8 + struct.unpack_from("<I", data, 4)[0]
    if whole > len(data) + 1 or data[:4] != b"RIFF":
        raise Whole("failed")
    if data[whole:].strip(b"\0"):
        taken.note("trailing")
    made = list(_riff(data, 12, whole, taken, turned))
    if turned != 1:
        made.append(_piece(b"EXIF", _only_turned(turned)))
    body = b"WEBP" + b"".join(made)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(data: bytes, at: int, end: int, taken: Taken, turned: int) -> Iterator[bytes]:
    while at + 8 <= min(end, len(data)):
        name, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise Whole("failed")
        if name == b"VP8X":
            body = bytes([body[0] & _WEBP_FLAGS | (_EXIF_FLAG if turned != 1 else 0)]) + body[1:]
        elif name == b"ANMF":
            body = body[:16] + b"".join(_riff(body, 16, len(body), taken, 1))
        if name in _WEBP_KEPT:
            yield _piece(name, body)
        elif name == b"EXIF":
            _note_exif(body, taken)
        else:
            taken.note(_WEBP_TOLD.get(name, "private"))
        at += 8 + size + size % 2


def _piece(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def gif(data: bytes, taken: Taken) -> bytes:
    """A GIF with its pictures, and how often they repeat; no remarks and no applications' blocks."""
    at = 13 + _palette(data[10])
    out = [data[:at]]
    while at < len(data) and data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at = _blocks(data, at + 11 + _palette(data[at + 9]))
        elif data[at] == 0x21:
            at = _blocks(data, at + 2)
            if data[start + 1] != 0xF9 and data[start + 3 : start + 14] != b"NETSCAPE2.0":
                taken.note("remarks" if data[start + 1] == 0xFE else "private")
                continue
        else:
            raise Whole("failed")
        out.append(data[start:at])
    if data[at + 1 :].strip(b"\0\r\n "):
        taken.note("trailing")
    return b"".join([*out, b"\x3b"])


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Where a row of blocks that begins at ``at`` ends."""
    while size := data[at]:
        at += 1 + size
    return at + 1


def bmp(data: bytes, taken: Taken) -> bytes:
    """A bitmap written anew: its headers may name a profile's file, and anything may lie between them."""
    try:
        with image.opened(data) as picture:
            out = io.BytesIO()
            # A copy knows no file's name, and Pillow then does not ask where it stands, which is not permitted here.
            picture.copy().save(out, "BMP", dpi=picture.info.get("dpi", (96, 96)))
    except (Unreadable, OSError) as error:
        raise Whole("failed") from error
    if len(data) != len(out.getvalue()):
        taken.note("private")
    return out.getvalue()


KINDS: Final[dict[str, Callable[[bytes, Taken], bytes]]] = {
    "jpeg": jpeg, "png": png, "webp": webp, "gif": gif, "bmp": bmp, "tiff": tiff,
}  # fmt: skip
