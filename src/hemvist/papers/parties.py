"""Who takes part, as the papers ask for it: the two parties, everybody else, and what goes to third countries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hemvist.domain.agreement import Location, Party, Provider, Side
from hemvist.domain.levels import Place
from hemvist.papers.paper import Entry, Form, Part
from hemvist.papers.plain import location, on_file, place, signature

_PLACED = ("storage", "backup", "inference", "support")
_FACTS = ("seat", "parent", "region", "sub_processors")
_WITHIN = (Place.HERE, Place.EU)


@dataclass(frozen=True)
class Other:
    """Somebody besides the two parties: by which field, and what for."""

    name: str
    path: str
    tasks: tuple[str, ...]
    where: Location | None = None
    provider: Provider | None = None


def party_part(form: Form, name: str, *, signed: bool = False) -> Part:
    """Controller or processor with address and contacts, and with the signature where the paper asks for one."""
    one: Party = getattr(form.agreement, name)
    title = form.words.say(f"field.{name}")
    entries = [
        form.entry(label, getattr(one, field), f"{name}.{field}", of=title)
        for label, field in (
            ("name", "name"), ("address", "address"), ("contact", "contact"), ("protection", "data_protection_contact"),
        )
    ]  # fmt: skip
    side = Side.CLIENT if name == "controller" else Side.OPERATOR
    return form.part(name, *entries, *([_signed(form, side, title)] if signed else []))


def _signed(form: Form, side: Side, title: str) -> Entry:
    told = [signature(form.words, row) for row in form.agreement.signatures if row.side is side]
    return form.entry("signature", " ".join(told), "signatures", of=title)


def others(form: Form) -> list[Other]:
    """Everybody besides the two parties, the providers first; who is needed and not named is noted as missing."""
    return [*_providers(form), *_hosts(form)]


def _providers(form: Form) -> Iterator[Other]:
    for at, row in enumerate(form.agreement.providers):
        yield Other(row.name or form.words.say("fill.unnamed"), f"providers[{at}]", (row.task,), provider=row)


def _hosts(form: Form) -> Iterator[Other]:
    """The parties named at places only; the same name at several places is one party."""
    agreement, words = form.agreement, form.words
    known = {agreement.controller.name, agreement.processor.name, *(row.name for row in agreement.providers)}
    tasks: dict[str, list[str]] = {}
    for name in _PLACED:
        where: Location = getattr(agreement.locations, name)
        if where.who and where.who not in known:
            tasks.setdefault(where.who, []).append(name)
        elif not where.who and where.place is not Place.HERE:
            form.lacks(words.say("field.party-who", task=words.say(f"fill.{name}")), f"locations.{name}.who")
    for who, names in tasks.items():
        told = tuple(words.say(f"fill.{name}") for name in names)
        yield Other(who, f"locations.{names[0]}", told, where=getattr(agreement.locations, names[0]))


def other_part(form: Form, other: Other) -> Part:
    """One of them as Annex IV asks for it. A host has neither address nor contact in the agreement."""
    row, path, words = other.provider, other.path, form.words
    named = "name" if row else "who"
    entries = [
        form.entry("name", other.name, f"{path}.{named}"),
        form.entry("address", row.address if row else "", f"{path}.address" if row else "", of=other.name),
        form.entry("contact", row.contact if row else "", f"{path}.contact" if row else "", of=other.name),
        form.entry("task", words.list(filter(None, other.tasks)), f"{path}.task" if row else path, of=other.name),
        form.entry("where", _where(form, other), *_where_paths(other)),
    ]
    return Part(other.name, tuple(entries))


def _where(form: Form, other: Other) -> str:
    if other.provider is None:
        return location(form.words, other.where) if other.where else ""
    return ", ".join(filter(None, (place(form.words, other.provider.region), other.provider.country)))


def _where_paths(other: Other) -> tuple[str, ...]:
    return (f"{other.path}.region", f"{other.path}.country") if other.provider else (other.path,)


def recipients(form: Form) -> list[Entry]:
    """Everybody who receives data, the processor among them."""
    agreement = form.agreement
    entries = [] if agreement.one_party else [form.entry("processor", agreement.processor.name, "processor.name")]
    for other in others(form):
        told = f"{other.name}: {form.words.list(filter(None, other.tasks))}"
        entries.append(form.entry("recipients", told, other.path))
    return entries or [form.entry("recipients", form.words.say("fill.no-others"), "providers", "locations")]


def transfers(form: Form) -> list[Entry]:
    """What may go outside the EU, by each party; the agreement holds no safeguard for it, which is noted."""
    entries = [*_by_providers(form), *_by_places(form)]
    return entries or [form.entry("transfers", form.words.say("fill.no-transfers"), "providers", "locations")]


def _by_providers(form: Form) -> Iterator[Entry]:
    for at, row in enumerate(form.agreement.providers):
        outside = []
        for name in _FACTS:
            where = getattr(row, name)
            if where is None:
                form.lacks(form.words.say(f"field.{name.replace('_', '-')}", name=row.name), f"providers[{at}].{name}")
            elif where not in _WITHIN:
                outside.append(name)
        if outside:
            where_told = form.words.list(dict.fromkeys(place(form.words, getattr(row, name)) for name in outside))
            yield _transfer(form, row.name, where_told, [f"providers[{at}].{name}" for name in outside])


def _by_places(form: Form) -> Iterator[Entry]:
    for name in _PLACED:
        where: Location = getattr(form.agreement.locations, name)
        if where.place not in _WITHIN:
            who = where.who or form.words.say("fill.unnamed")
            yield _transfer(form, who, location(form.words, where), [f"locations.{name}"])


def _transfer(form: Form, who: str, where: str, paths: list[str]) -> Entry:
    form.lacks(form.words.say("field.safeguard", name=who))
    return form.entry("transfers", form.words.say("fill.transfer", name=who, place=where), *paths)


def proven(form: Form, row: Provider) -> str:
    """The document about a provider that counts; nothing where none does."""
    paper = row.agreement_on_file
    return on_file(form.words, paper) if paper is not None and paper.recorded else ""
