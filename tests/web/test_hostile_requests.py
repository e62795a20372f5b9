"""Requests that no page of ours sends, at every address: a calm answer in our form, kept by nothing, and never a fault."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hemvist.projects.models import Draft
from tests.api.test_api import admitted
from tests.house import House, visit
from tests.projects.parties import parties
from tests.web.addresses import ROWS, Full, full, prepare
from tests.web.visitor import Browser, browser, words

__all__ = ["full"]

FORM, PARTS, JSON = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"
ODD = (
    b"question=%ED%A0%80&document=%27&as_of=9999-99-99&seen=%FF&do=set&of=x&tie=z&since=99999-01-01&page=..%2Fx&relation=%0A"
    b"&number=99999&person=%ED%A0%80&who=named&is=version&on=2&text=%F0%9F%92%A9&code=%E2%80%AE&name=%E2%80%AE&next=//x.example"
)
BODIES = {
    "odd fields": (FORM, ODD),
    "odd letters": (f"{FORM}; charset=utf-16", b"question=hello"),
    "unknown letters": (f"{FORM}; charset=nonsense", b"question=hello"),
    "parts without a border": ("multipart/form-data", b"x"),
    "parts that break off": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="../../x"\r\n\r\nabc',
    ),
    "a part that is none": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="table"; filename="t"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n',
    ),
    "another kind": (JSON, b"[" * 50_000),
    "too many fields": (FORM, b"&".join(b"k%d=v" % number for number in range(1_100))),
    "too much": (FORM, b"text=" + b"y" * 2_600_000),
}
QUERIES = (
    "?page=%ED%A0%80&c=%27&from=-1&language=%FF&sort=%0A&relate&class=%E2%80%AE&width=0&next=%0d%0aX:%20y",
    "?" + "&".join(f"{name}={'9' * 5000}" for name in ("page", "c", "from", "width", "code")),
)
HEADERS = {
    "range": "bytes=0-5", "if-none-match": "*", "if-modified-since": "Sat, 28 Nov 2099 08:00:00 GMT",
    "x-forwarded-host": "x.example", "x-forwarded-for": "10.0.0.1", "x-original-url": "/account/",
}  # fmt: skip


def addresses(full: Full) -> Iterator[tuple[str, str]]:
    """Every address once, with its name; what signs out or locks comes to nothing before the next one."""
    for name, rows in ROWS.items():
        prepare(full)
        yield name, rows[0].path(full)


def ada(full: Full) -> Browser:
    client = browser(full.house.ada, "webauthn")
    client.raise_request_exception = False
    return client


def wrong(answer: Any) -> bool:
    kept = "no-store" not in answer.headers.get("Cache-Control", "")
    wordless = answer.status_code == 405 and not answer.content and answer.request["REQUEST_METHOD"] != "HEAD"
    return answer.status_code >= 500 or getattr(answer, "exc_info", None) is not None or kept or wordless


def test_odd_queries_and_headers_break_nothing_and_change_no_answer_into_a_part_of_one(full: Full) -> None:
    broken = []
    for name, path in addresses(full):
        client, plain = ada(full), ada(full).get(path).status_code
        for query in QUERIES:
            cache.clear()
            answer = client.get(path + query, headers=HEADERS)
            if wrong(answer) or answer.status_code in (206, 304) or (plain == 405) != (answer.status_code == 405):
                broken.append((name, query[:20], answer.status_code))
    assert broken == []


def test_odd_bodies_are_told_and_never_a_fault(full: Full) -> None:
    broken = []
    for name, path in addresses(full):
        client = ada(full)
        for what, (kind, body) in BODIES.items():
            cache.clear()
            answer = client.generic("POST", path, body, kind)
            if wrong(answer) or (what.startswith("too ") and answer.status_code not in (200, 302, 405, 413, 400, 404)):
                broken.append((name, what, answer.status_code))
    assert broken == []


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing_and_say_so(full: Full, method: str) -> None:
    for name, path in addresses(full):
        if not name.startswith(("account_", "mfa_", "usersessions_", "sign-in")):  # the library's answer them as GET
            answer = ada(full).generic(method, path)
            assert not wrong(answer), name
            assert answer.status_code in (404, 405, 410), name


def test_an_address_that_takes_a_form_alone_says_so_and_how(house: House) -> None:
    answer = browser(house.ada).get(f"/p/{house.heron.pk}/ask/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in words(answer)


def test_whoever_is_signed_out_while_writing_comes_back_to_the_page_and_not_to_where_it_was_sent(house: House) -> None:
    client, page = browser(), f"/p/{house.heron.pk}/q/abc/?c=2"
    for told, back in (
        (f"https://localhost:8443{page}", "next=%2Fp%2F" + house.heron.pk + "%2Fq%2Fabc%2F%3Fc%3D2"),
        (f"https://elsewhere.example{page}", "next=%2F"),
        ("nonsense", "next=%2F"),
        ("https://localhost:8443", "next=%2F"),
        ("", "next=%2F"),
    ):
        headers = {"referer": told, "host": "localhost:8443"}
        answer = client.post(f"/p/{house.heron.pk}/ask/", {"question": "Who?"}, headers=headers)
        assert answer.headers["Location"].partition("?")[2] == back


def test_a_draft_that_is_far_too_long_is_told_as_that_and_the_one_before_stands(house: House) -> None:
    two = parties(house)
    before = Draft.objects.get(project=two.project).text
    for size, status in ((10_000_000, 413), (300_000, 422)):
        answer = browser(house.cleo, "webauthn").post(
            f"/p/{two.project.pk}/agreement/draft/", {"text": "# " + "y" * size, "seen": "x"}
        )
        assert answer.status_code == status
        assert Draft.objects.get(project=two.project).text == before
    answer = browser(house.cleo, "webauthn").post(
        "/agreements/new/", {"file": SimpleUploadedFile("a.toml", b"#" * 10**7)}
    )
    assert answer.status_code == 422


def test_our_scripts_and_the_api_hear_of_it_as_json(house: House) -> None:
    body = b"text=" + b"y" * 2_600_000
    page = browser(house.ada).generic(
        "POST", f"/p/{house.heron.pk}/ask/", body, FORM, headers={"accept": "application/json"}
    )
    assert (page.status_code, page.json()["error"]) == (413, "TooMuchAtOnce")
    query = "&".join(f"a{number}=1" for number in range(1_100))
    call = Client(SERVER_NAME="localhost").get(f"/api/me?{query}", secure=True)
    assert (call.status_code, call.json()["error"]) == (413, "TooMuchAtOnce")


def test_the_api_names_its_methods_and_keeps_nothing_anywhere(house: House) -> None:
    client = admitted(house.ada)
    for method, path, allow in (
        ("PATCH", "documents", "GET, PUT"), ("GET", "ask", "POST"), ("OPTIONS", "kept/x", "PUT, DELETE"),
    ):  # fmt: skip
        answer = client.generic(method, f"/api/projects/Heron/{path}", secure=True)
        assert (answer.status_code, answer.headers["Allow"]) == (405, allow)
        assert answer.headers["Cache-Control"] == "no-store"
        assert json.loads(answer.content)["error"] == "MethodUnknown"


def test_a_stranger_writes_no_line_of_the_log_with_what_is_no_request(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    query = "&".join(f"a{number}=1" for number in range(1_100))
    for path, host in (("/sign-in/", "x.example"), (f"/sign-in/?{query}", "localhost")):
        assert Client(SERVER_NAME="localhost").get(path, secure=True, headers={"host": host}).status_code in (400, 413)
    assert not logging.getLogger("django.security.DisallowedHost").isEnabledFor(logging.ERROR)
    assert not [one for one in caplog.records if one.name.startswith("django.security")]


@pytest.mark.parametrize(
    "host", ["x.example", "localhost.x.example", "localhost:8443@x.example", "", "[::1", "a" * 300]
)
def test_another_host_is_answered_by_nothing_of_ours(house: House, host: str) -> None:
    answer = Client(SERVER_NAME="localhost").get("/sign-in/", secure=True, headers={"host": host})
    assert answer.status_code == 400
    assert host not in words(answer) or not host


def test_half_a_character_in_a_list_of_a_body_is_no_id_of_anything(house: House) -> None:
    house.with_lease()
    told = json.dumps({"question": "Who?", "query": "Who?", "documents": ["\ud800"], "people": ["\ud800"]})
    for call in ("ask", "find"):
        answer = admitted(house.ada).post(f"/api/projects/Heron/{call}", told, content_type=JSON, secure=True)
        assert answer.status_code in (400, 404)
    assert visit(house.ada).person == house.ada
