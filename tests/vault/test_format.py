"""The sealed format: the published vectors, and a second implementation that agrees with ours."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import HemvistError
from hemvist.vault.base import DataKey
from hemvist.vault.embedded import EmbeddedKeys
from hemvist.vault.format import BadChunk, open_stream, seal_stream
from hemvist.vault.header import Header, read_header
from hemvist.vault.sealing import ProjectVault
from hemvist.vault.wrapping import purpose, unwrap, wrap
from tests import cast
from tests.vault import reference

PUBLISHED: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedKeys:
    """The published key folder, unlocked with the published passphrase."""
    folder = tmp_path_factory.mktemp("published")
    folder.chmod(0o700)
    for name, kept in PUBLISHED["key_folder"].items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(kept if isinstance(kept, str) else json.dumps(kept))
    keys = EmbeddedKeys(folder)
    keys.unlock("p2", PUBLISHED["passphrase"])
    return keys


def test_the_published_vectors_are_what_the_description_makes() -> None:
    assert reference.vectors() == PUBLISHED


@pytest.mark.parametrize("vector", PUBLISHED["sealed"], ids=lambda vector: vector["name"])
def test_we_seal_and_open_the_published_vectors(vector: dict[str, Any], keys: EmbeddedKeys) -> None:
    text, about = reference.pattern(vector["plain_size"]), bytes.fromhex(vector["about"])
    sealed, key = BytesIO(), DataKey(bytes.fromhex(vector["data_key"]), bytes.fromhex(vector["wrapped"]))
    seal_stream(key, [text], sealed, about, vector["chunk"])
    assert len(sealed.getvalue()) == vector["sealed_size"]
    assert hashlib.sha256(sealed.getvalue()).hexdigest() == vector["sealed_sha256"]
    assert vector.get("sealed", sealed.getvalue().hex()) == sealed.getvalue().hex()
    vault = ProjectVault(keys, vector["scope"])
    assert vault.open_bytes(cast.permit(vector["scope"]), sealed.getvalue(), about) == text


@pytest.mark.parametrize("vector", PUBLISHED["refused"], ids=lambda vector: vector["name"])
def test_we_refuse_what_is_published_as_refused(vector: dict[str, str], keys: EmbeddedKeys) -> None:
    scope, about, sealed = vector["scope"], bytes.fromhex(vector["about"]), bytes.fromhex(vector["sealed"])
    with pytest.raises(HemvistError) as refused:
        ProjectVault(keys, scope).open_bytes(cast.permit(scope), sealed, about)
    assert refused.value.code == vector["error"]
    assert reference.refuses(bytes.fromhex(PUBLISHED["scope_keys"][scope]), scope, sealed, about)


@settings(deadline=None)
@given(text=st.binary(max_size=5000), about=st.binary(max_size=30))
def test_a_reader_written_from_the_description_opens_what_we_seal(text: bytes, about: bytes) -> None:
    scope_key, data_key, sealed = bytes(range(32)), bytes(range(32, 64)), BytesIO()
    wrapped = wrap(scope_key, data_key, purpose("data key", "p1"))
    seal_stream(DataKey(data_key, wrapped), [text], sealed, about, 1024)
    assert reference.unseal(scope_key, "p1", sealed.getvalue(), about) == text


@settings(deadline=None)
@given(text=st.binary(max_size=5000), about=st.binary(max_size=30))
def test_we_open_what_a_writer_made_from_the_description_seals(text: bytes, about: bytes) -> None:
    data_key = bytes(range(32))
    sealed = BytesIO(reference.seal(data_key, b"any wrapped key", text, about, 1024))
    assert b"".join(open_stream(data_key, read_header(sealed), sealed, about)) == text


def test_a_wrapped_key_opens_for_its_purpose_only() -> None:
    key, plain = bytes(32), bytes(range(32))
    wrapped = wrap(key, plain, purpose("data key", "p1"))
    assert unwrap(key, wrapped, purpose("data key", "p1")) == plain
    assert unwrap(key, wrapped, purpose("data key", "p2")) is None
    assert unwrap(key, wrapped, purpose("scope key", "p1")) is None
    assert unwrap(bytes([1] * 32), wrapped, purpose("data key", "p1")) is None


def test_purposes_do_not_run_into_one_another() -> None:
    assert purpose("ab", "c") != purpose("a", "bc")
    assert purpose("a") != purpose("a", "")


def test_an_empty_chunk_after_others_is_refused_even_from_who_has_the_key() -> None:
    key, header = bytes(32), Header(b"w", 1024)
    full = reference.seal(key, b"w", bytes(2048), b"", 1024)[len(header.pack()) :][:1040]
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    empty = AESGCM(key).encrypt((1).to_bytes(11, "big") + b"\x01", b"", header.pack())
    with pytest.raises(BadChunk):
        list(open_stream(key, header, BytesIO(full + empty), b""))


def test_the_largest_header_that_is_read_allows_for_a_chunk_of_one_mebibyte_at_most() -> None:
    header = Header(bytes(1024), 1_048_576)
    tracemalloc.start()
    try:
        with pytest.raises(BadChunk):
            list(open_stream(bytes(32), read_header(BytesIO(header.pack())), Zeros(), b""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


class Zeros(BytesIO):
    """Zeros without end."""

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        return bytes(size)
