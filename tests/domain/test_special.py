"""Special categories are listed in the parties' own words, and each entry opens the categories that it names."""

from __future__ import annotations

import pytest

from hemvist.domain.agreement.special import NAMES, categories
from hemvist.domain.personal import Category


def test_what_is_found_in_documents_and_what_is_agreed_are_called_the_same() -> None:
    assert set(NAMES) == {one.value for one in Category}
    assert all(categories((name,)) == {name} for name in NAMES)


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("Health data of tenants", {"health"}),
        ("trade union membership", {"union"}),
        ("racial or ethnic origin", {"origin"}),
        ("political opinions", {"politics"}),
        ("religious or philosophical beliefs", {"religion"}),
        ("sexual orientation", {"sex-life"}),
        ("hälsa", {"health"}),
        ("medlemskap i fackförening", {"union"}),
        ("etniskt ursprung", {"origin"}),
        ("religiös övertygelse", {"religion"}),
        ("Gesundheitsdaten", {"health"}),
        ("Gewerkschaftszugehörigkeit", {"union"}),
        ("ethnische Herkunft", {"origin"}),
        ("Weltanschauung", {"religion"}),
        ("biometrische Daten", {"biometric"}),
        ("genetiska uppgifter", {"genetic"}),
        ("health and religion", {"health", "religion"}),
        ("none", set()),
        ("shoe size", set()),
        ("general information", set()),
    ],
)
def test_an_entry_opens_what_it_names_and_nothing_else(entry: str, meant: set[str]) -> None:
    assert categories((entry,)) == meant
