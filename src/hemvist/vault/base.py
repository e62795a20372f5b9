"""The two interfaces of the vault: Keys wraps and unwraps data keys, Vault seals and opens bytes for one project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Protocol

from hemvist.domain.levels import RootKey
from hemvist.domain.permit import Permit
from hemvist.vault.errors import KeyMissing

INSTALLATION: Final = "installation"
"""The scope of what belongs to no project: agreements, second factors' secrets, the web server's secret."""

_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def checked_scope(scope: str) -> str:
    """This scope, if it is one: a project id or ``installation``; 1 to 64 letters, digits, ``-`` and ``_``."""
    if not _SCOPE.fullmatch(scope):
        raise KeyMissing(scope="a scope that is not well formed")
    return scope


@dataclass(frozen=True)
class DataKey:
    """A fresh key for one sealed thing: 32 random bytes, and the same wrapped (at most 1024 bytes, opaque)."""

    plain: bytes = field(repr=False)
    wrapped: bytes


class Keys(Protocol):
    """Holds the root keys and the key of each scope; gives out data keys only. Safe to use from several threads.

    Whoever holds a ``Keys`` opens every scope of it: hold it in the vaults, give the vaults to others.
    """

    def create(self, scope: str, root: RootKey) -> None:
        """Make the key of a new scope, wrapped by a root key. A passphrase root is the one named like the scope.

        Raises KeyExists, KeyDestroyed (a scope is never used twice), RootMissing, PassphraseMissing, VaultLocked.
        """

    def root_of(self, scope: str) -> RootKey | None:
        """What guards this scope's key; None when there is none, or none any more."""

    def new_data_key(self, scope: str) -> DataKey:
        """A fresh data key, for one sealed thing. Raises KeyMissing, KeyDestroyed, VaultLocked, RootMissing."""

    def unwrap(self, scope: str, wrapped: bytes) -> bytes:
        """The 32 bytes of a wrapped data key. Raises NotSealedByUs, and what ``new_data_key`` raises."""

    def destroy(self, scope: str) -> None:
        """Make everything wrapped for this scope unreadable, for good. Again is no error; KeyMissing if never made."""

    def locked(self, scope: str) -> bool:
        """Whether the root key of this scope is not at hand. Raises KeyMissing, KeyDestroyed."""

    def set_passphrase(self, name: str, passphrase: str) -> None:
        """Make a passphrase root and leave it unlocked; or change the passphrase of an unlocked one.

        12 to 1024 characters. Raises WeakPassphrase, KeyDestroyed; VaultLocked when there is one and it is locked.
        """

    def put_behind(self, scope: str, passphrase: str) -> None:
        """Move a scope's key from another root key behind a passphrase of its own, and leave it unlocked.

        Broken off at any moment, the key opens as before or with the passphrase; again then is right. What wrapped it
        before is overwritten. Raises WeakPassphrase, AlreadyBehind, and what ``new_data_key`` raises.
        """

    def unlock(self, name: str, passphrase: str) -> None:
        """Hold this root key in memory. Takes about 0.2 s and 64 MiB, one at a time.

        Raises WrongPassphrase, PassphraseMissing, KeyDestroyed.
        """

    def lock(self, name: str) -> None:
        """Forget this root key. Raises PassphraseMissing when there never was one."""


class Vault(Protocol):
    """Seals and opens bytes for one project. Every call takes a Permit for it, of any deed."""

    @property
    def scope(self) -> str:
        """The project's id."""

    def seal(self, permit: Permit, plain: Iterable[bytes], sealed: BinaryIO, about: bytes) -> int:
        """Seal a stream of blocks of any sizes; returns how many plain bytes were sealed.

        ``about`` names the sealed thing (say ``b"version/4f…/text"``): it is not stored, and whoever opens must
        name the same. Raises PermitMisused, and what ``Keys.new_data_key`` raises.
        """

    def open(self, permit: Permit, sealed: BinaryIO, about: bytes) -> Iterator[bytes]:
        """The plain bytes, chunk by chunk, each authenticated before it is given out.

        Permit and header are checked at the call. Only the last chunk proves that none is missing: what was made
        of the earlier ones counts once the iterator has ended. Raises PermitMisused, NotSealedByUs, Tampered, and
        what ``Keys.unwrap`` raises.
        """

    def seal_bytes(self, permit: Permit, plain: bytes, about: bytes) -> bytes:
        """The same for a small thing."""

    def open_bytes(self, permit: Permit, sealed: bytes, about: bytes) -> bytes:
        """The same for a small thing: all of it or an error."""
