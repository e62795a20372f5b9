"""The texts inside what Office draws: paragraphs of shapes, the titles and values of charts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from hemvist.readers.figures import is_date, shown
from hemvist.readers.styles import attribute, child, number, tag

_MOST_POINTS: Final = 10_000
_MOST_SERIES: Final = 200
_MOST_LEVELS: Final = 10


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
    told = child(root, "chart", "title", "tx")
    body = child(told, "rich")
    if body is not None:
        return "\n".join(paragraphs(body))
    return " ".join(_points(told).values()) or _newer_name(told)


def chart_rows(root: Any) -> list[list[str]]:
    """A chart's values as rows: first the series' names, then a row for each category; empty if it has none."""
    area = child(root, "chart", "plotArea")
    series = [] if area is None else list(area.iter("{*}ser"))[:_MOST_SERIES]
    if not series:
        return [] if area is None else _newer_rows(root, list(area.iter("{*}series"))[:_MOST_SERIES])
    from_1904 = attribute(child(root, "date1904"), "val", "0") in ("1", "true")
    columns = [_values(one, from_1904) for one in series]
    titles = [_points(_first(one, "cat", "xVal"), from_1904) for one in series]
    names = [" ".join(_points(child(one, "tx")).values()) for one in series]
    return _in_rows(names, titles, columns)


def _in_rows(names: list[str], titles: list[dict[int, str]], columns: list[dict[int, str]]) -> list[list[str]]:
    """Series side by side where they have the same categories; each below the one before it where they have not."""
    common = next(filter(None, titles), {})
    head = ["", *names]
    if all(not one or one == common for one in titles):
        places = sorted(set(common).union(*columns))
        return [head, *([common.get(at, ""), *(column.get(at, "") for column in columns)] for at in places)]
    rows = [head]
    for at, (told, column) in enumerate(zip(titles, columns, strict=True)):
        rows += [[told.get(place, ""), *[""] * at, value] for place, value in sorted(column.items())]
    return rows


def _values(series: Any, from_1904: bool) -> dict[int, str]:
    """The values of a series, with the sizes of bubbles behind them."""
    sizes = _points(child(series, "bubbleSize"), from_1904)
    values = _points(_first(series, "val", "yVal"), from_1904)
    return {at: f"{value} ({sizes[at]})" if at in sizes else value for at, value in values.items()}


def _first(parent: Any, *names: str) -> Any | None:
    return next((found for found in (child(parent, name) for name in names) if found is not None), None)


def _points(parent: Any | None, from_1904: bool = False) -> dict[int, str]:
    """The values kept with a chart, by their place."""
    found: dict[int, str] = {}
    code = "" if parent is None else next((one.text or "" for one in parent.iter("{*}formatCode")), "")
    for point in () if parent is None else parent.iter("{*}pt"):
        value = child(point, "v")
        at = number(attribute(point, "idx"), len(found))
        if value is not None and value.text and len(found) < _MOST_POINTS:
            found.setdefault(at, _formed(value.text, attribute(point, "formatCode", code), from_1904))
    direct = child(parent, "v")
    return found or ({0: direct.text} if direct is not None and direct.text else {})


def _formed(text: str, code: str, from_1904: bool) -> str:
    """A value as the chart writes it where it is a date or a share; other values stay as exact as they are."""
    if "%" not in code and not (code and is_date(code)):
        return text
    try:
        value = float(text[:40])
    except ValueError:
        return text
    return (shown(value, code, from_1904) if math.isfinite(value) else "") or text


# The kinds of charts that came later (waterfalls, treemaps and others) keep their values apart from their series.


def _newer_name(told: Any | None) -> str:
    value = child(told, "txData", "v")
    return "" if value is None else value.text or ""


def _newer_rows(root: Any, series: list[Any]) -> list[list[str]]:
    listed = child(root, "chartData")
    known = {} if listed is None else {attribute(one, "id"): one for one in listed if tag(one) == "data"}
    told = [known.get(attribute(child(one, "dataId"), "val")) for one in series]
    titles = [_level(one, "strDim") for one in told]
    columns = [_level(one, "numDim") for one in told]
    return _in_rows([_newer_name(child(one, "tx")) for one in series], titles, columns) if any(columns) else []


def _level(data: Any | None, name: str) -> dict[int, str]:
    """The values of a dimension; of one in several levels, from the outermost to the innermost."""
    levels = [] if data is None else [one for part in data if tag(part) == name for one in part if tag(one) == "lvl"]
    found: dict[int, str] = {}
    for level in reversed(levels[:_MOST_LEVELS]):
        for point in level:
            at, text = (
                number(attribute(point, "idx"), len(found)),
                _formed(point.text or "", attribute(level, "formatCode"), False),
            )
            if tag(point) == "pt" and text and (at in found or len(found) < _MOST_POINTS):
                found[at] = f"{found[at]}, {text}" if at in found else text
    return found
