"""How sure it is that a sentence answers, once question and sentence were read together: signs to log-odds. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hemvist.domain.weigh import logistic

# Fitted by logistic regression (L2 = 1, each set weighed by the root of its size, general questions by three tenths of
# that) on 29 November 2026 on sets none of which the pairs were learned from; judged with each set left out: decision 0030.
_WEIGHTS: Final = {
    "read": 0.222, "ahead": 0.453, "shown": 1.003, "chosen": 1.399, "length": -0.365, "named": 0.365, "unnamed": -1.155,
}  # fmt: skip
_BASE: Final = -0.647
# Fitted in the same way on one row a question, with the odds above.
_TOGETHER: Final = {"odds": 0.079, "read": 0.214, "lead": 0.240, "shown": 0.736, "chosen": 0.316, "other": -0.353}
_TOGETHER_BASE: Final = -0.880
ENOUGH: Final = 0.7
"""What the rules do not show is shown from this probability on."""
KEPT: Final = 0.05
"""What the rules show stays from this probability on: lower, since they know much that no sentence says."""
KEPT_NAMED: Final = 0.024
"""The same where the question names the paper or only one is asked, and of articles: there the rules are surest."""
KEPT_WORDS: Final = 0.2
"""The same where they found it in papers by the question's own words, which say little of what papers settle."""
BESIDE: Final = 0.1
"""What own words found besides is shown from this probability on."""
NOBODY: Final = -9.0
"""The log-odds of a rival where there is none."""


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


@dataclass(frozen=True)
class Together:
    """What speaks for the sentences that would be shown, together: that one of them answers.

    ``odds`` and ``read`` of the best; ``lead``: how much log-odds it has before the best that would not be shown.
    ``shown``: one of them the rules show; ``chosen``: the rules chose the best; ``other``: the rules show others.
    """

    odds: float
    read: float
    lead: float
    shown: bool
    chosen: bool
    other: bool


def sure(signs: Together) -> float:
    """The probability that one of the sentences that would be shown answers.

    Of two contracts that each settle disputes neither is ahead of the other, and both together are sure.
    """
    told = {
        "odds": signs.odds, "read": signs.read, "lead": signs.lead,
        "shown": signs.shown, "chosen": signs.chosen, "other": signs.other,
    }  # fmt: skip
    return logistic(_TOGETHER_BASE + sum(weight * told[name] for name, weight in _TOGETHER.items()))
