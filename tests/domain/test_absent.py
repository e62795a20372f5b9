"""That there is no such clause, or that it rests: told by its name in four languages; under a condition it is unclear."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.absent import KINDS, names, number, rests, says, suspends


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("deposit", "No deposit is payable."),
        ("deposit", "The deposit is waived."),
        ("deposit", "The Landlord waives payment of the security deposit."),
        ("deposit", "The Tenant is not obliged to provide any security deposit."),
        ("deposit", "The lease is granted without a deposit."),
        ("deposit", "Ingen deposition ska betalas."),
        ("deposit", "Hyresvärden avstår från deposition."),
        ("deposit", "Någon deposition ska inte lämnas."),
        ("deposit", "Auf eine Kaution wird verzichtet."),
        ("deposit", "Der Vermieter verzichtet auf eine Kaution."),
        ("deposit", "Eine Kaution ist nicht zu leisten."),
        ("deposit", "Der Vermieter verlangt keine Kaution."),
        ("deposit", "Aucun dépôt de garantie n'est dû."),
        ("deposit", "Le bailleur renonce au dépôt de garantie."),
        ("exclusivity", "No exclusivity is granted."),
        ("exclusivity", "Avtalet är icke-exklusivt."),
        ("exclusivity", "Eine Exklusivität wird nicht vereinbart."),
        ("exclusivity", "Le présent contrat est non exclusif."),
        ("insurance", "The Tenant need not insure the premises."),
        ("insurance", "Hyresgästen är inte skyldig att teckna försäkring."),
        ("insurance", "Der Mieter muss keine Versicherung abschließen."),
        ("insurance", "Le preneur n'est pas tenu de souscrire une assurance."),
        ("liquidated damages", "No contractual penalty or liquidated damages apply."),
        ("liquidated damages", "Inget vite utgår."),
        ("liquidated damages", "Auf eine Vertragsstrafe wird verzichtet."),
        ("liquidated damages", "Aucune pénalité n'est due."),
        ("non-compete", "There is no non-compete obligation."),
        ("non-compete", "Avtalet innehåller ingen konkurrensklausul."),
        ("non-compete", "Ein nachvertragliches Wettbewerbsverbot wird nicht vereinbart."),
        ("non-compete", "Aucune clause de non-concurrence ne s'applique."),
        ("audit rights", "The Customer has no right to audit the Supplier."),
        ("audit rights", "Kunden har ingen rätt till revision."),
        ("audit rights", "Ein Prüfungsrecht besteht nicht."),
        ("audit rights", "Le client n'a aucun droit d'audit."),
    ],
)
def test_a_clause_is_denied_by_its_name(kind: str, sentence: str) -> None:
    assert says(kind, sentence) == "denied"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("deposit", "No deposit is payable unless the rent is in arrears."),
        ("deposit", "The Tenant is not required to provide a deposit of more than one month's rent."),
        ("deposit", "The Tenant shall not occupy the premises without a deposit."),
        ("deposit", "Auf eine Kaution wird verzichtet, solange die Bürgschaft besteht."),
        ("audit rights", "The Customer may not audit the Supplier more than once a year."),
    ],
)
def test_what_holds_under_a_condition_or_up_to_a_bound_is_unclear(kind: str, sentence: str) -> None:
    assert says(kind, sentence) == "unclear"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("deposit", "The Tenant pays a deposit of EUR 6,000."),
        ("deposit", "The deposit shall not be used by the Landlord for other purposes."),
        ("deposit", "No interest on the deposit is payable."),
        ("deposit", "No deposit shall be refunded before the end."),
        ("deposit", "Deposition betalas inte tillbaka i förtid."),
        ("deposit", "Die Kaution wird nicht verzinst."),
        ("deposit", "Aucun dépôt de garantie ne sera restitué."),
        ("insurance", "The Tenant shall keep the insurance and shall not cancel the policy."),
        ("rent", "No rent is payable."),
    ],
)
def test_another_not_denies_no_clause(kind: str, sentence: str) -> None:
    assert says(kind, sentence) is None


def test_a_heading_names_nothing() -> None:
    assert names("deposit", "The Tenant leaves a deposit of EUR 900.")
    assert not names("deposit", "2. Deposit.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Clause 2 is suspended until further notice.",
        "The Tenant's right to sublet is suspended.",
        "Die Pflicht zur Zahlung der Kaution von 6.000 Euro ruht bis auf Weiteres.",
        "Das Recht zur Untervermietung ist ausgesetzt.",
        "Rätten till andrahandsuthyrning vilar tills vidare.",
        "Le droit de sous-louer est suspendu.",
    ],
)
def test_what_rests_is_told(sentence: str) -> None:
    assert rests(sentence)


@pytest.mark.parametrize("sentence", ["The Supplier may suspend deliveries.", "Die Ruhezeit beginnt um 22 Uhr.", ""])
def test_what_may_be_suspended_or_is_quiet_rests_not(sentence: str) -> None:
    assert not rests(sentence)


def test_a_clause_rests_by_its_number_or_by_that_of_the_one_that_holds_it() -> None:
    mine = number("1. Rent\nThe rent is 5.\n\n2.1 Subletting\nThe tenant may", "")
    assert mine == ("2", "1")
    assert suspends("Clauses 2 and 4 are suspended.", mine)
    assert suspends("§ 2.1 ruht bis auf Weiteres.", mine)
    assert not suspends("Clause 3 is suspended.", mine)
    assert not suspends("Clause 2.2 is suspended.", mine)
    assert not suspends("Clause 2 is suspended.", ())
    assert number("The tenant may", "§ 7 Kaution") == ("7",)
    assert number("4. Notice. Either party gives\n30 days of notice", "") == ("4",)
    assert number("Article 2 – Loyer\nLe loyer", "") == number("§ 2\nDie Miete", "") == ("2",)


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=300))
def test_any_text_is_taken(kind: str, text: str) -> None:
    assert says(kind, text) in (None, "denied", "unclear")
    assert rests(text) in (True, False)
    assert isinstance(number(text, text), tuple)


@pytest.mark.parametrize("part", ["no ", "no deposit ", "waives the ", "clause ", "keine ", "right clause is ", "§ 2 "])
def test_a_hostile_text_takes_no_long_time(part: str) -> None:
    began = time.monotonic()
    text = part * 4_000
    for kind in KINDS:
        says(kind, text)
    rests(text)
    suspends(f"{text} is suspended", ("9",))
    number(text, "")
    assert time.monotonic() - began < 5
