"""Agreements of every shape, for property tests, and Heron's: level 2, two parties, nothing wrong with it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from hemvist.domain.agreement import (
    Access,
    Agreement,
    DataClass,
    Location,
    Locations,
    Network,
    OnFile,
    OperatorAccess,
    Party,
    Provider,
    Retention,
    Signature,
    SignIn,
)  # fmt: skip
from hemvist.domain.levels import Factor, Place, Role
from tests import cast

TODAY = date(2026, 11, 23)
ON_FILE = OnFile("Processing agreement", "ab" * 32, date(2026, 1, 1))
MODEL = Provider(
    "Model AB", "phrasing", Place.EU, Place.EU, Place.EU, Place.EU, False, False, None, "SE", "Kungsgatan 2",
    "privacy@model.example", ON_FILE,
)  # fmt: skip
_EU = Location(Place.EU, "SE", "Värden AB")
HERON: Agreement = dataclasses.replace(
    cast.AGREEMENT, level=2, one_party=False, processor=Party("Bolaget AB", "Gatan 1", "cleo@bolaget.example"),
    locations=Locations(_EU, _EU, _EU, Location(Place.EU, "SE", "Bolaget AB")), providers=(MODEL,),
    data=(DataClass("contracts", "leases", ("text", "page images"), "to answer questions", True),),
    retention=(Retention("contracts", 365), Retention("questions", 90)), processing_agreement=ON_FILE,
    access=Access((Role.OWNER, Role.CURATOR, Role.MEMBER, Role.REVIEWER, Role.OPERATOR), 20, ("Cleo Berg",), ("Ada Lund",)),
    operator_access=OperatorAccess("Ada Lund", 60), network=Network(("api.model.example",)),
    sign_in=SignIn((Factor.PASSKEY, Factor.TOTP), 30, 720),
)  # fmt: skip

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
