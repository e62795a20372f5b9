"""The agreement: the typed, versioned document that says what applies to one project."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from hemvist.domain.levels import LEVELS, Factor, Place, Role


class AfterRetention(StrEnum):
    """What happens to a class of data when its days are over."""

    DELETE = "delete"
    RETURN = "return"


@dataclass(frozen=True)
class Party:
    """Controller or processor: who, and where notices go."""

    name: str
    address: str = ""
    contact: str = ""
    data_protection_contact: str = ""


@dataclass(frozen=True)
class Signature:
    """One side's signature over the canonical hash; ``key`` is the fingerprint it was made with."""

    side: str
    person: str
    key: str
    signed_on: date
    proof: str


@dataclass(frozen=True)
class DataClass:
    """A class of data, with what may be kept of it and why it is needed."""

    name: str
    category: str
    fields_kept: tuple[str, ...]
    why: str
    personal: bool


@dataclass(frozen=True)
class Provider:
    """A party that runs a model or stores data. A fact that is ``None`` is not known, and counts as no."""

    name: str
    task: str
    place: Place | None
    parent_place: Place | None = None
    trains_on_data: bool | None = None
    keeps_data: bool | None = None
    agreement_on_file: str | None = None


@dataclass(frozen=True)
class Retention:
    """How many days a class of data is kept, then what. ``None`` days: until the project ends."""

    data_class: str
    days: int | None
    then: AfterRetention


@dataclass(frozen=True)
class Access:
    """Who may reach the project, and the operator's people by name."""

    roles: tuple[Role, ...]
    most_people: int
    operator_people: tuple[str, ...] = ()
    approver: str = ""
    operator_minutes: int = 0


@dataclass(frozen=True)
class SignIn:
    """The sign-in policy: factors that count, and how long a session lasts (minutes)."""

    factors: tuple[Factor, ...]
    idle_minutes: int
    absolute_minutes: int
    networks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Locations:
    """Where things stand, each a place of the level table."""

    storage: Place
    backup: Place
    inference: Place
    support: Place


@dataclass(frozen=True)
class Notices:
    """Contact and hours, for breaches and for requests of the people concerned."""

    contact: str
    hours: int


@dataclass(frozen=True)
class End:
    """What happens at the end: returned or deleted, in which format, after how many days of grace."""

    then: AfterRetention
    format: str
    grace_days: int


@dataclass(frozen=True)
class Agreement:
    """Every field of the agreement. Two agreements with the same values have the same hash."""

    project: str
    version: int
    level: int
    one_party: bool
    controller: Party
    processor: Party
    setup: str
    purposes: tuple[str, ...]
    nature: str
    starts_on: date
    ends_on: date
    data: tuple[DataClass, ...]
    locations: Locations
    retention: tuple[Retention, ...]
    access: Access
    sign_in: SignIn
    keys: str
    breach: Notices
    requests: Notices
    end: End
    data_subjects: tuple[str, ...] = ()
    special_categories: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("upload",)
    providers: tuple[Provider, ...] = ()
    processing_agreement: str = ""
    patch_days: int = 30
    audit_days: int = 365
    signatures: tuple[Signature, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"There is no level {self.level}: levels are 0, 1, 2 and 3.")
        if self.ends_on < self.starts_on:
            raise ValueError(f"The agreement ends on {self.ends_on}, before it starts on {self.starts_on}.")

    @property
    def personal_data(self) -> bool:
        """Whether any class of data listed is personal."""
        return bool(self.special_categories) or any(row.personal for row in self.data)

    @property
    def canonical(self) -> bytes:
        """The bytes that are hashed and signed: JSON, keys sorted, no spaces, UTF-8, without signatures."""
        values = asdict(self)
        del values["signatures"]
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal: the only name a version of an agreement goes by."""
        return hashlib.sha256(self.canonical).hexdigest()


def _alone(project: str, level: int, party: Party, starts_on: date, factors: tuple[Factor, ...]) -> dict[str, object]:
    kept = "kept on this machine only"
    return {
        "project": project, "version": 1, "level": level, "controller": party, "processor": party,
        "nature": "reading documents, finding passages, answering with quotations",
        "starts_on": starts_on, "ends_on": starts_on + timedelta(days=365),
        "locations": Locations(Place.HERE, Place.HERE, Place.HERE, Place.HERE),
        "retention": (Retention("documents", None, AfterRetention.DELETE), Retention("questions", None, AfterRetention.DELETE)),
        "access": Access((Role.OWNER, Role.CURATOR, Role.MEMBER, Role.REVIEWER), most_people=20),
        "sign_in": SignIn(factors, idle_minutes=60, absolute_minutes=720),
        "keys": kept, "breach": Notices(party.contact, 24), "requests": Notices(party.contact, 72),
        "end": End(AfterRetention.DELETE, "ZIP", grace_days=0),
    }  # fmt: skip


_ANY_FACTOR = (Factor.TOTP, Factor.PASSKEY, Factor.RECOVERY_CODE)


def prototype(project: str, party: Party, starts_on: date) -> Agreement:
    """The built-in level 0 agreement: made-up or harmless documents, everything on this machine."""
    return Agreement(
        **_alone(project, 0, party, starts_on, _ANY_FACTOR),  # type: ignore[arg-type]
        one_party=True,
        setup="demonstration on one machine",
        purposes=("trying Hemvist on made-up documents",),
        data=(
            DataClass(
                "documents", "made-up contracts", ("text",), "to show how questions are answered", personal=False
            ),
        ),
    )


def one_party(project: str, party: Party, starts_on: date) -> Agreement:
    """The built-in one-party agreement for one's own documents: level 3's rules, nothing leaves this machine."""
    return Agreement(
        **_alone(project, 3, party, starts_on, _ANY_FACTOR),  # type: ignore[arg-type]
        one_party=True,
        setup="one's own documents on one's own machine",
        purposes=("answering questions from one's own documents",),
        data=(
            DataClass(
                "documents",
                "one's own contracts and documents",
                ("text", "page images"),
                "to answer questions",
                personal=True,
            ),
        ),
        data_subjects=("people named in one's own documents",),
    )
