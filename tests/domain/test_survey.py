"""Questions about many documents: recognised in four languages, told from questions about one, judged from one sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.answer import cite
from hemvist.domain.condition import Verdict
from hemvist.domain.survey import Survey, is_paper, judge, speaks, survey


@pytest.mark.parametrize(
    ("question", "kind", "papers"),
    [
        ("Which of our leases can be terminated early?", "termination for convenience", "lease"),
        ("Vilka avtal förnyas automatiskt?", "renewal", ""),
        ("Which contracts are governed by Swedish law?", "governing law", ""),
        ("list all agreements that expire in 2027", "expiry", ""),
        ("Which contracts have a notice period longer than 3 months?", "termination for convenience", ""),
        ("Welche Verträge verlängern sich automatisch?", "renewal", ""),
        ("Zeige alle Verträge, die dem schwedischen Recht unterliegen", "governing law", ""),
        ("Quels contrats expirent en 2027 ?", "expiry", ""),
        ("I vilka avtal finns ett vite?", "liquidated damages", ""),
        ("How many of our service agreements renew automatically?", "renewal", "service"),
        ("Do any of our NDAs last longer than five years?", "expiry", "nda"),
        ("Which contracts mention asbestos?", "", ""),
    ],
)
def test_a_question_about_many_documents_is_recognised(question: str, kind: str, papers: str) -> None:
    found = survey(question)
    assert found is not None
    assert (found.kind, found.papers) == (kind, papers)


def test_what_no_kind_of_clause_says_is_asked_in_its_own_words() -> None:
    found = survey("Which contracts mention asbestos?")
    assert found is not None
    assert found.clause == "What does it say about asbestos?"


@pytest.mark.parametrize(
    "question",
    [
        "Which agreement governs?",
        "Which agreements does this contract replace?",
        "What documents must the tenant provide?",
        "What licenses are granted?",
        "What insurance policies must the tenant keep?",
        "Which law governs the lease?",
        "Who pays for repairs?",
        "Which contracts?",
        "What documents must the tenant provide under the Storgatan lease?",
    ],
)
def test_a_question_about_one_document_is_none(question: str) -> None:
    assert survey(question) is None


def wanted(question: str) -> Survey:
    found = survey(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "quote", "verdict", "value"),
    [
        ("Which contracts are governed by Swedish law?", "This lease is governed by the laws of Sweden.", "yes", "Sweden"),
        ("Which contracts are governed by Swedish law?", "Es gilt deutsches Recht.", "no", "deutsches"),
        ("Vilka avtal gäller enligt svensk lag?", "This lease is governed by the laws of Sweden.", "yes", "Sweden"),
        ("Which contracts are governed by Swedish law?", "The laws of Sweden and Norway apply.", "read", "Sweden, Norway"),
        ("Which contracts are not governed by Swedish law?", "Es gilt deutsches Recht.", "yes", "deutsches"),
        ("List all contracts that expire in 2027", "It begins on 1 October 2019 and ends on 30 September 2027.", "yes", "30 September 2027"),
        ("Which contracts expire before 1 July 2027?", "It ends on 30 September 2027.", "no", "30 September 2027"),
        ("Which contracts expire after 2026?", "Das Mietverhältnis endet am 31.12.2026.", "no", "31.12.2026"),
        ("Which contracts have a notice period longer than 3 months?", "with nine months' written notice", "yes", "nine months"),
        ("Which contracts have a notice period longer than 3 months?", "mit einer Frist von drei Monaten", "no", "drei Monaten"),
        ("Which contracts have a notice period of at least 3 months?", "med en uppsägningstid om tre månader", "yes", "tre månader"),
        ("Which contracts have a notice period longer than 3 months?", "on ninety (90) days' notice", "read", "ninety (90) days"),
        ("Which contracts have a notice period longer than 3 months?", "one month, or six months after 2020", "read", "one month, six months"),
        ("Which contracts have a fee above EUR 100,000?", "The annual fee is EUR 120.000,00.", "yes", "EUR 120.000,00"),
        ("Which contracts have a fee above EUR 100,000?", "Avgiften är 1 200 000 kr.", "read", "1 200 000 kr"),
        ("Which contracts have a fee above 100 000?", "Avgiften är 99 000 kr.", "no", "99 000 kr"),
        ("Which contracts have a fee above EUR 100,000?", "The fee is agreed each year.", "read", ""),
        ("Which contracts can be assigned?", "Neither party may assign it.", "no", ""),
        ("Which contracts can be assigned?", "It may not be assigned without consent.", "read", ""),
        ("Which contracts can be assigned?", "Each party may assign it.", "yes", ""),
        ("Which contracts do not allow assignment?", "Neither party may assign it.", "yes", ""),
        ("Vilka avtal får överlåtas?", "Betalas hyran inte i tid övergår rätten att överlåta avtalet.", "read", ""),
        ("Vilka avtal får inte överlåtas?", "Hyresgästen får inte överlåta avtalet.", "yes", ""),
    ],
)  # fmt: skip
def test_yes_and_no_come_from_the_sentence_and_doubt_is_left_to_the_reader(
    question: str, quote: str, verdict: str, value: str
) -> None:
    found, shown = judge(wanted(question), quote)
    assert (found.value, " ".join(shown.split())) == (verdict, value)


def test_a_document_is_told_by_what_it_calls_itself() -> None:
    assert is_paper("lease", "Hyresavtal Storgatan 14", "")
    assert is_paper("lease", "", "LEASE AGREEMENT between A and B")
    assert not is_paper("lease", "Service agreement", "x" * 500 + " lease")
    assert is_paper("", "anything", "")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_question_and_any_quotation_is_taken_without_a_fault(question: str, quote: str) -> None:
    survey(question)
    found, _ = judge(wanted("Which contracts expire in 2027?"), quote)
    assert found in Verdict
    assert judge(wanted("Which contracts have a fee above EUR 5?"), quote)[0] in Verdict


@dataclass(frozen=True)
class Passage:
    text: str
    heading: str = ""
    document: str = "lease"
    version: str = "1"
    start: int = 0
    page: int | None = None


@pytest.mark.parametrize(
    ("question", "text", "heading", "there"),
    [
        ("Which contracts have a deposit?", "The rent is EUR 1,500 per month.", "", False),
        ("Vilka avtal har en deposition?", "Avgiften för gardiner är 200 kronor per månad.", "", False),
        ("Welche Verträge sehen eine Kaution vor?", "Die Miete beträgt 1.500 Euro im Monat.", "§ 1 Miete", False),
        ("Which contracts have a deposit?", "The tenant pays a deposit of EUR 3,000.", "", True),
        ("Which contracts have a deposit?", "EUR 3,000, within ten days.", "2. Deposit", True),
        ("Welche Verträge sehen eine Kaution vor?", "Die Kaution beträgt 3.000 Euro.", "", True),
        ("Which contracts have an end date?", "Hyrestiden löper från den 1 maj 2021 till den 30 april 2026.", "", True),
        ("Which contracts mention asbestos?", "The roof is free of asbestos.", "", True),
    ],
)
def test_a_quotation_speaks_of_a_clause_in_its_words_or_under_its_heading(
    question: str, text: str, heading: str, there: bool
) -> None:
    assert speaks(wanted(question), cite(Passage(text, heading), 0, len(text))) is there
