"""A root key behind a passphrase: random, wrapped by what argon2id makes of the passphrase (RFC 9106)."""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hemvist.vault.errors import KeyDamaged, WeakPassphrase, WrongPassphrase
from hemvist.vault.wrapping import KEY, purpose, unwrap, wrap

_LEAST: Final = 12
_MOST: Final = 1_024
_MEMORY: Final = range(65_536, 1_048_577)
_PASSES: Final = range(3, 33)
_LANES: Final = range(1, 17)


@dataclass(frozen=True)
class Cost:
    """Argon2id's parameters: memory in KiB, passes, lanes. RFC 9106, section 4, second recommended option."""

    memory: int = 65_536
    passes: int = 3
    lanes: int = 4

    @property
    def sound(self) -> bool:
        """Neither cheaper than we make them nor so dear that opening would exhaust the machine."""
        whole = all(type(part) is int for part in (self.memory, self.passes, self.lanes))
        return whole and self.memory in _MEMORY and self.passes in _PASSES and self.lanes in _LANES


@dataclass(frozen=True)
class Behind:
    """A root key behind a passphrase, as it is kept: cost, salt, a check value and the wrapped root key."""

    name: str
    cost: Cost
    salt: bytes
    check: bytes
    wrapped: bytes

    @classmethod
    def put(cls, name: str, root: bytes, passphrase: str) -> Behind:
        """Put a root key behind a passphrase. Raises WeakPassphrase."""
        cost, salt = Cost(), _salt()
        key, check = _derive(_strong(passphrase), cost, salt)
        return cls(name, cost, salt, check, wrap(key, root, purpose("passphrase root", name)))

    def root(self, passphrase: str) -> bytes:
        """The root key. Raises WrongPassphrase, or KeyDamaged where the passphrase is right."""
        key, check = _derive(passphrase, self.cost, self.salt)
        if not hmac.compare_digest(check, self.check):
            raise WrongPassphrase(name=self.name)
        root = unwrap(key, self.wrapped, purpose("passphrase root", self.name))
        if root is None:
            raise KeyDamaged(scope=self.name)
        return root

    def pack(self) -> bytes:
        """As JSON."""
        kept = {"format": 1, "name": self.name, "argon2id": asdict(self.cost)}
        return json.dumps(
            kept | {"salt": self.salt.hex(), "check": self.check.hex(), "wrapped": self.wrapped.hex()}
        ).encode()

    @classmethod
    def unpack(cls, name: str, data: bytes) -> Behind:
        """From JSON. Raises KeyDamaged when it is not one of ours, of this name."""
        try:
            kept = json.loads(data)
            cost = Cost(**kept["argon2id"])
            salt, check, wrapped = (bytes.fromhex(kept[part]) for part in ("salt", "check", "wrapped"))
            if (kept["format"], kept["name"], cost.sound, len(salt)) != (1, name, True, 16):
                raise KeyDamaged(scope=name)
        except (ValueError, KeyError, TypeError, RecursionError):
            raise KeyDamaged(scope=name) from None
        return cls(name, cost, salt, check, wrapped)


def _salt() -> bytes:
    return os.urandom(16)


def _strong(passphrase: str) -> str:
    if not _LEAST <= len(passphrase) <= _MOST:
        raise WeakPassphrase(least=_LEAST, most=_MOST)
    return passphrase


def _derive(passphrase: str, cost: Cost, salt: bytes) -> tuple[bytes, bytes]:
    # The same passphrase typed on another keyboard may arrive in another Unicode form (RFC 8265: NFC).
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    stretched = Argon2id(
        salt=salt, length=KEY, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(typed)
    key, check = (HKDFExpand(SHA256(), KEY, purpose("passphrase", part)).derive(stretched) for part in ("key", "check"))
    return key, check
