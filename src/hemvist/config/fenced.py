"""Whether the system keeps from connecting outwards whatever sees contents: this process, or the parts on this machine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hemvist.config import outward
from hemvist.config.outward import Held, Way
from hemvist.config.parts import working


@cache
def process() -> bool:
    """Whether this process is held, tried from within. No process can lay a fence down again, so once is enough."""
    return _whole(outward.own(), working())


def machine() -> bool:
    """Whether whatever sees contents can be held on this machine: its fence is laid in a child and tried there.

    Whoever listens for the page hands its socket to those who answer, and sees nothing: see :func:`listening`.
    """
    return _whole(outward.held(working()), working())


def listening() -> bool:
    """Whether who listens for the page can be held as well, which needs a newer kernel."""
    return _whole(outward.held(replace(working(), serves=True)), working())


def lay() -> None:
    """Fence this process and all that it starts, where it is not yet. Before it has a second thread."""
    if not _whole(outward.own(), working()):
        outward.fence(working())()


def _whole(found: frozenset[Held], way: Way) -> bool:
    """Packets pass where the database's server is asked for by name."""
    return found == set(Held) or (way.names and Held.CONNECTIONS in found)
