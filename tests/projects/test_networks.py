"""Only from the agreed networks: the address at the other end of the connection counts, and no header's word for it."""

from __future__ import annotations

from typing import Any

import pytest

from hemvist.audit import log
from tests.api.test_api import admitted
from tests.house import House
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    two = parties(house).live()
    two.change(
        sign_in=type(two.project.agreement.sign_in)(
            two.project.agreement.sign_in.factors, 30, 720, ("192.0.2.0/24", "2001:db8::/32")
        )
    )
    return two


def page(two: Two, address: str, **more: Any) -> Any:
    return browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/", REMOTE_ADDR=address, **more)


def test_from_an_agreed_network_all_goes_on(two: Two) -> None:
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7"):
        assert page(two, address).status_code == 200, address


def test_from_any_other_it_is_refused_with_the_clause(two: Two) -> None:
    for address in ("127.0.0.1", "192.0.3.7", "::1", "::ffff:192.0.3.7", "", "x"):
        refused = page(two, address)
        assert refused.status_code == 403, address
        assert "does not allow this project to be used from this network" in words(refused)
        assert "#clause-sign_in" in words(refused)
        assert "Please sign in again" not in words(refused)
        assert list(log.lines(two.project.pk))[-1].things["clause"] == "sign_in.networks"


def test_no_header_speaks_for_an_address(two: Two) -> None:
    for header in ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CF_CONNECTING_IP"):
        assert page(two, "203.0.113.5", **{header: "192.0.2.7"}).status_code == 403, header
        assert page(two, "192.0.2.7", **{header: "203.0.113.5"}).status_code == 200, header


def test_a_command_line_is_held_to_it_too(two: Two) -> None:
    device = admitted(two.house.ada)
    for address, status in (("192.0.2.7", 403), ("203.0.113.5", 403)):
        answer = device.get(f"/api/projects/{two.project.pk}/agreement", secure=True, REMOTE_ADDR=address)
        assert answer.status_code == status
    # Ada admitted it with a code, and an owner at level 2 has a passkey: from outside it is refused for either.
    member = two.house.ben
    two.project.membership_set.create(person=member, role="member")
    device = admitted(member)
    where = f"/api/projects/{two.project.pk}/agreement"
    assert device.get(where, secure=True, REMOTE_ADDR="192.0.2.7").status_code == 200
    told = device.get(where, secure=True, REMOTE_ADDR="203.0.113.5")
    assert (told.status_code, told.json()["clause"]) == (403, "sign_in.networks")
