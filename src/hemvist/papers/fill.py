"""Fills a paper from an agreement: pure, so the same agreement always gives the same paper."""

from __future__ import annotations

from collections.abc import Callable

from hemvist.domain.agreement import Agreement, toml
from hemvist.papers import annexes, records
from hemvist.papers.paper import Entry, Form, Kind, Paper, Part
from hemvist.papers.plain import clauses
from hemvist.papers.wording import Language, Words, review

_ANNEXES = (Kind.ANNEX_1, Kind.ANNEX_2, Kind.ANNEX_3, Kind.ANNEX_4)
_NEEDS_TWO = (*_ANNEXES, Kind.RECORD_PROCESSOR)


def fill(agreement: Agreement, kind: Kind, language: Language) -> Paper:
    """The paper in this language. A one-party project has no processor: what is about one is empty and says so."""
    form = Form(agreement, Words(language))
    parts = [] if agreement.one_party and kind in _NEEDS_TWO else _FILLED[kind](form)
    return Paper(
        kind, language, form.words.say(f"title.{kind.value}"), tuple(_notes(form, kind)),
        tuple(dict.fromkeys(form.missing)), tuple(parts), agreement, toml.write(agreement) if kind is Kind.PLAIN else "",
    )  # fmt: skip


def _plain(form: Form) -> list[Part]:
    told = clauses(form.agreement, form.words.language)
    return [Part(one.heading, (Entry("", one.text, one.paths),)) for one in told]


def _notes(form: Form, kind: Kind) -> list[str]:
    words, agreement = form.words, form.agreement
    by = review(words.language)
    notes = [words.say("note.reviewed", name=by.name, date=by.date) if by else words.say("note.unreviewed")]
    unsigned = [side for side in agreement.sides if side not in {row.side for row in agreement.signatures}]
    if unsigned:
        notes.append(words.say("note.unsigned", sides=words.each("side", unsigned)))
    notes.append(words.say("note.filled", version=agreement.version, hash=agreement.hash))
    notes += [words.say(f"note.{name}") for name in _named_notes(agreement, kind)]
    return notes


def _named_notes(agreement: Agreement, kind: Kind) -> list[str]:
    names = ["clauses"] if kind in _ANNEXES else []
    if agreement.one_party and kind in _NEEDS_TWO:
        return [*names, "one-party"]
    names += ["by-people"] if kind is Kind.PLAIN else []
    names += ["position"] if kind is Kind.ANNEX_1 else []
    names += ["kept"] if kind in (Kind.ANNEX_3, Kind.RECORD_CONTROLLER, Kind.RECORD_PROCESSOR) else []
    names += ["no-field"] if kind in (Kind.RECORD_CONTROLLER, Kind.RECORD_PROCESSOR) else []
    return [*names, "own-words"]


_FILLED: dict[Kind, Callable[[Form], list[Part]]] = {
    Kind.PLAIN: _plain,
    Kind.ANNEX_1: annexes.parties,
    Kind.ANNEX_2: annexes.processing,
    Kind.ANNEX_3: annexes.protection,
    Kind.ANNEX_4: annexes.sub_processors,
    Kind.RECORD_CONTROLLER: records.of_controller,
    Kind.RECORD_PROCESSOR: records.of_processor,
}
