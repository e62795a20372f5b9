"""Embedding a project anew: a second index is made beside the one that answers, and takes its place when it is whole.

What is to stand in it is read off the index that answers, again and again until both hold the same: so documents that
come, change or go meanwhile are right in both. Vectors of two embedders never stand in one index.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from hemvist.audit import log
from hemvist.documents import places, stored
from hemvist.documents.models import Document, Indexed, Version
from hemvist.documents.pipeline import embedded
from hemvist.domain.errors import Refused
from hemvist.domain.events import EventName
from hemvist.domain.passage import Passage, passages
from hemvist.domain.permit import Deed, Permit
from hemvist.index.base import Entry, Standing
from hemvist.index.cards import card
from hemvist.index.writing import lay_out
from hemvist.jobs import kinds
from hemvist.jobs.errors import LeaseLost, Stopped
from hemvist.jobs.held import Held
from hemvist.jobs.models import Job
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.providers.base import EmbedderUnreachable

ANEW: Final = "embed-anew"
"""The kind of job that embeds a project anew; its subject is the project."""
TURN: Final = 20.0
"""Seconds of work after which a job lets others go first."""
PASSAGES: Final = 512
"""Passages embedded between two commits."""
SOON, LATER = 10.0, 3600.0
"""Seconds that it waits: while the embedder does not answer, or while the agreement forbids it."""


def embed_anew(held: Held) -> None:
    """Go on with a project's second index, to its end or until it is others' turn."""
    row = Indexed.objects.select_related("project").filter(pk=held.subject).first()
    if row is None or not row.coming:
        held.finish()
        return
    try:
        _on(_Work(held, row.project, row.coming))
    except Stopped:
        places.sweep_indexes(row.pk)  # what was opened between another choice and the moment this worker heard of it
        raise
    except EmbedderUnreachable as error:
        held.put_off(SOON, why=error.code)
    except Refused as error:
        held.put_off(LATER, why=error.code)


@dataclass
class _Work:
    """One project on its way from one embedder to another."""

    held: Held
    project: Project
    name: str

    def __post_init__(self) -> None:
        self.permit = gate.carry_on(self.project, Deed.READ)
        self.until = time.monotonic() + TURN

    @property
    def over(self) -> bool:
        return time.monotonic() > self.until

    @property
    def step(self) -> str:
        """What parts of this embedder's vectors are kept as."""
        return f"anew-{self.name}"

    def renew(self) -> None:
        """A permit may not last as long as what is embedded under it."""
        self.permit = gate.carry_on(self.project, Deed.READ)

    def note(self, done: int, whole: int) -> None:
        """Show how far it is, in one commit with the proof that this worker is still the one."""
        with transaction.atomic():
            Indexed.objects.filter(pk=self.project.pk, coming=self.name).update(done=done, whole=whole)
            self.held.go_on()


@dataclass(frozen=True)
class _Difference:
    """How the coming index differs from the one that answers. Documents whose deletion has begun are no difference."""

    missing: Sequence[Standing]
    extra: frozenset[str]
    done: int
    whole: int


def _on(work: _Work) -> None:
    while True:
        found = _difference(work)
        work.note(found.done, found.whole)
        for document in found.extra:
            places.index_by(work.permit, work.name).remove(work.permit, document)
        if found.extra:
            continue
        if not found.missing:
            if _exchanged(work):
                return
        elif not _embedded(work, found.missing[0], found.done, found.whole):
            return
        if work.over:
            work.held.put_off(0, why="")
            return
        work.renew()


def _difference(work: _Work) -> _Difference:
    """Read off both indexes; the second one is made where it is missing."""
    serving = places.index_of(work.permit).standing(work.permit)
    coming = places.index_by(work.permit, work.name).standing(work.permit)
    staying = _staying(work.project, {one.document for one in serving})
    missing = [one for one in serving if one not in coming and one.document in staying]
    extra = frozenset(one.document for one in coming if one not in serving)
    return _Difference(missing, extra, sum(coming.values()), sum(serving.values()))


def _staying(project: Project, documents: set[str]) -> set[str]:
    rows = Document.objects.filter(project=project, deleting=None).values_list("pk", flat=True)
    return documents & set(rows)


def _embedded(work: _Work, one: Standing, before: int, whole: int) -> bool:
    """One version into the coming index; False when it is others' turn, and what is done of it is kept."""
    version = Version.objects.select_related("document").filter(pk=one.version, document=one.document).first()
    if version is None:
        work.held.put_off(SOON)  # it is moving at this moment
        return False
    try:
        stamp = _stamp(work, version)
        text = stored.stored_text(work.permit, version)
        cut = passages(text)
        if not _all_parts(work, version, stamp, cut, before, whole):
            work.held.put_off(0, why="")
            return False
        entry = Entry(one.document, one.version, card(text), one.audience, one.since)
        _put(work, version, stamp, entry, cut)
    except (FileNotFoundError, ObjectDoesNotExist):
        work.held.go_on()
        work.held.checkpoint(work.held.step)  # a part is gone, or the version: begin it anew, if it is still there
        work.held.put_off(SOON, counts=True)
        return False
    return True


def _stamp(work: _Work, version: Version) -> list[int]:
    """Which text this is: numbers that change when the version is read again."""
    told = places.text(work.project.pk, version.pk).stat()
    return [told.st_ino, told.st_mtime_ns]


def _all_parts(
    work: _Work, version: Version, stamp: list[int], cut: Sequence[Passage], before: int, whole: int
) -> bool:
    """The version's vectors, part by part; False when the time is over before the last."""
    part = first = _parts_done(work.held.data, version, stamp, work.name)
    while part * PASSAGES < len(cut):
        if part > first and work.over:
            return False
        batch, so_far = cut[part * PASSAGES : (part + 1) * PASSAGES], before + part * PASSAGES
        vectors = embedded(work.permit, places.embedder(work.name), batch, _told(work, so_far, whole))
        work.renew()
        stored.keep_part(work.permit, version, work.step, part, vectors.tobytes())
        part += 1
        now = {"version": version.pk, "text": stamp, "part": part, "embedder": work.name}
        work.held.checkpoint(_step(so_far + len(batch), whole), **now)
    return True


def _told(work: _Work, so_far: int, whole: int) -> Callable[[int], None]:
    return lambda done: work.note(so_far + done, whole)


def _parts_done(data: Mapping[str, object], version: Version, stamp: list[int], name: str) -> int:
    same = (data.get("version"), data.get("text"), data.get("embedder")) == (version.pk, stamp, name)
    return int(str(data["part"])) if same else 0


def _step(done: int, whole: int) -> str:
    """How far it is, as the list of jobs shows it."""
    return f"{min(100, 100 * done // max(1, whole))}-percent"


def _put(work: _Work, version: Version, stamp: list[int], entry: Entry, cut: Sequence[Passage]) -> None:
    """Into the coming index, if the one that answers still holds it and its text is the one that was embedded."""
    parts = range(-(-len(cut) // PASSAGES))
    data = b"".join(stored.part(work.permit, version, work.step, part) for part in parts)
    vectors, laid = np.frombuffer(data, np.int8).reshape(len(cut), -1 if data else 0), lay_out(cut)
    with transaction.atomic():
        document = Document.held(entry.document)
        _require_coming(work)
        work.held.checkpoint(work.held.step)
        if document is not None and _still(work, version, stamp, entry):
            places.index_by(work.permit, work.name).add(work.permit, entry, cut, vectors, laid)
    for path in _parts(work, version):
        path.unlink(missing_ok=True)


def _still(work: _Work, version: Version, stamp: list[int], entry: Entry) -> bool:
    there = Standing(entry.document, entry.version, entry.audience, entry.since)
    return there in places.index_of(work.permit).standing(work.permit) and _stamp(work, version) == stamp


def _parts(work: _Work, version: Version) -> list[Path]:
    return list(places.folder(work.project.pk).glob(f"{version.pk}.{work.step}-*"))


def _require_coming(work: _Work) -> Indexed:
    """The project's row, held. Raises LeaseLost where another choice was made meanwhile."""
    row = places.hold_indexed(work.project.pk)
    if row.coming != work.name:
        raise LeaseLost
    return row


def _exchanged(work: _Work) -> bool:
    """Let the coming index answer from now on, if nothing is missing in it; nobody puts anything in meanwhile."""
    with transaction.atomic():
        row = _require_coming(work)
        found = _difference(work)
        if found.missing or found.extra:
            return False
        before, row.embedder, row.coming, row.done, row.whole = row.embedder, work.name, "", 0, 0
        row.save()
        work.held.finish()
        log.write(
            work.project.pk, EventName.INDEX_EXCHANGED, None,
            embedder=work.name, before=before, passages=found.whole,
        )  # fmt: skip
    places.drop_index(work.project.pk, before)
    return True


def leave(row: Indexed) -> None:
    """Give up the coming index of a held row; what answers goes on answering.

    Its files go before the commit, so that nobody takes them up again; without them it would be made from the start.
    """
    name, row.coming, row.done, row.whole = row.coming, "", 0, 0
    row.save()
    places.drop_index(row.pk, name)
    for path in places.folder(row.pk).glob(f"*.anew-{name}-*"):
        path.unlink(missing_ok=True)


def _hold(subject: str) -> None:
    if Project.objects.filter(pk=subject).exists():
        places.hold_indexed(subject)


def _given_up(job: Job, code: str, permit: Permit | None) -> None:
    row = Indexed.objects.filter(pk=job.subject).first()
    if row is not None and row.coming:
        leave(row)


def _retried(job: Job) -> None:
    """Towards the embedder that is chosen now."""
    row = places.indexed(job.subject)
    wanted = places.chosen()
    row.coming = wanted if wanted != row.embedder else ""
    row.save()


EMBEDDING_ANEW: Final = kinds.Kind(ANEW, embed_anew, hold=_hold, given_up=_given_up, retried=_retried)
"""How a worker embeds projects anew."""
