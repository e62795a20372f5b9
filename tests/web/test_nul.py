"""A NUL character in an address, a query, a form, a cookie or a body is refused before anything looks at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hemvist.documents.models import Document
from hemvist.people import devices
from tests.house import LEASE, House, visit
from tests.web.visitor import browser, words

VALUES: dict[str, Any] = {"int": 1, "str": "a\0b"}


def named(rows: list[Any], before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address that takes words, with a NUL character in each of them."""
    for row in rows:
        if isinstance(row, URLResolver):
            yield from named(row.url_patterns, f"{before}{row.namespace}:" if row.namespace else before)
        elif isinstance(row, URLPattern) and row.name and row.pattern.converters:
            kinds = {
                name: type(one).__name__.removesuffix("Converter").lower()
                for name, one in row.pattern.converters.items()
            }
            told = {name: VALUES.get({"string": "str"}.get(kind, kind)) for name, kind in kinds.items()}
            if "a\0b" in told.values() and None not in told.values():
                yield f"{before}{row.name}", told


def test_no_address_takes_one(house: House) -> None:
    found = list(named(get_resolver().url_patterns))
    assert len(found) > 60
    ada, token = browser(house.ada), admitted(house)
    for name, told in found:
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = ada.generic(method, reverse(name, kwargs=told), headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == 400, (name, method)


def admitted(house: House) -> str:
    waiting = devices.ask_admission()
    devices.admit(visit(house.ada), waiting.user_code)
    return devices.collect(waiting.secret)[0]


@pytest.mark.parametrize("query", ["class=a%00b", "%00=1", "page=%00", "as_of=2024%00", "next=%00"])
def test_no_query_takes_one(house: House, query: str) -> None:
    answer = browser(house.ada).get(f"/p/{house.heron.pk}/documents/?{query}")
    assert (answer.status_code, "cannot be read" in words(answer)) == (400, True)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_form_and_no_cookie_takes_one(house: House) -> None:
    ada = browser(house.ada)
    for form in ({"question": "a\0b"}, {"question": "Who?", "documents": ["x", "\0"]}, {"\0": "x"}):
        for kind in ({}, {"content_type": "application/x-www-form-urlencoded"}):
            body: Any = form if not kind else "&".join(f"{key}=a%00b".replace("\0", "%00") for key in form)
            assert ada.post(f"/p/{house.heron.pk}/ask/", body, **kind).status_code == 400
    ada.cookies["sessionid"] = "a\0b"
    assert ada.get("/").status_code == 400


@pytest.mark.parametrize(
    "told", ["\0", {"question": "a\0b"}, {"question": "x", "documents": ["\0"]}, {"\0": 1}, [[["\0"]]]]
)
def test_no_body_of_the_api_takes_one(house: House, told: object) -> None:
    answer = browser().post(
        "/api/projects/Heron/ask", json.dumps(told), "application/json",
        headers={"authorization": f"Bearer {admitted(house)}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["error"]) == (400, "NulInside")


def test_a_file_may_hold_them_and_so_may_words_that_only_spell_one(house: House) -> None:
    ada = browser(house.ada)
    file = SimpleUploadedFile("lease.txt", LEASE.encode() + b"\0" * 10)
    assert ada.post(f"/p/{house.heron.pk}/documents/add/", {"files": [file]}).status_code == 302
    assert Document.objects.count() == 1
    assert ada.get("/?class=%2500").status_code == 200
