"""The vaults: of one project, where every call takes a Permit, and of the installation, for what is no project's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO, Final

from hemvist.domain.permit import Permit
from hemvist.vault.base import INSTALLATION, Keys, checked_scope
from hemvist.vault.errors import KeyMissing, NotSealedByUs, Tampered
from hemvist.vault.format import BadChunk, open_stream, seal_stream
from hemvist.vault.header import BadHeader, Header, read_header


class ProjectVault:
    """A Vault for one project. Opening it checks nothing and holds no key: each call asks ``keys``."""

    def __init__(self, keys: Keys, project: str) -> None:
        if checked_scope(project) == INSTALLATION:
            raise KeyMissing(scope="a project of that name")
        self.scope: Final = project
        self._scope = _Scope(keys, project)

    def seal(self, permit: Permit, plain: Iterable[bytes], sealed: BinaryIO, about: bytes) -> int:
        """See Vault."""
        permit.covering(self.scope)
        return self._scope.seal(plain, sealed, about)

    def open(self, permit: Permit, sealed: BinaryIO, about: bytes) -> Iterator[bytes]:
        """See Vault."""
        permit.covering(self.scope)
        return self._scope.open(sealed, about)

    def seal_bytes(self, permit: Permit, plain: bytes, about: bytes) -> bytes:
        """See Vault."""
        permit.covering(self.scope)
        return self._scope.seal_bytes(plain, about)

    def open_bytes(self, permit: Permit, sealed: bytes, about: bytes) -> bytes:
        """See Vault."""
        permit.covering(self.scope)
        return self._scope.open_bytes(sealed, about)


class InstallationVault:
    """Seals what belongs to no project: agreements, second factors' secrets, the web server's secret. No Permits."""

    scope: Final = INSTALLATION

    def __init__(self, keys: Keys) -> None:
        self._scope = _Scope(keys, INSTALLATION)

    def seal_bytes(self, plain: bytes, about: bytes) -> bytes:
        """Seal a small thing under the installation's key."""
        return self._scope.seal_bytes(plain, about)

    def open_bytes(self, sealed: bytes, about: bytes) -> bytes:
        """Open it again: all of it or an error, as Vault says."""
        return self._scope.open_bytes(sealed, about)


class _Scope:
    def __init__(self, keys: Keys, name: str) -> None:
        self._keys = keys
        self._name = name

    def seal(self, plain: Iterable[bytes], sealed: BinaryIO, about: bytes) -> int:
        return seal_stream(self._keys.new_data_key(self._name), plain, sealed, about)

    def open(self, sealed: BinaryIO, about: bytes) -> Iterator[bytes]:
        header = self._header(sealed)
        return self._chunks(self._keys.unwrap(self._name, header.wrapped), header, sealed, about)

    def seal_bytes(self, plain: bytes, about: bytes) -> bytes:
        sealed = BytesIO()
        self.seal((plain,), sealed, about)
        return sealed.getvalue()

    def open_bytes(self, sealed: bytes, about: bytes) -> bytes:
        return b"".join(self.open(BytesIO(sealed), about))

    def _header(self, sealed: BinaryIO) -> Header:
        try:
            return read_header(sealed)
        except BadHeader as why:
            raise NotSealedByUs(scope=self._name, reason=str(why)) from None

    def _chunks(self, key: bytes, header: Header, sealed: BinaryIO, about: bytes) -> Iterator[bytes]:
        try:
            yield from open_stream(key, header, sealed, about)
        except BadChunk:
            raise Tampered(scope=self._name) from None
