"""What is kept of a version besides its row: the original, the extracted text, and parts of work that is not done yet.

All of it is sealed; a draft takes the place of the text only when the version is settled.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from django.db import transaction

from hemvist.documents import places
from hemvist.documents.models import Version
from hemvist.domain.permit import Permit
from hemvist.domain.text import Heading, Hidden, Hiding, Page, Recognised, Spot, Table, Text, Unit, Word
from hemvist.vault import opened

_ROWS = {"pages": Page, "headings": Heading, "tables": Table, "spots": Spot}


def original_bytes(permit: Permit, version: Version) -> Iterator[bytes]:
    """The file as received, in chunks."""
    return _opened(permit, places.original(permit.act.project, version.pk), version.about("original"))


def stored_text(permit: Permit, version: Version) -> Text:
    """The extracted text as it was when read: what every quotation is checked against."""
    return _text(_opened(permit, places.text(permit.act.project, version.pk), version.about("text")))


def keep_draft(permit: Permit, version: Version, worker: int, text: Text) -> None:
    """Keep the text of a version that is not settled yet, in place of this worker's earlier draft."""
    _seal(permit, places.draft(permit.act.project, version.pk, worker), [_told(text)], version.about("text"))


def draft(permit: Permit, version: Version, worker: int) -> Text:
    """The text as far as a worker knew it."""
    return _text(_opened(permit, places.draft(permit.act.project, version.pk, worker), version.about("text")))


def settle_draft(permit: Permit, version: Version, worker: int) -> None:
    """A worker's draft is the text from now on. It also stays a draft, for who has to settle once more after a kill."""
    path = places.text(permit.act.project, version.pk)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    os.link(places.draft(permit.act.project, version.pk, worker), partial)
    partial.replace(path)


def keep_part(permit: Permit, version: Version, step: str, number: int, data: bytes) -> None:
    """Keep what a part of a step made, in place of what an earlier try made of it."""
    _seal(permit, places.part(permit.act.project, version.pk, step, number), [data], version.about(f"{step}-{number}"))


def part(permit: Permit, version: Version, step: str, number: int) -> bytes:
    """What a part of a step made."""
    path = places.part(permit.act.project, version.pk, step, number)
    return b"".join(_opened(permit, path, version.about(f"{step}-{number}")))


def keep_picture(permit: Permit, version: Version, made: int, page: int, png: bytes, words: Sequence[Word]) -> None:
    """Keep a page's picture in this set, and the boxes of its words, in place of what an earlier try made."""
    path, told = places.picture(permit.act.project, version.pk, made, page), json.dumps(words).encode()
    _seal(permit, path, [told + b"\n" + png], version.about(f"shown-{page}"))


def picture(permit: Permit, version: Version, page: int) -> tuple[bytes, tuple[Word, ...]]:
    """A page's picture (PNG), and its words with offsets from the page's start. FileNotFoundError where none is kept."""
    path = places.picture(permit.act.project, version.pk, version.pictures, page)
    told, _, png = b"".join(_opened(permit, path, version.about(f"shown-{page}"))).partition(b"\n")
    return png, tuple(map(tuple, json.loads(told)))


def carry_picture(version: Version, before: int, made: int, page: int) -> None:
    """A page's picture of one set, into another."""
    path = places.picture(version.document.project_id, version.pk, made, page)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    os.link(places.picture(version.document.project_id, version.pk, before, page), partial)
    partial.replace(path)


def drop_parts(version: Version) -> None:
    """Let go of drafts and parts, and of pictures that do not count: the version is settled, or refused."""
    made = Version.objects.filter(pk=version.pk).values_list("pictures", flat=True).first() or 0
    for path in places.unsettled(version.document.project_id, version.pk, made):
        path.unlink(missing_ok=True)


def keep_original(permit: Permit, version: Version, pieces: Iterable[bytes], still: Callable[[], None]) -> None:
    """These bytes in the place of the file as received. ``still`` raises, in the same commit, where that is not ours."""
    path = places.original(permit.act.project, version.pk)
    _seal(permit, path, pieces, version.about("original"), still)


def drop_original(version: Version) -> None:
    """Let go of the file as received: it was refused for what it holds."""
    places.original(version.document.project_id, version.pk).unlink(missing_ok=True)


def drop_all(project: str, version: str) -> None:
    """Let go of everything that is kept of a version that is deleted."""
    for path in places.all_of(project, version):
        path.unlink(missing_ok=True)


def told_recognised(found: dict[int, Recognised | None]) -> bytes:
    """Recognised pages as bytes to be kept; None for a page that was given up."""
    rows = {number: one and [one.text, one.words, one.confidence] for number, one in found.items()}
    return json.dumps(rows, ensure_ascii=False).encode()


def recognised(data: bytes) -> dict[int, Recognised | None]:
    """What :func:`told_recognised` made into bytes."""
    rows: dict[str, Any] = json.loads(data)
    return {int(n): row and Recognised(row[0], tuple(map(tuple, row[1])), row[2]) for n, row in rows.items()}


def _opened(permit: Permit, path: Path, about: bytes) -> Iterator[bytes]:
    with path.open("rb") as sealed:
        yield from opened.project(permit.act.project).open(permit, sealed, about)


def _seal(
    permit: Permit, path: Path, plain: Iterable[bytes], about: bytes, still: Callable[[], None] = lambda: None
) -> None:
    """Sealed beside its place, then put there whole, where ``still`` does not raise."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("xb") as sealed:
            opened.project(permit.act.project).seal(permit, plain, sealed, about)
            sealed.flush()
            os.fsync(sealed.fileno())
        with transaction.atomic():
            still()
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _told(text: Text) -> bytes:
    told: dict[str, Any] = {field.name: getattr(text, field.name) for field in fields(text)}
    told |= {name: [astuple(row) for row in told[name]] for name in (*_ROWS, "hidden") if name != "spots"}
    return json.dumps(told, ensure_ascii=False).encode()


def _text(chunks: Iterable[bytes]) -> Text:
    told: dict[str, Any] = json.loads(b"".join(chunks))
    rows = {name: tuple(_row(kind, row) for row in told.get(name, ())) for name, kind in _ROWS.items()}
    return Text(
        **rows, text=told["text"], notes=tuple(told["notes"]), kind=told["kind"], unit=Unit(told.get("unit", Unit.PAGE)),
        hidden=tuple(Hidden(Hiding(kind), page, text) for kind, page, text in told.get("hidden", ())),
        words=tuple(map(tuple, told.get("words", ()))), scans=tuple(told.get("scans", ())),
    )  # fmt: skip


def _row(kind: type[Any], row: Any) -> Any:
    """A row by the order of its fields; before tables were kept, pages and headings stood there by name."""
    return kind(**row) if isinstance(row, dict) else kind(*row)
