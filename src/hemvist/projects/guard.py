"""Putting a project's key behind a passphrase, where a file or a credential guarded it: the owner's act."""

from __future__ import annotations

from django.db import transaction

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.domain.levels import RootKey
from hemvist.domain.permit import Deed
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.vault import opened
from hemvist.vault.errors import AlreadyBehind


def put_behind_passphrase(visit: Visit, project: Project, passphrase: str) -> None:
    """Move the key of a project behind a passphrase that is kept nowhere; it stays unlocked until it is locked.

    Raises WeakPassphrase and AlreadyBehind, with nothing changed. Where an earlier try moved the key and was cut off
    before the row said so, the passphrase must be the one given then, or WrongPassphrase.
    """
    gate.enter(visit, project, Deed.GUARD)
    if project.root_key == RootKey.PASSPHRASE:
        raise AlreadyBehind(scope=project.pk)
    if opened.keys().root_of(project.pk) is RootKey.PASSPHRASE:
        opened.keys().unlock(project.pk, passphrase)
    else:
        opened.keys().put_behind(project.pk, passphrase)
    note(project, visit.person.pk)


def note(project: Project, person: str | None) -> bool:
    """Have the row say what guards the key, with a line in the log, where it does not yet; whether it did not."""
    before, now = project.root_key, opened.keys().root_of(project.pk)
    if now is None or before == now:
        return False
    with transaction.atomic():
        if Project.objects.filter(pk=project.pk, root_key=before).update(root_key=now):
            log.write(project.pk, EventName.KEY_MOVED, person, before=str(before), now=now.value)
    project.root_key = now
    return True
