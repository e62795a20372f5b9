"""The real work to kill workers at: an archive of a contract and a scan, read, recognised, embedded and settled."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.utils import timezone
from PIL import Image

from hemvist.audit import log
from hemvist.config.options import ROOT
from hemvist.documents import places, read, remove
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import Receipt
from hemvist.domain.permit import Deed
from hemvist.index.sqlite import EncryptedIndex
from hemvist.jobs import kinds
from hemvist.jobs.models import Job, State
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.providers import letters
from tests.index.hashed import HashedEmbedder
from tests.jobs.office import Office
from tests.readers import scans

NAMES: Final = {
    "": "scan",
    "scan": "read",
    "read": "recognise",
    "recognise": "look",
    "look": "strip",
    "strip": "picture",
    "picture": "embed",
    "embed": "settle",
}
BREATH: Final = 0.02
FILES: Final = 3
"""An archive, and the two files in it."""


class ReadingArchives:
    """Each round, one archive becomes three documents, wherever its workers die."""

    steps = ("scan", "read", "recognise", "look", "strip", "picture", "embed", "settle")

    @property
    def longest(self) -> float:
        """Steps last from milliseconds (settling) to a second (starting a reader): blows fall in both."""
        return random.choice((2 * BREATH, 0.5))

    def compose(self, enter: Callable[[str], None]) -> None:
        """Register the real kind; its steps are told as they begin."""
        settings.LETTERS_FOLDER = letters.ensure(ROOT / "var" / "models" / letters.table().name, lambda *_: None)
        places.use_embedder(HashedEmbedder())
        read.STEPS = {done: _told(NAMES[done], step, enter) for done, step in read.STEPS.items()}  # type: ignore[misc]
        kinds.register(replace(read.READING, attempts=50))

    def feed(self, office: Office, number: int) -> None:
        """One new archive."""
        places.use_embedder(HashedEmbedder())
        project = office.wren if number % 2 else office.heron
        receipt = Receipt(gate.carry_on(project, Deed.READ), None, f"{number}.zip", None)
        receipt.take([_archive(number)])
        receipt.keep()

    def check(self, office: Office) -> None:
        """Every archive is three documents, each searchable, indexed and logged once; no file is left over."""
        left = [
            (job.state, job.step, job.why, job.attempts, job.run_at) for job in Job.objects.exclude(state=State.DONE)
        ]
        assert not left, f"{left} at {timezone.now()}"
        assert [(row.state, row.refused_as) for row in Version.objects.exclude(state=Reading.SEARCHABLE)] == []
        per_archive = Counter(Version.objects.exclude(origin=None).values_list("origin", flat=True))
        archives = Document.objects.filter(parent=None).count()
        assert sorted(per_archive.values()) == [FILES - 1] * archives
        assert Document.objects.count() == Version.objects.count() == FILES * archives
        for project in (office.heron, office.wren):
            _check(project)
        connection.close()


def _check(project: Project) -> None:
    versions = set(Version.objects.filter(document__project=project).values_list("pk", flat=True))
    if not versions:
        return
    with patch.object(remove, "ORPHANED", timedelta(0)):  # what was not kept when a worker died: in life a day later
        remove.sweep(project.pk)
    files = Counter(path.suffix for path in places.folder(project.pk).iterdir() if path.stem in versions)
    archives = Version.objects.filter(pk__in=versions, origin=None).count()  # of these what lies in them is kept
    assert files == {".original": len(versions) - archives, ".text": len(versions)}
    others = {path.name for path in places.folder(project.pk).iterdir() if path.stem not in versions}
    assert all(name.startswith(("index.", "marks.")) for name in others), others
    events = Counter(row.event for row in log.lines(project.pk))
    assert events["document:read"] == events["document:received"] == events["document:stripped"] == len(versions)
    texts = set(Version.objects.filter(document__project=project, passages__gt=0).values_list("pk", flat=True))
    assert _indexed(project) == Counter(texts)


def _indexed(project: Project) -> Counter[str]:
    index = places.index_of(gate.carry_on(project, Deed.READ))
    assert isinstance(index, EncryptedIndex)
    found = Counter(version for (version,) in index._store.rows("select version from version", ()))
    places.close_all()
    return found


def _told(name: str, step: Callable[[Any], bool], enter: Callable[[str], None]) -> Callable[[Any], bool]:
    def entered(work: Any) -> bool:
        enter(name)
        time.sleep(random.random() * BREATH)
        more = step(work)
        time.sleep(random.random() * BREATH)
        return more

    return entered


def _archive(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(
            "contract.txt", f"{number}. The fee is EUR {number}.\n\nThe law of Sweden governs this agreement."
        )
        packed.writestr("scan.png", scans.packed(_scan(), "PNG"))
    return out.getvalue()


def _scan() -> Image.Image:
    return scans.sheet(["The rent is payable in advance."], size=(4.0, 1.0))


SUBJECT = ReadingArchives()
