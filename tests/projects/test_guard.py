"""A project's key goes behind a passphrase: the owner's act, whole or not at all, and the level above is open then."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from hemvist.audit import log
from hemvist.cli import project as cli
from hemvist.documents.against import against
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.levels import Role, RootKey
from hemvist.domain.permit import Deed
from hemvist.projects import gate, guard
from hemvist.projects.guard import put_behind_passphrase
from hemvist.projects.models import Membership, Project
from hemvist.projects.open import is_locked, lock, unlock
from hemvist.vault import opened
from hemvist.vault.errors import AlreadyBehind, VaultLocked, WeakPassphrase, WrongPassphrase
from tests.cli.inside import Line, args
from tests.house import House, visit
from tests.web.visitor import browser, words

PASSPHRASE = "wren sings from the hedge"


def row(house: House) -> Project:
    return Project.objects.get(pk=house.wren.pk)


def test_the_key_opens_with_the_passphrase_only_and_contents_stay_readable(house: House) -> None:
    version = house.receive(house.cleo, house.wren, text="The rent is EUR 5.")
    put_behind_passphrase(visit(house.cleo), row(house), PASSPHRASE)
    assert row(house).root_key == RootKey.PASSPHRASE
    assert not is_locked(row(house))
    lock(visit(house.cleo), row(house))
    assert is_locked(row(house))
    with pytest.raises(VaultLocked):
        version.card(gate.enter(visit(house.cleo), row(house), Deed.LIST))
    unlock(visit(house.cleo), row(house), PASSPHRASE)
    assert version.card(gate.enter(visit(house.cleo), row(house), Deed.LIST))["name"] == "lease.txt"
    (told,) = [line for line in log.lines(house.wren.pk) if line.event == "key:moved"]
    assert told.things == {"before": "file", "now": "passphrase"}


def test_only_the_owner_does_it_once_and_with_a_passphrase_worth_the_name(house: House) -> None:
    Membership.objects.create(project=house.wren, person=house.ben, role=Role.CURATOR)
    with pytest.raises(Refused):
        put_behind_passphrase(visit(house.ben), row(house), PASSPHRASE)
    with pytest.raises(NotFound):
        put_behind_passphrase(visit(house.ada), row(house), PASSPHRASE)
    with pytest.raises(WeakPassphrase):
        put_behind_passphrase(visit(house.cleo), row(house), "short")
    assert row(house).root_key == RootKey.FILE
    put_behind_passphrase(visit(house.cleo), row(house), PASSPHRASE)
    with pytest.raises(AlreadyBehind):
        put_behind_passphrase(visit(house.cleo), row(house), PASSPHRASE)


def test_cut_off_between_key_and_row_it_is_finished_by_the_next_try_or_by_unlocking(house: House) -> None:
    opened.keys().put_behind(house.wren.pk, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        put_behind_passphrase(visit(house.cleo), row(house), PASSPHRASE + "!")
    assert row(house).root_key == RootKey.FILE
    opened.keys().lock(house.wren.pk)
    assert is_locked(row(house))
    unlock(visit(house.cleo), row(house), PASSPHRASE)
    assert row(house).root_key == RootKey.PASSPHRASE
    assert not guard.note(row(house), None)


def test_then_a_version_at_level_2_has_nothing_against_the_key(house: House) -> None:
    def clauses() -> set[str]:
        wren = row(house)
        new = replace(wren.agreement, version=2, level=2)
        return {one.clause for one in against(visit(house.cleo), wren, new)}

    assert "keys" in clauses()
    put_behind_passphrase(visit(house.cleo), row(house), PASSPHRASE)
    assert "keys" not in clauses()


def test_the_page_asks_twice_and_leads_back_to_the_agreement(house: House) -> None:
    cleo, where = browser(house.cleo), f"/p/{house.wren.pk}/guard/"
    assert where in words(cleo.get(f"/p/{house.wren.pk}/agreement/"))
    assert "It is kept nowhere." in words(cleo.get(where))
    wrong = cleo.post(where, {"passphrase": PASSPHRASE, "again": "other"})
    assert (wrong.status_code, "not the same" in words(wrong)) == (400, True)
    assert cleo.post(where, {"passphrase": "short", "again": "short"}).status_code == 400
    assert row(house).root_key == RootKey.FILE
    assert cleo.post(where, {"passphrase": PASSPHRASE, "again": PASSPHRASE}).status_code == 302
    assert row(house).root_key == RootKey.PASSPHRASE
    assert where not in words(cleo.get(f"/p/{house.wren.pk}/agreement/"))


def test_the_command_asks_for_the_passphrase_on_standard_input(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "Client", lambda: Line(house.cleo))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
    assert cli.guard(args(project="Wren")) == 0
    assert "behind your passphrase now" in capsys.readouterr().out
    assert row(house).root_key == RootKey.PASSPHRASE
