"""What goes over the socket between the speaker and who asks it: an order, pieces of text, and what it took."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from hemvist.providers import wire
from hemvist.providers.model import ModelIdentity, Prompt

SECONDS: Final = 120.0
"""The longest that a model may compute for one order."""
TOKENS: Final = 2048
"""The most that one order may have it say."""


@dataclass(frozen=True)
class Order:
    """What is to be continued, by how many tokens at the most, within which grammar, in how many seconds."""

    prompt: Prompt
    most: int
    grammar: str
    seconds: float


@dataclass(frozen=True)
class Spoken:
    """What one completion took: tokens of the prompt, how many of them were kept from before, tokens said, seconds."""

    prompt: int
    kept: int
    said: int
    reading: float
    saying: float

    @property
    def reads(self) -> float:
        """Tokens read in a second."""
        return (self.prompt - self.kept) / self.reading if self.reading else 0.0

    @property
    def says(self) -> float:
        """Tokens said in a second."""
        return self.said / self.saying if self.saying else 0.0


@dataclass(frozen=True)
class Hello:
    """What a speaker says of itself when somebody connects.

    The model, the fences that stand, seconds to load, tokens read and said in a second when it tried itself at its start.
    """

    identity: ModelIdentity
    fences: tuple[str, ...]
    loaded: float
    reads: float
    says: float


def pack_hello(hello: Hello) -> bytes:
    """A greeting into a body."""
    return json.dumps(asdict(hello)).encode()


def unpack_hello(body: bytes) -> Hello:
    """A body into a greeting. Raises :class:`~hemvist.providers.wire.Malformed`."""
    try:
        raw = json.loads(body)
        numbers = (float(raw[name]) for name in ("loaded", "reads", "says"))
        return Hello(ModelIdentity(**raw["identity"]), tuple(map(str, raw["fences"])), *numbers)
    except (ValueError, TypeError, KeyError):
        raise wire.Malformed from None


def pack_order(order: Order) -> bytes:
    """An order into a body; a lone surrogate is no character and becomes a question mark."""
    fixed, asked, grammar = (_clean(text) for text in (order.prompt.fixed, order.prompt.asked, order.grammar))
    return json.dumps([fixed, asked, order.most, grammar, order.seconds], ensure_ascii=False).encode()


def unpack_order(body: bytes) -> Order:
    """A body into an order within bounds. Raises :class:`~hemvist.providers.wire.Malformed`."""
    try:
        fixed, asked, most, grammar, seconds = json.loads(body)
    except (ValueError, TypeError, RecursionError):
        raise wire.Malformed from None
    if not (_texts(fixed, asked, grammar) and _count(most) and _span(seconds)):
        raise wire.Malformed
    return Order(Prompt(fixed, asked), most, grammar, float(seconds))


def pack_spoken(spoken: Spoken) -> bytes:
    """What it took, into a body."""
    return json.dumps(asdict(spoken)).encode()


def unpack_spoken(body: bytes) -> Spoken:
    """A body into what it took. Raises :class:`~hemvist.providers.wire.Malformed`."""
    try:
        return Spoken(**json.loads(body))
    except (ValueError, TypeError):
        raise wire.Malformed from None


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _count(value: Any) -> bool:
    return type(value) is int and 1 <= value <= TOKENS


def _span(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value <= SECONDS
