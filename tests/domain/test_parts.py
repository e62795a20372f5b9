"""Several parts in one question: cut where a new question begins, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.parts import parts, understood


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("What is the notice period and who pays for repairs?", ("What is the notice period?", "who pays for repairs?")),
        ("Wie hoch ist die Miete und wann wird sie angepasst?", ("Wie hoch ist die Miete?", "wann wird sie angepasst?")),
        ("Vad är hyran och när höjs den?", ("Vad är hyran?", "när höjs den?")),
        ("Quelle est la durée du bail et qui paie les réparations ?", ("Quelle est la durée du bail?", "qui paie les réparations ?")),
        ("When does the lease end and can it be renewed?", ("When does the lease end?", "can it be renewed?")),
        ("What is the rent, who pays the heating and is there a deposit?", ("What is the rent?", "who pays the heating?", "is there a deposit?")),
        ("What is the notice period? Who pays for repairs?", ("What is the notice period?", "Who pays for repairs?")),
        ("What is the rent? And for the Malmö lease?", ("What is the rent?", "And for the Malmö lease?")),
    ],
)  # fmt: skip
def test_a_question_is_cut_before_the_beginning_of_another(question: str, pieces: tuple[str, ...]) -> None:
    assert parts(question) == pieces


@pytest.mark.parametrize(
    "question",
    [
        "What are the terms and conditions?",
        "When and how may the lease be terminated?",
        "Who pays what and when?",
        "Which agreement states who pays and who is liable?",
        "What happens if the tenant pays late and does not cure?",
        "Who owns research and development results?",
        "In the Storgatan lease, who pays for heating and water?",
        "Vem betalar för värme och vatten?",
        "Wer zahlt für Heizung und Wasser?",
        "Consider the Lease between A and B; who pays for heating?",
        "notice period and rent",
    ],
)
def test_no_sign_no_cut(question: str) -> None:
    assert parts(question) == (question,)


def test_it_stands_for_what_the_part_before_asks_about() -> None:
    assert (
        understood(parts("Wie hoch ist die Miete und wann wird sie angepasst?"))[1] == "Wann wird die Miete angepasst?"
    )
    assert understood(parts("When does the lease end and can it be renewed?"))[1] == "Can the lease be renewed?"


def test_a_document_named_in_the_first_part_is_meant_in_the_others() -> None:
    pieces = understood(parts("In the Storgatan lease, what is the rent and who pays for repairs?"))
    assert pieces[1] == "the Storgatan lease; who pays for repairs?"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("How much is the rent and when does the Heron lease end?", "Heron lease; How much is the rent?"),
        ("How long is the notice and who pays for repairs at 12 Mill Road?", "How long is the notice at 12 Mill Road?"),
        (
            "Hur lång är uppsägningstiden och vem betalar för reparationer på Kungsgatan 12?",
            "Hur lång är uppsägningstiden på Kungsgatan 12?",
        ),
        (
            "Wie lang ist die Kündigungsfrist und wer zahlt Reparaturen in der Kungsgatan 12?",
            "Wie lang ist die Kündigungsfrist in der Kungsgatan 12?",
        ),
        ("Wie lang ist die Kündigungsfrist und wer putzt in der Küche?", "Wie lang ist die Kündigungsfrist?"),
        ("What is due in Malmö and who pays for repairs in Lund?", "What is due in Malmö?"),
    ],
)
def test_what_the_last_part_names_is_meant_in_the_first(question: str, meant: str) -> None:
    assert understood(parts(question))[0] == meant


def test_what_was_asked_is_carried_to_another_document() -> None:
    assert (
        understood(parts("What is the rent? And for the Malmö lease?"))[1] == "for the Malmö lease; What is the rent?"
    )


WORDS = st.sampled_from(
    [
        "what",
        "is",
        "the",
        "rent",
        "and",
        "who",
        "pays",
        "?",
        ";",
        ",",
        "when",
        "it",
        "und",
        "wann",
        "wird",
        "sie",
        "och",
        "vad",
        "den",
        "et",
        "qui",
        ";",
        "and",
        "for",
        "Malmö",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=30).map(" ".join))
def test_no_word_is_lost_or_added(question: str) -> None:
    def words(text: str) -> list[str]:
        return list(text.replace("?", " ").replace(",", " ").replace(";", " ").split())

    pieces = parts(question)
    joints = {"and", "und", "och", "et"}
    told = [word for word in words(" ".join(pieces)) if word not in joints]
    assert told == [word for word in words(question) if word not in joints]
    assert len(understood(pieces)) == len(pieces)
    assert parts(question) == pieces
