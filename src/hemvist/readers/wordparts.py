"""Parts of a Word document: what takes what is read, and what stands in its drawings and for its characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from hemvist.readers.forms import symbol_of
from hemvist.readers.lines import Inner, Nested
from hemvist.readers.styles import attribute, child, tag

REFERRED: Final = {"chart": "id", "relIds": "dm"}
"""What a drawing shows of another part, and the attribute that says of which."""


class Into(Protocol):
    """Takes what is read: ``Lines``, or a cell."""

    def line(self, raw: str, level: int = 0) -> object: ...

    def table(
        self, rows: list[list[str]], headers: int | None = None, inner: Inner = MappingProxyType({})
    ) -> object: ...


@dataclass
class Cell:
    """Gathers what stands in a table's cell; tables in it are kept, to come below its row."""

    texts: list[str] = field(default_factory=list)
    tables: list[Nested] = field(default_factory=list)

    def line(self, raw: str, level: int = 0) -> None:
        self.texts.append(raw)

    def table(self, rows: list[list[str]], headers: int | None = None, inner: Inner = MappingProxyType({})) -> None:
        if rows:
            self.tables.append(Nested(rows, headers, inner))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def boxes_in(element: Any) -> Iterator[Any]:
    """The text boxes, charts and diagrams in a drawing, but not those in its text boxes: they come with them."""
    for one in element:
        name = tag(one)
        if name == "txbxContent" or attribute(one, REFERRED.get(name, "")):
            yield one
        elif name == "AlternateContent":
            chosen = choice(one)
            yield from () if chosen is None else boxes_in(chosen)
        else:
            yield from boxes_in(one)


def is_hidden(drawing: Any) -> bool:
    """Whether a drawing says that it is not to be shown."""
    named = next(drawing.iter("{*}docPr"), None)
    if attribute(named, "hidden") in ("1", "true"):
        return True
    shape = next(drawing.iter("{*}shape", "{*}rect"), None)
    return "visibility:hidden" in attribute(shape, "style").replace(" ", "").lower()


def choice(alternative: Any) -> Any | None:
    """The first of several ways to show the same thing."""
    return child(alternative, "Choice") if child(alternative, "Choice") is not None else child(alternative, "Fallback")


def symbol(element: Any) -> str:
    """A character given by its code; those of symbol fonts mean nothing outside them, but for boxes to be ticked."""
    code = attribute(element, "char")
    value = int(code, 16) if 0 < len(code) <= 5 and all(digit in "0123456789abcdefABCDEF" for digit in code) else 0
    if boxed := symbol_of(attribute(element, "font"), value):
        return boxed
    return chr(value) if 0x20 <= value < 0xD800 else ""
