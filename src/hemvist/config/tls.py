"""The local certificate authority, and the server's certificate that is renewed at every start that finds it old."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)
SERVING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


@dataclass(frozen=True)
class Signed:
    """A certificate, the key it belongs to, and the files of both."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey
    file: Path
    key_file: Path

    def still_good(self, at: datetime, left: timedelta) -> bool:
        """Whether the key fits and more than ``left`` remains."""
        fits = self.certificate.public_key() == self.key.public_key()
        return fits and self.certificate.not_valid_before_utc <= at < self.certificate.not_valid_after_utc - left


@dataclass(frozen=True)
class Certificates:
    """What is served and what people are asked to trust; ``new_authority``: earlier trust no longer counts."""

    authority: Path
    certificate: Path
    key: Path
    new_authority: bool


def ensure(folder: Path, host: str, at: datetime | None = None) -> Certificates:
    """Authority and server certificate in ``folder``, made or renewed where missing, old or made out to another host.

    The authority may vouch for ``host`` and this machine only (name constraints), so that trusting it opens nothing
    else. Keys are P-256 in PKCS#8, mode 600.
    """
    at = at or datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _load(folder, "authority")
    new = authority is None or not authority.still_good(at, LASTS) or not _allows(authority.certificate, host)
    if authority is None or new:
        authority = _make_authority(folder, host, at)
    server = _load(folder, "server")
    if server is None or not (server.still_good(at, RENEWED_BEFORE) and _issued(authority, server, host)):
        server = _make_server(folder, authority, host, at)
    return Certificates(authority.file, server.file, server.key_file, new)


def names(host: str) -> list[x509.GeneralName]:
    """What the server answers to: this machine, and ``host``."""
    return [_name(one) for one in dict.fromkeys(("localhost", "127.0.0.1", "::1", host))]


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode())


def _permitted(host: str) -> list[x509.GeneralName]:
    return [x509.IPAddress(_alone(n.value)) if isinstance(n, x509.IPAddress) else n for n in names(host)]


def _alone(address: object) -> IPv4Network | IPv6Network:
    return ip_network(str(address))


def _allows(authority: x509.Certificate, host: str) -> bool:
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    return set(_permitted(host)) <= set(limits or ())


def _issued(authority: Signed, server: Signed, host: str) -> bool:
    try:
        server.certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    answers_to = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names(host)) == set(answers_to)


def _make_authority(folder: Path, host: str, at: datetime) -> Signed:
    key = generate_private_key(SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Hemvist local authority, {at:%Y-%m-%d}")])
    built = _begin(own, own, key, at, AUTHORITY_LASTS)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    built = built.add_extension(_usage(signs_certificates=True), critical=True)
    built = built.add_extension(x509.NameConstraints(_permitted(host), None), critical=True)
    return _keep(folder, "authority", built.sign(key, SHA256()), key)


def _make_server(folder: Path, authority: Signed, host: str, at: datetime) -> Signed:
    key = generate_private_key(SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hemvist")])
    built = _begin(own, authority.certificate.subject, key, at, LASTS)
    built = built.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    built = built.add_extension(_usage(signs_certificates=False), critical=True)
    built = built.add_extension(x509.SubjectAlternativeName(names(host)), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    built = built.add_extension(issuer, critical=False)
    return _keep(folder, "server", built.sign(authority.key, SHA256()), key)


def _begin(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, at: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    # An hour back: clocks of a browser's machine and this one differ.
    built = built.serial_number(x509.random_serial_number()).not_valid_before(at - timedelta(hours=1))
    built = built.not_valid_after(at + lasts).add_extension(SERVING, critical=False)
    return built.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _load(folder: Path, name: str) -> Signed | None:
    """What is kept under a name; ``None`` where it is missing or was never finished."""
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    return Signed(certificate, key, file, key_file) if isinstance(key, EllipticCurvePrivateKey) else None


def _keep(folder: Path, name: str, certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> Signed:
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    _write(key_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(file, certificate.public_bytes(Encoding.PEM))
    return Signed(certificate, key, file, key_file)


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    half = file.with_name(file.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)
