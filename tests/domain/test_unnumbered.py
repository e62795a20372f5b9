"""What an amendment changes without a clause's number: surely where one sentence is meant, else shown beside to be read."""

from __future__ import annotations

from datetime import date

import pytest

from hemvist.domain.about import Tie, about
from hemvist.domain.inforce import Bond, Held, Part, Stand, history, shown
from hemvist.domain.lasts import last
from tests.domain.test_changes import stands

LEASE = """Lease Agreement

1. Premises
The premises are at 4 Mill Road.
2. Term
This lease begins on 1 April 2021 and ends on 31 March 2026.
3. Rent
The rent is GBP 2,000 per month. The rent for the parking spaces is GBP 150 per month. It is payable in advance.
4. Termination
The Tenant may terminate this lease with three months' notice. The Landlord may terminate it with nine months' notice.
5. Deposit
The Tenant pays a deposit of GBP 6,000. It is returned at the end of the lease.
6. Insurance
The insurance is valid until 31 December 2025.
7. Subletting
The Tenant may sublet the premises with the consent of the Landlord.
8. Interest
Late payments bear interest at 8 per cent per year.
"""
HEAD = (
    "Amendment No. 1\n\nThis amendment to the Lease Agreement dated 1 March 2021 takes effect on 1 January 2024.\n\n1. "
)
DAY = date(2024, 6, 1)


def told(said: str, asked: str, base: str = LEASE) -> list[tuple[Part, str]]:
    return stands(base, {"one": f"{HEAD}{said}\n"}, asked, DAY)


SURE = {
    "of two rents the one": ("The rent for the parking spaces is increased to GBP 200 per month.", "The rent for"),
    "of two rents the other": ("The rent is increased to GBP 2,400 per month.", "The rent is"),
    "without a word of change": ("From 1 January 2024 the rent is GBP 2,400 per month.", "The rent is"),
    "by how much and to what": ("The deposit is increased by GBP 400 to GBP 6,400.", "The Tenant pays"),
    "of two notices one party's": ("The notice period for the Landlord is reduced to six months.", "The Landlord may"),
    "a last day": ("The initial term of this lease is hereby extended until 31 March 2031.", "This lease begins"),
    "ends now": ("The lease now ends on 31 March 2031.", "This lease begins"),
    "no longer": ("Subletting the premises is no longer permitted.", "The Tenant may sublet"),
    "override": ("Notwithstanding clause 5, no deposit is payable.", "The Tenant pays"),
    "override of a value": ("Notwithstanding clause 3, the rent is GBP 1,500 per month.", "The rent is"),
}


@pytest.mark.parametrize(("said", "asked"), SURE.values(), ids=SURE.keys())
def test_where_one_sentence_is_meant_the_new_words_take_its_place(said: str, asked: str) -> None:
    first, second = told(said, asked)
    assert first == (Part.ANSWER, said)
    assert (second[0], second[1].startswith(asked)) == (Part.REPLACED, True)


OPEN = {
    "for a time": ("The rent is increased to GBP 2,400 per month until 31 December 2024.", "The rent is"),
    "by a share": ("The rent is increased by 5 per cent.", "The rent is"),
    "of either party": ("The notice period is now six months.", "The Tenant may term"),
    "of either party, the other": ("The notice period is now six months.", "The Landlord may term"),
    "whoever gives it": ("Either party may terminate this lease with six months' notice.", "The Tenant may term"),
    "an option": ("The Tenant may extend the lease until 31 March 2031.", "This lease begins"),
    "by a length": ("The lease is extended by two years.", "This lease begins"),
    "of a thing that the lease does not name": ("The warehouse lease is extended until 31 March 2031.", "This lease begins"),
    "of a part": ("Subletting of the storage room is no longer permitted.", "The Tenant may sublet"),
    "of a ban": ("Subletting is no longer prohibited.", "The Tenant may sublet"),
    "a matter alone": ("No deposit is payable.", "The Tenant pays"),
    "in other words": ("The deposit is waived.", "The Tenant pays"),
    "an override of how": ("Notwithstanding clause 5, the Tenant may pay the deposit in two instalments.", "The Tenant pays"),
    "an override for a time": ("Notwithstanding clause 3, the rent is GBP 1,500 per month until 31 December 2024.", "The rent is"),
    "an override of another sentence": ("Notwithstanding clause 5, no deposit is payable.", "It is returned"),
}  # fmt: skip


@pytest.mark.parametrize(("said", "asked"), OPEN.values(), ids=OPEN.keys())
def test_where_it_cannot_be_told_both_are_shown_to_be_read(said: str, asked: str) -> None:
    first, second = told(said, asked)
    assert (first[0], first[1].startswith(asked)) == (Part.ANSWER, True)
    assert second == (Part.READ, said)


APART = {
    "another end": ("The insurance is extended until 31 March 2031.", "This lease begins"),
    "another party": ("The notice period for the Landlord is reduced to six months.", "The Tenant may term"),
    "of itself": ("This amendment ends on 31 December 2025.", "This lease begins"),
    "its costs": ("The costs of this amendment are GBP 500.", "The rent is"),
    "another unit": ("The rent is increased by 5 per cent.", "Late payments"),
    "an amendment's own clause": ("Clause 2 of Amendment No. 3 is deleted.", "This lease begins"),
    "what is paid with it": ("The deposit is increased to GBP 6,400.", "The rent is"),
}


@pytest.mark.parametrize(("said", "asked"), APART.values(), ids=APART.keys())
def test_what_is_said_of_another_matter_is_not_shown_beside_a_sentence(said: str, asked: str) -> None:
    ((part, words),) = told(said, asked)
    assert (part, words.startswith(asked)) == (Part.ANSWER, True)


def test_a_value_that_changes_by_steps_has_its_day_for_each() -> None:
    base = LEASE.replace("The rent for the parking spaces is GBP 150 per month. ", "")
    said = (
        "From 1 January 2024 the rent is GBP 2,400 per month.\n2. From 1 January 2025 the rent is GBP 2,600 per month."
    )
    found = told(said, "The rent is", base)
    assert [part for part, _ in found] == [Part.ANSWER, Part.REPLACED, Part.LATER]
    assert [next(one for one in ("2,000", "2,400", "2,600") if one in words) for _, words in found] == [
        "2,400",
        "2,000",
        "2,600",
    ]


def test_what_is_said_twice_is_said_once() -> None:
    said = "The deposit is increased to GBP 6,400.\n2. From 1 January 2024 the deposit is GBP 6,400."
    assert [part for part, _ in told(said, "The Tenant pays")] == [Part.ANSWER, Part.REPLACED]


def test_whoever_finds_the_new_words_first_is_shown_what_they_took_the_place_of() -> None:
    text = f"{HEAD}The lease is extended until 31 March 2031.\n2. Clause 5 is deleted.\n"
    held = {"base": Held("base", LEASE, about(LEASE)), "one": Held("one", text, about(text))}
    bonds = [Bond("one", "base", Tie.AMENDS, held["one"].about.effective, confirmed=True)]
    at = text.index("The lease is")
    asked = Stand("one", at, text.index("\n", at), None)
    found = shown(history(held.get, bonds, asked), asked, DAY)
    assert [(one.part, one.stand.document) for one in found] == [(Part.ANSWER, "one"), (Part.REPLACED, "base")]


@pytest.mark.parametrize(
    "said",
    [
        "Le bail est prorogé jusqu'au 31 mars 2031.",
        "La durée du bail est prolongée jusqu'au 31 mars 2031.",
        "Le bail prend désormais fin le 31 mars 2031.",
        "Der Vertrag endet nunmehr am 31. März 2031.",
        "Avtalet upphör nu den 31 mars 2031.",
    ],
)
def test_a_new_last_day_is_one(said: str) -> None:
    found = last(said)
    assert found is not None
    assert found.days == (float(date(2031, 3, 31).toordinal()),)


def test_many_sentences_without_a_number_are_looked_at_in_little_time() -> None:
    many = "\n".join(f"{at}. The fee for item {at} is increased to GBP {at} per month." for at in range(1, 3_000))
    base = "\n".join(f"{at}. The fee for item {at} is GBP {at + 1} per month." for at in range(1, 3_000))
    held = {"base": Held("base", base, about(base)), "one": Held("one", many, about("Amendment No. 1\n\n"))}
    asked = Stand("base", 0, base.index("\n"), None)
    assert history(held.get, [Bond("one", "base", Tie.AMENDS, DAY, confirmed=True)], asked)
