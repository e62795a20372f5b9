"""Boxes on the picture of a page: they cover the quoted words, whichever way the page lies."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from hemvist.readers.base import picture, read
from hemvist.readers.marks import lines
from tests.readers import made

LINES = ["Top line of the page", "Second line, with the words", "that are quoted, and an of", "fice at the end ABC"]


def sheet(rotate: int = 0, turned: int = 0, **more) -> made.Sheet:
    """The lines, turned to the left, on a page that is rotated."""
    places = {0: (100, 700), 90: (300, 350), 180: (450, 450), 270: (300, 750)}[turned]
    step = {0: (0, -20), 90: (20, 0), 180: (0, 20), 270: (-20, 0)}[turned]
    rows = [(places[0] + step[0] * at, places[1] + step[1] * at, line) for at, line in enumerate(LINES)]
    return made.Sheet(rows, rotate=rotate, turned=turned, **more)


def drawn(data: bytes, spans: list[tuple[int, int]], width: int = 800) -> Image.Image:
    return Image.open(io.BytesIO(picture(data, 1, spans, width))).convert("RGB")


def tinted(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box around all pixels that are yellow rather than grey."""
    red, _, blue = image.split()
    return ImageChops.subtract(red, blue).point(lambda yellow: 255 if yellow > 60 else 0).getbbox()


def inked(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The smallest box around all dark pixels."""
    return image.convert("L").point(lambda grey: 255 if grey < 100 else 0).getbbox()


LYING = [(rotate, turned, None) for rotate in (0, 90, 180, 270) for turned in (0, 90, 180, 270)]
CROPPED = [(turned, turned, (60, 300, 560, 800)) for turned in (0, 90, 180, 270)]


@pytest.mark.parametrize(("rotate", "turned", "crop"), LYING + CROPPED)
def test_a_marked_page_is_marked_where_its_words_are(rotate: int, turned: int, crop):
    data = made.pdf([sheet(rotate, turned, cropbox=crop)])
    text = read(data, "a.pdf").text
    assert text.split("\n")[:3] == LINES[:3]
    image = drawn(data, [(0, len(text))])
    marked, ink = tinted(image), inked(image)
    assert marked is not None
    assert ink is not None
    assert all(abs(one - other) <= 12 for one, other in zip(marked, ink, strict=True))


def test_only_the_quoted_words_are_marked():
    data = made.pdf([sheet()])
    text = read(data, "a.pdf").text
    start = text.index("with the words")
    box = tinted(drawn(data, [(start, start + 14)], 595))
    assert box is not None
    left, top, right, bottom = box
    assert 160 < left < 175
    assert 842 - 680 - 15 < top < bottom < 842 - 680 + 10
    assert 230 < right < 260


def test_letters_stay_dark_and_paper_stays_white():
    data = made.pdf([sheet()])
    image = drawn(data, [(0, 20)])
    assert image.getpixel((790, 5)) == (255, 255, 255)
    assert min(image.convert("L").get_flattened_data()) < 60


@pytest.mark.parametrize("letters", ["😀é𝐀", "ﬁﬃx", "\x01a\ud83d", "é\u200bx"])
def test_odd_characters_do_not_shift_the_boxes(letters: str):
    data = made.pdf([made.Sheet([(72, 700, "AAAABBBBCCCC"), (72, 680, "ABC")])], to_unicode=letters)
    text = read(data, "a.pdf").text
    text.encode()
    start = text.rindex("\n") + 1
    box = tinted(drawn(data, [(start, len(text))], 595))
    assert box is not None
    assert 842 - 680 - 16 < box[1] < box[3] < 842 - 680 + 8


def test_a_word_broken_at_the_lines_end_is_marked_on_both_lines():
    data = made.pdf([made.page_of("the Installationsan-\nleitung follows")])
    text = read(data, "a.pdf").text
    start = text.index("Installationsanleitung")
    box = tinted(drawn(data, [(start, start + 22)], 595))
    assert box is not None
    assert 30 < box[3] - box[1] < 45


@pytest.mark.parametrize(
    "spans", [[], [(5, 5)], [(9, 3)], [(-4, 2)], [(10**9, 10**9 + 5)], [(0, 10**9)], [(0, 0)] * 500]
)
def test_spans_that_mean_nothing_do_no_harm(spans):
    assert drawn(made.pdf([sheet()]), spans, 200).width == 200


@pytest.mark.parametrize("box", [(0, 0, 14400, 1), (0, 0, 1, 14400), (0, 0, 0.01, 0.01)])
def test_giant_and_tiny_pages_give_pictures_of_ordinary_size(box):
    image = drawn(made.pdf([made.Sheet([(0, 0, "x")], mediabox=box)]), [(0, 1)], 3000)
    assert image.width * image.height <= 13_000_000


def test_boxes_on_a_line_become_one_and_lines_stay_apart():
    one, other, below = (0, 0, 50, 10), (53, 1, 90, 10), (0, 14, 40, 24)
    assert lines([one, other, below]) == [(0, 0, 90, 10), below]
    assert lines([(0, 0, 10, 50), (1, 53, 10, 90), (14, 0, 24, 40)], sideways=True) == [(0, 0, 10, 90), (14, 0, 24, 40)]
