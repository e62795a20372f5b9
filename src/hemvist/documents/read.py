"""Reading what was received: one version after the other becomes text, passages and index rows, step by step.

Every step ends in a commit, so that a killed worker's successor goes on from there; after a while of work the job
goes back to the queue, so that a thousand scanned pages hold up nobody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from numpy.typing import NDArray

from hemvist.audit import log
from hemvist.documents import ending, looking, marks, masking, pictures, places, properties, queued, relating, stored
from hemvist.documents.abouts import said
from hemvist.documents.fields import class_said
from hemvist.documents.members import MoreInside, Unpacking, retire_missing
from hemvist.documents.models import OUT, Document, Reading, Version, hold_home
from hemvist.documents.pipeline import embedded
from hemvist.documents.reading import Overruled, Work
from hemvist.documents.receive import READ
from hemvist.documents.recognised import recognised
from hemvist.documents.refuse import let_go, refuse
from hemvist.documents.unpacked import release, take_back
from hemvist.documents.unread import Infected, NotScanned, ScannerAway
from hemvist.domain.errors import HemvistError, Refused
from hemvist.domain.events import EventName
from hemvist.domain.likeness import sketch
from hemvist.domain.passage import headings
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.personal.rules import Ruling
from hemvist.domain.text import Hiding, Recognised, Text, with_recognised
from hemvist.index.base import Entry
from hemvist.index.cards import card
from hemvist.index.writing import lay_out
from hemvist.jobs import kinds
from hemvist.jobs.errors import DiskNearlyFull, LeaseLost, QueueFull, Stopped
from hemvist.jobs.held import Held
from hemvist.projects import gate
from hemvist.providers.base import EmbedderUnreachable
from hemvist.providers.letters import LettersMissing
from hemvist.readers.base import read
from hemvist.readers.clamav import ClamAV, Outcome
from hemvist.readers.notes import of_recognition
from hemvist.vault.errors import VaultLocked, VaultUnreachable

ALWAYS: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""Since when a document's first version is in force."""
TURN: Final = 20.0
"""Seconds of work after which a job lets others go first."""
PAGES: Final = 4
"""Scanned pages between two commits: some ten seconds of work."""
PASSAGES: Final = 1_024
"""Passages embedded between two commits."""
SOON, NO_ROOM, LATER = 10.0, 60.0, 3600.0
"""Seconds that a version waits: while something does not answer, has no room for what lies in it, or is forbidden."""


def read_version(held: Held) -> None:
    """Read the version that a job is for: on from its last step, to its end or until it is others' turn.

    A version that cannot be read is refused with a reason that is shown; one that is deleted meanwhile leaves nothing;
    what the agreement or a lock forbids is put off.
    """
    version = Version.objects.select_related("document__project").filter(pk=held.subject).first()
    if version is None or version.document.deleting or looking.nothing_left(version):
        held.finish()
        return
    try:
        work = Work(held, version, gate.carry_on(version.document.project, Deed.READ))
        _on(work)
    except Stopped:
        _leave_nothing_over(version)
        raise
    except EmbedderUnreachable:
        held.put_off(SOON)
    except ScannerAway:
        with transaction.atomic():
            held.put_off(SOON)
            Version.objects.filter(pk=version.pk).update(step="scan")
    except (Refused, Overruled) as error:
        # What was overruled begins anew at once, under what is in force now, if that permits it.
        held.put_off(LATER if isinstance(error, Refused) else 0)
    except (QueueFull, DiskNearlyFull):
        held.put_off(NO_ROOM)
    except (FileNotFoundError, ObjectDoesNotExist):
        held.go_on()  # Stopped, where a deletion took the file away
        held.checkpoint("")  # what an earlier step kept is gone: begin anew
        held.put_off(0, counts=True)


def _leave_nothing_over(version: Version) -> None:
    """What was written between a deletion, or another worker's end, and the moment this worker heard of it goes, too."""
    now = Version.objects.filter(pk=version.pk, document__deleting=None).first()
    if now is None:
        stored.drop_all(version.document.project_id, version.pk)
    elif now.state not in (Reading.RECEIVED, Reading.READING):
        stored.drop_parts(now)


def _on(work: Work) -> None:
    until = time.monotonic() + TURN
    try:
        while STEPS[work.held.step](work):
            if time.monotonic() > until:
                work.held.put_off(0)
                return
    except (
        Refused,
        Overruled,
        VaultLocked,
        VaultUnreachable,
        EmbedderUnreachable,
        ScannerAway,
        QueueFull,
        DiskNearlyFull,
    ):
        raise
    except HemvistError as error:
        with transaction.atomic():
            hold_home(work.version.pk)
            work.held.refuse(error.code)
            refuse(work.permit, work.version, error)
        let_go(work.version)


def _scan(work: Work) -> bool:
    """The file past the virus scanner, where there is one; what is only kept as a text is read from that."""
    if work.version.text_only:
        work.text = stored.stored_text(work.permit, work.version)
        if not work.version.fingerprint and marks.DIGEST in work.version.card(work.permit):
            _mark(work)
        work.done("read")
        return True
    verdict = ClamAV(settings.CLAMAV).scan(stored.original_bytes(work.permit, work.version))
    if verdict.later:
        raise ScannerAway(why=verdict.why)
    if not verdict.readable:
        name = work.version.card(work.permit)["name"]
        raise Infected(name=name, what=verdict.what) if verdict.what else NotScanned(name=name, why=verdict.why)
    if verdict.outcome is Outcome.CLEAN:
        work.note(scanned=timezone.now())
    if not work.version.fingerprint:  # it was received before there were marks, or their key was lost
        _mark(work)
    work.done("scan")
    return True


def _mark(work: Work) -> None:
    version = work.version
    marks.put_anew(work.permit, version, stored.original_bytes(work.permit, version))
    work.note(fingerprint=version.fingerprint, path_mark=version.path_mark, stem_mark=version.stem_mark)


def _read(work: Work) -> bool:
    """The file into text, and the files inside it into documents of their own."""
    work.progress("read", 0, 0)
    inside = Unpacking(work.permit, work.version, work.held.go_on)
    name = work.version.card(work.permit)["name"]
    members = None if _newer(work.version).exists() else inside.take  # what was replaced hands nothing on
    try:
        text = read(stored.original_bytes(work.permit, work.version), name, members=members, go_on=work.held.go_on)
    except MoreInside:
        work.held.put_off(0)
        return False
    text = replace(text, notes=(*text.notes, *inside.left_out))
    if members:
        work.note(members=inside.count)
    work.text = text
    work.done("read")
    return True


def _recognise(work: Work) -> bool:
    """Some of the scanned pages into words; when none is left, all of them into the text."""
    scans, part = work.text.scans, work.part("recognised")
    numbers = scans[part * PAGES : (part + 1) * PAGES]
    if not numbers:
        work.text = _with_recognised(work, part)
        work.done("recognise")
        return True
    work.progress("recognise", part * PAGES, len(scans))
    stored.keep_part(work.permit, work.version, "page", part, stored.told_recognised(_recognised(work, numbers)))
    work.done("read", recognised=part + 1)
    return True


def _recognised(work: Work, numbers: Sequence[int]) -> dict[int, Recognised | None]:
    """Pages by their numbers; where recognition is not installed, none, as long as the file has other text."""
    try:
        return recognised(work, numbers)
    except LettersMissing:
        if not work.text.text.strip():
            raise
        return dict.fromkeys(numbers)


def _with_recognised(work: Work, parts: int) -> Text:
    text, found = work.text, dict[int, Recognised | None]()
    for part in range(parts):
        found |= stored.recognised(stored.part(work.permit, work.version, "page", part))
    text = with_recognised(text, {number: one for number, one in found.items() if one is not None})
    text = replace(text, notes=(*of_recognition(found, text.unit), *text.notes))
    # Kept with the text, so that a quotation's own heading is found without cutting the document again.
    return replace(text, headings=headings(text))


def _look(work: Work) -> bool:
    """What the agreement says of the personal details in it: it goes on, waits for a curator, or is refused."""
    agreement = work.version.document.project.agreement
    looked = looking.look(work.permit, work.version, work.text, agreement)
    ruling = looked.judged.ruling
    if ruling is Ruling.REFUSE or (ruling is Ruling.FLAG and work.version.confirmed is None):
        _not_taken(work, looked)
        return False
    kinds = masking.masking(agreement, class_said(work.version.card(work.permit))).kinds
    if ruling is not Ruling.ALLOW or kinds:
        text, gone = masking.blacked_out(work.text, kinds)
        work.text = replace(text, notes=looking.noted(work.text, looked, gone))
    work.agreed, work.pictures = work.in_force, 0
    work.done("look")
    return True


def _not_taken(work: Work, looked: looking.Looked) -> None:
    """Refused, or left for a curator: the row, its places and the line in the log in one commit."""
    version = work.version
    with transaction.atomic():
        hold_home(version.pk)
        if looked.judged.ruling is Ruling.FLAG:
            work.held.put_off(LATER)
            looking.flag(work.permit, version, looked)
            return
        work.held.refuse(looking.KEPT_OUT)
        refuse(work.permit, version, looking.keep_out(work.permit, version, looked))
    let_go(version)


def _agreed(step: Callable[[Work], bool]) -> Callable[[Work], bool]:
    """A step that is for a version looked at under the agreement in force; any other begins anew."""
    return lambda work: not work.is_agreed() or step(work)


def _embed(work: Work) -> bool:
    """Some of the passages into vectors."""
    name = places.indexed(work.permit.act.project).embedder
    part, whole = work.part("embedded") if work.made_with == name else 0, len(work.passages)
    batch = work.passages[part * PASSAGES : (part + 1) * PASSAGES]
    if not batch:
        work.done("embed", embedded=part, made_with=name)
        return True

    def progress(done: int) -> None:
        work.progress("embed", part * PASSAGES + done, whole)

    vectors = embedded(work.permit, places.embedder(name), batch, progress)
    work.renew()
    stored.keep_part(work.permit, work.version, f"vectors-{name}", part, vectors.tobytes())
    work.done("picture", embedded=part + 1, made_with=name)
    return True


def _settle(work: Work) -> bool:
    """Text, index rows and row in one commit, or none of them where the document's deletion has begun before.

    The document is held until then: a deletion waits, and finds all of it. A version that a newer one has replaced
    waits until that one is in the index again, and never answers in its place.
    """
    if not work.is_agreed():
        return True
    if _newer(work.version).filter(state__in=(Reading.RECEIVED, Reading.READING)).exists():
        work.held.put_off(SOON)
        return False
    text, version, vectors = work.text, work.version, _vectors(work)
    work.look(now=True)
    about, wording, laid = card(text), sketch(text.text), lay_out(work.passages)
    with transaction.atomic():
        document = Document.held(version.document_id)
        if document is None:
            raise LeaseLost
        if places.hold_indexed(document.project_id).embedder != work.made_with:
            work.done("picture")  # another embedder's index answers by now: its vectors are made
            return True
        work.held.finish()
        # A document stands for what was before it came, too: only a later version begins on the day it was received.
        since = version.received if version.number > 1 else ALWAYS
        entry = Entry(document.pk, version.pk, about, frozenset(document.audience), since)
        if work.passages:
            places.index_of(work.permit).add(work.permit, entry, work.passages, vectors, laid)
        places.take_back(work.permit, document.pk)
        stored.settle_draft(work.permit, version, work.draft)
        words = {"title": about.title, "sketch": wording} | said(text, about)
        _finish(work.permit, version, text, words, len(work.passages))
        masking.settle(work.permit, version, document.project.agreement, work.pictures)
        if version.state == Reading.SEARCHABLE:
            release(version)
            retire_missing(work.permit, version)
        else:
            take_back(work.permit, version)
        log.write(
            work.permit.act.project, EventName.DOCUMENT_READ, None,
            document=version.document_id, version=version.pk, passages=version.passages,
        )  # fmt: skip
    stored.drop_parts(version)
    masking.let_go(version)
    relating.looked(work.permit, version)
    return False


def _vectors(work: Work) -> NDArray[np.int8]:
    parts = range(-(-len(work.passages) // PASSAGES))
    step = f"vectors-{work.made_with}"
    data = b"".join(stored.part(work.permit, work.version, step, part) for part in parts)
    return np.frombuffer(data, np.int8).reshape(len(work.passages), -1 if data else 0)


STEPS: Final[Mapping[str, Callable[[Work], bool]]] = {
    "": _scan,
    "scan": _read,
    "read": _recognise,
    "recognise": _look,
    "look": _agreed(properties.strip),
    "strip": _agreed(pictures.picture),
    "picture": _embed,
    "embed": _settle,
}
"""By the step that is done: what comes next. Each says whether more is to do."""


def _newer(version: Version) -> models.QuerySet[Version]:
    """Versions of the same document that have replaced this one."""
    later = Version.objects.filter(document=version.document_id, number__gt=version.number, read__isnull=False)
    return later.exclude(state__in=OUT)


def _finish(permit: Permit, version: Version, text: Text, words: dict[str, Any], count: int) -> None:
    version.refresh_from_db()
    now = Reading.REPLACED if _newer(version).exists() else Reading.SEARCHABLE
    version.state, version.read, version.kind, version.refused_as = now, timezone.now(), text.kind, ""
    version.step, version.passages, version.pages = "", count, len(text.pages) or None
    repeated = sum(one.kind is Hiding.RUNNING for one in text.hidden)
    told = {"notes": list(text.notes), "hidden": len(text.hidden) - repeated, "repeated": repeated}
    before = {name: one for name, one in version.card(permit).items() if name not in ("refusal", "remedy")}
    version.set_card(permit, before | words | told)
    version.save()
    older = Version.objects.filter(document=version.document, number__lt=version.number)
    older.exclude(state__in=OUT).update(state=Reading.REPLACED)


READING: Final = kinds.Kind(
    READ,
    read_version,
    hold=hold_home,
    ready=ending.ready,
    given_up=ending.given_up,
    retried=ending.retried,
    seen=queued.seen,
    called=queued.called,
)
"""How a worker reads versions."""
