"""Locking shuts everybody out until the passphrase is given: the owner's to do, on the page, by the API and the CLI."""

from __future__ import annotations

import pytest

from hemvist.domain.errors import Refused
from hemvist.projects.open import is_locked, lock
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    return parties(house).live()


def test_the_operator_does_not_lock_the_clients_project_and_is_told_what_to_do(two: Two) -> None:
    with pytest.raises(Refused, match="only the project's owner locks it") as refused:
        lock(two.cleo, two.project)
    assert refused.value.clause == "keys"
    assert "In an emergency whoever runs the machine stops Hemvist" in refused.value.help
    assert not is_locked(two.project)
    assert two.events()[-1] == "act:refused"


def test_the_owner_locks_it(two: Two) -> None:
    lock(two.ada, two.project)
    assert is_locked(two.project)


def test_only_the_owner_has_the_button(two: Two) -> None:
    address = f'action="/p/{two.project.pk}/lock/"'
    assert address in words(browser(two.house.ada, "webauthn").get("/"))
    operator = browser(two.house.cleo, "webauthn")
    assert address not in words(operator.get("/"))
    assert operator.post(f"/p/{two.project.pk}/lock/").status_code == 403
    assert not is_locked(two.project)


def test_a_member_and_a_reviewer_do_not_lock_it_and_the_one_party_does(house: House) -> None:
    for person in (house.ben, house.rut):
        with pytest.raises(Refused):
            lock(visit(person), house.heron)
    lock(visit(house.ada), house.heron)
    assert is_locked(house.heron)
