"""Splitting a question: a document is named only where one is named."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.question import split

NAMED = [
    ("Consider the Lease between Acme, Inc. and Lund AB; who pays for heating?", "Acme, Inc. and Lund AB", "who pays for heating?"),
    ("In the Storgatan lease, when does it end?", "Storgatan", "when does it end?"),
    ("Who pays for heating under our lease with Acme AB?", "Acme AB", "Who pays for heating under our lease?"),
    ("What does our agreement with Acme say about liability?", "Acme", "What does our agreement say about liability?"),
    ("When does Acme's contract expire?", "Acme", "When does contract expire?"),
    ("Enligt avtalet med Norrsken, när upphör det?", "Norrsken", "när upphör det?"),
    ("När löper hyresavtalet för Storgatan 5 ut?", "Storgatan 5", "När löper hyresavtalet ut?"),
    ("Welche Frist gilt im Mietvertrag mit der Müller GmbH?", "Müller GmbH", "Welche Frist gilt im Mietvertrag?"),
    ("Gemäß dem Vertrag mit Siemens AG, wann endet er?", "Siemens AG", "wann endet er?"),
    ("Quelle est la durée du contrat avec Dupont SA ?", "Dupont SA", "Quelle est la durée du contrat ?"),
    ("Regarding Acme, who pays?", "Acme", "who pays?"),
]  # fmt: skip

UNNAMED = [
    "Which law governs this contract?",
    "May the parties solicit each other's customers?",
    "Does this agreement include exclusivity?",
    "Who may terminate: the buyer or the seller?",
    "Was sagt unser Vertrag über Haftung?",
    "Für welchen Erreger, der Gasbrand verursacht, ist Sauerstoff giftig?",
    "Vilka uppsägningstider gäller i våra avtal?",
    "Quelle loi régit ce contrat ?",
    "liability",
]


@pytest.mark.parametrize(("question", "name", "clause"), NAMED)
def test_a_named_document_is_told_from_what_is_asked_of_it(question: str, name: str, clause: str) -> None:
    asked = split(question)
    assert name in asked.reference
    assert asked.clause == clause


@pytest.mark.parametrize("question", UNNAMED)
def test_where_no_document_is_named_the_whole_question_is_the_clause(question: str) -> None:
    assert split(question).reference == ""
    assert split(question).clause == question


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["the ", "Acme ", "lease ", "with ", "; ", ", ", "avtal ", "?", "in "])).map("".join)
)
@settings(max_examples=200, deadline=None)
def test_any_question_keeps_something_to_search_for(question: str) -> None:
    asked = split(question)
    assert bool(asked.clause.strip()) == bool(question.strip())
    assert not asked.reference or asked.clause != asked.reference


@pytest.mark.parametrize(
    "unit", ["Acme ", "in ", "the Acme, ", "A, ", " and A", ";", ":", "\n", "avtal", "(A", "a.", "lease with A "]
)
def test_a_hostile_question_is_split_at_once(unit: str) -> None:
    began = time.process_time()
    split((unit * 2000)[:2000] + "contract with Acme")
    assert time.process_time() - began < 1
