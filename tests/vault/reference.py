"""A second implementation of the sealed format, written from docs/vault-format.md alone: nothing of ours is imported.

``python -m tests.vault.reference > tests/vault/vectors.json`` makes the published test vectors.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

PASSPHRASE = "Bättre en fågel i handen"


def bound(*words: str) -> bytes:
    return b"".join(word.encode() + b"\x00" for word in ("hemvist 1", *words))


def wrap(key: bytes, plain: bytes, nonce: bytes, what: bytes) -> bytes:
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, what)


def unwrap(key: bytes, wrapped: bytes, what: bytes) -> bytes:
    assert len(wrapped) == 61
    assert wrapped[0] == 1
    return AESGCM(key).decrypt(wrapped[1:13], wrapped[13:], what)


def header(wrapped: bytes, chunk: int) -> bytes:
    return b"hemvist\x01\x01" + chunk.to_bytes(4, "big") + len(wrapped).to_bytes(2, "big") + wrapped


def seal(key: bytes, wrapped: bytes, plain: bytes, about: bytes, chunk: int) -> bytes:
    head, chunks = header(wrapped, chunk), max(1, -(-len(plain) // chunk))
    sealed = head
    for n in range(chunks):
        nonce = n.to_bytes(11, "big") + (b"\x01" if n == chunks - 1 else b"\x00")
        sealed += AESGCM(key).encrypt(nonce, plain[n * chunk : (n + 1) * chunk], head + about)
    return sealed


def unseal(scope_key: bytes, scope: str, sealed: bytes, about: bytes) -> bytes:
    """The plain bytes. Any AssertionError or InvalidTag is a refusal."""
    assert sealed[:9] == b"hemvist\x01\x01"
    chunk, length = int.from_bytes(sealed[9:13], "big"), int.from_bytes(sealed[13:15], "big")
    assert 1024 <= chunk <= 1_048_576
    assert 1 <= length <= 1024
    head, rest = sealed[: 15 + length], sealed[15 + length :]
    key, plain, n = unwrap(scope_key, head[15:], bound("data key", scope)), b"", 0
    while True:
        part, rest = rest[: chunk + 16], rest[chunk + 16 :]
        assert len(part) >= 16
        piece = AESGCM(key).decrypt(n.to_bytes(11, "big") + bytes([not rest]), part, head + about)
        assert piece or n == 0
        plain, n = plain + piece, n + 1
        if not rest:
            return plain


def refuses(scope_key: bytes, scope: str, sealed: bytes, about: bytes) -> bool:
    try:
        unseal(scope_key, scope, sealed, about)
    except (AssertionError, InvalidTag):
        return True
    return False


def expand(key: bytes, *words: str) -> bytes:
    """HKDF-Expand of RFC 5869 to 32 bytes: its first block."""
    return hmac.new(key, bound(*words) + b"\x01", hashlib.sha256).digest()


def stretched(passphrase: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=4, memory_cost=65536).derive(passphrase.encode())


def pattern(size: int) -> bytes:
    """Byte n is n modulo 251."""
    return bytes(n % 251 for n in range(size))


def made(label: str, size: int = 32) -> bytes:
    """The first bytes of SHA-256 of ``hemvist vector `` and a label."""
    return hashlib.sha256(f"hemvist vector {label}".encode()).digest()[:size]


def scope_file(root_key: bytes, scope: str, root: str) -> dict[str, Any]:
    what = bound("scope key", scope, root)
    wrapped = wrap(root_key, made(f"scope key {scope}"), made(f"nonce of {scope}", 12), what)
    return {"format": 1, "scope": scope, "root": root, "wrapped": wrapped.hex()}


def passphrase_file(name: str) -> dict[str, Any]:
    salt = made("salt", 16)
    long = stretched(PASSPHRASE, salt)
    wrapped = wrap(
        expand(long, "passphrase", "key"),
        made("passphrase root"),
        made("nonce of the passphrase root", 12),
        bound("passphrase root", name),
    )
    return {
        "format": 1,
        "name": name,
        "argon2id": {"memory": 65536, "passes": 3, "lanes": 4},
        "salt": salt.hex(),
        "check": expand(long, "passphrase", "check").hex(),
        "wrapped": wrapped.hex(),
    }


def sealed_vector(name: str, scope: str, size: int, about: bytes, chunk: int) -> dict[str, Any]:
    key = made(f"data key of {name}")
    wrapped = wrap(made(f"scope key {scope}"), key, made(f"nonce of {name}", 12), bound("data key", scope))
    sealed = seal(key, wrapped, pattern(size), about, chunk)
    shown = {"sealed": sealed.hex()} if len(sealed) < 8000 else {}
    return {
        "name": name,
        "scope": scope,
        "about": about.hex(),
        "chunk": chunk,
        "plain_size": size,
        "data_key": key.hex(),
        "wrapped": wrapped.hex(),
        "sealed_size": len(sealed),
        "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
    } | shown


def refused_vectors(good: dict[str, Any]) -> list[dict[str, str]]:
    sealed, about = bytes.fromhex(good["sealed"]), good["about"]
    start, step = 76, good["chunk"] + 16
    one, two, three = sealed[start : start + step], sealed[start + step : start + 2 * step], sealed[start + 2 * step :]
    cases = {
        "another about": (sealed, b"another".hex(), "Tampered"),
        "last chunk missing": (sealed[:start] + one + two, about, "Tampered"),
        "last byte missing": (sealed[:-1], about, "Tampered"),
        "one byte more": (sealed + b"\x00", about, "Tampered"),
        "chunks swapped": (sealed[:start] + two + one + three, about, "Tampered"),
        "no chunks": (sealed[:start], about, "Tampered"),
        "a bit of the text flipped": (sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:], about, "Tampered"),
        "the chunk size changed": (sealed[:12] + b"\x01" + sealed[13:], about, "Tampered"),
        "the version changed": (sealed[:7] + b"\x02" + sealed[8:], about, "NotSealedByUs"),
        "the suite changed": (sealed[:8] + b"\x02" + sealed[9:], about, "NotSealedByUs"),
        "a chunk size of 4 GiB": (sealed[:9] + b"\xff" * 4 + sealed[13:], about, "NotSealedByUs"),
        "a wrapped key of 64 KiB": (sealed[:13] + b"\xff" * 2 + sealed[15:], about, "NotSealedByUs"),
        "the wrapped key changed": (sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:], about, "NotSealedByUs"),
        "the header cut short": (sealed[:50], about, "NotSealedByUs"),
        "nothing": (b"", about, "NotSealedByUs"),
    }
    return [
        {"name": name, "scope": good["scope"], "about": said, "sealed": changed.hex(), "error": error}
        for name, (changed, said, error) in cases.items()
    ]


def vectors() -> dict[str, Any]:
    """All of vectors.json."""
    sealed = [
        sealed_vector("empty", "p1", 0, b"", 65536),
        sealed_vector("one byte", "p1", 1, b"version/1/text", 65536),
        sealed_vector("exactly one chunk", "p1", 1024, b"a", 1024),
        sealed_vector("three chunks", "p1", 2100, b"a", 1024),
        sealed_vector("as we seal, exactly two chunks", "p1", 131_072, b"b", 65536),
        sealed_vector("as we seal, three chunks", "p1", 150_000, b"b", 65536),
        sealed_vector("behind a passphrase", "p2", 5, b"a", 65536),
    ]
    return {
        "about": "Test vectors of docs/vault-format.md. Plain byte n is n modulo 251. All bytes are hexadecimal.",
        "passphrase": PASSPHRASE,
        "scope_keys": {scope: made(f"scope key {scope}").hex() for scope in ("p1", "p2")},
        "key_folder": {
            "root.key": made("root key").hex() + "\n",
            "p1.wrapped": scope_file(made("root key"), "p1", "file"),
            "p2.wrapped": scope_file(made("passphrase root"), "p2", "passphrase"),
            "p2.passphrase": passphrase_file("p2"),
        },
        "sealed": sealed,
        "refused": refused_vectors(sealed[3]),
    }


if __name__ == "__main__":
    json.dump(vectors(), sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
