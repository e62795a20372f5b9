"""How the runs of a Word document look, and whether they are seen: styles from the ground up, then what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike, colour
from hemvist.readers.palette import WHITE
from hemvist.readers.styles import attribute, child, number, switched_on, tag

_DEEP: Final = 20
_TINY: Final = 2
_TOP: Final = "firstRow"

Papers = tuple[Colour | None, ...]
"""The colours that may lie behind a text; None for one that is not known."""


@dataclass(frozen=True)
class Look:
    """How a run looks: size in half points; no ink is what Word itself makes stand out; ``papers`` lie behind it."""

    hidden: bool = False
    ink: Colour | None = None
    size: int = 22
    papers: Papers = (WHITE,)

    def hiding(self) -> Hiding | None:
        """Why a text that looks so is not seen; None if it is, or if nobody can tell."""
        if self.hidden:
            return Hiding.FORMATTED
        if self.size <= _TINY:
            return Hiding.TINY
        ink = self.ink
        unseen = ink is not None and all(paper is not None and alike(ink, paper) for paper in self.papers)
        return Hiding.WHITE if unseen else None

    def with_run(self, properties: Any | None) -> Look:
        """The same with what a run's own properties say."""
        look = self
        for one in () if properties is None else properties:
            name, value = tag(one), attribute(one, "val")
            if name == "vanish":
                look = replace(look, hidden=switched_on(properties, "vanish"))
            elif name == "color":
                look = replace(look, ink=None if value == "auto" else colour(value))
            elif name == "sz":
                look = replace(look, size=number(value, look.size))
        paper = _marked(properties)
        return look if paper is None else replace(look, papers=paper)

    def on(self, properties: Any | None) -> Look:
        """The same on the shading that a paragraph's or cell's properties give."""
        papers = _shading(child(properties, "shd"))
        return self if papers is None else replace(self, papers=papers)


class Looks:
    """The looks that a document's styles give."""

    def __init__(self, styles: Any | None, page: Colour | None = WHITE) -> None:
        elements = [] if styles is None else [one for one in styles if tag(one) == "style"]
        self._elements = {attribute(one, "styleId"): one for one in elements}
        usual = (
            one
            for one in elements
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true")
        )
        self._usual = attribute(next(usual, None), "styleId")
        self._known: dict[str, tuple[Any, ...]] = {}
        default = child(styles, "docDefaults", "rPrDefault", "rPr")
        self.ground = Look(papers=(page,)).with_run(default)

    def paragraph(self, above: Look, properties: Any | None) -> Look:
        """How the runs of a paragraph look that say nothing of their own; ``above`` tells what it stands on."""
        look = self._styled(above, attribute(child(properties, "pStyle"), "val") or self._usual)
        return look.on(properties)

    def run(self, paragraph: Look, properties: Any | None) -> Look:
        """How a run looks."""
        style = attribute(child(properties, "rStyle"), "val")
        return (self._styled(paragraph, style) if style else paragraph).with_run(properties)

    def _styled(self, look: Look, name: str) -> Look:
        for element in self._chain(name):
            look = look.on(child(element, "pPr")).with_run(child(element, "rPr"))
        return look

    def _chain(self, name: str) -> tuple[Any, ...]:
        """A style's elements from the one it is based on in the end, down to itself."""
        if name not in self._known:
            chain: list[Any] = []
            at = name
            while at in self._elements and len(chain) < _DEEP:
                chain.append(self._elements[at])
                at = attribute(child(chain[-1], "basedOn"), "val")
            self._known[name] = tuple(reversed(chain))
        return self._known[name]

    def table(self, above: Look, properties: Any | None) -> tuple[Look, Look]:
        """What the cells of a table stand on by its style: those of its first row, and all others."""
        rest: list[Colour | None] = []
        first: list[Colour | None] = []
        for element in self._chain(attribute(child(properties, "tblStyle"), "val")):
            for shading in element.iter("{*}shd"):
                papers = _shading(shading) or ()
                (first if _of_first_row(shading) else rest).extend(papers)
        body = replace(above, papers=(*above.papers, *rest))
        return replace(body, papers=(*body.papers, *first)), body


def _of_first_row(shading: Any) -> bool:
    above = (one for one in shading.iterancestors() if tag(one) == "tblStylePr")
    return attribute(next(above, None), "type") == _TOP


def _marked(properties: Any | None) -> Papers | None:
    """What lies behind a run that is highlighted or shaded; None if it is neither."""
    marker = attribute(child(properties, "highlight"), "val", "none")
    if marker != "none":
        return (colour(marker),)
    return _shading(child(properties, "shd"))


def _shading(element: Any | None) -> Papers | None:
    """The colours of a shading: its fill, and where a pattern is laid over it, that one's too; None if it has none."""
    if element is None:
        return None
    pattern, fill = attribute(element, "val", "clear"), attribute(element, "fill", "auto")
    if pattern == "solid":
        return (colour(attribute(element, "color")),)
    if pattern not in ("clear", "nil"):
        return (None,)
    return None if fill == "auto" else (colour(fill),)
