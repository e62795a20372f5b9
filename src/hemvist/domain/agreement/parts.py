"""What the fields of an agreement are made of. Each field says in one sentence what it is, with an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from hemvist.domain.levels import Factor, Place, Role


def told(says: str, example: object) -> Mapping[str, object]:
    """What a field is, and an example as it stands in TOML: for comments, the JSON Schema and the words of an error."""
    return MappingProxyType({"says": says, "example": example})


class AfterRetention(StrEnum):
    """What happens to a class of data when its days are over."""

    DELETE = "delete"
    RETURN = "return"


class Side(StrEnum):
    """One of the two that agree."""

    CLIENT = "client"
    OPERATOR = "operator"


class Mask(StrEnum):
    """A kind of personal detail that is blacked out before anything is kept."""

    IDENTITY_NUMBER = "identity-number"
    IBAN = "iban"
    CARD = "card"
    PHONE = "phone"
    MAIL = "mail"


class Metadata(StrEnum):
    """What becomes of a file's properties, such as its author, its dates and the place it was taken at."""

    STRIP = "strip"
    KEEP = "keep"


@dataclass(frozen=True)
class Party:
    """Controller or processor: who, and where notices go."""

    name: str = field(metadata=told("name as in the register of companies", "Lindhagen Property Ltd"))
    address: str = field(default="", metadata=told("postal address", "Hamngatan 1, 111 47 Stockholm, Sweden"))
    contact: str = field(default="", metadata=told("who is told of notices", "ada@lindhagen.example"))
    data_protection_contact: str = field(
        default="", metadata=told("data protection officer, or who answers for it", "dpo@lindhagen.example")
    )


@dataclass(frozen=True)
class OnFile:
    """A document that proves a fact: it counts once its SHA-256 and its date are known."""

    name: str = field(metadata=told("title of the document", "Data processing agreement 2026-03"))
    sha256: str = field(default="", metadata=told("SHA-256 of the file, 64 hexadecimal digits", "9f86d081884c7d65" * 4))
    dated: date | None = field(default=None, metadata=told("date it bears", date(2026, 3, 1)))

    @property
    def recorded(self) -> bool:
        """Whether it proves anything: a title alone does not."""
        return bool(self.name and self.sha256 and self.dated)


@dataclass(frozen=True)
class DataClass:
    """A class of data: what may be kept of it, why it is needed, and what is blacked out first."""

    name: str = field(metadata=told("short name, by which retention refers to it", "contracts"))
    category: str = field(metadata=told("what kind of data", "leases and their amendments"))
    fields_kept: tuple[str, ...] = field(metadata=told("all that is kept of it", ["text", "page images"]))
    why: str = field(metadata=told("why it is needed", "to answer questions about terms and dates"))
    personal: bool = field(metadata=told("whether it holds personal data", True))
    masks: tuple[Mask, ...] = field(
        default=(), metadata=told("details blacked out before it is kept", ["iban", "phone"])
    )
    original_kept: bool = field(
        default=True, metadata=told("whether the file as received is kept; with masks it then stays unmasked", True)
    )
    unmasked_by: tuple[Role, ...] = field(
        default=(), metadata=told("who may open an original that is kept unmasked", ["owner"])
    )
    metadata: Metadata = field(
        default=Metadata.STRIP, metadata=told("a file's properties (author, dates, place …): strip or keep", "strip")
    )


@dataclass(frozen=True)
class Location:
    """Where one thing is done: the place of the level table, the country, and by whom."""

    place: Place = field(metadata=told("here (on the premises), eu, us or elsewhere", "eu"))
    country: str = field(default="", metadata=told("two letters of ISO 3166", "SE"))
    who: str = field(default="", metadata=told("the party that does it", "Bolaget AB"))


@dataclass(frozen=True)
class Locations:
    """Where data is stored, backed up and answered from, and where support sits."""

    storage: Location = field(metadata=told("where data is stored", {"place": "eu", "country": "SE"}))
    backup: Location = field(metadata=told("where backups lie", {"place": "eu", "country": "SE"}))
    inference: Location = field(metadata=told("where models run", {"place": "here"}))
    support: Location = field(metadata=told("where support sits", {"place": "eu", "country": "SE"}))

    @property
    def all(self) -> tuple[Location, ...]:
        """The four of them."""
        return self.storage, self.backup, self.inference, self.support


@dataclass(frozen=True)
class Provider:
    """A party that runs a model or stores data (a sub-processor). A fact that is not known counts as no."""

    name: str = field(metadata=told("its name", "Model AB"))
    task: str = field(metadata=told("what it does, and no more", "phrasing answers"))
    seat: Place | None = field(default=None, metadata=told("where its seat is", "eu"))
    parent: Place | None = field(default=None, metadata=told("where its ultimate parent has its seat", "eu"))
    region: Place | None = field(default=None, metadata=told("where it processes", "eu"))
    sub_processors: Place | None = field(
        default=None, metadata=told("the furthest place of its own sub-processors; its region if it has none", "eu")
    )
    trains_on_data: bool | None = field(default=None, metadata=told("whether it trains models on the data", False))
    keeps_data: bool | None = field(default=None, metadata=told("whether it keeps anything after the answer", False))
    keeps_days: int | None = field(default=None, metadata=told("if it keeps data: for how many days", 30))
    country: str = field(default="", metadata=told("country of its seat, two letters of ISO 3166", "SE"))
    address: str = field(default="", metadata=told("postal address", "Kungsgatan 2, Stockholm, Sweden"))
    contact: str = field(default="", metadata=told("who answers there", "privacy@model.example"))
    agreement_on_file: OnFile | None = field(
        default=None, metadata=told("the document that proves these facts", {"name": "DPA", "sha256": "9f86…", "dated": date(2026, 3, 1)})
    )  # fmt: skip


@dataclass(frozen=True)
class Retention:
    """How many days a class of data is kept, then what. Without days: until the project ends."""

    data_class: str = field(metadata=told("a name from data, or questions", "contracts"))
    days: int | None = field(default=None, metadata=told("days; left out: until the project ends", 365))
    then: AfterRetention = field(default=AfterRetention.DELETE, metadata=told("delete or return", "delete"))


@dataclass(frozen=True)
class Access:
    """Who may reach the project, and the operator's people by name."""

    roles: tuple[Role, ...] = field(metadata=told("the roles that there are", ["owner", "curator", "member"]))
    most_people: int = field(metadata=told("how many people at most", 20))
    operator_people: tuple[str, ...] = field(default=(), metadata=told("the operator's people by name", ["Cleo Berg"]))
    approvers: tuple[str, ...] = field(
        default=(), metadata=told("who lets people in; none: any owner, and who signs", ["Ada Lund"])
    )


@dataclass(frozen=True)
class OperatorAccess:
    """When the operator may see contents: approved by whom, for how long at most. No minutes: never."""

    approver: str = field(default="", metadata=told("who approves each time", "Ada Lund"))
    longest_minutes: int = field(default=0, metadata=told("longest approval; 0: the operator never sees contents", 60))


@dataclass(frozen=True)
class IdentityProvider:
    """A service that says who somebody is: whose it is, and where it answers."""

    name: str = field(metadata=told("what it is called", "Lindhagen accounts"))
    issuer: str = field(metadata=told("its https address (OpenID Connect issuer)", "https://login.lindhagen.example"))
    belongs_to: Side = field(metadata=told("whose it is: client or operator", "client"))
    address: str = field(default="", metadata=told("level 3: its address, within the premises", "10.20.0.5"))


@dataclass(frozen=True)
class SignIn:
    """The sign-in policy: factors that count, and how long a session lasts (minutes)."""

    factors: tuple[Factor, ...] = field(metadata=told("second factors that count", ["passkey", "totp"]))
    idle_minutes: int = field(metadata=told("signed out after so many minutes without use", 30))
    absolute_minutes: int = field(metadata=told("signed out after so many minutes in any case", 720))
    networks: tuple[str, ...] = field(default=(), metadata=told("from where; none: anywhere", ["192.0.2.0/24"]))
    identity_provider: IdentityProvider | None = field(
        default=None, metadata=told("who says who somebody is; none: Hemvist itself", {"name": "Lindhagen accounts"})
    )


@dataclass(frozen=True)
class Keys:
    """Who holds the key that opens everything."""

    held_by: Side = field(metadata=told("client or operator", "client"))
    words: str = field(metadata=told("how, in words", "a passphrase that the client gives at each start"))


@dataclass(frozen=True)
class Network:
    """Where the installation may connect to: hosts at levels 0 to 2, the premises' address ranges at level 3."""

    hosts: tuple[str, ...] = field(default=(), metadata=told("hosts by name, levels 0 to 2", ["api.model.example"]))
    premises: tuple[str, ...] = field(default=(), metadata=told("address ranges, level 3", ["10.20.0.0/16"]))


@dataclass(frozen=True)
class Notices:
    """Contact and hours, for breaches and for requests of the people concerned."""

    contact: str = field(metadata=told("who is told", "ada@lindhagen.example"))
    hours: int = field(metadata=told("within how many hours", 24))


@dataclass(frozen=True)
class End:
    """What happens at the end: returned or deleted, in which format, after how many days of grace."""

    then: AfterRetention = field(metadata=told("delete or return", "return"))
    format: str = field(metadata=told("format of what is handed over", "ZIP"))
    grace_days: int = field(metadata=told("days between the end and the erasure", 30))


@dataclass(frozen=True)
class Signer:
    """Who signs for a side, and the fingerprint of the passkey: SHA-256 of its COSE public key, in hexadecimal."""

    side: Side = field(metadata=told("client or operator", "client"))
    name: str = field(metadata=told("the person", "Ada Lund"))
    key: str = field(
        metadata=told("fingerprint of the person's passkey, 64 hexadecimal digits", "9f86d081884c7d65" * 4)
    )


@dataclass(frozen=True)
class Signature:
    """A passkey's assertion over the hash, whole: base64url without padding where it holds bytes (WebAuthn level 2)."""

    side: Side = field(metadata=told("client or operator", "client"))
    name: str = field(metadata=told("the person", "Ada Lund"))
    at: datetime = field(metadata=told("when the server received it", datetime(2026, 11, 1, 12, 0)))  # noqa: DTZ001
    credential: str = field(metadata=told("the credential's id", "AQID"))
    public_key: str = field(metadata=told("the COSE public key", "pQEC"))
    authenticator_data: str = field(metadata=told("authenticatorData", "SZYN"))
    client_data: str = field(metadata=told("clientDataJSON", "eyJ0"))
    signature: str = field(metadata=told("the signature over both", "MEUC"))
