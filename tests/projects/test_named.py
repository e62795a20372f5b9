"""Who approves, as the agreement names them: the button is theirs alone; one whom nobody here knows is told before signing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hemvist.domain.agreement import Access, Agreement, OperatorAccess, toml
from hemvist.domain.levels import Role
from hemvist.projects import granting, inviting
from hemvist.projects.named import strangers
from tests.house import House, visit
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words


def naming(approver: str) -> Agreement:
    access = Access(tuple(Role), 20, ("Cleo",), (approver,))
    return replace(AGREED, access=access, operator_access=OperatorAccess(approver, 30))


def test_the_owner_whom_the_agreement_does_not_name_sees_whom_it_names_and_no_button(house: House) -> None:
    two = parties(house, naming("kontoret@lindhagen.example")).live()
    granting.ask(two.cleo, two.project, 10)
    page = words(browser(house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/"))
    assert "Grant it" not in page
    assert "The agreement names kontoret@lindhagen.example to approve this." in page
    assert "by the name or the mail address of an account, in a new version" in page
    assert "Decline" in page


@pytest.mark.parametrize("approver", ["ada@example.org", "ADA"])
def test_whom_the_agreement_names_has_the_button(house: House, approver: str) -> None:
    two = parties(house, naming(approver)).live()
    granting.ask(two.cleo, two.project, 10)
    assert "Grant it" in words(browser(house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/"))


@pytest.fixture
def unknown(house: House) -> Two:
    return parties(house, naming("kontoret@lindhagen.example"))


def test_an_approver_without_an_account_is_told_on_each_page_before_signing_and_hinders_nothing(unknown: Two) -> None:
    page, at = browser(unknown.house.ada, "webauthn"), f"/p/{unknown.project.pk}/agreement/"
    told = "kontoret@lindhagen.example lets the operator see contents, and no account here has that address or name."
    for address in (at, f"{at}draft/"):
        assert told in words(page.get(address))
    row = unknown.chosen().proposed()
    assert told in words(page.get(f"{at}{row.number}/"))
    unknown.sign("cleo", row)
    assert unknown.sign("ada", row)


def test_the_check_over_the_api_tells_it_too(unknown: Two) -> None:
    from django.test import RequestFactory

    from hemvist.api import agreeing as api

    sent = json.dumps({"toml": toml.write(naming("kontoret@lindhagen.example"))})
    request = RequestFactory().post("/", sent, content_type="application/json")
    told = api.check(request, unknown.cleo, unknown.project.pk)
    assert ["no account here has" in one for one in told["warnings"]] == [True, True]


def test_somebody_who_has_an_account_or_is_invited_is_known(house: House) -> None:
    two = parties(house)
    assert strangers(two.project, naming("Ada@Example.org")) == []
    assert strangers(two.project, naming("ada")) == []
    assert len(strangers(two.project, naming("dora@example.org"))) == 2


def test_who_is_invited_and_has_not_joined_is_known(house: House) -> None:
    from hemvist.domain.agreement import Side
    from hemvist.projects import agreeing

    project = agreeing.draw_up(visit(house.cleo), "Leases", toml.write(AGREED), Side.OPERATOR)
    inviting.invite(visit(house.cleo), project, "Dora Holm", "dora@example.org")
    assert strangers(project, naming("dora@example.org")) == []
