"""Whether an installation can keep an agreement: what it does not say counts as no, and each reason says what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, Location, Locations, Network, one_party, prototype
from hemvist.domain.keepable import Installation, keepable, within
from hemvist.domain.levels import Place, RootKey
from tests import cast
from tests.domain.agreements import HERON, INSTALLATION, MODEL, TODAY, agreements

_HERE = Location(Place.HERE, "SE", "Lindhagen Property Ltd")
HOUSE = replace(
    HERON, level=3, providers=(), locations=Locations(_HERE, _HERE, _HERE, _HERE), network=Network((), ("10.0.0.0/8",))
)
"""Level 3, two parties, on the client's premises."""


def clauses(agreement: Agreement, installation: Installation, root: RootKey | None = RootKey.PASSPHRASE) -> list[str]:
    return [one.clause for one in keepable(agreement, installation, root)]


@pytest.mark.parametrize("agreement", [HERON, prototype("p", cast.ADA, TODAY), one_party("p", cast.ADA, TODAY)])
def test_what_stands_where_it_was_agreed_is_kept(agreement: Agreement) -> None:
    assert clauses(agreement, INSTALLATION) == []


@pytest.mark.parametrize(
    ("agreement", "installation", "clause"),
    [
        (HERON, Installation(), "locations"),
        (HERON, Installation("SE"), "locations"),
        (HERON, Installation("SE", "Another AB"), "locations"),
        (HERON, Installation("DE", "Värden AB"), "locations"),
        (HERON, Installation("US", "Värden AB"), "locations"),
        (HERON, replace(INSTALLATION, connects=("db.example",)), "network"),
        (HERON, replace(INSTALLATION, root_keys=frozenset()), "keys"),
        (replace(HERON, providers=(replace(MODEL, seat=Place.US),)), INSTALLATION, "providers"),
        (replace(HERON, providers=(replace(MODEL, parent=None),)), INSTALLATION, "providers"),
        (replace(HERON, providers=(replace(MODEL, keeps_data=None),)), INSTALLATION, "providers"),
        (replace(HERON, level=1, providers=(replace(MODEL, trains_on_data=None),)), INSTALLATION, "providers"),
        (HOUSE, INSTALLATION, "locations"),
        (HOUSE, Installation("SE", "Lindhagen Property Ltd"), "network"),
        (one_party("p", cast.ADA, TODAY), Installation(), "network"),
        (HOUSE, Installation("SE", "Lindhagen Property Ltd", fenced=True, connects=("db.example",)), "network"),
        (HOUSE, Installation("SE", "Lindhagen Property Ltd", fenced=True, connects=("192.0.2.1",)), "network"),
        (one_party("p", cast.ADA, TODAY), replace(INSTALLATION, connects=("192.0.2.1",)), "network"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named_by_its_clause(
    agreement: Agreement, installation: Installation, clause: str
) -> None:
    assert clauses(agreement, installation) == [clause]


@pytest.mark.parametrize(
    ("agreement", "installation"),
    [
        (replace(HERON, level=1), Installation()),
        (HERON, Installation("SE", "Värden AB")),
        (replace(HERON, network=Network(("db.example",))), replace(INSTALLATION, connects=("DB.example",))),
        (HOUSE, Installation("SE", "lindhagen property ltd", fenced=True, connects=("10.9.9.9",))),
        (prototype("p", cast.ADA, TODAY), Installation("US", "Somebody", connects=("db.example",))),
        (replace(HERON, locations=replace(HERON.locations, inference=Location(Place.EU, "DE", "Model AB"))), INSTALLATION),
    ],
)  # fmt: skip
def test_what_can_be_kept_is_not_refused(agreement: Agreement, installation: Installation) -> None:
    assert clauses(agreement, installation) == []


@given(agreements(), st.sampled_from([Installation(), INSTALLATION, Installation("US", "x", frozenset(), ("h",))]))
def test_whatever_the_values_it_tells_what_to_do_and_never_fails(
    agreement: Agreement, installation: Installation
) -> None:
    for refusal in keepable(agreement, installation, RootKey.FILE):
        assert refusal.reason.endswith(".")
        assert refusal.remedy.endswith(".")


@pytest.mark.parametrize(
    ("address", "networks", "inside"),
    [
        ("192.0.2.7", ("192.0.2.0/24",), True),
        ("::ffff:192.0.2.7", ("192.0.2.0/24",), True),
        ("::ffff:c000:207", ("198.51.100.0/24", "192.0.2.0/24"), True),
        ("fe80::1%eth0", ("fe80::/10",), True),
        ("192.0.2.7", ("::/0",), False),
        ("192.0.3.7", ("192.0.2.0/24",), False),
        ("", ("0.0.0.0/0", "::/0"), False),
        ("192.0.2.7, 10.0.0.1", ("0.0.0.0/0",), False),
        ("192.0.2.7", ("nonsense",), False),
        ("192.0.2.7", (), False),
    ],
)
def test_an_address_is_in_a_network_or_not(address: str, networks: tuple[str, ...], inside: bool) -> None:
    assert within(address, networks) is inside
