"""Questions that lean on the one before: the document or what is asked is carried over, whichever is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.followup import Followed, follow

BEFORE = "What is the notice period for the Storgatan lease?"
ASKED = "What is the notice period for the lease?"


@pytest.mark.parametrize(
    ("question", "understood", "same"),
    [
        ("and for the Malmö lease?", f"for the Malmö lease; {ASKED}", False),
        ("What about Malmö?", f"for Malmö; {ASKED}", False),
        ("Och för Malmöavtalet?", f"för Malmöavtalet; {ASKED}", False),
        ("Und im Vertrag mit Siemens?", f"im Vertrag mit Siemens; {ASKED}", False),
        ("Et pour le bail Dupont ?", f"pour le bail Dupont; {ASKED}", False),
        ("och uppsägningstiden?", "Vad säger avtalet om uppsägningstiden?", True),
        ("what about repairs?", "What does the contract say about repairs?", True),
        ("und für Reparaturen?", "Was sagt der Vertrag über Reparaturen?", True),
        ("Et les réparations ?", "Que dit le contrat sur les réparations ?", True),
        ("und wenn wir zu spät zahlen?", "Was passiert, wenn wir zu spät zahlen?", True),
        ("och om vi betalar för sent?", "Vad händer om vi betalar för sent?", True),
        ("how about if we sublet?", "What happens if we sublet?", True),
        ("and who pays for repairs?", "Who pays for repairs?", True),
        ("Is it extended?", "Is the notice period extended?", True),
        ("And what about the deposit in the Malmö lease?", "What does the contract say about the deposit in the Malmö lease?", False),
        ("And in the Malmö lease, who pays for heating?", "In the Malmö lease, who pays for heating?", False),
    ],
)  # fmt: skip
def test_what_is_missing_is_carried_over(question: str, understood: str, same: bool) -> None:
    assert follow(question, BEFORE) == Followed(understood, same)


@pytest.mark.parametrize(
    "question",
    [
        "Who is the landlord?", "Android support?", "Undertaking?", "Ochre paint in the hall?", "Is it possible to sublet?",
        "Which contracts are governed by Swedish law?", "Und?", "and?", "",
        "And " + "very " * 20 + "long questions stand by themselves?",
    ],
)  # fmt: skip
def test_what_stands_by_itself_is_left_alone(question: str) -> None:
    assert follow(question, BEFORE) is None


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_questions_are_taken_without_a_fault(question: str, before: str) -> None:
    followed = follow(question, before)
    assert followed is None or followed.question.strip()
