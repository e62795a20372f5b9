"""A day or another paper in the place of the one that stood in the question before."""

from __future__ import annotations

import pytest

from hemvist.domain import exchanged


@pytest.mark.parametrize(
    ("tongue", "rest", "before", "asked"),
    [
        ("en", "in 2022?", "How much is the rent?", "How much is the rent in 2022?"),
        ("en", "In 2022?", "What was the rent in 2021?", "What was the rent in 2022?"),
        ("en", "2022?", "How much is the rent?", "How much is the rent in 2022?"),
        ("en", "on 1 May 2023?", "How much is the rent?", "How much is the rent on 1 May 2023?"),
        ("en", "in May 2023", "How much is the rent?", "How much is the rent in May 2023?"),
        ("en", "before the amendment?", "How much is the rent?", "How much is the rent before the amendment?"),
        ("en", "in 2022", "What is the rent in the lease of 1 March 2021?", "What is the rent in the lease of 1 March 2021 in 2022?"),
        ("en", "today", "What was the rent in 2021?", "What was the rent?"),
        ("sv", "2022?", "Hur hög är hyran?", "Hur hög är hyran år 2022?"),
        ("sv", "den 1 maj 2023?", "Hur hög är hyran?", "Hur hög är hyran den 1 maj 2023?"),
        ("sv", "före tillägget?", "Hur hög är hyran?", "Hur hög är hyran före tillägget?"),
        ("de", "im Jahr 2022?", "Wie hoch ist die Miete?", "Wie hoch ist die Miete im Jahr 2022?"),
        ("de", "am 1. Mai 2023", "Wie hoch ist die Miete?", "Wie hoch ist die Miete am 1. Mai 2023?"),
        ("de", "vor dem Nachtrag", "Wie hoch ist die Miete?", "Wie hoch ist die Miete vor dem Nachtrag?"),
        ("fr", "en 2022 ?", "Quel est le loyer ?", "Quel est le loyer en 2022 ?"),
        ("fr", "avant l'avenant ?", "Quel est le loyer ?", "Quel est le loyer avant l'avenant ?"),
    ],
)  # fmt: skip
def test_a_day_is_put_into_the_question_as_it_would_say_it(tongue: str, rest: str, before: str, asked: str) -> None:
    assert exchanged.day(rest, before, tongue) == asked


@pytest.mark.parametrize(
    ("rest", "before"),
    [
        ("in three months", "How much is the rent?"),
        ("for employees hired in 2022", "How much is the rent?"),
        ("in 2022", "What was paid after 2020 and before 2021?"),
        ("today", "How much is the rent?"),
    ],
)
def test_what_names_more_than_a_day_is_none(rest: str, before: str) -> None:
    assert exchanged.day(rest, before, "en") is None


@pytest.mark.parametrize(
    ("tongue", "rest", "before", "asked"),
    [
        ("en", "the cleaning contract?", "When does the lease end?", "When does the cleaning contract end?"),
        ("en", "the lease", "What does the contract say about repairs?", "What does the lease say about repairs?"),
        ("sv", "städavtalet?", "När upphör hyresavtalet?", "När upphör städavtalet?"),
        ("de", "dem Reinigungsvertrag", "Was ist die Laufzeit des Mietvertrags?", "Was ist die Laufzeit des Reinigungsvertrags?"),
        ("fr", "contrat de nettoyage", "Quelle est la durée du bail ?", "Quelle est la durée du contrat de nettoyage ?"),
        ("en", "the contract", "When does the lease end?", None),
        ("en", "the cleaning contract", "How much is the rent?", None),
        ("de", "die Vereinbarung", "Wann endet der Mietvertrag?", None),
        ("de", "die Nutzungsvereinbarung", "Wann endet der Mietvertrag?", None),
    ],
)  # fmt: skip
def test_a_paper_is_put_in_the_place_of_another(tongue: str, rest: str, before: str, asked: str | None) -> None:
    assert exchanged.paper(rest, before, tongue) == asked


def test_a_paper_before_a_question_stands_with_its_preposition() -> None:
    assert exchanged.placed("the cleaning contract", "en") == "for the cleaning contract"
    assert exchanged.placed("under the cleaning contract", "en") == "under the cleaning contract"
    assert exchanged.placed("der Reinigungsvertrag", "de") == "für den Reinigungsvertrag"
    assert exchanged.placed("die Nutzungsvereinbarung", "de") == "für die Nutzungsvereinbarung"
    assert exchanged.placed("das Rahmenabkommen", "de") == "für das Rahmenabkommen"
    assert exchanged.placed("contrat de nettoyage", "fr") == "pour le contrat de nettoyage"
