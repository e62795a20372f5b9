"""What sentences may settle a question: alone, or with the one before them on which they lean."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hemvist.assistant.reply import reply
from hemvist.assistant.settled import Sought, by_name, candidates
from hemvist.domain import clauses, wanted
from hemvist.domain.answer import Answer
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import EVERYONE, benchmark, ingested
from hemvist.index.base import Found
from hemvist.index.meaning import Meant
from hemvist.projects.gate import throw_away
from hemvist.providers.here import LocalEmbedder

KINDS = {kind.name: kind for kind in clauses.kinds()}


def found(text: str) -> Found:
    return Found("paper", "paper-1", 0, 0, len(text), None, "", text, 0.5, 0.0, 0.0)


def sought(question: str, *kinds: str) -> Sought:
    plain = clauses.plain(question).text
    meant = tuple(Meant(KINDS[name], score) for name, score in zip(kinds, (0.9, 0.4, 0.2), strict=False))
    return Sought(
        question, wanted.wanted(plain), np.zeros(1), meant, whole=question, special=clauses.special(plain),
        of_money=wanted.of_money(plain),
    )  # fmt: skip


SECRET = (
    "Each party keeps the other's trade information secret. This duty lasts for 5 years after the end of the contract."
)


def test_a_sentence_that_leans_on_the_one_before_counts_with_it() -> None:
    asked = sought("How long must we keep it secret?", "confidentiality period")
    best = candidates(asked, [found(SECRET)])[0]
    assert best.kind is KINDS["confidentiality period"]
    assert best.evidence.text == SECRET
    assert SECRET[best.evidence.first : best.evidence.last].startswith("This duty lasts")


def test_a_clause_with_a_number_of_its_own_does_not_lean() -> None:
    text = SECRET.replace("This duty", "9.2 This contract")
    rows = candidates(sought("How long must we keep it secret?", "confidentiality period"), [found(text)])
    assert all(one.evidence.start > 0 for one in rows if one.kind is None or "9.2" in one.evidence.text)


def test_a_kind_that_cannot_hold_what_is_asked_for_does_not_count() -> None:
    text = "The turnover was 504 million kronor and the margin 7.5 per cent."
    share = candidates(sought("What share of the turnover was exported?", "turnover"), [found(text)])
    whole = candidates(sought("How big was the turnover?", "turnover"), [found(text)])
    assert [one.kind for one in share] == [None]
    assert [one.kind for one in whole] == [KINDS["turnover"]]


def test_overlapping_kinds_are_added_up() -> None:
    asked = sought("How long is the notice period?", "notice period", "lease notice")
    (both,) = candidates(asked, [found("Either party may end the lease by giving six months' notice in writing.")])
    assert both.signs.kinds > both.signs.kind >= 0.9
    assert both.signs.likeliest
    assert not both.signs.rivalled


def test_a_lease_s_last_day_is_as_likely_as_any_contract_s() -> None:
    asked = sought("When does the contract end?", "expiry", "renewal", "lease end")
    said = "Das Mietverhältnis beginnt am 1. September 2023 und ist auf sieben Jahre fest bis zum 31. August 2030 geschlossen."
    (one,) = candidates(asked, [found(said)])
    assert one.kind is KINDS["lease end"]
    assert one.signs.likeliest
    assert one.signs.kind == 0.9


def test_of_things_called_by_name_only_those_are_looked_at() -> None:
    asked = sought("What does a croissant cost?", "unit price")
    rows = candidates(asked, [found("A loaf of rye bread costs £4.20. A croissant costs £1.90.")])
    assert len(rows) == 2
    assert [one.evidence.text for one in by_name(asked, rows)] == ["A croissant costs £1.90."]


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody listens."""


def test_a_rule_is_shown_with_its_exception_the_rule_first(embedder: LocalEmbedder) -> None:
    data = Path(__file__).parent.parent / "data"
    corpus = {
        name: path for name, path in benchmark(data / "plain", "plain").corpus.items() if name == "employment.txt"
    }
    with ingested(corpus, embedder, quiet) as project:
        given = reply(throw_away(Deed.ASK), project.index, embedder, "What is the notice period?", EVERYONE, None, None)
    assert isinstance(given, Answer)
    rule, exception = (one.quote for one in given.citations[:2])
    assert "two months" in rule
    assert exception == "During probation the notice period is one week."
