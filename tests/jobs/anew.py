"""Embedding anew to kill workers at: a project is turned to the other embedder while it has three documents."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from hemvist.audit import log
from hemvist.documents import anew, choose, names, places, stored
from hemvist.documents.models import Indexed, Version
from hemvist.documents.pipeline import embedded_text
from hemvist.documents.read import READING
from hemvist.documents.receive import Receipt
from hemvist.domain.passage import passages
from hemvist.domain.permit import Deed, Permit
from hemvist.index.sqlite import EncryptedIndex
from hemvist.jobs import kinds
from hemvist.jobs.models import Job, State
from hemvist.jobs.work import run_next
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.providers.sources import FIRST, table
from tests.index.hashed import HashedEmbedder
from tests.jobs.office import Office

SECOND: Final = "all-minilm-l6-v2"
BREATH: Final = 0.02
DOCUMENTS: Final = 3


class Turned(HashedEmbedder):
    """Quick vectors that tell by whom they were made."""

    def passages(self, permit: Permit, texts: Sequence[str]) -> NDArray[np.int8]:
        return np.roll(super().passages(permit, texts), self.identity.id.startswith(SECOND), axis=1)


class EmbeddingAnew:
    """Each round, a project of three documents changes its embedder, wherever its workers die."""

    steps = ("compare", "embed", "put", "exchange")
    longest = 3 * BREATH

    def compose(self, enter: Callable[[str], None]) -> None:
        """Register the real kind; its steps are told as they begin."""
        _prepare()
        for step, name in zip(self.steps, ("_difference", "_all_parts", "_put", "_exchanged"), strict=True):
            setattr(anew, name, _told(step, getattr(anew, name), enter))
        kinds.register(replace(anew.EMBEDDING_ANEW, attempts=50))

    def feed(self, office: Office, number: int) -> None:
        """Three documents at first; then the project turns to the embedder that it does not have."""
        _prepare()
        settings.EMBEDDER_CHOICE = office.home / "data" / "embedder"
        kinds.register(READING)
        if not number:
            _fill(office.heron)
        wanted = SECOND if places.indexed(office.heron.pk).embedder == FIRST else FIRST
        with patch.object(choose, "is_here", lambda one: True):
            choose.choose_at_machine(table(wanted))
        places.close_all()

    def check(self, office: Office) -> None:
        """The project has one index, of the chosen embedder, with every passage's own vector and nothing else."""
        jobs = Job.objects.filter(kind=anew.ANEW)
        assert {job.state for job in jobs} == {State.DONE}
        row, chosen = Indexed.objects.get(pk=office.heron.pk), places.chosen()
        assert (row.embedder, row.coming) == (chosen, "")
        places.sweep_indexes(office.heron.pk)  # what was not deleted when a worker died: in life within an hour
        assert names.made_with(places.folder(office.heron.pk)) == [chosen]
        permit = gate.carry_on(office.heron, Deed.READ)
        index = places.index_of(permit)
        assert isinstance(index, EncryptedIndex)
        found = dict(index._store.rows("select v.version, x.vectors from version v join vector x on x.version = v.id"))
        versions = Version.objects.filter(document__project=office.heron)
        assert found == {version.pk: _own(permit, version, chosen) for version in versions}
        events = [one.event for one in log.lines(office.heron.pk)]
        assert events.count("index:exchanged") == jobs.count()
        places.close_all()
        connection.close()


def _own(permit: Permit, version: Version, name: str) -> bytes:
    cut = passages(stored.stored_text(permit, version))
    made: NDArray[np.int8] = places.embedder(name).passages(permit, [embedded_text(one) for one in cut])
    return made.tobytes()


def _prepare() -> None:
    by_name = {name: Turned(f"{name}/hashed") for name in (FIRST, SECOND)}
    places.use_embedders(by_name.__getitem__)
    anew.PASSAGES = 2  # type: ignore[misc]


def _fill(project: Project) -> None:
    for number in range(DOCUMENTS):
        receipt = Receipt(gate.carry_on(project, Deed.READ), None, f"{number}.txt", None)
        clauses = (
            f"{clause}. Clause {clause}. " + f"Word{number}x{clause} stands here. " * 40 for clause in range(1, 5)
        )
        receipt.take(["\n\n".join(clauses).encode()])
        receipt.keep()
    while run_next():
        continue


def _told(name: str, step: Callable[..., Any], enter: Callable[[str], None]) -> Callable[..., Any]:
    def entered(*given: Any) -> Any:
        if not connection.in_atomic_block:
            enter(name)
        time.sleep(random.random() * BREATH)
        return step(*given)

    return entered


SUBJECT = EmbeddingAnew()
