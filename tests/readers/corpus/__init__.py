"""Hostile files, made by code, the same on every machine: name to bytes, or to a source of bytes too large to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.readers.corpus import bombs, decoders, disguises, loops, nested, spoilt

Made = bytes | Iterator[bytes]


@dataclass(frozen=True)
class Case:
    """A file to be: its name, and how it is made; ``large`` ones take long to make or to read."""

    name: str
    make: Callable[[], bytes | Iterable[bytes]]
    large: bool = False


def _cases(made: Mapping[str, Callable[[], bytes | Iterable[bytes]]], large: bool = False) -> list[Case]:
    return [Case(name, make, large) for name, make in made.items()]


CASES: list[Case] = [
    *_cases(bombs.FILES), *_cases(bombs.LARGE, True), *_cases(loops.FILES), *_cases(nested.FILES),
    *_cases(nested.LARGE, True), *_cases(disguises.FILES), *_cases(disguises.LARGE, True), *_cases(decoders.FILES),
    *_cases(spoilt.FILES),
]  # fmt: skip

# They take seconds to make or to be given up.
LONG = {
    "bomb.zip", "many-names.zip", "bomb.docx", "deflate.pdf", "commas.csv", "quote.csv", "newlines.md", "lines.csv", "parts.eml",
    "chain.doc", "chain.msg", "page-tree-deep.pdf", *(f"spoilt-{seed}.{kind}" for seed in range(8) for kind in ("doc", "msg")),
}  # fmt: skip
