"""Scanned pages of a version into words: several side by side, each by a confined child."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import itemgetter
from typing import Final

from django.conf import settings

from hemvist.documents import places, stored
from hemvist.documents.reading import Work
from hemvist.domain.text import Recognised
from hemvist.providers.letters import checked
from hemvist.readers.base import recognise
from hemvist.readers.limits import DEFAULT

_MOST: Final = 4
"""Pages that are recognised side by side, at most: each takes a hundred megabytes, the file not counted."""
_ROOM: Final = 128 << 20
"""Bytes that the copies of the file may take together, one for each of them."""


def recognised(work: Work, numbers: Sequence[int]) -> dict[int, Recognised | None]:
    """Pages in order, None for one that was given up. Raises ``LettersMissing``, and what ends the work."""
    opened = partial(stored.original_bytes, work.permit, work.version)
    name, letters = work.version.card(work.permit)["name"], checked(places.letters())
    told = recognise(opened, name, numbers, letters, DEFAULT, work.held.go_on, at_once(work.version.size))
    return dict(sorted(told, key=itemgetter(0)))  # side by side, a later page may be done first


def at_once(size: int) -> int:
    """How many pages of a file of so many bytes are recognised side by side."""
    return max(1, min(settings.THREADS, _MOST, _ROOM // max(1, size)))
