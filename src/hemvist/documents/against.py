"""What is stored, against another version of the agreement: what would have to go or be changed. Nothing moves by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hemvist.documents import retained
from hemvist.documents.models import Document, everyone
from hemvist.domain.agreement import Agreement, Metadata
from hemvist.domain.agreement.special import categories
from hemvist.domain.errors import Refused
from hemvist.domain.keepable import root_keys
from hemvist.domain.levels import LEVELS, Role, RootKey
from hemvist.domain.permit import ROLES, Deed, Permit
from hemvist.domain.retention import CLAUSE, shortest_days
from hemvist.people.visit import Visit
from hemvist.projects import gate, passkeys
from hemvist.projects.kept import unkept
from hemvist.projects.models import Membership, Project
from hemvist.projects.open import BEFORE_LIVE, is_locked
from hemvist.vault.errors import VaultLocked

_WAIT = (
    "They are deleted, or taken out of view to be returned, within an hour after this version is in force, not before."
)
_GO = "Delete them before this version is in force, or leave the clause as it is. Nothing is deleted by itself."


@dataclass(frozen=True)
class Standing:
    """One thing that would not fit: by which clause, why, what to do; how many documents, and their names for who may see them."""

    clause: str
    reason: str
    remedy: str
    count: int = 0
    documents: tuple[str, ...] = ()


def against(visit: Visit, project: Project, agreement: Agreement) -> list[Standing]:
    """What of this project would not fit under this agreement, which may come into force after the one that is.

    The caller has passed the gate. Names stand in it only for whoever may list the documents, and while it is unlocked.
    """
    if project.hash_in_force is None or project.hash_in_force == agreement.hash:
        return []
    names = _names(visit, project)
    stored = Document.objects.filter(project=project, deleting=None).count() if names is None else len(names)
    found = [Standing(one.clause, one.reason, one.remedy) for one in unkept(project, agreement)]
    found += [Standing(*told, stored, names or ()) for told in _of_documents(project, agreement)] if stored else []
    found += _over(visit, project, agreement) if stored else []
    return [*found, *_of_audiences(project, agreement), *_of_keys(project, agreement), *_of_people(project, agreement)]


def _of_audiences(project: Project, new: Agreement) -> Iterator[Standing]:
    """That there are such documents, and not how many: some may be out of view."""
    rows = Document.objects.filter(project=project, deleting=None).values_list("audience", flat=True)
    if not LEVELS[new.level].person_by_person and any(set(row) != set(everyone()) for row in rows):
        why = f"Some documents are for named people only, and level {new.level} shows everybody in the project everything."
        yield Standing(
            "level", why, "They stay so until somebody who sees them opens them to everybody, or keep the level."
        )


def _listing(visit: Visit, project: Project) -> Permit | None:
    """A permit to list the documents; None for whoever may not, and while it is locked."""
    role = (
        Membership.objects.filter(project=project, person=visit.person, ended=None)
        .values_list("role", flat=True)
        .first()
    )
    if role is None or Role(role) not in ROLES[Deed.LIST]:
        return None
    try:
        return None if is_locked(project) else gate.enter(visit, project, Deed.LIST)
    except (Refused, VaultLocked):
        return None


def _names(visit: Visit, project: Project, of: Collection[str] | None = None) -> tuple[str, ...] | None:
    """The names of what the person sees; None for whoever may not list, and while that cannot be told."""
    permit = _listing(visit, project)
    if permit is None:
        return None
    rows = [row for row in Document.objects.seen_with(permit) if of is None or row.pk in of]
    return tuple(sorted(str(row.newest.card(permit)["name"]) for row in rows))


def _over(visit: Visit, project: Project, new: Agreement) -> Iterator[Standing]:
    """What would be over its days at once under the new version, and is not under the one in force."""
    permit, day = _listing(visit, project), retained.today()
    if permit is None:
        if shortest_days(new) not in (None, shortest_days(project.agreement)):
            yield Standing(CLAUSE, "Other days are agreed; what they end is told to whoever sees the documents.", _WAIT)
        return
    now = {one.version for one in retained.due_until(permit, project.agreement, day)}
    gone = {one.document for one in retained.due_until(permit, new, day) if one.version not in now}
    gone &= {row.pk for row in Document.objects.seen_with(permit)}
    if gone:
        why = "These have versions that were received longer ago than this version keeps them."
        yield Standing(CLAUSE, why, _WAIT, len(gone), _names(visit, project, gone) or ())


def _of_documents(project: Project, new: Agreement) -> Iterator[tuple[str, str, str]]:
    old = project.agreement
    if LEVELS[old.level].sensitive_data and not LEVELS[new.level].sensitive_data:
        yield (
            "level",
            f"Level {old.level} let identity numbers and special categories in, and level {new.level} refuses them; "
            "what is stored was not looked through for them.",
            _GO,
        )
    gone = sorted({row.name for row in old.data} - {row.name for row in new.data})
    if gone:
        yield (
            "data",
            f"No longer agreed: {', '.join(gone)}. Documents for which nobody named a class may be of it, too.",
            _GO,
        )
    yield from _of_people_in_them(old, new)
    masks = sorted(_masks(new) - _masks(old))
    if masks:
        yield (
            "data",
            f"What is stored was kept without blacking out: {', '.join(masks)}.",
            f"{_GO} Add them again after that.",
        )
    if _with(old, Metadata.KEEP) & _with(new, Metadata.STRIP):
        yield "data", "Files are kept with their properties, and would not be.", f"{_GO} Add them again after that."
    if any(not row.original_kept for row in new.data) and all(row.original_kept for row in old.data):
        yield "data", "The files as received are kept, and would not be.", f"{_GO} Add them again after that."


def _of_people_in_them(old: Agreement, new: Agreement) -> Iterator[tuple[str, str, str]]:
    categories_gone = sorted(categories(old.special_categories) - categories(new.special_categories))
    if categories_gone and LEVELS[new.level].sensitive_data:
        told = ", ".join(categories_gone)
        yield "special_categories", f"No longer agreed: {told}. What is stored was not looked through for it.", _GO
    personal = {row.name for row in old.data if row.personal}
    less = sorted(row.name for row in new.data if not row.personal and row.name in personal)
    if less:
        why = f"No longer personal: {', '.join(less)}. What is stored was not looked through for personal details."
        yield "data", why, _GO


def _with(agreement: Agreement, metadata: Metadata) -> set[str]:
    """The classes whose files are kept with their properties, or without."""
    return {row.name for row in agreement.data if row.original_kept and row.metadata is metadata}


def _masks(agreement: Agreement) -> set[str]:
    return {one.value for row in agreement.data for one in row.masks}


def _of_keys(project: Project, new: Agreement) -> Iterator[Standing]:
    root = RootKey(project.root_key)
    if project.state in BEFORE_LIVE or root in root_keys(new):
        return
    level = root not in LEVELS[new.level].root_keys
    why = f"which level {new.level} does not allow" if level else "and the client would hold it"
    yield Standing(
        "keys",
        f"The project's root key is a {root.value}, {why}: nothing more could be stored.",
        "The owner puts the key behind a passphrase first: on the agreement's page, or with hemvist project guard.",
    )


def _of_people(project: Project, new: Agreement) -> Iterator[Standing]:
    members = list(Membership.objects.filter(project=project, ended=None).select_related("person"))
    outside = sum(Role(one.role) not in new.access.roles for one in members)
    if outside:
        why = f"{outside} of {len(members)} people have a role that is no longer agreed, and would not get in."
        yield Standing("access", why, "Leave their role in the agreement, or let them know.")
    if len(members) > new.access.most_people:
        why = f"{len(members)} people belong to it, and {new.access.most_people} would be agreed."
        yield Standing("access.most_people", why, "Nobody is shut out, and nobody further gets in. Or agree on more.")
    leading = [one for one in members if Role(one.role) in LEVELS[new.level].passkey_roles and not new.one_party]
    without = sum(not passkeys.of(one.person) for one in leading)
    if without:
        why = f"At level {new.level} owner and operator sign in with a passkey, and {without} of them have none."
        yield Standing("sign_in", why, "Have them add a passkey to their account first.")
