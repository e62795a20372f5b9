"""The API's calls: each one is a door of another room, opened with the caller's rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from hemvist.api import sending
from hemvist.api.door import BodyUnusable, Told, body, word
from hemvist.assistant import ask, put, survey
from hemvist.audit import log
from hemvist.closing import succeed
from hemvist.closing.forget import forget_document
from hemvist.documents import admit, audience, compare, likeness, receive, show
from hemvist.documents import reindex as rebuilding
from hemvist.documents.preview import preview
from hemvist.documents.show import Row
from hemvist.domain.days import DayUnusable, end_of
from hemvist.domain.permit import Deed
from hemvist.jobs import steer
from hemvist.people import devices
from hemvist.people.models import CODE_LASTS, Token
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects import open as opening
from hemvist.projects.guard import put_behind_passphrase
from hemvist.projects.models import AgreementAltered, Membership, Project

CHUNK = 1 << 16
MOST_PASSAGES = 200


def device_code(request: HttpRequest) -> Told:
    """A code for a person to admit this device by."""
    waiting = devices.ask_admission()
    return {
        "device_code": waiting.secret, "user_code": waiting.user_code, "interval": devices.INTERVAL,
        "verification_uri": request.build_absolute_uri("/device/"),
        "verification_uri_complete": request.build_absolute_uri(f"/device/?code={waiting.user_code}"),
        "expires_in": int(CODE_LASTS.total_seconds()),
    }  # fmt: skip


def device_token(request: HttpRequest) -> Told:
    """The token, once a person has admitted the device."""
    secret, token = devices.collect(word(body(request), "device_code"))
    return {"token": secret, "expires": token.expires.isoformat(), "person": token.person.name}


def me(request: HttpRequest, visit: Visit) -> Told:
    """Who this device acts as, and until when."""
    token = _token(visit)
    return {"name": visit.person.name, "email": visit.person.email, "expires": token.expires.isoformat()}


def leave(request: HttpRequest, visit: Visit) -> Told:
    """End this device's sign-in."""
    devices.sign_out(_token(visit))
    return {"signed_out": True}


def projects(request: HttpRequest, visit: Visit) -> Told:
    """The person's projects."""
    return [_listed(visit, row) for row in Project.objects.of(visit.person)]


def _listed(visit: Visit, row: Project) -> dict[str, Any]:
    """A project in the list; one whose agreement is not what was kept tells only that, and keeps nobody from the others."""
    try:
        return _project(visit, row)
    except AgreementAltered as error:
        return {"id": row.pk, "name": row.name, "state": row.state, "not_served": error.told}


def open_project(request: HttpRequest, visit: Visit) -> Told:
    """A new one-party project for one's own documents."""
    told = body(request)
    return _project(visit, opening.open_one_party(visit.person, word(told, "name"), word(told, "passphrase")))


def project(request: HttpRequest, visit: Visit, project: str) -> Told:
    """One project."""
    return _project(visit, _named(visit, project))


def unlock(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Give the passphrase of a locked project."""
    row = _named(visit, project)
    opening.unlock(visit, row, word(body(request), "passphrase"))
    return _project(visit, row)


def lock(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Lock a project until its passphrase is given again."""
    row = _named(visit, project)
    opening.lock(visit, row)
    return _project(visit, row)


def guard(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Put the project's key behind a passphrase; the owner's."""
    row = _named(visit, project)
    put_behind_passphrase(visit, row, word(body(request), "passphrase"))
    return _project(visit, row)


def reindex(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Make the project's index anew from its sealed documents."""
    return {"versions": rebuilding.reindex(visit, _named(visit, project))}


def documents(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The documents the person may see, by their newest version."""
    return [_document(row) for row in show.listing(visit, _named(visit, project))]


def add_document(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Receive a file: its bytes are the body, its name and path and what it replaces are in the query."""
    row, told = _named(visit, project), request.GET
    announced = sending.announced(request)
    receipt = receive.begin(
        visit, row, told.get("name", ""), told.get("replaces"), _declared(request), told.get("path", ""),
        told.get("class", ""), same_folder=told.get("folder") == "same",
    )  # fmt: skip
    receipt.take(_chunks(request), announced)
    version = receipt.keep()
    return {
        "document": version.document_id, "version": version.pk, "number": version.number, "state": version.state,
        "data_class": receipt.keeping.told, "known": receipt.known,
    }  # fmt: skip


def document(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """One document with its versions."""
    told = show.details(visit, _named(visit, project), document)
    return _document(told.newest) | {"versions": [_document(row) for row in told.versions]}


def delete_document(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Delete a document everywhere, for good."""
    forget_document(visit, _named(visit, project), document)
    return {"deleted": document}


def preview_document(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What would become of a file if it were added: its bytes are the body, its name and class are in the query; nothing is kept."""
    told = request.GET
    found = preview(visit, _named(visit, project), told.get("name", ""), _chunks(request), told.get("class", ""))
    return asdict(found)


def document_audience(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Who may see a document, for whoever may set it."""
    return _audience(audience.audience(visit, _named(visit, project), document))


def set_document_audience(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Let everybody in the project see a document, or named people only."""
    row, told = _named(visit, project), body(request)
    people = None if told.get("everyone") is True else _words(told, "people")
    return _audience(audience.set_audience(visit, row, document, people))


def _audience(told: audience.Audience) -> Told:
    named = [row for row in told.people if row.named]
    return {"everyone": told.everyone, "people": [{"name": row.name, "email": row.email} for row in named]}


def confirm_documents(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Confirm all documents in which something was flagged, once for the whole batch."""
    return {"confirmed": admit.confirm(visit, _named(visit, project))}


def allow_document(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Call what a document was refused for a false alarm, with a reason; the owner's alone."""
    admit.allow(visit, _named(visit, project), document, word(body(request), "reason"))
    return {"document": document, "allowed": True}


def compare_files(request: HttpRequest, visit: Visit, project: str) -> Told:
    """What files are to the project, by their paths and sums, before any is sent."""
    compared = compare.compare(visit, _named(visit, project), sending.files(body(request)))
    return [row.__dict__ | {"verdict": row.verdict.value} for row in compared]


def likely_pairs(request: HttpRequest, visit: Visit, project: str) -> Told:
    """All that looks like a new version of another document."""
    return [row.__dict__ for row in likeness.proposals(visit, _named(visit, project))]


def likely_versions(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """The documents that this one looks like a new version of."""
    return [row.__dict__ for row in likeness.likely(visit, _named(visit, project), document)]


def succeed_document(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Make a document the next version of another one."""
    of = word(body(request), "of")
    return {"document": succeed.succeed(visit, _named(visit, project), document, of)}


def tell_documents_apart(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Remember that a document is no version of another one."""
    of = word(body(request), "of")
    succeed.tell_apart(visit, _named(visit, project), document, of)
    return {"document": document, "apart": of}


def separate_version(request: HttpRequest, visit: Visit, project: str, document: str) -> Told:
    """Take a document's newest version out, as a document of its own."""
    return {"document": succeed.separate(visit, _named(visit, project), document)}


def jobs(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The project's jobs: those that wait or run, then those that ended."""
    return [_job(row) for row in steer.listing(visit, _named(visit, project))]


def cancel_job(request: HttpRequest, visit: Visit, project: str, job: str) -> Told:
    """End a waiting job, or ask the worker of a running one to stop."""
    return _job(steer.cancel(visit, _named(visit, project), job))


def retry_job(request: HttpRequest, visit: Visit, project: str, job: str) -> Told:
    """Have a failed or cancelled job tried again from its beginning."""
    return _job(steer.retry(visit, _named(visit, project), job))


def put_question(request: HttpRequest, visit: Visit, project: str) -> Told:
    """Ask; the answer is stored as it is told here."""
    told = body(request)
    row = _named(visit, project)
    question = put.put(visit, row, word(told, "question"), _ids(told), _time(told), word(told, "after"))
    return _answer(visit, row, question.pk)


def go_on(request: HttpRequest, visit: Visit, project: str, question: str) -> Told:
    """Put a question about many documents to the next of those that wait; the answer as far as it goes."""
    row = _named(visit, project)
    return _answer(visit, row, survey.go_on(visit, row, question).pk)


def _answer(visit: Visit, project: Project, question: str) -> Told:
    row, record = ask.reopen(visit, project, question)
    return {"id": row.pk, "asked": row.asked.isoformat()} | record


def questions(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The person's own questions and answers as they were shown."""
    return ask.export(visit, _named(visit, project))


def find(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The passages nearest to a query."""
    told = body(request)
    most = told.get("k", 8)
    if type(most) is not int or not 1 <= most <= MOST_PASSAGES:
        raise BodyUnusable
    return ask.find(visit, _named(visit, project), word(told, "query"), most, _ids(told))


def audit(request: HttpRequest, visit: Visit, project: str) -> Told:
    """The project's log, verified line by line."""
    row = _named(visit, project)
    gate.enter(visit, row, Deed.READ_AUDIT)
    lines = [line.__dict__ | {"things": dict(line.things)} for line in log.lines(row.pk)]
    gone = log.anchor_of(row.pk)
    until = gone.last_at.date().isoformat() if gone else ""
    deleted = {"upto": gone.sequence, "hash": gone.hash, "until": until, "days": gone.days} if gone else None
    return {"project": row.pk, "verified": len(lines), "deleted": deleted, "lines": lines}


def _named(visit: Visit, project: str) -> Project:
    return gate.find(visit, project)


def _token(visit: Visit) -> Token:
    assert visit.session is not None  # a device always has one
    return Token.objects.get(pk=int(visit.session.id.removeprefix("device-")))


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _declared(request: HttpRequest) -> int:
    """The length that a body declares; 0 where it declares none."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _ids(told: dict[str, Any]) -> list[str]:
    return _words(told, "documents", [])


def _words(told: dict[str, Any], name: str, default: list[str] | None = None) -> list[str]:
    """A list of strings of the body; :class:`BodyUnusable` for anything else."""
    words = told.get(name, default)
    if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
        raise BodyUnusable
    return words


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")


def _time(told: dict[str, Any]) -> datetime | None:
    """The end of a day, or the very moment of an ISO 8601 time."""
    as_of = word(told, "as_of")
    try:
        at = datetime.fromisoformat(as_of) if _MOMENT.match(as_of) else end_of(as_of)
    except ValueError as error:
        raise DayUnusable from error
    return at if at is None or at.tzinfo else timezone.make_aware(at)


def _project(visit: Visit, row: Project) -> dict[str, Any]:
    agreement = row.agreement
    role = Membership.objects.get(project=row, person=visit.person, ended=None).role
    return {
        "id": row.pk, "name": row.name, "level": agreement.level, "one_party": agreement.one_party, "role": role,
        "state": row.state, "locked": opening.is_locked(row), "agreement": agreement.hash,
    }  # fmt: skip


def _job(row: steer.Row) -> dict[str, Any]:
    times = {"created": row.created, "run_at": row.run_at, "finished": row.finished}
    return row.__dict__ | {name: at and at.isoformat() for name, at in times.items()}


def _document(row: Row) -> dict[str, Any]:
    return row.__dict__ | {
        "received": row.received.isoformat(),
        "state": row.state.value,
        "notes": list(row.notes),
        "found": [one.__dict__ for one in row.found],
        "dropped": len(row.dropped),
        "properties": row.properties.__dict__,
    }
