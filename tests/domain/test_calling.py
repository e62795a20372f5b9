"""How a question calls one paper by what it is."""

from __future__ import annotations

import pytest

from hemvist.domain import calling


@pytest.mark.parametrize(
    ("tongue", "question", "called"),
    [
        ("en", "When does the NDA end?", "NDA"),
        ("en", "What is the notice period of the cleaning contract?", "cleaning contract"),
        ("en", "Who pays for repairs in our lease?", "lease"),
        ("sv", "Hur lång är uppsägningstiden för städavtalet?", "städavtalet"),
        ("sv", "När går vårt hyresavtal ut?", "hyresavtal"),
        ("sv", "När slutar sekretessförbindelsen?", "sekretessförbindelsen"),
        ("de", "Wann endet der Mietvertrag?", "Mietvertrag"),
        ("de", "Was steht in unserer Vertraulichkeitsvereinbarung?", "Vertraulichkeitsvereinbarung"),
        ("fr", "Quand finit le bail ?", "bail"),
        ("fr", "Quel préavis pour le contrat de nettoyage ?", "contrat de nettoyage"),
    ],
)
def test_a_paper_is_called_by_what_it_is(tongue: str, question: str, called: str) -> None:
    assert calling.paper(question, tongue) == called


@pytest.mark.parametrize(
    ("tongue", "question"),
    [
        ("en", "Which contracts end in 2026?"), ("en", "How much is the rent?"), ("sv", "Vad kostar städningen?"),
        ("de", "Wie hoch ist die Miete?"), ("fr", "Qui paie les réparations ?"),
    ],
)  # fmt: skip
def test_a_question_that_calls_no_paper_says_none(tongue: str, question: str) -> None:
    assert calling.paper(question, tongue) == ""
