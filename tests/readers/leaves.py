"""PDF pages made for the tests, from drawing operators: colours, pictures, layers, notes and fields, two columns."""

from __future__ import annotations

from collections.abc import Sequence

from tests.readers.made import _file

GREY = bytes(128 if (x + y) % 2 else 250 for y in range(256) for x in range(256))
WHITE = bytes([255]) * 256 * 256


def _stream(data: bytes, more: str = "") -> bytes:
    return f"<</Length {len(data)}{more}>>stream\n".encode() + data + b"\nendstream"


def _picture(data: bytes) -> bytes:
    return _stream(data, "/Type/XObject/Subtype/Image/Width 256/Height 256/ColorSpace/DeviceGray/BitsPerComponent 8")


def drawn(
    *contents: str, notes: str = "", catalog: str = "", box: str = "0 0 595 842", more: Sequence[bytes] = ()
) -> bytes:
    """A PDF with a page for each of ``contents``. /F is Helvetica, /P a picture with marks, /W a white one, /L a layer.

    ``notes`` are annotations of every page, ``more`` further objects, numbered from 9.
    """
    kids = [9 + len(more) + 2 * at for at in range(len(contents))]
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        _picture(GREY),
        _picture(WHITE),
        b"<</Type/OCG/Name(L)>>",
        b"<</Type/ExtGState/ca 0>>",
        b"<</Type/ExtGState/ca 0.5>>",
        *more,
    ]
    for kid, content in zip(kids, contents, strict=True):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Annots[{notes}]/Contents {kid + 1} 0 R/Resources<<"
            "/Font<</F 3 0 R/X 9 0 R>>/XObject<</P 4 0 R/W 5 0 R>>/Properties<</L 6 0 R>>/ExtGState<</Z 7 0 R/H 8 0 R>>>>>>".encode()
        )
        objects.append(_stream(content.encode("cp1252")))
    return _file(objects, None)


def text(words: str, x: float = 72, y: float = 700, size: float = 12, before: str = "") -> str:
    """A line of text; ``before`` are operators that hold for it alone."""
    shown = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"q {before} BT /F {size} Tf {x} {y} Td ({shown}) Tj ET Q\n"


def rows(lines: Sequence[str], x: float = 72, top: float = 740, step: float = 14, size: float = 10) -> str:
    """Lines of text, one below the other."""
    return "".join(text(line, x, top - step * at, size) for at, line in enumerate(lines))


def side_by_side(left: Sequence[str], right: Sequence[str], top: float = 700, gap: float = 250) -> str:
    """Two columns drawn row by row, so that the file's order mixes them."""
    shown = ""
    for at in range(max(len(left), len(right))):
        for x, lines in ((60, left), (60 + gap, right)):
            if at < len(lines):
                shown += text(lines[at], x, top - 14 * at, 10)
    return shown
