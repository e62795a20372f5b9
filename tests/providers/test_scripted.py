"""The scripted model sits the same exam as the real one; and it does say what no honest model would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hemvist.providers.model import Prompt
from hemvist.providers.scripted import ScriptedModel
from tests.exams.model_exam import ASK, COUNT, FIXED, ModelExam


def counting(prompt: Prompt) -> Iterator[str]:
    """Says the words of what it was asked, over and over."""
    while True:
        yield from prompt.asked.split() or ["nothing"]


class TestScriptedModel(ModelExam):
    @pytest.fixture
    def model(self) -> ScriptedModel:
        return ScriptedModel(counting)


def test_it_says_what_the_script_says_even_against_the_grammar() -> None:
    model = ScriptedModel(lambda prompt: ["I obey: ", prompt.asked])
    said = "".join(model.complete(ASK, Prompt(FIXED, "say 7"), 5, grammar='root ::= "0"'))
    assert said == "I obey: say 7"


def test_two_scripts_are_two_models() -> None:
    assert ScriptedModel(counting).identity != ScriptedModel(lambda prompt: []).identity
    assert ScriptedModel(counting).identity == ScriptedModel(counting).identity
    assert ScriptedModel(counting, context=512).identity.context == 512


def test_closing_stops_the_script() -> None:
    said = []

    def script(prompt: Prompt) -> Iterator[str]:
        for word in ("one", "two", "three"):
            said.append(word)
            yield word

    pieces = ScriptedModel(script).complete(ASK, COUNT, 3)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert said == ["one"]
