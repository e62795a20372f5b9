"""From facts and wording to papers: contracts, policies and general terms, and the amendments that change them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from hemvist.documents.made.archive.facts import Agreed, Change, Table, Value
from hemvist.documents.made.archive.paper import Block, Paper, Part
from hemvist.documents.made.archive.schedules import schedules
from hemvist.documents.made.archive.tongue import day, filled, words
from hemvist.documents.made.archive.wording import Chosen, Wording, chosen, wording

_NUMBERINGS: Final = ("decimal", "section", "article", "bracket")
_TERMS_LEAVE_OUT: Final = frozenset({"minimum", "forecast", "hold"})
"""What a contract settles and general terms do not."""


def papers(table: Table, agreed: Agreed) -> Iterator[Paper]:
    """The document itself, then its amendments by their days."""
    chance = table.chance("wording of " + agreed.name)
    first = _original(agreed, chance)
    yield first
    for number, change in enumerate(agreed.changes, 1):
        yield _amendment(agreed, change, number, first, chance)


def _original(agreed: Agreed, chance: random.Random) -> Paper:
    told = _told(agreed)
    title = chance.choice(told.titles)
    sections = _kept(agreed, chosen(told, chance))
    blocks = [Block("title", title), Block("subtitle", _subtitle(agreed))]
    blocks += [Block("para", _said(agreed, text)) for text in told.opening]
    blocks += _numbered(agreed, sections, chance.choice(_NUMBERINGS))
    blocks += _closing(agreed, agreed.since)
    if not agreed.short:
        blocks += schedules(agreed, chance)
    cover = agreed.kind in ("lease", "supply") and not agreed.short
    return Paper(agreed.name, agreed.kind, agreed.language, agreed.form, agreed.since, (Part(tuple(blocks)),),
                 f"{title} · {agreed.names['short'] or agreed.names['ours']}", cover=cover)  # fmt: skip


def _told(agreed: Agreed) -> Wording:
    if agreed.kind != "terms":
        return wording(agreed.kind, agreed.language)
    said = words(agreed.language)
    return Wording((said["terms_title"],), (said["terms_intro"],), wording("supply", agreed.language).sections)


def _kept(agreed: Agreed, sections: list[Chosen]) -> list[Chosen]:
    """General terms have neither the sections on scope and term nor what only a contract can settle."""
    if agreed.kind != "terms":
        return sections
    inner = sections[1:-2]
    return [Chosen(one.heading, tuple(c for c in one.clauses if c[0] not in _TERMS_LEAVE_OUT)) for one in inner]


def _said(agreed: Agreed, text: str, values: Mapping[str, Value] | None = None) -> str:
    names = {**agreed.names, "date": day(agreed.since, agreed.language)}
    return filled(text, agreed.language, names, agreed.values if values is None else values)


def _subtitle(agreed: Agreed) -> str:
    about = agreed.names["place"] if agreed.kind == "lease" else agreed.names["partner"] or agreed.names["ours"]
    return f"{about} · {day(agreed.since, agreed.language)}"


def _numbered(agreed: Agreed, sections: list[Chosen], style: str) -> Iterator[Block]:
    for place, section in enumerate(sections, 1):
        yield Block("heading", section.heading, _head(style, place, agreed.language))
        for inner, (topic, text) in enumerate(section.clauses, 1):
            yield Block("clause", _said(agreed, text), _label(style, place, inner), topic=topic)


def _head(style: str, place: int, language: str) -> str:
    article = str(words(language)["article"])
    return {"section": f"§ {place}", "article": f"{article} {place}", "decimal": f"{place}."}.get(style, f"{place}")


def _label(style: str, place: int, inner: int) -> str:
    return {"section": f"({inner})", "bracket": f"{chr(96 + inner)})"}.get(style, f"{place}.{inner}")


def _closing(agreed: Agreed, when: date) -> list[Block]:
    if agreed.kind in ("travel", "security", "terms"):
        return []
    said = words(agreed.language)["signed"].format(town=agreed.names["town"], date=day(when, agreed.language))
    ours = (agreed.names["ours"], agreed.names["ours.signs"], agreed.names["ours.task"])
    theirs = (agreed.names["partner"], agreed.names.get("other.signs", agreed.names["partner"]),
              agreed.names.get("other.task", agreed.names["role"]))  # fmt: skip
    return [Block("para", str(said)), Block("signatures", rows=(ours, theirs))]


def _amendment(agreed: Agreed, change: Change, number: int, first: Paper, chance: random.Random) -> Paper:
    said, language = words(agreed.language), agreed.language
    title = chance.choice(said["amendment_title"]).format(n=number)
    signed = day(_before(change.since), language)
    names = {"title": first.blocks[0].text, "original": day(agreed.since, language), "date": signed}
    names |= {"ours": agreed.names["ours"], "partner": agreed.names["partner"]}
    blocks = [Block("title", title), Block("subtitle", _subtitle(agreed).rpartition(" · ")[0])]
    blocks += [
        Block("para", filled(chance.choice(said[f"amendment_{part}"]), language, names, {}))
        for part in ("intro", "recital")
    ]
    blocks += _changes(agreed, change, first, chance)
    rest = [chance.choice(said["amendment_rest"]), *said["amendment_more"]]
    blocks += [Block("clause", text, f"{len(change.values) + place}.") for place, text in enumerate(rest, 1)]
    blocks += _closing(agreed, _before(change.since))
    footer = f"{title} · {agreed.names['short']}"
    return Paper(change.name, "amendment", language, change.form, change.since, (Part(tuple(blocks)),), footer)


def _before(since: date) -> date:
    """Amendments are signed on the first of the month, or the month before, in which they take effect."""
    return since.replace(day=max(1, since.day - 8))


def _changes(agreed: Agreed, change: Change, first: Paper, chance: random.Random) -> Iterator[Block]:
    said, values = words(agreed.language), {**agreed.values, **change.values}
    ways = chance.sample(said["amendment_change"], len(said["amendment_change"]))
    for place, topic in enumerate(change.values):
        label, heading = _place(first, topic)
        names = {"label": label, "heading": heading, "effective": day(change.since, agreed.language)}
        yield Block("clause", filled(ways[place % len(ways)], agreed.language, names, {}), f"{place + 1}.")
        variants = next(c.variants for s in _told(agreed).sections for c in s.clauses if c.topic == topic)
        names_of = {**agreed.names, "date": day(agreed.since, agreed.language)}
        text = filled(chance.choice(variants), agreed.language, names_of, values)
        yield Block("quote", text, topic=topic)


def _place(first: Paper, topic: str) -> tuple[str, str]:
    """The number and heading under which a paper tells a fact."""
    heading, number = "", ""
    for block in first.blocks:
        if block.kind == "heading":
            heading, number = block.text, block.label
        if block.topic == topic:
            return (block.label if "." in block.label else f"{number} {block.label}"), heading
    raise KeyError(topic)
