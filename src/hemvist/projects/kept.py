"""Whether this installation keeps a project's agreement: what it is, looked at now, and the line in the log at each change."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from hemvist.audit import log
from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.keepable import Installation, keepable, within
from hemvist.domain.levels import RootKey
from hemvist.domain.refusal import Refusal
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import ALTERED, AgreementAltered, Project
from hemvist.vault import opened
from hemvist.vault.base import INSTALLATION

_LOCAL = ("", "localhost")
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_fence: Callable[[], bool] | None = None
_told = logging.getLogger(__name__)


def use_fence(told: Callable[[], bool] | None) -> None:
    """From now on this says whether the system keeps Hemvist here from connecting outwards; until then, it does not."""
    global _fence
    _fence = told


def installation(project: Project) -> Installation:
    """This installation, as its options and its vault say."""
    country, _, host = settings.STANDS.partition(";")
    fenced = _fence is not None and _fence()
    return Installation(country.strip().upper(), " ".join(host.split()), _root_keys(project), connects(), fenced)


def connects() -> tuple[str, ...]:
    """The hosts beyond this machine that the options have Hemvist connect to: the database's, if it is elsewhere."""
    database = settings.DATABASES["default"]
    told, more = str(database.get("HOST") or ""), database.get("OPTIONS", {})
    named = [*told.split(","), *more.get("hostaddr", "").split(",")]
    if "service" in more:  # a file of libpq's that may name any host
        named.append(f"service {more['service']}")
    return tuple(host for host in named if host not in _LOCAL and host[0] not in "/@" and not within(host, _LOOPBACK))


def _root_keys(project: Project) -> frozenset[RootKey]:
    """The kinds of root key at hand. Any installation can put a key behind a passphrase, so a locked one is no lack."""
    kinds, root = {RootKey.PASSPHRASE}, RootKey(project.root_key)
    if root is not RootKey.PASSPHRASE:
        keys = opened.keys()
        made = keys.root_of(project.pk) is not None
        at_hand = not keys.locked(project.pk) if made else keys.root_of(INSTALLATION) is root
        kinds |= {root} if at_hand else set()
    return frozenset(kinds)


def unkept(project: Project, agreement: Agreement | None = None) -> list[Refusal]:
    """What stands between this installation and keeping the project's agreement in force, or another one."""
    if agreement is None and project.hash_in_force is None:
        return []
    try:
        told = agreement or project.agreement
    except AgreementAltered:
        return [ALTERED]
    return keepable(told, installation(project), RootKey(project.root_key))


def agreement_of(project: Project, deed: str = "") -> Agreement:
    """The project's agreement. Where it is not what was kept, that is noted, and raised as a refusal of this deed."""
    try:
        return project.agreement
    except AgreementAltered as error:
        note(project, [ALTERED])
        raise AgreementAltered(deed) from error


def note(project: Project, found: list[Refusal]) -> None:
    """A line in the project's log when it cannot be kept any more, or can again; none as long as that stays as it is."""
    clause = found[0].clause if found else ""
    if clause == project.unkept or not log.writable():
        return
    with transaction.atomic():
        if Project.objects.filter(pk=project.pk, unkept=project.unkept).update(unkept=clause):
            if clause:
                log.write(project.pk, EventName.AGREEMENT_NOT_KEPT, None, clause=clause)
            else:
                log.write(project.pk, EventName.AGREEMENT_KEPT_AGAIN, None, clause=project.unkept)
    project.unkept = clause


def look_at_all() -> list[tuple[Project, list[Refusal]]]:
    """Every project whose agreement this installation cannot keep, with why; each change noted. For the start."""
    found = []
    for project in Project.objects.order_by("created"):
        try:
            why = _looked(project)
        except (
            HemvistError,
            ValueError,
        ) as error:  # one that cannot be looked at does not keep the others from being served
            _told.error("Project %s cannot be looked at: %s.", project.pk, type(error).__name__)
            continue
        if why:
            _told.warning("Project %s is not served: clause %s. See hemvist doctor.", project.pk, why[0].clause)
            found.append((project, why))
    return found


def _looked(project: Project) -> list[Refusal]:
    bring_into_force(project)
    why = unkept(project)
    note(project, why)
    return why
