"""Pages made to look as if they came from an old copier: skew, blur, uneven light, noise, specks, punch holes and stamps."""

from __future__ import annotations

import io
import random
from typing import Final

import numpy as np
import pypdfium2
from font_source_sans_pro import SourceSansProBold
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from hemvist.documents.made.archive.paper import Paper
from hemvist.documents.made.archive.tongue import words

_NEVER: Final = (2000, 1, 1, 0, 0, 0, 5, 1, 0)
_Grey = NDArray[np.float32]


def scanned(data: bytes, paper: Paper, chance: random.Random) -> bytes:
    """A typeset PDF as pictures only, in the file type that the paper's name ends in: pdf, tiff, png or jpg."""
    dots = chance.choice((150, 170, 200))
    with pypdfium2.PdfDocument(data) as document:
        pictures = [_picture(page, dots, paper, number, chance) for number, page in enumerate(document)]
    stream = io.BytesIO()
    first, rest = pictures[0], pictures[1:]
    kind = paper.name.rpartition(".")[2]
    if kind == "pdf":
        first.save(
            stream,
            "PDF",
            resolution=dots,
            save_all=True,
            append_images=rest,
            quality=62,
            creationDate=_time(),
            modDate=_time(),
            producer="",
            creator="",
        )
    elif kind == "tiff":
        black = [picture.point(lambda grey: 255 if grey > 150 else 0).convert("1") for picture in pictures]
        black[0].save(stream, "TIFF", compression="group4", dpi=(dots, dots), save_all=True, append_images=black[1:])
    else:
        _stacked(pictures).save(stream, {"png": "PNG", "jpg": "JPEG"}[kind], dpi=(dots, dots), quality=58)
    return stream.getvalue()


def _time() -> object:
    import time

    return time.struct_time(_NEVER)


def _stacked(pictures: list[Image.Image]) -> Image.Image:
    """The pages under each other: a picture file has only one."""
    height = sum(picture.height for picture in pictures)
    whole = Image.new("L", (pictures[0].width, height), 255)
    for number, picture in enumerate(pictures):
        whole.paste(picture, (0, sum(one.height for one in pictures[:number])))
    return whole


def _picture(page: pypdfium2.PdfPage, dots: int, paper: Paper, number: int, chance: random.Random) -> Image.Image:
    picture = page.render(scale=dots / 72, grayscale=True).to_pil().convert("L")
    if number == 0:
        _stamp(picture, paper, dots, chance)
    picture = picture.rotate(chance.uniform(-1.3, 1.3), Image.Resampling.BICUBIC, fillcolor=246)
    picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 0.85) * dots / 170))
    return Image.fromarray(_worn(np.asarray(picture, np.float32), chance, dots).clip(0, 255).astype(np.uint8))


def _worn(grey: _Grey, chance: random.Random, dots: int) -> _Grey:
    """Pale ink, light that falls off, grain, specks, a dark edge and two punch holes."""
    seeded = np.random.default_rng(chance.randrange(2**32))
    high, wide = grey.shape
    ink = chance.uniform(0.72, 0.9)
    worn = 255 - (255 - grey) * ink
    across, down = np.linspace(-1, 1, wide, dtype=np.float32), np.linspace(-1, 1, high, dtype=np.float32)
    worn -= chance.uniform(4, 14) * (
        1 + chance.uniform(-1, 1) * across[None, :] + chance.uniform(-1, 1) * down[:, None]
    )
    worn += seeded.normal(0, chance.uniform(4, 8), grey.shape).astype(np.float32)
    for _ in range(chance.randrange(50, 150)):
        y, x, size = chance.randrange(high - 4), chance.randrange(wide - 4), chance.choice((1, 1, 1, 2, 2, 3))
        worn[y : y + size, x : x + size] = chance.randrange(20, 140)
    worn[:, : max(2, dots // 40)] -= np.float32(chance.uniform(60, 130))
    _holes(worn, dots)
    return worn


def _holes(worn: _Grey, dots: int) -> None:
    """Two punch holes as a copier shows them: 80 mm apart, 6 mm wide, 11 mm from the edge (ISO 838)."""
    mm = dots / 25.4
    y, x = np.ogrid[: worn.shape[0], : worn.shape[1]]
    for side in (-1, 1):
        middle = worn.shape[0] / 2 + side * 40 * mm
        worn[(y - middle) ** 2 + (x - 11 * mm) ** 2 < (3 * mm) ** 2] = 70


def _stamp(picture: Image.Image, paper: Paper, dots: int, chance: random.Random) -> None:
    said, mm = words(paper.language), dots / 25.4
    text = f"{said[chance.choice(('copy', 'received'))]}\n{paper.since.isoformat()}"
    size = int(62 * mm), int(24 * mm)
    stamp = Image.new("L", size, 0)
    pen = ImageDraw.Draw(stamp)
    pen.rounded_rectangle((4, 4, size[0] - 5, size[1] - 5), 9, outline=165, width=max(2, dots // 50))
    pen.multiline_text(
        (size[0] / 2, size[1] / 2), text, 165, ImageFont.truetype(SourceSansProBold, dots // 6), "mm", align="center"
    )
    stamp = stamp.rotate(chance.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    at = picture.width - stamp.width - int(14 * mm), int(6 * mm)
    picture.paste(90, (at[0], at[1]), stamp)
