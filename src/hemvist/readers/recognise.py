"""Text recognition here, with Tesseract inside the process: a page's picture into words, their boxes and how sure they are.

Everything is loaded by ``Recogniser(folder)``, so that a confined child can do it before its fences go up; after that
no file, thread or process is needed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from PIL import Image
from tesserocr import OEM, PSM, PT, RIL, PyTessBaseAPI

from hemvist.domain.clauses import language as spoken
from hemvist.readers.image import SHOWN_PIXELS
from hemvist.readers.scribe import Unreadable
from hemvist.readers.tidy import origins, tidy
from hemvist.readers.upright import Straight, blank, busiest, dark_on_light, in_shadow, lies, straight

LANGUAGES: Final = ("eng", "swe", "deu", "fra")
PATIENCE: Final = 90
"""Seconds after which a page is given up."""
_SPOKEN: Final = {"en": "eng", "sv": "swe", "de": "deu", "fr": "fra"}
_DPI: Final = 300
_POINTS: Final = 72
_SAMPLE: Final = 0.16
"""Of a page's height: about nine lines of print, read first to learn how the page lies and which language it has."""
_STRIP: Final = 400
"""Pixels of height that a sample has at least, if the page has."""
_CLEAR: Final = 80
"""Per cent of confidence at which a sample was read in its own language."""
_NEAR: Final = 3
"""Per cent by which the language that the words speak may read worse than another: related ones share most letters."""
_LEGIBLE: Final = 55
"""Per cent of confidence that a page the wrong way up does not reach, and one in another language does."""
_FEW: Final = 40
"""Letters below which a sample decides nothing by itself."""
_SMALL, _FINE, _GIANT = 20, 34, 130
"""Pixels of a line's height: below the first it is scaled up to the second, above the third it is scaled down."""
_USUAL: Final = 44
"""Pixels of a line's height in print of eleven points at 300 dots per inch."""
_LARGEST_SCALE: Final = 4.0
_SURE_LINE: Final = 45
_SURE_WORD: Final = 25
_SURE_PAGE: Final = 60
_EVEN, _SHADED = "0", "2"
"""How ink is told from paper: by one shade for the page (Otsu), or by what is around it (Sauvola), if in shadow."""
_HYPHENS: Final = "-‐‑¬"
_JOINT: Final = "\ufffe"


class TooSlow(Exception):
    """A page was given up after ``PATIENCE`` seconds."""


class Word(NamedTuple):
    """A word's span of the text, its box in 1/10000 of the page's width and height as shown, its confidence (0 to 100)."""

    start: int
    end: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: int


@dataclass(frozen=True)
class Recognised:
    """What was read on a page; ``text`` is empty where there is none.

    ``language`` is one of ``LANGUAGES``; ``confidence`` the mean of the words', weighted by their length;
    ``turned`` the degrees clockwise that the page had to be turned.
    """

    text: str
    words: tuple[Word, ...]
    language: str
    confidence: int
    turned: int


class _Seen(NamedTuple):
    """A word as the engine gives it, its box in pixels of the picture it was shown."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class _Line:
    words: list[_Seen]
    begins: bool
    """Whether a paragraph begins with it."""
    high: int
    level: bool
    """Whether it runs across the picture, not up or down it."""


def pdf_page(pdf: Any, number: int) -> Image.Image:
    """Page ``number`` (from 1) of an open PDF in greys, 300 dots per inch, fewer where it would be a giant picture."""
    if not 1 <= number <= len(pdf):
        raise Unreadable("BrokenFile", "no-page")
    page = pdf[number - 1]
    try:
        wide, high = page.get_size()
        if wide <= 0 or high <= 0:
            raise Unreadable("BrokenFile", "damaged")
        scale = min(_DPI / _POINTS, (SHOWN_PIXELS / (wide * high)) ** 0.5)
        shown: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return shown.convert("L")
    finally:
        page.close()


class Recogniser:
    """Reads pages. ``folder`` holds ``eng.traineddata`` and the like; all of it is loaded now.

    Raises RuntimeError where a language's data is missing or unusable.
    """

    def __init__(self, folder: Path) -> None:
        self._engines = {name: _engine(folder, name) for name in LANGUAGES}
        self.page(_printed())

    def page(self, image: Image.Image, hint: Sequence[str] = ()) -> Recognised:
        """Read one page. ``hint`` names languages to try first; a wrong one costs time and no text.

        Raises ``TooSlow``.
        """
        shown = image if image.mode == "L" else image.convert("L")
        first = next((name for name in hint if name in LANGUAGES), LANGUAGES[0])
        if blank(shown):
            return Recognised("", (), first, 0, 0)
        return _Reading(self._engines, dark_on_light(shown)).whole(first)


def _engine(folder: Path, name: str) -> Any:
    engine = PyTessBaseAPI(path=str(folder), lang=name, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)
    # Its first remark would open the file for remarks. Where none can be opened it writes to nothing, and crashes.
    engine.SetVariable("debug_file", "")
    return engine


class _Reading:
    """One page being read."""

    def __init__(self, engines: dict[str, Any], shown: Image.Image) -> None:
        self._engines, self._shown = engines, shown
        method = _SHADED if in_shadow(shown) else _EVEN
        for engine in engines.values():
            engine.SetVariable("thresholding_method", method)

    def whole(self, first: str) -> Recognised:
        """The page: how it lies and its language from a sample, then all of it."""
        page, sample, lines = self._lie(first)
        name = self._language(first, sample, lines)
        scale = _scale(self._shown, lines)
        if scale != page.scale:
            page = straight(self._shown, page.lie, scale)
        found = _kept(_lines(self._engines[name], page.image, _dpi(lines, scale / _first_scale(self._shown))))
        return _composed(found, page, name)

    def _lie(self, name: str) -> tuple[Straight, Image.Image, list[_Line]]:
        """The page in the first way of lying in which a sample reads clearly, or else best; that sample, and its lines."""
        best: tuple[float, Straight, Image.Image, list[_Line]] | None = None
        for lie in lies(self._shown):
            page = straight(self._shown, lie, _first_scale(self._shown))
            sample = page.image.crop(busiest(page.image, max(_SAMPLE, min(1.0, _STRIP / page.image.height))))
            lines = [line for line in _lines(self._engines[name], sample) if line.level]
            sure = sum(word.confidence * len(word.text) for word in _words(lines) if word.confidence >= _LEGIBLE)
            if best is None or sure > 1.2 * best[0]:
                best = sure, page, sample, lines
            if sure >= _LEGIBLE * _FEW and _confidence(lines) >= _LEGIBLE:
                break
        assert best is not None
        return best[1:]

    def _language(self, used: str, sample: Image.Image, lines: list[_Line]) -> str:
        """The language the sample's words speak; where that does not read better, the one in which it reads best."""
        said = _SPOKEN[spoken(" ".join(word.text for word in _words(lines)))]
        sure = {used: _confidence(lines)}
        if said == used and sure[used] >= _CLEAR:
            return used
        for name in dict.fromkeys([said, *LANGUAGES]):
            if name not in sure:
                sure[name] = _confidence(_lines(self._engines[name], sample))
            if name == said and sure[name] >= max(_CLEAR, sure[used] - _NEAR):
                return name
        return max(sure, key=lambda name: sure[name])


def _lines(engine: Any, image: Image.Image, dpi: int = _DPI) -> list[_Line]:
    """Everything the engine sees on ``image``, in reading order."""
    engine.SetImageBytes(image.tobytes(), image.width, image.height, 1, image.width)
    engine.SetSourceResolution(dpi)
    try:
        if not engine.Recognize(PATIENCE * 1000):
            raise TooSlow
        return list(_walked(engine.GetIterator()))
    finally:
        engine.Clear()


def _walked(words: Any) -> Iterator[_Line]:
    line: _Line | None = None
    while words is not None and not words.Empty(RIL.WORD):
        if words.IsAtBeginningOf(RIL.TEXTLINE) or line is None:
            if line:
                yield line
            line = _Line([], words.IsAtBeginningOf(RIL.PARA), *_shape(words))
        seen = _seen(words)
        if seen:
            line.words.append(seen)
        if not words.Next(RIL.WORD):
            break
    if line:
        yield line


def _shape(words: Any) -> tuple[int, bool]:
    """A line's height in pixels, and whether it is wider than high: the engine reads upright columns by itself."""
    left, top, right, bottom = words.BoundingBox(RIL.TEXTLINE) or (0, 0, 0, 0)
    return bottom - top, right - left > bottom - top


def _seen(words: Any) -> _Seen | None:
    box = words.BoundingBox(RIL.WORD)
    if box is None or words.BlockType() >= PT.FLOWING_IMAGE:  # beyond it are pictures, lines and noise
        return None
    try:
        text = "".join(words.GetUTF8Text(RIL.WORD).split())
    except RuntimeError:  # there is a box and no text in it
        return None
    return _Seen(text, words.Confidence(RIL.WORD), box) if text else None


def _kept(lines: Iterable[_Line]) -> list[_Line]:
    """Without what was only guessed: words, lines and whole pages below a floor of confidence."""
    sure = [replace(line, words=[word for word in line.words if word.confidence >= _SURE_WORD]) for line in lines]
    kept = [line for line in sure if line.words and _confidence([line]) >= _SURE_LINE]
    return kept if _confidence(kept) >= _SURE_PAGE else []


def _confidence(lines: Sequence[_Line]) -> float:
    """The words' mean confidence, weighted by their length."""
    words = _words(lines)
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _words(lines: Iterable[_Line]) -> list[_Seen]:
    return [word for line in lines for word in line.words]


def _first_scale(shown: Image.Image) -> float:
    """A small picture is read larger from the start, since its lines may be too small to be seen as such."""
    return min(2.0, max(1.0, 1500 / max(shown.size)))


def _dpi(sample: Sequence[_Line], scale: float) -> int:
    """The resolution at which print of eleven points has lines as high as the sample's, once scaled."""
    heights = [line.high for line in sample if line.words]
    return max(100, min(600, round(_DPI * median(heights) * scale / _USUAL))) if heights else _DPI


def _scale(shown: Image.Image, sample: Sequence[_Line]) -> float:
    """What to scale a page by, judged by the height of the sample's lines."""
    before = _first_scale(shown)
    heights = [line.high for line in sample if line.words]
    high = median(heights) if heights else _FINE
    wanted = before * (_FINE / max(1, high)) if high < _SMALL or high > _GIANT else before
    most = (SHOWN_PIXELS / (shown.width * shown.height)) ** 0.5
    return float(min(wanted, _LARGEST_SCALE, most))


def _composed(lines: Sequence[_Line], page: Straight, name: str) -> Recognised:
    raw, spans = _raw(lines)
    text, came = tidy(raw), origins(raw)
    words = []
    for (start, end), seen in spans:
        first, last = bisect_left(came, start), bisect_left(came, end)
        if first < last:
            words.append(Word(first, last, *page.place(seen.box), round(seen.confidence)))
    return Recognised(text, tuple(words), name, round(_confidence(lines)), page.lie.turned)


def _raw(lines: Sequence[_Line]) -> tuple[str, list[tuple[tuple[int, int], _Seen]]]:
    """The text with a joint where a word goes on in the next line (see ``tidy``), and every word's span of it."""
    raw, spans = "", []
    for at, line in enumerate(lines):
        if raw and not raw.endswith(_JOINT):
            raw += "\n\n" if line.begins else "\n"
        for word in line.words:
            raw += "" if word is line.words[0] else " "
            spans.append(((len(raw), len(raw) + len(word.text)), word))
            raw += word.text
        if _goes_on(line, lines[at + 1 : at + 2]):
            raw = raw[:-1] + _JOINT
            start, end = spans[-1][0]
            spans[-1] = ((start, end - 1), spans[-1][1])
    return raw, spans


def _goes_on(line: _Line, following: Sequence[_Line]) -> bool:
    """Whether the last word of ``line`` is cut by a hyphen and goes on in the next line."""
    last = line.words[-1].text
    if not following or len(last) < 2 or last[-1] not in _HYPHENS or not last[-2].isalnum():
        return False
    after = following[0].words[0].text[0]
    return after.islower() or (after.isalnum() and not following[0].begins)


def _printed() -> Image.Image:
    """A made line of stripes: enough to make the engine load and reserve what it will need."""
    page = Image.new("L", (400, 120), 255)
    for at in range(40, 360, 20):
        page.paste(0, (at, 40, at + 8, 70))
    return page
