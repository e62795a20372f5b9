"""What follows a list: it stays a list, of the papers that the one before asked about."""

from __future__ import annotations

import pytest

from hemvist.domain.among import among, instead

ENDING = "Which contracts end before 2028?"


@pytest.mark.parametrize(
    ("question", "before", "asked"),
    [
        ("Which of those end in 2027?", ENDING, "Which contracts end in 2027?"),
        ("And which of them are governed by Norwegian law?", "Which of our service contracts end before 2028?", "Which service contracts are governed by Norwegian law?"),
        ("How many of those end in 2027?", "List all leases that end before 2028", "How many leases end in 2027?"),
        ("Do any of them renew automatically?", "How many agreements have a deposit?", "Do any agreements renew automatically?"),
        ("Which of those has a deposit?", ENDING, "Which contracts has a deposit?"),
        ("Vilka av dem upphör 2027?", "Vilka avtal upphör före 2028?", "Vilka avtal upphör 2027?"),
        ("Vilka av dessa har en deposition?", "Vilka av hyresavtalen upphör före 2028?", "Vilka hyresavtal har en deposition?"),
        ("Welche davon enden 2027?", "Welche Verträge enden vor 2028?", "Welche Verträge enden 2027?"),
        ("In welchen davon gibt es eine Kaution?", "Welche Verträge enden vor 2028?", "In welchen Verträgen gibt es eine Kaution?"),
        ("Lesquels sont soumis au droit norvégien ?", "Quels contrats finissent avant 2028 ?", "Quels contrats sont soumis au droit norvégien ?"),
        ("Combien d'entre eux finissent en 2027 ?", "Quels contrats finissent avant 2028 ?", None),
        ("Which of those end in 2027?", "When does the lease end?", None),
        ("Which of those tenants pay?", ENDING, None),
        ("Which contracts end in 2027?", ENDING, None),
    ],
)  # fmt: skip
def test_what_is_asked_of_those_is_asked_of_such_papers(question: str, before: str, asked: str | None) -> None:
    assert among(question, before) == asked


@pytest.mark.parametrize(
    ("tongue", "rest", "before", "asked"),
    [
        ("en", "before 2027?", ENDING, "Which contracts end before 2027?"),
        ("en", "in 2027?", ENDING, "Which contracts end in 2027?"),
        ("en", "Before 1 July 2027?", ENDING, "Which contracts end before 1 July 2027?"),
        ("sv", "före 2027?", "Vilka avtal upphör före 2028?", "Vilka avtal upphör före 2027?"),
        ("de", "vor 2027?", "Welche Verträge enden vor 2028?", "Welche Verträge enden vor 2027?"),
        ("fr", "avant 2027 ?", "Quels contrats finissent avant 2028 ?", "Quels contrats finissent avant 2027 ?"),
        ("en", "under German law?", "Which contracts are governed by Norwegian law?", "Which contracts are governed by German law?"),
        ("de", "deutsches Recht?", "Welche Verträge unterliegen norwegischem Recht?", "Welche Verträge unterliegen deutschem Recht?"),
        ("en", "longer than 6 months?", "Which contracts have a notice period longer than 3 months?", "Which contracts have a notice period longer than 6 months?"),
        ("en", "6 months?", "Which contracts have a notice period longer than 3 months?", None),
        ("en", "before 2027?", "Which contracts are governed by Norwegian law?", None),
        ("en", "in Germany?", "Which contracts are governed by Norwegian law?", None),
        ("en", "with a deposit?", ENDING, None),
        ("en", "before 2027?", "When does the lease end?", None),
    ],
)  # fmt: skip
def test_a_condition_takes_the_place_of_its_like(tongue: str, rest: str, before: str, asked: str | None) -> None:
    assert instead(rest, before, tongue) == asked
