"""Bringing an agreed project live: its key is made, and from then on documents can come in."""

from __future__ import annotations

from django.db import transaction

from hemvist.audit import log
from hemvist.domain.events import EventName
from hemvist.domain.levels import RootKey
from hemvist.domain.permit import Deed, State
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.vault import opened
from hemvist.vault.errors import VaultLocked


def go_live(visit: Visit, project: Project, passphrase: str) -> None:
    """Make the project's key and bring it live; the passphrase is not looked at where the agreement's level needs none.

    Raises the vault's WeakPassphrase, with nothing made, and WrongPassphrase where an earlier try that was cut short made
    the key, which is locked by now; :class:`Refused` to whoever comes second, whose passphrase opens nothing.
    """
    gate.enter(visit, project, Deed.GO_LIVE)
    with transaction.atomic():
        # Held while the key is made: of two who come in one moment, the passphrase of the one who is told so counts.
        first = Project.objects.hold(project.pk).state == State.AGREED
        if first:
            _make_key(project, passphrase)
            Project.objects.filter(pk=project.pk).update(state=State.LIVE)
            log.write(project.pk, EventName.PROJECT_LIVE, visit.person.pk)
    project.refresh_from_db()
    if not first:
        gate.enter(visit, project, Deed.GO_LIVE)


def _make_key(project: Project, passphrase: str) -> None:
    """The project's key. One that a try left that was cut short has sealed nothing yet: it serves, under this passphrase."""
    keys, root, made = opened.keys(), RootKey(project.root_key), opened.keys().root_of(project.pk)
    if root is RootKey.PASSPHRASE:
        if made not in (None, RootKey.PASSPHRASE):  # made for an agreement that another has taken the place of
            keys.put_behind(project.pk, passphrase)
            return
        _put_passphrase(project.pk, passphrase)
    if made is None:
        keys.create(project.pk, root)


def _put_passphrase(scope: str, passphrase: str) -> None:
    """Let this passphrase open it; one that was set before the last start can be given again, and not be replaced."""
    try:
        opened.keys().set_passphrase(scope, passphrase)
    except VaultLocked:
        opened.keys().unlock(scope, passphrase)
