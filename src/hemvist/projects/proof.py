"""Whether the signatures of an agreement hold: checked from the agreement alone, without a server, a clock or a database."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticatorData

from hemvist.domain.agreement import FORM, Agreement, Side, Signature, Signer

_WORDS = {Side.CLIENT: "client", Side.OPERATOR: "operator"}


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of a COSE public key, in hexadecimal: what stands in the agreement's ``signers``."""
    return hashlib.sha256(public_key).hexdigest()


def challenge(agreement: Agreement) -> bytes:
    """What a passkey signs: the 32 bytes of the SHA-256 of the canonical agreement."""
    return hashlib.sha256(agreement.canonical).digest()


def flaws(agreement: Agreement) -> list[str]:
    """Every reason why this is not an agreement that all sides have signed; none, and it is."""
    found = [] if agreement.form == FORM else ["It is of a form that was never signed."]
    found += [f"The {_WORDS[side]} has not signed." for side in agreement.sides if not _of(agreement, side)]
    found += [f"The {_WORDS[side]} has signed more than once." for side in Side if len(_of(agreement, side)) > 1]
    if not agreement.one_party and len({row.public_key for row in agreement.signatures}) < len(agreement.signatures):
        found.append("One passkey has signed for both sides.")
    return found + [flaw for row in agreement.signatures for flaw in flaws_of(agreement, row)]


def flaws_of(agreement: Agreement, signature: Signature) -> list[str]:
    """Every reason why this signature does not hold for exactly this version of the agreement."""
    try:
        return [f"The {_WORDS[signature.side]}'s signature: {flaw}" for flaw in _flaws(agreement, signature)]
    except (
        ValueError, TypeError, KeyError, AttributeError, NotImplementedError, IndexError, RecursionError, struct.error,
    ):  # fmt: skip
        return [
            f"The {_WORDS[signature.side]}'s signature: it is not what a passkey gives, or of a kind that is not known."
        ]


def _of(agreement: Agreement, side: Side) -> list[Signature]:
    return [row for row in agreement.signatures if row.side is side]


def _flaws(agreement: Agreement, row: Signature) -> Iterator[str]:
    if any(websafe_encode(websafe_decode(one)) != one for one in _bytes_of(row)):
        yield "its bytes are not written as base64url writes them."
    public_key, client_data = websafe_decode(row.public_key), websafe_decode(row.client_data)
    yield from _by_whom(agreement, row, fingerprint(public_key))
    yield from _of_what(agreement, json.loads(client_data))
    yield from _in_what_way(agreement, AuthenticatorData(websafe_decode(row.authenticator_data)))
    key: Any = cbor.decode(public_key)
    signed = websafe_decode(row.authenticator_data) + hashlib.sha256(client_data).digest()
    try:
        CoseKey.parse(key).verify(signed, websafe_decode(row.signature))
    except InvalidSignature:
        yield "it was not made with this passkey over these bytes."


def _bytes_of(row: Signature) -> tuple[str, ...]:
    return row.credential, row.public_key, row.authenticator_data, row.client_data, row.signature


def _by_whom(agreement: Agreement, row: Signature, key: str) -> Iterator[str]:
    agreed = [one for one in agreement.signers if one.side is row.side]
    if agreed != [Signer(row.side, row.name, key)]:
        yield "person or passkey is not the one that the agreement names for this side."


def _of_what(agreement: Agreement, told: dict[str, object]) -> Iterator[str]:
    if told.get("type") != "webauthn.get":
        yield "it was made for something else than signing."
    if told.get("challenge") != websafe_encode(challenge(agreement)):
        yield "it was made over another version of the agreement."
    origin = urlsplit(str(told.get("origin")))
    if origin.scheme != "https" or origin.hostname != agreement.signed_at or told.get("crossOrigin"):
        yield f"it was made on another page than {agreement.signed_at or 'the one agreed'}."


def _in_what_way(agreement: Agreement, told: AuthenticatorData) -> Iterator[str]:
    if told.rp_id_hash != hashlib.sha256(agreement.signed_at.encode()).digest():
        yield f"the passkey belongs to another host than {agreement.signed_at or 'the one agreed'}."
    if not told.is_user_present() or not told.is_user_verified():
        yield "the passkey did not verify the person who held it."
