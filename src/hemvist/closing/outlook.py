"""What the agreed days bring next: for the pages and the command line, as far as the person may know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from hemvist.assistant import over
from hemvist.closing.retain import overdue_in
from hemvist.documents import retained
from hemvist.documents.retained import Coming, ToReturn
from hemvist.domain.ending import Ending, ending
from hemvist.domain.permit import ROLES, Deed, Permit
from hemvist.domain.retention import AHEAD, day_over, questions_rule
from hemvist.jobs import clock
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.projects.open import BEFORE_LIVE, is_locked

QUESTIONS, KEPT_QUESTIONS = "questions", "kept-questions"


@dataclass(frozen=True)
class Outlook:
    """What goes in the next thirty days, and which files wait to be returned.

    ``since``: the project is locked, and something in it may have been over its days since then. ``ends``: the end of
    the agreement, once it is to be told. ``doubted``: nothing is deleted by the clock since it said this.
    """

    lines: list[Coming] = field(default_factory=list)
    waiting: list[ToReturn] = field(default_factory=list)
    since: date | None = None
    ends: Ending | None = None
    doubted: datetime | None = None

    @property
    def classless(self) -> bool:
        """Whether any of it has no class noted."""
        return any(not one.data_class for one in self.lines)


def outlook(visit: Visit, project: Project) -> Outlook:
    """What the person may see of it. Refused where they may not list the documents."""
    return told_with(gate.enter(visit, project, Deed.LIST), project)


def told_with(permit: Permit, project: Project) -> Outlook:
    """The same for whoever has a permit; of questions, all for whoever may read the log, else the person's own.

    Files that wait are named to those only who may list documents.
    """
    if project.state in BEFORE_LIVE or project.hash_in_force is None:
        return Outlook()
    asked, last = _questions(permit, project), ending(project.agreement, retained.today())
    ends = last if last.soon else None
    if is_locked(project):
        return Outlook(asked, since=overdue_in(project), ends=ends, doubted=clock.doubted())
    lines = sorted([*retained.coming(permit, project.agreement), *asked], key=lambda one: (one.day, one.what))
    named = permit.facts.role in ROLES[Deed.LIST]
    return Outlook(lines, retained.to_return(permit) if named else [], ends=ends, doubted=clock.doubted())


def _questions(permit: Permit, project: Project) -> list[Coming]:
    agreement, until = project.agreement, retained.today() + AHEAD
    mine = {} if permit.facts.role in ROLES[Deed.READ_AUDIT] else {"person": permit.person}
    asked = over.asked_by(project.pk, agreement, until).filter(**mine).values_list("asked", flat=True)
    kept = over.kept_by(project.pk, agreement, until).filter(**mine).values_list("since", flat=True)
    rule = questions_rule(agreement)
    return [
        Coming(day_over(day, rule.days), what, rule.then, count, rule.data_class, rule.days or 0)
        for what, days in ((QUESTIONS, asked), (KEPT_QUESTIONS, kept))
        for day, count in sorted(_by_day(days).items())
    ]


def _by_day(moments: Iterable[datetime]) -> Counter[date]:
    return Counter(one.date() for one in moments)
