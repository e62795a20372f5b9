"""Argon2id at its real cost, but once for the same passphrase and salt: to open again what was just closed needs no second time."""

from __future__ import annotations

from functools import lru_cache

import pytest

from hemvist.vault import passphrase

_ONCE = lru_cache(256)(passphrase._derive)


@pytest.fixture(autouse=True)
def stretched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stretched here has a salt of its own each time that a passphrase is set."""
    monkeypatch.setattr(passphrase, "_derive", _ONCE)
