"""An identity provider: whose it may be at which level, and reached only where the agreement lets data go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement, IdentityProvider, Network, Side, toml
from hemvist.domain.agreement.difference import differences, new_parties
from hemvist.domain.agreement.hosts import address_objection, issuer_host, issuer_objection
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.agreement.template import anew
from hemvist.domain.keepable import keepable
from hemvist.domain.levels import RootKey
from tests.domain.agreements import ACCOUNTS, HERON, INSTALLATION, ON_FILE, TODAY
from tests.domain.test_keepable import HOUSE

INSIDE = replace(ACCOUNTS, issuer="https://login:8443/realm", address="10.20.0.5")


def agreed(row: IdentityProvider, level: int = 2) -> Agreement:
    """An agreement of a level that names it, and lets the installation connect to where its issuer says."""
    if level == 3:
        return replace(HOUSE, sign_in=replace(HOUSE.sign_in, identity_provider=row))
    hosts = Network((*HERON.network.hosts, issuer_host(row.issuer) or "login.lindhagen.example"))
    return replace(HERON, level=level, network=hosts, sign_in=replace(HERON.sign_in, identity_provider=row))


def told(agreement: Agreement) -> list[tuple[str, str]]:
    found = [(one.path.removeprefix("sign_in.identity_provider."), one.what) for one in unsound(agreement, TODAY)]
    return [one for one in found if one[0] in ("name", "issuer", "belongs_to", "address")]


@pytest.mark.parametrize(
    ("row", "level"),
    [(ACCOUNTS, 0), (replace(ACCOUNTS, belongs_to=Side.OPERATOR), 1), (ACCOUNTS, 2), (INSIDE, 3)],
)
def test_what_the_level_allows_makes_sense(row: IdentityProvider, level: int) -> None:
    assert told(agreed(row, level)) == []


@pytest.mark.parametrize(
    ("path", "words", "row", "level"),
    [
        ("belongs_to", "only the client's own", replace(ACCOUNTS, belongs_to=Side.OPERATOR), 2),
        ("belongs_to", "only the client's own", replace(INSIDE, belongs_to=Side.OPERATOR), 3),
        ("address", "nothing leaves the premises", replace(INSIDE, address=""), 3),
        ("address", "none of the address ranges", replace(INSIDE, address="192.0.2.5"), 3),
        ("address", "no IP address", replace(INSIDE, address="login"), 3),
        ("address", "not written plainly", replace(INSIDE, address="::ffff:10.20.0.5"), 3),
        ("address", "no premises", replace(ACCOUNTS, address="10.20.0.5"), 2),
        ("name", "empty", replace(ACCOUNTS, name=" "), 2),
        ("issuer", "inside one network", replace(ACCOUNTS, issuer="https://login"), 2),
        ("issuer", "no plain https address", replace(ACCOUNTS, issuer="http://login.lindhagen.example"), 0),
        ("issuer", "letters outside a to z", replace(ACCOUNTS, issuer="https://lоgin.lindhagen.example"), 0),
    ],
)  # fmt: skip
def test_what_it_does_not_allow_is_told_at_its_place(path: str, words: str, row: IdentityProvider, level: int) -> None:
    assert [(where, words in what) for where, what in told(agreed(row, level))] == [(path, True)]


def test_an_issuer_that_is_not_agreed_is_told_and_one_that_looks_like_it_is_named() -> None:
    agreement = agreed(replace(ACCOUNTS, issuer="https://login.lindhagen.example"))
    other = replace(agreement, network=Network(("1ogin.lindhagen.example",)))
    assert told(other) == [
        ("issuer", "login.lindhagen.example is not among the agreed hosts; 1ogin.lindhagen.example is, which only looks like it.")
    ]  # fmt: skip
    assert "is not among the agreed hosts." in told(replace(agreement, network=Network()))[0][1]


@pytest.mark.parametrize(
    "issuer",
    [
        "", "login.example", "https://", "https:///x", "https://login.example?x=1", "https://login.example#x",
        "https://ada@login.example", "https://login.example:0", "https://login.example:65536", "https://login.example/../x",
        "https://login.example//x", "https://login.example/a b", "https://login.example\n", "https://login.example\\@evil.example",
        "https://10.0.0.1", "https://[::1]", "HTTPS://login.example", "https://login.example/%2e", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_of_one_host_is_refused(issuer: str) -> None:
    assert (issuer_objection(issuer) or "").endswith(".")


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_makes_it_fail(issuer: str, address: str) -> None:
    for why in (issuer_objection(f"https://{issuer}"), address_objection(address, (issuer, "10.0.0.0/8"))):
        assert why is None or why.endswith(".")


_ROWS = st.builds(
    IdentityProvider, st.sampled_from(["Accounts", ""]),
    st.sampled_from([ACCOUNTS.issuer, INSIDE.issuer, "http://login.lindhagen.example", "https://lоgin.example"]),
    st.sampled_from(Side), st.sampled_from(["", "10.20.0.5", "192.0.2.5"]),
)  # fmt: skip


@given(_ROWS, st.integers(0, 1))
def test_a_higher_level_never_allows_whose_or_what_a_lower_one_refuses(row: IdentityProvider, level: int) -> None:
    lower, higher = (dict(told(agreed(row, one))) for one in (level, level + 1))
    assert set(lower) <= set(higher)


@given(_ROWS)
def test_the_highest_level_allows_only_what_level_2_does_at_an_address_of_the_premises(row: IdentityProvider) -> None:
    here = told(agreed(row, 3))
    public = replace(row, address="", issuer=ACCOUNTS.issuer if row.issuer == INSIDE.issuer else row.issuer)
    assert here != [] or (told(agreed(public, 2)) == [] and row.address == INSIDE.address)


@pytest.mark.parametrize(("row", "level"), [(ACCOUNTS, 0), (ACCOUNTS, 1), (ACCOUNTS, 2), (INSIDE, 3)])
def test_no_installation_can_keep_it_and_it_says_what_to_do(row: IdentityProvider, level: int) -> None:
    here = replace(INSTALLATION, host="Lindhagen Property Ltd") if level == 3 else INSTALLATION
    (refusal,) = keepable(agreed(row, level), here, RootKey.PASSPHRASE)
    assert refusal.clause == "sign_in.identity_provider"
    assert "cannot be connected" in refusal.reason
    assert "new version without" in refusal.remedy


def test_an_agreement_that_names_none_keeps_the_hash_it_had() -> None:
    assert b"identity_provider" not in HERON.canonical
    assert b'"identity_provider":{"address":""' in agreed(ACCOUNTS).canonical


def test_it_is_written_read_and_compared() -> None:
    new = agreed(INSIDE, 3)
    assert toml.read(toml.write(new).encode()) == (new, [])
    changed = [one.path for one in differences(HOUSE, new)]
    assert changed == [f"sign_in.identity_provider.{name}" for name in ("name", "issuer", "belongs_to", "address")]


@pytest.mark.parametrize(("side", "parties"), [(Side.CLIENT, ()), (Side.OPERATOR, ("Accounts",))])
def test_the_operators_is_a_new_party_and_the_clients_own_is_none(side: Side, parties: tuple[str, ...]) -> None:
    assert new_parties(HERON, agreed(replace(ACCOUNTS, belongs_to=side))) == parties


def test_an_error_names_line_expectation_and_example() -> None:
    text = toml.write(agreed(replace(ACCOUNTS, issuer="http://login.lindhagen.example")))
    (problem,) = toml.checked(text.encode(), TODAY)[1]
    assert text.splitlines()[(problem.line or 0) - 1].startswith("issuer = ")
    assert 'Example: issuer = "https://login.lindhagen.example"' in problem.words


@pytest.mark.parametrize(("side", "stays"), [(Side.CLIENT, False), (Side.OPERATOR, True)])
def test_the_next_client_does_not_get_the_accounts_of_the_one_before(side: Side, stays: bool) -> None:
    client: Any = replace(HERON.controller, name="Wren Ltd", contact="eve@wren.example")
    text = anew(toml.write(agreed(replace(ACCOUNTS, belongs_to=side), 1)), client, ON_FILE, TODAY)
    made, problems = toml.checked(text.encode(), TODAY)
    assert problems == []
    assert made is not None
    assert (made.sign_in.identity_provider is not None) is stays
    assert ("login.lindhagen.example" in made.network.hosts) is stays
