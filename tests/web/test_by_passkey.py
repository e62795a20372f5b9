"""At a level where owner and operator sign in with a passkey: said before signing, with the way to it, and after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemvist.papers.plain import sentences
from hemvist.papers.wording import Language
from tests.house import House
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words

SAID = "Once it is in force, owner and operator sign in with a passkey."


@pytest.fixture
def two(house: House) -> Two:
    return parties(house)


def test_who_signed_in_with_digits_is_told_before_signing_and_led_to_the_passkey(two: Two) -> None:
    page, at = browser(two.house.ada), f"/p/{two.project.pk}/agreement/"
    row = two.chosen().proposed()
    for address in (at, f"{at}{row.number}/"):
        told = words(page.get(address))
        assert SAID in told
        assert "You are signed in with something else." in told
        assert f'href="/account/2fa/webauthn/reauthenticate/?next={address.replace("/", "%2F")}"' in told
    assert page.get(f"/account/2fa/webauthn/reauthenticate/?next={at}").status_code == 200


def test_who_has_no_passkey_is_led_to_making_one(two: Two) -> None:
    two.house.ada.authenticator_set.all().delete()
    assert "Make a passkey now" in words(browser(two.house.ada).get(f"/p/{two.project.pk}/agreement/"))


def test_who_signed_in_with_a_passkey_is_told_and_led_nowhere(two: Two) -> None:
    told = words(browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/"))
    assert SAID in told
    assert "You are signed in with something else." not in told


def test_below_that_level_nothing_of_it_is_said(house: House) -> None:
    two = parties(house, replace(AGREED, level=1))
    assert SAID not in words(browser(house.ada).get(f"/p/{two.project.pk}/agreement/"))


def test_the_refusal_afterwards_leads_to_the_passkey_directly(two: Two) -> None:
    two.live()
    told = browser(two.house.ada).get(f"/p/{two.project.pk}/agreement/")
    assert told.status_code == 403
    assert "At level 2 the owner signs in with a passkey." in words(told)
    assert "Sign in with your passkey now" in words(told)
    assert 'href="/account/2fa/webauthn/reauthenticate/?next=' in words(told)


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.EN, "owner and operator sign in with a passkey"), (Language.SV, "loggar ägare och operatör in med"), (Language.DE, "Inhaber und Betreiber mit einem Passkey")],
)  # fmt: skip
def test_the_agreements_own_sentence_says_it(language: Language, said: str) -> None:
    assert said in " ".join(text for _, text in sentences(AGREED, language))
    assert said not in " ".join(text for _, text in sentences(replace(AGREED, level=1), language))
