"""Sending by the API: comparing first, the path and the sum that are told with a file, versions confirmed and undone."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.documents.compare import MOST_FILES
from hemvist.documents.models import Version
from hemvist.jobs.errors import QueueFull
from tests.api.test_api import admitted, get, post
from tests.house import LEASE, House

WHERE = "/api/projects/Heron/documents"


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def put(client: Any, query: str, data: bytes, told: str | None = None) -> Any:
    headers = {"content-digest": told} if told else {}
    return client.put(f"{WHERE}?{query}", data, content_type="application/octet-stream", secure=True, headers=headers)


def row(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def test_what_was_sent_with_its_path_is_known_by_it(house: House) -> None:
    client = admitted(house.ada)
    sent = put(client, "name=a.txt&path=c/a.txt", b"one", digest(b"one")).json()
    files = [row("c/a.txt", b"one"), row("c/a.txt", b"two"), row("c/A v2.txt", b"three"), row("x/b.txt", b"four")]
    told = post(client, "projects/Heron/compare", {"files": files}).json()
    assert [one["verdict"] for one in told] == ["same", "changed", "like", "new"]
    assert {one["document"] for one in told} == {sent["document"], ""}


def test_other_contents_at_a_known_path_are_taken_only_where_the_folder_is_said_to_be_the_same(house: House) -> None:
    client = admitted(house.ada)
    put(client, "name=a.txt&path=c/a.txt", b"one")
    answer = put(client, "name=a.txt&path=c/a.txt", b"two")
    assert (answer.status_code, answer.json()["error"]) == (409, "StandsOtherwise")
    assert Version.objects.count() == 1
    assert put(client, "name=a.txt&path=c/a.txt&folder=same", b"two").json()["number"] == 2


def test_a_body_with_another_sum_than_announced_is_not_kept(house: House) -> None:
    client = admitted(house.ada)
    answer = put(client, "name=a.txt", b"one", digest(b"two"))
    assert (answer.status_code, answer.json()["error"]) == (409, "ChangedMeanwhile")
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    "told", ["", "md5=:AAAA:", "sha-256=:AAAA:", "sha-256=" + "A" * 44, "sha-256=:" + "=" * 44 + ":"]
)
def test_a_sum_that_cannot_be_understood_is_refused_and_never_passed_over(house: House, told: str) -> None:
    client = admitted(house.ada)
    answer = client.put(
        f"{WHERE}?name=a.txt", b"one", content_type="x/y", secure=True, headers={"content-digest": told}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "BodyUnusable")


@pytest.mark.parametrize(
    "files",
    [
        None, "x", {}, [1], [{}], [{"path": "a", "sha256": "0" * 64}], [{"path": "a", "sha256": "g" * 64, "bytes": 1}],
        [{"path": "a", "sha256": "0" * 64, "bytes": -1}], [{"path": "a", "sha256": "0" * 64, "bytes": True}],
        [{"path": 5, "sha256": "0" * 64, "bytes": 1}], [row("a", b"")] * (MOST_FILES + 1),
    ],
)  # fmt: skip
def test_a_list_of_files_that_is_none_is_refused(house: House, files: Any) -> None:
    answer = post(admitted(house.ada), "projects/Heron/compare", {"files": files})
    assert (answer.status_code, answer.json()["error"]) == (400, "BodyUnusable")


def test_any_path_at_all_is_compared_without_a_fault(house: House) -> None:
    client = admitted(house.ada)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=1200).filter(lambda text: not any("\ud800" <= one <= "\udfff" for one in text)))
    def compared(path: str) -> None:
        told = post(client, "projects/Heron/compare", {"files": [row(path, b"x")]})
        if "\0" in path:
            assert (told.status_code, told.json()["error"]) == (400, "NulInside")
        else:
            assert told.json()[0]["verdict"] == "new"

    compared()


def test_a_version_is_confirmed_and_taken_out_again_by_the_api(house: House) -> None:
    client = admitted(house.ada)
    old = put(client, "name=lease.txt", LEASE.encode()).json()["document"]
    new = put(client, "name=lease%20v2.txt", LEASE.replace("nine", "six").encode()).json()["document"]
    house.read()
    (told,) = get(client, f"projects/Heron/documents/{new}/likely").json()
    assert (told["document"], told["why"]) == (old, "text-and-name")
    (pair,) = get(client, "projects/Heron/likely").json()
    assert (pair["document"], pair["of"], pair["of_name"]) == (new, old, "lease.txt")
    assert post(client, f"projects/Heron/documents/{new}/succeed", {"of": old}).json() == {"document": old}
    assert get(client, f"projects/Heron/documents/{old}").json()["number"] == 2
    own = post(client, f"projects/Heron/documents/{old}/separate", {}).json()["document"]
    assert len(get(client, "projects/Heron/documents").json()) == 2
    assert post(client, f"projects/Heron/documents/{own}/apart", {"of": old}).status_code == 200
    again = post(client, f"projects/Heron/documents/{own}/separate", {})
    assert (again.status_code, again.json()["error"]) == (409, "NothingToSeparate")


def test_too_much_at_once_is_told_with_the_time_to_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise QueueFull(waiting=9, where="in this project")

    monkeypatch.setattr("hemvist.documents.receive.room_for", full)
    answer = put(admitted(house.ada), "name=a.txt", b"one")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
