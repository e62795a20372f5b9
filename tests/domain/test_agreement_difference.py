"""A change reads as what was and what is, and a new party waits for the days of notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from hemvist.domain.agreement import Agreement, Location
from hemvist.domain.agreement.difference import differences, in_force_from, new_parties
from hemvist.domain.levels import Place
from tests.domain.agreements import HERON, MODEL, TODAY, WHOLE, agreements, each_value_changed


def test_equal_agreements_have_no_difference_and_numbering_is_none() -> None:
    assert differences(HERON, replace(HERON, version=2)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"patch_days": 7}, "~ patch_days: 30 → 7"),
        ({"purposes": ("a", "b")}, "~ purposes: answering questions from one's own documents → a, b"),
        ({"providers": ()}, "- providers[Model AB].name: Model AB"),
        ({"providers": (replace(MODEL, region=Place.HERE),)}, "~ providers[Model AB].region: eu → here"),
        ({"data_subjects": ()}, "- data_subjects: people named in one's own documents"),
        ({"safeguards": ("locked",)}, "+ safeguards: locked"),
        ({"one_party": True}, "~ one_party: no → yes"),
    ],
)
def test_a_change_reads_as_what_was_and_what_is(change: dict[str, Any], words: str) -> None:
    assert words in [one.words for one in differences(HERON, replace(HERON, **change))]


def test_no_changed_value_goes_unsaid() -> None:
    changed = dict(each_value_changed(WHOLE))
    assert len(changed) > 90
    assert [path for path, new in changed.items() if not differences(WHOLE, new)] == []


@settings(max_examples=40, deadline=None)
@given(agreements(), agreements())
def test_whatever_the_values_it_tells_and_never_fails(old: Agreement, new: Agreement) -> None:
    assert all(change.words for change in differences(old, new))
    assert in_force_from(old, new, TODAY) >= TODAY or old.notice_days < 0


def test_a_first_version_is_in_force_at_once() -> None:
    assert in_force_from(None, HERON, TODAY) == TODAY


@pytest.mark.parametrize(
    "change",
    [
        {"providers": (MODEL, replace(MODEL, name="Other AB"))},
        {"providers": (replace(MODEL, region=Place.HERE),)},
        {"locations": replace(HERON.locations, backup=Location(Place.EU, "DE", "Lager GmbH"))},
    ],
)
def test_a_new_or_changed_party_waits_for_the_days_of_notice_that_the_old_version_agreed(
    change: dict[str, Any],
) -> None:
    new = replace(HERON, notice_days=0, **change)
    assert new_parties(HERON, new)
    assert in_force_from(HERON, new, TODAY) == TODAY + timedelta(days=30)


def test_what_falls_away_or_concerns_no_party_does_not_wait_but_not_before_it_starts() -> None:
    assert in_force_from(HERON, replace(HERON, providers=(), patch_days=7), TODAY) == TODAY
    later = replace(HERON, starts_on=TODAY + timedelta(days=3))
    assert in_force_from(HERON, later, TODAY) == TODAY + timedelta(days=3)
