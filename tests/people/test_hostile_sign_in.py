"""Half a sign-in, an old one and an idle one: what they must not reach, on pages and through a device."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from hemvist.people.models import Person, Token
from hemvist.people.visit import METHODS_KEY, SEEN_KEY
from tests.api.test_api import admitted, get
from tests.house import House
from tests.web.visitor import Browser, browser

PASSWORD = "a long enough password"


@pytest.fixture
def ada(home: object, db: None) -> Person:
    person = Person.objects.admit("ada@example.org", "Ada")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def half(ada: Person) -> Browser:
    """A session of Ada's with one factor, begun before she had a second one; by now she has."""
    client = browser(ada, None)
    TOTP.activate(ada, generate_totp_secret())
    RecoveryCodes.activate(ada)
    return client


ENROLLING = (
    "/account/2fa/totp/activate/", "/account/2fa/totp/deactivate/", "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/generate/", "/account/2fa/recovery-codes/download/",
    "/account/reauthenticate/", "/account/2fa/reauthenticate/", "/account/2fa/webauthn/reauthenticate/", "/account/",
)  # fmt: skip


@pytest.mark.parametrize("path", ENROLLING)
def test_one_factor_opens_no_page_of_whoever_has_two(half: Browser, path: str) -> None:
    for answer in (half.get(path), half.post(path, {"password": PASSWORD})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


def test_password_and_half_a_sign_in_do_not_take_a_second_factor_away(half: Browser, ada: Person) -> None:
    half.post("/account/reauthenticate/", {"password": PASSWORD})
    half.post("/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=ada, type=Authenticator.Type.TOTP).exists()


def test_half_a_sign_in_is_over_once_there_is_a_second_factor(half: Browser) -> None:
    half.get("/")
    assert "_auth_user_id" not in half.session


def test_whoever_has_none_may_only_add_one(ada: Person) -> None:
    client = browser(ada, None)
    assert client.get("/account/2fa/totp/activate/").status_code in (200, 302)
    assert client.get("/account/password/set/").headers["Location"] == "/account/2fa/totp/activate/"


def idle(client: Browser, minutes: float) -> None:
    """Let the session lie unused for some minutes, its sign-in a little longer ago."""
    session = client.session
    then = time.time() - minutes * 60
    session[METHODS_KEY] = [{**row, "at": then - 1} for row in session[METHODS_KEY]]
    session[SEEN_KEY] = then
    session.save()


def test_a_session_too_long_unused_opens_no_project_on_its_next_page(house: House) -> None:
    house.with_lease()
    client = browser(house.ada)
    path = f"/p/{house.heron.pk}/documents/"
    assert client.get(path).status_code == 200
    idle(client, 61)
    assert client.get(path).status_code == 403


def test_and_no_page_in_between_wakes_it_up_again(house: House) -> None:
    house.with_lease()
    client = browser(house.ada)
    idle(client, 61)
    for path in ("/account/", "/", "/account/"):
        client.get(path)
    assert client.get(f"/p/{house.heron.pk}/documents/").status_code == 403


def test_a_session_in_use_stays(house: House) -> None:
    client = browser(house.ada)
    path = f"/p/{house.heron.pk}/documents/"
    for _ in range(3):
        idle(client, 40)
        assert client.get(path).status_code == 200


def test_a_device_too_long_unused_opens_no_project_however_often_it_asks(house: House) -> None:
    house.with_lease()
    client = admitted(house.ada)
    assert get(client, "projects/Heron/documents").status_code == 200
    Token.objects.update(used=timezone.now() - timedelta(minutes=61), began=timezone.now() - timedelta(minutes=62))
    for _ in range(3):
        assert get(client, "projects/Heron/documents").status_code == 403


def test_a_device_in_use_stays(house: House) -> None:
    house.with_lease()
    client = admitted(house.ada)
    for _ in range(3):
        Token.objects.update(used=timezone.now() - timedelta(minutes=40))
        assert get(client, "projects/Heron/documents").status_code == 200
