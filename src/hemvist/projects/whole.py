"""What concerns the whole installation and no project alone: who may decide it, and that it stands in the log."""

from __future__ import annotations

from django.db import connection, transaction

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION, Event
from hemvist.domain.errors import NotFound
from hemvist.domain.events import EventName
from hemvist.domain.grant import unnamed
from hemvist.domain.levels import Role
from hemvist.people.visit import Visit
from hemvist.projects.models import AgreementAltered, Membership, Project
from hemvist.providers.catalogue import Entry
from hemvist.providers.shelf import Shelf


def may_decide(visit: Visit) -> bool:
    """Whether this person may decide for the whole installation: as the operator of every project with an agreement in force.

    Of two parties' operators, those whom the agreement names. The operator of a one-party project is its owner. Where one project has another operator, nobody may from the page:
    it would change what others' answers are made with. A draft binds nobody, so it keeps nobody from deciding either.
    """
    if visit.session is None or visit.session.factor is None:
        return False
    projects = list(Project.objects.exclude(hash_in_force=None))
    try:
        return bool(projects) and all(_operates(visit, project) for project in projects)
    except AgreementAltered:  # whose it is cannot be told
        return False


def _operates(visit: Visit, project: Project) -> bool:
    membership = Membership.objects.filter(project=project, person=visit.person, ended=None).first()
    if membership is None:
        return False
    role = Role(membership.role)
    if role is Role.OPERATOR:
        return unnamed(project.agreement, (visit.person.name, visit.person.email)) is None
    return role is Role.OWNER and project.agreement.one_party and not _operated(project)


def _operated(project: Project) -> bool:
    """Whether somebody operates it: an owner's draft that leaves the operator out changes nothing of that."""
    return Membership.objects.filter(project=project, role=Role.OPERATOR, ended=None).exists()


def choose(visit: Visit, shelf: Shelf, one: Entry | None) -> None:
    """Have this language model run, or none. Raises :class:`NotFound` for whoever may not decide it."""
    if not may_decide(visit):
        raise NotFound(thing="page")
    _choose(shelf, one, visit.person.pk, "page")


def choose_at_machine(shelf: Shelf, one: Entry | None) -> None:
    """The same by whoever works at the machine as Hemvist's own user; before the first set-up there is no log yet."""
    if has_log():
        _choose(shelf, one, None, "machine")
    else:
        shelf.choose(one)


def _choose(shelf: Shelf, one: Entry | None, person: str | None, at: str) -> None:
    with transaction.atomic():
        log.write(INSTALLATION, EventName.MODEL_CHOSEN, person, model=one.name if one else "none", at=at)
        shelf.choose(one)


def has_log() -> bool:
    """Whether this home is set up."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"] and not settings.DATA_FOLDER.exists():
        return False
    return Event._meta.db_table in connection.introspection.table_names()
