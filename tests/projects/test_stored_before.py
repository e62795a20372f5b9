"""What 0.1.0 stored is in force after the upgrade as it was before, and its owner may sign for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects.in_force import due_version
from hemvist.projects.models import AgreementVersion, Membership, Project, Signatory
from hemvist.vault.opened import installation

STORED = Path(__file__).parents[1] / "data" / "agreements" / "first-form.json"


@pytest.mark.usefixtures("db", "home")
def test_a_stored_agreement_is_in_force_after_the_upgrade() -> None:
    from importlib import import_module

    old = json.loads(STORED.read_text("utf-8"))[1]
    ada = Person.objects.admit("ada@example.org", "Ada")
    project = Project(id="p1", state="live", hash_in_force=old["hash"], root_key="passphrase")
    project.rename("Heron")
    project.save(force_insert=True)
    sealed = installation().seal_bytes(json.dumps(old["stored"]).encode(), b"agreement:p1:1")
    AgreementVersion.objects.create(project=project, number=1, hash=old["hash"], sealed=sealed, created=timezone.now())
    Membership.objects.create(project=project, person=ada, role=Role.OWNER)
    import_module("hemvist.projects.migrations.0002_agreeing").in_force_already(apps, None)
    due = due_version(project)
    assert due is not None
    assert (due.hash, project.agreement.hash, project.agreement.form) == (old["hash"], old["hash"], 1)
    assert Signatory.objects.get(project=project).person == ada
