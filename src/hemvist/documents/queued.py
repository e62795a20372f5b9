"""What a project's list of jobs may show of the versions that are read: which of them, and by what name."""

from __future__ import annotations

from collections.abc import Sequence

from hemvist.documents.models import Version
from hemvist.domain.permit import Permit
from hemvist.vault.errors import VaultLocked


def seen(permit: Permit, subjects: Sequence[str]) -> set[str]:
    """Of these versions those of documents that the permit's audience may see."""
    rows = Version.objects.filter(pk__in=subjects, document__project_id=permit.act.project, document__deleting=None)
    return {row.pk for row in rows.select_related("document") if permit.audience & frozenset(row.document.audience)}


def called(permit: Permit, subjects: Sequence[str]) -> dict[str, str]:
    """The names of these versions' files; none while the project is locked, since its key seals them."""
    try:
        return {row.pk: row.card(permit)["name"] for row in Version.objects.filter(pk__in=subjects)}
    except VaultLocked:
        return {}
