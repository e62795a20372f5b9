"""Pictures as files: which are taken as pages to be recognised, and which are refused, whatever they claim."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hemvist.readers import image
from hemvist.readers.kinds import PICTURES, kind_of
from hemvist.readers.limits import Limits
from hemvist.readers.messages import words
from hemvist.readers.scribe import Scribe, Unreadable
from tests.readers.scans import packed

KINDS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
PAGE = Image.linear_gradient("L").resize((60, 40))


def told(data: bytes, limits: Limits | None = None) -> dict[str, Any]:
    """What the reader says of a file, its rows put together."""
    heard: dict[str, Any] = {"pages": [], "scans": [], "failed": []}

    def hear(message: bytes) -> None:
        for name, value in words(message[5:]).items():
            if name in heard:
                heard[name] += value

    scribe = Scribe(hear, limits or Limits())
    image.read(data, scribe)
    scribe.flush()
    return heard


def shown(data: bytes, number: int = 1) -> Image.Image:
    with image.opened(data) as picture:
        return image.frame(picture, number)


def refusal(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(Unreadable) as raised:
        told(data, limits)
    return raised.value.error, raised.value.cause


def outcome(data: bytes) -> str:
    """``read``, or the name of the refusal; anything else is a failure of the test."""
    try:
        heard = told(data)
    except Unreadable as refused:
        return refused.error
    return "read" if heard["scans"] or heard["failed"] else "nothing"


def png_header(wide: int, high: int) -> bytes:
    """A PNG of a few bytes that claims to be as large as said."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(1000))),
        (b"IEND", b""),
    ]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_one_page_without_text_that_is_to_be_recognised(kind: str) -> None:
    data = packed(PAGE.convert("RGB"), kind)
    assert kind_of(data) in PICTURES
    assert told(data) == {"pages": [[0, 0]], "scans": [[1]], "failed": []}


def test_every_page_of_a_tiff_is_a_page() -> None:
    data = packed(PAGE, "TIFF", save_all=True, append_images=[Image.new("L", (30, 20), shade) for shade in (1, 2)])
    assert [row[0] for row in told(data)["scans"]] == [1, 2, 3]
    assert shown(data, 1).size == (60, 40)
    assert shown(data, 3).getpixel((5, 5)) == 2


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_counts(kind: str) -> None:
    frames = [Image.new("RGB", PAGE.size, (shade, 0, 0)) for shade in (90, 180)]
    data = packed(PAGE.convert("RGB"), kind, save_all=True, append_images=frames)
    assert told(data)["scans"] == [[1]]
    assert shown(data).size == (60, 40)


@pytest.mark.parametrize(("orientation", "dark"), [(1, (0, 0)), (3, (5, 3)), (6, (3, 0)), (8, (0, 5))])
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP", "PNG"])
def test_the_way_up_that_the_file_says_is_the_way_it_is_shown(
    kind: str, orientation: int, dark: tuple[int, int]
) -> None:
    page, exif = Image.new("L", (60, 40), 255), Image.Exif()
    page.paste(0, (0, 0, 20, 20))
    exif[0x0112] = orientation
    seen = shown(packed(page.convert("RGB"), kind, exif=exif))
    assert seen.size == ((60, 40) if orientation < 5 else (40, 60))
    corner = seen.getpixel((dark[0] * 10 + 5, dark[1] * 10 + 5))
    assert isinstance(corner, int)
    assert corner < 60


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "TIFF"), ("P", "PNG"), ("P", "GIF"), ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("LA", "PNG"), ("RGBA", "PNG")]
)  # fmt: skip
def test_every_way_of_storing_shades_gives_dark_on_light(mode: str, kind: str) -> None:
    page = Image.new("L", (60, 40), 255)
    page.paste(0, (0, 0, 30, 40))
    source = page.convert("RGBA").convert("LA") if mode == "LA" else page.convert("RGB").convert(mode)
    seen = shown(packed(source, kind))
    assert seen.mode == "L"
    dark, light = seen.getpixel((5, 20)), seen.getpixel((55, 20))
    assert isinstance(dark, int)
    assert isinstance(light, int)
    assert dark < 40
    assert light > 215


@pytest.mark.parametrize(("mode", "factor"), [("I;16", 257), ("I", 70_000), ("F", 0.001)])
def test_deep_shades_are_brought_down_to_those_that_are_shown(mode: str, factor: float) -> None:
    page = Image.new(mode, (60, 40), type(factor)(255 * factor))
    page.paste(type(factor)(10 * factor), (0, 0, 30, 40))
    seen = shown(packed(page, "TIFF"))
    assert seen.getpixel((5, 20)) == pytest.approx(0, abs=2)
    assert seen.getpixel((55, 20)) == pytest.approx(255, abs=2)


def test_what_can_be_seen_through_is_paper() -> None:
    page = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    page.paste((0, 0, 0, 255), (0, 0, 30, 40))
    seen = shown(packed(page, "PNG"))
    assert (seen.getpixel((5, 20)), seen.getpixel((55, 20))) == (0, 255)
    palette = Image.new("P", (60, 40), 0)
    palette.putpalette([0, 0, 0, 0, 0, 0])
    assert shown(packed(palette, "GIF", transparency=0)).getpixel((5, 5)) == 255


@pytest.mark.parametrize("size", [(50_000, 50_000), (2_000_000_000, 1), (20_000, 20_000), (10_001, 10_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    assert refusal(png_header(*size)) == ("TooLarge", "pixels")


def test_no_pixels_at_all_is_damage() -> None:
    assert refusal(png_header(0, 10)) == ("BrokenFile", "damaged")
    assert refusal(b"GIF89a" + bytes(7) + b";") == ("BrokenFile", "damaged")


def test_a_large_page_is_brought_down_to_what_is_read() -> None:
    seen = shown(packed(Image.new("1", (8_000, 6_000), 1), "PNG"))
    assert seen.width * seen.height <= image.SHOWN_PIXELS
    assert seen.width / seen.height == pytest.approx(8 / 6, abs=0.01)


def test_a_tiff_whose_pages_go_in_circles_ends() -> None:
    data = bytearray(packed(PAGE, "TIFF"))
    start = struct.unpack_from("<I", data, 4)[0]
    entries = struct.unpack_from("<H", data, start)[0]
    struct.pack_into("<I", data, start + 2 + 12 * entries, start)  # the next page is this one
    assert len(told(bytes(data))["scans"]) == 1


def test_more_pages_than_may_be_are_refused() -> None:
    data = packed(PAGE, "TIFF", save_all=True, append_images=[Image.new("1", (8, 8))] * 30)
    assert refusal(data, Limits(pages=30)) == ("TooLarge", "pages")


def test_ten_thousand_pages_are_counted_and_read() -> None:
    one = packed(Image.new("1", (8, 8)), "TIFF")
    start = struct.unpack_from("<I", one, 4)[0]
    entries = struct.unpack_from("<H", one, start)[0]
    directory, whole = one[start : start + 2 + 12 * entries], bytearray(one)
    last = start
    for _ in range(9_999):
        struct.pack_into("<I", whole, last + len(directory), len(whole))
        last = len(whole)
        whole += directory + bytes(4)
    assert len(told(bytes(whole))["scans"]) == 10_000


def test_a_page_that_is_damaged_is_named_and_the_others_are_kept() -> None:
    noise = Image.frombytes("L", (80, 80), random.Random(1).randbytes(6400))
    data = bytearray(packed(PAGE, "TIFF", save_all=True, append_images=[noise, PAGE], compression="tiff_lzw"))
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(1)
        at = picture.tag_v2[273][0]  # type: ignore[attr-defined]
    data[at : at + 3000] = b"\xff" * 3000
    heard = told(bytes(data))
    assert heard["failed"] == [[2]]
    assert heard["scans"] == [[1], [3]]
    assert len(heard["pages"]) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    noise = Image.frombytes("RGB", (200, 200), random.Random(2).randbytes(120_000))
    data = packed(noise, kind)
    for share in (0.01, 0.3, 0.9):
        assert refusal(data[: int(len(data) * share)])[0] == "BrokenFile"


@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=20))
def test_a_spoilt_picture_is_read_or_refused_and_nothing_else(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(packed(PAGE.convert("RGB"), kind))
    for at, byte in changes:
        data[at % len(data)] = byte
    assert outcome(bytes(data)) in ("read", "BrokenFile", "TooLarge")


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    for start in (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"II*\0",
        b"MM\0*",
        b"GIF89a",
        b"BM",
        b"RIFF\0\0\0\0WEBP",
    ):
        assert outcome(start + data) in ("read", "BrokenFile", "TooLarge")


def test_other_kinds_are_not_opened_though_the_library_could() -> None:
    assert refusal(packed(PAGE, "ICO"))[0] == "BrokenFile"
    assert refusal(packed(PAGE, "PPM"))[0] == "BrokenFile"


def test_a_page_that_is_not_there_is_refused() -> None:
    with image.opened(packed(PAGE, "PNG")) as picture, pytest.raises(Unreadable):
        image.frame(picture, 2)


def test_the_samples_are_of_every_kind_and_readable() -> None:
    assert {kind_of(data) for data in image.samples()} == PICTURES
    assert all(told(data)["scans"] for data in image.samples())
