"""Whoever signs out, or is signed out, in the middle of something: it ends with the refusal, and nothing of it is kept."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session as Row
from django.utils import timezone

import hemvist
from hemvist.assistant import ask as asking
from hemvist.assistant import survey
from hemvist.assistant.models import Question
from hemvist.audit import log
from hemvist.documents.models import Document
from hemvist.documents.receive import begin
from hemvist.domain.errors import Refused
from hemvist.domain.permit import Deed
from hemvist.people import devices
from hemvist.people import visit as visits
from hemvist.people.models import Person, Token, digest
from hemvist.projects import gate
from tests.assistant.test_survey import FILES, SWEDISH
from tests.house import House
from tests.web.test_stopped import LAW, after
from tests.web.visitor import Browser, browser, words

SOURCE = Path(hemvist.__file__).parent


@pytest.fixture
def ready(house: House) -> House:
    for name, text in FILES.items():
        house.receive(house.ada, house.heron, name, text)
    house.read()
    return house


def device(person: Person) -> Token:
    return Token.objects.create(
        digest=digest("secret"), person=person, factor="totp", expires=timezone.now() + timedelta(hours=1)
    )


def expired(client: Browser, house: House) -> None:
    Row.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def somebody_elses(client: Browser, house: House) -> None:
    """The row is there, and somebody else has signed in with that session."""
    client.force_login(house.ben, backend="django.contrib.auth.backends.ModelBackend")


def shut_off(client: Browser, house: House) -> None:
    Person.objects.filter(pk=house.ada.pk).update(is_active=False)


ENDS: dict[str, Callable[[Browser, House], object]] = {
    "signed out": lambda client, house: client.post("/account/logout/"),
    "expired": expired,
    "somebody else's": somebody_elses,
    "shut off": shut_off,
}


@pytest.mark.parametrize("how", sorted(ENDS))
def test_an_answer_is_neither_kept_nor_shown_once_the_sign_in_has_ended(
    ready: House, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(ready.ada)
    monkeypatch.setattr(asking, "complete", after(asking.complete, lambda: ENDS[how](client, ready) and None))
    answer = client.post(f"/p/{ready.heron.pk}/ask/", {"question": LAW})
    assert answer.status_code == 403
    assert "Please sign in again" in words(answer)
    assert not Question.objects.exists()
    last = list(log.lines(ready.heron.pk))[-1]
    assert (last.event, dict(last.things)) == ("act:refused", {"deed": "ask", "clause": "sign_in"})


def test_a_step_of_a_survey_ends_too_and_stores_nothing(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    client = browser(ready.ada)
    page = client.post(f"/p/{ready.heron.pk}/ask/", {"question": SWEDISH}).headers["Location"]
    before = bytes(Question.objects.get().sealed)
    monkeypatch.setattr(survey, "_row", after(survey._row, lambda: expired(client, ready)))
    assert client.post(f"{page}on/").status_code == 403
    assert bytes(Question.objects.get().sealed) == before


def test_a_device_that_is_signed_out_in_the_middle_of_a_file_sends_no_more_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "EVERY", 0.0)
    token = device(house.ada)
    receipt = begin(visits.of_token(token), house.heron, "lease.txt")

    def chunks() -> Any:
        yield b"The fee"
        devices.sign_out(token)
        yield b" is EUR 5."

    with pytest.raises(Refused, match="its device was shut off") as told:
        receipt.take(chunks())
    assert told.value.clause == "sign_in"
    assert not Document.objects.exists()
    assert not receipt.path.exists()


def test_a_call_of_a_device_that_is_shut_off_meanwhile_is_refused_and_the_next_is_not_signed_in(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, client = device(ready.ada), Browser()
    monkeypatch.setattr(asking, "complete", after(asking.complete, lambda: devices.sign_out(token)))
    path, head = f"/api/projects/{ready.heron.pk}/ask", {"Authorization": "Bearer secret"}
    told = client.post(path, {"question": LAW}, content_type="application/json", headers=head)
    assert (told.status_code, told.json()["clause"]) == (403, "sign_in")
    told = client.post(path, {"question": LAW}, content_type="application/json", headers=head)
    assert (told.status_code, told.json()["error"]) == (401, "NotSignedIn")
    assert not Question.objects.exists()


def test_who_stays_signed_in_is_not_stopped(ready: House) -> None:
    gate.still(gate.enter(visits.of_token(device(ready.ada)), ready.heron, Deed.ASK))
    assert browser(ready.ada).post(f"/p/{ready.heron.pk}/ask/", {"question": LAW}).status_code == 302


def test_a_session_comes_from_where_people_sign_in_and_from_nowhere_else() -> None:
    """Else one without a row behind it would never end."""
    made = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Session"
    }
    assert made == {"people/visit.py", "projects/gate.py", "cli/seed.py"}
