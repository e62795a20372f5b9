"""The agreement: the typed, versioned document that says what applies to one project, and its canonical bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property

from hemvist.domain.agreement import first
from hemvist.domain.agreement.parts import (
    Access,
    DataClass,
    End,
    Keys,
    Locations,
    Metadata,
    Network,
    Notices,
    OnFile,
    OperatorAccess,
    Party,
    Provider,
    Retention,
    Side,
    Signature,
    Signer,
    SignIn,
    told,
)
from hemvist.domain.levels import LEVELS

FORM = 2
"""The form of the canonical bytes that new agreements have; form 1 is that of Hemvist 0.1.0."""
QUESTIONS = "questions"
"""The class of data that every project has: what people ask and are answered."""
UPLOAD = "upload"
"""The way by which data comes in: on the page, by the command line, over the API."""


class Unfit(ValueError):  # whoever reads values tells it as a problem at its place
    """A value without which there is no agreement at all: at which field, what is wrong, what was expected, an example."""

    def __init__(self, path: str, what: str, expected: str, example: str) -> None:
        self.path, self.what, self.expected, self.example = path, what, expected, example
        super().__init__(what)


@dataclass(frozen=True)
class Agreement:
    """Every field of the agreement. Two agreements with the same values have the same hash."""

    project: str = field(metadata=told("the project's id; empty until the server has given one", ""))
    version: int = field(metadata=told("1, 2, 3 …", 1))
    level: int = field(metadata=told("0 fast prototype, 1 fast but orderly, 2 inside the EU, 3 own environment", 2))
    one_party: bool = field(
        metadata=told("client and operator are one: signed once, promises nothing to others", False)
    )
    setup: str = field(metadata=told("how it is set up, in a few words", "one server at the client's host"))
    purposes: tuple[str, ...] = field(metadata=told("what for", ["answering questions from your contracts"]))
    nature: str = field(metadata=told("what is done with the data", "reading documents, answering with quotations"))
    starts_on: date = field(metadata=told("first day", date(2026, 11, 1)))
    ends_on: date = field(metadata=told("last day; after it nothing can be asked", date(2027, 10, 31)))
    controller: Party = field(metadata=told("the client: whose data it is", {"name": "Lindhagen Property Ltd"}))
    processor: Party = field(metadata=told("the operator: who runs this", {"name": "Bolaget AB"}))
    data: tuple[DataClass, ...] = field(metadata=told("the classes of data", []))
    locations: Locations = field(metadata=told("where things stand", {}))
    retention: tuple[Retention, ...] = field(metadata=told("how long each class is kept, then what", []))
    access: Access = field(metadata=told("who may reach it", {}))
    sign_in: SignIn = field(metadata=told("how people sign in", {}))
    keys: Keys = field(metadata=told("who holds the key that opens everything", {}))
    breach: Notices = field(metadata=told("who is told of a breach", {}))
    requests: Notices = field(metadata=told("who answers requests of the people concerned", {}))
    end: End = field(metadata=told("what happens at the end", {}))
    data_subjects: tuple[str, ...] = field(default=(), metadata=told("whose personal data", ["tenants", "staff"]))
    special_categories: tuple[str, ...] = field(
        default=(), metadata=told("special categories (GDPR Art. 9)", ["health"])
    )
    safeguards: tuple[str, ...] = field(default=(), metadata=told("what protects these", ["read by owners only"]))
    sources: tuple[str, ...] = field(default=(UPLOAD,), metadata=told("where data comes from", ["upload"]))
    providers: tuple[Provider, ...] = field(default=(), metadata=told("sub-processors; none: all runs here", []))
    operator_access: OperatorAccess = field(
        default_factory=OperatorAccess, metadata=told("when the operator may see contents", {})
    )
    network: Network = field(default_factory=Network, metadata=told("where the installation may connect to", {}))
    processing_agreement: OnFile | None = field(
        default=None, metadata=told("the data processing agreement (GDPR Art. 28)", {"name": "DPA"})
    )
    notice_days: int = field(default=30, metadata=told("days between agreeing to a sub-processor and its use", 30))
    patch_days: int = field(default=30, metadata=told("days in which updates are put in", 30))
    audit_days: int = field(default=365, metadata=told("days the log is kept", 365))
    signed_at: str = field(default="", metadata=told("host of the page that it is signed on", "hemvist.example.org"))
    signers: tuple[Signer, ...] = field(default=(), metadata=told("who signs, with which passkey", []))
    form: int = field(default=FORM, metadata=told("form of the canonical bytes", FORM))
    signatures: tuple[Signature, ...] = field(
        default=(), compare=False, metadata=told("the signatures, made over the hash of all the rest", [])
    )

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise Unfit("level", f"There is no level {self.level}.", "0, 1, 2 or 3", "level = 2")
        if self.ends_on < self.starts_on:
            what = f"The agreement ends on {self.ends_on}, before it starts on {self.starts_on}."
            example = f"ends_on = {self.starts_on.replace(month=12, day=31)}"
            raise Unfit("ends_on", what, f"a day from {self.starts_on} on", example)

    @property
    def personal_data(self) -> bool:
        """Whether personal data is listed: a class of it, a special category, or people whose data it is."""
        return bool(self.special_categories or self.data_subjects) or any(row.personal for row in self.data)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Who has to sign."""
        return (Side.CLIENT,) if self.one_party else tuple(Side)

    @property
    def canonical(self) -> bytes:
        """The bytes that are hashed and signed: JSON, keys sorted, no spaces, UTF-8, without signatures."""
        values = asdict(self)
        del values["signatures"]
        for row in values["data"]:
            if row["metadata"] == Metadata.STRIP:  # as before there was a choice: earlier hashes hold
                del row["metadata"]
        if self.sign_in.identity_provider is None:
            del values["sign_in"]["identity_provider"]
        told = first.as_written(values) if self.form == first.FORM else values
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal: the only name a version of an agreement goes by."""
        return hashlib.sha256(self.canonical).hexdigest()

    def signed_by(self, signatures: tuple[Signature, ...]) -> Agreement:
        """The same with these signatures; it keeps the hash, which is of all the rest."""
        signed = replace(self, signatures=signatures)
        signed.__dict__["hash"] = self.hash
        return signed
