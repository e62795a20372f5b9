"""What would become of a file, before it is sent for good: it is read and looked at, and nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemvist.documents.fields import keeping
from hemvist.documents.looking import Spotted, looked_at
from hemvist.documents.masking import masking
from hemvist.documents.receive import clean_name
from hemvist.domain.permit import Deed
from hemvist.domain.personal import Kind
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.readers.base import Fewer, read


@dataclass(frozen=True)
class Preview:
    """The class it belongs to, the fields kept and dropped (none of both: it is kept whole), the ruling and its places.

    The class is empty where there are several and none was named: then the strictest of all applies.
    ``scans`` is how many pages are pictures, whose text is recognised and looked at only when it is sent for good;
    ``masked`` are the kinds that would be blacked out, ``original`` is whether the file as received would be kept.
    """

    data_class: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    ruling: str
    clause: str
    found: tuple[Spotted, ...]
    scans: int
    masked: tuple[Kind, ...]
    original: bool


def preview(visit: Visit, project: Project, name: str, chunks: Iterable[bytes], data_class: str = "") -> Preview:
    """What would become of this file. Raises what receiving or reading it would raise."""
    gate.enter(visit, project, Deed.INGEST)
    agreement, plain = project.agreement, clean_name(name)
    kept = keeping(agreement, plain, data_class)
    pieces, cut = kept.pieces(chunks)
    text = read(pieces, plain)
    looked = looked_at(text, plain, agreement, of=data_class)
    mask = masking(agreement, data_class)
    return Preview(
        kept.told, *_names(cut), looked.judged.ruling.name.lower().replace("_", "-"), looked.judged.clause,
        looked.spotted, len(text.scans), tuple(sorted(mask.kinds)), mask.original_kept,
    )  # fmt: skip


def _names(cut: Fewer | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (cut.kept, cut.dropped) if cut else ((), ())
