"""The cast: people, agreements and permits that the tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hemvist.domain.agreement import Agreement, Party, one_party
from hemvist.domain.keepable import Installation
from hemvist.domain.levels import Factor, Role, RootKey
from hemvist.domain.permit import Act, Actor, Deed, Facts, Permit, Session, State, decide

ADA = Party("Ada Lund", "Hamngatan 1, Stockholm", "ada@example.org", "ada@example.org")
START = date(2026, 11, 1)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FENCED = Installation(fenced=True)
EVERYONE = frozenset({"everyone"})


def agreement(project: str = "p1") -> Agreement:
    """Ada's own one-party agreement."""
    return one_party(project, ADA, START)


AGREEMENT = agreement()


def facts(
    project: str = "p1",
    *,
    now: datetime = NOW,
    audience: frozenset[str] = EVERYONE,
    role: Role = Role.OWNER,
    actor: Actor = Actor.PERSON,
) -> Facts:
    """Facts under which Ada, freshly signed in with a code, may do whatever her role allows."""
    session = Session("s1", Factor.TOTP, now - timedelta(minutes=5), now)
    return Facts(
        now, State.LIVE, agreement(project).hash, RootKey.PASSPHRASE, actor, "ada", role, session, audience,
        installation=FENCED,
    )  # fmt: skip


def permit(project: str = "p1", deed: Deed = Deed.ASK, audience: frozenset[str] = EVERYONE) -> Permit:
    """A real permit, decided under Ada's one-party agreement."""
    actor = Actor.WORKER if deed is Deed.READ else Actor.PERSON
    decided = decide(agreement(project), Act(deed, project), facts(project, audience=audience, actor=actor))
    assert isinstance(decided, Permit), decided
    return decided
