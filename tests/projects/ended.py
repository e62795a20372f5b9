"""An agreement in force with other values than it was opened with: as if it had been signed so, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from hemvist.projects.models import AgreementVersion, Project


def restated(project: Project, **fields: Any) -> None:
    """From now on the agreement in force says this in these fields."""
    old = AgreementVersion.objects.get(project=project, hash=project.hash_in_force)
    agreement = replace(old.agreement, signatures=(), **fields)
    old.delete()
    AgreementVersion.keep(project, agreement, agreed=timezone.now(), in_force_from=agreement.starts_on)
    Project.objects.filter(pk=project.pk).update(hash_in_force=agreement.hash)
    project.refresh_from_db()


def ended(project: Project, days: int = 1) -> None:
    """From now on it ended so many days ago; with none, today is its last day."""
    last = datetime.now(UTC).date() - timedelta(days=days)
    restated(project, starts_on=last - timedelta(days=365), ends_on=last)
