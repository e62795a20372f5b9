"""An amendment that cancels an earlier one: what applied before does so again, and the cancellation is shown beside it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hemvist.domain.about import Tie, about
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown
from hemvist.domain.undone import cancelled, of_an_amendment

LEASE = "Lease Agreement\n\nmade on 1 March 2021\n\n1. Rent\nThe rent is GBP 2,000 per month.\n2. Keys\nThe Tenant gets two keys.\n"
HEAD = "Amendment No. {} to the Lease Agreement dated 1 March 2021\n\nThis amendment takes effect on 1 {} {}.\n\n"
ONE = HEAD.format(1, "January", 2024) + "1. Clause 1 is replaced by the following: The rent is GBP 2,400 per month.\n"
TWO = HEAD.format(2, "July", 2025)
WHOLE = "1. Amendment No. 1 is cancelled. Clause 1 applies again in its original wording.\n"


def told(second: str, day: date, *, confirmed: bool = True) -> list[tuple[Part, str, str]]:
    """The wordings of the rent on a day: what each is, since when, and which sum or paper stands in it."""
    texts = {"base": LEASE, "one": ONE, "two": TWO + second}
    held = {name: Held(name, text, about(text, text.splitlines()[0])) for name, text in texts.items()}
    bonds = [Bond("one", "base", Tie.AMENDS, held["one"].about.effective, confirmed=True)]
    bonds.append(Bond("two", "base", Tie.AMENDS, held["two"].about.effective, confirmed=confirmed))
    at = LEASE.index("The rent")
    asked = Stand("base", at, LEASE.index("\n", at), None)
    found = shown(history(held.get, bonds, asked), asked, day)
    said = [(one, texts[one.stand.document][one.stand.start : one.stand.end]) for one in found]
    return [(one.part, str(one.stand.since or ""), re.findall(r"[\d,]{5,}|$", words)[0]) for one, words in said]


def test_what_applied_before_leads_again_and_the_cancelled_words_do_not() -> None:
    assert told(WHOLE, date(2026, 1, 1)) == [
        (Part.ANSWER, "2025-07-01", "2,000"),
        (Part.READ, "2025-07-01", ""),
        (Part.REPLACED, "2024-01-01", "2,400"),
    ]


def test_before_the_cancellation_the_cancelled_words_lead() -> None:
    first, *rest = told(WHOLE, date(2024, 6, 1))
    assert first == (Part.ANSWER, "2024-01-01", "2,400")
    assert (Part.LATER, "2025-07-01", "") in rest


def test_a_cancellation_that_nobody_has_confirmed_takes_nothings_place() -> None:
    first, *rest = told(WHOLE, date(2026, 1, 1), confirmed=False)
    assert first == (Part.ANSWER, "2024-01-01", "2,400")
    assert (Part.UNCONFIRMED, "2025-07-01", "") in rest


@pytest.mark.parametrize(
    "said",
    [
        "1. Amendment No. 1 is cancelled as far as the keys are concerned.\n",
        "1. Clause 4 of Amendment No. 1 is cancelled.\n",
        "1. Amendment No. 1 is cancelled on 31 December 2025.\n",
        "1. Amendment No. 1 is cancelled if the Tenant asks for it.\n",
    ],
)
def test_where_it_is_not_all_of_it_or_not_sure_from_when_both_are_shown(said: str) -> None:
    assert told(said, date(2026, 1, 1))[:2] == [
        (Part.ANSWER, "2024-01-01", "2,400"),
        (Part.READ, "2025-07-01", ""),
    ]


def test_new_words_for_the_clause_go_before_what_applied_once() -> None:
    said = (
        "1. Amendment No. 1 is cancelled.\n2. Clause 1 is replaced by the following: The rent is GBP 2,600 per month.\n"
    )
    assert told(said, date(2026, 1, 1))[0] == (Part.ANSWER, "2025-07-01", "2,600")


@pytest.mark.parametrize(
    "said", ["1. Amendment No. 3 is cancelled.\n", "1. This amendment is cancelled by either party.\n"]
)
def test_another_amendment_that_is_cancelled_changes_nothing(said: str) -> None:
    assert [part for part, _, _ in told(said, date(2026, 1, 1))] == [Part.ANSWER, Part.REPLACED]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("The first amendment is hereby revoked.", 1),
        ("Addendum No. 2 ceases to apply.", 2),
        ("Tilläggsavtal nr 1 upphävs.", 1),
        ("Det andra tillägget gäller inte längre.", 2),
        ("Der Nachtrag Nr. 1 wird aufgehoben.", 1),
        ("Der zweite Nachtrag gilt nicht mehr.", 2),
        ("L'avenant n° 1 est annulé.", 1),
        ("Le premier avenant est résilié.", 1),
    ],
)
def test_a_cancellation_is_read_in_four_languages(said: str, number: int) -> None:
    (one,) = cancelled(f"Titel\n\n1. {said}\n")
    assert (one.number, one.whole) == (number, True)


def test_the_day_of_the_amendment_that_is_cancelled_is_read() -> None:
    (one,) = cancelled("The amendment dated 1 January 2024 is cancelled.")
    assert (one.number, one.dated) == (None, date(2024, 1, 1))


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Clause 2 of Amendment No. 1 is deleted.", True),
        ("Punkt 2 i tilläggsavtalet utgår.", True),
        ("§ 2 des Nachtrags entfällt.", True),
        ("L'article 2 de l'avenant est supprimé.", True),
        ("Clause 2 of the Lease is deleted.", False),
        ("Clause 2 of this amendment is deleted.", False),
    ],
)
def test_a_clause_of_an_amendment_is_none_of_the_contract(said: str, own: bool) -> None:
    assert of_an_amendment(said) is own
