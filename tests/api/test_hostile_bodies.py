"""Bodies, words and names that are made to break the API, or to fill its memory."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest

from hemvist.api import door
from hemvist.people import devices
from hemvist.projects.models import Project
from tests.api.test_api import admitted, get, post
from tests.house import House

LIMIT = door.LARGEST_BODY


class Endless(io.RawIOBase):
    """A body without an end and without a declared length, as a chunked one may be."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        assert self.given < 3 * LIMIT, "the body is read without end"
        buffer[:] = b" " * len(buffer)
        self.given += len(buffer)
        return len(buffer)


def request(stream: Any, **headers: str) -> ASGIRequest:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/api/device/token", "headers": told, "query_string": b""}
    return ASGIRequest(scope, io.BufferedReader(stream))


def test_a_body_without_a_length_is_not_read_beyond_the_largest() -> None:
    stream = Endless()
    with pytest.raises(door.BodyUnusable):
        door.body(request(stream, content_type="application/json"))
    assert stream.given <= LIMIT + (1 << 16)


def test_ten_megabytes_of_an_agreement_are_told_as_that(house: House) -> None:
    told = json.dumps({"toml": "# " + "x" * 10_000_000})
    path = "/api/projects/Heron/agreement/check"
    answer = admitted(house.ada).post(path, told, content_type="application/json", secure=True)
    assert (answer.status_code, answer.json()["error"]) == (413, "BodyTooLarge")
    assert "longer than 1,000,000 bytes" in answer.json()["message"]


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 150_000, b'{"n":' + b"9" * 5000 + b"}"])
def test_a_body_that_is_deep_or_odd_is_refused(body: bytes) -> None:
    with pytest.raises(door.BodyUnusable):
        door.body(request(io.BytesIO(body)))


def test_a_declared_length_that_lies_changes_nothing() -> None:
    assert door.body(request(io.BytesIO(b'{"a": 1}'), content_length="8")) == {"a": 1}
    with pytest.raises(door.BodyUnusable):
        door.body(request(io.BytesIO(b'{"a": 1}'), content_length="x"))


@pytest.mark.parametrize("path", ["projects", "projects/Heron/ask", "projects/Heron/find", "projects/Heron/unlock"])
def test_half_characters_are_refused_and_nothing_breaks(house: House, path: str) -> None:
    half = dict.fromkeys(("name", "passphrase", "question", "query", "as_of"), "long enough for it \ud800")
    told = json.dumps(half)
    answer = admitted(house.ada).post(f"/api/{path}", told, content_type="application/json", secure=True)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "as_of", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01", "9999-12-31"]
)
def test_the_ends_of_time_break_nothing(house: House, as_of: str) -> None:
    house.with_lease()
    answer = post(admitted(house.ada), "projects/Heron/ask", {"question": "Which law governs it?", "as_of": as_of})
    assert answer.status_code == 200


@pytest.mark.parametrize("k", [0, -1, 201, 10**30, True, 1.5, "8", None])
def test_a_number_of_passages_that_is_none_is_refused(house: House, k: object) -> None:
    assert post(admitted(house.ada), "projects/Heron/find", {"query": "law", "k": k}).status_code == 400


def test_no_answer_of_the_api_is_kept_by_anything_between(house: House) -> None:
    house.with_lease()
    client = admitted(house.ada)
    for answer in (get(client, "projects/Heron/documents"), get(client, "nowhere/x"), get(client, "me")):
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["Inv\u202eoice", "Hero\u200bn", "B\u2066C"])
def test_a_project_s_name_holds_nothing_that_hides(house: House, name: str) -> None:
    told = post(admitted(house.ada), "projects", {"name": name, "passphrase": "a kestrel hovers in the wind"}).json()
    assert told["name"].isprintable()
    assert Project.objects.get(pk=told["id"]).name == told["name"]


def test_the_device_flow_admits_once_however_often_it_is_asked(house: House) -> None:
    from tests.house import visit

    waiting = devices.ask_admission()
    devices.admit(visit(house.ada), waiting.user_code)
    secret, _ = devices.collect(waiting.secret)
    with pytest.raises(devices.DeviceUnknown):
        devices.collect(waiting.secret)
    assert devices.token_of(secret).person == house.ada


def test_a_code_that_two_people_admit_at_once_acts_as_the_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.house import visit

    code = devices.ask_admission()
    row = devices.waiting(code.user_code)
    devices.admit(visit(house.ada), code.user_code)
    monkeypatch.setattr(devices, "waiting", lambda _: row)  # Ben looked a moment before
    with pytest.raises(devices.DeviceUnknown):
        devices.admit(visit(house.ben), code.user_code)
    assert devices.collect(code.secret)[1].person == house.ada


def test_a_day_may_be_written_as_people_do(house: House) -> None:
    house.with_lease()
    for as_of in ("1 september 2025", "1.9.2025", "2025-09-01", "2025-09-01T12:00:00"):
        asked = {"question": "Which law governs it?", "as_of": as_of}
        answer = post(admitted(house.ada), "projects/Heron/ask", asked)
        assert (answer.status_code, answer.json()["as_of"]) == (200, "2025-09-01"), as_of


@pytest.mark.parametrize("as_of", ["next week", "1/9/2025", "2025-02-31", "2025-13-01T00:00:00"])
def test_what_is_no_day_is_told_as_that(house: House, as_of: str) -> None:
    answer = post(admitted(house.ada), "projects/Heron/ask", {"question": "Which law governs it?", "as_of": as_of})
    assert answer.status_code == 400
    assert answer.json()["error"] == "DayUnusable"
    assert "2024-03-01" in answer.content.decode()
