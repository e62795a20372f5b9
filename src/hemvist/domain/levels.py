"""The level table: what each of the four levels permits. Absence means no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Place(StrEnum):
    """Where a party stands, from nearest to furthest."""

    HERE = "here"
    EU = "eu"
    US = "us"
    ELSEWHERE = "elsewhere"


class RootKey(StrEnum):
    """What guards the root key that wraps a project's key."""

    FILE = "file"
    PASSPHRASE = "passphrase"
    CREDENTIAL = "credential"
    OPENBAO = "openbao"


class Factor(StrEnum):
    """A second factor that a session was opened with."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


class Role(StrEnum):
    """As what a person belongs to a project."""

    MEMBER = "member"
    CURATOR = "curator"
    OWNER = "owner"
    OPERATOR = "operator"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class LevelRules:
    """One row of the level table. Every set lists what is permitted; what is not listed is refused."""

    name: str
    model_places: frozenset[Place]
    other_places: frozenset[Place]
    root_keys: frozenset[RootKey]
    passkey_roles: frozenset[Role]
    person_by_person: bool
    sensitive_data: bool
    network_out: bool
    any_identity_provider: bool


_ANYWHERE = frozenset(Place)
_WITHIN_EU = frozenset({Place.HERE, Place.EU})
_HERE = frozenset({Place.HERE})
_ANY_KEY = frozenset(RootKey)
# A key on the same disk protects a lost backup, not a stolen server: allowed up to level 1.
_GUARDED_KEY = frozenset({RootKey.PASSPHRASE, RootKey.CREDENTIAL, RootKey.OPENBAO})
_LEADING = frozenset({Role.OWNER, Role.OPERATOR})
_NO_ROLE: frozenset[Role] = frozenset()

STRICT = 2
"""From this level on a provider's parent and sub-processors count, and it keeps nothing."""

LEVELS: Mapping[int, LevelRules] = MappingProxyType(
    {
        0: LevelRules("fast prototype", _ANYWHERE, _ANYWHERE, _ANY_KEY, _NO_ROLE, False, False, True, True),
        1: LevelRules("fast but orderly", _ANYWHERE, _ANYWHERE, _ANY_KEY, _NO_ROLE, True, False, True, True),
        2: LevelRules("inside the EU", _WITHIN_EU, _WITHIN_EU, _GUARDED_KEY, _LEADING, True, True, True, False),
        3: LevelRules("own environment", _HERE, _HERE, _GUARDED_KEY, _LEADING, True, True, False, False),
    }
)
