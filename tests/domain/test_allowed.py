"""Lists of what is allowed: a sentence that forbids says no, in four languages, and one that denies a ban has to be read."""

from __future__ import annotations

import pytest

from hemvist.domain.survey import judge, survey


def said(question: str, quote: str) -> str:
    asked = survey(question)
    assert asked is not None
    return judge(asked, quote)[0].value


ALLOWED = "Which leases allow subletting?"


@pytest.mark.parametrize(
    "quote",
    [
        "Subletting is prohibited.",
        "Subletting is forbidden.",
        "This lease prohibits subletting.",
        "Subletting is excluded.",
        "Andrahandsuthyrning är förbjuden.",
        "Husdjur är förbjudna i lokalen.",
        "Die Untervermietung ist untersagt.",
        "Das Halten von Haustieren ist verboten.",
        "Die Untervermietung ist ausgeschlossen.",
        "La sous-location est interdite.",
    ],
)
def test_what_is_forbidden_is_not_allowed(quote: str) -> None:
    assert said(ALLOWED, quote) == "no"
    assert said("Welche Mietverträge erlauben Haustiere?", quote) == "no"
    assert said("Vilka hyresavtal tillåter husdjur?", quote) == "no"
    assert said("Quels baux permettent la sous-location ?", quote) == "no"
    assert said("Which leases do not allow subletting?", quote) == "yes"
    assert said("Which leases prohibit subletting?", quote) == "yes"


@pytest.mark.parametrize(
    "quote",
    [
        "Subletting is not prohibited.",
        "Die Untervermietung ist nicht untersagt.",
        "Andrahandsuthyrning är inte förbjuden.",
        "The tenant may sublet, but subletting to competitors is prohibited.",
        "Subletting is prohibited unless the landlord consents.",
        "Nothing in this lease prohibits subletting.",
        "Nothing in this lease allows subletting.",
    ],
)
def test_a_ban_that_is_denied_or_stands_beside_what_is_allowed_has_to_be_read(quote: str) -> None:
    assert said(ALLOWED, quote) == "read"
    assert said("Which leases prohibit subletting?", quote) == "read"


def test_what_is_allowed_is_allowed_and_what_is_denied_is_forbidden() -> None:
    assert said(ALLOWED, "The tenant may sublet the premises.") == "yes"
    assert said("Which leases prohibit subletting?", "The tenant may sublet the premises.") == "no"
    assert said("Which leases prohibit subletting?", "The tenant may not sublet the premises.") == "yes"
    assert said("Which leases do not prohibit subletting?", "The tenant may not sublet the premises.") == "no"


def test_a_clause_that_forbids_is_one_where_that_clause_is_looked_for() -> None:
    assert said("Which contracts have a non-compete clause?", "Competing with the Buyer is prohibited.") == "yes"


@pytest.mark.parametrize(
    "quote",
    [
        "Nothing in this agreement limits or excludes liability for fraud.",
        "The Supplier's liability is limited to EUR 250,000.",
        "Die Haftung für Vorsatz ist unbeschränkt.",
    ],
)
def test_unlimited_liability_has_to_be_read(quote: str) -> None:
    assert said("Which contracts have unlimited liability?", quote) == "read"
    assert said("Welche Verträge haben unbeschränkte Haftung?", quote) == "read"
    assert said("Vilka avtal har obegränsat ansvar?", quote) == "read"


@pytest.mark.parametrize("word", ["is prohibited ", "nothing ", "may not ", "är "])
def test_long_sentences_take_no_longer_than_their_length(word: str) -> None:
    assert said(ALLOWED, word * 4000) in {"yes", "no", "read"}
