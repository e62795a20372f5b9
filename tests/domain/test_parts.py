"""Several parts in one question: cut where a new question begins, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.condition import demands
from hemvist.domain.parts import parts, understood
from hemvist.domain.twofold import second


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


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        ("What is the rent and the notice period?", ("What is the rent?", "What is the notice period?")),
        ("How much is the rent, and the deposit?", ("How much is the rent?", "How much is the deposit?")),
        ("How much are the rent and deposit?", ("How much is the rent?", "How much is the deposit?")),
        ("Tell me the rent and the notice period.", ("What is the rent?", "What is the notice period?")),
        ("Is there parking and a deposit?", ("Is there parking?", "Is there a deposit?")),
        ("Hur hög är hyran och depositionen?", ("Hur hög är hyran?", "Hur hög är depositionen?")),
        ("Wie hoch sind Miete und Kaution?", ("Wie hoch ist Miete?", "Wie hoch ist Kaution?")),
        ("Wie hoch ist die Miete und die Kündigungsfrist?", ("Wie hoch ist die Miete?", "Wie hoch ist die Kündigungsfrist?")),
        ("Quel est le loyer et le dépôt de garantie ?", ("Quel est le loyer?", "Quel est le dépôt de garantie?")),
        ("Who pays for repairs and is subletting allowed?", ("Who pays for repairs?", "is subletting allowed?")),
        ("Wer trägt die Reparaturen und darf untervermietet werden?", ("Wer trägt die Reparaturen?", "darf untervermietet werden?")),
    ],
)  # fmt: skip
def test_two_things_of_different_kinds_are_two_questions(question: str, pieces: tuple[str, ...]) -> None:
    assert parts(question) == pieces


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent and the base rent?",
        "What is the notice period and the form of notice?",
        "What are the rights and obligations?",
        "Which contracts allow subletting and is parking included?",
        "Who pays for repairs and maintenance?",
    ],
)
def test_what_one_kind_of_clause_settles_is_one_question(question: str) -> None:
    assert parts(question) == (question,)


def test_the_document_of_two_things_is_meant_for_both() -> None:
    assert understood(parts("What is the rent and the deposit in the Storgatan lease?")) == (
        "Storgatan lease; What is the rent?",
        "What is the deposit in the Storgatan lease?",
    )
    assert understood(parts("In the Storgatan lease, what is the rent and the deposit?"))[1].startswith(
        "the Storgatan lease; "
    )


@pytest.mark.parametrize(
    ("question", "demand"),
    [
        ("Which contracts end before 2028 and are governed by Norwegian law?", "and"),
        ("Which contracts end before 2028 or are governed by Norwegian law?", "or"),
        ("Which contracts renew automatically and allow subletting?", "and"),
        ("Vilka avtal löper ut före 2028 och lyder under norsk rätt?", "and"),
        ("Welche Verträge enden vor 2028 und unterliegen norwegischem Recht?", "and"),
        ("Which contracts end in 2027?", ""),
        ("Which contracts are governed by the laws of England and Wales?", ""),
        ("Which contracts have a notice period between 2 and 4 months?", ""),
        ("Which contracts end between 1 January 2026 and 30 June 2026?", ""),
    ],
)
def test_two_demands_of_a_list_are_told(question: str, demand: str) -> None:
    assert second(question) == demand


def test_demands_of_one_question_are_told_where_they_stand_and_joined_or_not() -> None:
    question = "Which contracts that end before 2028 under Norwegian law allow subletting?"
    law, time = demands(question)
    assert [question[one.start : one.end] for one in (law, time)] == ["Norwegian", "before 2028"]
    assert second(question) == ""
    assert second(question.replace(" under", " and stand under")) == "and"


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
