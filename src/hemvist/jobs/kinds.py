"""The kinds of job: by name, what works on one, how often, and what to do about its subject when it ends badly.

Whoever composes the process fills the table, so that this room knows nothing of the rooms above it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hemvist.domain.permit import Permit
from hemvist.jobs.models import Job

if TYPE_CHECKING:
    from hemvist.jobs.held import Held

ATTEMPTS = 3
PATIENCE = 600.0


def _none(job: Job) -> Permit | None:
    """What is done about its subject needs no permit."""
    return None


def _nothing_more(job: Job, code: str, permit: Permit | None) -> None:
    """The job's own row says it all."""


def _as_it_was(job: Job) -> None:
    """Nothing has to be put back before another try."""


def _nothing_held(subject: str) -> None:
    """Its subject has no rows that others change."""


def _all_of_them(permit: Permit, subjects: Sequence[str]) -> Collection[str]:
    return subjects


def _no_names(permit: Permit, subjects: Sequence[str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Kind:
    """One kind of job."""

    name: str
    run: Callable[[Held], None]
    attempts: int = ATTEMPTS
    """How often it is tried before it is given up."""
    patience: float = PATIENCE
    """Seconds that a handler may take from one sign of life to the next and still keep its job."""
    hold: Callable[[str], None] = _nothing_held
    """Holds the rows of a subject, first in every transaction that ends or revives its job: see decision 0012."""
    ready: Callable[[Job], Permit | None] = _none
    """Asked before the transaction that ends the job badly, for the permit under which ``given_up`` works in it."""
    given_up: Callable[[Job, str, Permit | None], None] = _nothing_more
    """Called with the reason's code in the transaction that ends the job as failed or cancelled, after that is noted.

    The permit is ``ready``'s, or that of the person who cancels; ``None`` where there is none to be had.
    """
    retried: Callable[[Job], None] = _as_it_was
    """Called in the transaction in which a person has it tried again."""
    seen: Callable[[Permit, Sequence[str]], Collection[str]] = _all_of_them
    """Which of these subjects the permit's audience may see."""
    called: Callable[[Permit, Sequence[str]], Mapping[str, str]] = _no_names
    """What people call these subjects, which the permit's audience may see; a subject without a name is left out."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Work on jobs of this kind from now on; an earlier one of the same name is replaced."""
    _kinds[kind.name] = kind


def of(name: str) -> Kind:
    """A kind by its name; KeyError for one that nobody has registered."""
    return _kinds[name]


def names() -> list[str]:
    """Those that this process knows."""
    return sorted(_kinds)


def forget_all() -> None:
    """Know none any more."""
    _kinds.clear()
