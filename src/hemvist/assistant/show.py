"""Showing where a quotation stands: its page as a picture with the quote boxed, or the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hemvist.assistant.ask import reopen
from hemvist.assistant.record import quotes
from hemvist.documents import show
from hemvist.documents.models import Version
from hemvist.domain.errors import NotFound
from hemvist.people.visit import Visit
from hemvist.projects.models import Project


@dataclass(frozen=True)
class Source:
    """A quotation in its place: ``pages`` is ``None`` where the document has no pages."""

    citation: dict[str, Any]
    before: str
    quote: str
    after: str
    pages: int | None


def source(visit: Visit, project: Project, question: str, number: int) -> Source:
    """The place of the quotation with this number (from 1) in an answer of the person's own."""
    citation = _citation(visit, project, question, number)
    before, quote, after = show.text_around(visit, project, citation["version"], citation["start"], citation["end"])
    pages = Version.objects.get(pk=citation["version"]).pages
    return Source(citation, before, quote, after, pages)


def page_picture(visit: Visit, project: Project, question: str, number: int, width: int = 1000) -> bytes:
    """The page it stands on as PNG, the quote boxed."""
    citation = _citation(visit, project, question, number)
    if citation["page"] is None:
        raise NotFound(thing="page")
    spans = [(citation["start"], citation["end"])]
    return show.picture(visit, project, citation["version"], citation["page"], width, spans)


def _citation(visit: Visit, project: Project, question: str, number: int) -> dict[str, Any]:
    rows = quotes(reopen(visit, project, question)[1])
    found = next((row for row in rows if row["number"] == number and not row.get("removed")), None)
    if found is None:
        raise NotFound(thing="quotation")
    return found
