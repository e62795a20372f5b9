"""Whether an installation can keep an agreement: what it says and shows of itself against what was agreed.

What it does not say counts as no, where two parties agreed on level 2 or 3. Pure: who looks is ``projects/kept.py``.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hemvist.domain.agreement import Agreement, Location, Provider, Side
from hemvist.domain.agreement.countries import place_of
from hemvist.domain.levels import LEVELS, STRICT, Place, RootKey
from hemvist.domain.refusal import Refusal

_MOVE = "Run the project where it was agreed, or agree on where this installation stands in a new version."


@dataclass(frozen=True)
class Installation:
    """What an installation says and shows of itself.

    ``country`` (two letters of ISO 3166) and ``host`` (the party on whose premises it is): as its operator says; empty
    where nothing is said. ``root_keys``: the kinds of root key that are at hand. ``connects``: hosts and addresses
    beyond this machine that it is set up to connect to. ``fenced``: the system keeps it from connecting to any other.
    """

    country: str = ""
    host: str = ""
    root_keys: frozenset[RootKey] = frozenset(RootKey)
    connects: tuple[str, ...] = ()
    fenced: bool = False


def keepable(agreement: Agreement, installation: Installation, root_key: RootKey | None) -> list[Refusal]:
    """What stands between this installation and keeping the agreement; none, and it can.

    ``root_key`` is the kind that guards the project's key, or will.
    """
    found = [refusal for check in _CHECKS for refusal in check(agreement, installation)]
    if root_key is not None and root_key not in installation.root_keys:
        why = f"The project's root key is a {root_key.value}, and this installation has none."
        found.append(Refusal("keys", why, "Put the root key back from its own backup, and start Hemvist anew."))
    return found


def root_keys(agreement: Agreement) -> frozenset[RootKey]:
    """What may guard the project's key: as the level says; where the client is to hold it, only what the client gives.

    A file, or a credential of the system, is held by whoever runs the machine.
    """
    allowed = LEVELS[agreement.level].root_keys
    clients = agreement.keys.held_by is Side.CLIENT and not agreement.one_party
    return allowed & {RootKey.PASSPHRASE} if clients else allowed


def leading_by_passkey(agreement: Agreement) -> bool:
    """Whether its owner and operator sign in with a passkey, and no other factor is enough for them."""
    return bool(LEVELS[agreement.level].passkey_roles) and not agreement.one_party


def must_say(agreement: Agreement) -> bool:
    """Whether the installation has to say where it stands: what two parties agreed on at level 2 or 3 asks for it."""
    return agreement.level >= STRICT and not agreement.one_party


def stands_line(agreed: Location) -> str:
    """The line of the environment by which an installation says that it stands where it was agreed.

    Quoted as a shell takes it: the words come from an agreement that another party may have written.
    """
    told = f"{agreed.country or 'SE'}; {agreed.who or 'Värden AB'}"
    return f"HEMVIST_STANDS={shlex.quote(' '.join(told.split()))}"


def say_where(agreed: Location) -> str:
    """What has to be done for that, in words."""
    return (
        f"Whoever runs the Hemvist that is to keep this puts the line {stands_line(agreed)} into its environment, where it "
        "is true, and starts it anew."
    )


def within(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an address is in one of these ranges; an IPv4 address that came as IPv6 is what it is, IPv4.

    What is no address is in no range, and what is no range holds no address.
    """
    known = _address(address)
    return known is not None and any(_holds(network, known) for network in networks)


def provider_refused(agreement: Agreement, provider: Provider) -> Refusal | None:
    """Why the level does not permit a provider with these facts; what is not known of it counts as no."""
    if provider.region is Place.HERE:
        return None
    places, strict = LEVELS[agreement.level].model_places, agreement.level >= STRICT
    stands = {provider.seat, provider.region} | ({provider.parent, provider.sub_processors} if strict else set())
    if not stands <= places:
        return Refusal(
            "providers",
            f"Level {agreement.level} does not allow a model where {provider.name} stands.",
            "Choose a provider that the level allows.",
        )
    if provider.trains_on_data is not False or not (provider.agreement_on_file and provider.agreement_on_file.recorded):
        return _not_on_file(provider, "does not train on the data")
    if strict and provider.keeps_data is not False:
        return _not_on_file(provider, "keeps nothing")
    return None


def _not_on_file(provider: Provider, fact: str) -> Refusal:
    return Refusal(
        "providers",
        f"It is not on file that {provider.name} {fact}.",
        "Record the dated document that says so, with its SHA-256.",
    )


def _places(agreement: Agreement, here: Installation) -> Iterator[Refusal]:
    """Storage is here; so are models, where no provider is agreed."""
    where = agreement.locations
    strict = must_say(agreement)
    for name in ("storage",) if agreement.providers else ("storage", "inference"):
        refusal = _stands(name, getattr(where, name), here, strict) or _host(name, agreement, here, strict)
        if refusal is not None:
            yield refusal
            return


def _stands(name: str, agreed: Location, here: Installation, strict: bool) -> Refusal | None:
    if not here.country:
        why = "It is not said where this installation stands, which counts as no."
        return Refusal("locations", why, say_where(agreed)) if strict else None
    place = agreed.place if agreed.place is Place.HERE else place_of(here.country)
    if agreed.place is place and agreed.country in ("", here.country):
        return None
    why = f"Agreed for {name} is {agreed.country or agreed.place.value}; this installation stands in {here.country}."
    return Refusal("locations", why, _MOVE)


def _host(name: str, agreement: Agreement, here: Installation, strict: bool) -> Refusal | None:
    """One party alone names itself, and owes nobody on whose premises its machine is."""
    who = getattr(agreement.locations, name).who
    if agreement.one_party or not who or who.casefold() == here.host.casefold():
        return None
    if here.host:
        return Refusal("locations", f"Agreed for {name} is {who}; this installation stands at {here.host}.", _MOVE)
    why = "It is not said on whose premises this installation stands, which counts as no."
    return Refusal("locations", why, say_where(getattr(agreement.locations, name))) if strict else None


def _providers(agreement: Agreement, here: Installation) -> Iterator[Refusal]:
    for provider in agreement.providers:
        refusal = provider_refused(agreement, provider)
        if refusal is not None:
            yield refusal


def _network(agreement: Agreement, here: Installation) -> Iterator[Refusal]:
    """What the installation is set up to connect to is agreed; below level 3, one party owes that to nobody."""
    leaves, agreed = LEVELS[agreement.level].network_out, agreement.network
    if leaves and agreement.one_party:
        return
    for host in here.connects:
        if not within(host, agreed.premises) and not (leaves and host.casefold() in agreed.hosts):
            yield Refusal(
                "network",
                f"This installation connects to {host}, which is not agreed.",
                "Agree on it in a new version, or set Hemvist up without it and start it anew.",
            )


def _fence(agreement: Agreement, here: Installation) -> Iterator[Refusal]:
    """Where nothing may leave, the system itself keeps it in: that our own code connects nowhere is not enough."""
    if not LEVELS[agreement.level].network_out and not here.fenced:
        yield Refusal(
            "network",
            f"At level {agreement.level} nothing leaves the premises, and the system here does not keep Hemvist from "
            "connecting outwards.",
            "Run it on x86-64 or arm64 where seccomp is allowed (in a container, by its settings), and with a database "
            "server over TCP on Linux 6.7 or later; hemvist doctor tries it. Or agree on another level.",
        )


def _identity(agreement: Agreement, here: Installation) -> Iterator[Refusal]:
    """Hemvist signs people in itself: there is nothing here that an agreed identity provider could be connected to."""
    row = agreement.sign_in.identity_provider
    if row is not None:
        yield Refusal(
            "sign_in.identity_provider",
            f"The agreement has {row.name} say who somebody is, and Hemvist cannot be connected to an identity provider "
            "yet: it signs people in itself.",
            "Agree on a new version without sign_in.identity_provider; each person then signs in here, with a second "
            "factor.",
        )


def _address(told: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(told.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _holds(network: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:
        return False


Check = Callable[[Agreement, Installation], Iterator[Refusal]]
_CHECKS: tuple[Check, ...] = (_places, _providers, _network, _fence, _identity)
