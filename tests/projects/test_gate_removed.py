"""Taking the gate away, one place at a time: each place has a check here that turns red when its gate is gone."""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

import hemvist
from hemvist.api import agreeing as api_agreeing
from hemvist.api import concerns as api_concerns
from hemvist.api import people as api_people
from hemvist.api import views as api
from hemvist.assistant import ask, compared, conversation, kept, kept_results, kept_table, phrased, runs, survey
from hemvist.assistant.models import Question, Run
from hemvist.audit import log
from hemvist.closing import forget, outlook, succeed
from hemvist.documents import (
    admit,
    again,
    against,
    audience,
    compare,
    likeness,
    nobody,
    preview,
    progress,
    receive,
    reindex,
    relating,
    relations,
    report,
    retained,
    show,
)
from hemvist.documents.models import Version
from hemvist.domain.agreement import OperatorAccess, Side, toml
from hemvist.domain.errors import HemvistError, Refused
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed, Permit, State
from hemvist.jobs import steer
from hemvist.jobs.models import Job
from hemvist.people.models import Person
from hemvist.people.visit import METHODS_KEY, Visit
from hemvist.projects import agreeing, concerns, discarding, gate, granting, guard, inviting, leaving
from hemvist.projects import open as opening
from hemvist.projects.live import go_live
from hemvist.projects.models import AgreementVersion, Draft, Grant, Membership, Project, Signatory
from tests.house import House, visit
from tests.projects.ended import ended, restated
from tests.projects.passkey import Passkey, enrol
from tests.web.visitor import Browser, browser, words

OLD = timedelta(hours=13)
SOURCE = Path(hemvist.__file__).parent
Check = Callable[[House, str, str], bool]


def refuses(act: Callable[[House, str, str], Any]) -> Check:
    """Whether the act is refused; going past the gate and stumbling later, over what is not there, is not."""

    def refused(house: House, version: str, document: str) -> bool:
        try:
            act(house, version, document)
        except Refused:
            return True
        except HemvistError:
            return False
        return False

    return refused


def old(person: Person) -> Browser:
    """A browser whose sign-in is older than the agreement allows."""
    client = browser(person)
    session = client.session
    session[METHODS_KEY] = [{**row, "at": time.time() - 13 * 3600} for row in session[METHODS_KEY]]
    session.save()
    return client


def leaves_a_line(house: House, version: str, document: str) -> bool:
    """Whether a stranger's try at a page stands in the project's log."""
    before = len(list(log.lines(house.heron.pk)))
    browser(house.cleo).get(f"/p/{house.heron.pk}/")
    return len(list(log.lines(house.heron.pk))) > before


# What each place has to refuse: called with the house, the id of a version and that of its document.
CHECKS: dict[str, Check] = {
    "documents/receive.py:begin": refuses(lambda h, v, d: receive.begin(visit(h.ben), h.heron, "a.txt")),
    "documents/receive.py:_renew": refuses(lambda h, v, d: slow(h).keep()),
    "documents/show.py:listing": refuses(lambda h, v, d: show.listing(visit(h.rut), h.heron)),
    "documents/show.py:details": refuses(lambda h, v, d: show.details(visit(h.rut), h.heron, d)),
    "documents/show.py:picture": refuses(lambda h, v, d: show.picture(visit(h.rut), h.heron, v, 1)),
    "documents/show.py:is_pictured": refuses(
        lambda h, v, d: drawn(v) and show.is_pictured(visit(h.rut), h.heron, v, 1)
    ),
    "documents/show.py:text_around": refuses(lambda h, v, d: show.text_around(visit(h.rut), h.heron, v, 0, 1)),
    "documents/show.py:page_text": refuses(lambda h, v, d: show.page_text(visit(h.rut), h.heron, v, 1)),
    "documents/show.py:hidden_text": refuses(lambda h, v, d: show.hidden_text(visit(h.rut), h.heron, v)),
    "documents/progress.py:progress": refuses(lambda h, v, d: progress.progress(visit(h.rut), h.heron)),
    "documents/again.py:_steered": refuses(lambda h, v, d: unread(h) and again.stop(visit(h.ben), h.heron, d)),
    "documents/compare.py:compare": refuses(lambda h, v, d: compare.compare(visit(h.ben), h.heron, [])),
    "documents/compare.py:standing": refuses(lambda h, v, d: compare.standing(visit(h.ben), h.heron, ["A/b"])),
    "documents/likeness.py:likely": refuses(lambda h, v, d: likeness.likely(visit(h.rut), h.heron, d)),
    "documents/likeness.py:proposals": refuses(lambda h, v, d: likeness.proposals(visit(h.rut), h.heron)),
    "closing/succeed.py:succeed": refuses(lambda h, v, d: succeed.succeed(visit(h.ben), h.heron, d, d)),
    "closing/succeed.py:separate": refuses(lambda h, v, d: succeed.separate(visit(h.ben), h.heron, d)),
    "closing/succeed.py:tell_apart": refuses(lambda h, v, d: succeed.tell_apart(visit(h.ben), h.heron, d, d)),
    "documents/reindex.py:reindex": refuses(lambda h, v, d: reindex.reindex(visit(h.ben), h.heron)),
    "assistant/ask.py:prepare": refuses(lambda h, v, d: ask.ask(visit(h.rut), h.heron, "Which law governs?")),
    "assistant/ask.py:find": refuses(lambda h, v, d: ask.find(visit(h.rut), h.heron, "law", 1)),
    "assistant/ask.py:history": refuses(lambda h, v, d: ask.history(visit(h.rut), h.heron)),
    "assistant/ask.py:reopen": refuses(lambda h, v, d: ask.reopen(visit(h.rut), h.heron, "x")),
    "assistant/ask.py:forget_question": refuses(lambda h, v, d: ask.forget_question(visit(h.rut), h.heron, "x")),
    "assistant/ask.py:export": refuses(lambda h, v, d: ask.export(visit(h.rut), h.heron)),
    "assistant/conversation.py:thread": refuses(lambda h, v, d: conversation.thread(visit(h.rut), h.heron, Question())),
    "assistant/phrased.py:choose": refuses(lambda h, v, d: phrased.choose(visit(h.ben), h.heron, on=False)),
    "assistant/survey.py:export": refuses(lambda h, v, d: survey.export(visit(h.rut), h.heron, "x")),
    "documents/report.py:export": refuses(lambda h, v, d: report.export(visit(h.rut), h.heron)),
    "assistant/survey.py:again": refuses(
        lambda h, v, d: survey.again(visit(h.rut), h.heron, {"survey": {"chosen": []}})
    ),
    "assistant/survey.py:go_on": refuses(lambda h, v, d: survey.go_on(visit(h.rut), h.heron, "x")),
    "documents/relating.py:look_again": refuses(lambda h, v, d: relating.look_again(visit(h.ben), h.heron)),
    "documents/relations.py:relations": refuses(lambda h, v, d: relations.relations(visit(h.rut), h.heron)),
    "documents/relations.py:relate": refuses(lambda h, v, d: relations.relate(visit(h.ben), h.heron, d, d, "amends")),
    "web/views/asking.py:phrasing": lambda h, v, d: browser(h.ben).get(f"/p/{h.heron.pk}/phrasing/").status_code == 403,
    "assistant/kept.py:listed": refuses(lambda h, v, d: kept.listed(visit(h.ben), h.heron)),
    "assistant/kept.py:keep_all": refuses(lambda h, v, d: kept.keep_all(visit(h.ben), h.heron, [])),
    "assistant/kept.py:listed_documents": refuses(lambda h, v, d: kept.listed_documents(visit(h.rut), h.heron)),
    "assistant/kept.py:remove": refuses(lambda h, v, d: kept.remove(visit(h.ben), h.heron, "x")),
    "assistant/kept_table.py:export": refuses(lambda h, v, d: kept_table.export(visit(h.rut), h.heron)),
    "assistant/kept_results.py:export": refuses(lambda h, v, d: kept_results.export(visit(h.rut), h.heron)),
    "assistant/compared.py:compared": refuses(lambda h, v, d: compared.compared(visit(h.ben), h.heron)),
    "assistant/compared.py:worse": refuses(lambda h, v, d: compared.worse(visit(h.ben), h.heron)),
    "assistant/runs.py:standing": refuses(lambda h, v, d: runs.standing(visit(h.ben), h.heron)),
    "assistant/runs.py:begin": refuses(lambda h, v, d: runs.begin(visit(h.ben), h.heron)),
    "assistant/runs.py:go_on": refuses(lambda h, v, d: runs.go_on(visit(h.ben), h.heron, "x")),
    "assistant/runs.py:stop": refuses(lambda h, v, d: runs.stop(visit(h.ben), h.heron, "x")),
    "assistant/runs.py:_ask_next": refuses(lambda h, v, d: runs._ask_next(visit(h.rut), h.heron, Run(waiting=["x"]))),
    "documents/admit.py:waiting": refuses(lambda h, v, d: admit.waiting(visit(h.rut), h.heron)),
    "documents/admit.py:confirm": refuses(lambda h, v, d: admit.confirm(visit(h.ben), h.heron)),
    "documents/admit.py:allow": refuses(lambda h, v, d: admit.allow(visit(h.ben), h.heron, d, "order numbers")),
    "documents/against.py:_listing": lambda h, v, d: not against._names(visit(h.ben, age=OLD), h.heron),
    "documents/retained.py:kept_until": refuses(lambda h, v, d: retained.kept_until(visit(h.rut), h.heron, d)),
    "documents/retained.py:take_out": refuses(lambda h, v, d: retained.take_out(visit(h.rut), h.heron, v)),
    "closing/outlook.py:outlook": refuses(lambda h, v, d: outlook.outlook(visit(h.rut), h.heron)),
    "projects/guard.py:put_behind_passphrase": refuses(
        lambda h, v, d: guard.put_behind_passphrase(visit(h.ben), h.heron, "four words will do here")
    ),
    "projects/open.py:lock": refuses(lambda h, v, d: opening.lock(visit(h.ben), h.heron)),
    "web/views/home.py:guard": lambda h, v, d: browser(h.ben).get(f"/p/{h.heron.pk}/guard/").status_code == 403,
    "documents/preview.py:__init__": refuses(lambda h, v, d: preview.Look(visit(h.ben), h.heron, "a.txt")),
    "documents/audience.py:audience": refuses(lambda h, v, d: audience.audience(visit(h.ben), h.heron, d)),
    "documents/audience.py:set_audience": refuses(
        lambda h, v, d: audience.set_audience(visit(h.ben), h.heron, d, None)
    ),
    "web/views/previewing.py:preview": lambda h, v, d: (
        browser(h.ben).get(f"/p/{h.heron.pk}/documents/preview/").status_code == 403
    ),
    "documents/relations.py:decline": refuses(lambda h, v, d: relations.decline(visit(h.ben), h.heron, "x")),
    "documents/relations.py:undo": refuses(lambda h, v, d: relations.undo(visit(h.ben), h.heron, "x")),
    "web/views/kept.py:follow": lambda h, v, d: browser(h.ben).post(f"/p/{h.heron.pk}/kept/follow/").status_code == 403,
    "api/agreeing.py:check": refuses(lambda h, v, d: api_agreeing.check(nothing(), visit(h.ben), h.heron.pk)),
    "closing/forget.py:forget_document": refuses(lambda h, v, d: forget.forget_document(visit(h.ben), h.heron, d)),
    "jobs/steer.py:listing": refuses(lambda h, v, d: steer.listing(visit(h.rut), h.heron)),
    "jobs/steer.py:cancel": refuses(lambda h, v, d: steer.cancel(visit(h.ben), h.heron, v)),
    "jobs/steer.py:retry": refuses(lambda h, v, d: steer.retry(visit(h.ben), h.heron, v)),
    "api/views.py:audit": refuses(lambda h, v, d: api.audit(None, visit(h.ben), h.heron.pk)),  # type: ignore[arg-type]
    "api/agreeing.py:version": refuses(
        lambda h, v, d: api_agreeing.version(None, visit(h.ben, age=OLD), h.heron.pk, "1")  # type: ignore[arg-type]
    ),
    "api/agreeing.py:agreement": refuses(
        lambda h, v, d: api_agreeing.agreement(None, visit(h.ben, age=OLD), h.heron.pk)
    ),  # type: ignore[arg-type]
    "projects/agreeing.py:change_draft": refuses(lambda h, v, d: agreeing.change_draft(visit(h.ben), h.heron, text(h))),
    "projects/agreeing.py:choose_passkey": refuses(
        lambda h, v, d: agreeing.choose_passkey(visit(h.ben), h.heron, signatory(h).signer.key)
    ),
    "projects/agreeing.py:propose": refuses(
        lambda h, v, d: drawn_up(h) and agreeing.propose(visit(h.ben), h.heron, "localhost")
    ),
    "projects/agreeing.py:withdraw": refuses(lambda h, v, d: agreeing.withdraw(visit(h.ben), h.heron, proposed(h))),
    "projects/agreeing.py:sign": refuses(
        lambda h, v, d: signatory(h) and agreeing.sign(visit(h.ben), h.heron, proposed(h), None)
    ),
    "projects/discarding.py:goes": refuses(lambda h, v, d: drawn_up(h) and discarding.goes(visit(h.ben), h.heron)),
    "projects/inviting.py:invite": refuses(
        lambda h, v, d: alone(h) and inviting.invite(visit(h.ben), h.heron, "Eve", "eve@example.org")
    ),
    "projects/granting.py:ask": refuses(lambda h, v, d: operating(h) and granting.ask(visit(h.ben), h.heron, 5)),
    "projects/granting.py:give": refuses(lambda h, v, d: granting.give(visit(h.ben), h.heron, asked(h))),
    "projects/granting.py:end": refuses(lambda h, v, d: granting.end(visit(h.ben), h.heron, asked(h))),
    "projects/concerns.py:record": refuses(lambda h, v, d: concerns.record(visit(h.ben, age=OLD), h.heron, "incident")),
    "projects/concerns.py:settle": refuses(lambda h, v, d: concerns.settle(visit(h.ben), h.heron, concerned(h))),
    "api/concerns.py:concerns": refuses(
        lambda h, v, d: api_concerns.concerns(nothing(), visit(h.ben, age=OLD), h.heron.pk)
    ),
    "projects/leaving.py:people": refuses(lambda h, v, d: leaving.people(visit(h.ben), h.heron)),
    "projects/leaving.py:remove": refuses(lambda h, v, d: leaving.remove(visit(h.ben), h.heron, membership(h, h.rut))),
    "projects/leaving.py:let_in_again": refuses(lambda h, v, d: leaving.let_in_again(visit(h.ada), h.heron, left(h))),
    "api/people.py:grants": refuses(lambda h, v, d: api_people.grants(nothing(), visit(h.ben, age=OLD), h.heron.pk)),
    "documents/nobody.py:only_for": refuses(
        lambda h, v, d: nobody.only_for(visit(h.rut), h.heron, Membership.objects.get(pk=membership(h, h.ben)))
    ),
    "documents/nobody.py:seen_by_nobody": refuses(lambda h, v, d: nobody.seen_by_nobody(visit(h.rut), h.heron)),
    "documents/nobody.py:show_again": refuses(lambda h, v, d: nobody.show_again(visit(h.ben), h.heron, d, [])),
    "documents/retained.py:handed_over": refuses(
        lambda h, v, d: over(h) and retained.handed_over(visit(h.ben), h.heron, d)
    ),
    "projects/live.py:go_live": refuses(lambda h, v, d: agreed(h) and go_live(visit(h.ben), h.heron, "")),
    "web/views/agreement.py:version_within": lambda h, v, d: (
        old(h.ben).get(f"/p/{h.heron.pk}/agreement/1/").status_code == 403
    ),
    "web/views/agreeing.py:draft": lambda h, v, d: (
        browser(h.ben).get(f"/p/{h.heron.pk}/agreement/draft/").status_code == 403
    ),
    "web/views/agreeing.py:live": lambda h, v, d: (
        agreed(h) and browser(h.ben).get(f"/p/{h.heron.pk}/agreement/live/").status_code == 403
    ),
    "web/page.py:room_of": leaves_a_line,
    "web/views/home.py:_count": lambda h, v, d: "1 document" not in words(old(h.ben).get("/")),
    "web/views/agreement.py:agreement": lambda h, v, d: (
        old(h.ben).get(f"/p/{h.heron.pk}/agreement/").status_code == 403
    ),
    "web/views/agreement.py:audit": lambda h, v, d: browser(h.ben).get(f"/p/{h.heron.pk}/audit/").status_code == 403,
    "web/views/documents.py:add": lambda h, v, d: (
        browser(h.ben).post(f"/p/{h.heron.pk}/documents/add/").status_code == 403
    ),
    "web/views/documents.py:delete": lambda h, v, d: (
        browser(h.ben).get(f"/p/{h.heron.pk}/documents/{d}/delete/").status_code == 403
    ),
}


def text(house: House) -> str:
    """Heron's agreement, as a draft of its next version."""
    return toml.write(house.heron.agreement)


def nothing() -> HttpRequest:
    """A call whose body is an empty object."""
    return RequestFactory().post("/", b"{}", content_type="application/json")


def drawn_up(house: House) -> bool:
    """Heron has a draft that nothing but the gate keeps from being proposed."""
    Draft.keep(house.heron, text(house))
    for row in Signatory.objects.filter(project=house.heron):
        key = Passkey(row.person.name, Side(row.side))
        enrol(row.person, key)
        Signatory.objects.filter(pk=row.pk).update(key=key.signer.key)
    AgreementVersion.objects.waiting().filter(project=house.heron).delete()
    return True


def proposed(house: House) -> int:
    """The number of a version that waits for signatures."""
    AgreementVersion.objects.waiting().filter(project=house.heron).delete()
    return AgreementVersion.keep(house.heron, replace(house.heron.agreement, version=7)).number


def signatory(house: House) -> Passkey:
    """Ben, a member only, made somebody who signs, with a passkey."""
    key = Passkey("Ben", Side.OPERATOR)
    enrol(house.ben, key)
    Signatory.objects.get_or_create(project=house.heron, side=Side.OPERATOR, person=house.ben)
    return key


def agreed(house: House) -> bool:
    """Heron, before it was brought live."""
    Project.objects.filter(pk=house.heron.pk).update(state=State.AGREED)
    house.heron.refresh_from_db()
    return True


def alone(house: House) -> bool:
    """Ben signs, and the other side has nobody."""
    signatory(house)
    Signatory.objects.filter(project=house.heron, side=Side.CLIENT).delete()
    return True


def granting_agreed(house: House) -> None:
    """Heron under an agreement in which Ada, who may also operate, approves what the operator sees."""
    access = replace(house.heron.agreement.access, roles=tuple(Role), operator_people=("Ada",))
    restated(house.heron, access=access, operator_access=OperatorAccess("Ada", 30))


def operating(house: House) -> bool:
    """Ada as the operator of Heron."""
    granting_agreed(house)
    Membership.objects.filter(project=house.heron, person=house.ada).update(role=Role.OPERATOR)
    return True


def membership(house: House, person: Person) -> str:
    return str(Membership.objects.get(project=house.heron, person=person).pk)


def left(house: House) -> str:
    """Ben has left, and the project is ending, in which nobody is let in any more."""
    key = membership(house, house.ben)
    leaving.remove(visit(house.ada), house.heron, key)
    Project.objects.filter(pk=house.heron.pk).update(state=State.ENDING)
    house.heron.refresh_from_db()
    return key


def asked(house: House) -> str:
    """A grant that waits."""
    granting_agreed(house)
    Grant.objects.all().delete()
    return Grant.objects.create(project=house.heron, person=house.rut, minutes=5).pk


def concerned(house: House) -> str:
    """An incident that is open."""
    return concerns.record(visit(house.ada), house.heron, "incident").pk


def over(house: House) -> bool:
    """Heron, whose agreement is over."""
    ended(house.heron)
    return True


def unread(house: House) -> bool:
    """Nothing is left to steer, which only who may steer is told."""
    Job.objects.filter(project=house.heron).delete()
    return True


def drawn(version: str) -> bool:
    """It is a kind whose pages are drawn, so that there is something to ask for."""
    Version.objects.filter(pk=version).update(kind="pdf", pages=1)
    return True


def slow(house: House) -> receive.Receipt:
    """A file that came so slowly that its permit ran out, of somebody who may add none any more."""
    receipt = receive.begin(visit(house.ada), house.heron, "a.txt")
    receipt.take([b"slow"])
    receipt.permit.expires = datetime.now(UTC)
    receipt.visit = visit(house.ben)
    return receipt


def places() -> set[str]:
    """Every function that asks the gate for a person's permit, as file:function."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for function in (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)):
            calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
            if any(isinstance(one, ast.Attribute) and ast.unparse(one) == "gate.enter" for one in calls):
                found.add(f"{file.relative_to(SOURCE)}:{function.name}")
    return found


def test_every_place_that_asks_the_gate_has_a_check_here() -> None:
    assert places() == set(CHECKS)


@pytest.mark.parametrize("place", sorted(CHECKS))
def test_the_check_is_green_with_its_gate_and_red_without(
    house: House, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    version = house.with_lease()
    check = CHECKS[place]
    assert check(house, version.pk, version.document_id), f"{place} lets somebody through who may not"
    monkeypatch.setattr(gate, "enter", _gone_at(place, house))
    assert not check(house, version.pk, version.document_id), f"the check of {place} does not notice its gate gone"


def _gone_at(place: str, house: House) -> Callable[[Visit, Project, Deed], Permit]:
    """The gate as it is, but wide open at one place: everybody passes there as if they were the owner."""
    real = gate.enter
    file, _, name = place.partition(":")

    def enter(who: Visit, project: Project, deed: Deed) -> Permit:
        caller = sys._getframe(1).f_code
        here = caller.co_name == name and caller.co_filename.endswith(file)
        return real(visit(house.ada) if here else who, project, deed)

    return enter
