"""Keys in process: root keys from a file, a systemd credential or passphrases; each scope's key a wrapped file.

No scope's key is kept in memory: it is read and unwrapped for each call, so what one process destroys, no other opens.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hemvist.domain.levels import RootKey
from hemvist.vault.base import DataKey, checked_scope
from hemvist.vault.errors import (
    AlreadyBehind,
    KeyDamaged,
    KeyDestroyed,
    KeyExists,
    KeyExposed,
    KeyMissing,
    NotSealedByUs,
    PassphraseMissing,
    RootMissing,
    VaultLocked,
)
from hemvist.vault.folder import KeyFolder, read_private, write_private
from hemvist.vault.passphrase import Behind
from hemvist.vault.wrapping import KEY, purpose, unwrap, wrap

ROOT_FILE: Final = "root.key"
CREDENTIAL: Final = "hemvist-root-key"
_WRAPPED, _PASSPHRASE, _DESTROYED = ".wrapped", ".passphrase", ".destroyed"


def make_root_file(path: Path) -> None:
    """Write a new random root key: 64 hex digits, mode 600. FileExistsError if there is one: it is never replaced."""
    write_private(path, os.urandom(KEY).hex().encode() + b"\n")


class EmbeddedKeys:
    """Keys over a key folder. See ``Keys`` for what each call does.

    ``root_file`` is by default ``root.key`` in the folder. With ``data`` (the data folder), keys that lie inside it
    are refused. Raises KeyExposed, and KeyDamaged for a root key that is none.
    """

    def __init__(self, folder: Path, *, root_file: Path | None = None, data: Path | None = None) -> None:
        root_file = root_file or folder / ROOT_FILE
        for path in (folder, root_file):
            _outside(data, path)
        self._folder = KeyFolder(folder)
        self._roots: dict[tuple[RootKey, str], bytes] = {}
        self._deriving = threading.Lock()
        self._hold(RootKey.FILE, root_file)
        if given := os.environ.get("CREDENTIALS_DIRECTORY"):
            self._hold(RootKey.CREDENTIAL, Path(given) / CREDENTIAL)
        self._finish_destroying()

    def create(self, scope: str, root: RootKey) -> None:
        """See Keys."""
        with self._folder.changing():
            if self._wrapped(checked_scope(scope)) is not None:
                raise KeyExists(scope=scope)
            wrapped = wrap(self._root(root, scope), os.urandom(KEY), _of_scope(scope, root))
            self._folder.write(scope + _WRAPPED, _Wrapped(root, wrapped).pack(scope))

    def root_of(self, scope: str) -> RootKey | None:
        """See Keys."""
        try:
            return self._found(scope).root
        except (KeyMissing, KeyDestroyed):
            return None

    def new_data_key(self, scope: str) -> DataKey:
        """See Keys."""
        plain = os.urandom(KEY)
        return DataKey(plain, wrap(self._key(scope), plain, purpose("data key", scope)))

    def unwrap(self, scope: str, wrapped: bytes) -> bytes:
        """See Keys."""
        plain = unwrap(self._key(scope), wrapped, purpose("data key", scope))
        if plain is None:
            raise NotSealedByUs(scope=scope, reason="its data key was wrapped by another key, or changed")
        return plain

    def destroy(self, scope: str) -> None:
        """See Keys. The mark that says so is written first: broken off, it is finished at the next start."""
        with self._folder.changing():
            if not any(self._folder.has(checked_scope(scope) + end) for end in (_WRAPPED, _PASSPHRASE, _DESTROYED)):
                raise KeyMissing(scope=scope)
            if not self._folder.has(scope + _DESTROYED):
                self._folder.write(scope + _DESTROYED, b"")
            self._shred(scope)

    def locked(self, scope: str) -> bool:
        """See Keys."""
        return self._slot(self._found(scope).root, scope) not in self._roots

    def set_passphrase(self, name: str, passphrase: str) -> None:
        """See Keys."""
        with self._folder.changing():
            root = os.urandom(KEY) if self._behind(name) is None else self._root(RootKey.PASSPHRASE, name)
            with self._deriving:
                behind = Behind.put(name, root, passphrase)
            self._folder.write(name + _PASSPHRASE, behind.pack())
            self._roots[RootKey.PASSPHRASE, name] = root

    def put_behind(self, scope: str, passphrase: str) -> None:
        """See Keys. The passphrase's file comes first, and is read back and opened before the other is replaced."""
        with self._folder.changing():
            if self._found(scope).root is RootKey.PASSPHRASE:
                raise AlreadyBehind(scope=scope)
            key, root = self._key(scope), os.urandom(KEY)
            bound = _of_scope(scope, RootKey.PASSPHRASE)
            with self._deriving:
                self._folder.write(scope + _PASSPHRASE, Behind.put(scope, root, passphrase).pack())
                there = self._behind_or_raise(scope).root(passphrase)
            wrapped = wrap(there, key, bound)
            if unwrap(root, wrapped, bound) != key:
                raise KeyDamaged(scope=scope)
            self._roots[RootKey.PASSPHRASE, scope] = root  # before it is asked for
            self._folder.write(scope + _WRAPPED, _Wrapped(RootKey.PASSPHRASE, wrapped).pack(scope))

    def unlock(self, name: str, passphrase: str) -> None:
        """See Keys."""
        behind = self._behind_or_raise(name)
        with self._deriving:
            root = behind.root(passphrase)
        # It may have been destroyed while the key was derived, and must not come back into memory then.
        with self._folder.changing():
            self._behind_or_raise(name)
            self._roots[RootKey.PASSPHRASE, name] = root

    def lock(self, name: str) -> None:
        """See Keys."""
        self._behind_or_raise(name)
        self._roots.pop((RootKey.PASSPHRASE, name), None)

    def _key(self, scope: str) -> bytes:
        found = self._found(scope)
        key = unwrap(self._root(found.root, scope), found.wrapped, _of_scope(scope, found.root))
        if key is None:
            raise KeyDamaged(scope=scope)
        return key

    def _found(self, scope: str) -> _Wrapped:
        found = self._wrapped(checked_scope(scope))
        if found is None:
            raise KeyMissing(scope=scope)
        return found

    def _wrapped(self, scope: str) -> _Wrapped | None:
        data = self._folder.read(scope + _WRAPPED)
        self._not_destroyed(scope)
        return None if data is None else _Wrapped.unpack(scope, data)

    def _behind(self, name: str) -> Behind | None:
        data = self._folder.read(checked_scope(name) + _PASSPHRASE)
        self._not_destroyed(name)
        return None if data is None else Behind.unpack(name, data)

    def _behind_or_raise(self, name: str) -> Behind:
        behind = self._behind(name)
        if behind is None:
            raise PassphraseMissing(name=name)
        return behind

    def _not_destroyed(self, scope: str) -> None:
        if self._folder.has(scope + _DESTROYED):
            self._roots.pop((RootKey.PASSPHRASE, scope), None)
            raise KeyDestroyed(scope=scope)

    def _root(self, root: RootKey, scope: str) -> bytes:
        held = self._roots.get(self._slot(root, scope))
        if held is not None:
            return held
        if root is not RootKey.PASSPHRASE:
            raise RootMissing(root=root)
        self._behind_or_raise(scope)
        raise VaultLocked(scope=scope)

    @staticmethod
    def _slot(root: RootKey, scope: str) -> tuple[RootKey, str]:
        return root, scope if root is RootKey.PASSPHRASE else ""

    def _hold(self, root: RootKey, path: Path) -> None:
        data = read_private(path, credential=root is RootKey.CREDENTIAL)
        if data is not None:
            self._roots[root, ""] = _root_key(data, path)

    def _shred(self, scope: str) -> None:
        self._roots.pop((RootKey.PASSPHRASE, scope), None)
        self._folder.shred(scope + _WRAPPED)
        self._folder.shred(scope + _PASSPHRASE)

    def _finish_destroying(self) -> None:
        with self._folder.changing():
            for scope in self._folder.endings(_DESTROYED):
                self._shred(scope)


@dataclass(frozen=True)
class _Wrapped:
    """A scope's key as it is kept: the kind of root key that wrapped it, and the wrapped key."""

    root: RootKey
    wrapped: bytes

    def pack(self, scope: str) -> bytes:
        return json.dumps({"format": 1, "scope": scope, "root": self.root, "wrapped": self.wrapped.hex()}).encode()

    @classmethod
    def unpack(cls, scope: str, data: bytes) -> _Wrapped:
        try:
            kept = json.loads(data)
            if (kept["format"], kept["scope"]) != (1, scope):
                raise KeyDamaged(scope=scope)
            return cls(RootKey(kept["root"]), bytes.fromhex(kept["wrapped"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise KeyDamaged(scope=scope) from None


def _of_scope(scope: str, root: RootKey) -> bytes:
    return purpose("scope key", scope, root)


def _root_key(data: bytes, path: Path) -> bytes:
    try:
        key = bytes.fromhex(data.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise KeyExposed(path=path, reason="it is not 64 hex digits", remedy="Restore it from its own backup.")
    return key


def _outside(data: Path | None, path: Path) -> None:
    if data is not None and path.resolve().is_relative_to(data.resolve()):
        raise KeyExposed(
            path=path, reason="it lies inside the data folder", remedy="Move it where no data backup reaches it."
        )
