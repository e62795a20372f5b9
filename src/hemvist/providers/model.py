"""What a language model is: it continues a prompt, and says which model it is. It is never a source of what is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit


@dataclass(frozen=True)
class ModelIdentity:
    """Which model this is: its name, the SHA-256 (hex) of its weights, and how many tokens it reads at once."""

    name: str
    source: str
    context: int

    @property
    def id(self) -> str:
        """A short stable name, e.g. ``qwen2.5-coder-1.5b/cc324af070c2``."""
        return f"{self.name}/{self.source[:12]}"


@dataclass(frozen=True)
class Prompt:
    """``fixed`` is published, the same for every question, and all that a prefix cache may hold; ``asked`` is contents."""

    fixed: str
    asked: str


class LanguageModel(Protocol):
    """Continues prompts. It has no tools, no network and no memory; the same prompt gives the same text."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        ...

    def complete(self, permit: Permit, prompt: Prompt, most: int, grammar: str = "") -> Iterator[str]:
        """Pieces of text as they come, of at most ``most`` tokens; ``grammar`` (GBNF) bounds what can be said.

        The permit is to ask. Closing the iterator stops the model. Raises :class:`ModelUnreachable`, and
        :class:`PromptTooLong` where the prompt and ``most`` exceed what the model reads at once.
        """
        ...


def may_complete(permit: Permit) -> None:
    """Raise :class:`~hemvist.domain.errors.PermitMisused` unless the permit is to ask."""
    permit.covering(permit.act.project, Deed.ASK)


class ModelUnreachable(HemvistError):
    """The language model does not answer: {reason}"""

    exit_code = 69
    status = 503
    remedy = "The quotations are shown without it. `hemvist models check` looks for the cause."


class PromptTooLong(HemvistError):
    """A question with its passages is longer than the language model can read at once."""

    exit_code = 69
    status = 503
    remedy = "The quotations are shown without it. Ask a shorter question, or choose a model that reads more."
