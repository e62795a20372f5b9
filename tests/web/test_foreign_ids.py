"""Ids of another project, of another person and of what was deleted: every address answers as for what never was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hemvist.assistant import ask, kept, runs
from hemvist.audit import log
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Relation
from hemvist.documents.relations import relate
from hemvist.domain.expected import Expects
from hemvist.domain.levels import Role
from hemvist.jobs.models import Job
from hemvist.people import devices
from hemvist.people.models import Person, Token
from hemvist.projects import concerns
from hemvist.projects.models import Grant, Membership, Project
from hemvist.projects.open import open_one_party
from tests.house import LEASE, House, visit
from tests.web.test_hostile_requests import FORM
from tests.web.visitor import browser, words

NOBODY = "f" * 32
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
PASSPHRASE = "a second heron in shallow water"
NO_IDS = {"project", "secret", "name", "kind", "language", "form", "page", "number", "device", "key", "pk", "uidb36"}
"""Parts of an address that are no ids of rows, or are looked at elsewhere."""
BODY = {
    "question": "Who pays?", "expects": "nothing", "reason": "They are order numbers.", "who": "everyone", "of": NOBODY,
    "is": "version", "do": "stop", "number": "0",
}  # fmt: skip


@dataclass
class Ids:
    """One row of each kind, of one person in one project."""

    document: str
    version: str
    question: str
    kept: str
    run: str
    relation: str
    job: str
    grant: str
    concern: str
    member: str

    @property
    def kept_question(self) -> str:
        return self.kept


def filled(house: House, person: Person, project: Project) -> Ids:
    """One of each, all made by this person."""
    one = house.receive(person, project, "one.txt", LEASE + project.pk)
    other = house.receive(person, project, "other.txt", LEASE + "Amended. " + project.pk)
    house.read()
    relation = relate(visit(person), project, other.document_id, one.document_id, "amends")
    question = ask.ask(visit(person), project, "Which law governs the lease?")
    keeps = kept.keep(visit(person), project, kept.Wanted("Who pays the rent?", Expects.NOTHING))
    run = runs.begin(visit(person), project)
    job = Job.objects.get(subject=one.pk)
    grant = Grant.objects.create(project=project, person=person, minutes=5)
    concern = concerns.record(visit(person), project, "incident").pk
    member = Membership.objects.get(project=project, person=person)
    return Ids(one.document_id, one.pk, question.pk, keeps, run.pk, relation, job.pk, grant.pk, concern, str(member.pk))


@pytest.fixture
def other(house: House) -> Ids:
    """Of a second project that is Ada's too: the ids are hers, the project in the address is not theirs."""
    house.with_lease()
    return filled(house, house.ada, open_one_party(house.ada, "Osprey", PASSPHRASE))


def addresses() -> Iterator[tuple[str, set[str]]]:
    """The names of all addresses within a project that take an id, with what each takes."""

    def walk(rows: list[Any], before: str) -> Iterator[tuple[str, set[str]]]:
        for row in rows:
            if isinstance(row, URLResolver):
                yield from walk(row.url_patterns, f"{before}{row.namespace}:" if row.namespace else before)
            elif isinstance(row, URLPattern) and set(row.pattern.converters) - NO_IDS:
                yield f"{before}{row.name}", set(row.pattern.converters)

    return walk(get_resolver().url_patterns, "")


def token(person: Person) -> str:
    waiting = devices.ask_admission()
    devices.admit(visit(person), waiting.user_code)
    return devices.collect(waiting.secret)[0]


def answers(
    person: Person, bearer: str, project: Project, name: str, takes: set[str], ids: Any
) -> list[tuple[int, str]]:
    """What each method gets there, without the ids that were asked for."""
    told: dict[str, object] = {"project": project.pk, "page": 1, "number": 1}
    told |= {one: getattr(ids, one) for one in takes if hasattr(ids, one)}
    where, client, found = reverse(name, kwargs={key: told[key] for key in takes}), browser(person), []
    for method in ("GET", "POST", "PUT", "DELETE"):
        cache.clear()
        if name.startswith("api:"):
            body, kind, headers = json.dumps(BODY), "application/json", {"authorization": f"Bearer {bearer}"}
        else:
            body, kind, headers = "&".join(f"{key}={value}" for key, value in BODY.items()), FORM, {}
        answer = client.generic(method, where, body, kind, headers=headers)
        text = TOKEN.sub("", words(answer))
        for one in told.values():
            text = text.replace(str(one), "ID") if len(str(one)) > 8 else text
        found.append((answer.status_code, "" if answer.status_code == 405 else text))
    return found


@dataclass
class Never:
    """Ids that no row ever had."""

    document = version = question = kept = kept_question = run = relation = job = grant = concern = member = NOBODY


def rows() -> list[Any]:
    """All rows of contents and of what is agreed, so that a change shows."""
    return [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in apps.get_models()
        if model._meta.app_label in ("projects", "documents", "assistant", "jobs")
    ]


def unlike(house: House, person: Person, ids: Any) -> list[str]:
    """The addresses of Heron that answer otherwise for these ids than for those that no row ever had."""
    bearer, before = token(person), rows()
    found = [
        name
        for name, takes in addresses()
        if answers(person, bearer, house.heron, name, takes, ids)
        != answers(person, bearer, house.heron, name, takes, Never())
    ]
    assert rows() == before, "nothing was changed"
    return found


def test_there_are_many_such_addresses() -> None:
    assert len(list(addresses())) > 30


def test_ids_of_another_project_of_ones_own_are_none_here(house: House, other: Ids) -> None:
    assert unlike(house, house.ada, other) == []


def test_ids_of_somebody_elses_questions_are_none(house: House) -> None:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    ids = filled(house, kim, house.heron)
    ids.document = ids.version = ids.relation = ids.job = ids.grant = ids.concern = ids.member = NOBODY
    assert unlike(house, house.ada, ids) == []


def test_ids_of_what_was_deleted_are_none_any_more(house: House) -> None:
    ids = filled(house, house.ada, house.heron)
    for row in Relation.objects.filter(pk=ids.relation):
        forget_document(visit(house.ada), house.heron, row.document_id)
    forget_document(visit(house.ada), house.heron, ids.document)
    ask.forget_question(visit(house.ada), house.heron, ids.question)
    kept.remove(visit(house.ada), house.heron, ids.kept)
    ids.run = ids.grant = ids.concern = ids.member = NOBODY
    assert unlike(house, house.ada, ids) == []


def test_ids_of_another_project_in_a_body_are_none_here(house: House, other: Ids) -> None:
    lease = house.receive(house.ada, house.heron, "mine.txt", LEASE + "Mine.")
    house.read()
    bearer, mine = token(house.ada), lease.document_id
    at = f"/p/{house.heron.pk}"
    before = rows()
    for where, body in (
        (f"{at}/ask/", {"question": "Which law?", "document": "ID"}),
        (f"{at}/kept/add/", {"question": "Which law?", "expects": "document", "document": "ID"}),
        (f"{at}/relations/", {"do": "set", "document": mine, "of": "ID", "tie": "amends", "seen": ""}),
        (f"{at}/relations/", {"do": "set", "document": "ID", "of": mine, "tie": "amends", "seen": ""}),
        (f"{at}/relations/", {"do": "decline", "relation": "ID", "seen": ""}),
        (f"{at}/relations/", {"do": "undo", "relation": "ID", "seen": ""}),
        (f"{at}/documents/{mine}/join/", {"is": "version", "of": "ID"}),
        (f"{at}/documents/{mine}/join/", {"is": "apart", "of": "ID"}),
        (f"{at}/documents/{mine}/audience/", {"who": "named", "person": "ID"}),
        ("/api/projects/Heron/ask", {"question": "Which law?", "documents": ["ID"]}),
        ("/api/projects/Heron/find", {"query": "Which law?", "documents": ["ID"]}),
        ("/api/projects/Heron/kept", {"question": "Which law?", "document": "ID"}),
        ("/api/projects/Heron/relations", {"document": mine, "of": "ID"}),
        ("/api/projects/Heron/relations", {"document": "ID", "of": mine}),
        (f"/api/projects/Heron/documents/{mine}/succeed", {"of": "ID"}),
        (f"/api/projects/Heron/documents/{mine}/apart", {"of": "ID"}),
    ):
        foreign = [other.document, other.question, other.relation, house.cleo.pk]
        told = {
            one: _sent(house, bearer, where, json.loads(json.dumps(body).replace("ID", one)))
            for one in [*foreign, NOBODY]
        }
        assert set(told.values()) == {told[NOBODY]}, where
        assert told[NOBODY][0] in (302, 404), where
        assert rows() == before, where


def test_a_question_leans_on_nobody_elses_and_on_none_of_another_project(house: House, other: Ids) -> None:
    bearer = token(house.ada)
    body = {"question": "and what about notice?", "after": ""}
    told = [
        json.loads(_sent(house, bearer, "/api/projects/Heron/ask", body | {"after": one})[1])
        for one in (other.question, NOBODY, "")
    ]
    assert [(one.get("understood"), one["after"], one["searched"]) for one in told] == [
        (told[2].get("understood"), told[2]["after"], told[2]["searched"])
    ] * 3


def _sent(house: House, bearer: str, where: str, body: dict[str, Any]) -> tuple[int, str]:
    if where.startswith("/api/"):
        answer = browser().post(
            where, body, content_type="application/json", headers={"authorization": f"Bearer {bearer}"}
        )
    else:
        answer = browser(house.ada).post(where, body)
    return answer.status_code, TOKEN.sub("", words(answer)) + answer.headers.get("Location", "")


def test_another_persons_device_is_none(house: House) -> None:
    token(house.ben)
    device = Token.objects.get(person=house.ben)
    told = [browser(house.ada).post(f"/account/devices/{one}/sign-out/") for one in (device.pk, 10**9)]
    assert [one.status_code for one in told] == [404, 404]
    device.refresh_from_db()
    assert device.alive


def test_a_try_at_anothers_document_under_ones_own_project_is_not_told_to_that_other(house: House, other: Ids) -> None:
    osprey = Project.objects.exclude(pk__in=[house.heron.pk, house.wren.pk]).get()
    before = len(list(log.lines(osprey.pk)))
    browser(house.ada).get(f"/p/{house.heron.pk}/documents/{other.document}/")
    assert len(list(log.lines(osprey.pk))) == before


def test_in_their_own_project_the_same_ids_are_something(house: House, other: Ids) -> None:
    at = f"/p/{Project.objects.exclude(pk__in=[house.heron.pk, house.wren.pk]).get().pk}"
    for path in (f"documents/{other.document}/", f"q/{other.question}/", f"kept/{other.kept}/"):
        assert browser(house.ada).get(f"{at}/{path}").status_code == 200
