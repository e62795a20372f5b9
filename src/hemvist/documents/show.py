"""Showing documents: lists with their states, pages as pictures, text as text. Every look is a line in the log."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction

from hemvist.audit import log
from hemvist.documents import properties
from hemvist.documents.looking import Spotted, nothing_left, spotted
from hemvist.documents.masking import check_pages, check_pictures, may_see_pages, pictured
from hemvist.documents.models import Document, Reading, Version, everyone
from hemvist.documents.pictures import DRAWN, is_kept, on_page, touched
from hemvist.documents.progress import newest_of
from hemvist.documents.receive import one
from hemvist.documents.stored import original_bytes, stored_text
from hemvist.documents.stored import picture as picture_of
from hemvist.documents.unread import why_refused
from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.text import Hidden, Page, Text, Unit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.readers.base import picture as draw

Spans = Sequence[tuple[int, int]]
_UNITS: Final = {"pptx": Unit.SLIDE, "odp": Unit.SLIDE, "xlsx": Unit.SHEET, "ods": Unit.SHEET}


NOT_LOOKED: Final = properties.Told(looked=False)


@dataclass(frozen=True)
class Row:
    """One version of a document as people see it in a list."""

    id: str
    version: str
    number: int
    name: str
    title: str
    state: Reading
    kind: str
    pages: int | None
    passages: int
    step: str
    done: int
    whole: int
    size: int
    received: datetime
    refusal: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()
    members: int = 0
    hidden: int = 0
    scanned: datetime | None = None
    path: str = ""
    parent: str = ""
    repeated: int = 0
    found: tuple[Spotted, ...] = ()
    kept_out: bool = False
    allowed: bool = False
    text_only: bool = False
    pictured: bool = False
    veiled: bool = False
    data_class: str = ""
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    limited: bool = False
    properties: properties.Told = NOT_LOOKED

    @property
    def drawn(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return self.kind in DRAWN and (self.pictured if self.text_only or self.veiled else True)

    @property
    def as_text_only(self) -> bool:
        """Whether its pages could be shown as pictures, and are not to this person."""
        return self.kind in DRAWN and not self.drawn

    @property
    def unit(self) -> str:
        """What its pages are called."""
        return _UNITS.get(self.kind, Unit.PAGE)


@dataclass(frozen=True)
class Details:
    """A document with all its versions, newest first; what lies in it, and what it lies in."""

    newest: Row
    current: Row
    versions: tuple[Row, ...] = field(default=())
    inside: tuple[Row, ...] = ()
    parent: Row | None = None


def listing(visit: Visit, project: Project, start: int = 0, most: int | None = None) -> list[Row]:
    """Documents the person may see, by their newest versions, each followed by what lies in it; ``most`` from ``start`` on."""
    return listed(gate.enter(visit, project, Deed.LIST), start, most)


def listed(permit: Permit, start: int = 0, most: int | None = None) -> list[Row]:
    """The same for whoever has a permit already."""
    documents = _with_members(Document.objects.seen_with(permit))[start : None if most is None else start + most]
    newest = newest_of(documents)
    return [_row(permit, one, newest[one.pk]) for one in documents if one.pk in newest]


def _with_members(documents: Sequence[Document]) -> list[Document]:
    """In the order they came; what lies in a document follows it."""
    seen, below = {row.pk for row in documents}, defaultdict[str | None, list[Document]](list)
    for row in documents:
        below[row.parent_id if row.parent_id in seen else None].append(row)
    found, left = list[Document](), below.pop(None, [])[::-1]
    while left:
        found.append(left.pop())
        left += below.pop(found[-1].pk, [])[::-1]
    return found


def details(visit: Visit, project: Project, document: str) -> Details:
    """One document with its versions."""
    permit = gate.enter(visit, project, Deed.LIST)
    row = one(permit, document)
    agreement = project.agreement
    versions = tuple(_row(permit, row, version, agreement) for version in row.version_set.order_by("-number"))
    inside = tuple(_row(permit, one, one.newest) for one in row.members.all().seen_with(permit))
    above = next((_row(permit, one, one.newest) for one in _above(permit, row)), None)
    return Details(versions[0], _row(permit, row, row.current, agreement), versions, inside, above)


def _above(permit: Permit, document: Document) -> list[Document]:
    """What the document lies in, if the permit's audience may see that."""
    return Document.objects.filter(pk=document.parent_id).seen_with(permit)


def picture(visit: Visit, project: Project, version: str, page: int, width: int = 1000, spans: Spans = ()) -> bytes:
    """One page of a PDF or a picture as PNG, ``width`` pixels wide, with spans of the document's text boxed."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row = seen_version(permit, version)
    text = stored_text(permit, row)
    place = next((one for one in text.pages if one.number == page), None)
    if row.kind not in DRAWN or place is None:
        raise NotFound(thing="page")
    if row.text_only or (is_kept(row, page) and not may_see_pages(permit, project.agreement, row.card(permit))):
        check_pictures(permit, project, row)
        return _kept_picture(permit, visit, row, place, width, spans)
    check_pages(permit, project, row)
    note_shown(permit, visit, row, page)
    data = b"".join(original_bytes(permit, row))
    if place.confidence is None:
        return draw(data, page, on_page(place, spans), width, length=place.end - place.start)
    return draw(data, page, (), width, boxes=_boxes(text, place, spans))


def is_pictured(visit: Visit, project: Project, version: str, page: int) -> bool:
    """Whether there is a picture of this page to be shown to this person: of the file, or one that is kept beside it."""
    row = Version.objects.filter(pk=version, kind__in=DRAWN).select_related("document").first()
    if row is None:
        return False
    permit = gate.enter(visit, project, Deed.SHOW)
    card = row.card(permit)
    if not row.text_only and may_see_pages(permit, project.agreement, card):
        return True
    return is_kept(row, page) and pictured(project.agreement, card)


def _kept_picture(permit: Permit, visit: Visit, row: Version, page: Page, width: int, spans: Spans) -> bytes:
    """The picture that is kept for whoever does not see the file, with what is to be masked black."""
    if not is_kept(row, page.number):
        raise NotFound(thing="page")
    note_shown(permit, visit, row, page.number)
    png, words = picture_of(permit, row, page.number)
    return draw(png, 1, (), width, boxes=touched(words, on_page(page, spans)))


def text_around(
    visit: Visit, project: Project, version: str, start: int, end: int, around: int = 1500
) -> tuple[str, str, str]:
    """The stored text before, at and after a span, for documents without pages and for readers of the screen."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row = seen_version(permit, version)
    text = stored_text(permit, row).text
    if not 0 <= start <= end <= len(text):
        raise NotFound(thing="place in the document")
    note_shown(permit, visit, row, 0)
    return text[max(0, start - around) : start], text[start:end], text[end : end + around]


def page_text(visit: Visit, project: Project, version: str, page: int) -> str:
    """The stored text of one page; of the whole document where there are no pages (page 1)."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row = seen_version(permit, version)
    text = stored_text(permit, row)
    note_shown(permit, visit, row, page)
    if not text.pages and page == 1:
        return text.text
    place = next((one for one in text.pages if one.number == page), None)
    if place is None:
        raise NotFound(thing="page")
    return text.text[place.start : place.end]


def hidden_text(visit: Visit, project: Project, version: str) -> tuple[Hidden, ...]:
    """What the file holds and does not show: set apart, never searched, never quoted."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row = seen_version(permit, version)
    note_shown(permit, visit, row, 0)
    return stored_text(permit, row).hidden


def seen_version(permit: Permit, version: str) -> Version:
    """A version of a document in the permit's view; :class:`NotFound` for any other."""
    row = Version.objects.filter(pk=version, document__project_id=permit.act.project).first()
    if row is None or row.state not in (Reading.SEARCHABLE, Reading.REPLACED) or row.read is None:
        raise NotFound(thing="document")
    one(permit, row.document_id)
    return row


def note_shown(permit: Permit, visit: Visit, version: Version, page: int) -> None:
    """The line in the log that contents were shown, written before they are."""
    with transaction.atomic():
        log.write(
            permit.act.project, EventName.DOCUMENT_SHOWN, visit.person.pk,
            document=version.document_id, version=version.pk, page=page,
        )  # fmt: skip


def _boxes(text: Text, page: Page, spans: Spans) -> list[tuple[int, int, int, int]]:
    """The boxes of the page's recognised words that spans of the document touch."""
    first = bisect.bisect_left(text.words, (page.start,))
    last = bisect.bisect_left(text.words, (page.end,))
    words = text.words[first:last]
    return [word[2:] for word in words if any(word[0] < end and start < word[1] for start, end in spans)]


def _row(permit: Permit, document: Document, version: Version, agreement: Agreement | None = None) -> Row:
    card = version.card(permit)
    refusal, remedy = why_refused(version.refused_as, card)
    veiled = agreement is not None and not may_see_pages(permit, agreement, card)
    return Row(
        document.pk, version.pk, version.number, card["name"], card.get("title", ""), Reading(version.state),
        version.kind, version.pages, version.passages, version.step, version.done, version.whole, version.size,
        version.received, refusal, remedy, tuple(card.get("notes", ())),
        version.members, card.get("hidden", 0), version.scanned, card.get("path", ""), document.parent_id or "",
        card.get("repeated", 0),
        spotted(card), nothing_left(version), version.allowed.exists(), version.text_only,
        bool(version.pictures) and (agreement is None or pictured(agreement, card)), veiled,
        card.get("class", ""), tuple(card.get("kept", ())), tuple(card.get("dropped", ())),
        set(document.audience) != set(everyone()), properties.told(card),
    )  # fmt: skip
