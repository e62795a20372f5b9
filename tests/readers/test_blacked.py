"""Pages as pictures with places black: nothing of a masked word is left, whichever way it lies; in doubt there is none."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hemvist.readers import blacked as drawing
from hemvist.readers.base import Blacked, ToBlack, blacked, read
from hemvist.readers.confine import Child
from hemvist.readers.errors import CannotRead
from tests.readers import hostile, leaves, made, scans
from tests.readers.test_marks import CROPPED, LYING, sheet


def shown(data: bytes, asked: ToBlack, *kinds: str) -> Image.Image:
    ((_, one),) = blacked(data, "a", [asked], kinds)
    assert isinstance(one, Blacked), one
    return Image.open(io.BytesIO(one.png)).convert("L")


def left_over(image: Image.Image) -> int:
    """How many pixels are neither paper nor black."""
    return sum(count for shade, count in enumerate(image.histogram()) if 0 < shade < 255)


@pytest.mark.parametrize(("rotate", "turned", "crop"), LYING + CROPPED)
def test_no_edge_of_a_letter_is_left_whichever_way_the_page_lies(rotate, turned, crop):
    data = made.pdf([sheet(rotate, turned, cropbox=crop)])
    length = len(read(data, "a.pdf").text)
    image = shown(data, ToBlack(1, length, spans=((0, length),)))
    assert image.histogram()[0] > 5_000
    assert left_over(image) == 0
    assert left_over(shown(data, ToBlack(1, length))) > 500


@pytest.mark.parametrize("size", [6, 9, 14, 30, 60])
def test_no_edge_is_left_of_small_and_large_print(size):
    data = made.pdf([made.Sheet([(40, 400, "jÅgy_Qf{|}")], size=size)])
    length = len(read(data, "a.pdf").text)
    assert left_over(shown(data, ToBlack(1, length, spans=((0, length),)))) == 0


def test_words_beside_the_black_stay_and_are_told_with_their_boxes():
    data = made.pdf([made.page_of("Keys: caretaker secret word fence")])
    text = read(data, "a.pdf").text
    at = text.index("secret")
    ((_, one),) = blacked(data, "a", [ToBlack(1, len(text), spans=((at, at + 6),))], [])
    assert isinstance(one, Blacked)
    assert [text[word[0] : word[1]] for word in one.words] == text.split()
    image = Image.open(io.BytesIO(one.png)).convert("L")
    for word in one.words:
        box = [round(share * side / 10_000) for share, side in zip(word[2:], image.size * 2, strict=True)]
        cut = image.crop((box[0], box[1], box[2], box[3]))
        assert (cut.getextrema() == (0, 0)) == (text[word[0] : word[1]] == "secret")


def test_details_in_the_raw_characters_are_black_without_being_asked_for():
    data = leaves.drawn(leaves.text("anna@example.org"))
    length = len(read(data, "a.pdf").text)
    assert left_over(shown(data, ToBlack(1, length), "mail")) == 0
    assert left_over(shown(data, ToBlack(1, length), "iban")) > 0


@pytest.mark.parametrize(("length", "page"), [(3, 1), (1, 2), (0, 0)])
def test_a_page_that_reads_otherwise_or_is_not_there_gets_none(length, page):
    data = made.pdf([made.page_of("Keys: caretaker")])
    assert dict(blacked(data, "a", [ToBlack(page, length)], [])) == {page: "places"}


def test_a_page_that_shows_more_than_its_text_gets_none_until_that_was_read():
    data = leaves.drawn(leaves.text("The tenant paints the fence. " * 3) + "q 200 0 0 200 50 50 cm /P Do Q ")
    length = len(read(data, "a.pdf").text)
    assert dict(blacked(data, "a", [ToBlack(1, length)], [])) == {1: "shows"}
    assert left_over(shown(data, ToBlack(1, length, seen=True))) > 0


def test_no_picture_is_larger_than_is_told():
    grain = scans.grain((3000, 2000), 1, 200.0)
    data = scans.packed(grain.convert("L"), "PNG")
    ((_, one),) = blacked(data, "a", [ToBlack(1, 0, boxes=((0, 0, 5_000, 5_000),), scan=True)], [])
    assert isinstance(one, Blacked)
    assert len(one.png) <= drawing.MOST_BYTES
    assert Image.open(io.BytesIO(one.png)).convert("L").crop((0, 0, 50, 50)).getextrema() == (0, 0)


@pytest.mark.parametrize(
    "told",
    [
        "said(blacked=2, why='places')",
        "said(blacked=1, words=[])",
        "said(blacked=1, words=[]) + frame(DATA, b'GIF89a')",
        "said(blacked=1, words=[[0, 9, 0, 0, 1, 1]]) + frame(DATA, b'\\x89PNG\\r\\n\\x1a\\n')",
        "said(blacked=1, words='all') + frame(DATA, b'\\x89PNG\\r\\n\\x1a\\n')",
        "said(blacked=True, why='shows')",
    ],
)
def test_what_a_taken_over_child_says_of_other_pages_or_no_picture_is_refused(monkeypatch, told):
    says = (
        "from hemvist.readers import child; from hemvist.readers.messages import DATA, frame, said\n"
        f"child.TASKS['blacked'] = lambda setting: lambda order, data, limits: child.send({told})\n"
    )
    monkeypatch.setattr(Child, "start", hostile.start(says))
    monkeypatch.setattr(Child, "warm", False)
    with pytest.raises(CannotRead):
        list(blacked(b"x", "a", [ToBlack(1, 3)], []))
