"""An incident and a request of somebody are due within the agreed hours: recorded, told, overdue, settled; never with contents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from hemvist.audit import log
from hemvist.cli import concerns as commands
from hemvist.domain.agreement import Notices
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Role
from hemvist.projects import concerns
from hemvist.projects.concerns import ConcernUnusable
from hemvist.projects.models import Concern, Membership, Project
from tests.api.test_api import admitted, get, post
from tests.cli.inside import Line
from tests.house import House, visit
from tests.projects.ended import ended
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    agreement = replace(
        AGREED, breach=Notices("ada@example.org", 24), requests=Notices("dpo@example.org", 72),
    )  # fmt: skip
    two = parties(house, agreement).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    return two


def page(two: Two, who: str = "ada") -> str:
    return words(browser(getattr(two.house, who), "webauthn").get(f"/p/{two.project.pk}/agreement/"))


def records(two: Two, who: str, **fields: str) -> Any:
    client = browser(getattr(two.house, who), "webauthn")
    return client.post(f"/p/{two.project.pk}/agreement/concerns/", fields)


def test_it_is_due_the_agreed_hours_after_it_became_known_and_comes_up_on_the_page(two: Two) -> None:
    known = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=3)
    for kind, hours in (("incident", 24), ("request", 72)):
        assert records(two, "ben", kind=kind, known=f"{known:%Y-%m-%dT%H:%M}").status_code == 302
        assert Concern.objects.get(kind=kind).due == known + timedelta(hours=hours)
    told = page(two)
    assert "What is coming up" in told
    assert "ada@example.org is to be told of an incident." in told
    assert "dpo@example.org is to answer a request of somebody whose data it is." in told
    assert "overdue" not in told


def test_a_later_version_moves_nothing_that_was_recorded(two: Two) -> None:
    row = concerns.record(visit(two.house.ben), two.project, "incident")
    two.change(breach=Notices("ada@example.org", 1))
    assert Concern.objects.get() == row
    assert Concern.objects.get().due - row.known == timedelta(hours=24)
    after = concerns.record(visit(two.house.ben), two.project, "incident")
    assert after.due - after.known == timedelta(hours=1)


def test_what_is_over_its_hours_is_told_as_that_until_it_is_settled(two: Two) -> None:
    row = concerns.record(visit(two.house.ben), two.project, "incident", timezone.now() - timedelta(hours=25))
    assert [(one.project, one.kind.value) for one in concerns.overdue()] == [(two.project.pk, "incident")]
    assert "overdue" in page(two)
    where = f"/p/{two.project.pk}/agreement/concerns/{row.pk}/"
    refused = browser(two.house.ben).post(where)
    assert (refused.status_code, "#clause-access" in words(refused)) == (403, True)
    assert browser(two.house.cleo, "webauthn").post(where).status_code == 302
    assert concerns.overdue() == []
    assert "settled late" in page(two)
    assert browser(two.house.cleo, "webauthn").post(where).status_code == 404
    lines = {line.event: dict(line.things) for line in log.lines(two.project.pk)}
    assert lines["concern:recorded"]["kind"] == "incident"
    assert lines["concern:settled"] == {"concern": row.pk, "kind": "incident", "late": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "x"}, {}, {"kind": "incident", "known": "yesterday"}, {"kind": "incident", "known": "2999-01-01T00:00"},
        {"kind": "incident", "known": "2001-01-01T00:00"}, {"kind": "incident", "known": "9" * 4000},
    ],
)  # fmt: skip
def test_what_cannot_have_become_known_then_is_not_recorded(two: Two, fields: dict[str, str]) -> None:
    answer = records(two, "ada", **fields)
    assert answer.status_code == 422
    assert "Nothing was saved." in words(answer)
    assert not Concern.objects.exists()
    assert "concern:recorded" not in two.events()


def test_it_is_recorded_also_where_nothing_is_served_and_after_the_end(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STANDS", "US; Elsewhere Inc")
    assert browser(two.house.ben).get(f"/p/{two.project.pk}/").status_code == 403
    assert records(two, "ben", kind="incident").status_code == 302
    ended(two.project)
    assert records(two, "ben", kind="request").status_code == 302
    Project.objects.filter(pk=two.project.pk).update(state="ended")
    assert records(two, "ben", kind="request").status_code == 403
    assert Concern.objects.count() == 2


def test_page_api_and_command_line_keep_one_list(
    two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Line(two.house.ben)
    monkeypatch.setattr(commands, "Client", lambda: line)
    arguments = commands.Namespace(project="Leases", json=False)
    arguments.kind, arguments.known = "request", "2026-01-01"
    with pytest.raises(Exception, match="cannot be recorded"):
        commands.record(arguments)
    arguments.known = f"{datetime.now(UTC) - timedelta(hours=80):%Y-%m-%dT%H:%MZ}"
    assert commands.record(arguments) == 0
    assert commands.listed(arguments) == 0
    assert "OVERDUE" in capsys.readouterr().out
    [told] = get(admitted(two.house.ben), f"projects/{two.project.pk}/concerns").json()
    assert (told["kind"], told["late"], told["settled"]) == ("request", True, None)
    assert post(admitted(two.house.ben), f"projects/{two.project.pk}/concerns", {"kind": 7}).status_code == 400
    arguments.concern = told["id"][:8]
    with pytest.raises(Exception, match="Your role in this project does not allow this"):
        commands.settle(arguments)


def test_a_stranger_records_nothing_and_no_free_words_are_kept(two: Two) -> None:
    assert records(two, "rut", kind="incident").status_code == 404
    records(two, "ada", kind="incident", note="marker-vermilion", text="marker-vermilion")
    assert "vermilion" not in str(list(Concern.objects.values()))
    with pytest.raises(ConcernUnusable):
        concerns.record(visit(two.house.ben), two.project, "marker-vermilion")
    with pytest.raises(Refused):
        concerns.settle(visit(two.house.ben), two.project, Concern.objects.get().pk)
