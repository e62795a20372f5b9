"""What goes over the speaker's socket: it comes back as it went, and anything else is refused before it is believed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.providers import speech, wire
from hemvist.providers.catalogue import entry
from hemvist.providers.model import Prompt
from hemvist.providers.speech import SECONDS, TOKENS, Hello, Order, Spoken

ORDER = Order(Prompt("fixed", "asked"), 5, "", 1.0)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))


@given(WORDS, WORDS, WORDS, st.integers(1, TOKENS), st.floats(0.1, SECONDS))
def test_an_order_comes_as_it_went(fixed: str, asked: str, grammar: str, most: int, seconds: float) -> None:
    order = Order(Prompt(fixed, asked), most, grammar, seconds)
    assert speech.unpack_order(speech.pack_order(order)) == order


@given(st.binary())
def test_bytes_that_are_no_order_are_refused(body: bytes) -> None:
    with pytest.raises(wire.Malformed):
        speech.unpack_order(body)


@pytest.mark.parametrize(
    "told",
    [
        [], {}, "x", ["a", "b", 1, "c"], ["a", "b", 0, "", 1], ["a", "b", TOKENS + 1, "", 1], ["a", "b", True, "", 1],
        ["a", "b", 1.5, "", 1], ["a", "b", 1, "", 0], ["a", "b", 1, "", SECONDS + 1], ["a", "b", 1, "", float("nan")],
        ["a", 2, 1, "", 1], ["a", "b", 1, None, 1], ["a", "b", 1, "", True],
    ],
)  # fmt: skip
def test_an_order_beyond_its_bounds_is_refused(told: object) -> None:
    with pytest.raises(wire.Malformed):
        speech.unpack_order(json.dumps(told).encode())


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    sent = Order(Prompt("", "\ud800"), 1, "", 1.0)
    assert speech.unpack_order(speech.pack_order(sent)).prompt.asked == "?"


def test_greetings_and_figures_come_as_they_went() -> None:
    hello = Hello(entry("smollm2-135m").identity, ("network", "files"), 1.5, 60.0, 20.0)
    assert speech.unpack_hello(speech.pack_hello(hello)) == hello
    spoken = Spoken(100, 60, 10, 2.0, 5.0)
    assert speech.unpack_spoken(speech.pack_spoken(spoken)) == spoken
    assert (spoken.reads, spoken.says) == (20.0, 2.0)
    for unpack in (speech.unpack_hello, speech.unpack_spoken):
        with pytest.raises(wire.Malformed):
            unpack(b"[]")
