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
        ("Is it extended?", "Is the contract extended?", True),
        ("Is it two months?", "Is the notice period two months?", True),
        ("And what about the deposit in the Malmö lease?", "What does the contract say about the deposit in the Malmö lease?", False),
        ("And in the Malmö lease, who pays for heating?", "In the Malmö lease, who pays for heating?", False),
    ],
)  # fmt: skip
def test_what_is_missing_is_carried_over(question: str, understood: str, same: bool) -> None:
    assert follow(question, BEFORE) == Followed(understood, same)


RENT = {
    "en": "What is the rent for Kungsgatan 12?",
    "sv": "Hur hög är hyran på Kungsgatan 12?",
    "de": "Wie hoch ist die Vergütung im Wartungsvertrag?",
    "fr": "Quel est le loyer du bail de Lyon ?",
}


@pytest.mark.parametrize(
    ("tongue", "question", "understood"),
    [
        ("en", "and when is it due?", "When is the rent due?"),
        ("en", "how can we get out of it?", "How can we get out of the contract?"),
        ("en", "who signed it?", "Who signed the contract?"),
        ("en", "can they raise it?", "Can they raise the rent?"),
        ("en", "is that with VAT?", "Is the rent with VAT?"),
        ("en", "since when?", "Since when, the rent?"),
        ("en", "what makes it lapse?", "What makes the rent lapse?"),
        ("en", "and for the notice?", "What does the contract say about the notice?"),
        ("en", "What does it say about heating?", "What does the contract say about heating?"),
        ("en", "when does that agreement end?", "When does that agreement end?"),
        ("en", "how long is the notice period there?", "How long is the notice period there?"),
        ("sv", "när löper det ut?", "När löper avtalet ut?"),
        ("sv", "hur säger man upp det?", "Hur säger man upp avtalet?"),
        ("sv", "kan de höja den?", "Kan de höja hyran?"),
        ("sv", "från när?", "Från när, hyran?"),
        ("sv", "hur lång är uppsägningstiden i det avtalet?", "Hur lång är uppsägningstiden i det avtalet?"),
        ("de", "wie lange läuft er?", "Wie lange läuft der Vertrag?"),
        ("de", "kann man ihn früher beenden?", "Kann man den Vertrag früher beenden?"),
        ("de", "was steht dort zur Haftung?", "Was steht dort zur Haftung?"),
        ("de", "ab wann?", "Ab wann, die Vergütung?"),
        ("fr", "et quand finit-il ?", "Quand finit-il ?"),
        ("fr", "peut-on le résilier ?", "Peut-on le résilier ?"),
        ("fr", "qui l'a signé ?", "Qui l'a signé ?"),
    ],
)  # fmt: skip
def test_what_points_back_is_asked_of_the_same_document(tongue: str, question: str, understood: str) -> None:
    assert follow(question, RENT[tongue]) == Followed(understood, same_document=True)


@pytest.mark.parametrize(
    ("tongue", "question", "understood"),
    [
        ("en", "and Vasagatan 3?", "for Vasagatan 3; What is the rent?"),
        ("en", "same for Vasagatan?", "for Vasagatan; What is the rent?"),
        ("en", "Does the same apply to Vasagatan 3?", "for Vasagatan 3; What is the rent?"),
        ("en", "And in the parking agreement?", "in the parking agreement; What is the rent?"),
        ("sv", "gäller det även Vasagatan?", "för Vasagatan; Hur hög är hyran?"),
        ("sv", "och på Vasagatan 3?", "på Vasagatan 3; Hur hög är hyran?"),
        ("de", "Gilt das auch für Vasagatan?", "für Vasagatan; Wie hoch ist die Vergütung?"),
        ("de", "Und beim Mietvertrag?", "beim Mietvertrag; Wie hoch ist die Vergütung?"),
        ("en", "and for the scanner?", "for the scanner; What is the rent?"),
        ("sv", "och för skannern?", "för skannern; Hur hög är hyran?"),
        ("fr", "et pour Paris ?", "pour Paris; Quel est le loyer du bail ?"),
    ],
)
def test_what_was_asked_is_asked_of_what_is_named_now(tongue: str, question: str, understood: str) -> None:
    assert follow(question, RENT[tongue]) == Followed(understood, same_document=False)


@pytest.mark.parametrize(
    "question",
    [
        "Which contracts are governed by Swedish law?", "Vilka avtal förlängs?", "Und?", "and?", "",
        "Who is the landlord at Storgatan 4?", "What is the rent for the Malmö lease?",
        "And " + "very " * 20 + "long questions stand by themselves?",
    ],
)  # fmt: skip
def test_what_stands_by_itself_is_left_alone(question: str) -> None:
    assert follow(question, BEFORE) is None


@pytest.mark.parametrize(
    "question",
    [
        "Who is the landlord?", "Is it possible to sublet?", "ingår värmen?", "Finns det en deposition?",
        "Gibt es eine Kaution?", "wie oft wird gewartet?", "is there a penalty?", "Ochre paint in the hall?",
    ],
)  # fmt: skip
def test_what_points_nowhere_may_lean_where_all_documents_give_no_one_answer(question: str) -> None:
    assert follow(question, BEFORE) == Followed(question, same_document=True, perhaps=True)


@pytest.mark.parametrize(
    ("before", "question", "followed"),
    [
        ("What notice must the tenant give?", "And for the landlord?", Followed("What notice must the landlord give?", True)),
        ("What is the tenant's notice period?", "Does the same apply to the landlord?", Followed("What is the landlord's notice period?", True)),
        ("Hur lång är uppsägningstiden?", "Och för hyresvärden?", Followed("Hur lång är uppsägningstiden för hyresvärden?", True)),
        ("Wie lange ist die Kündigungsfrist?", "Und für den Vermieter?", Followed("Wie lange ist die Kündigungsfrist für den Vermieter?", True)),
        ("Quel préavis le locataire doit-il donner ?", "Et pour le bailleur ?", Followed("Quel préavis le bailleur doit-il donner ?", True)),
        (BEFORE, "And for the landlord?", Followed("What is the notice period for the lease for the landlord?", True, within="What is the notice period for the landlord?")),
        ("How much is the rent?", "And in 2022?", Followed("How much is the rent in 2022?", True)),
        ("How much is the rent?", "And 2022?", Followed("How much is the rent in 2022?", True)),
        ("How much is the rent?", "And before the amendment?", Followed("How much is the rent before the amendment?", True)),
    ],
)  # fmt: skip
def test_another_party_or_day_is_put_into_the_question(before: str, question: str, followed: Followed) -> None:
    assert follow(question, before) == followed


@pytest.mark.parametrize(
    ("before", "question", "followed"),
    [
        ("When does the lease end?", "What about the cleaning contract?", Followed("When does the cleaning contract end?", False)),
        ("How much is the rent?", "What about the cleaning contract?", Followed("for the cleaning contract; How much is the rent?", False)),
        (BEFORE, "What about the cleaning contract?", Followed("What is the notice period for the cleaning contract?", False)),
        ("När upphör hyresavtalet?", "Och städavtalet?", Followed("När upphör städavtalet?", False)),
        ("Wie hoch ist die Miete?", "Und der Reinigungsvertrag?", Followed("für den Reinigungsvertrag; Wie hoch ist die Miete?", False)),
        ("Quand finit le bail ?", "Qu'en est-il du contrat de nettoyage ?", Followed("Quand finit le contrat de nettoyage ?", False)),
        ("Wie hoch ist die Miete?", "Und in Hamburg?", Followed("in Hamburg; Wie hoch ist die Miete?", False)),
        ("Wie hoch ist die Miete in München?", "Und in Hamburg?", Followed("in Hamburg; Wie hoch ist die Miete?", False)),
        ("Wie hoch ist die Miete?", "Und in Notfällen?", Followed("Was sagt der Vertrag über Notfällen?", True)),
        ("When does the lease end?", "What about the insurance policy?", Followed("What does the contract say about the insurance policy?", True)),
    ],
)  # fmt: skip
def test_another_paper_or_place_is_asked_what_was_asked_before(before: str, question: str, followed: Followed) -> None:
    assert follow(question, before) == followed


@pytest.mark.parametrize(
    ("question", "followed"),
    [
        ("Which of those end in 2027?", Followed("Which contracts end in 2027?", False, listed=True)),
        ("And before 2027?", Followed("Which contracts end before 2027?", False)),
        ("And the lease?", Followed("When does this lease expire?", False)),
        ("and for the Malmö lease?", Followed("for the Malmö lease; When does this contract expire?", False)),
    ],
)
def test_after_a_list_one_goes_on_with_the_list(question: str, followed: Followed) -> None:
    assert follow(question, "Which contracts end before 2028?") == followed


def test_what_a_question_asks_is_its_subject_whatever_it_is_asked_of() -> None:
    told = follow("What makes it lapse?", "How long is the warranty on the compressor?")
    assert told == Followed("What makes the warranty lapse?", same_document=True)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_questions_are_taken_without_a_fault(question: str, before: str) -> None:
    followed = follow(question, before)
    assert followed is None or followed.question.strip()
