"""What an office has besides contracts: price lists, slides, minutes and mails with attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from hemvist.documents.made.archive.facts import LANGUAGES, Agreed, Change, Table, Value
from hemvist.documents.made.archive.paper import Block, Mail, Paper, Part, Rows
from hemvist.documents.made.archive.schedules import article, vocabulary
from hemvist.documents.made.archive.tongue import day, filled, words
from hemvist.documents.made.archive.wording import chosen, wording

Work = tuple[Agreed, tuple[Paper, ...]]
"""Facts, and the papers that tell them, the original first."""
_DEARER: Final = (1.02, 1.09)
"""Between which factors prices rise from one list to the next."""
_MEETINGS: Final = ((date(2025, 3, 4), "plain.docx"), (date(2025, 10, 7), "plain.txt"), (date(2026, 2, 10), "plain.md"))
_DECKS: Final = (2024, 2025)


def more(table: Table) -> Iterator[Work]:
    """All of it: the price lists first, since mails carry them."""
    lists = [_prices(table, agreed) for agreed in table.agreed if agreed.kind == "supply"]
    yield from lists
    for language in LANGUAGES:
        yield from (_deck(table, language, year) for year in _DECKS)
        yield from (_minutes(table, language, when, form) for when, form in _MEETINGS)
    for agreed, papers in lists:
        yield _mail(table, agreed, papers[-1])


def _bare(table: Table, kind: str, language: str, name: str, since: date, names: dict[str, str]) -> Agreed:
    firm = table.firms[language]
    base = {"ours": firm["name"], "ours.signs": firm["signs"], "town": firm["town"], "firm": "Skarnholt", "short": ""}
    values = table.draw(kind, language, name)
    return Agreed(kind, language, name, "", since, True, {**base, "partner": "", **names}, values, ())


def _prices(table: Table, supply: Agreed) -> Work:
    """Two price lists of a supplier: the second replaces the first."""
    chance, said = table.chance("prices " + supply.name), vocabulary(supply.language)
    rows: list[tuple[str, ...]] = []
    old: dict[str, Value] = {}
    new: dict[str, Value] = {}
    for number in range(chance.randrange(210, 290)):
        code, price = article(number, chance), round(chance.uniform(1.4, 890), 2)
        unit = table.said["currency"][supply.language]
        old[f"price {code}"] = Value(unit, price)
        new[f"price {code}"] = Value(unit, round(price * chance.uniform(*_DEARER), 2))
        rows.append(
            (code, chance.choice(said["parts"]), chance.choice(said["stuffs"]), str(chance.choice((1, 10, 50, 100))))
        )
    short, ending = supply.names["short"], "csv" if "plain" in supply.form else "xlsx"
    names = [f"{short} {year}.{ending}" for year in (2024, 2025)]
    days = (date(2024, 1, 1), date(2025, 1, 1))
    agreed = replace(_bare(table, "prices", supply.language, names[0], days[0], {"short": short}), values=old,
                     changes=(Change(days[1], new, "", names[1]),))  # fmt: skip
    agreed = replace(agreed, names={**agreed.names, **{f"least {row[0]}": row[3] for row in rows}})
    papers = (
        _list(agreed, rows, values, name, when) for values, name, when in zip((old, new), names, days, strict=True)
    )
    return agreed, tuple(papers)


def _list(agreed: Agreed, rows: list[tuple[str, ...]], values: dict[str, Value], name: str, when: date) -> Paper:
    """A sheet for each material; a CSV has them one below the other under one header."""
    told = vocabulary(agreed.language)
    full = [(*row, f"{values[f'price {row[0]}'].number:.2f}") for row in rows]
    if name.endswith("csv"):
        parts: tuple[Part, ...] = (Part((_priced(told["price_head"], full),)),)
    else:
        sorts = ((stuff, [row for row in full if row[2] == stuff]) for stuff in told["stuffs"])
        parts = tuple(Part((_priced(told["price_head"], some),), stuff) for stuff, some in sorts if some)
    return Paper(name, "prices", agreed.language, name.rpartition(".")[2], when, parts)


def _priced(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Block:
    full: Rows = (tuple(head), *rows)
    return Block("table", rows=full, topics=("", *(f"price {row[0]}" for row in full[1:])))


def _deck(table: Table, language: str, year: int) -> Work:
    name = f"{table.firms[language]['town']} {year}.pptx"
    agreed = _bare(table, "slides", language, name, date(year + 1, 2, 1), {"year": str(year)})
    told, chance = wording("slides", language), table.chance("wording of " + name)
    title = filled(chance.choice(told.titles), language, agreed.names, {})
    parts = [Part((Block("title", title), Block("bullet", agreed.names["ours"])), title)]
    for section in chosen(told, chance):
        lines = tuple(
            Block("bullet", filled(text, language, agreed.names, agreed.values), topic=topic)
            for topic, text in section.clauses
        )
        parts.append(Part((Block("heading", section.heading), *lines), section.heading))
    said = vocabulary(language)
    figures = tuple((part, *(str(chance.randrange(40, 900)) for _ in range(3))) for part in said["parts"][:7])
    head = ("", *(str(year + back) for back in (-2, -1, 0)))
    parts.append(
        Part((Block("heading", said["part_title"]), Block("table", rows=(head, *figures))), said["part_title"])
    )
    return agreed, (Paper(name, "slides", language, "pptx", agreed.since, tuple(parts)),)


def _minutes(table: Table, language: str, when: date, form: str) -> Work:
    said = words(language)
    month = f"{said['months'][when.month - 1]} {when.year}"
    told = wording("minutes", language)
    name = f"{told.titles[1]} {when.isoformat()}.{form.partition('.')[2]}"
    names = {"month": month, "date": day(when, language)}
    agreed, chance = _bare(table, "minutes", language, name, when, names), table.chance("wording of " + name)
    fill = [
        Block("title", chance.choice(told.titles)),
        *(Block("para", filled(text, language, agreed.names, {})) for text in told.opening),
    ]
    for place, section in enumerate(chosen(told, chance), 1):
        fill.append(Block("heading", section.heading, f"{place}."))
        fill += [
            Block("para", filled(text, language, agreed.names, agreed.values), topic=topic)
            for topic, text in section.clauses
        ]
    return agreed, (Paper(name, "minutes", language, form, when, (Part(tuple(fill)),), month),)


def _mail(table: Table, prices: Agreed, attached: Paper) -> Work:
    """A supplier's mail: what is said in it was never signed."""
    language, short = prices.language, prices.names["short"]
    supply = next(one for one in table.agreed if one.kind == "supply" and one.names["short"] == short)
    told, when = wording("mail", language), date(2026, 4, 14)
    name = f"{told.titles[0]} - {short}.eml"
    agreed = _bare(table, "mail", language, name, when, {"short": short})
    section = chosen(told, table.chance("wording of " + name))[0]
    blocks = [
        Block("para", filled(text, language, agreed.names, agreed.values), topic=topic)
        for topic, text in section.clauses
    ]
    blocks.append(Block("para", f"{supply.names['other.signs']}, {supply.names['other']}"))
    head = Mail(
        f"{short.lower()}@{short.lower()}.example",
        f"office@{table.firms[language]['mail']}",
        section.heading,
        (attached,),
    )
    return agreed, (Paper(name, "mail", language, "eml", when, (Part(tuple(blocks)),), mail=head),)
