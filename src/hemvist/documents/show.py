"""Showing documents: lists with their states, pages as pictures, text as text. Every look is a line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hemvist.audit import log
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.read import original_bytes, stored_text
from hemvist.documents.receive import one
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.passage import Page
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.readers.base import picture as draw

Spans = Sequence[tuple[int, int]]


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
    done: int
    size: int
    received: datetime
    refusal: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Details:
    """A document with all its versions, newest first."""

    newest: Row
    current: Row
    versions: tuple[Row, ...] = field(default=())


def listing(visit: Visit, project: Project) -> list[Row]:
    """Every document the person may see, by its newest version."""
    permit = gate.enter(visit, project, Deed.LIST)
    return [_row(permit, document, document.newest) for document in Document.objects.seen_with(permit)]


def details(visit: Visit, project: Project, document: str) -> Details:
    """One document with its versions."""
    permit = gate.enter(visit, project, Deed.LIST)
    row = one(permit, document)
    versions = tuple(_row(permit, row, version) for version in row.version_set.order_by("-number"))
    return Details(versions[0], _row(permit, row, row.current), versions)


def picture(visit: Visit, project: Project, version: str, page: int, width: int = 1000, spans: Spans = ()) -> bytes:
    """One page of a PDF as PNG, ``width`` pixels wide, with spans of the document's text boxed."""
    permit = gate.enter(visit, project, Deed.SHOW)
    row = seen_version(permit, version)
    place = next((one for one in stored_text(permit, row).pages if one.number == page), None)
    if row.kind != "pdf" or place is None:
        raise NotFound(thing="page")
    note_shown(permit, visit, row, page)
    data = b"".join(original_bytes(permit, row))
    return draw(data, page, _on_page(place, spans), width)


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


def _on_page(place: Page, spans: Spans) -> list[tuple[int, int]]:
    """Spans of the document as spans of one page; those that do not touch it are left out."""
    cut = ((max(start, place.start) - place.start, min(end, place.end) - place.start) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def _row(permit: Permit, document: Document, version: Version) -> Row:
    card = version.card(permit)
    return Row(
        document.pk, version.pk, version.number, card["name"], card.get("title", ""), Reading(version.state),
        version.kind, version.pages, version.passages, version.done, version.size, version.received,
        card.get("refusal", ""), card.get("remedy", ""), tuple(card.get("notes", ())),
    )  # fmt: skip
