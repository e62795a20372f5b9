"""What we decide for the sign-in library: no sign-up, secrets sealed at rest, the words on the authenticator."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from hemvist.vault.opened import installation

ABOUT = b"second-factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Nobody signs up: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Seals the secrets that the library would keep in clear."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(installation().seal_bytes(text.encode(), ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return installation().open_bytes(base64.b64decode(encrypted_text), ABOUT).decode()

    def get_totp_issuer(self) -> str:
        return "Hemvist"

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        return bool(super().is_mfa_enabled(user, types))
