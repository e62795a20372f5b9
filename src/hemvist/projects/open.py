"""Opening a project: its key, its agreement in force and its first person, in one act; and locking it up again."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.domain.agreement import Agreement, Party, Side, one_party, prototype
from hemvist.domain.errors import HemvistError, NotFound, Refused
from hemvist.domain.events import EventName
from hemvist.domain.levels import Role, RootKey
from hemvist.domain.permit import Deed, State
from hemvist.people.models import Person, new_id
from hemvist.people.visit import Visit
from hemvist.projects import gate, kept
from hemvist.projects.belonging import belong
from hemvist.projects.guard import note
from hemvist.projects.models import AgreementVersion, Membership, Project, Signatory
from hemvist.vault import opened
from hemvist.vault.errors import PassphraseMissing, WrongPassphrase

BEFORE_LIVE = (State.DRAFT, State.PROPOSED, State.AGREED)
"""A project in one of these has no key yet, and nothing to lock."""
MOST_GUESSES = 10
GUESSES_COUNT_FOR = 300
"""Seconds after which wrong passphrases are forgotten."""


class TooManyGuesses(HemvistError):
    """That were too many wrong passphrases at once."""

    exit_code = 3
    status = 429
    remedy = "Wait five minutes, then try again."


class NameMissing(HemvistError):
    """A project needs a name of 1 to 80 characters."""

    exit_code = 5
    remedy = "Give it a name that you will recognise."


def open_prototype(person: Person, name: str) -> Project:
    """A level 0 project with made-up documents; its root key is the installation's file."""
    ident = new_id()
    agreement = prototype(ident, _party(person), datetime.now(UTC).date())
    return _open(person, name, agreement, RootKey.FILE, made_up=True)


def open_one_party(person: Person, name: str, passphrase: str) -> Project:
    """A one-party project under level 3's rules, its key behind a passphrase that is kept nowhere.

    Raises NameMissing, the vault's WeakPassphrase, and Refused where this installation could not keep it, with nothing
    opened.
    """
    ident = new_id()
    agreement = one_party(ident, _party(person), datetime.now(UTC).date())
    checked_name(name)
    _keepable(person, agreement)
    opened.keys().set_passphrase(ident, passphrase)
    return _open(person, name, agreement, RootKey.PASSPHRASE, made_up=False)


def _keepable(person: Person, agreement: Agreement) -> None:
    """There is no project yet whose log could tell of the refusal: the installation's does."""
    found = kept.unkept(Project(id=agreement.project, root_key=RootKey.PASSPHRASE), agreement)
    for one in found:
        log.write_alone(INSTALLATION, EventName.ACT_REFUSED, person.pk, deed=Deed.GO_LIVE.value, clause=one.clause)
        raise Refused(one.reason, one.remedy, one.clause, Deed.GO_LIVE)


def unlock(visit: Visit, project: Project, passphrase: str) -> None:
    """Open the project's key for this start of the machine; WrongPassphrase otherwise, with a line in the log.

    Raises TooManyGuesses to a person who gave a few wrong ones within a few minutes.
    """
    _member(visit, project)
    guesses = [f"unlock:{project.pk}:{visit.person.pk}:{number}" for number in range(MOST_GUESSES)]
    # Adding is the one thing that the cache does for one only of several who come in one moment.
    if not any(cache.add(one, True, GUESSES_COUNT_FOR) for one in guesses):
        raise TooManyGuesses
    try:
        opened.keys().unlock(project.pk, passphrase)
    except WrongPassphrase:
        log.write_alone(project.pk, EventName.ACT_REFUSED, visit.person.pk, deed="unlock", clause="keys")
        raise
    cache.delete_many(guesses)
    note(project, None)  # a move of its key that was cut off before its row said so
    with transaction.atomic():
        log.write(project.pk, EventName.PROJECT_UNLOCKED, visit.person.pk)


def lock(visit: Visit, project: Project) -> None:
    """Forget the project's key until its passphrase is given again; PassphraseMissing where none is set.

    It shuts everybody out, so it is the owner's to do.
    """
    gate.enter(visit, project, Deed.LOCK)
    if opened.keys().root_of(project.pk) is not RootKey.PASSPHRASE:
        raise PassphraseMissing(name=project.pk)
    with transaction.atomic():
        log.write(project.pk, EventName.PROJECT_LOCKED, visit.person.pk)
    opened.keys().lock(project.pk)


def is_locked(project: Project) -> bool:
    """Whether the project waits for its passphrase."""
    return State(project.state) not in BEFORE_LIVE and opened.keys().locked(project.pk)


def _open(person: Person, name: str, agreement: Agreement, root: RootKey, *, made_up: bool) -> Project:
    project = Project(
        id=agreement.project, state=State.LIVE, hash_in_force=agreement.hash, root_key=root, made_up=made_up
    )
    project.rename(checked_name(name))
    opened.keys().create(project.pk, root)
    with transaction.atomic():
        project.save(force_insert=True)
        now = timezone.now()
        AgreementVersion.keep(project, agreement, agreed=now, in_force_from=now.date())
        Signatory.objects.create(project=project, side=Side.CLIENT, person=person)
        log.write(project.pk, EventName.PROJECT_OPENED, person.pk, level=agreement.level)
        log.write(project.pk, EventName.AGREEMENT_SIGNED, person.pk, hash=agreement.hash, sides="one-party")
        belong(project, person, Role.OWNER)
    return project


def checked_name(name: str) -> str:
    """A project's name without what is not seen; :class:`NameMissing` where it is too short or too long."""
    name = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not 1 <= len(name) <= 80:
        raise NameMissing
    return name


def _party(person: Person) -> Party:
    return Party(person.name, contact=person.email, data_protection_contact=person.email)


def _member(visit: Visit, project: Project) -> None:
    if not Membership.objects.filter(project=project, person=visit.person, ended=None).exists():
        raise NotFound(thing="project")
