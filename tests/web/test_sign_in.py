"""Signing in: a one-time link, then a second factor; every step in the log, and no page open to half a sign-in."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.people.models import Person, SignInLink
from tests.web.running import code
from tests.web.visitor import Browser, browser, words

pytestmark = pytest.mark.usefixtures("home")


def events() -> list[tuple[str, dict[str, object]]]:
    return [(line.event, dict(line.things)) for line in log.lines(INSTALLATION)]


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.admit("ada@example.org", "Ada")


@pytest.fixture
def secret(ada: Person, home: object) -> str:
    """Ada's authenticator."""
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    return secret


@pytest.fixture
def committing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a commit runs within its request, as it does outside of a test's transaction."""
    monkeypatch.setattr(transaction, "on_commit", lambda run, **_: run())


def entered(person: Person) -> Browser:
    client = browser()
    client.post(f"/enter/{SignInLink.make(person)}/")
    return client


def test_looking_at_a_link_spends_nothing(ada: Person, secret: str) -> None:
    path = f"/enter/{SignInLink.make(ada)}/"
    assert all("Sign in as Ada" in words(browser().get(path)) for _ in range(3))
    assert browser().post(path).headers["Location"] == "/account/2fa/authenticate/"


def test_a_link_works_once(ada: Person, secret: str) -> None:
    path = f"/enter/{SignInLink.make(ada)}/"
    browser().post(path)
    again = browser().post(path)
    assert again.status_code == 410
    assert "hemvist demo sign-in" in words(again)
    assert ("person:sign-in-failed", {"why": "link"}) in events()


def test_a_link_that_is_too_old_opens_nothing(ada: Person, secret: str) -> None:
    path = f"/enter/{SignInLink.make(ada)}/"
    SignInLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert browser().post(path).status_code == 410


def test_a_link_of_somebody_who_was_shut_out_opens_nothing(ada: Person, secret: str) -> None:
    path = f"/enter/{SignInLink.make(ada)}/"
    Person.objects.update(is_active=False)
    assert browser().post(path).status_code == 410


def test_a_link_alone_opens_no_page(ada: Person, secret: str) -> None:
    client = entered(ada)
    for path in ("/", "/account/", "/projects/new/"):
        assert client.get(path).headers["Location"].startswith("/sign-in/")


def test_link_and_code_together_sign_in_and_stand_in_the_log(ada: Person, secret: str) -> None:
    client = entered(ada)
    answer = client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert ("person:signed-in", {"factor": "totp"}) in events()


def test_a_wrong_code_is_told_and_stands_in_the_log(ada: Person, secret: str) -> None:
    client = entered(ada)
    answer = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert answer.status_code == 200
    assert 'role="alert"' in words(answer)
    assert ("person:sign-in-failed", {"why": "second-factor"}) in events()


def test_many_wrong_codes_are_stopped(ada: Person, secret: str) -> None:
    client = entered(ada)
    told = [words(client.post("/account/2fa/authenticate/", {"code": f"{n:06d}"})) for n in range(12)]
    right = client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert right.status_code == 200, "the right code is refused as well until the wait is over"
    assert "Too many" in told[-1]


def test_whoever_has_no_second_factor_can_only_add_one_and_is_then_in(ada: Person, committing: None) -> None:
    client = entered(ada)
    assert client.get("/").headers["Location"] == "/account/2fa/totp/activate/"
    page = words(client.get("/account/2fa/totp/activate/"))
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert client.get("/").status_code == 200
    assert Authenticator.objects.filter(user=ada, type=Authenticator.Type.TOTP).exists()


def test_recovery_codes_are_shown_once_and_each_opens_once(ada: Person, committing: None) -> None:
    client = entered(ada)
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": code(client.session["mfa.totp.secret"])})
    shown = words(client.get("/account/2fa/recovery-codes/"))
    kept = Authenticator.objects.get(user=ada, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert all(one in shown for one in kept)
    assert not any(one in words(client.get("/account/2fa/recovery-codes/")) for one in kept)
    assert entered(ada).post("/account/2fa/authenticate/", {"code": kept[0]}).headers["Location"] == "/"
    assert entered(ada).post("/account/2fa/authenticate/", {"code": kept[0]}).status_code == 200


def test_secrets_of_authenticators_are_not_kept_in_clear(ada: Person, secret: str) -> None:
    assert secret not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def test_nobody_signs_up(db: None) -> None:
    assert browser().post("/account/signup/", {"email": "eve@example.org", "password1": "x" * 20}).status_code == 404
    assert not Person.objects.filter(email="eve@example.org").exists()


def test_a_password_still_asks_for_the_second_factor(ada: Person, secret: str) -> None:
    ada.set_password("a long enough password")
    ada.save()
    client = browser()
    answer = client.post("/account/login/", {"login": ada.email, "password": "a long enough password"})
    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_a_wrong_password_says_the_same_as_an_unknown_address(ada: Person) -> None:
    told = [
        words(browser().post("/account/login/", {"login": login, "password": "wrong password"}))
        for login in (ada.email, "nobody@example.org")
    ]
    assert "errorlist" in told[0] or 'role="alert"' in told[0]
    assert _without_tokens(told[0]).replace(ada.email, "") == _without_tokens(told[1]).replace("nobody@example.org", "")
    assert ("person:sign-in-failed", {"why": "password"}) in events()


def _without_tokens(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_page_after_sign_in_is_never_another_site(ada: Person, secret: str) -> None:
    client = browser()
    client.post(f"/enter/{SignInLink.make(ada)}/?next=https://evil.example/")
    answer = client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session_at_once(ada: Person) -> None:
    client = browser(ada)
    cookie = client.cookies["__Host-session"].value
    client.post("/account/logout/")
    client.cookies["__Host-session"] = cookie
    assert client.get("/").headers["Location"].startswith("/sign-in/")


def test_a_fresh_proof_is_asked_for_before_sign_in_changes(ada: Person, secret: str) -> None:
    client = browser(ada)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**row, "reauthenticated": False} for row in records]
    session.save()
    for path in (
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/generate/",
    ):
        assert "/2fa/reauthenticate/" in client.get(path).headers["Location"]
