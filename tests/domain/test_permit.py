"""decide() against a small reference model, and the properties that the level table promises."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement import (
    Access,
    Agreement,
    Keys,
    Location,
    Locations,
    Network,
    OnFile,
    OperatorAccess,
    Party,
    Provider,
    Side,
    SignIn,
)
from hemvist.domain.errors import PermitMisused
from hemvist.domain.grant import Grant
from hemvist.domain.keepable import Installation
from hemvist.domain.levels import Factor, Place, Role, RootKey
from hemvist.domain.permit import ROLES, Act, Actor, Deed, Facts, Permit, Refusal, Session, State, decide
from tests import cast

PLACES = st.sampled_from(Place)
KNOWN = st.one_of(st.none(), st.booleans())
WHOLE = OnFile("abc", "ab" * 32, date(2026, 1, 1))
ON_FILE = st.sampled_from(
    [None, OnFile("abc"), OnFile("abc", "ab" * 32), OnFile("", "ab" * 32, date(2026, 1, 1)), WHOLE, WHOLE]
)
PROVIDERS = st.builds(
    Provider,
    name=st.just("Model Ltd"), task=st.just("phrasing"), seat=st.one_of(st.none(), PLACES),
    parent=st.one_of(st.none(), PLACES), region=st.one_of(st.none(), PLACES), sub_processors=st.one_of(st.none(), PLACES),
    trains_on_data=KNOWN, keeps_data=KNOWN, agreement_on_file=ON_FILE,
)  # fmt: skip


_HERE = Location(Place.HERE)
LOCATIONS = st.builds(
    Location, PLACES, st.sampled_from(["", "SE", "US"]), st.sampled_from(["", "Värden AB", "Another AB"])
)
GOOD = st.just(
    Provider("Model Ltd", "phrasing", Place.EU, Place.EU, Place.EU, Place.EU, False, False, None, "SE", "", "", WHOLE)
)
INSTALLATIONS = st.builds(
    Installation, st.sampled_from(["SE", "SE", "US", ""]), st.sampled_from(["Värden AB", "VÄRDEN AB", ""]),
    st.sampled_from([frozenset(RootKey), frozenset(RootKey), frozenset({RootKey.PASSPHRASE})]),
    st.sampled_from([(), (), ("db.example",), ("10.1.2.3",), ("192.0.2.1",)]), st.sampled_from([True, True, False]),
)  # fmt: skip


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Ada's agreement with every governed value drawn anew."""
    return dataclasses.replace(
        cast.AGREEMENT,
        level=draw(st.integers(0, 3)),
        one_party=draw(st.booleans()),
        processor=Party("Bolaget"),
        sources=draw(st.sampled_from([("upload",), ("upload",), ("post", "upload"), ("Upload",), ()])),
        providers=tuple(draw(st.one_of(st.just([]), st.lists(GOOD, max_size=1), st.lists(PROVIDERS, max_size=2)))),
        locations=Locations(*(draw(st.one_of(st.just(_HERE), LOCATIONS)) for _ in range(4))),
        network=draw(st.sampled_from([Network(), Network(("db.example",), ("10.0.0.0/8",))])),
        processing_agreement=draw(ON_FILE),
        access=Access(
            draw(st.sampled_from([tuple(Role), cast.AGREEMENT.access.roles])),
            20,
            ("cleo ",),
            draw(st.sampled_from([(), ("Ada",), ("cleo ", "Eva")])),
        ),
        keys=Keys(draw(st.sampled_from(Side)), "by hand"),
        operator_access=OperatorAccess("ADA", draw(st.sampled_from([0, 60]))),
        sign_in=SignIn(
            tuple(draw(st.sets(st.sampled_from(Factor)))), 60, 720, draw(st.sampled_from([(), (), ("10.0.0.0/8",)]))
        ),
    )


def _grants(now: datetime) -> st.SearchStrategy[Grant]:
    """Grants that began and end around a moment."""
    near = st.sampled_from([now - timedelta(minutes=59), now, now + timedelta(minutes=1), now - timedelta(minutes=61)])
    return st.builds(Grant, st.just("g"), near, near)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Agreement, Act, Facts]:
    """An agreement, an act and facts, most of them near the border of what is permitted."""
    agreement = draw(agreements())
    provider = draw(st.one_of(st.none(), PROVIDERS, st.sampled_from(agreement.providers or (None,))))
    now = cast.NOW + draw(st.sampled_from([timedelta(0), timedelta(days=400), timedelta(days=-60)]))
    used = now - draw(st.sampled_from([timedelta(0), *map(timedelta, [0, 0, 0], [3600, 3660, -61])]))
    began = used - draw(st.sampled_from([timedelta(minutes=5), timedelta(hours=12), timedelta(minutes=-300)]))
    session = draw(
        st.one_of(
            st.none(),
            st.builds(
                Session,
                st.just("s"),
                st.one_of(st.none(), st.sampled_from(Factor)),
                st.just(began),
                st.just(used),
                st.sampled_from(["10.1.1.1", "::ffff:10.1.1.1", "192.0.2.9", "2001:db8::1", "", "ten"]),
            ),
        )
    )
    facts = Facts(
        now, draw(st.sampled_from(State)), draw(st.sampled_from([agreement.hash, None, "0" * 64])),
        draw(st.one_of(st.none(), st.sampled_from(RootKey))), draw(st.sampled_from(Actor)),
        draw(st.sampled_from(["ada", None])), draw(st.one_of(st.none(), st.sampled_from(Role))), session,
        cast.EVERYONE, draw(st.booleans()), draw(INSTALLATIONS),
        people=draw(st.sampled_from([1, 19, 20, 21])), known_as=draw(st.sampled_from([frozenset({"Cleo"}), frozenset({"Ada"})])),
        grant=draw(st.one_of(st.none(), _grants(now))),
    )  # fmt: skip
    return agreement, Act(draw(st.sampled_from(Deed)), draw(st.sampled_from(["p1", "p2"])), provider), facts


def oracle(a: Agreement, act: Act, f: Facts) -> bool:
    """The rules once more, as one plain condition, written apart from decide()."""
    nothing_yet = (
        f.hash_in_force is None
        and f.state in ("draft", "proposed")
        and act.deed in ("read-agreement", "draw-up", "sign", "let-in")
    )
    if not f.log_writable or act.project != a.project or not (f.hash_in_force == a.hash or nothing_yet):
        return False
    states: dict[str, set[str]] = {"go-live": {"agreed"}, "sign": {"proposed", "agreed", "live"}} | {
        "shut-out": {"agreed", "live", "ending"},
        "draw-up": {"draft", "proposed", "agreed", "live"},
        "let-in": {"draft", "proposed", "agreed", "live"},
        "read-agreement": set(State),
        "read-audit": set(State),
    } | {deed: {"live", "ending"} for deed in ("export", "list", "show", "delete", "guard", "lock", "record", "settle")}  # fmt: skip
    if f.state not in states.get(act.deed, {"live"}):
        return False
    today = f.now.date()
    agreeing = act.deed in ("draw-up", "sign", "let-in")
    owners = act.deed in {"list", "show", "export", "delete", "set-audience"} and (
        f.actor == "worker" or f.role == "owner"
    )
    outlives = (
        agreeing or owners or act.deed in {"read-agreement", "read-audit", "shut-out", "lock", "record", "settle"}
    )
    if (today < a.starts_on and not agreeing and not nothing_yet) or (today > a.ends_on and not outlives):
        return False
    if f.actor == "worker":
        if act.deed not in {"read", "send", "delete"}:
            return False
    else:
        using, keeping, agree = {"member", "curator", "owner"}, {"curator", "owner"}, {"owner", "operator"}
        who = {
            "read-agreement": set(Role), "list": using, "ask": using, "show": using, "send": using, "export": using,
            "ingest": keeping, "replace": keeping, "delete": keeping, "read": set(), "read-audit": {"owner", "reviewer"},
            "draw-up": agree, "sign": agree, "let-in": agree, "shut-out": {"owner"}, "ask-grant": {"operator"}, "give-grant": {"owner"}, "end-grant": {"owner"}, "go-live": {"owner"}, "record": set(Role), "settle": agree, "guard": {"owner"}, "lock": {"owner"}, "allow": {"owner"},
            "set-phrasing": {"owner"}, "keep-questions": keeping, "confirm": keeping, "set-audience": keeping,
        }[act.deed]  # fmt: skip
        sees = f.role == "operator" and f.role in a.access.roles and act.deed in ("list", "show") and _granted(a, f)
        if f.person and sees:
            who = who | {"operator"}
        if act.deed == "ask-grant" and not ("Cleo" in f.known_as and a.operator_access.longest_minutes):
            return False
        if act.deed == "give-grant" and not ("Ada" in f.known_as and a.operator_access.longest_minutes):
            return False
        if not f.person or f.role not in who or (f.role not in a.access.roles and not agreeing and not nothing_yet):
            return False
        s = f.session
        if s is None or s.factor is None:
            return False
        if not nothing_yet:
            if s.factor not in a.sign_in.factors:
                return False
            if a.level >= 2 and not a.one_party and f.role in ("owner", "operator") and s.factor != "passkey":
                return False
            if a.sign_in.networks and not s.address.removeprefix("::ffff:").startswith("10."):
                return False
            if (
                not -60 <= (f.now - s.used).total_seconds() <= 3600
                or not 0 <= (f.now - s.began).total_seconds() <= 720 * 60
            ):
                return False
    open_to_all = {
        "read-agreement",
        "read-audit",
        "export",
        "delete",
        "list",
        "draw-up",
        "sign",
        "let-in",
        "guard",
        "lock",
        "end-grant",
        "shut-out",
        "record",
        "settle",
    }
    if act.deed not in open_to_all and not (
        _may_stand(a, f.installation) and f.root_key in {None, *f.installation.root_keys}
    ):
        return False
    if act.deed in {"ingest", "read", "replace", "go-live", "confirm", "allow"} and not _may_store(a, f):
        return False
    if act.deed in {"ingest", "replace"} and "upload" not in a.sources:
        return False
    if act.deed == "let-in" and f.people >= a.access.most_people:
        return False
    approvers = {one.strip().lower() for one in a.access.approvers}
    if act.deed == "let-in" and not nothing_yet and approvers and not approvers & {one.lower() for one in f.known_as}:
        return False
    return act.deed != "send" or _may_send(a, act.provider)


def _granted(a: Agreement, f: Facts) -> bool:
    longest = timedelta(minutes=a.operator_access.longest_minutes)
    g = f.grant
    return "Cleo" in f.known_as and g is not None and g.began <= f.now < g.until and f.now - g.began < longest


def _may_stand(a: Agreement, i: Installation) -> bool:
    """Whether the agreement can be kept there, told apart from ``keepable``."""
    strict = a.level >= 2 and not a.one_party
    if not all(p.region == "here" or _may_send(a, p) for p in a.providers):
        return False
    for where in (a.locations.storage, *([] if a.providers else [a.locations.inference])):
        if not i.country and strict:
            return False
        if i.country and (where.country not in ("", i.country)):
            return False
        if i.country and where.place not in ("here", {"SE": "eu", "US": "us"}[i.country]):
            return False
        if where.who and not a.one_party and (i.host or strict) and i.host.casefold() != where.who.casefold():
            return False
    if a.level == 3 and not i.fenced:
        return False
    owed = a.level == 3 or not a.one_party
    agreed = {"10.1.2.3"} if a.network.premises else set()
    agreed |= {"db.example"} if a.network.hosts and a.level < 3 else set()
    return not owed or set(i.connects) <= agreed


def _may_store(a: Agreement, f: Facts) -> bool:
    if f.root_key is None or (a.level >= 2 and f.root_key == "file"):
        return False
    if not a.one_party and a.keys.held_by == "client" and f.root_key != "passphrase":
        return False
    personal = a.special_categories or a.data_subjects or any(row.personal for row in a.data)
    if personal and not a.one_party and a.processing_agreement != WHOLE:
        return False
    allowed = [set(Place), set(Place), {"here", "eu"}, {"here"}][a.level]
    return all(where.place in allowed for where in (a.locations.storage, a.locations.backup, a.locations.support))


def _may_send(a: Agreement, p: Provider | None) -> bool:
    if p is None or p not in a.providers:
        return False
    if p.region == "here":
        return True
    if a.level == 3 or None in (p.region, p.seat) or p.trains_on_data is not False or p.agreement_on_file != WHOLE:
        return False
    within = {"eu", "here"}
    strict = {p.region, p.seat, p.parent, p.sub_processors} <= within and p.keeps_data is False
    return a.level < 2 or strict


@given(cases())
def test_decide_agrees_with_the_reference_model(case: tuple[Agreement, Act, Facts]) -> None:
    decided = decide(*case)
    assert isinstance(decided, Permit) == oracle(*case), decided


@given(cases())
def test_a_higher_level_never_permits_what_a_lower_one_refuses(case: tuple[Agreement, Act, Facts]) -> None:
    agreement, act, facts = case
    permitted = []
    for level in range(4):
        at_level = dataclasses.replace(agreement, level=level)
        hashed = dataclasses.replace(
            facts, hash_in_force=at_level.hash if facts.hash_in_force == agreement.hash else None
        )
        permitted.append(isinstance(decide(at_level, act, hashed), Permit))
    assert permitted == sorted(permitted, reverse=True)


@given(cases())
def test_a_refusal_says_why_by_which_clause_and_what_would_change_it(case: tuple[Agreement, Act, Facts]) -> None:
    decided = decide(*case)
    if isinstance(decided, Refusal):
        assert decided.clause
        assert decided.reason.endswith(".")
        assert decided.remedy.endswith(".")


@pytest.mark.parametrize(
    "deed", sorted(deed for deed, roles in ROLES.items() if Role.OWNER in roles and deed is not Deed.GIVE_GRANT)
)
def test_ada_may_do_all_that_an_owner_does(deed: Deed) -> None:
    facts = dataclasses.replace(cast.facts(), state=State.AGREED if deed is Deed.GO_LIVE else State.LIVE)
    if deed is not Deed.SEND:
        assert isinstance(decide(cast.AGREEMENT, Act(deed, "p1"), facts), Permit)


@pytest.mark.parametrize("deed", sorted(set(Deed) - {Deed.READ_AGREEMENT, Deed.DRAW_UP, Deed.SIGN, Deed.LET_IN}))
@pytest.mark.parametrize("state", [State.DRAFT, State.PROPOSED, State.AGREED])
def test_nothing_is_stored_asked_or_shown_before_an_agreement_is_live(deed: Deed, state: State) -> None:
    for hashed in (None, cast.AGREEMENT.hash):
        facts = dataclasses.replace(cast.facts(), state=state, hash_in_force=hashed)
        permitted = isinstance(decide(cast.AGREEMENT, Act(deed, "p1"), facts), Permit)
        assert permitted is (hashed is not None and (deed, state) in BEFORE_LIVE), (deed, state)


BEFORE_LIVE = {(Deed.GO_LIVE, State.AGREED), (Deed.SHUT_OUT, State.AGREED)} | {
    (Deed.READ_AUDIT, state) for state in State
}


def test_nobody_makes_a_permit_but_decide() -> None:
    with pytest.raises(TypeError, match=r"made by decide\(\) only"):
        Permit(object(), Act(Deed.ASK, "p1"), cast.AGREEMENT, cast.facts())


def test_a_permit_serves_its_own_project_and_deed_only() -> None:
    permit = cast.permit(deed=Deed.ASK)
    assert permit.covering("p1", Deed.ASK, Deed.SHOW) is permit
    for project, deed in (("p2", Deed.ASK), ("p1", Deed.INGEST)):
        with pytest.raises(PermitMisused):
            permit.covering(project, deed)


def test_a_permit_ends() -> None:
    permit = cast.permit()
    assert permit.holds(cast.NOW)
    later: datetime = cast.NOW + timedelta(minutes=11)
    assert not permit.holds(later)


CONTENTS = {Deed.LIST, Deed.SHOW, Deed.EXPORT, Deed.DELETE, Deed.SET_AUDIENCE}
AGREEING = {Deed.READ_AGREEMENT, Deed.READ_AUDIT, Deed.DRAW_UP, Deed.SIGN, Deed.LET_IN, Deed.SHUT_OUT}


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("deed", sorted(Deed))
def test_after_its_last_day_contents_are_the_owners_to_read_take_out_and_delete(role: Role, deed: Deed) -> None:
    on, after = (
        dataclasses.replace(cast.facts(now=datetime(2027, 11, day, 12, tzinfo=cast.NOW.tzinfo)), role=role)
        for day in (1, 2)
    )
    assert cast.AGREEMENT.ends_on == date(2027, 11, 1)
    before, decided = (decide(cast.AGREEMENT, Act(deed, "p1"), facts) for facts in (on, after))
    stays = deed in AGREEING or deed in ("record", "settle") or (deed in (*CONTENTS, "lock") and role is Role.OWNER)
    assert isinstance(decided, Permit) is (isinstance(before, Permit) and stays)
    if isinstance(decided, Refusal) and isinstance(before, Permit):
        assert decided.clause == "duration"


@given(cases())
def test_what_is_permitted_after_the_end_was_permitted_before_it(case: tuple[Agreement, Act, Facts]) -> None:
    agreement, act, facts = case
    longer = dataclasses.replace(agreement, ends_on=date(9999, 1, 1))
    hashed = longer.hash if facts.hash_in_force == agreement.hash else facts.hash_in_force
    if isinstance(decide(agreement, act, facts), Permit):
        assert isinstance(decide(longer, act, dataclasses.replace(facts, hash_in_force=hashed)), Permit)


@given(cases())
def test_the_operator_does_nothing_with_contents_but_list_and_show_under_a_grant(
    case: tuple[Agreement, Act, Facts],
) -> None:
    agreement, act, facts = case
    facts = dataclasses.replace(facts, role=Role.OPERATOR, actor=Actor.PERSON)
    decided = decide(agreement, act, facts)
    if isinstance(decided, Permit) and act.deed not in {*AGREEING, Deed.ASK_GRANT}:
        assert act.deed in (Deed.LIST, Deed.SHOW)
        assert facts.grant is not None
        assert decided.grant == facts.grant.id
        without = dataclasses.replace(facts, grant=None)
        assert isinstance(decide(agreement, act, without), Refusal)
        unnamed = dataclasses.replace(agreement, access=Access(tuple(Role), 20))
        assert isinstance(decide(unnamed, act, dataclasses.replace(facts, hash_in_force=unnamed.hash)), Refusal)
