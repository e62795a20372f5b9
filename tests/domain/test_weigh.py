"""Evidence: which sentence says it best, how sure that is, and which of its words are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain import clauses, weigh
from hemvist.domain.answer import LONGEST_QUOTE, cite
from hemvist.domain.passage import Text, passages

KINDS = {kind.name: kind for kind in clauses.kinds()}
CONTRACT = """DISTRIBUTION AGREEMENT

WHEREAS, Acme desires to appoint Beta as its exclusive distributor in Norway;

"Exclusive Right" means the exclusive right of Beta to sell the Products.

2. Appointment. Acme hereby appoints Beta as its sole and exclusive distributor of the Products in Norway.

3. Governing Law. This Agreement shall be governed by the laws of Norway. The courts of Oslo have exclusive jurisdiction.

4. Table of contents: Exclusive distribution ........ 4
"""


@dataclass(frozen=True)
class Run:
    """A passage as an index finds it."""

    text: str
    start: int = 0
    heading: str = ""
    document: str = "d1"
    version: str = "v1"
    page: int | None = None


def runs(text: str) -> list[Run]:
    return [Run(one.text, one.start, one.heading) for one in passages(Text(text, (), (), (), "txt"))]


def test_the_clause_itself_comes_before_recitals_definitions_and_titles() -> None:
    evidence = weigh.weigh(KINDS["exclusivity"], runs(CONTRACT))
    assert "hereby appoints Beta" in evidence[0].text
    others = {one.text.split()[0]: one.score for one in evidence[1:]}
    assert all(score < evidence[0].score - 1 for score in others.values()), others


def test_evidence_stands_where_it_says() -> None:
    for kind in clauses.kinds():
        for one in weigh.weigh(kind, runs(CONTRACT)):
            assert CONTRACT[one.start : one.end] == one.text
            assert one.start <= one.first < one.last <= one.end


def test_a_heading_that_names_the_kind_adds_to_it() -> None:
    said = "It shall be governed by the laws of Norway."
    plain = weigh.weigh(KINDS["governing law"], [Run(said)])[0].score
    named = weigh.weigh(KINDS["governing law"], [Run(said, heading="12 Governing Law")])[0].score
    captioned = weigh.weigh(KINDS["governing law"], [Run(f"Governing Law. {said}")])[0].score
    assert named == captioned == plain + 1


def test_the_order_of_passages_does_not_matter() -> None:
    found = runs(CONTRACT * 3)
    forth, back = (weigh.weigh(KINDS["exclusivity"], one) for one in (found, found[::-1]))
    assert [(one.start, one.score) for one in forth] == [(one.start, one.score) for one in back]


def test_more_evidence_never_makes_less_sure() -> None:
    levels = [weigh.clause_confidence("expiry", score, 0.88) for score in range(7)]
    assert levels == sorted(levels)
    assert weigh.clause_confidence("expiry", 5, 0.9) > weigh.clause_confidence("expiry", 5, 0.8)
    assert levels[0] < weigh.NEAR < weigh.ENOUGH < levels[-1] < 1


@given(st.floats(-50, 50), st.floats(-1, 1))
def test_confidence_is_a_probability(score: float, near: float) -> None:
    for kind in ("expiry", "after termination", "no such kind"):
        assert 0 <= weigh.clause_confidence(kind, score, near) <= 1


def test_what_is_far_ahead_of_the_rest_is_surer() -> None:
    said = [weigh.Evidence(Run("x"), 0, 1, 0, 1, 1.0 - 0.02 * n, 0.86) for n in range(5)]
    alone, crowded = [1.0] + [0.8] * 9, [1.0] + [0.99] * 9
    assert weigh.words_confidence(said, alone, 0.3, across=False) > weigh.words_confidence(
        said, crowded, 0.3, across=False
    )
    assert 0 <= weigh.words_confidence(said[:1], [1.0], 0.0, across=True) <= 1


def test_rare_words_tell_more_than_frequent_ones() -> None:
    told = weigh.rarities(["lease", "heron"], [{"lease"}, {"lease"}, {"lease", "heron"}])
    assert told["heron"] > told["lease"]
    assert weigh.coverage(told, {"heron"}) > weigh.coverage(told, {"lease"}) > weigh.coverage(told, set()) == 0
    assert weigh.coverage(told, {"heron", "lease"}) == pytest.approx(1)
    assert weigh.coverage({}, {"heron"}) == 0


LONG = (
    "Subject to the terms of this Agreement, including Section 2 (a) on sublicences, (b) on territory and (c) on duration, "
    "and provided that all fees have been paid when they were due, and that no notice of breach has been given which was not "
    "withdrawn; Acme shall indemnify Beta against claims of third parties; and Beta may terminate this Agreement for "
    "convenience upon sixty (60) days prior written notice to Acme; provided, however, that orders that were accepted before "
    "the notice shall be delivered and paid as if the Agreement were in force; and provided further that stock is sold off."
)


def test_a_long_sentence_is_cut_around_its_evidence_at_the_borders_of_clauses() -> None:
    best = weigh.weigh(KINDS["termination for convenience"], [Run(LONG, 50)])[0]
    quote = cite(best.passage, *weigh.shown(best)).quote
    assert "terminate this Agreement for convenience" in quote
    assert len(quote) <= LONGEST_QUOTE < len(LONG)
    at = LONG.index(quote)
    assert at == 0 or LONG[at - 2] in ";:,"
    assert quote[-1] in ";:,."


def test_a_short_sentence_is_shown_whole() -> None:
    best = weigh.weigh(KINDS["governing law"], [Run("  It shall be governed by the laws of Norway.  ", 7)])[0]
    assert cite(best.passage, *weigh.shown(best)).quote == "It shall be governed by the laws of Norway."


@given(st.text(st.sampled_from("ab ,;()x\n"), min_size=1, max_size=1500), st.data())
def test_a_window_is_always_citable(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        return
    first = data.draw(st.integers(start, end - 1))
    while text[first].isspace():
        first = first + 1 if text[first:end].strip() else start
    last = data.draw(st.integers(first + 1, end))
    low, high = weigh.window(text, start, end, first, last)
    assert start <= low < high <= end
    assert 0 < high - low <= LONGEST_QUOTE
    assert not re.match(r"\s", text[low:high])
    assert not text[high - 1].isspace()
    assert low <= first < high


def test_across_languages_the_same_nearness_makes_surer() -> None:
    said = [weigh.Evidence(Run("x"), 0, 1, 0, 1, 1.0 - 0.03 * n, 0.8) for n in range(5)]
    found = [1.0] + [0.95] * 9
    within, across = (weigh.words_confidence(said, found, 0.1, across=across) for across in (False, True))
    assert within < weigh.ENOUGH_WORDS
    assert across > weigh.ENOUGH_ACROSS


@pytest.mark.parametrize(
    "heading", ["§ 4 Laufzeit und Kündigung", "3 Hyra", "2 Pris", "4.1 Term and renewal", "Section 5 Fees", "7."]
)
def test_a_bare_heading_is_no_sentence_that_could_answer(heading: str) -> None:
    said = "Beställaren betalar 4 800 kronor per månad, och betalningen sker mot faktura inom tjugo dagar."
    assert [one.text for one in weigh.spans(Run(f"{heading}\n{said}"))] == [said]
    assert [one.text for one in weigh.spans(Run(heading))] in ([heading], [])


@pytest.mark.parametrize(
    "said",
    ["§ 4 Uppsägningstiden är sex månader.", "2 Priset är 4 800 kronor.", "Hyresvärd: Eken AB", "Datum: 5 maj 2024"],
)
def test_what_says_something_is_one_whatever_number_it_bears(said: str) -> None:
    assert weigh.spans(Run(f"{said}\n\nAvtalet gäller tills vidare."))[0].text == said


def test_the_lines_that_head_a_mail_answer_nothing() -> None:
    mail = "From: Kim Berg <kim@alder.example>\nTo: mo@birch.example\nDate: Mon, 26 Aug 2024\nSubject: The pool\n\nThe pool opens on 1 May.\n"
    assert [one.text for one in weigh.spans(Run(mail))] == ["The pool opens on 1 May."]


def test_a_sentence_is_surer_by_the_rarer_of_the_questions_words_that_it_says() -> None:
    text = "The invoice of the repairs is due in a month. The repairs are paid by the landlord. The repairs are quick indeed."
    every = [one for run in runs(text) for one in weigh.spans(run)]
    gained = [one.score for one in weigh.by_words_said("Who pays the invoice of the repairs?", every)]
    assert gained[0] > gained[1] == gained[2] > 0
    assert gained[0] <= 3.0


def test_a_question_without_telling_words_makes_nothing_surer() -> None:
    every = [one for run in runs("The rent is 40 pounds a month.") for one in weigh.spans(run)]
    assert weigh.by_words_said("?", every) == every
