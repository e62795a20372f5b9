"""The exam of Vault: the vault over every implementation of Keys sits it."""

from __future__ import annotations

import itertools
import struct
import time
import tracemalloc
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import HemvistError, PermitMisused
from hemvist.domain.levels import RootKey
from hemvist.domain.permit import Deed
from hemvist.vault.base import INSTALLATION, Keys, Vault
from hemvist.vault.errors import KeyDestroyed, KeyMissing, NotSealedByUs, Tampered, VaultLocked
from hemvist.vault.header import CHUNK
from hemvist.vault.sealing import InstallationVault, ProjectVault
from tests import cast

PROJECT, OTHER = "p1", "p2"
PERMIT = cast.permit(PROJECT, Deed.ASK)
CHANGED = (Tampered, NotSealedByUs)
SEALED_CHUNK = CHUNK + 16
HEADER = 15 + 61
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5)
quick = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)


class VaultExam:
    """Subclasses give a class-scoped fixture ``keys`` that has a root key file and no scopes."""

    @pytest.fixture(scope="class")
    @classmethod
    def vault(cls, keys: Keys) -> Vault:
        for scope in (PROJECT, OTHER, INSTALLATION):
            keys.create(scope, RootKey.FILE)
        return ProjectVault(keys, PROJECT)

    @pytest.fixture(scope="class")
    @classmethod
    def long(cls, vault: Vault) -> bytes:
        """Three chunks and a bit, sealed as b"long"."""
        return vault.seal_bytes(PERMIT, plain(3 * CHUNK + 100), b"long")

    @quick
    @given(text=st.binary(max_size=2000), about=st.binary(max_size=50))
    def test_whatever_is_sealed_opens_again(self, vault: Vault, text: bytes, about: bytes) -> None:
        sealed = vault.seal_bytes(PERMIT, text, about)
        assert vault.open_bytes(PERMIT, sealed, about) == text
        assert len(text) < 8 or text not in sealed

    @quick
    @given(size=st.sampled_from(SIZES), cuts=st.lists(st.integers(0, max(SIZES)), max_size=6))
    def test_it_opens_however_it_was_cut_into_blocks(self, vault: Vault, size: int, cuts: list[int]) -> None:
        text, edges = plain(size), [0, *sorted(cuts), size]
        blocks = [text[start:end] for start, end in itertools.pairwise(edges)]
        sealed = BytesIO()
        assert vault.seal(PERMIT, blocks, sealed, b"a") == sum(map(len, blocks)) == size
        assert vault.open_bytes(PERMIT, sealed.getvalue(), b"a") == text
        assert len(sealed.getvalue()) == HEADER + size + 16 * max(1, -(-size // CHUNK))

    def test_it_opens_from_a_stream_that_gives_few_bytes_at_a_time(self, vault: Vault, long: bytes) -> None:
        assert b"".join(vault.open(PERMIT, Trickle(long), b"long")) == plain(3 * CHUNK + 100)

    def test_the_same_text_is_never_sealed_the_same(self, vault: Vault) -> None:
        one, other = (vault.seal_bytes(PERMIT, plain(500), b"a") for _ in range(2))
        assert one[HEADER:] != other[HEADER:]

    @quick
    @given(size=st.integers(0, 300), data=st.data())
    def test_any_changed_byte_is_refused(self, vault: Vault, size: int, data: st.DataObject) -> None:
        sealed = bytearray(vault.seal_bytes(PERMIT, plain(size), b"a"))
        at = data.draw(st.integers(0, len(sealed) - 1))
        sealed[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(CHANGED):
            vault.open_bytes(PERMIT, bytes(sealed), b"a")

    @quick
    @given(size=st.integers(0, 300), data=st.data())
    def test_any_truncation_is_refused(self, vault: Vault, size: int, data: st.DataObject) -> None:
        sealed = vault.seal_bytes(PERMIT, plain(size), b"a")
        with pytest.raises(CHANGED):
            vault.open_bytes(PERMIT, sealed[: data.draw(st.integers(0, len(sealed) - 1))], b"a")

    @pytest.mark.parametrize("chunks", [0, 1, 2, 3])
    @pytest.mark.parametrize("beside", [-1, 0, 1])
    def test_truncation_at_a_chunks_edge_is_refused(self, vault: Vault, long: bytes, chunks: int, beside: int) -> None:
        with pytest.raises(CHANGED):
            vault.open_bytes(PERMIT, long[: HEADER + chunks * SEALED_CHUNK + beside], b"long")

    @quick
    @given(data=st.data())
    def test_a_changed_byte_of_a_long_thing_is_refused_and_no_chunk_of_it_leaves(
        self, vault: Vault, long: bytes, data: st.DataObject
    ) -> None:
        at, sealed = data.draw(st.integers(HEADER, len(long) - 1)), bytearray(long)
        sealed[at] ^= 1
        given_out: list[bytes] = []
        with pytest.raises(Tampered):
            given_out.extend(vault.open(PERMIT, BytesIO(bytes(sealed)), b"long"))
        assert len(given_out) == (at - HEADER) // SEALED_CHUNK
        assert b"".join(given_out) == plain(3 * CHUNK + 100)[: len(given_out) * CHUNK]

    @pytest.mark.parametrize(
        "order", [(1, 0, 2, 3), (0, 2, 1, 3), (0, 0, 1, 2, 3), (1, 2, 3), (0, 2, 3), (0, 1, 2, 2, 3)]
    )
    def test_swapped_repeated_and_missing_chunks_are_refused(
        self, vault: Vault, long: bytes, order: tuple[int, ...]
    ) -> None:
        chunks = [long[HEADER + n * SEALED_CHUNK :][:SEALED_CHUNK] for n in range(4)]
        with pytest.raises(Tampered):
            vault.open_bytes(PERMIT, long[:HEADER] + b"".join(chunks[n] for n in order), b"long")

    def test_chunks_of_another_thing_are_refused(self, vault: Vault, long: bytes) -> None:
        other = vault.seal_bytes(PERMIT, plain(3 * CHUNK + 100), b"long")
        cut = HEADER + SEALED_CHUNK
        with pytest.raises(Tampered):
            vault.open_bytes(PERMIT, long[:cut] + other[cut:], b"long")
        with pytest.raises(Tampered):
            vault.open_bytes(PERMIT, other[:HEADER] + long[HEADER:], b"long")

    @quick
    @given(more=st.binary(min_size=1, max_size=40))
    def test_added_bytes_are_refused(self, vault: Vault, long: bytes, more: bytes) -> None:
        for sealed, about in ((long, b"long"), (vault.seal_bytes(PERMIT, b"", b"long"), b"long")):
            with pytest.raises(Tampered):
                vault.open_bytes(PERMIT, sealed + more, about)

    @quick
    @given(about=st.binary(max_size=40), named=st.binary(max_size=40))
    def test_what_is_about_another_thing_is_refused(self, vault: Vault, about: bytes, named: bytes) -> None:
        sealed = vault.seal_bytes(PERMIT, b"text", about)
        if about != named:
            with pytest.raises(Tampered):
                vault.open_bytes(PERMIT, sealed, named)

    def test_another_projects_vault_refuses_it(self, vault: Vault, keys: Keys, long: bytes) -> None:
        with pytest.raises(NotSealedByUs):
            ProjectVault(keys, OTHER).open_bytes(cast.permit(OTHER), long, b"long")
        with pytest.raises(NotSealedByUs):
            InstallationVault(keys).open_bytes(long, b"long")

    def test_the_installations_vault_opens_its_own_and_a_project_does_not(self, vault: Vault, keys: Keys) -> None:
        sealed = InstallationVault(keys).seal_bytes(b"secret", b"totp")
        assert InstallationVault(keys).open_bytes(sealed, b"totp") == b"secret"
        with pytest.raises(NotSealedByUs):
            vault.open_bytes(PERMIT, sealed, b"totp")
        with pytest.raises(KeyMissing):
            ProjectVault(keys, INSTALLATION)

    def test_a_permit_of_another_project_is_misused_at_the_call(self, vault: Vault, long: bytes) -> None:
        permit, sealed = cast.permit(OTHER), BytesIO()
        with pytest.raises(PermitMisused):
            vault.open(permit, BytesIO(long), b"long")
        with pytest.raises(PermitMisused):
            vault.open_bytes(permit, long, b"long")
        with pytest.raises(PermitMisused):
            vault.seal(permit, [b"text"], sealed, b"a")
        with pytest.raises(PermitMisused):
            vault.seal_bytes(permit, b"text", b"a")
        assert sealed.getvalue() == b""

    @quick
    @given(hostile=st.binary(max_size=300))
    def test_hostile_bytes_end_in_a_clean_error(self, vault: Vault, hostile: bytes) -> None:
        with pytest.raises(NotSealedByUs):
            vault.open_bytes(PERMIT, hostile, b"a")

    @quick
    @given(chunk=st.integers(0, 2**32 - 1), length=st.integers(0, 2**16 - 1), rest=st.binary(max_size=300))
    def test_hostile_headers_end_in_a_clean_error_with_little_memory(
        self, vault: Vault, chunk: int, length: int, rest: bytes
    ) -> None:
        sealed = Endless(b"hemvist\x01\x01" + struct.pack(">IH", chunk, length) + rest)
        with pytest.raises(HemvistError) as refused:
            vault.open(PERMIT, sealed, b"a")
        assert isinstance(refused.value, NotSealedByUs)
        assert sealed.given <= 15 + 1024

    def test_a_locked_vault_neither_seals_nor_opens(self, keys: Keys) -> None:
        scope = uuid4().hex
        keys.set_passphrase(scope, "correct horse battery staple")
        keys.create(scope, RootKey.PASSPHRASE)
        vault, permit = ProjectVault(keys, scope), cast.permit(scope)
        sealed = vault.seal_bytes(permit, b"text", b"a")
        keys.lock(scope)
        with pytest.raises(VaultLocked):
            vault.open_bytes(permit, sealed, b"a")
        with pytest.raises(VaultLocked):
            vault.seal_bytes(permit, b"text", b"a")

    def test_nothing_opens_once_the_key_is_destroyed(self, keys: Keys) -> None:
        scope = uuid4().hex
        keys.create(scope, RootKey.FILE)
        vault, permit = ProjectVault(keys, scope), cast.permit(scope)
        sealed = vault.seal_bytes(permit, b"text", b"a")
        keys.destroy(scope)
        with pytest.raises(KeyDestroyed):
            ProjectVault(keys, scope).open_bytes(permit, sealed, b"a")

    def test_a_stream_of_200_megabytes_takes_little_memory(self, vault: Vault, tmp_path: Path) -> None:
        began, blocks, size = time.monotonic(), 200, 1_000_000
        tracemalloc.start()
        try:
            with (tmp_path / "sealed").open("wb") as sealed:
                assert vault.seal(PERMIT, (bytes(size) for _ in range(blocks)), sealed, b"big") == blocks * size
            with (tmp_path / "sealed").open("rb") as sealed:
                assert sum(map(len, vault.open(PERMIT, sealed, b"big"))) == blocks * size
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 4_000_000
        assert time.monotonic() - began < 60


def plain(size: int) -> bytes:
    """Bytes that differ from chunk to chunk."""
    return bytes(n % 251 for n in range(size))


class Trickle(BytesIO):
    """A stream that gives at most 999 bytes a read, as a socket may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(999 if size is None or size < 0 else min(size, 999))


class Endless(BytesIO):
    """A stream that never ends: it counts what was taken from it."""

    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0
        self.given += size
        return super().read(size).ljust(size, b"\0")
