"""The two agreements that are built in: one party alone, with made-up documents or with its own."""

from __future__ import annotations

from datetime import date, timedelta

from hemvist.domain.agreement.parts import (
    Access,
    AfterRetention,
    DataClass,
    End,
    Keys,
    Location,
    Locations,
    Notices,
    Party,
    Retention,
    Side,
    SignIn,
)
from hemvist.domain.agreement.whole import QUESTIONS, Agreement
from hemvist.domain.levels import Factor, Place, Role

ANY_FACTOR = (Factor.TOTP, Factor.PASSKEY, Factor.RECOVERY_CODE)
NATURE = "reading documents, finding passages, answering with quotations"


def prototype(project: str, party: Party, starts_on: date) -> Agreement:
    """The built-in level 0 agreement: made-up or harmless documents, everything on this machine."""
    data = DataClass(
        "documents", "made-up contracts", ("text", "page images"), "to show how questions are answered", False
    )
    return _alone(
        project, 0, party, starts_on, data,
        setup="demonstration on one machine", purpose="trying Hemvist on made-up documents",
    )  # fmt: skip


def one_party(project: str, party: Party, starts_on: date) -> Agreement:
    """The built-in one-party agreement for one's own documents: level 3's rules, nothing leaves this machine."""
    data = DataClass(
        "documents", "one's own contracts and documents", ("text", "page images"), "to answer questions", True
    )
    return _alone(
        project, 3, party, starts_on, data, subjects=("people named in one's own documents",),
        setup="one's own documents on one's own machine", purpose="answering questions from one's own documents",
    )  # fmt: skip


def _alone(
    project: str, level: int, party: Party, starts_on: date, data: DataClass, *,
    setup: str, purpose: str, subjects: tuple[str, ...] = (),
) -> Agreement:  # fmt: skip
    here = Location(Place.HERE, who=party.name)
    return Agreement(
        project=project, version=1, level=level, one_party=True, controller=party, processor=party,
        setup=setup, purposes=(purpose,), nature=NATURE, data=(data,), data_subjects=subjects,
        starts_on=starts_on, ends_on=starts_on + timedelta(days=365),
        locations=Locations(here, here, here, here),
        retention=tuple(Retention(name, None, AfterRetention.DELETE) for name in (data.name, QUESTIONS)),
        access=Access((Role.OWNER, Role.CURATOR, Role.MEMBER, Role.REVIEWER), most_people=20),
        sign_in=SignIn(ANY_FACTOR, idle_minutes=60, absolute_minutes=720),
        keys=Keys(Side.CLIENT, "kept on this machine only"),
        breach=Notices(party.contact, 24), requests=Notices(party.contact, 72),
        end=End(AfterRetention.DELETE, "ZIP", grace_days=0),
    )  # fmt: skip
