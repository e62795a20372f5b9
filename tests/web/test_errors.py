"""Errors as pages: what happened, that nothing was lost, what to do; and never a word of the contents in a log."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.test import RequestFactory
from django.urls import resolve

from hemvist.config.quiet import QuietFormatter
from hemvist.domain.errors import HemvistError, NotFound, Refused
from hemvist.web import errors
from hemvist.web.views import agreement
from tests.house import House
from tests.web.visitor import browser, words

MARKER = "marker-vermilion"


class SomethingBroke(HemvistError):
    """The thing called {name} broke."""

    status = 503
    remedy = "Wait a minute."


def test_a_refusal_says_the_reason_the_remedy_and_the_clause(house: House) -> None:
    page = words(browser(house.rut).get(f"/p/{house.heron.pk}/documents/"))
    assert "Your role in this project does not allow this." in page
    assert "Ask the project" in page
    assert 'agreement/#clause-access">access</a>' in page
    assert "Nothing was lost." in page


def test_every_error_has_a_page_with_its_own_status(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise SomethingBroke(name="<b>pipe</b>")

    monkeypatch.setattr(agreement, "clauses", breaks)
    answer = browser(house.ada).get(f"/p/{house.heron.pk}/agreement/")
    assert answer.status_code == 503
    assert "The thing called &lt;b&gt;pipe&lt;/b&gt; broke." in words(answer)
    assert "Wait a minute." in words(answer)


def test_a_script_hears_the_same_as_json(house: House) -> None:
    answer = browser(house.rut).get(f"/p/{house.heron.pk}/documents/", headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert {"message", "remedy", "clause", "refused", "kept"} <= set(answer.json())


def test_forbidden_and_missing_are_told_in_the_same_words() -> None:
    request = RequestFactory().get("/")
    told = [errors.told(request, NotFound(thing=thing)).content for thing in ("project", "document")]
    assert told[0] == told[1]


def test_a_session_that_is_too_old_is_asked_to_sign_in_again() -> None:
    error = Refused(
        "Your session is older than the agreement allows.",
        "Sign in again: on the page, or with hemvist sign-in.",
        "sign_in",
    )
    page = words(errors.told(RequestFactory().get("/"), error))
    assert "Please sign in again" in page
    assert "/account/logout/" in page


def test_a_fault_of_ours_is_a_page_that_needs_neither_database_nor_session() -> None:
    answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "This is a fault of the software" in words(answer)


def test_a_fault_of_ours_tells_the_log_its_place_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not read {MARKER}")

    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(QuietFormatter("%(levelname)s %(message)s"))
    monkeypatch.setattr(logging.getLogger("django.request"), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger("django.request"), "propagate", False)
    monkeypatch.setattr(agreement, "clauses", breaks)
    client = browser(house.ada)
    client.raise_request_exception = False
    answer = client.get(f"/p/{house.heron.pk}/agreement/?q={MARKER}")
    assert answer.status_code == 500
    assert MARKER not in words(answer)
    assert "RuntimeError" in told.getvalue()
    assert MARKER not in told.getvalue()


@pytest.mark.parametrize("handler", [lambda r: errors.not_found(r, Exception()), errors.failed, errors.csrf_failed])
def test_the_api_hears_json_whatever_happens(handler: object) -> None:
    assert callable(handler)
    answer = handler(RequestFactory().get("/api/nothing"))
    assert "error" in json.loads(answer.content)


def test_a_form_from_another_place_is_refused_calmly(house: House) -> None:
    client = browser(house.ada, strict=True)
    for path in ("/projects/new/", f"/p/{house.heron.pk}/ask/", f"/p/{house.heron.pk}/lock/", "/account/logout/"):
        answer = client.post(path, {"question": "x"})
        assert answer.status_code == 403, path
        assert "Please send it again" in words(answer)


def test_every_address_of_ours_checks_forms_except_where_the_view_does_so_itself() -> None:
    exempt = [
        path
        for path in ("/", "/projects/new/", "/p/x/ask/", "/p/x/lock/", "/p/x/documents/add/", "/p/x/q/y/delete/")
        if getattr(resolve(path).func, "csrf_exempt", False)
    ]
    assert exempt == ["/p/x/documents/add/"]
