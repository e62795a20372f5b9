"""A passkey in software, as WebAuthn level 2 describes one: real keys, real assertions, for tests of signatures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256, CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from hemvist.domain.agreement import Agreement, Side, Signature, Signer
from hemvist.people.models import Person
from hemvist.projects.proof import challenge, fingerprint


class Passkey:
    """One key of one person, for one host."""

    def __init__(self, name: str, side: Side, host: str = "localhost") -> None:
        self.name, self.side, self.host = name, side, host
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = cbor.encode(ES256.from_cryptography_key(self._key.public_key()))
        self.credential = hashlib.sha256(self.public_key).digest()[:16]

    @property
    def signer(self) -> Signer:
        return Signer(self.side, self.name, fingerprint(self.public_key))

    def asserts(
        self,
        challenged: bytes,
        *,
        flags: int = 0x05,
        kind: str = "webauthn.get",
        origin: str = "",
        more: dict[str, Any] | None = None,
    ) -> dict[str, str]:
        """What navigator.credentials.get() gives for this challenge."""
        told = {"type": kind, "challenge": websafe_encode(challenged), "origin": origin or f"https://{self.host}:8443"}
        client_data = json.dumps(told | (more or {})).encode()
        data = hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")
        signed = self._key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "authenticator_data": websafe_encode(data),
            "client_data": websafe_encode(client_data),
            "signature": websafe_encode(signed),
        }

    def signs(self, agreement: Agreement, **more: Any) -> Signature:
        """Its signature over this agreement."""
        return Signature(
            self.side, self.name, datetime(2026, 11, 23, 9, tzinfo=UTC), websafe_encode(self.credential),
            websafe_encode(self.public_key), **self.asserts(challenge(agreement), **more),
        )  # fmt: skip


def signed(agreement: Agreement, *passkeys: Passkey) -> Agreement:
    """The agreement with these passkeys as its signers, signed by all of them."""
    named = replace(agreement, signers=tuple(one.signer for one in passkeys), signed_at=passkeys[0].host)
    return replace(named, signatures=tuple(one.signs(named) for one in passkeys))


def browser_gives(passkey: Passkey, agreement: Agreement, **more: Any) -> dict[str, object]:
    """The assertion as a browser's script sends it."""
    made = passkey.asserts(challenge(agreement), **more)
    response = {
        "authenticatorData": made["authenticator_data"],
        "clientDataJSON": made["client_data"],
        "signature": made["signature"],
    }
    return {"id": websafe_encode(passkey.credential), "rawId": websafe_encode(passkey.credential), "response": response}


def enrol(person: Person, passkey: Passkey) -> None:
    """Put the passkey into the person's account, as registering it would."""
    data = AuthenticatorData.create(
        hashlib.sha256(passkey.host.encode()).digest(), 0x45, 0,
        AttestedCredentialData.create(Aaguid.NONE, passkey.credential, CoseKey.parse(cbor.decode(passkey.public_key))),
    )  # fmt: skip
    attested = websafe_encode(AttestationObject.create("none", data, {}))
    told = {"type": "webauthn.create", "challenge": "AAAA", "origin": f"https://{passkey.host}"}
    credential = {
        "id": websafe_encode(passkey.credential), "rawId": websafe_encode(passkey.credential), "type": "public-key",
        "response": {"clientDataJSON": websafe_encode(json.dumps(told).encode()), "attestationObject": attested},
        "clientExtensionResults": {},
    }  # fmt: skip
    WebAuthn.add(person, "A passkey", credential)
