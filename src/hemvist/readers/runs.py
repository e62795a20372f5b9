"""How the runs of a Word document look, and whether they are seen: styles from the ground up, then what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from hemvist.domain.text import Hiding
from hemvist.readers.colours import Colour, alike, colour
from hemvist.readers.palette import WHITE
from hemvist.readers.styles import attribute, child, number, switched_on, tag

_DEEP: Final = 20
_TINY: Final = 2
_CLEAR: Final = 95_000
_TOP: Final = "firstRow"
_TELLING: Final = frozenset({"vanish", "color", "sz", "highlight", "shd", "textFill", "strike", "dstrike", "vertAlign"})
_MOST_LOOKS: Final = 10_000
_MOST_PAPERS: Final = 20

Papers = tuple[Colour | None, ...]
"""The colours that may lie behind a text; None for one that is not known."""


@dataclass(frozen=True)
class Look:
    """How a run looks: size in half points; no ink is what Word itself makes stand out; ``papers`` lie behind it."""

    hidden: bool = False
    ink: Colour | None = None
    size: int = 22
    papers: Papers = (WHITE,)
    empty: bool = False
    """Whether its letters are not filled with any colour."""
    struck: bool = False
    raised: bool = False

    @cached_property
    def hiding(self) -> Hiding | None:
        """Why a text that looks so is not seen; None if it is, or if nobody can tell."""
        if self.hidden:
            return Hiding.FORMATTED
        if self.struck:
            return Hiding.DELETED
        if self.size <= _TINY:
            return Hiding.TINY
        if self.empty:
            return Hiding.INVISIBLE
        ink = self.ink
        unseen = ink is not None and all(paper is not None and alike(ink, paper) for paper in self.papers)
        return Hiding.WHITE if unseen else None

    def with_run(self, properties: Any | None) -> Look:
        """The same with what a run's own properties say."""
        if properties is None:
            return self
        said = _telling(properties)
        return self._told(said, properties) if said else self

    def _told(self, said: dict[str, Any], properties: Any) -> Look:
        hidden = switched_on(properties, "vanish") if "vanish" in said else self.hidden
        size = number(attribute(said["sz"], "val"), self.size) if "sz" in said else self.size
        ink, papers = self.ink, self.papers
        if "color" in said:
            value = attribute(said["color"], "val")
            ink = None if value == "auto" else colour(value)
        if "highlight" in said or "shd" in said:
            papers = _marked(properties) or papers
        empty = _is_empty(said["textFill"]) if "textFill" in said else self.empty
        struck = _is_struck(said, properties, self.struck)
        raised = attribute(said["vertAlign"], "val") == "superscript" if "vertAlign" in said else self.raised
        return Look(hidden, ink, size, papers, empty, struck, raised)

    def on(self, properties: Any | None) -> Look:
        """The same on the shading that a paragraph's or cell's properties give."""
        papers = _shading(child(properties, "shd"))
        return self if papers is None else replace(self, papers=papers)


def _is_struck(said: dict[str, Any], properties: Any, above: bool) -> bool:
    """Whether a line, or two, go through the letters."""
    told = [name for name in ("strike", "dstrike") if name in said]
    return any(switched_on(properties, name) for name in told) if told else above


def _is_empty(fill: Any) -> bool:
    """Whether a filling of letters (Word 2010 and later) lets everything through; its alpha says how much it does."""
    clear = any(number(attribute(one, "val"), 0) >= _CLEAR for one in fill.iter("{*}alpha"))
    return clear or child(fill, "noFill") is not None


def _telling(properties: Any) -> dict[str, Any]:
    """The properties of a run that say how it looks; of several alike, the last."""
    return {name: one for one in properties if (name := tag(one)) in _TELLING}


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
        self._shades: dict[str, tuple[Papers, Papers]] = {}
        self._seen: dict[tuple[Look, str], Look] = {}
        default = child(styles, "docDefaults", "rPrDefault", "rPr")
        self.ground = Look(papers=(page,)).with_run(default)

    def paragraph(self, above: Look, name: str, properties: Any | None) -> Look:
        """How the runs of a paragraph in this style look that say nothing of their own; ``above`` tells what it stands on."""
        look = self._styled(above, name or self._usual)
        return look if properties is None else look.on(properties)

    def run(self, paragraph: Look, properties: Any | None) -> Look:
        """How a run looks."""
        if properties is None:
            return paragraph
        style = attribute(child(properties, "rStyle"), "val")
        return (self._styled(paragraph, style) if style else paragraph).with_run(properties)

    def _styled(self, look: Look, name: str) -> Look:
        chain = self._chain(name)
        if not chain:
            return look
        known = self._seen.get((look, name))
        if known is None:
            if len(self._seen) >= _MOST_LOOKS:
                self._seen.clear()
            known = self._seen[look, name] = _dressed(look, chain)
        return known

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
        name = attribute(child(properties, "tblStyle"), "val")
        if name not in self._shades:
            self._shades[name] = _table_shades(self._chain(name))
        first, rest = self._shades[name]
        body = replace(above, papers=_each(*above.papers, *rest))
        return replace(body, papers=_each(*body.papers, *first)), body


def _dressed(look: Look, chain: tuple[Any, ...]) -> Look:
    for element in chain:
        look = look.on(child(element, "pPr")).with_run(child(element, "rPr"))
    return look


def _table_shades(chain: tuple[Any, ...]) -> tuple[Papers, Papers]:
    """The colours that a table's style gives its first row, and all others."""
    first: list[Colour | None] = []
    rest: list[Colour | None] = []
    for element in chain:
        for shading in element.iter("{*}shd"):
            (first if _of_first_row(shading) else rest).extend(_shading(shading) or ())
    return _each(*first), _each(*rest)


def _each(*papers: Colour | None) -> Papers:
    """Each colour once; where there are very many, nobody can tell."""
    each = tuple(dict.fromkeys(papers))
    return each if len(each) <= _MOST_PAPERS else (*each[:_MOST_PAPERS], None)


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
