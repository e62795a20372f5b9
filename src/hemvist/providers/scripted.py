"""A language model that says what a script says: for tests and rehearsals, and to play a model that obeys everything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from hemvist.domain.permit import Permit
from hemvist.providers.model import ModelIdentity, Prompt, PromptTooLong, may_complete

Script = Callable[[Prompt], Iterable[str]]
CONTEXT: Final = 4096
_CHARACTERS_A_TOKEN: Final = 4


class ScriptedModel:
    """A :class:`~hemvist.providers.model.LanguageModel` whose pieces are a script's; each piece counts as one token.

    A token of the prompt is four characters. The grammar is not looked at: a script may break it, as a hostile
    model would, and whoever reads what a model says must not rely on it.
    """

    def __init__(self, script: Script, context: int = CONTEXT) -> None:
        self._script, self._context = script, context

    @property
    def identity(self) -> ModelIdentity:
        """``scripted``, with the SHA-256 of the script's module and name."""
        named = self._script if hasattr(self._script, "__qualname__") else type(self._script)
        place = f"{named.__module__}:{named.__qualname__}"
        return ModelIdentity("scripted", hashlib.sha256(place.encode()).hexdigest(), self._context)

    def complete(self, permit: Permit, prompt: Prompt, most: int, grammar: str = "") -> Iterator[str]:
        """The script's pieces, ``most`` of them at the most. The permit is to ask."""
        may_complete(permit)
        if (len(prompt.fixed) + len(prompt.asked)) // _CHARACTERS_A_TOKEN + most > self._context:
            raise PromptTooLong
        return self._pieces(prompt, most)

    def _pieces(self, prompt: Prompt, most: int) -> Iterator[str]:
        for number, piece in enumerate(self._script(prompt)):
            if number == most:
                return
            yield piece
