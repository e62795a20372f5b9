"""What is wrong with where an agreement lets data go: places, providers, networks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hemvist.domain.agreement.countries import COUNTRIES, place_of
from hemvist.domain.agreement.hosts import (
    address_objection,
    alike,
    host_objection,
    issuer_host,
    issuer_objection,
    range_objection,
)
from hemvist.domain.agreement.parts import IdentityProvider, Provider, Side
from hemvist.domain.agreement.problems import Problem, twice
from hemvist.domain.agreement.sound_people import plainly
from hemvist.domain.agreement.whole import Agreement
from hemvist.domain.levels import LEVELS, STRICT, Place


def places(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Where things stand, against the level and the country."""
    rules = LEVELS[agreement.level]
    for name in ("storage", "backup", "inference", "support"):
        where, path = getattr(agreement.locations, name), f"locations.{name}"
        allowed = rules.model_places if name == "inference" else rules.other_places
        if where.place not in allowed:
            yield Problem(
                f"{path}.place",
                f"Level {agreement.level} does not allow {where.place.value}.",
                _listed(allowed),
                'place = "here"',
            )
        yield from _country(path, where.country, where.place)


def providers(agreement: Agreement, today: date) -> Iterator[Problem]:
    """What is known of each provider, against the level; unknown counts as no."""
    yield from twice("providers", [plainly(row.name) for row in agreement.providers], "two providers of one name")
    for number, row in enumerate(agreement.providers):
        path = f"providers[{number}]"
        for name in ("name", "task"):
            if not getattr(row, name).strip():
                yield Problem(f"{path}.{name}", "It is empty.", "who it is, and what it does")
        yield from _country(path, row.country, row.seat)
        if row.keeps_days and row.keeps_data is False:
            yield Problem(
                f"{path}.keeps_days",
                "It keeps nothing, yet for some days.",
                "keeps_data = true, or no days",
                "keeps_data = true",
            )
        if row.region is not Place.HERE:
            yield from _stands(path, row, agreement.level)
            yield from _promises(path, row, agreement.level)


def _stands(path: str, row: Provider, level: int) -> Iterator[Problem]:
    allowed = LEVELS[level].model_places
    for name in ("region", "seat", *(("parent", "sub_processors") if level >= STRICT else ())):
        known = getattr(row, name)
        if known not in allowed:
            what = f"Level {level} does not allow {known.value}." if known else "It is not known, which counts as no."
            nearest = next(one.value for one in (Place.EU, Place.HERE) if one in allowed)
            yield Problem(f"{path}.{name}", what, _listed(allowed), f'{name} = "{nearest}"')


def _promises(path: str, row: Provider, level: int) -> Iterator[Problem]:
    if row.trains_on_data is not False:
        expected = "trains_on_data = false, with the document that says so"
        yield Problem(f"{path}.trains_on_data", "Nothing may be used to train a model.", expected)
    if level >= STRICT and row.keeps_data is not False:
        expected = "keeps_data = false, with the document that says so"
        yield Problem(f"{path}.keeps_data", f"At level {level} a provider keeps nothing.", expected)
    if row.agreement_on_file is None:
        expected = "the dated document with its SHA-256"
        yield Problem(f"{path}.agreement_on_file", "Nothing proves these facts.", expected)


def network(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Hosts and ranges of addresses, each in the level that it belongs to."""
    network = agreement.network
    yield from _hosts(agreement)
    for path, rows in (("network.premises", network.premises), ("sign_in.networks", agreement.sign_in.networks)):
        for number, row in enumerate(rows):
            if why := range_objection(row):
                yield Problem(
                    f"{path}[{number}]", f"{row[:80]!r}: {why}", "a range of addresses (CIDR)", '"10.20.0.0/16"'
                )
    if network.hosts and not LEVELS[agreement.level].network_out:
        yield Problem(
            "network.hosts",
            f"At level {agreement.level} nothing leaves the premises.",
            "address ranges in network.premises instead",
            'premises = ["10.20.0.0/16"]',
        )
    if network.premises and LEVELS[agreement.level].network_out:
        yield Problem(
            "network.premises",
            f"Level {agreement.level} has agreed hosts, no premises.",
            "network.hosts instead, or level 3",
            'hosts = ["api.model.example"]',
        )


def _hosts(agreement: Agreement) -> Iterator[Problem]:
    hosts = {f"network.hosts[{number}]": host for number, host in enumerate(agreement.network.hosts)}
    if agreement.signed_at:
        hosts["signed_at"] = agreement.signed_at
    for path, host in hosts.items():
        if why := host_objection(host, inside=path == "signed_at"):
            yield Problem(path, f"{host[:80]!r}: {why}", "a host's name in small letters", '"api.model.example"')
    for one, other in alike(agreement.network.hosts):
        what = f"{one} and {other} can be taken for each other."
        yield Problem("network.hosts", what, "names that differ to the eye")
    yield from twice("network.hosts", list(agreement.network.hosts), "one host twice")


def identity_provider(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Who says who somebody is: whose it may be at the level, and that it is reached where the agreement lets data go."""
    row, rules, path = agreement.sign_in.identity_provider, LEVELS[agreement.level], "sign_in.identity_provider"
    if row is None:
        return
    if not row.name.strip():
        yield Problem(f"{path}.name", "It is empty.", "what it is called", 'name = "Lindhagen accounts"')
    if not rules.any_identity_provider and row.belongs_to is not Side.CLIENT:
        what = f"At level {agreement.level} only the client's own identity provider serves."
        yield Problem(f"{path}.belongs_to", what, "the client's own, or none", 'belongs_to = "client"')
    if why := issuer_objection(row.issuer, inside=not rules.network_out):
        what, example = f"{row.issuer[:80]!r}: {why}", 'issuer = "https://login.lindhagen.example"'
        yield Problem(f"{path}.issuer", what, "the https address of one host", example)
        return
    yield from _agreed_host(agreement, row) if rules.network_out else _on_the_premises(agreement, row)


def _agreed_host(agreement: Agreement, row: IdentityProvider) -> Iterator[Problem]:
    """Up to level 2 its host is among those that may be connected to; one that looks like it is another one."""
    host, path = issuer_host(row.issuer), "sign_in.identity_provider"
    if row.address:
        what = f"Level {agreement.level} has agreed hosts, no premises."
        yield Problem(f"{path}.address", what, "no address, or level 3", 'address = ""')
    if host in agreement.network.hosts:
        return
    twin = next(
        (one for pair in alike([host, *agreement.network.hosts]) if host in pair for one in pair if one != host), ""
    )
    what = f"{host} is not among the agreed hosts" + (f"; {twin} is, which only looks like it." if twin else ".")
    yield Problem(f"{path}.issuer", what, "a host that network.hosts names", f'hosts = ["{host}"]')


def _on_the_premises(agreement: Agreement, row: IdentityProvider) -> Iterator[Problem]:
    if why := address_objection(row.address, agreement.network.premises):
        what = f"{row.address[:80]!r}: {why}" if row.address else "It is missing: nothing leaves the premises."
        expected = "its address, in one of the ranges in network.premises"
        yield Problem("sign_in.identity_provider.address", what, expected, 'address = "10.20.0.5"')


def _country(path: str, country: str, place: Place | None) -> Iterator[Problem]:
    if not country:
        return
    if country not in COUNTRIES:
        yield Problem(
            f"{path}.country", f"{country[:20]!r} is no country.", "two capital letters of ISO 3166", 'country = "SE"'
        )
    elif place not in (None, Place.HERE, place_of(country)):
        example = f'place = "{place_of(country).value}"'
        expected = f"{example}, or another country"
        yield Problem(f"{path}.country", f"{country} is not in the place “{place}”.", expected, example)


def _listed(places: frozenset[Place]) -> str:
    return "one of " + ", ".join(f'"{one.value}"' for one in Place if one in places)
