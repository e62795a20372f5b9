"""Going live: whichever try made the key, the passphrase that counts is the one of whoever was told that it is live."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.domain.levels import RootKey
from hemvist.domain.permit import State
from hemvist.projects.live import go_live
from hemvist.projects.models import Project
from hemvist.vault import opened
from hemvist.vault.embedded import EmbeddedKeys
from hemvist.vault.errors import WrongPassphrase
from tests.house import House
from tests.projects.parties import Two, parties

FIRST, SECOND = "a passphrase of the first try", "a passphrase of the second try"


@pytest.fixture
def two(house: House) -> Two:
    agreed = parties(house).chosen()
    agreed.agreed()
    return agreed


def cut_short(two: Two, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """A try that ends in this call of the vault's."""

    def broken(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedKeys, call, broken)
        with pytest.raises(OSError):
            go_live(two.ada, two.project, FIRST)


def started_anew(home: Path) -> None:
    """The keys as they are after a start: no passphrase was given yet."""
    opened.use(EmbeddedKeys(home / "keys", data=home / "data"))


def opens(two: Two, passphrase: str) -> bool:
    opened.keys().lock(two.project.pk)
    try:
        opened.keys().unlock(two.project.pk, passphrase)
    except WrongPassphrase:
        return False
    return True


def test_the_passphrase_of_a_later_try_counts(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_short(two, monkeypatch, "create")
    go_live(two.ada, two.project, SECOND)
    assert two.project.state == State.LIVE
    assert opens(two, SECOND)
    assert not opens(two, FIRST)


def test_also_where_the_first_try_came_as_far_as_a_key(two: Two) -> None:
    opened.keys().set_passphrase(two.project.pk, FIRST)
    opened.keys().create(two.project.pk, RootKey.PASSPHRASE)
    go_live(two.ada, two.project, SECOND)
    assert opens(two, SECOND)
    assert not opens(two, FIRST)


@pytest.mark.parametrize("as_far_as_a_key", [True, False])
def test_after_a_start_it_is_the_first_one_that_counts_and_another_is_told(
    two: Two, home: Path, as_far_as_a_key: bool
) -> None:
    opened.keys().set_passphrase(two.project.pk, FIRST)
    if as_far_as_a_key:
        opened.keys().create(two.project.pk, RootKey.PASSPHRASE)
    started_anew(home)
    with pytest.raises(WrongPassphrase):
        go_live(two.ada, two.project, SECOND)
    assert Project.objects.get(pk=two.project.pk).state == State.AGREED
    go_live(two.ada, two.project, FIRST)
    assert two.project.state == State.LIVE
    assert opens(two, FIRST)


def test_a_key_that_was_made_for_an_earlier_agreement_goes_behind_the_passphrase(two: Two) -> None:
    opened.keys().create(two.project.pk, RootKey.FILE)
    go_live(two.ada, two.project, SECOND)
    assert opened.keys().root_of(two.project.pk) is RootKey.PASSPHRASE
    assert opens(two, SECOND)
