"""Guessing a project's passphrase: every wrong guess is in the log, and after a few of them there is a wait."""

from __future__ import annotations

import pytest

from hemvist.audit import log
from hemvist.projects.open import MOST_GUESSES, TooManyGuesses, is_locked, lock, unlock
from hemvist.vault.errors import WrongPassphrase
from tests.house import PASSPHRASE, House, visit

WRONG = "not the one, but long enough"


def test_a_wrong_passphrase_stands_in_the_log(house: House) -> None:
    lock(visit(house.ada), house.heron)
    with pytest.raises(WrongPassphrase):
        unlock(visit(house.ben), house.heron, WRONG)
    line = list(log.lines(house.heron.pk))[-1]
    assert (line.event, dict(line.things)) == ("act:refused", {"deed": "unlock", "clause": "keys"})
    assert WRONG not in str(line)


def test_after_a_few_wrong_ones_even_the_right_one_waits_for_that_person_only(house: House) -> None:
    lock(visit(house.ada), house.heron)
    for _ in range(MOST_GUESSES):
        with pytest.raises(WrongPassphrase):
            unlock(visit(house.ben), house.heron, WRONG)
    with pytest.raises(TooManyGuesses):
        unlock(visit(house.ben), house.heron, PASSPHRASE)
    assert is_locked(house.heron)
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    assert not is_locked(house.heron)
