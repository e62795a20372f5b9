"""The pages and the command line say what the agreed days end, before they do; and hand back what is to be returned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from hemvist.cli import retention as cli
from hemvist.closing.retain import retain
from hemvist.documents import retained
from hemvist.documents.models import Version
from hemvist.documents.receive import receive
from hemvist.domain.agreement import AfterRetention, Retention
from hemvist.projects.models import Membership
from hemvist.projects.open import lock
from tests.api.test_api import admitted, get
from tests.cli.inside import Line, args
from tests.house import LEASE, House
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words

RULES = (Retention("contracts", 365, AfterRetention.RETURN), Retention("questions", 90))


@pytest.fixture
def two(house: House) -> Two:
    return _with_leases(parties(house).live())


@pytest.fixture
def returning(house: House) -> Two:
    two = _with_leases(parties(house, replace(AGREED, retention=RULES)).live())
    aged(365)
    retain()
    return two


def _with_leases(two: Two) -> Two:
    for name in ("lease.txt", "other.txt"):
        receive(two.ada, two.project, name, [f"{LEASE}{name}".encode()])
    two.house.read()
    return two


def aged(days: int) -> None:
    Version.objects.update(arrived=timezone.now() - timedelta(days=days))


def page(two: Two, tail: str) -> str:
    return " ".join(words(browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/{tail}")).split())


def test_both_pages_say_what_goes_when_thirty_days_ahead_and_not_before(two: Two) -> None:
    aged(365 - 31)
    assert "What the agreed days end next" not in page(two, "documents/") + page(two, "agreement/")
    aged(365 - 30)
    day = date_format(retained.today() + timedelta(days=30), "j F Y")
    for tail in ("documents/", "agreement/"):
        assert f"<strong>{day}</strong>: 2 documents are deleted (contracts, kept 365 days)" in page(two, tail)
    document = Version.objects.earliest("arrived").document_id
    assert f"Its newest version is deleted on {day}." in page(two, f"documents/{document}/")


def test_a_reviewer_reads_the_numbers_on_the_agreement_page_and_no_names(returning: Two) -> None:
    house = returning.house
    Membership.objects.create(project=returning.project, person=house.rut, role="reviewer")
    told = words(browser(house.rut).get(f"/p/{returning.project.pk}/agreement/"))
    assert "lease.txt" not in told


def test_what_waits_to_be_returned_is_listed_and_handed_to_the_owner_as_it_came(returning: Two) -> None:
    two = returning
    told = page(two, "documents/")
    assert "Due to be returned" in told
    row = Version.objects.order_by("arrived", "pk").first()
    assert row is not None
    where = f"/p/{two.project.pk}/documents/due/{row.pk}/"
    assert where in told
    given = browser(two.house.ada, "webauthn").get(where)
    assert given.status_code == 200
    assert given.content.decode().startswith("LEASE AGREEMENT")
    assert given["Content-Disposition"].startswith("attachment")
    document = page(two, f"documents/{row.document_id}/")
    assert "it waits to be returned, answers nothing and is not shown" in document
    assert "laws of Sweden" not in document


def test_a_locked_project_says_so_where_its_passphrase_is_asked_for(two: Two) -> None:
    aged(365)
    lock(two.ada, two.project)
    assert "may be over their agreed days since" in page(two, "unlock/")
    assert "may be over their agreed days since" in page(two, "agreement/")


def test_the_command_says_the_same(
    two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "Client", lambda: Line(two.house.ada))
    # A command line is admitted with a code; at level 2 an owner needs a passkey, so this is asked as a member.
    Membership.objects.filter(project=two.project, person=two.house.ada).update(role="member")
    cli.retention(args(project="Leases"))
    assert "Nothing is over its agreed days" in capsys.readouterr().out
    aged(364)
    cli.retention(args(project="Leases"))
    day = retained.today() + timedelta(days=1)
    assert f"{day}  2 documents are deleted (contracts, kept 365 days)" in capsys.readouterr().out
    told = get(admitted(two.house.ada), "projects/Leases/retention").json()
    assert [row["count"] for row in told["coming"]] == [2]
    assert get(admitted(two.house.ben), "projects/Leases/retention").status_code == 404
