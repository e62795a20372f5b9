"""How sure it is that a sentence answers, once question and sentence were read together: signs to log-odds. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

# Fitted by logistic regression (L2 = 1, each set weighed by the root of its size, general questions by three tenths of
# that) on the first ten sentences of 945 questions of twelve sets on 29 November 2026, none of which the pairs were learned
# from; judged with each set left out: decision 0030.
_WEIGHTS: Final = {
    "read": 0.219, "ahead": 0.437, "shown": 1.314, "chosen": 1.524, "length": -0.303, "named": 0.205, "unnamed": -0.925,
}  # fmt: skip
_BASE: Final = -1.156
ENOUGH: Final = 0.7
"""A sentence that the rules do not show is shown from this probability on."""
KEPT: Final = 0.045
"""What the rules show stays from this probability on: lower, since they know much that no sentence says."""


@dataclass(frozen=True)
class Signs:
    """What speaks for one sentence.

    ``read``: how much speaks for it answering, read with the question, in log-odds; ``ahead``: how much more than for
    the best other one (negative where that is better). ``shown``: the rules would show it; ``chosen``: it is among the
    first three that they found. ``length`` in characters. ``named``: it stands in a document that the question names;
    ``unnamed``: the question names others.
    """

    read: float
    ahead: float
    shown: bool
    chosen: bool
    length: int
    named: bool
    unnamed: bool


def odds(signs: Signs) -> float:
    """Log-odds that it answers."""
    told = {
        "read": signs.read, "ahead": signs.ahead, "shown": signs.shown, "chosen": signs.chosen,
        "length": math.log(1 + signs.length), "named": signs.named, "unnamed": signs.unnamed,
    }  # fmt: skip
    return _BASE + sum(weight * told[name] for name, weight in _WEIGHTS.items())
