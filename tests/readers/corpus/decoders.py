"""Fonts, pictures and colour tables made to upset the code that decodes them, inside PDFs."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable

from tests.readers import made


def noise(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def with_object(old: bytes, new: str, stream: bytes, entries: str) -> bytes:
    """A PDF whose page uses a made object 7: a stream with ``entries``."""
    good = made.pdf([made.page_of("The term is three years.")])
    head, table = good[: good.index(b"xref\n")], good[good.index(b"trailer") :]
    object7 = f"7 0 obj\n<</Length {len(stream)}{entries}>>stream\n".encode() + stream + b"\nendstream\nendobj\n"
    # No cross-reference table: readers look for the objects themselves.
    return head.replace(old, new.encode()) + object7 + table[: table.index(b"startxref")]


def font(entry: str, data: bytes, subtype: str = "TrueType", more: str = "") -> bytes:
    new = f"<</Type/Font/Subtype/{subtype}/BaseFont/Bad/FirstChar 32/LastChar 126/Widths[{'500 ' * 95}]/FontDescriptor<</Type/FontDescriptor/FontName/Bad/Flags 32/{entry} 7 0 R>>"
    return with_object(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica", new, data, more)


def image(entries: str, data: bytes) -> bytes:
    old = b"/Resources<</Font<</F 3 0 R>>>>"
    drawn = with_object(
        old, "/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>", data, f"/Type/XObject/Subtype/Image{entries}"
    )
    return drawn.replace(b"BT /F", b"/I Do BT /F", 1)


def true_type(seed: int) -> bytes:
    """Tables that lie outside the file, or over each other."""
    names = [b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post", b"fpgm", b"prep", b"cvt "]
    chance = random.Random(seed)
    tables = b"".join(
        name + struct.pack(">III", 0, chance.randrange(1 << 32), chance.randrange(1 << 32)) for name in names
    )
    return struct.pack(">IHHHH", 0x10000, len(names), 0xFFFF, 0xFFFF, 0xFFFF) + tables + noise(3000, seed)


def cff(seed: int) -> bytes:
    return b"\1\0\4\4" + struct.pack(">HB", 0xFFFF, 4) + b"\xff" * 400 + noise(3000, seed)


def jbig2() -> bytes:
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 1 << 31, 1 << 31, 0, 0, 0, 0)
    return page + struct.pack(">IBBBI", 1, 38, 0, 1, 0xFFFFFFFF) + noise(500, 1)


def jpx() -> bytes:
    size = struct.pack(">HHHIIIIIIIIH", 0xFF51, 41, 0, 1 << 31, 1 << 31, 0, 0, 1, 1, 0, 0, 1) + b"\7\1\1"
    return b"\xff\x4f" + size + noise(800, 2)


BITS = "/Width {w}/Height {h}/BitsPerComponent 8/ColorSpace/DeviceRGB"
FILES: dict[str, Callable[[], bytes]] = {
    **{f"truetype-{seed}.pdf": (lambda seed=seed: font("FontFile2", true_type(seed))) for seed in range(4)},
    **{f"cff-{seed}.pdf": (lambda seed=seed: font("FontFile3", cff(seed), "Type1", "/Subtype/Type1C")) for seed in range(4)},
    "type1.pdf": lambda: font("FontFile", b"%!PS-AdobeFont-1.0\neexec" + noise(4000, 9), "Type1", "/Length1 9999999/Length2 -1/Length3 0"),
    "cmap.pdf": lambda: made.pdf([made.page_of("ABC")], to_unicode="\ufffe\udfff\x00"),
    "jbig2.pdf": lambda: image("/Width 9/Height 9/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode", jbig2()),
    "jbig2-wrong-size.pdf": lambda: image("/Width 2147483647/Height 3/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode", jbig2()),
    "jpx.pdf": lambda: image(BITS.format(w=9, h=9) + "/Filter/JPXDecode", jpx()),
    "jpx-noise.pdf": lambda: image(BITS.format(w=50, h=50) + "/Filter/JPXDecode", b"\xff\x4f" + noise(9000, 5)),
    "ccitt.pdf": lambda: image(
        "/Width 100000/Height 100000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 99999999>>", noise(2000, 6)
    ),
    "ccitt-columns.pdf": lambda: image(
        "/Width 8/Height 8/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K 0/Columns -5>>", noise(2000, 7)
    ),
    "dct.pdf": lambda: image(BITS.format(w=65500, h=65500) + "/Filter/DCTDecode", b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xdc\xff\xdc\1\1\x11\0" + noise(500, 8)),
    "flate-short.pdf": lambda: image(BITS.format(w=30000, h=30000) + "/Filter/FlateDecode", zlib.compress(bytes(10))),
    "negative.pdf": lambda: image(BITS.format(w=-5, h=-7), bytes(200)),
    "icc.pdf": lambda: with_object(
        b"/Resources<<", "/Resources<</ColorSpace<</C[/ICCBased 7 0 R]>>/XObject<<>>", noise(4000, 10), "/N 99/Alternate/DeviceRGB"
    ),
    "giant-page.pdf": lambda: made.pdf([made.page_of("x", mediabox=(0, 0, 1e9, 1e9))]),
    "odd-page.pdf": lambda: made.pdf([made.page_of("x", mediabox=(5, 5, -5, 5))]),
}  # fmt: skip
