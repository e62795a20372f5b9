"""An installation that does not say where it stands: told while the agreement is drawn up, with the line to set."""

from __future__ import annotations

import shlex

import pytest
from django.conf import settings

from hemvist.domain.agreement import Location
from hemvist.domain.keepable import stands_line
from hemvist.domain.levels import Place
from tests.house import House
from tests.web.test_agreeing import ANSWERS
from tests.web.visitor import browser, words

LINE = "HEMVIST_STANDS=&#x27;SE; Värden AB&#x27;"


def test_the_page_of_questions_says_it_and_the_draft_names_the_line(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STANDS", "")
    client = browser(house.cleo)
    asked = words(client.get("/agreements/new/"))
    assert "This installation does not say where it stands." in asked
    assert LINE in asked
    told = words(client.post("/agreements/new/", ANSWERS, follow=True))
    assert f"puts the line {LINE} into its environment" in told
    again = words(client.post("/agreements/new/", ANSWERS | {"days": "0", "where": "Tyskland; Huset GmbH"}))
    assert "HEMVIST_STANDS=&#x27;DE; Huset GmbH&#x27;" in again


def test_one_that_says_it_is_not_told(house: House) -> None:
    client = browser(house.cleo)
    assert "HEMVIST_STANDS" not in words(client.get("/agreements/new/"))
    assert "HEMVIST_STANDS" not in words(client.post("/agreements/new/", ANSWERS, follow=True))


def test_what_is_harmless_needs_none_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STANDS", "")
    told = words(
        browser(house.cleo).post("/agreements/new/", ANSWERS | {"needs": "internal", "people": "none"}, follow=True)
    )
    assert "What may be agreed here" in told
    assert "HEMVIST_STANDS" not in told


def test_the_line_does_nothing_else_in_a_shell() -> None:
    line = stands_line(Location(Place.EU, "SE", "Värden'; touch x; $(id) \n AB"))
    assert shlex.split(line) == ["HEMVIST_STANDS=SE; Värden'; touch x; $(id) AB"]
