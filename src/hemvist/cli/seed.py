"""The demonstration's first person and project: made-up contracts under the built-in level 0 agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from hemvist.documents import receive
from hemvist.documents.made import ARCHIVE, PROJECT, made_up
from hemvist.documents.made.archive import archive
from hemvist.domain.levels import Factor
from hemvist.domain.permit import Session
from hemvist.people.models import Person, SignInLink
from hemvist.people.visit import Visit
from hemvist.projects.models import Project
from hemvist.projects.open import open_prototype

EMAIL, NAME = "you@localhost", "You"


@dataclass(frozen=True)
class SignIn:
    """How to sign in: a path with a one-time link, and the authenticator's secret while it has not been used yet."""

    path: str
    email: str
    totp_secret: str | None

    @property
    def otpauth(self) -> str | None:
        """What an authenticator reads from the QR code."""
        if self.totp_secret is None:
            return None
        return f"otpauth://totp/Hemvist:{self.email}?secret={self.totp_secret}&issuer=Hemvist"


def seed() -> SignIn:
    """The demonstration's person and project, made at the first call; always a fresh one-time link."""
    person = Person.objects.filter(email=EMAIL).first() or Person.objects.admit(EMAIL, NAME)
    secret = _second_factor(person)
    made = {project.name for project in Project.objects.of(person).filter(made_up=True)}
    for name, files in (PROJECT, made_up), (ARCHIVE, _archive):
        if name not in made:
            _fill(person, name, files())
    return fresh_link(person, secret)


def fresh_link(person: Person | None = None, secret: str | None = None) -> SignIn:
    """A fresh one-time link for the demonstration's person."""
    person = person or Person.objects.get(email=EMAIL)
    return SignIn(f"/enter/{SignInLink.make(person)}/", person.email, secret)


def _second_factor(person: Person) -> str | None:
    """The authenticator's secret, shown until it has been used for the first time; None after that."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if row is None:
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        return str(secret)
    if row.last_used_at is not None:
        return None
    from hemvist.people.adapters import SecondFactorAdapter

    return SecondFactorAdapter().decrypt(row.data["secret"])


def _archive() -> Iterator[tuple[str, bytes]]:
    """Part of a company's made-up archive: every kind of file, four languages, amendments and scans."""
    for one in archive(part="demo")[0]:
        yield one.paper.name, one.data


def _fill(person: Person, name: str, files: Iterable[tuple[str, bytes]]) -> None:
    project = open_prototype(person, name)
    now = datetime.now(UTC)
    visit = Visit(person, Session("set-up", Factor.TOTP, now, now))
    for file, data in files:
        receive.receive(visit, project, file, [data], size=len(data))
