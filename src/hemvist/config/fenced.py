"""Whether the system keeps Hemvist from connecting outwards: of this very process, or of any part on this machine."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hemvist.config import outward
from hemvist.config.outward import OWN_SOCKETS, Held, Way
from hemvist.config.parts import working


@cache
def process() -> bool:
    """Whether this process is held, tried from within, and so is the part that is connected to, as far as it can tell.

    No process can lay a fence down again, so once is enough.
    """
    return outward.knows_connections() and _whole(outward.own(), working())


def machine() -> bool:
    """Whether the parts can be held on this machine: each kind of fence laid in a child and tried there."""
    way = working()
    return _whole(outward.held(OWN_SOCKETS), OWN_SOCKETS) and _whole(outward.held(replace(way, serves=True)), way)


def lay() -> None:
    """Fence this process and all that it starts, where it is not yet. Before it has a second thread."""
    if not _whole(outward.own(), working()):
        outward.fence(working())()


def _whole(found: frozenset[Held], way: Way) -> bool:
    """Packets pass where the database's server is asked for by name."""
    return found == set(Held) or (way.names and Held.CONNECTIONS in found)
