"""The texts inside what Office draws: paragraphs of shapes, the titles and values of charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hemvist.readers.styles import attribute, child, number, tag

_MOST_POINTS: Final = 10_000
_MOST_SERIES: Final = 200


def paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph of a DrawingML text body."""
    for one in body.iter("{*}p"):
        text = "".join("\n" if tag(part) == "br" else part.text or "" for part in one.iter("{*}t", "{*}br"))
        if text.strip():
            yield text


def descriptions(root: Any | None) -> list[str]:
    """What pictures and shapes below an element are said to show, for whoever does not see them; each text once."""
    shapes = () if root is None else root.iter("{*}docPr", "{*}cNvPr", "{*}shape", "{*}rect")
    told = (attribute(one, name).strip() for one in shapes for name in ("title", "descr", "alt"))
    return list(dict.fromkeys(filter(None, told)))


def diagram(root: Any | None) -> Iterator[str]:
    """The texts of a diagram's points, in the order they are kept in."""
    listed = child(root, "ptLst")
    for point in () if listed is None else listed:
        if attribute(point, "type", "node") in ("node", "asst"):
            yield from paragraphs(point)


def chart_title(root: Any) -> str:
    """The title of a chart; empty if it has none of its own."""
    title = child(root, "chart", "title")
    if title is None:
        return ""
    body = child(title, "tx", "rich")
    if body is not None:
        return "\n".join(paragraphs(body))
    return " ".join(_points(child(title, "tx")).values())


def chart_rows(root: Any) -> list[list[str]]:
    """A chart's values as rows: first the series' names, then a row for each category; empty if it has none."""
    area = child(root, "chart", "plotArea")
    series = [] if area is None else list(area.iter("{*}ser"))[:_MOST_SERIES]
    if not series:
        return []
    columns = [_points(_first(one, "val", "yVal")) for one in series]
    titles: dict[int, str] = {}
    for one in series:
        titles = titles or _points(_first(one, "cat", "xVal"))
    places = sorted(set(titles).union(*columns))
    head = ["", *(" ".join(_points(child(one, "tx")).values()) for one in series)]
    return [head, *([titles.get(at, ""), *(column.get(at, "") for column in columns)] for at in places)]


def _first(parent: Any, *names: str) -> Any | None:
    return next((found for found in (child(parent, name) for name in names) if found is not None), None)


def _points(parent: Any | None) -> dict[int, str]:
    """The values kept with a chart, by their place."""
    found: dict[int, str] = {}
    for point in () if parent is None else parent.iter("{*}pt"):
        value = child(point, "v")
        at = number(attribute(point, "idx"), len(found))
        if value is not None and value.text and len(found) < _MOST_POINTS:
            found.setdefault(at, value.text)
    direct = child(parent, "v")
    return found or ({0: direct.text} if direct is not None and direct.text else {})
