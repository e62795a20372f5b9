"""Deciding: whether an act is permitted under an agreement, given the facts. Pure and total.

``decide`` is the only place that makes a ``Permit``. Whatever stores, sends or shows takes a ``Permit`` as a
parameter, so code that did not ask does not type-check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hemvist.domain.agreement import UPLOAD, Agreement, Provider
from hemvist.domain.deeds import (
    AGREEING,
    BEFORE,
    BRINGS_IN,
    GRANTED,
    OUTLIVES_THE_END,
    OWNERS_AFTER_THE_END,
    ROLES,
    STATES,
    STORES,
    UNKEPT,
    WORKERS,
    Actor,
    Deed,
    State,
)
from hemvist.domain.errors import PermitMisused
from hemvist.domain.grant import Grant, never, unadmitting, unapproving, ungranted, unnamed
from hemvist.domain.keepable import Installation, keepable, leading_by_passkey, provider_refused, root_keys, within
from hemvist.domain.levels import LEVELS, Factor, Role, RootKey
from hemvist.domain.refusal import Refusal

__all__ = [
    "ROLES",
    "UNKEPT",
    "Act",
    "Actor",
    "Deed",
    "Facts",
    "Permit",
    "Refusal",
    "Session",
    "State",
    "decide",
    "full",
]

_LASTS = timedelta(minutes=10)
_JITTER = timedelta(minutes=1)
"""By how much a clock is set back as it is kept right."""


@dataclass(frozen=True)
class Act:
    """Something about to be done with a project's data."""

    deed: Deed
    project: str
    provider: Provider | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in session: when it began, when it was last used, its second factor, and the address it is used from."""

    id: str
    factor: Factor | None
    began: datetime
    used: datetime
    address: str = ""


_NOTHING_SAID: Final = Installation()


@dataclass(frozen=True)
class Facts:
    """All that a decision may look at. Times carry a time zone."""

    now: datetime
    state: State
    hash_in_force: str | None
    root_key: RootKey | None
    actor: Actor = Actor.PERSON
    person: str | None = None
    role: Role | None = None
    session: Session | None = None
    audience: frozenset[str] = frozenset()
    log_writable: bool = True
    installation: Installation = _NOTHING_SAID
    known_as: frozenset[str] = frozenset()
    """The name and the mail address of the person's account."""
    grant: Grant | None = None
    people: int = 0
    """How many belong to the project now: looked at where somebody is let in."""


_MINT: Final = object()


class Permit:
    """Proof that an act was decided and permitted. Only ``decide`` can make one."""

    __slots__ = ("act", "agreement_hash", "audience", "expires", "facts", "grant", "person", "session")

    def __init__(self, mint: object, act: Act, agreement: Agreement, facts: Facts) -> None:
        if mint is not _MINT:
            raise TypeError("A Permit is made by decide() only.")
        self.act = act
        self.agreement_hash = agreement.hash
        self.person = facts.person
        self.session = facts.session.id if facts.session else None
        self.audience = facts.audience
        self.facts = facts
        self.expires = facts.now + _LASTS
        self.grant = facts.grant.id if facts.grant else None

    def covering(self, project: str, *deeds: Deed) -> Permit:
        """This permit, if it is for this project and one of these deeds; else :class:`PermitMisused`."""
        if self.act.project != project or (deeds and self.act.deed not in deeds):
            wanted = " or ".join(deeds) or "another project"
            raise PermitMisused(permitted=self.act.deed, used=wanted)
        return self

    def holds(self, now: datetime) -> bool:
        """Whether it is still in time."""
        return now < self.expires

    def __repr__(self) -> str:
        return f"Permit({self.act.deed}, until {self.expires:%H:%M:%S})"


Rule = Callable[[Agreement, Act, Facts], Refusal | None]


def decide(agreement: Agreement, act: Act, facts: Facts) -> Permit | Refusal:
    """Decide one act: the first rule that objects refuses; when none does, it is permitted."""
    for rule in _RULES:
        refusal = rule(agreement, act, facts)
        if refusal is not None:
            return refusal
    return Permit(_MINT, act, agreement, facts)


def _nothing_yet(act: Act, facts: Facts) -> bool:
    """Whether this is about coming to a first agreement: no clause binds anybody yet."""
    return facts.hash_in_force is None and facts.state in (State.DRAFT, State.PROPOSED) and act.deed in BEFORE


def _in_force(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.project == agreement.project and (facts.hash_in_force == agreement.hash or _nothing_yet(act, facts)):
        return None
    if facts.hash_in_force is None:
        why = "No agreement is in force here yet."
        return Refusal("signatures", why, "Have all sides sign it: its page says what is missing.")
    return Refusal(
        "signatures",
        "The agreement at hand is not the one in force.",
        "Sign this version, or go back to the one in force.",
    )


def _in_state(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if facts.state in STATES[act.deed]:
        return None
    if facts.state in (State.ENDING, State.ENDED):
        return Refusal("duration", f"The project is {facts.state}; this needs a live project.", "Use another project.")
    if act.deed is Deed.GO_LIVE:
        return _not_agreed(facts.state)
    return Refusal(
        "duration",
        f"The project is {facts.state}; this needs a live project.",
        "Ask the owner to bring the project live.",
    )


def _not_agreed(state: State) -> Refusal:
    if state is State.LIVE:
        why = "The project is live already, with the key that was made then."
        return Refusal("duration", why, "Go on to its documents; nothing else needs to be done.")
    return Refusal("duration", f"The project is {state}; it goes live once it is agreed.", "Have all sides sign first.")


def _in_time(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    today = facts.now.date()
    if act.deed in AGREEING or _nothing_yet(act, facts) or agreement.starts_on <= today <= agreement.ends_on:
        return None
    if today >= agreement.starts_on and act.deed in OUTLIVES_THE_END:
        return _after_the_end(agreement, act, facts)
    return Refusal(
        "duration",
        f"The agreement runs from {agreement.starts_on} to {agreement.ends_on}.",
        "Agree on a new version with other dates.",
    )


def _after_the_end(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    """What is stored is then the owner's to read, to take out and to delete, and nobody else's."""
    if act.deed not in OWNERS_AFTER_THE_END or facts.actor is Actor.WORKER or facts.role is Role.OWNER:
        return None
    return Refusal(
        "duration",
        f"The agreement ended on {agreement.ends_on}: since then contents are for the owner only.",
        "Ask the owner, or agree on a new version with another last day.",
    )


def _in_role(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if facts.actor is Actor.WORKER:
        if act.deed in WORKERS:
            return None
        return Refusal("access", f"The worker may not {act.deed}.", "A person has to do this.")
    if facts.role is Role.OPERATOR and facts.person and act.deed in GRANTED and Role.OPERATOR in agreement.access.roles:
        return ungranted(agreement, facts.known_as, facts.grant, facts.now)
    listed = act.deed in AGREEING or _nothing_yet(act, facts) or facts.role in agreement.access.roles
    if facts.person and listed and facts.role in ROLES.get(act.deed, frozenset()):
        return None
    if act.deed is Deed.LOCK:
        return _OWNERS_LOCK
    return Refusal(
        "access", "Your role in this project does not allow this.", "Ask the project's owner for a role that does."
    )


_OWNERS_LOCK: Final = Refusal(
    "keys",
    "Locking shuts everybody out until the passphrase is given, so only the project's owner locks it.",
    "Ask the project's owner. In an emergency whoever runs the machine stops Hemvist: no key is in memory then, and every "
    "project behind a passphrase asks for it at the next start.",
)


def _signed_in(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if facts.actor is Actor.WORKER:
        return None
    session = facts.session
    if session is not None and session.factor is not None and _nothing_yet(act, facts):
        return None
    if session is None or session.factor is None or session.factor not in agreement.sign_in.factors:
        return Refusal(
            "sign_in",
            "This needs a sign-in with a second factor that the agreement names.",
            "Sign in again with such a factor.",
        )
    return _passkey(agreement, facts, session) or _fresh(agreement, facts, session) or _from_network(agreement, session)


BY_PASSKEY: Final = "Add a passkey to your account and sign in with it."
"""The remedy where any other second factor is not enough."""


def _passkey(agreement: Agreement, facts: Facts, session: Session) -> Refusal | None:
    # With one party there is no other side whom a stolen code would betray: any second factor serves (decision 0003).
    leading = facts.role in LEVELS[agreement.level].passkey_roles
    if not (leading and leading_by_passkey(agreement)) or session.factor is Factor.PASSKEY:
        return None
    why = f"At level {agreement.level} the {facts.role} signs in with a passkey."
    return Refusal("sign_in", why, BY_PASSKEY)


def _fresh(agreement: Agreement, facts: Facts, session: Session) -> Refusal | None:
    idle, age = facts.now - session.used, facts.now - session.began
    rules = agreement.sign_in
    # Used or begun after now: the clock went back, and what it says of a session's age is not to be believed.
    if -_JITTER <= idle <= timedelta(minutes=rules.idle_minutes) and timedelta(0) <= age <= timedelta(
        minutes=rules.absolute_minutes
    ):
        return None
    if timedelta(minutes=rules.idle_minutes) < idle and age <= timedelta(minutes=rules.absolute_minutes):
        why = f"Your session was not used for more than the {rules.idle_minutes} minutes that the agreement allows."
    else:
        why = "Your session is older than the agreement allows."
    return Refusal("sign_in", why, "Sign in again: on the page, or with hemvist sign-in.")


def _from_network(agreement: Agreement, session: Session) -> Refusal | None:
    networks = agreement.sign_in.networks
    if not networks or within(session.address, networks):
        return None
    return Refusal(
        "sign_in.networks",
        "The agreement does not allow this project to be used from this network.",
        "Use it from a network that the agreement names, or agree on another one in a new version.",
    )


def _kept(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed in UNKEPT or _nothing_yet(act, facts):
        return None
    return next(iter(keepable(agreement, facts.installation, facts.root_key)), None)


def _guarded(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed not in STORES or facts.root_key in root_keys(agreement):
        return None
    kind = facts.root_key or "missing"
    if facts.root_key in LEVELS[agreement.level].root_keys:
        return Refusal(
            "keys.held_by",
            f"The agreement has the client hold the key, and it lies in a {kind} of whoever runs this machine.",
            "The client's owner puts it behind a passphrase: on the agreement's page, or with hemvist project guard.",
        )
    return Refusal(
        "keys",
        f"The root key is {kind}; level {agreement.level} does not allow that.",
        "Put the root key behind a passphrase, or lower the level in a new version.",
    )


def _processing_agreed(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    on_file = agreement.processing_agreement is not None and agreement.processing_agreement.recorded
    if act.deed not in STORES or agreement.one_party or not agreement.personal_data or on_file:
        return None
    return Refusal(
        "data",
        "Personal data is listed and no data processing agreement is recorded.",
        "Record the signed processing agreement in the agreement.",
    )


def _placed(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    allowed = LEVELS[agreement.level].other_places
    where = agreement.locations
    if act.deed not in STORES or {one.place for one in (where.storage, where.backup, where.support)} <= allowed:
        return None
    return Refusal(
        "locations",
        f"Level {agreement.level} does not allow where this project is stored.",
        "Agree on locations that the level allows.",
    )


def _sourced(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed not in BRINGS_IN or UPLOAD in agreement.sources:
        return None
    return Refusal(
        "sources",
        "The agreement does not let data come in by upload, and there is no other way.",
        "Agree on upload among the sources in a new version.",
    )


def _provided(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed is not Deed.SEND:
        return None
    if act.provider is None or act.provider not in agreement.providers:
        return Refusal("providers", "This provider is not in the agreement.", "Agree on it in a new version.")
    return provider_refused(agreement, act.provider)


def _approved(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed is not Deed.LET_IN or _nothing_yet(act, facts):
        return None
    return unadmitting(agreement, facts.known_as)


def _granting(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if act.deed is Deed.ASK_GRANT:
        return unnamed(agreement, facts.known_as) or never(agreement)
    return unapproving(agreement, facts.known_as) if act.deed is Deed.GIVE_GRANT else None


def _room_left(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    return full(agreement, facts.people) if act.deed is Deed.LET_IN else None


def full(agreement: Agreement, people: int) -> Refusal | None:
    """Why nobody further may be let in where so many people belong to the project; ``None`` where there is room."""
    most = agreement.access.most_people
    if people < most:
        return None
    told = "1 person" if most == 1 else f"{most} people"
    return Refusal(
        "access.most_people",
        f"The agreement lets {told} in at most, and {people} belong to the project.",
        "Agree on more people: in the draft, or in a new version where one is in force.",
    )


def _logged(agreement: Agreement, act: Act, facts: Facts) -> Refusal | None:
    if facts.log_writable:
        return None
    return Refusal(
        "audit",
        "The audit log cannot be written, so nothing is done.",
        "Free space for the log or repair it; the act can then be repeated.",
    )


_RULES: Final[tuple[Rule, ...]] = (
    _logged, _in_force, _in_state, _in_time, _in_role, _signed_in, _kept, _guarded, _processing_agreed, _placed, _sourced,
    _provided, _approved, _room_left, _granting,
)  # fmt: skip
