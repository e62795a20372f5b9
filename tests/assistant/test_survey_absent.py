"""Lists over many contracts where a clause is denied by its name, or rests: no yes, and a no only where it is plain."""

from __future__ import annotations

import pytest

from tests.assistant.test_survey import asked, verdicts
from tests.house import LEASE, House

DEPOSIT = "Which contracts have a deposit?"


def says(house: House, question: str, clause: str, more: str = "") -> str:
    """What the list says of a lease with this clause."""
    text = LEASE.replace("4. Governing law.", f"4. {clause}\n\n5. Governing law.") + more
    house.receive(house.ada, house.heron, "lease.txt", text)
    house.receive(house.ada, house.heron, "other.txt", LEASE)
    house.read()
    return verdicts(asked(house, question))["lease.txt"]


@pytest.mark.parametrize(
    ("clause", "verdict"),
    [
        ("Deposit. The Tenant pays a deposit of EUR 6,000.", "yes"),
        ("Deposit. The deposit is waived.", "no"),
        ("Deposit. No deposit is payable.", "no"),
        ("Deposit. No deposit is payable unless the rent is in arrears.", "read"),
        ("Deposit. The Tenant pays a deposit of EUR 6,000. No deposit is payable for the garage.", "read"),
        ("Deposit. The obligation to pay a deposit of EUR 6,000 is suspended.", "read"),
    ],
)
def test_a_deposit_that_is_waived_is_none(house: House, clause: str, verdict: str) -> None:
    assert says(house, DEPOSIT, clause) == verdict


@pytest.mark.parametrize(
    ("question", "clause", "verdict"),
    [
        ("Which contracts have no deposit?", "Deposit. The deposit is waived.", "yes"),
        ("Which contracts have a non-compete?", "Competition. There is no non-compete obligation.", "no"),
        ("Which contracts allow an audit?", "Audit. No audit rights are granted.", "no"),
        ("Which contracts renew automatically?", "Renewal. Automatic renewal is excluded.", "no"),
        ("Which contracts prohibit competition?", "Competition. No non-compete obligation applies.", "read"),
    ],
)
def test_a_no_is_told_by_the_clause_s_name(house: House, question: str, clause: str, verdict: str) -> None:
    assert says(house, question, clause) == verdict


SUBLET = "Which contracts allow subletting?"


@pytest.mark.parametrize(("number", "verdict"), [(4, "read"), (2, "yes")])
def test_a_clause_that_a_later_one_suspends_has_to_be_read(house: House, number: int, verdict: str) -> None:
    later = f"\n6. Other. Clause {number} is suspended until further notice.\n"
    assert says(house, SUBLET, "Subletting. The Tenant may sublet the premises.", later) == verdict
