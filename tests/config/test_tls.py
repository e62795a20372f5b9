"""The local authority vouches for this machine and the configured name, and for nothing else."""

from __future__ import annotations

import contextlib
import ssl
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from hypothesis import example, given
from hypothesis import strategies as st

from hemvist.config import tls

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Hand:
    """One side of a handshake, in memory."""

    side: ssl.SSLObject
    arriving: ssl.MemoryBIO
    leaving: ssl.MemoryBIO


def hand(context: ssl.SSLContext, name: str | None) -> Hand:
    arriving, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
    side = context.wrap_bio(arriving, leaving, server_side=name is None, server_hostname=name)
    return Hand(side, arriving, leaving)


def shake(authority: Path, certificate: Path, key: Path, name: str) -> str | None:
    """A real TLS handshake, both sides OpenSSL; returns the protocol, raises what a browser would refuse."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    asking = ssl.create_default_context(cafile=str(authority))
    server, client = hand(serving, None), hand(asking, name)
    for one, other in [(client, server), (server, client)] * 3:
        with contextlib.suppress(ssl.SSLWantReadError):
            one.side.do_handshake()
        other.arriving.write(one.leaving.read())
    return client.side.version()


def forged(folder: Path, authority: tls.Certificates, name: x509.GeneralName) -> tuple[Path, Path]:
    """What a thief of the authority's key could sign: a certificate of any name."""
    stolen = load_pem_private_key((folder / "authority.key").read_bytes(), None)
    issuer = x509.load_pem_x509_certificate(authority.authority.read_bytes())
    key = generate_private_key(SECP256R1())
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Forged")]))
    built = built.issuer_name(issuer.subject).public_key(key.public_key()).serial_number(7)
    built = built.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    built = built.add_extension(x509.SubjectAlternativeName([name]), critical=False)
    certificate, key_file = folder / "forged.pem", folder / "forged.key"
    certificate.write_bytes(built.sign(stolen, SHA256()).public_bytes(Encoding.PEM))  # type: ignore[arg-type]
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key_file


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "hemvist.firm.example"])
def test_who_trusts_the_authority_reaches_this_machine_and_its_name(tmp_path: Path, name: str) -> None:
    made = tls.ensure(tmp_path, "hemvist.firm.example")
    assert shake(made.authority, made.certificate, made.key, name) == "TLSv1.3"


@pytest.mark.parametrize("name", ["hemvist.firm.example", "192.0.2.7", "localhost.example"])
def test_a_name_that_was_not_asked_for_is_refused(tmp_path: Path, name: str) -> None:
    made = tls.ensure(tmp_path, "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(made.authority, made.certificate, made.key, name)


def test_another_installations_authority_is_refused(tmp_path: Path) -> None:
    ours, theirs = tls.ensure(tmp_path / "ours", "localhost"), tls.ensure(tmp_path / "theirs", "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(theirs.authority, ours.certificate, ours.key, "localhost")


@pytest.mark.parametrize("host", ["localhost", "hemvist.firm.example", "192.0.2.7"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (x509.DNSName("bank.example"), "bank.example"),
        (x509.DNSName("firm.example"), "firm.example"),
        (x509.IPAddress(ip_address("192.0.2.8")), "192.0.2.8"),
        (x509.IPAddress(ip_address("2001:db8::1")), "2001:db8::1"),
    ],
)
def test_a_stolen_authority_key_vouches_for_no_other_site(
    tmp_path: Path, host: str, name: x509.GeneralName, asked: str
) -> None:
    made = tls.ensure(tmp_path, host)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake(made.authority, *forged(tmp_path, made, name), asked)


def test_the_forgery_itself_is_sound_so_that_only_the_constraint_refuses_it(tmp_path: Path) -> None:
    made = tls.ensure(tmp_path, "localhost")
    assert shake(made.authority, *forged(tmp_path, made, x509.DNSName("localhost")), "localhost") == "TLSv1.3"


def test_every_key_is_for_its_owner_only_and_in_the_form_the_server_reads(tmp_path: Path) -> None:
    tls.ensure(tmp_path / "tls", "localhost")
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    for file in (tmp_path / "tls").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (tmp_path / "tls/server.key").read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_a_certificate_lasts_ninety_days_and_the_authority_ten_years(tmp_path: Path) -> None:
    made = tls.ensure(tmp_path, "localhost", NOW)
    lasting = [x509.load_pem_x509_certificate(f.read_bytes()) for f in (made.certificate, made.authority)]
    assert [(c.not_valid_after_utc - NOW).days for c in lasting] == [90, 3650]


@given(days=st.integers(0, 4000))
@example(days=59)
@example(days=60)
@example(days=3559)
@example(days=3560)
def test_whenever_it_starts_what_is_served_is_good_for_a_month_and_trust_lasts(
    tmp_path_factory: pytest.TempPathFactory, days: int
) -> None:
    folder = tmp_path_factory.mktemp("tls")
    first = tls.ensure(folder, "localhost", NOW)
    before = first.certificate.read_bytes(), first.authority.read_bytes()
    later = NOW + timedelta(days)
    then = tls.ensure(folder, "localhost", later)
    served = x509.load_pem_x509_certificate(then.certificate.read_bytes())
    authority = x509.load_pem_x509_certificate(then.authority.read_bytes())
    served.verify_directly_issued_by(authority)
    assert served.not_valid_after_utc - later > timedelta(30) or days == 0
    assert authority.not_valid_after_utc >= served.not_valid_after_utc
    assert (before[0] == then.certificate.read_bytes()) == (days < 60)
    assert (before[1] == then.authority.read_bytes()) == (days < 3560) == (not then.new_authority)


def test_starting_again_changes_nothing(tmp_path: Path) -> None:
    tls.ensure(tmp_path, "localhost")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert not tls.ensure(tmp_path, "localhost").new_authority
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_another_name_makes_a_new_authority_and_says_so(tmp_path: Path) -> None:
    tls.ensure(tmp_path, "localhost")
    made = tls.ensure(tmp_path, "hemvist.firm.example")
    assert made.new_authority
    assert shake(made.authority, made.certificate, made.key, "hemvist.firm.example") == "TLSv1.3"


def test_a_name_less_keeps_the_authority_and_drops_the_name(tmp_path: Path) -> None:
    tls.ensure(tmp_path, "hemvist.firm.example")
    made = tls.ensure(tmp_path, "localhost")
    assert not made.new_authority
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(made.authority, made.certificate, made.key, "hemvist.firm.example")


@pytest.mark.parametrize("lost", ["server.pem", "server.key", "authority.pem", "authority.key"])
@pytest.mark.parametrize("how", ["missing", "empty", "of another"])
def test_a_damaged_folder_heals(tmp_path: Path, lost: str, how: str) -> None:
    folder = tmp_path / "tls"
    tls.ensure(folder, "localhost")
    tls.ensure(tmp_path / "other", "localhost")
    damage = {"missing": None, "empty": b"", "of another": (tmp_path / "other" / lost).read_bytes()}[how]
    (folder / lost).unlink()
    if damage is not None:
        (folder / lost).write_bytes(damage)
    made = tls.ensure(folder, "localhost")
    assert shake(made.authority, made.certificate, made.key, "localhost") == "TLSv1.3"


def test_a_name_with_letters_beyond_ascii_is_reached(tmp_path: Path) -> None:
    made = tls.ensure(tmp_path, "hemvist.räksmörgås.example")
    assert shake(made.authority, made.certificate, made.key, "hemvist.räksmörgås.example") == "TLSv1.3"
