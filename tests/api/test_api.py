"""The API: every call with one person's rights, every address behind a token, errors in JSON with a remedy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from hemvist.api.urls import urlpatterns
from hemvist.assistant import survey
from hemvist.cli import asking
from hemvist.people import devices
from hemvist.people.models import DeviceCode, Person, Token
from tests.house import LEASE, House, visit

OPEN = {"device-code", "device-token"}


def admitted(person: Person) -> Client:
    """A command line that this person has admitted on the page."""
    waiting = devices.ask_admission()
    devices.admit(visit(person), waiting.user_code)
    secret, _ = devices.collect(waiting.secret)
    return Client(headers={"authorization": f"Bearer {secret}"}, SERVER_NAME="localhost")


def post(client: Client, path: str, told: dict[str, Any]) -> Any:
    return client.post(f"/api/{path}", told, content_type="application/json", secure=True)


def get(client: Client, path: str) -> Any:
    return client.get(f"/api/{path}", secure=True)


@pytest.mark.parametrize("pattern", [one for one in urlpatterns if one.name not in OPEN], ids=lambda one: one.name)
@pytest.mark.usefixtures("db", "home")
def test_every_address_is_closed_without_a_living_token(pattern: URLPattern) -> None:
    path = "/api/" + str(pattern.pattern).replace("<str:project>", "x").replace("<str:document>", "y")
    for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic YTpi"}, {"x-api-key": "x"}):
        for method in ("get", "post", "put", "delete"):
            answer = Client(headers=headers, SERVER_NAME="localhost").generic(method.upper(), path, secure=True)
            assert answer.status_code in (401, 405)


def test_a_device_is_admitted_by_a_person_and_acts_as_that_person(house: House) -> None:
    client = Client(SERVER_NAME="localhost")
    told = post(client, "device/code", {}).json()
    assert told["verification_uri"].startswith("https://")
    assert post(client, "device/token", {"device_code": told["device_code"]}).status_code == 428
    devices.admit(visit(house.ben), told["user_code"].lower().replace("-", " "))
    given = post(client, "device/token", {"device_code": told["device_code"]}).json()
    me = (
        Client(headers={"authorization": f"Bearer {given['token']}"}, SERVER_NAME="localhost")
        .get("/api/me", secure=True)
        .json()
    )
    assert me["name"] == "Ben"
    assert post(client, "device/token", {"device_code": told["device_code"]}).status_code == 404


def test_a_code_is_spent_denied_or_old_and_then_admits_nobody(house: House) -> None:
    spent, denied, old = (devices.ask_admission() for _ in range(3))
    devices.admit(visit(house.ada), spent.user_code)
    devices.deny(denied.user_code)
    DeviceCode.objects.filter(user_code=old.user_code).update(expires=timezone.now() - timedelta(seconds=1))
    for waiting in (spent, denied, old):
        with pytest.raises(devices.DeviceUnknown):
            devices.admit(visit(house.ada), waiting.user_code)
    for waiting in (denied, old):
        with pytest.raises(devices.DeviceUnknown):
            devices.collect(waiting.secret)


def test_nobody_admits_a_device_without_a_second_factor(house: House) -> None:
    waiting = devices.ask_admission()
    with pytest.raises(devices.NotSignedIn):
        devices.admit(visit(house.ada, factor=None), waiting.user_code)


def test_sign_out_expiry_and_suspension_end_a_device_at_once(house: House) -> None:
    for end in (
        lambda client: client.delete("/api/me", secure=True),
        lambda client: Token.objects.update(expires=timezone.now()),
        lambda client: Person.objects.filter(pk=house.ada.pk).update(is_active=False),
    ):
        client = admitted(house.ada)
        assert get(client, "me").status_code == 200
        end(client)
        assert get(client, "projects").status_code == 401


def test_only_hashes_of_secrets_are_kept(house: House) -> None:
    waiting = devices.ask_admission()
    devices.admit(visit(house.ada), waiting.user_code)
    secret, token = devices.collect(waiting.secret)
    assert secret not in str(Token.objects.filter(pk=token.pk).values())


def test_a_document_goes_in_is_asked_and_is_deleted(house: House) -> None:
    client = admitted(house.ada)
    put = client.put(
        "/api/projects/Heron/documents?name=lease.txt",
        LEASE.encode(),
        content_type="application/octet-stream",
        secure=True,
    )
    house.read()
    row = get(client, "projects/Heron/documents").json()[0]
    assert (row["id"], row["name"], row["state"]) == (put.json()["document"], "lease.txt", "searchable")
    told = post(client, "projects/Heron/ask", {"question": "Which law governs the lease?"}).json()
    assert not told["abstained"]
    citation = told["citations"][0]
    assert LEASE[citation["start"] : citation["end"]] == citation["quote"]
    assert get(client, "projects/Heron/questions").json()[0]["citations"] == told["citations"]
    assert post(client, "projects/Heron/find", {"query": "rent", "k": 2}).json()[0]["document"] == "lease.txt"
    assert client.delete(f"/api/projects/Heron/documents/{row['id']}", secure=True).status_code == 200
    assert get(client, "projects/Heron/documents").json() == []


def test_cleo_is_told_heron_does_not_exist_whatever_she_calls(house: House) -> None:
    version = house.with_lease()
    client = admitted(house.cleo)
    for pattern in urlpatterns:
        if "<str:project>" not in str(pattern.pattern):
            continue
        path = (
            str(pattern.pattern).replace("<str:project>", house.heron.pk).replace("<str:document>", version.document_id)
        )
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = client.generic(method, f"/api/{path}", "{}", content_type="application/json", secure=True)
            assert answer.status_code in (404, 405), (method, path, answer.content)


def test_a_stranger_s_try_stands_in_the_project_s_log(house: House) -> None:
    get(admitted(house.cleo), f"projects/{house.heron.pk}")
    line = get(admitted(house.ada), "projects/Heron/audit").json()["lines"][-1]
    assert (line["event"], line["things"]["clause"]) == ("act:refused", "membership")


def test_a_device_is_asked_for_and_collected_by_post_only(house: House) -> None:
    for path in ("device/code", "device/token"):
        assert get(Client(SERVER_NAME="localhost"), path).status_code == 405


def test_a_refusal_says_why_and_what_to_do(house: House) -> None:
    answer = admitted(house.ben).put("/api/projects/Heron/documents?name=a.txt", b"x", secure=True)
    assert answer.status_code == 403
    assert set(answer.json()) == {"error", "message", "remedy", "exit_code"}
    assert answer.json()["exit_code"] == 3


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"question": 7}', b'{"question": "x", "documents": "y"}', b"\xff"]
)
def test_a_body_that_is_none_is_refused_and_nothing_breaks(house: House, body: bytes) -> None:
    answer = admitted(house.ada).post("/api/projects/Heron/ask", body, content_type="application/json", secure=True)
    assert answer.status_code == 400


def test_the_log_is_for_owner_and_reviewer(house: House) -> None:
    assert get(admitted(house.rut), "projects/Heron/audit").json()["verified"] > 0
    assert get(admitted(house.ben), "projects/Heron/audit").status_code == 403


def test_a_project_is_opened_locked_and_unlocked(house: House) -> None:
    client = admitted(house.ada)
    told = post(client, "projects", {"name": "Kestrel", "passphrase": "a kestrel hovers in the wind"}).json()
    assert (told["level"], told["one_party"], told["locked"]) == (3, True, False)
    assert post(client, "projects/Kestrel/lock", {}).json()["locked"]
    assert post(client, "projects/Kestrel/ask", {"question": "Which law?"}).status_code == 423
    assert post(client, "projects/Kestrel/unlock", {"passphrase": "wrong, but long enough"}).status_code == 403
    assert not post(client, "projects/Kestrel/unlock", {"passphrase": "a kestrel hovers in the wind"}).json()["locked"]
    assert post(client, "projects", {"name": "Weak", "passphrase": "short"}).status_code == 400


def test_a_question_to_many_documents_is_gone_on_with_until_none_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", -1.0)
    house.receive(house.ada, house.heron, "second.txt", LEASE + "Second.")
    house.with_lease()
    client = admitted(house.ada)
    told = post(client, "projects/Heron/ask", {"question": "Which contracts are governed by Swedish law?"}).json()
    assert len(told["survey"]["waiting"]) == 1
    told = post(client, f"projects/Heron/questions/{told['id']}/on", {}).json()
    assert told["survey"]["waiting"] == []
    assert [row["verdict"] for row in told["surveyed"]] == ["yes", "yes"]
    words = asking._answer(told)
    assert words.count("yes (Sweden): ") == 2
    assert "2 documents were asked. None was left out." in words


def test_a_follow_up_and_its_parts_are_told_in_words(house: House) -> None:
    house.with_lease()
    client = admitted(house.ada)
    first = post(client, "projects/Heron/ask", {"question": "Which law governs the lease?"}).json()
    told = post(client, "projects/Heron/ask", {"question": "and what about notice?", "after": first["id"]}).json()
    assert asking._answer(told).startswith("Understood as: What does the contract say about notice?")
    told = post(
        client, "projects/Heron/ask", {"question": "Which law governs it and is there an escrow of source code?"}
    ).json()
    assert "1. Which law governs it?" in asking._answer(told)
    assert "2. is there an escrow of source code?\nYour documents do not say." in asking._answer(told)
