"""Which documents look like earlier versions of one: by the wording of what was read, and by name.

Nothing is joined by itself: a person who may replace documents decides, see ``closing/succeed.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.progress import newest_of
from hemvist.documents.receive import one
from hemvist.domain.likeness import looks_like_a_version, pairs, share, sketch, stem
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project

__all__ = ["Likely", "Proposal", "likely", "likely_versions", "proposals", "sketch"]

MOST: Final = 5
"""Documents that are proposed at a time."""
COMPARED: Final = 300
"""Documents of about one's length that one is compared with, the newest: it is asked each time a document is shown."""
APART: Final = "apart"
"""Where a card keeps the ids of documents that a person has said it is no version of."""
_LONGER: Final = 4
"""Texts whose numbers of passages differ more than this cannot share enough wording; their cards stay closed."""


@dataclass(frozen=True)
class Likely:
    """A document that another looks like a new version of: how much wording they share (0 to 1), and what says so.

    ``why`` is ``text``, ``name`` or ``text-and-name``.
    """

    document: str
    version: str
    name: str
    share: float
    why: str


def likely(visit: Visit, project: Project, document: str) -> list[Likely]:
    """Which documents this one looks like a new version of, most likely first; see :func:`likely_versions`."""
    permit = gate.enter(visit, project, Deed.LIST)
    return likely_versions(permit, one(permit, document).newest)


def likely_versions(permit: Permit, version: Version) -> list[Likely]:
    """Earlier documents in the permit's view that a version's document looks like a new version of; at most five.

    None for a version that is not read, that has older ones of its own, or that lies in a mail or an archive. Only the
    newest :data:`COMPARED` documents of about its length are looked at; :func:`proposals` looks at all.
    """
    if version.state != Reading.SEARCHABLE or version.number > 1 or version.document.parent_id:
        return []
    card = version.card(permit)
    found = [told for row in _earlier(permit, version) if (told := _compared(permit, card, row)) is not None]
    return sorted(found, key=lambda told: (-told.share, told.document))[:MOST]


@dataclass(frozen=True)
class Proposal:
    """A document, and the one that it looks like a new version of."""

    document: str
    name: str
    of: str
    of_name: str
    share: float
    why: str


def proposals(visit: Visit, project: Project) -> list[Proposal]:
    """All that looks like a new version of an earlier document, most likely first. Every card is opened once."""
    permit = gate.enter(visit, project, Deed.LIST)
    rows = {row.pk: row for row in Document.objects.filter(parent=None).seen_with(permit)}
    newest = {key: row.newest for key, row in rows.items()}
    cards = {key: version.card(permit) for key, version in newest.items() if version.state == Reading.SEARCHABLE}
    found = []
    for pair in pairs({key: card.get("sketch", "") for key, card in cards.items()}):
        old, new = sorted(pair, key=lambda key: (rows[key].created, key))
        told = _judged(cards[new], old, newest[old].pk, cards[old]) if newest[new].number == 1 else None
        if told is not None:
            found.append(Proposal(new, cards[new]["name"], old, told.name, told.share, told.why))
    return sorted(found, key=lambda told: (-told.share, told.document, told.of))


def _earlier(permit: Permit, version: Version) -> list[Version]:
    """Newest versions of earlier documents that are of about this one's length, the newest documents first."""
    rows = Document.objects.filter(parent=None, created__lte=version.document.created).exclude(pk=version.document_id)
    few, many = version.passages / _LONGER, version.passages * _LONGER
    documents = rows.seen_with(permit)[::-1]
    newest = newest_of(documents)
    near = (newest[row.pk] for row in documents if row.pk in newest)
    comparable = (row for row in near if row.state == Reading.SEARCHABLE and few <= row.passages <= many)
    return list(islice(comparable, COMPARED))


def _compared(permit: Permit, card: dict[str, Any], other: Version) -> Likely | None:
    return _judged(card, other.document_id, other.pk, other.card(permit))


def _judged(card: dict[str, Any], document: str, version: str, theirs: dict[str, Any]) -> Likely | None:
    if document in card.get(APART, ()):
        return None
    common = share(card.get("sketch", ""), theirs.get("sketch", ""))
    alike = bool(stem(card["name"])) and stem(card["name"]) == stem(theirs["name"])
    if not looks_like_a_version(common, alike_by_name=alike):
        return None
    why = "text-and-name" if alike else "text"
    return Likely(document, version, theirs["name"], round(common, 2), why)
