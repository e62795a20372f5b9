"""What a question demands of a value: at least, at most, exactly, between; read as it is meant, and before and behind the value."""

from __future__ import annotations

import pytest

from hemvist.domain.survey import judge, survey


def said(question: str, quote: str) -> str:
    asked = survey(question)
    assert asked is not None
    return judge(asked, quote)[0].value


ONE, THREE, SIX = (
    f"Either party may end it with {many} notice." for many in ("one month's", "three months'", "six months'")
)


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts have a notice period of no less than 3 months?",
        "Which contracts have a notice period of not less than 3 months?",
        "Which contracts have a notice period that is not shorter than 3 months?",
        "Which contracts have a notice period of 3 months or more?",
        "Which contracts have a minimum of 3 months notice?",
        "Vilka avtal har en uppsägningstid på inte mindre än tre månader?",
        "Vilka avtal har en uppsägningstid på tre månader eller mer?",
        "Welche Verträge haben eine Kündigungsfrist von nicht weniger als drei Monaten?",
        "Welche Verträge haben eine Kündigungsfrist von drei Monaten oder mehr?",
        "Quels contrats ont un préavis de pas moins de trois mois ?",
    ],
)
def test_no_less_than_is_at_least(question: str) -> None:
    assert [said(question, quote) for quote in (ONE, THREE, SIX)] == ["no", "yes", "yes"]


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts have a notice period of no more than 3 months?",
        "Which contracts have a notice period of not more than 3 months?",
        "Which contracts have a notice period not exceeding 3 months?",
        "Which contracts have a notice period that does not exceed 3 months?",
        "Which contracts have a notice period no longer than 3 months?",
        "Which contracts do not have a notice period longer than 3 months?",
        "Which contracts have a notice period of 3 months or less?",
        "Vilka avtal har en uppsägningstid på inte mer än tre månader?",
        "Vilka avtal har en uppsägningstid som inte överstiger tre månader?",
        "Welche Verträge haben eine Kündigungsfrist von nicht mehr als drei Monaten?",
        "Welche Verträge haben eine Kündigungsfrist, die drei Monate nicht übersteigt?",
        "Quels contrats ont un préavis de pas plus de trois mois ?",
    ],
)
def test_no_more_than_is_at_most(question: str) -> None:
    assert [said(question, quote) for quote in (ONE, THREE, SIX)] == ["yes", "yes", "no"]


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts have a notice period of exactly 3 months?",
        "Which contracts have a notice period of 3 months?",
        "Which contracts have a notice period between 2 and 4 months?",
        "Which contracts have a notice period of 2 to 4 months?",
        "Vilka avtal har en uppsägningstid på tre månader?",
        "Vilka avtal har en uppsägningstid på två till fyra månader?",
        "Welche Verträge haben eine Kündigungsfrist zwischen zwei und vier Monaten?",
    ],
)
def test_a_bare_value_is_that_value_and_a_range_has_two_ends(question: str) -> None:
    assert [said(question, quote) for quote in (ONE, THREE, SIX)] == ["no", "yes", "no"]


@pytest.mark.parametrize(
    "question",
    [
        "Which leases have a rent between EUR 5,000 and EUR 10,000?",
        "Which leases have a rent between EUR 5,000 and 10,000?",
        "Which leases have a rent between 5,000 and 10,000 EUR?",
    ],
)
def test_either_end_of_a_range_may_leave_its_unit_to_the_other(question: str) -> None:
    quotes = ("The rent is EUR 4,000.", "The rent is EUR 6,000.", "The rent is EUR 12,000.")
    assert [said(question, quote) for quote in quotes] == ["no", "yes", "no"]


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts have a notice period of about 3 months?",
        "Which contracts have a notice period longer than the usual 3 months?",
        "Which contracts have a notice period of 3 or 6 months?",
        "Which contracts have a notice period of 3 months and end before 2028?",
        "Which contracts have a notice period of 90 days?",
    ],
)
def test_what_is_rough_or_demands_more_besides_has_to_be_read(question: str) -> None:
    assert said(question, THREE) == "read"


def test_of_two_laws_neither_is_taken_alone() -> None:
    assert said("Which contracts are governed by Swedish or Norwegian law?", "Norwegian law applies.") == "read"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Which contracts end no later than 31 December 2026?", "yes"),
        ("Which contracts end no later than 30 December 2026?", "no"),
        ("Which contracts end later than 2026?", "no"),
        ("Which contracts end not later than 2026?", "yes"),
        ("Which contracts end between 1 January and 30 June 2026?", "no"),
        ("Which contracts end in 2026 or 2027?", "yes"),
        ("Which contracts end in 2026 or 2029?", "read"),
        ("Vilka avtal går ut före den 1 januari 2027?", "yes"),
        ("Welche Verträge enden nach dem 30. Juni 2026?", "yes"),
        ("Welche Verträge enden spätestens am 30.06.2026?", "no"),
    ],
)
def test_a_whole_date_is_bounded_as_a_year_is(question: str, verdict: str) -> None:
    assert said(question, "It ends on 31 December 2026.") == verdict


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts can we terminate without cause?",
        "Vilka avtal får sägas upp utan särskilda skäl?",
        "Welche Verträge können ohne Grund gekündigt werden?",
        "Quels contrats peuvent être résiliés sans motif ?",
    ],
)
def test_what_needs_no_cause_is_no_denial(question: str) -> None:
    assert said(question, THREE) == "yes"


def test_what_lies_without_a_number_ahead_is_for_the_reader() -> None:
    asked = survey("Which contracts end in three months?")
    assert asked is not None
    assert asked.condition is None
    assert asked.matter is not None


def test_a_month_called_may_allows_nothing() -> None:
    asked = survey("Which contracts end in May 2026?")
    assert asked is not None
    assert asked.matter is not None


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("The rent is EUR 36,000 per year.", "no"),
        ("The rent is EUR 72,000 per year.", "yes"),
        ("The rent is EUR 72,000 a year, payable monthly.", "yes"),
        ("The annual rent is EUR 36,000, payable monthly.", "no"),
        ("The rent is EUR 12,000 per quarter.", "no"),
        ("The rent is EUR 18,000 (excluding VAT) per quarter.", "yes"),
        ("The rent is EUR 4,000 per month.", "no"),
        ("The monthly rent is EUR 6,000.", "yes"),
        ("Die Miete beträgt 36.000 Euro im Jahr.", "no"),
        ("Die Jahresmiete beträgt 72.000 Euro.", "yes"),
        ("Le loyer est de 36.000 euros par an.", "no"),
        ("The rent is EUR 1,155 per week.", "read"),
        ("The rent is EUR 6,000.", "read"),
    ],
)
def test_sums_for_different_times_are_compared_for_the_same_time(quote: str, verdict: str) -> None:
    assert said("Which leases have a rent of more than EUR 5,000 per month?", quote) == verdict
    assert said("Which leases have a monthly rent above EUR 5,000?", quote) == verdict
    assert said("Welche Mietverträge haben eine Miete von mehr als 5.000 Euro im Monat?", quote) == verdict


def test_kronor_per_year_are_no_kronor_per_month() -> None:
    question = "Vilka hyresavtal har en hyra över 50 000 kronor per månad?"
    assert said(question, "Hyran är 360 000 kronor per år.") == "no"
    assert said(question, "Hyran är 720 000 kr/år.") == "yes"
    assert said(question, "Hyran är 180 000 kronor i kvartalet.") == "yes"


def test_where_only_the_contract_says_for_how_long_it_has_to_be_read() -> None:
    assert said("Which leases have a rent above EUR 5,000?", "The rent is EUR 36,000 per year.") == "read"
    assert said("Which leases have a rent above EUR 5,000?", "The rent is EUR 6,000.") == "yes"
