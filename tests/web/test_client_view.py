"""What the client sees: what is in force since when, what changed, who signed with which passkey, what is coming up."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from hemvist.domain.agreement import toml
from hemvist.domain.levels import Role
from hemvist.projects import agreeing
from hemvist.projects.models import Membership
from tests.domain.agreements import MODEL
from tests.house import House
from tests.projects.parties import TODAY, Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    two = parties(house).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    return two


def page(two: Two) -> str:
    """As Ben, a member, sees it."""
    return words(browser(two.house.ben).get(f"/p/{two.project.pk}/agreement/"))


def test_a_member_sees_since_when_what_changed_who_signed_and_what_comes(two: Two) -> None:
    since = f"In force since {TODAY:%-d %B %Y}, until {two.project.agreement.ends_on:%-d %B %Y}."
    assert since in page(two)
    two.change(patch_days=7)
    shown = page(two)
    assert "What changed since the version before" in shown
    assert "<del>30</del>" in shown
    assert "<ins>7</ins>" in shown
    for key in (two.ada_key, two.cleo_key):
        assert key.signer.key in shown
    assert "Propose it for signing" not in shown
    two.change(providers=(*two.project.agreement.providers, MODEL.__class__(**{**MODEL.__dict__, "name": "Other AB"})))
    coming = page(two)
    assert "What is coming up" in coming
    assert "The days of notice are running for:" in coming
    assert "Other AB" in coming


def test_earlier_versions_are_a_click_away_with_who_signed_them(two: Two) -> None:
    assert "Earlier versions:" not in page(two)
    two.change(patch_days=7)
    two.change(patch_days=9)
    shown = page(two)
    numbers = re.findall(r'/agreement/(\d+)/">version \d+</a>', shown)
    assert numbers == ["2", "1"]
    older = words(browser(two.house.ben).get(f"/p/{two.project.pk}/agreement/1/"))
    assert "Put in within 30 days." in older
    assert two.ada_key.signer.key in older


@pytest.mark.parametrize(("language", "said"), [("en", "Left to people:"), ("sv", "Överlåtet åt människor:")])
def test_what_the_software_leaves_to_people_is_said_under_the_clauses(two: Two, language: str, said: str) -> None:
    page = browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/?language={language}")
    assert said in words(page)


def test_every_clause_has_its_place_once(two: Two) -> None:
    found = re.findall(r'id="(clause-[a-z_]+)"', page(two))
    assert len(found) == len(set(found)) > 30


def test_what_a_draft_would_change_is_shown_before_it_is_proposed(two: Two) -> None:
    def drafted(**fields: Any) -> str:
        text = toml.write(replace(two.project.agreement, signatures=(), **fields))
        agreeing.change_draft(two.cleo, two.project, f"# as talked about\n{text}")
        return words(browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/"))

    assert "It changes nothing yet of what is in force." in drafted()
    shown = drafted(patch_days=7)
    assert "What it would change" in shown
    assert shown.count("<ins>") == 1
    assert "<del>30</del>" in shown
    assert "What it would change" not in page(two), "members are not asked"
