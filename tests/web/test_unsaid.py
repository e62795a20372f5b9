"""A form that does not say which of its buttons was pressed does nothing: no act is done by default."""

from __future__ import annotations

import pytest

from hemvist.documents.audience import set_audience
from hemvist.documents.models import Document
from hemvist.jobs.models import Job
from hemvist.people import devices
from hemvist.people.models import DeviceCode, Token
from tests.house import LEASE, House, visit
from tests.web.visitor import browser, words

SAID = ({}, {"answer": ""}, {"answer": "yes", "who": "nobody", "do": "all", "is": "maybe", "on": "2"})


@pytest.mark.parametrize("said", SAID)
def test_a_code_alone_admits_no_command_line_and_sends_none_away(house: House, said: dict[str, str]) -> None:
    code = devices.ask_admission().user_code
    answer = browser(house.ada).post("/device/", {"code": code, **said})
    assert (answer.status_code, code in words(answer)) == (200, True), "it is asked again"
    assert not Token.objects.exists()
    assert DeviceCode.objects.get(user_code=code, token=None).denied is False


@pytest.mark.parametrize("said", SAID)
def test_a_document_for_named_people_is_not_opened_to_everybody(house: House, said: dict[str, str]) -> None:
    lease = house.with_lease()
    set_audience(visit(house.ada), house.heron, lease.document_id, [house.ada.pk])
    where = f"/p/{house.heron.pk}/documents/{lease.document_id}/audience/"
    assert browser(house.ada).post(where, {"person": [house.ada.pk], **said}).status_code == 400
    assert Document.objects.get().audience == [f"person:{house.ada.pk}"]


@pytest.mark.parametrize("said", SAID)
def test_nothing_is_read_joined_looked_for_or_switched(house: House, said: dict[str, str]) -> None:
    lease = house.with_lease()
    other = house.receive(house.ada, house.heron, "other.txt", LEASE + "Other.")
    at, before = f"/p/{house.heron.pk}", list(Job.objects.order_by("pk").values())
    for path, more in (
        (f"documents/{other.document_id}/reading/", {}), (f"documents/{other.document_id}/join/", {"of": lease.document_id}),
        ("relations/", {}), ("phrasing/", {}), ("kept/follow/", {}),
    ):  # fmt: skip
        answer = browser(house.ada).post(f"{at}/{path}", {**more, **said})
        assert answer.status_code == 400, path
        assert "Nothing was done." in words(answer)
    assert list(Job.objects.order_by("pk").values()) == before
