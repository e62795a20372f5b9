"""Agreements of every shape, for property tests, and Heron's: level 2, two parties, nothing wrong with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from hemvist.domain.agreement import (
    Access,
    Agreement,
    DataClass,
    IdentityProvider,
    Location,
    Locations,
    Mask,
    Network,
    OnFile,
    OperatorAccess,
    Party,
    Provider,
    Retention,
    Side,
    Signature,
    Signer,
    SignIn,
)  # fmt: skip
from hemvist.domain.keepable import Installation
from hemvist.domain.levels import Factor, Place, Role
from tests import cast

TODAY = date(2026, 11, 23)
ON_FILE = OnFile("Processing agreement", "ab" * 32, date(2026, 1, 1))
MODEL = Provider(
    "Model AB", "phrasing", Place.EU, Place.EU, Place.EU, Place.EU, False, False, None, "SE", "Kungsgatan 2",
    "privacy@model.example", ON_FILE,
)  # fmt: skip
INSTALLATION = Installation("SE", "Värden AB", fenced=True)
"""Where Heron's agreement says that it stands."""
_EU = Location(Place.EU, "SE", "Värden AB")
HERON: Agreement = replace(
    cast.AGREEMENT, level=2, one_party=False, processor=Party("Bolaget AB", "Gatan 1", "cleo@bolaget.example"),
    locations=Locations(_EU, _EU, _EU, Location(Place.EU, "SE", "Bolaget AB")), providers=(MODEL,),
    data=(DataClass("contracts", "leases", ("text", "page images"), "to answer questions", True),),
    retention=(Retention("contracts", 365), Retention("questions", 90)), processing_agreement=ON_FILE,
    access=Access((Role.OWNER, Role.CURATOR, Role.MEMBER, Role.REVIEWER, Role.OPERATOR), 20, ("Cleo Berg",), ("Ada Lund",)),
    operator_access=OperatorAccess("Ada Lund", 60), network=Network(("api.model.example",)),
    sign_in=SignIn((Factor.PASSKEY, Factor.TOTP), 30, 720),
)  # fmt: skip
WHOLE: Agreement = replace(
    HERON, special_categories=("health",), safeguards=("read by owners only",), signed_at="hemvist.example.org",
    signers=(Signer(Side.CLIENT, "Ada Lund", "a" * 64), Signer(Side.OPERATOR, "Cleo Berg", "b" * 64)),
    data=(replace(HERON.data[0], masks=(Mask.IBAN,), unmasked_by=(Role.OWNER,)),),
    providers=(replace(MODEL, keeps_days=0),), sign_in=replace(HERON.sign_in, networks=("192.0.2.0/24",)),
)  # fmt: skip
"""Heron's with something in every field that may be empty."""

ACCOUNTS = IdentityProvider("Accounts", "https://login.lindhagen.example/realm", Side.CLIENT)
"""An identity provider of the client's."""
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NUMBER = st.integers(-3, 10**6)
_DAY = st.dates(date(2000, 1, 1), date(2100, 1, 1))
_TIME = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
for kind, strategy in ((str, _TEXT), (int, _NUMBER), (date, _DAY), (datetime, _TIME)):
    st.register_type_strategy(kind, strategy)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Any agreement that can be made, however senseless."""
    first, last = sorted((draw(_DAY), draw(_DAY)))
    return draw(
        st.builds(
            Agreement, level=st.integers(0, 3), starts_on=st.just(first), ends_on=st.just(last),
            signatures=st.lists(st.from_type(Signature), max_size=2).map(tuple),
        )
    )  # fmt: skip


def each_value_changed(agreement: Agreement) -> Iterator[tuple[str, Agreement]]:
    """For every value in the agreement, however deep: where it stands, and the agreement with another one there."""
    yield from ((path, changed) for path, changed in _changed(agreement, "") if path != "form")


def _changed(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    for one in dataclasses.fields(value):
        where = f"{path}.{one.name}" if path else one.name
        if where in ("project", "version", "form", "signatures"):
            continue
        for inner, held in _inside(getattr(value, one.name), where):
            try:
                yield inner, replace(value, **{one.name: held})
            except ValueError:
                continue


def _inside(held: Any, where: str) -> Iterator[tuple[str, Any]]:
    if dataclasses.is_dataclass(held):
        yield from _changed(held, where)
    elif isinstance(held, tuple) and held and dataclasses.is_dataclass(held[0]):
        for at, row in enumerate(held):
            yield from ((path, (*held[:at], new, *held[at + 1 :])) for path, new in _changed(row, f"{where}[{at}]"))
        yield f"{where}, one less", held[1:]
    elif where == "sign_in.identity_provider":
        yield where, ACCOUNTS
    else:
        yield where, _other(held)


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, tuple):
        return value[1:] if len(value) > 1 else ("10.9.0.0/16",) if not value else ()
    return 7 if value is None else value + "x"
