"""Which models may phrase: those whose measured result reaches the mark. Both stand in phrasing.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Mark:
    """What a model has to reach, and since when: shares from 0 to 1."""

    date: str
    faithful: float
    judged: float
    released: float

    def reached(self, result: Result) -> bool:
        """Whether a result is good enough. One without a released sentence shows nothing, and passes nothing."""
        return (
            result.faithful >= self.faithful and result.judged >= self.judged and result.released >= self.released > 0
        )


@dataclass(frozen=True)
class Result:
    """What was measured of one model, by its identity: of released sentences the share that is supported, and judged;
    of answerable questions the share with at least one released sentence."""

    model: str
    date: str
    faithful: float
    judged: float
    released: float


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("hemvist.assistant").joinpath("phrasing.toml").read_text("utf-8"))


def mark() -> Mark:
    """The mark in force."""
    return Mark(**_data()["mark"])


def results() -> tuple[Result, ...]:
    """What was measured of each model."""
    return tuple(Result(**row) for row in _data().get("result", ()))


def passed(model: str) -> bool:
    """Whether the model of this identity has a result that reaches the mark."""
    return any(one.model == model and mark().reached(one) for one in results())
