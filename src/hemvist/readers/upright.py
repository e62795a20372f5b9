"""A scanned page made straight for reading: which way its lines run, how far they lean, and the way back for boxes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageFilter

_THUMB: Final = 900
"""Pixels of the longer side on which lines are looked for: a line of print and its gap are about 15 of them."""
_COARSE: Final = tuple(step / 2 for step in range(-14, 15))
_FINE: Final = tuple(step / 10 for step in range(-4, 5))
_LEANING: Final = 1.0
"""Degrees below which a page is left as it is: the engine follows such a line by itself."""
_FAINT: Final = 12
"""Shades between the lightest and the darkest of a page on which nothing is printed."""
_DARK: Final = 60
_SHADOW: Final = 60
_PAPER: Final = 255
_BACK: Final = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_WHOLE: Final = 10_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Lie:
    """How a page lies: degrees clockwise it is to be turned (0, 90, 180, 270) and then leant, counter-clockwise."""

    turned: int
    lean: float


@dataclass(frozen=True)
class Straight:
    """A picture to read, and where its pixels were on the page as shown."""

    image: Image.Image
    lie: Lie
    shown: tuple[int, int]
    scale: float

    def place(self, box: Box) -> tuple[int, int, int, int]:
        """A box of ``image`` in 1/10000 of the shown page's width and height: the smallest upright one around it."""
        left, top, right, bottom = box
        corners = [self._point(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        wide, high = self.shown
        return _share(across[0], wide), _share(down[0], high), _share(across[-1], wide), _share(down[-1], high)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        """Where pixel (x, y) was: the lean undone, then the scale, then the turn."""
        wide, high = self.shown if self.lie.turned in (0, 180) else self.shown[::-1]
        across, down = x - self.image.width / 2, y - self.image.height / 2
        sine, cosine = math.sin(math.radians(self.lie.lean)), math.cos(math.radians(self.lie.lean))
        x = (across * cosine - down * sine) / self.scale + wide / 2
        y = (across * sine + down * cosine) / self.scale + high / 2
        return {0: (x, y), 90: (y, wide - x), 180: (wide - x, high - y), 270: (high - y, x)}[self.lie.turned]


def straight(image: Image.Image, lie: Lie, scale: float = 1.0) -> Straight:
    """The page (mode L) turned, scaled and leant as ``lie`` says; what is new at its edges is paper."""
    made = image.transpose(_BACK[lie.turned]) if lie.turned else image
    if scale != 1.0:
        size = max(1, round(made.width * scale)), max(1, round(made.height * scale))
        made = made.resize(size, Image.Resampling.LANCZOS if scale > 1 else Image.Resampling.BOX)
    if lie.lean:
        made = made.rotate(lie.lean, Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(made))
    return Straight(made, lie, image.size, scale)


def blank(image: Image.Image) -> bool:
    """Whether a page (mode L) has no ink: its darkest and lightest spots, seen from afar, are about the same."""
    darkest, lightest = _thumb(image).getextrema()
    return float(lightest) - float(darkest) < _FAINT  # type: ignore[arg-type]


def dark_on_light(image: Image.Image) -> Image.Image:
    """The page (mode L), its shades turned round where most of it is dark."""
    counts = _thumb(image).histogram()
    dark = sum(counts[:_DARK])
    return ImageChops.invert(image) if dark > sum(counts) / 2 else image


def in_shadow(image: Image.Image) -> bool:
    """Whether the paper itself (mode L; the lightest spot around each place) is darker in one part than in another."""
    paper = _thumb(image).reduce(3).filter(ImageFilter.MaxFilter(15)).resize((24, 24), Image.Resampling.BOX)
    shades = sorted(paper.tobytes())
    return shades[-24] - shades[24] > _SHADOW


def lies(image: Image.Image) -> list[Lie]:
    """The four ways a page (mode L) may lie, likeliest first: lines show as stripes in the right direction only.

    The stripes are those of the rows' darkness; the lean with the sharpest ones wins (projection profile, Postl 1986).
    A page cannot be told from one that stands on its head this way.
    """
    thumb = ImageChops.invert(_thumb(image))
    level = _sharpest(thumb)
    upended = _sharpest(thumb.transpose(Image.Transpose.ROTATE_270))
    flat = [Lie(turned, _worth(level[1])) for turned in (0, 180)]
    side = [Lie(turned, _worth(upended[1])) for turned in (90, 270)]
    return flat + side if level[0] >= upended[0] else side + flat


def _worth(lean: float) -> float:
    return lean if abs(lean) >= _LEANING else 0.0


def _sharpest(thumb: Image.Image) -> tuple[float, float]:
    """The sharpness of the stripes at the best lean, and that lean in degrees."""
    small = thumb.reduce(2)
    _, about = max((_stripes(small, lean), lean) for lean in _COARSE)
    sharp, lean = max((_stripes(thumb, about + step), about + step) for step in _FINE)
    level = _stripes(thumb, 0.0)
    return (level, 0.0) if sharp < 1.05 * level else (sharp, lean)


def _stripes(thumb: Image.Image, lean: float) -> float:
    leant = thumb.rotate(lean, Image.Resampling.BILINEAR) if lean else thumb
    rows = leant.resize((1, thumb.height), Image.Resampling.BOX).tobytes()
    return sum((one - other) ** 2 for one, other in itertools.pairwise(rows)) / max(1, len(rows))


def busiest(image: Image.Image, share: float) -> tuple[int, int, int, int]:
    """The box of the strip, ``share`` of the page high, that has the most stripes: where most lines of print are."""
    thumb = ImageChops.invert(_thumb(image))
    rows = thumb.resize((1, thumb.height), Image.Resampling.BOX).tobytes()
    edges = [(one - other) ** 2 for one, other in itertools.pairwise(rows)]
    high = max(1, round(len(rows) * share))
    sums = [sum(edges[at : at + high]) for at in range(max(1, len(edges) - high + 1))]
    top = sums.index(max(sums)) / len(rows)
    return (
        0,
        int(top * image.height),
        image.width,
        min(image.height, math.ceil((top + high / len(rows)) * image.height)),
    )


def _thumb(image: Image.Image) -> Image.Image:
    share = min(1.0, _THUMB / max(image.size))
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    return image.resize(size, Image.Resampling.BOX)


def _paper(image: Image.Image) -> int:
    """The usual shade of the page."""
    counts = _thumb(image).histogram()
    return counts.index(max(counts)) if counts else _PAPER


def _share(at: float, whole: int) -> int:
    return max(0, min(_WHOLE, round(at * _WHOLE / whole)))
