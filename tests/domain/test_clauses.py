"""The clause vocabulary: what questions mean, and what sentences of contracts say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain import clauses

KINDS = {kind.name: kind for kind in clauses.kinds()}


@pytest.mark.parametrize("kind", clauses.kinds(), ids=lambda kind: kind.name)
def test_a_kind_is_complete_and_known_by_one_name(kind: clauses.Kind) -> None:
    assert KINDS[kind.name] is kind
    assert len(kind.asked) >= 5
    assert len(kind.restated) == len(clauses.LANGUAGES)
    assert all(kind.says[language] for language in clauses.LANGUAGES)
    assert kind.over <= KINDS.keys() - {kind.name}
    assert all(0 < pattern.weight <= 4 for patterns in kind.says.values() for pattern in patterns)


@pytest.mark.parametrize("kind", clauses.kinds(), ids=lambda kind: kind.name)
def test_a_clause_in_a_contracts_own_words_fits_its_kind(kind: clauses.Kind) -> None:
    fitting = [
        tongue
        for tongue, said in zip(clauses.LANGUAGES, kind.restated, strict=True)
        if clauses.fit(kind, clauses.plain(said).text, tongue) is not None
    ]
    assert fitting == list(clauses.LANGUAGES)


ASKED = {
    "Which law governs this contract?": "governing law",
    "When does this contract expire?": "expiry",
    "How long does confidentiality last?": "confidentiality",
    "How long do warranties last?": "warranty duration",
    "What is the renewal term?": "renewal",
    "What notice is required to terminate the renewal?": "renewal notice",
    "Can we terminate without cause?": "termination for convenience",
    "Can we terminate if they are in material breach?": "termination for cause",
    "May the contract be assigned without consent?": "assignment",
    "What happens on a change of control?": "change of control",
    "Is liability capped?": "liability cap",
    "Is any liability unlimited?": "uncapped liability",
    "What liability insurance is required?": "insurance",
    "Are there royalties to be paid?": "revenue share",
    "What licenses are granted?": "licence grant",
    "Is the license non-transferable?": "non-transferable licence",
    "Is the licence perpetual?": "irrevocable licence",
    "Is anything owned jointly?": "joint intellectual property",
    "May the parties solicit each other's employees?": "employee solicitation",
    "May the parties solicit each other's customers?": "customer solicitation",
    "När löper avtalet ut?": "expiry",
    "Vilken uppsägningstid gäller?": "termination for convenience",
    "Får avtalet överlåtas?": "assignment",
    "Welches Recht gilt für diesen Vertrag?": "governing law",
    "Ist die Haftung begrenzt?": "liability cap",
    "Quel est le droit applicable au contrat ?": "governing law",
}


@pytest.mark.parametrize(("question", "name"), ASKED.items())
def test_a_question_means_one_kind(question: str, name: str) -> None:
    assert [kind.name for kind in clauses.asked(question)] == [name]


@pytest.mark.parametrize(
    "question",
    [
        "Who discovered oxygen?",
        "Vilket år uppfanns ångmaskinen?",
        "Wer war Ayurparibhadras Sohn?",
        "Which law did the French parliament pass about taxing foreign companies in Senegal?",
        "What colour is the door?",
        "",
        "???",
    ],
)
def test_a_question_about_something_else_means_none(question: str) -> None:
    assert clauses.asked(question) == ()


SAYS = [
    ("governing law", "This Agreement shall be governed by the laws of the State of Iowa.", True),
    ("governing law", "Acme is a corporation organized under the laws of the State of Iowa.", False),
    ("expiry", "The term of this Agreement shall begin on May 1, 2020 and continue for three (3) years.", True),
    ("expiry", "This Section shall survive the expiration of this Agreement.", False),
    (
        "termination for convenience",
        "Either party may terminate this Agreement without cause on 30 days' notice.",
        True,
    ),
    ("termination for convenience", "Either party may terminate this Agreement upon a material breach.", False),
    ("exclusivity", "Acme appoints Beta as its exclusive distributor in Norway.", True),
    ("exclusivity", "The courts of Oslo have exclusive jurisdiction.", False),
    ("insurance", "Supplier shall maintain general liability insurance of not less than $1,000,000.", True),
    ("insurance", "Deposits are insured by the Federal Deposit Insurance Corporation.", False),
    ("third-party beneficiary", "Gamma is an intended third-party beneficiary of this Agreement.", True),
    ("third-party beneficiary", "There are no third party beneficiaries of this Agreement.", False),
    ("revenue share", "Licensee shall pay a royalty of 8% of Net Sales.", True),
    ("revenue share", "The report was filed with the Securities and Exchange Commission.", False),
]


@pytest.mark.parametrize(("name", "sentence", "says"), SAYS)
def test_what_speaks_for_a_kind_outweighs_what_speaks_against_it(name: str, sentence: str, says: bool) -> None:
    fit = clauses.fit(KINDS[name], clauses.plain(sentence).text)
    assert (fit is not None and fit.score >= 2.5) == says


def test_patterns_of_one_language_do_not_judge_another() -> None:
    german = clauses.plain("Dieser Vertrag unterliegt dem Recht der Bundesrepublik Deutschland.").text
    assert clauses.language(german) == "de"
    assert clauses.fit(KINDS["governing law"], german) is not None
    assert clauses.fit(KINDS["governing law"], german, "en") is None


@given(st.text(max_size=300))
def test_every_character_of_a_plain_sentence_knows_where_it_stood(text: str) -> None:
    made = clauses.plain(text)
    assert len(made.text) == len(made.offsets)
    assert list(made.offsets) == sorted(set(made.offsets))
    assert all(0 <= offset < len(text) for offset in made.offsets)
    assert "  " not in made.text


@given(st.text(max_size=400))
def test_any_text_can_be_fitted_and_asked(text: str) -> None:
    clauses.asked(text)
    made = clauses.plain(text).text
    for kind in clauses.kinds():
        fit = clauses.fit(kind, made)
        assert fit is None or 0 <= fit.start < fit.end <= len(made)


@pytest.mark.parametrize(
    "text",
    [
        "not " * 2000,
        "the term of " * 700,
        "a" * 9000,
        "shall not exceed " * 600,
        "(" * 4000,
        "terminate upon 30 days " * 400,
    ],
)
def test_a_hostile_sentence_takes_no_more_than_seconds(text: str) -> None:
    began = time.process_time()
    for kind in clauses.kinds():
        clauses.fit(kind, text, "en")
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    ("question", "tongue"),
    [
        ("Worauf basiert die Miete?", "de"),
        ("Wozu neigen Gesellschaften?", "de"),
        ("Hur hög är hyran?", "sv"),
        ("Quel est le loyer ?", "fr"),
        ("Who would know?", "en"),
    ],
)
def test_the_word_that_a_question_asks_with_tells_its_language(question: str, tongue: str) -> None:
    assert clauses.asked_in(question) == tongue
