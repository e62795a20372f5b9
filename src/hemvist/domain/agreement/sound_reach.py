"""What is wrong with where an agreement lets data go: places, providers, networks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hemvist.domain.agreement.countries import COUNTRIES, EU
from hemvist.domain.agreement.hosts import alike, host_objection, range_objection
from hemvist.domain.agreement.parts import Provider
from hemvist.domain.agreement.problems import Problem, twice
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
    yield from twice("providers", [row.name for row in agreement.providers], "two providers of one name")
    for number, row in enumerate(agreement.providers):
        path = f"providers[{number}]"
        yield from _country(path, row.country, row.seat)
        if row.keeps_days and row.keeps_data is False:
            yield Problem(f"{path}.keeps_days", "It keeps nothing, yet for some days.", "keeps_data = true, or no days")
        if row.region is not Place.HERE:
            yield from _stands(path, row, agreement.level)
            yield from _promises(path, row, agreement.level)


def _stands(path: str, row: Provider, level: int) -> Iterator[Problem]:
    allowed = LEVELS[level].model_places
    for name in ("region", "seat", *(("parent", "sub_processors") if level >= STRICT else ())):
        known = getattr(row, name)
        if known not in allowed:
            what = f"Level {level} does not allow {known.value}." if known else "It is not known, which counts as no."
            yield Problem(f"{path}.{name}", what, _listed(allowed), f'{name} = "eu"')


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


def _country(path: str, country: str, place: Place | None) -> Iterator[Problem]:
    if not country:
        return
    if country not in COUNTRIES:
        yield Problem(
            f"{path}.country", f"{country[:20]!r} is no country.", "two capital letters of ISO 3166", 'country = "SE"'
        )
    elif place not in (None, Place.HERE, _place_of(country)):
        expected = f'place = "{_place_of(country).value}", or another country'
        yield Problem(f"{path}.country", f"{country} is not in the place “{place}”.", expected)


def _place_of(country: str) -> Place:
    if country in EU:
        return Place.EU
    return Place.US if country == "US" else Place.ELSEWHERE


def _listed(places: frozenset[Place]) -> str:
    return "one of " + ", ".join(f'"{one.value}"' for one in Place if one in places)
