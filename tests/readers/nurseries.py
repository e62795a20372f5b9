"""What tests of nurseries begin with: a good file, no nursery yet, and children that begin otherwise."""

from __future__ import annotations

import pytest

from hemvist.readers.confine import Child
from hemvist.readers.nursery import NURSERIES
from tests.readers import hostile, made

GOOD = made.pdf([made.page_of("The term is three years.")])
SAID = "The term is three years."


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch):
    """No nursery yet; none after."""
    NURSERIES.end()
    yield monkeypatch
    NURSERIES.end()


def as_if(prelude: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on children begin with this code."""
    monkeypatch.setattr(Child, "start", hostile.start(prelude))
