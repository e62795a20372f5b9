"""Sentences in another language than the question: ranked by what stands around them and what they hold."""

from __future__ import annotations

from hemvist.assistant.across import anew
from hemvist.domain.weigh import Evidence, spans
from hemvist.index.base import Found


def passage(text: str, start: int = 0) -> Found:
    return Found("d", "v", 0, start, start + len(text), None, "", text, 0.5, 0.0, 0.5)


def compared(*rows: tuple[Found, list[float]]) -> list[Evidence]:
    """The sentences of these passages, each as near to the question as it says."""
    return [
        Evidence(one.passage, one.start, one.end, one.first, one.last, near, near)
        for found, nears in rows
        for one, near in zip(spans(found), nears, strict=True)
    ]


def test_of_two_as_near_the_one_among_near_ones_goes_first() -> None:
    text = "The old mill was here. The weir was over there. The barn stood nearby."
    alone, among = passage(text), passage(text, 1_000)
    ranked = anew("Wo war es?", compared((alone, [0.5, 0.8, 0.5]), (among, [0.7, 0.8, 0.7])))
    assert ranked[0].start == 1_000 + text.index("The weir")


def test_a_sentence_that_shares_beginnings_of_words_goes_first() -> None:
    rows = compared((passage("The weather was kinder then. The professor was kind."), [0.8, 0.8]))
    assert anew("Wie war der Professor?", rows)[0].text == "The professor was kind."


def test_a_longer_sentence_says_more() -> None:
    rows = compared((passage("It was so. It was so in every one of the seven valleys of that land."), [0.8, 0.8]))
    assert anew("Wo war es?", rows)[0].text.startswith("It was so in every")


def test_what_has_the_value_asked_for_goes_first() -> None:
    rows = compared((passage("It rained for a very long time there. It rained for 40 days there."), [0.8, 0.8]))
    assert anew("Wie lange regnete es?", rows)[0].text == "It rained for 40 days there."


def test_a_sentence_by_itself_counts_as_if_what_is_around_were_further_off() -> None:
    rows = compared(
        (passage("It was in the far north."), [0.8]),
        (passage("It was in the far south. It was cold.", 99), [0.8, 0.79]),
    )
    assert anew("Wo war es?", rows)[0].text == "It was in the far south."


def test_nothing_compared_is_nothing_ranked() -> None:
    assert anew("Wo war es?", []) == []
