"""Pictures as files (PNG, JPEG, TIFF, GIF, BMP, WebP): checked here, as pages whose text is to be recognised."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Pillow loads these only when it meets such a file, which is too late once the fences stand.
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from hemvist.readers.scribe import Scribe, Unreadable

MOST_PIXELS: Final = 100_000_000
"""Of one picture as stored: Pillow holds four bytes of each that is coloured."""
SHOWN_PIXELS: Final = 25_000_000
"""Of a page as it is read and shown: A3 at 300 dpi is 17 million."""
_FORMATS: Final = tuple(
    plugin.format
    for plugin in (
        PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile,
        TiffImagePlugin.TiffImageFile, GifImagePlugin.GifImageFile, BmpImagePlugin.BmpImageFile,
        WebPImagePlugin.WebPImageFile,
    )
)  # fmt: skip
_PAGED: Final = "TIFF"
_SIXTEEN: Final = 256
_BAD: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    AttributeError,
)
"""What Pillow's decoders raise on files that are not as they should be."""


def read(data: bytes, scribe: Scribe) -> None:
    """Write one page for each picture, without text, as a scan. A page that cannot be decoded is named as failed."""
    with opened(data) as picture:
        count = _count(picture, scribe.limits.pages)
        for number in range(1, count + 1):
            try:
                frame(picture, number)
            except Unreadable as error:
                if count == 1 or error.error != "BrokenFile":
                    raise
                scribe.page("")
                scribe.failed(number)
            else:
                scribe.page("")
                scribe.scan(number)


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, its pixels not decoded yet. Raises ``Unreadable``: damaged, or too many pixels."""
    with _judged():
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    with picture:
        yield picture


def pages(picture: Image.Image) -> int:
    """How many pages it has: those of a TIFF; one for all else, whose further frames are animation or thumbnails."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == _PAGED else 1


def frame(picture: Image.Image, number: int) -> Image.Image:
    """Page ``number`` (from 1) in greys (mode L) on white paper, the way up its file says, of at most SHOWN_PIXELS.

    Raises ``Unreadable``: no such page, damaged, or too many pixels (judged before any is decoded).
    """
    with _judged():
        if not 1 <= number <= pages(picture):
            raise Unreadable("BrokenFile", "no-page")
        if number > 1:
            picture.seek(number - 1)
        bounded(*picture.size)
        picture.draft("L", _drafted(picture.size))
        return ImageOps.exif_transpose(_fitted(grey(picture)))


def bounded(wide: int, high: int) -> None:
    """Raise ``Unreadable`` for a picture without pixels or with too many."""
    if wide < 1 or high < 1:
        raise Unreadable("BrokenFile", "damaged")
    if wide * high > MOST_PIXELS:
        raise Unreadable("TooLarge", "pixels")


def grey(picture: Image.Image) -> Image.Image:
    """``picture`` in mode L, on white where one could see through it; 16 bits are brought down to 8."""
    if picture.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        return _deep(picture)
    if "transparency" in picture.info or picture.mode in ("PA", "La", "RGBa"):
        picture = _with_info(picture, picture.convert("RGBA"))
    if picture.mode not in ("LA", "RGBA"):
        return _with_info(picture, picture.convert("L"))
    flat = Image.new("L", picture.size, 255)
    flat.paste(picture.convert("L"), mask=picture.getchannel("A"))
    return _with_info(picture, flat)


def _deep(picture: Image.Image) -> Image.Image:
    """Sixteen bits or more, or fractions: the darkest spot becomes black, the lightest white."""
    wide = picture.convert("F")
    darkest, lightest = wide.getextrema()
    span = float(lightest) - float(darkest)  # type: ignore[arg-type]
    scale = 255 / span if span > 0 else 0.0
    made = wide.point(lambda shade: shade * scale + (255 - float(lightest) * scale))  # type: ignore[arg-type]
    return _with_info(picture, made.convert("L"))


def _with_info(before: Image.Image, after: Image.Image) -> Image.Image:
    """``after`` with what the file says about which way is up."""
    after.info.update({name: before.info[name] for name in ("exif",) if name in before.info})
    turned = before.getexif().get(0x0112)
    if turned is not None:
        after.getexif()[0x0112] = turned
    return after


def _fitted(image: Image.Image) -> Image.Image:
    share = (SHOWN_PIXELS / (image.width * image.height)) ** 0.5
    if share >= 1:
        return image
    size = max(1, int(image.width * share)), max(1, int(image.height * share))
    return _with_info(image, image.resize(size, Image.Resampling.BOX))


def _drafted(size: tuple[int, int]) -> tuple[int, int]:
    """The size that is enough; a JPEG decoder then decodes no more than it must."""
    share = min(1.0, (SHOWN_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))


def _count(picture: Image.Image, most: int) -> int:
    with _judged():
        count = pages(picture)
    if count > most:
        raise Unreadable("TooLarge", "pages")
    return count


@contextmanager
def _judged() -> Iterator[None]:
    """Whatever goes wrong inside, in our words; the file's own warnings are nobody's business."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise Unreadable("TooLarge", "pixels") from error
    except _BAD as error:
        raise Unreadable("BrokenFile", "damaged") from error


def samples() -> Iterator[bytes]:
    """A small picture of each kind, with all that is looked at in one."""
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, mode in (
        ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("TIFF", "1"), ("GIF", "P"), ("BMP", "RGB"), ("WEBP", "RGB"),
    ):  # fmt: skip
        out = io.BytesIO()
        Image.new(mode, (8, 4)).save(out, name, **({"exif": exif} if name in ("JPEG", "TIFF", "WEBP") else {}))
        yield out.getvalue()
