"""An agreement that is over: as it stands in force once its last day has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from hemvist.projects.models import AgreementVersion, Project


def ended(project: Project, days: int = 1) -> None:
    """From now on its agreement in force ended so many days ago; with none, today is its last day."""
    today = datetime.now(UTC).date()
    last = today - timedelta(days=days)
    old = AgreementVersion.objects.get(project=project, hash=project.hash_in_force)
    agreement = replace(old.agreement, starts_on=last - timedelta(days=365), ends_on=last, signatures=())
    old.delete()
    AgreementVersion.keep(project, agreement, agreed=timezone.now(), in_force_from=agreement.starts_on)
    Project.objects.filter(pk=project.pk).update(hash_in_force=agreement.hash)
    project.refresh_from_db()
