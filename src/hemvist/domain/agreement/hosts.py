"""Names of hosts and ranges of addresses: only what cannot be taken for another one."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import combinations

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-æøœßðþ")
_ISSUER = re.compile(r"https://([^/?#\\:]+)(:[1-9][0-9]{0,4})?((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?\Z")
_NOT_PUBLIC = frozenset({"localhost", "local", "internal", "localdomain", "onion", "arpa"})
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))
_WIDEST = {4: 8, 6: 32}
"""Shortest prefix of an agreed range, by IP version: wider ones name half a continent, not premises."""


_LAST_PORT = 65_535


def host_objection(host: str, *, inside: bool = False) -> str | None:
    """Why this is no plain name of one host, as a sentence; ``None`` when it is. ``inside``: a name of one network serves."""
    if not host or len(host) > 253:
        return "A host's name has 1 to 253 characters."
    for marks, why in _MARKS:
        if any(mark in host for mark in marks):
            return why
    if not host.isascii():
        return "It has letters outside a to z, which can look like others; write it in its xn-- form."
    if host != host.lower():
        return "Write it in small letters."
    return _labels_objection(host.split("."), inside=inside)


_MARKS = (
    ("@", "It holds a user's name (before @); only the host's name belongs here."),
    ("/\\?#", "It is an address of a page; only the host's name belongs here."),
    ("[]:", "It holds a port or an IPv6 address; only the host's name belongs here."),
    ("*", "A star would agree to hosts that nobody has seen; name each one."),
    ("%", "It holds an encoded character; write the name as it is."),
)


def _labels_objection(labels: list[str], *, inside: bool) -> str | None:
    if labels[-1] == "":
        return "It ends in a dot, which names the same host a second time; leave the dot out."
    if _NUMBER.match(labels[-1]):
        return "It is an IP address, plain or in disguise; agree to a host by its name."
    if not inside and (len(labels) < 2 or labels[-1] in _NOT_PUBLIC):
        return "It is a name inside one network, which can mean another host elsewhere."
    for label in labels:
        if not _LABEL.match(label):
            return f"{label!r} is no part of a host's name: letters, digits and inner hyphens, 1 to 63 of them."
        if label[2:4] == "--" and (why := _encoded_objection(label)):
            return why
    return None


def _encoded_objection(label: str) -> str | None:
    """Letters with accents are readable for what they are; other scripts hold twins of a to z, so they are refused."""
    try:
        told = label.removeprefix("xn--").encode("ascii").decode("punycode")
        again = "xn--" + unicodedata.normalize("NFKC", told).encode("punycode").decode("ascii")
    except (UnicodeError, ValueError, OverflowError):
        return f"{label!r} is not a name in its xn-- form."
    if again != label or told.isascii():
        return f"{label!r} is not a name in its xn-- form."
    base = "".join(char for char in unicodedata.normalize("NFD", told) if not unicodedata.combining(char))
    strange = next((char for char in base if char not in _LATIN), None)
    if strange is None:
        return None
    return (
        f"It stands for “{told}”, with {unicodedata.name(strange, 'a character')}, which can pass for another letter."
    )


def alike(hosts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different hosts that a reader would take for one: rn for m, 0 for o, 1 for l, and with accents."""
    for one, other in combinations(sorted(set(hosts)), 2):
        if _skeleton(one) == _skeleton(other):
            yield one, other


def _skeleton(host: str) -> str:
    labels = [
        label.removeprefix("xn--").encode("ascii", "ignore").decode("punycode", "ignore")
        if label.startswith("xn--")
        else label
        for label in host.split(".")
    ]
    plain = unicodedata.normalize("NFD", ".".join(labels))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    for looks, like in _ALIKE:
        plain = plain.replace(looks, like)
    return plain


def range_objection(text: str) -> str | None:
    """Why this is no plain range of addresses (CIDR), as a sentence; ``None`` when it is."""
    try:
        network = ipaddress.ip_network(text, strict=True)
    except ValueError:
        return "It is no range of addresses, or has bits set behind its length."
    if str(network) != text:
        return f"Written plainly it is {network}; write it so."
    if isinstance(network, ipaddress.IPv6Network) and (
        network.network_address.ipv4_mapped or network.network_address.sixtofour
    ):
        return "It is an IPv4 address in the form of IPv6; write the IPv4 range."
    if network.prefixlen < _WIDEST[network.version]:
        return f"It is wider than /{_WIDEST[network.version]}: name the ranges that are meant."
    return None


def issuer_host(issuer: str) -> str:
    """The host of an issuer's address; empty where it is no plain https address."""
    found = _ISSUER.match(issuer)
    return found[1] if found and int((found[2] or ":443")[1:]) <= _LAST_PORT else ""


def issuer_objection(issuer: str, *, inside: bool = False) -> str | None:
    """Why this is no plain https address of one host, as a sentence; ``None`` when it is. ``inside``: as for a host."""
    host = issuer_host(issuer)
    if not host:
        return "It is no plain https address: https://, a host's name, perhaps a port and a path, and nothing else."
    return host_objection(host, inside=inside)


def address_objection(text: str, ranges: Iterable[str]) -> str | None:
    """Why this is no plain address within one of the ranges, as a sentence; ``None`` when it is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "It is no IP address."
    if str(address) != text or "%" in text or getattr(address, "ipv4_mapped", None):
        return "It is not written plainly."
    if not any(_within(address, one) for one in ranges):
        return "It lies in none of the address ranges of the premises."
    return None


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address, told: str) -> bool:
    return range_objection(told) is None and address in ipaddress.ip_network(told)
