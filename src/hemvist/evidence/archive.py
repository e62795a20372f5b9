"""How well a made-up archive is answered, by its key: right document, right span, and superseded clauses told apart."""

from __future__ import annotations

import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from hemvist.assistant.reply import reply
from hemvist.documents.abouts import of_text
from hemvist.documents.pipeline import add_to_index
from hemvist.domain.answer import Answer, NoAnswer
from hemvist.domain.inforce import Bond, Held
from hemvist.domain.permit import Deed
from hemvist.domain.relate import Told, speaks, tied
from hemvist.evidence import through_time
from hemvist.evidence.answers import abstention, drawn, wilson
from hemvist.evidence.legalbench import EVERYONE, BenchmarkUnusable, Progress
from hemvist.evidence.through_time import ThroughTime, of_answer, of_source
from hemvist.index.base import Index
from hemvist.index.sqlite import open_index
from hemvist.projects.gate import THROW_AWAY, throw_away
from hemvist.providers.base import Embedder
from hemvist.readers.base import read
from hemvist.readers.errors import CannotRead

NAME: Final = "makeup"
_ALIKE: Final = 0.6
"""The share of a clause's letters that must stand in one run of the text as read, where recognition misread some."""


@dataclass(frozen=True)
class Clause:
    """A clause that the key names: its document, and its exact words as written."""

    document: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question of the key. No sources: the archive does not say."""

    text: str
    as_of: datetime | None
    sources: tuple[Clause, ...]
    superseded: tuple[Clause, ...]
    conflicting: tuple[Clause, ...]
    tags: tuple[str, ...]
    later: tuple[Clause, ...] = ()


@dataclass
class Shelf:
    """What was read: the texts by document (a file inside another by both names), and what could not be read."""

    index: Index
    texts: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    bonds: list[Bond] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _bare: dict[str, tuple[str, list[int]]] = field(default_factory=dict)

    def names(self, document: str) -> list[str]:
        """Under which names a document was read: alone, and as a file inside others."""
        return [name for name in self.texts if name.rpartition("/")[2] == document]

    def span(self, name: str, clause: str) -> tuple[int, int] | None:
        """Where a clause stands in the text as read, or None."""
        if name not in self._bare:
            self._bare[name] = bare(self.texts[name])
        return where(clause, *self._bare[name])


@dataclass(frozen=True)
class Result:
    """One question, and what was shown: the source, its document, a superseded or conflicting clause."""

    question: Question
    shown: bool
    right: bool
    document: bool
    superseded: bool
    conflicting: bool
    through_time: ThroughTime | None = None


def measure(
    folder: Path, embedder: Embedder, progress: Progress, sample: int | None = None, seed: int = 0
) -> dict[str, Any]:
    """Read the archive in ``folder`` as any project does, ask its key's questions, and score what is shown.

    Raises :class:`BenchmarkUnusable` where the key does not read. Questions whose source could not be read count apart.
    """
    told = _key(folder)
    questions = drawn([_question(row) for row in told["questions"]], sample, seed)
    since = {row["name"]: _midnight(row["since"]) for row in told["documents"]}
    with _shelf(folder / "documents", since, embedder, progress) as shelf:
        results = [_asked(shelf, embedder, one) for one in _read(questions, shelf, progress)]
        told = through_time.figures([one.through_time for one in results])
        given = through_time.figures(
            [of_source(shelf, embedder, one.question) for one in results if one.question.sources]
        )
        return figures(results, len(questions), shelf.unread) | {"through_time": told, "through_time_given": given}


def _key(folder: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder / "key.json").read_text("utf-8"))
        _ = [_question(row) for row in told["questions"]], [row["since"] for row in told["documents"]]
    except OSError:
        raise BenchmarkUnusable(
            place=folder, reason="there is no key.json; make it with: hemvist makeup FOLDER"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BenchmarkUnusable(place=folder / "key.json", reason=f"{type(error).__name__} while reading it") from None
    return told


def _question(row: Mapping[str, Any]) -> Question:
    kinds = (
        tuple(Clause(one["document"], one["text"]) for one in row[kind])
        for kind in ("sources", "superseded", "conflicting", "later")
    )
    sources, superseded, conflicting, later = kinds
    when = _midnight(row["as_of"]) if row["as_of"] else None
    return Question(row["question"], when, sources, superseded, conflicting, (row["language"], row["kind"]), later)


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


@contextmanager
def _shelf(folder: Path, since: Mapping[str, datetime], embedder: Embedder, progress: Progress) -> Iterator[Shelf]:
    """The documents in an encrypted index that is thrown away with its key afterwards."""
    with tempfile.TemporaryDirectory(prefix="hemvist-bench-") as place:
        index = open_index(Path(place) / "index.sqlite", THROW_AWAY, secrets.token_bytes(32), embedder)
        try:
            shelf = Shelf(index)
            for done, (name, start) in enumerate(since.items()):
                progress("reading", done, len(since))
                _put(shelf, embedder, name, (folder / name).read_bytes(), start)
            progress("reading", len(since), len(since))
            shelf.bonds = _bonds(shelf)
            yield shelf
        finally:
            index.close()


def _put(shelf: Shelf, embedder: Embedder, name: str, data: bytes, since: datetime) -> None:
    """Read a document and the files inside it; where that cannot be done, its name is kept as unread."""
    inside: list[tuple[str, bytes]] = []
    try:
        text = read(data, name.rpartition("/")[2], members=lambda path, pieces: inside.append((path, b"".join(pieces))))
    except CannotRead:
        shelf.unread.append(name)
        return
    if text.text.strip():
        permit = throw_away(Deed.INGEST)
        told = add_to_index(permit, shelf.index, embedder, name, name, text, EVERYONE, since, lambda done, total: None)
        shelf.texts[name] = text.text
        shelf.held[name] = Held(name, text.text, of_text(text, told), name.rpartition("/")[2])
    elif not inside:
        shelf.unread.append(name)
    for path, member in inside:
        _put(shelf, embedder, f"{name}/{path}", member, since)


def _bonds(shelf: Shelf) -> list[Bond]:
    """The relations that a person would find proposed, all of them set: those of files inside others left out."""
    told = [Told(name, held.name, held.about) for name, held in shelf.held.items() if "/" not in name]
    found = [each for one in told if speaks(one.about) for each in tied(one, told)]
    return [Bond(one.document, one.of, one.tie, one.since, confirmed=True) for one in found]


def _read(questions: Sequence[Question], shelf: Shelf, progress: Progress) -> Iterator[Question]:
    """The questions whose sources were read."""
    for done, one in enumerate(questions):
        progress("asking", done, len(questions))
        if all(shelf.names(source.document) for source in one.sources):
            yield one
    progress("asking", len(questions), len(questions))


def _asked(shelf: Shelf, embedder: Embedder, one: Question) -> Result:
    given = reply(throw_away(Deed.ASK), shelf.index, embedder, one.text, EVERYONE, None, one.as_of)
    return replace(judged(shelf, one, given), through_time=of_answer(shelf, embedder, one, given))


def judged(shelf: Shelf, one: Question, given: Answer | NoAnswer) -> Result:
    """What of the key an answer shows. A quotation shows a clause if both overlap in the same document."""
    cited = [(each.document, each.start, each.end) for each in given.citations] if isinstance(given, Answer) else []
    right = _shows(shelf, cited, one.sources)
    document = any(name.rpartition("/")[2] == source.document for name, _, _ in cited for source in one.sources)
    return Result(
        one, bool(cited), right, document, _shows(shelf, cited, one.superseded), _shows(shelf, cited, one.conflicting)
    )


def _shows(shelf: Shelf, cited: Sequence[tuple[str, int, int]], clauses: Sequence[Clause]) -> bool:
    for name, start, end in cited:
        spans = (shelf.span(name, one.text) for one in clauses if name.rpartition("/")[2] == one.document)
        if any(span is not None and start < span[1] and span[0] < end for span in spans):
            return True
    return False


def bare(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text in lower case, and where each stands in it."""
    places = [(char.lower()[0], at) for at, char in enumerate(text) if char.isalnum()]
    return "".join(char for char, _ in places), [at for _, at in places]


def where(clause: str, text: str, places: Sequence[int]) -> tuple[int, int] | None:
    """The span of a clause in a text given by :func:`bare`; None where too little of it stands there."""
    wanted = bare(clause)[0]
    at = text.find(wanted)
    if at < 0:
        at = _nearly(wanted, text)
    if at < 0 or not wanted or not places:
        return None
    last = min(at + len(wanted), len(places)) - 1
    return places[at], places[last] + 1


def _nearly(wanted: str, text: str) -> int:
    """Where a clause begins that recognition misread in places, or -1."""
    match = SequenceMatcher(None, text, wanted, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    alike = SequenceMatcher(None, text[start : start + len(wanted)], wanted, autojunk=False).ratio()
    return start if match.size and alike >= _ALIKE else -1


def figures(results: Sequence[Result], asked: int, unread: Sequence[str]) -> dict[str, Any]:
    """The figures of a run.

    ``wrong``: shown, and no quotation overlaps the source, or there is none. ``superseded``: of these, showed a clause
    that a later one replaced, without the later one. ``conflicting``: of these, one that does not count. ``document``:
    the source's document was quoted. ``intervals``: Wilson's, 95 per cent, in per cent. ``abstention``: by
    language and kind of document.
    """
    answerable = [one for one in results if one.question.sources]
    shown, right = sum(one.shown for one in results), sum(one.right for one in results)
    wrong = [one for one in results if one.shown and not one.right]
    missed = sum(not one.shown for one in answerable)
    return {
        "asked": asked, "source_unread": asked - len(results), "answerable": len(answerable), "right": right,
        "wrong": len(wrong), "superseded": sum(one.superseded for one in wrong),
        "conflicting": sum(one.conflicting for one in wrong), "document": sum(one.document for one in results),
        "abstained_rightly": len(results) - shown - missed, "abstained_wrongly": missed,
        "intervals": {"wrong_of_shown": wilson(len(wrong), shown), "right_of_answerable": wilson(right, len(answerable))},
        "documents_unread": dict(sorted(Counter(Path(name).suffix for name in unread).items())),
        "kinds": _kinds(results),
        "abstention": abstention((one.question.tags, bool(one.question.sources), one.shown, one.right) for one in results),
    }  # fmt: skip


def _kinds(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    """For each language and kind of document: how many were answerable, right and wrong."""
    table: dict[str, dict[str, int]] = {}
    for one in results:
        for tag in one.question.tags:
            row = table.setdefault(tag, {"answerable": 0, "right": 0, "wrong": 0})
            row["answerable"] += bool(one.question.sources)
            row["right"] += one.right
            row["wrong"] += one.shown and not one.right
    return table
