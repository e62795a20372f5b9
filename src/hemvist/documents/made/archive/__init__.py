"""A believable made-up company archive, written from one fact table by a seed, with the key of what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any, Final

from hemvist.documents.made.archive import mail, office, plain, scan, typeset
from hemvist.documents.made.archive.compose import papers
from hemvist.documents.made.archive.errors import ArchiveWouldOverwrite
from hemvist.documents.made.archive.facts import TODAY, Table, table
from hemvist.documents.made.archive.key import Pages, questions
from hemvist.documents.made.archive.more import Work, more
from hemvist.documents.made.archive.paper import Paper, written

__all__ = ["DEMO", "ArchiveWouldOverwrite", "Made", "archive", "make"]

DEMO: Final = frozenset({
    "Brewhouse_Yard_lease_2015_scan.pdf", "Brewhouse_Yard_side_letter_2022.png", "Employment contract - M Ostwyck.pdf",
    "Ostwyck - letter of amendment 2024.docx", "General Terms of Purchase 2017.pdf", "Business Travel Policy 2024.docx",
    "Leveransavtal Mossvreten Gjuteri.pdf", "Mossvreten_tillaggsavtal_1.tiff", "Terms going forward - Dunmarrow.eml",
    "Anställningsavtal Ylva Granmåne.docx", "Granmåne tillägg 2023.rtf", "resepolicy.html", "Falkenrode 2025.pptx",
    "Richtlinie Informationssicherheit.odt", "Arbeitsvertrag Brombeisl.pdf", "Brombeisl Änderungsvertrag.docx",
    "politique-voyages.md", "CDI Aubin Tréval.pdf", "Tréval avenant 2023.odt", "Informationssäkerhetspolicy.docx",
    "Mötesprotokoll, ledningsgruppen 2025-10-07.txt",
})  # fmt: skip
"""What the demonstration takes: all languages, most formats, scans among them, at most sixty pages."""
_WORDS_A_PAGE: Final = 380
_ROWS_A_PAGE: Final = 46
_PICTURES: Final = ("png", "jpg", "tiff")
_PLAIN: Final[dict[str, Callable[[Paper], bytes]]] = {
    "docx": office.word, "pptx": office.slides, "xlsx": office.sheets, "odt": plain.odt, "rtf": plain.rtf,
    "html": plain.html, "md": plain.md, "txt": plain.txt, "csv": plain.comma,
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One finished file; ``pages`` is exact for PDF, pictures and slides, and estimated for the rest."""

    paper: Paper
    data: bytes
    pages: int
    places: dict[str, int]


def archive(seed: int = 1, part: str | None = None) -> tuple[list[Made], dict[str, Any]]:
    """The files and the key; ``part`` "demo" gives some of them. The same seed gives the same bytes."""
    facts = table(seed)
    works: list[Work] = [(agreed, tuple(papers(facts, agreed))) for agreed in facts.agreed]
    works += more(facts)
    wanted = [paper for _, told in works for paper in told if part is None or paper.name in DEMO]
    made = [_made(paper, facts) for paper in wanted]
    return made, _key(facts, works, made, seed)


def make(folder: Path, seed: int = 1, part: str | None = None) -> dict[str, Any]:
    """Write ``documents/``, the texts as written in ``written/``, and ``key.json``; how much there is of what.

    Raises :class:`ArchiveWouldOverwrite` when something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArchiveWouldOverwrite(folder=folder)
    made, key = archive(seed, part)
    for name in ("documents", "written"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for one in made:
        (folder / "documents" / one.paper.name).write_bytes(one.data)
        (folder / "written" / f"{one.paper.name}.txt").write_text(written(one.paper).text, "utf-8")
    (folder / "key.json").write_text(json.dumps(key, ensure_ascii=False, indent=1) + "\n", "utf-8")
    asked = key["questions"]
    return {"documents": len(made), "pages": sum(one.pages for one in made), "questions": len(asked),
            "unanswerable": sum(not one["answerable"] for one in asked)}  # fmt: skip


def _made(paper: Paper, facts: Table) -> Made:
    ending = paper.name.rpartition(".")[2]
    if ending == "pdf" or ending in _PICTURES:
        return _typeset(paper, facts, ending)
    if ending == "eml":
        return Made(paper, mail.eml(paper, lambda one: _made(one, facts).data), 1, {})
    pages = len(paper.parts) if ending == "pptx" else _estimate(paper)
    return Made(paper, _PLAIN[ending](paper), pages, {})


def _typeset(paper: Paper, facts: Table, ending: str) -> Made:
    data = typeset.pdf(paper)
    pages, places = typeset.pages(paper, data)
    if ending in _PICTURES or ".scan." in paper.form:
        data = scan.scanned(data, paper, facts.chance("scan of " + paper.name))
    return Made(paper, data, pages, {} if ending in ("png", "jpg") else places)


def _estimate(paper: Paper) -> int:
    rows = sum(len(block.rows) for block in paper.blocks)
    words = sum(len(block.text.split()) for block in paper.blocks)
    return max(1, ceil(words / _WORDS_A_PAGE + rows / _ROWS_A_PAGE))


def _key(facts: Table, works: Sequence[Work], made: Sequence[Made], seed: int) -> dict[str, Any]:
    names = {one.paper.name for one in made}
    asked = questions(facts, works, Pages({one.paper.name: one.places for one in made}))
    kept = [one for one in asked if one.documents <= names]
    return {
        "seed": seed, "today": TODAY.isoformat(), "documents": list(_documents(made)),
        "questions": [one.plain(number) for number, one in enumerate(kept, 1)],
    }  # fmt: skip


def _documents(made: Sequence[Made]) -> Iterator[dict[str, Any]]:
    for one in made:
        scanned = ".scan." in one.paper.form or one.paper.name.rpartition(".")[2] in _PICTURES
        yield {
            "name": one.paper.name, "kind": one.paper.kind, "language": one.paper.language, "scan": scanned,
            "since": one.paper.since.isoformat(), "pages": one.pages, "sha256": sha256(one.data).hexdigest(),
        }  # fmt: skip
