"""Clauses that contradict each other, or the level, are told before anything is signed."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from hemvist.domain.agreement import (
    Access,
    AfterRetention,
    Agreement,
    DataClass,
    End,
    Location,
    Locations,
    Mask,
    Metadata,
    Network,
    OnFile,
    OperatorAccess,
    Party,
    Retention,
    Side,
    Signer,
    SignIn,
    one_party,
    prototype,
)  # fmt: skip
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.levels import Factor, Place, Role, RootKey
from hemvist.domain.permit import Act, Deed, Facts, Permit, Session, State, decide
from tests import cast
from tests.domain.agreements import HERON, INSTALLATION, MODEL, ON_FILE, TODAY, agreements

CONTRACTS = HERON.data[0]
KEY, OTHER = "a" * 64, "b" * 64


def paths(agreement: Agreement) -> set[str]:
    return {problem.path for problem in unsound(agreement, TODAY)}


@pytest.mark.parametrize("agreement", [HERON, prototype("p", cast.ADA, TODAY), one_party("p", cast.ADA, TODAY)])
def test_an_agreement_that_makes_sense_has_no_problem(agreement: Agreement) -> None:
    assert unsound(agreement, TODAY) == []


def _stands(**places: Place) -> Locations:
    return replace(HERON.locations, **{name: Location(place) for name, place in places.items()})


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("ends_on", {"starts_on": date(2025, 1, 1), "ends_on": TODAY - timedelta(days=1)}),
        ("form", {"form": 1}),
        ("version", {"version": 0}),
        ("locations.storage.place", {"level": 3}),
        ("providers[0].region", {"level": 3}),
        ("network.hosts", {"level": 3}),
        ("locations.backup.place", {"locations": _stands(backup=Place.US)}),
        ("locations.storage.country", {"locations": replace(HERON.locations, storage=Location(Place.EU, "US"))}),
        ("locations.storage.country", {"locations": replace(HERON.locations, storage=Location(Place.EU, "NO"))}),
        ("locations.storage.country", {"locations": replace(HERON.locations, storage=Location(Place.EU, "Sweden"))}),
        ("providers[0].region", {"providers": (replace(MODEL, region=Place.US),)}),
        ("providers[0].seat", {"providers": (replace(MODEL, seat=Place.US, country="US"),)}),
        ("providers[0].parent", {"providers": (replace(MODEL, parent=Place.US),)}),
        ("providers[0].parent", {"providers": (replace(MODEL, parent=None),)}),
        ("providers[0].sub_processors", {"providers": (replace(MODEL, sub_processors=Place.US),)}),
        ("providers[0].trains_on_data", {"providers": (replace(MODEL, trains_on_data=None),)}),
        ("providers[0].keeps_data", {"providers": (replace(MODEL, keeps_data=True, keeps_days=30),)}),
        ("providers[0].keeps_days", {"providers": (replace(MODEL, keeps_days=30),)}),
        ("providers[0].agreement_on_file", {"providers": (replace(MODEL, agreement_on_file=None),)}),
        ("providers[0].agreement_on_file.sha256", {"providers": (replace(MODEL, agreement_on_file=OnFile("x")),)}),
        ("providers[1]", {"providers": (MODEL, replace(MODEL, task="other"))}),
        ("processing_agreement", {"processing_agreement": None}),
        ("processing_agreement.dated", {"processing_agreement": replace(ON_FILE, dated=TODAY + timedelta(days=1))}),
        ("safeguards", {"special_categories": ("health",)}),
        ("special_categories", {"safeguards": ("locked",)}),
        ("special_categories[1]", {"special_categories": ("health", "shoe size"), "safeguards": ("locked",)}),
        (
            "special_categories",
            {
                "special_categories": ("health",),
                "safeguards": ("locked",),
                "data": (replace(CONTRACTS, personal=False),),
            },
        ),
        ("special_categories", {"level": 1, "special_categories": ("health",), "safeguards": ("locked",)}),
        ("data_subjects", {"data_subjects": ()}),
        ("data_subjects", {"data": (replace(CONTRACTS, personal=False),)}),
        (
            "processing_agreement",
            {"data": (replace(CONTRACTS, personal=False),), "processing_agreement": None},
        ),
        ("data[0].original_kept", {"data": (replace(CONTRACTS, masks=(Mask.IBAN,)),)}),
        ("data[0].unmasked_by", {"data": (replace(CONTRACTS, original_kept=False, unmasked_by=(Role.OWNER,)),)}),
        ("data[0].metadata", {"data": (replace(CONTRACTS, original_kept=False, metadata=Metadata.KEEP),)}),
        ("data[1]", {"data": (CONTRACTS, CONTRACTS)}),
        ("retention", {"retention": (Retention("contracts"),)}),
        ("retention[0].data_class", {"retention": (Retention("letters"), *HERON.retention)}),
        ("retention[2]", {"retention": (*HERON.retention, Retention("contracts", 5))}),
        ("access.roles", {"access": Access((Role.MEMBER,), 5)}),
        ("access.most_people", {"access": replace(HERON.access, most_people=0)}),
        ("access.most_people", {"access": replace(HERON.access, most_people=1)}),
        ("operator_access.approver", {"operator_access": OperatorAccess("", 10)}),
        ("operator_access.approver", {"operator_access": OperatorAccess("Cleo Berg", 10)}),
        ("sign_in.factors", {"sign_in": SignIn((Factor.TOTP,), 30, 720)}),
        ("sign_in.idle_minutes", {"sign_in": SignIn((Factor.PASSKEY,), 800, 720)}),
        ("sign_in.networks[0]", {"sign_in": SignIn((Factor.PASSKEY,), 30, 720, ("::ffff:10.0.0.0/104",))}),
        ("one_party", {"one_party": True}),
        ("processor.name", {"processor": Party("ada lund", contact="x@y.example")}),
        ("network.hosts[0]", {"network": Network(("аpi.example.org",))}),
        ("network.premises", {"network": Network((), ("10.0.0.0/8",))}),
        ("signed_at", {"signed_at": "hemvist.example.org."}),
        ("signers[1]", {"signers": (Signer(Side.CLIENT, "Ada", KEY), Signer(Side.CLIENT, "Eve", OTHER))}),
        ("signers[1]", {"signers": (Signer(Side.CLIENT, "Ada", KEY), Signer(Side.OPERATOR, "Cleo", KEY))}),
        ("signers[1]", {"signers": (Signer(Side.CLIENT, "Ada", KEY), Signer(Side.OPERATOR, "ada", OTHER))}),
        ("signers[0].key", {"signers": (Signer(Side.CLIENT, "Ada", "short"),)}),
        ("controller.contact", {"controller": Party("Ada Lund")}),
        ("purposes", {"purposes": ("",)}),
        ("sources", {"sources": ("mail",)}),
        ("setup", {"setup": "x" * 3000}),
        ("setup", {"setup": "safe\u202eefas"}),
        ("setup", {"setup": "line\nbreak"}),
        ("setup", {"setup": "a\u030angstrom"}),
        ("patch_days", {"patch_days": -1}),
        ("notice_days", {"notice_days": 4_000_000}),
        ("audit_days", {"audit_days": 0}),
        ("patch_days", {"patch_days": 0}),
        ("breach.hours", {"breach": replace(HERON.breach, hours=0)}),
        ("requests.hours", {"requests": replace(HERON.requests, hours=0)}),
        ("requests.hours", {"requests": replace(HERON.requests, hours=2000)}),
        ("access.operator_people", {"access": replace(HERON.access, operator_people=())}),
        ("access.operator_people[1]", {"access": replace(HERON.access, operator_people=("Cleo", "cleo "))}),
        ("access.approvers[0]", {"access": replace(HERON.access, approvers=("",))}),
        ("access.roles", {"access": replace(HERON.access, roles=(Role.OWNER,))}),
        ("access.roles[1]", {"access": replace(HERON.access, roles=(Role.OWNER, Role.OWNER))}),
        ("operator_access.approver", {"operator_access": OperatorAccess("cleo  berg ", 10)}),
        ("sign_in.factors[1]", {"sign_in": SignIn((Factor.PASSKEY, Factor.PASSKEY), 30, 720)}),
        ("providers[0].name", {"providers": (replace(MODEL, name=" "),)}),
        ("providers[0].task", {"providers": (replace(MODEL, task=""),)}),
        ("providers[1]", {"providers": (MODEL, replace(MODEL, name=MODEL.name.upper()))}),
        ("data_subjects[0]", {"data_subjects": ("",)}),
        ("safeguards[0]", {"special_categories": ("health",), "safeguards": (" ",)}),
        ("sources[1]", {"sources": ("upload", "upload")}),
        ("data[0].name", {"data": (replace(CONTRACTS, name=" "),)}),
        ("data[0].name", {"data": (replace(CONTRACTS, name="questions"),)}),
        ("data[0].fields_kept[0]", {"data": (replace(CONTRACTS, fields_kept=("",)),)}),
        ("processor.name", {"processor": Party("Ada\u00a0Lund ", contact="x@y.example")}),
        ("processing_agreement", {"one_party": True, "processor": HERON.controller}),
        ("end.format", {"end": End(AfterRetention.RETURN, " ", 30)}),
        ("ends_on", {"ends_on": date(9999, 12, 31)}),
        ("signers[0].name", {"signers": (Signer(Side.CLIENT, " ", KEY),)}),
        ("signers[1]", {"signers": (Signer(Side.CLIENT, "Ada", KEY), Signer(Side.OPERATOR, " ada", OTHER))}),
    ],
)
def test_a_contradiction_is_told_at_its_place(path: str, change: dict[str, Any]) -> None:
    assert path in paths(replace(HERON, **change))


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_whatever_the_values_it_tells_and_never_fails(agreement: Agreement) -> None:
    for problem in unsound(agreement, TODAY):
        assert problem.what.endswith("."), problem
        assert problem.expected
        assert problem.path.split(".")[0].split("[")[0] in {one.name for one in dataclasses.fields(Agreement)}


@pytest.mark.parametrize("level", range(4))
def test_a_level_and_a_provider_contradict_exactly_where_sending_would_be_refused(level: int) -> None:
    """The two say it apart; they must not drift."""
    session = Session("s", Factor.PASSKEY, cast.NOW, cast.NOW)
    known: list[Any] = [None, *Place]
    for seat, region, parent in ((a, b, c) for a in known for b in known for c in known):
        for trains, keeps, on_file in (
            (False, False, ON_FILE),
            (None, False, ON_FILE),
            (False, True, ON_FILE),
            (False, False, None),
        ):
            row = replace(
                MODEL, seat=seat, region=region, parent=parent, country="", trains_on_data=trains, keeps_data=keeps,
                agreement_on_file=on_file,
            )  # fmt: skip
            agreement = replace(HERON, level=level, providers=(row,))
            facts = Facts(
                cast.NOW, State.LIVE, agreement.hash, RootKey.PASSPHRASE, person="ada", role=Role.OWNER, session=session,
                installation=INSTALLATION,
            )  # fmt: skip
            decided = decide(agreement, Act(Deed.SEND, agreement.project, row), facts)
            told = [path for path in paths(agreement) if path.startswith("providers")]
            assert isinstance(decided, Permit) is not bool(told), (row, decided, told)


def test_a_class_of_data_needs_every_word() -> None:
    empty = replace(HERON, data=(DataClass("", "", (), "", False),))
    assert {"data[0].name", "data[0].category", "data[0].why", "data[0].fields_kept"} <= paths(empty)
