"""A question for how much, how long or when is answered only by a sentence that has such a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain import clauses, wanted
from hemvist.domain.wanted import Sort

LENGTH = frozenset({Sort.DURATION, Sort.DATE})
SUM = frozenset({Sort.MONEY, Sort.PERCENT})


@pytest.mark.parametrize(
    ("question", "sorts"),
    [
        ("How long is the notice period?", LENGTH),
        ("Hur länge sparas loggarna?", LENGTH),
        ("Wie lange ist die Kündigungsfrist?", LENGTH),
        ("Combien de temps dure la garantie ?", LENGTH),
        ("Hur lång uppsägningstid har kaféet?", LENGTH),
        ("How much is the deposit?", SUM),
        ("Hur stor är depositionen?", SUM),
        ("Wie groß sind die Räume?", frozenset({Sort.COUNT})),
        ("How big are the premises?", frozenset({Sort.COUNT})),
        ("Hur stor är lokalen på Kungsgatan?", frozenset({Sort.COUNT})),
        ("What is the monthly rent of Norrglim Furniture AB?", SUM),
        ("Vad är hyran för lokalen?", SUM),
        ("Was ist die monatliche Miete?", SUM),
        ("What is the renewal term for this contract?", frozenset()),
        ("Vad kostar lokalen per år?", SUM),
        ("Was kostet der Artikel?", SUM),
        ("Which share of the salary goes on?", frozenset({Sort.PERCENT})),
        ("How many cars can we park?", frozenset({Sort.COUNT})),
        ("Who fixes the boiler?", frozenset({Sort.PARTY})),
        ("Which law governs this contract?", frozenset()),
        ("May we sublet?", frozenset()),
        ("What happens when the initial period is over?", frozenset()),
    ],
)
def test_a_question_tells_what_sort_of_value_it_wants(question: str, sorts: frozenset[Sort]) -> None:
    assert wanted.wanted(clauses.plain(question).text) == sorts


@pytest.mark.parametrize(
    ("sentence", "sort", "other"),
    [
        ("the tenant gives three (3) months' notice.", Sort.DURATION, Sort.MONEY),
        ("uppsägningstiden är tre månader.", Sort.DURATION, Sort.PERCENT),
        ("die frist beträgt drei monate.", Sort.DURATION, Sort.MONEY),
        ("le préavis est de trois mois.", Sort.DURATION, Sort.PERCENT),
        ("the yearly rent is £56,500.", Sort.MONEY, Sort.DATE),
        ("hyran är 7 680 000 kronor.", Sort.MONEY, Sort.DURATION),
        ("höchstens 12 prozent des gehalts", Sort.PERCENT, Sort.MONEY),
        ("employment begins on 1 march 2021", Sort.DATE, Sort.MONEY),
        ("14 parking spaces", Sort.COUNT, Sort.DURATION),
    ],
)
def test_a_sentence_holds_a_value_of_its_sort_and_no_other(sentence: str, sort: Sort, other: Sort) -> None:
    assert wanted.holds(sentence, frozenset({sort}))
    assert not wanted.holds(sentence, frozenset({other}))


def test_where_nothing_is_wanted_every_sentence_will_do() -> None:
    assert wanted.holds("", frozenset())


@pytest.mark.parametrize(
    "question",
    [
        "how many times were they late last year?",
        "hur många dagar har hon kvar?",
        "was verdiente er in der vorigen stelle?",
    ],
)
def test_what_happened_is_not_what_is_agreed(question: str) -> None:
    assert wanted.happened(question)


def test_a_price_for_each_month_has_not_happened() -> None:
    assert not wanted.happened("hur mycket betalar vi för bageriet i månaden?")
    assert wanted.happened("hur mycket betalade vi i höst?")


@pytest.mark.parametrize(
    ("question", "price"),
    [
        ("what does the flour cost?", True),
        ("vad kostar garageplatsen?", True),
        ("was kostet die wartung pro quartal?", True),
        ("how much is the deposit?", False),
        ("what will the new fitters earn?", False),
        ("how steeply can they put up what the wharf costs us?", False),
    ],
)
def test_what_something_costs_is_told_from_other_sums(question: str, price: bool) -> None:
    assert wanted.of_price(question) is price


@pytest.mark.parametrize(
    "question", ["which bank holds the deposit?", "vilken bil kör hon?", "welche marke wurde gewählt?"]
)
def test_which_one_of_a_sort_of_thing_is_answered_by_a_name_only(question: str) -> None:
    assert wanted.names_one(question)


@pytest.mark.parametrize("question", ["which law governs?", "what insurance is required?", "how long is the notice?"])
def test_what_a_clause_settles_is_no_such_question(question: str) -> None:
    assert not wanted.names_one(question)
    assert not wanted.happened(question)


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    plain = clauses.plain(text).text
    assert isinstance(wanted.holds(plain, wanted.wanted(plain)), bool)
