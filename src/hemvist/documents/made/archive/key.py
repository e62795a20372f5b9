"""The key of the archive: questions in everyday words, what answers them where, and what was superseded or conflicts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hemvist.documents.made.archive.facts import LANGUAGES, Agreed, Table, Value
from hemvist.documents.made.archive.more import Work
from hemvist.documents.made.archive.overlap import MOST, share
from hemvist.documents.made.archive.paper import Paper, Span, written
from hemvist.documents.made.archive.tongue import day, filled, words

_LINE: Final = re.compile(r"\[(-?)([a-z]+)\] (.+)")
_TOLD_IN: Final = {"ceiling": "penalty"}
"""Facts that stand in the clause of another."""
_ABROAD: Final = frozenset({"lease", "supply", "employment", "mail"})
"""Kinds whose questions name a party or a place, so that they can be asked in any language."""
_FOREIGN: Final = 0.22
_PRICES: Final = 3


@dataclass(frozen=True)
class Source:
    """A clause: its document, its exact words, where they stand in the text as written, and on which page."""

    document: str
    text: str
    start: int
    end: int
    page: int | None

    def plain(self, why: str = "") -> dict[str, Any]:
        told = {"document": self.document, "text": self.text, "span": [self.start, self.end], "page": self.page}
        return told | ({"why": why} if why else {})


@dataclass(frozen=True)
class Asked:
    """A question of the key. No ``sources``: the documents do not say; ``near`` is the clause that comes closest."""

    language: str
    kind: str
    topic: str
    question: str
    as_of: date | None = None
    answer: Value | None = None
    sources: tuple[Source, ...] = ()
    superseded: tuple[Source, ...] = ()
    conflicting: tuple[tuple[Source, str], ...] = ()
    later: tuple[Source, ...] = ()
    near: tuple[Source, ...] = ()
    document_language: str = ""

    @property
    def documents(self) -> set[str]:
        """Every document that the question is about."""
        told = (*self.sources, *self.superseded, *self.later, *self.near, *(one for one, _ in self.conflicting))
        return {one.document for one in told}

    def plain(self, number: int) -> dict[str, Any]:
        """As the key file states it."""
        clause = self.sources[0].text if self.sources else ""
        return {
            "id": f"q{number:03}", "language": self.language, "document_language": self.document_language,
            "kind": self.kind, "topic": self.topic, "question": self.question, "answerable": bool(self.sources),
            "as_of": self.as_of.isoformat() if self.as_of else None, "answer": self.answer.plain() if self.answer else None,
            "shared": round(share(self.question, clause, self.language), 2),
            "sources": [one.plain() for one in self.sources], "superseded": [one.plain() for one in self.superseded],
            "conflicting": [one.plain(why) for one, why in self.conflicting],
            "later": [one.plain() for one in self.later], "near": [one.plain() for one in self.near],
        }  # fmt: skip


@dataclass
class Pages:
    """On which page of which document each fact stands, as far as there are pages."""

    found: Mapping[str, Mapping[str, int]]
    _written: dict[str, tuple[str, dict[str, Span]]] = field(default_factory=dict)

    def source(self, paper: Paper, topic: str) -> Source:
        """The clause of a fact in a paper; raises KeyError where the paper does not tell it."""
        if paper.name not in self._written:
            told = written(paper)
            self._written[paper.name] = told.text, told.spans
        text, spans = self._written[paper.name]
        span = spans[_TOLD_IN.get(topic, topic)]
        page = (
            span.part
            if paper.kind in ("slides", "prices")
            else self.found.get(paper.name, {}).get(_TOLD_IN.get(topic, topic))
        )
        return Source(paper.name, text[span.start : span.end], span.start, span.end, page)


def questions(table: Table, works: Sequence[Work], pages: Pages) -> list[Asked]:
    """All questions, a third of them and a few more without an answer."""
    chance, rivals = table.chance("key"), _Rivals(works, pages)
    open_ones = [one for work in works for one in _unanswerable(work, pages, chance)]
    told = [one for work in works for one in _answerable(work, pages, rivals, chance)]
    most = 2 * len(open_ones) - len(open_ones) // 8
    return (
        told if len(told) <= most else [told[at] for at in sorted(chance.sample(range(len(told)), most))]
    ) + open_ones


@cache
def _asked(kind: str, language: str) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """Each line as (topic, whether it is answerable, the wordings)."""
    text = files(__package__).joinpath("asked").joinpath(f"{kind}.{language}.txt").read_text("utf-8")
    found = [match for line in text.splitlines() if (match := _LINE.fullmatch(line))]
    return tuple((one[2], not one[1], tuple(part.strip() for part in one[3].split(" | "))) for one in found)


def _lines(agreed: Agreed, answerable: bool, chance: random.Random) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(language, topic, wordings): in the document's language, and now and then in another."""
    if agreed.kind == "terms":
        return
    other = chance.choice([language for language in LANGUAGES if language != agreed.language])
    for language in (agreed.language, other) if agreed.kind in _ABROAD else (agreed.language,):
        for topic, told, wordings in _asked(agreed.kind, language):
            if told == answerable and (language == agreed.language or chance.random() < _FOREIGN):
                yield from ((language, one, wordings) for one in _topics(agreed, topic, chance))


def _topics(agreed: Agreed, topic: str, chance: random.Random) -> list[str]:
    """A price stands for some articles of the list."""
    return [topic] if topic != "price" else chance.sample(sorted(agreed.values), _PRICES)


def _names(agreed: Agreed, topic: str) -> dict[str, str]:
    article = topic.partition(" ")[2]
    return {**agreed.names, "article": article, "least": agreed.names.get(f"least {article}", "")}


def _unanswerable(work: Work, pages: Pages, chance: random.Random) -> Iterator[Asked]:
    agreed, papers = work
    for language, topic, wordings in _lines(agreed, False, chance):
        question = filled(wordings[0], language, _names(agreed, topic), {})
        near = _history(agreed, papers, topic, pages)[-1][0]
        yield Asked(language, agreed.kind, topic, question, near=(near,), document_language=agreed.language)


def _answerable(work: Work, pages: Pages, rivals: _Rivals, chance: random.Random) -> Iterator[Asked]:
    agreed, papers = work
    for language, topic, wordings in _lines(agreed, True, chance):
        history = _history(agreed, papers, topic, pages)
        yield from _of_now(agreed, language, topic, wordings, history, rivals, chance)
        if len(history) > 1 and language == agreed.language and agreed.kind != "prices":
            yield from _of_then(agreed, topic, wordings, history, chance)


def _of_now(agreed: Agreed, language: str, topic: str, wordings: Sequence[str], history: History, rivals: _Rivals,
            chance: random.Random) -> Iterator[Asked]:  # fmt: skip
    source, _, value = history[-1]
    question = _worded(wordings, language, _names(agreed, topic), source, chance)
    if question:
        superseded = tuple(one for one, _, _ in history[:-1])
        yield Asked(language, agreed.kind, topic, question, None, value, (source,), superseded,
                    rivals.of(agreed, topic), document_language=agreed.language)  # fmt: skip


def _of_then(
    agreed: Agreed, topic: str, wordings: Sequence[str], history: History, chance: random.Random
) -> Iterator[Asked]:
    """The same, asked of a day before the last change."""
    (source, since, value), (later, until, _) = history[-2:]
    when = since + (until - since) // 2
    question = _worded(wordings, agreed.language, _names(agreed, topic), source, chance)
    if question:
        before = tuple(one for one, _, _ in history[:-2])
        asof = filled(words(agreed.language)["asof"], agreed.language, {"date": day(when, agreed.language)}, {})
        yield Asked(agreed.language, agreed.kind, topic, asof + question, when, value, (source,), before,
                    later=(later,), document_language=agreed.language)  # fmt: skip


def _worded(
    wordings: Sequence[str], language: str, names: Mapping[str, str], source: Source, chance: random.Random
) -> str:
    """One of the wordings that is far enough from the clause even without its names; empty if none is."""
    bare = dict.fromkeys(names, "")
    fit = [text for text in wordings if share(filled(text, language, bare, {}), source.text, language) < MOST]
    fit = [text for text in fit if share(filled(text, language, names, {}), source.text, language) < MOST]
    return filled(chance.choice(fit), language, names, {}) if fit else ""


History = list[tuple[Source, date, Value]]


def _history(agreed: Agreed, papers: Sequence[Paper], topic: str, pages: Pages) -> History:
    """Where a fact stands, since when and with which value: the original first."""
    told: History = [(pages.source(papers[0], topic), papers[0].since, agreed.values[topic])]
    for change, paper in zip(agreed.changes, papers[1:], strict=True):
        if _TOLD_IN.get(topic, topic) in change.values:
            told.append((pages.source(paper, topic), change.since, change.values.get(topic, told[-1][2])))
    return told


class _Rivals:
    """What else speaks of a supplier's terms: general terms, over which the contract prevails, and unsigned mails."""

    def __init__(self, works: Sequence[Work], pages: Pages) -> None:
        self._pages = pages
        self._terms = {agreed.language: papers[0] for agreed, papers in works if agreed.kind == "terms"}
        self._mails = {agreed.names["short"]: papers[0] for agreed, papers in works if agreed.kind == "mail"}

    def of(self, agreed: Agreed, topic: str) -> tuple[tuple[Source, str], ...]:
        """The clauses that say otherwise, and why they do not count."""
        if agreed.kind != "supply":
            return ()
        told = []
        terms = self._terms.get(agreed.language)
        if terms is not None and _TOLD_IN.get(topic, topic) in written(terms).spans:
            told.append((self._pages.source(terms, topic), "general terms: the agreement prevails"))
        if topic == "payment" and agreed.names["short"] in self._mails:
            told.append(
                (self._pages.source(self._mails[agreed.names["short"]], "days"), "offered by mail, never signed")
            )
        return tuple(told)
