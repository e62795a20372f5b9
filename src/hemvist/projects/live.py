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


def go_live(visit: Visit, project: Project, passphrase: str) -> None:
    """Make the project's key and bring it live; the passphrase is not looked at where the agreement's level needs none.

    Raises the vault's WeakPassphrase, with nothing made.
    """
    gate.enter(visit, project, Deed.GO_LIVE)
    root = RootKey(project.root_key)
    # A try that was cut short may have left a key that has sealed nothing yet: it serves.
    if opened.keys().root_of(project.pk) is None:
        if root is RootKey.PASSPHRASE:
            opened.keys().set_passphrase(project.pk, passphrase)
        opened.keys().create(project.pk, root)
    with transaction.atomic():
        if Project.objects.filter(pk=project.pk, state=State.AGREED).update(state=State.LIVE):
            log.write(project.pk, EventName.PROJECT_LIVE, visit.person.pk)
    project.refresh_from_db()
