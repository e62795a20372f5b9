"""The few things of a web page's styles that decide whether a text is seen: rules, their weight, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hemvist.readers.scribe import Unreadable

_LONGEST: Final = 2 << 20
_MOST_RULES: Final = 2_000
_MOST_STEPS: Final = 6
_MOST_TRIED: Final = 100_000_000
_LONGEST_CLASSES: Final = 2_000
"""Characters of a class attribute that are looked at."""
_FARTHEST: Final = 64
_TELLING: Final = frozenset(
    [
        "display",
        "visibility",
        "opacity",
        "font-size",
        "color",
        "background",
        "background-color",
        "position",
        "left",
        "top",
        "text-indent",
        "clip",
        "clip-path",
        "width",
        "height",
        "max-width",
        "max-height",
        "overflow",
        "content-visibility",
        "font",
        "filter",
        "transform",
        "margin-left",
        "margin-top",
        "-webkit-text-fill-color",
        "mso-hide",
        "list-style",
        "list-style-type",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
    ]
)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMPOUND: Final = re.compile(r"(?:[A-Za-z][\w-]*|\*)?(?:[.#][\w-]+)*$")
_PART: Final = re.compile(r"[.#]?[\w*-]+")
_BRACE: Final = re.compile(r"[{}]")
_SHOWN: Final = re.compile(r"@(?:layer|supports|container)\b|@media\b", re.IGNORECASE)
_WIDTH: Final = re.compile(r"\((min|max)-width:(\d{1,5})(?:\.\d{1,3})?(px|r?em)?\)$")
_SCREEN: Final = 1280
"""Pixels of the screen that pages are taken to be shown on."""

Style = Mapping[str, str]
Path = Sequence[Any]


@dataclass(frozen=True)
class Rule:
    """Compound selectors from the ancestor to the element itself, what they are worth, and what they say."""

    steps: tuple[tuple[str, ...], ...]
    children: tuple[bool, ...]
    weight: tuple[int, int, int, int]
    says: tuple[tuple[str, str, bool], ...]

    def fits(self, path: Path) -> bool:
        """Whether the rule is said of the last element of ``path``, which begins at the root."""
        return _fits(self.steps, self.children, path)


class Sheet:
    """The rules of a page's style sheets that tell something of what is seen, found by their last selector."""

    def __init__(self) -> None:
        self._by: dict[str, list[Rule]] = {}
        self._count = 0
        self._tried = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, text: str) -> None:
        """Take in a style sheet; what is not understood, or is not meant for a screen, is passed over."""
        for selectors, body in _blocks(_COMMENT.sub(" ", text[:_LONGEST])):
            says = tuple(one for one in declared(body) if one[0] in _TELLING)
            for selector in selectors.split(",") if says else ():
                self._rule(selector.strip(), says)

    def _rule(self, selector: str, says: tuple[tuple[str, str, bool], ...]) -> None:
        parsed = _selector(selector)
        if parsed is None or self._count >= _MOST_RULES:
            return
        steps, children = parsed
        parts = [part for step in steps for part in step]
        ids, classes = (sum(part[0] == mark for part in parts) for mark in "#.")
        tags = len([part for part in parts if part[0] not in "#.*"])
        key = max(steps[-1], key=lambda part: "#" in part or ("." in part) / 2)
        self._by.setdefault(key, []).append(Rule(steps, children, (ids, classes, tags, self._count), says))
        self._count += 1

    def style(self, path: Path) -> dict[str, str]:
        """What the rules and its own attribute say of the last element of ``path``: property to value."""
        element = path[-1]
        own = element.get("style")
        fitting = self._fitting(element, path) if self._by else []
        if not fitting and not own:
            return {}
        said = [one for rule in fitting for one in rule.says] + list(declared(own or ""))
        found = {name: value for name, value, important in said if not important}
        return found | {name: value for name, value, important in said if important}

    def _fitting(self, element: Any, path: Path) -> list[Rule]:
        near = list(self._near(element))
        self._tried += len(near) * min(len(path), _FARTHEST)
        if self._tried > _MOST_TRIED:
            raise Unreadable("TooLarge", "rules")
        return sorted((rule for rule in near if rule.fits(path)), key=lambda rule: rule.weight)

    def _near(self, element: Any) -> Iterator[Rule]:
        keys = ["*", str(element.tag), f"#{element.get('id')}"]
        keys += {f".{name}" for name in _classes(element)[:20]}
        for key in keys:
            yield from self._by.get(key, ())


def declared(body: str) -> Iterator[tuple[str, str, bool]]:
    """The declarations of a rule or a style attribute: property, value, and whether it is important."""
    for one in body[:20_000].split(";"):
        name, _, value = one.partition(":")
        value, important, _ = value.strip().lower().partition("!important")
        if value:
            yield name.strip().lower(), value.strip(), bool(important)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The rules of a sheet as (selectors, body), also of those parts that are meant for every screen."""
    at, inside = 0, 0
    while (opening := text.find("{", at)) >= 0:
        head = text[at:opening].rpartition(";")[2].replace("}", " ").strip()
        if _SHOWN.match(head) and (head[:6].lower() != "@media" or _is_on_screen(head[6:])):
            at, inside = opening + 1, inside + 1
            continue
        closing = _closing(text, opening)
        if not head.startswith("@"):
            yield head, text[opening + 1 : closing]
        at = closing + 1


def _is_on_screen(queries: str) -> bool:
    """Whether one of several media queries holds for a screen of the usual width; one beyond us does not."""
    parted = (query.lower().removeprefix("only ").split(" and ") for query in queries[:1000].split(","))
    return any(all(_holds("".join(part.split())) for part in query) for query in parted)


def _holds(feature: str) -> bool:
    width = _WIDTH.match(feature)
    if width is None:
        return feature in ("all", "screen", "onlyall", "onlyscreen")
    pixels = int(width[2]) * (16 if (width[3] or "px").endswith("em") else 1)
    return pixels <= _SCREEN if width[1] == "min" else pixels >= _SCREEN


def _closing(text: str, opening: int) -> int:
    """Where the brace opened at ``opening`` is closed."""
    depth = 0
    for brace in _BRACE.finditer(text, opening):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(text)


def _selector(text: str) -> tuple[tuple[tuple[str, ...], ...], tuple[bool, ...]] | None:
    """A selector's steps, and for each whether it is the child of the one before; None if it is beyond us."""
    words = text.replace(">", " > ").split()
    steps: list[tuple[str, ...]] = []
    children: list[bool] = []
    child = False
    for word in words:
        if word == ">":
            child = True
            continue
        if not _COMPOUND.match(word) or len(steps) >= _MOST_STEPS:
            return None
        steps.append(tuple(part if part[0] in ".#" else part.lower() for part in _PART.findall(word)))
        children.append(child)
        child = False
    return (tuple(steps), tuple(children)) if steps and not child and all(steps) else None


def _fits(steps: Sequence[Sequence[str]], children: Sequence[bool], path: Path) -> bool:
    """Follow the steps upwards from the last element, keeping every place each of them may stand at."""
    if not path or not _is(path[-1], steps[-1]):
        return False
    places = [len(path) - 1]
    for step in range(len(steps) - 2, -1, -1):
        if children[step + 1]:
            above: Iterable[int] = (place - 1 for place in places)
        else:
            above = range(max(0, len(path) - _FARTHEST), max(places))
        places = [place for place in above if place >= 0 and _is(path[place], steps[step])]
        if not places:
            return False
    return True


def _classes(element: Any) -> list[str]:
    return str(element.get("class") or "")[:_LONGEST_CLASSES].split()


def _is(element: Any, parts: Iterable[str]) -> bool:
    for part in parts:
        if part[0] == "#":
            agrees = element.get("id") == part[1:]
        elif part[0] == ".":
            agrees = part[1:] in _classes(element)
        else:
            agrees = part in ("*", element.tag)
        if not agrees:
            return False
    return True
