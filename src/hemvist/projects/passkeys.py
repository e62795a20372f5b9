"""A person's passkeys, as signatures need them: the key's fingerprint, and an assertion taken whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from fido2 import cbor
from fido2.utils import websafe_decode, websafe_encode

from hemvist.domain.agreement import Agreement
from hemvist.people.models import Person
from hemvist.projects import proof
from hemvist.projects.proof import fingerprint

_LONGEST = 10_000


@dataclass(frozen=True)
class Passkey:
    """One of a person's passkeys."""

    name: str
    credential: bytes
    public_key: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the COSE public key."""
        return fingerprint(self.public_key)

    @property
    def id(self) -> str:
        """The credential's id in base64url, as browsers name it."""
        return websafe_encode(self.credential)


def of(person: Person) -> list[Passkey]:
    """All of the person's passkeys."""
    return list(_found(person))


def has(person: Person, key: str) -> bool:
    """Whether a passkey, by its fingerprint, is in the person's account now."""
    return key in {one.fingerprint for one in of(person)}


def _found(person: Person) -> Iterator[Passkey]:
    for row in Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN):
        key = row.wrap()
        held = key.authenticator_data.credential_data
        yield Passkey(key.name, held.credential_id, cbor.encode(held.public_key))


def assertion(person: Person, told: object) -> dict[str, str]:
    """The parts of an assertion that a browser gave, with the public key that the person registered.

    A :class:`ValueError` for whatever is no assertion of a passkey of this person.
    """
    response: Any = told.get("response") if isinstance(told, dict) else None
    credential = told.get("rawId") if isinstance(told, dict) else None
    key = next((one for one in of(person) if one.id == credential), None)
    if key is None or not isinstance(response, dict):
        raise ValueError("no assertion of a passkey of this person")
    return {
        "credential": key.id,
        "public_key": websafe_encode(key.public_key),
        "authenticator_data": _bytes(response.get("authenticatorData")),
        "client_data": _bytes(response.get("clientDataJSON")),
        "signature": _bytes(response.get("signature")),
    }


def _bytes(told: object) -> str:
    """Base64url as it is always written, so that one assertion has one form."""
    if not isinstance(told, str) or len(told) > _LONGEST:
        raise ValueError("not base64url")
    return websafe_encode(websafe_decode(told))


def challenge(agreement: Agreement) -> str:
    """What a browser has the passkey sign, in base64url."""
    return websafe_encode(proof.challenge(agreement))
