"""All that an answer rests on, as digests: kept with each run, so that what changed since can be told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import hemvist
from hemvist.assistant.models import PhrasingChoice
from hemvist.documents import places
from hemvist.documents.models import Document, Reading, Relation, Standing, Version
from hemvist.domain.permit import Permit
from hemvist.projects.models import Project

RULES: Final = "rules"
_DOCUMENTS, _READINGS = "documents", "readings"
_ROOMS: Final = ("assistant", "domain", "index", "providers")
"""The packages whose sources and tables decide what is answered."""
_LEARNED: Final = frozenset({".json", ".npz"})
"""Endings of the files that were learned: vectors of meanings, and the weights of the closer look."""
_RUN_WITH: Final = ("numpy", "onnxruntime", "tokenizers")
"""What computes with the weights: another release may come to other numbers."""
_STANDING: Final = (Standing.SET, Standing.PROPOSED)


def rests_on(permit: Permit, project: Project) -> dict[str, str]:
    """Digests of all that an answer rests on, as this person may see it."""
    seen = {row.pk for row in Document.objects.seen_with(permit)}
    found = Version.objects.filter(document__project=project, state=Reading.SEARCHABLE).order_by("pk")
    relations = Relation.objects.filter(document__project=project, standing__in=_STANDING).order_by("pk")
    versions = [row for row in found.values_list("pk", "document_id", "number", "read", "received") if row[1] in seen]
    ties = [
        row
        for row in relations.values_list("document_id", "of_id", "tie", "standing", "since", "sure")
        if {row[0], row[1] or row[0]} <= seen
    ]
    choice = PhrasingChoice.objects.filter(project=project).values_list("model", flat=True)
    return {
        _DOCUMENTS: _digest([row[:3] for row in versions], [row[:5] for row in ties]),
        _READINGS: _digest([row[3:] for row in versions], [row[5] for row in ties]),
        "agreement": _digest(permit.agreement_hash),
        "models": _digest(str(places.embedder_of(project.pk).identity), list(choice)),
        "software": _digest(hemvist.__version__),
        **shipped(),
    }


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What changed from one to the other, by name.

    Runs of earlier releases noted less. Then the rules are other ones for certain; of the rest nothing can be told.
    Other documents were read at another time, which need not be told as well.
    """
    found = [name for name in now if now[name] != before.get(name, "" if name == RULES else now[name])]
    return tuple(name for name in found if name != _READINGS or _DOCUMENTS not in found)


def stamp(found: Mapping[str, str]) -> str:
    """One digest of all of it."""
    return _digest(sorted(found.items()))


@cache
def shipped() -> Mapping[str, str]:
    """Digests of the rules, and of what was learned, as this process found them when it first asked."""
    rules, learned = hashlib.sha256(), hashlib.sha256()
    for room in _ROOMS:
        folder = Path(hemvist.__file__).parent / room
        for file in _files(folder):
            told = learned if file.suffix in _LEARNED else rules
            told.update(f"{room}/{file.relative_to(folder).as_posix()}\n".encode())
            told.update(hashlib.sha256(file.read_bytes()).digest())
    learned.update(json.dumps([version(one) for one in _RUN_WITH]).encode())
    return {RULES: rules.hexdigest()[:16], "learned": learned.hexdigest()[:16]}


def _files(folder: Path) -> Iterator[Path]:
    """The files of a package that decide something, in one order everywhere."""
    for file in sorted(folder.rglob("*"), key=lambda one: one.as_posix()):
        inside = file.relative_to(folder).parts
        if file.is_file() and not {"__pycache__", "migrations"} & {*inside}:
            yield file


def _digest(*told: object) -> str:
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]
