"""Carrying out how long logs are kept: each project's as its agreement says, the installation's as the longest of these."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from hemvist.audit.log import LogBroken
from hemvist.audit.models import INSTALLATION
from hemvist.audit.shorten import shorten
from hemvist.domain.errors import HemvistError
from hemvist.jobs import clock
from hemvist.jobs.held import Held
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import Project

KIND = "audit-days"
_told = logging.getLogger(__name__)


def run(held: Held) -> None:
    """The job: every log in turn."""
    shorten_all(held.go_on)
    held.finish()


def shorten_all(go_on: Callable[[], None] = lambda: None) -> int:
    """Delete what is over its days of every log; how many logs were left as they are because they could not be.

    None is shortened where the clock is not believed. A project that nothing is in force in keeps its log. So does the installation as long as there is no other project.
    """
    agreed, left = dict[str, int](), 0
    projects = Project.objects.exclude(hash_in_force=None).order_by("created")
    if not clock.watch():
        return len(projects)
    for project in projects:
        try:
            bring_into_force(project)
            agreed[project.pk] = project.agreement.audit_days
        except (HemvistError, ValueError) as error:
            _told.error("How long the log of project %s is kept cannot be read: %s.", project.pk, type(error).__name__)
            left += 1
    if agreed and not left:
        agreed[INSTALLATION] = max(agreed.values())
    for name, days in agreed.items():
        go_on()
        left += not _shortened(name, days)
    return left


def _shortened(name: str, days: int) -> bool:
    try:
        shorten(name, days, datetime.now(UTC))
    except LogBroken as error:
        _told.error("The log %s does not verify and is kept as it is: %s.", name, error.facts.get("why"))
        return False
    return True
