"""A document for named people: for everybody else it is not there, in whatever way contents leave, from that moment on."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, cast

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hemvist.assistant import ask, conversation, kept, runs
from hemvist.assistant import show as sources
from hemvist.assistant.put import put
from hemvist.audit import log
from hemvist.closing import forget, succeed
from hemvist.documents import admit, again, compare, likeness, places, progress, relating, relations, report, show
from hemvist.documents.against import against
from hemvist.documents.audience import AudienceUnusable, audience, set_audience
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import begin, receive
from hemvist.documents.reindex import reindex
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.expected import Expects, Outcome
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.jobs import steer
from hemvist.people import devices
from hemvist.people.models import Person
from hemvist.projects import gate
from hemvist.projects.models import AgreementVersion, Membership
from tests.cast import agreement
from tests.house import LEASE, House, visit
from tests.web.visitor import browser, words

MARKER = "Vermilion Bittern Holdings"
SECRET = LEASE.replace("Norrglim Furniture Ltd", MARKER).replace("nine months'", "seventeen months'")
NOTICE = "How much notice must be given to terminate the Vermilion lease?"
QUOTED = "seventeen months'"


OWN = ("history", "reopened", "export", "thread")
QUIET = ("flagged", "against")
"""What is a person's own and was shown to them: ids stand in it still, and no words."""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@dataclass
class Two:
    """Heron with an open lease and a secret one, which Ben and Kim, a curator, asked of and kept before it was narrowed."""

    house: House
    kim: Person
    open: Version
    secret: Version
    before: str
    keeps: str

    @property
    def document(self) -> str:
        return self.secret.document_id

    def ben(self) -> Any:
        return visit(self.house.ben)

    def curator(self) -> Any:
        return visit(self.kim)

    def narrow(self) -> None:
        set_audience(visit(self.house.ada), self.house.heron, self.document, [self.house.ada.pk])


@pytest.fixture
def two(house: House) -> Two:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    kept_open = house.receive(house.ada, house.heron, "open.txt", LEASE)
    secret = house.receive(house.ada, house.heron, "secret.txt", SECRET)
    house.read()
    relations.relate(visit(kim), house.heron, secret.document_id, kept_open.document_id, "amends")
    asked = ask.ask(visit(kim), house.heron, NOTICE)
    wanted = kept.Wanted(NOTICE, Expects.DOCUMENT, secret.document_id, QUOTED)
    keeps = kept.keep(visit(kim), house.heron, wanted)
    found = Two(house, kim, kept_open, secret, asked.pk, keeps)
    secret.refresh_from_db()
    assert QUOTED in json.dumps(ask.export(visit(kim), house.heron)), "what is hidden below was there before"
    return found


def leaves(two: Two) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every way in which something of the project's documents leaves, for Kim, who may do the most but the owner."""
    kim, heron = two.curator(), two.house.heron
    file = compare.File("other.txt", sha256(SECRET.encode()).digest(), len(SECRET))
    yield "list", lambda: show.listing(kim, heron)
    yield "report", lambda: report.as_csv(show.listing(kim, heron))
    yield "asking", lambda: ask.reopen(kim, heron, ask.ask(kim, heron, NOTICE).pk)[1]
    yield "finding", lambda: ask.find(kim, heron, NOTICE, 50)
    yield "many", lambda: ask.reopen(kim, heron, put(kim, heron, "List all leases with a notice period").pk)[1]
    yield "history", lambda: [row for _, row in ask.history(kim, heron)]
    yield "reopened", lambda: ask.reopen(kim, heron, two.before)[1]
    yield "export", lambda: ask.export(kim, heron)
    yield (
        "thread",
        lambda: [row for _, row in conversation.thread(kim, heron, ask.reopen(kim, heron, two.before)[0])],
    )
    yield "kept", lambda: [(row.quote, row.document, row.name) for row in kept.listed(kim, heron)]
    yield "likeness", lambda: likeness.proposals(kim, heron)
    yield "relations", lambda: relations.relations(kim, heron)
    yield "jobs", lambda: steer.listing(kim, heron)
    yield "flagged", lambda: admit.waiting(kim, heron)
    yield "comparing", lambda: compare.compare(kim, heron, [file, replace(file, path="folder/other.txt")])
    yield "against", lambda: [row.documents for row in against(kim, heron, agreement(heron.pk))]


def test_all_of_these_ways_told_of_it_before(two: Two) -> None:
    for name, way in leaves(two):
        told = repr(way())
        assert name in QUIET or any(
            word in told for word in (MARKER, QUOTED, "secret.txt", two.document, two.secret.pk)
        ), name


def compared(two: Two) -> list[compare.Compared]:
    ways = dict(leaves(two))
    return cast("list[compare.Compared]", ways["comparing"]())


def test_nothing_of_it_leaves_for_somebody_outside(two: Two) -> None:
    two.narrow()
    for name, way in leaves(two):
        told = repr(way())
        ids = () if name in OWN else (two.document, two.secret.pk)
        for word in (MARKER, QUOTED, "secret.txt", *ids):
            assert word not in told, (name, word)
    assert progress.progress(two.curator(), two.house.heron).documents == 1
    assert {row.verdict for row in compared(two)} == {compare.Verdict.NEW}


def test_whoever_is_named_sees_all_of_it_and_so_does_everybody_once_it_is_opened_again(two: Two) -> None:
    house = two.house
    set_audience(visit(house.ada), house.heron, two.document, ["ada@example.org", "Kim"])
    assert QUOTED in repr(ask.reopen(two.curator(), house.heron, ask.ask(two.curator(), house.heron, NOTICE).pk)[1])
    assert not ask.find(two.ben(), house.heron, QUOTED, 1, []) or QUOTED not in repr(
        ask.find(two.ben(), house.heron, QUOTED, 9)
    )
    set_audience(visit(house.ada), house.heron, two.document, None)
    assert QUOTED in repr(ask.find(two.ben(), house.heron, NOTICE, 9))


def test_what_answered_before_is_blanked_and_its_page_is_not_there(two: Two) -> None:
    heron = two.house.heron
    assert sources.source(two.curator(), heron, two.before, 1).quote
    two.narrow()
    with pytest.raises(NotFound):
        sources.source(two.curator(), heron, two.before, 1)
    with pytest.raises(NotFound):
        sources.page_picture(two.curator(), heron, two.before, 1)


def test_a_run_counts_what_is_out_of_view_as_lost(two: Two) -> None:
    two.narrow()
    runs.begin(two.curator(), two.house.heron)
    assert kept.one(two.curator(), two.house.heron, two.keeps).outcome == Outcome.LOST


def acts(two: Two, document: str, version: str) -> list[Callable[[], object]]:
    kim, heron, other = two.curator(), two.house.heron, two.open.document_id
    return [
        lambda: show.details(kim, heron, document),
        lambda: show.page_text(kim, heron, version, 1),
        lambda: show.picture(kim, heron, version, 1),
        lambda: show.text_around(kim, heron, version, 0, 5),
        lambda: show.hidden_text(kim, heron, version),
        lambda: ask.ask(kim, heron, NOTICE, [document]),
        lambda: ask.find(kim, heron, NOTICE, 5, [document]),
        lambda: kept.keep(kim, heron, kept.Wanted("Who?", Expects.DOCUMENT, document)),
        lambda: receive(kim, heron, "new.txt", [b"x"], document),
        lambda: again.stop(kim, heron, document),
        lambda: again.read_again(kim, heron, document),
        lambda: likeness.likely(kim, heron, document),
        lambda: relations.relations(kim, heron, document),
        lambda: relations.relate(kim, heron, document, other, "amends"),
        lambda: relations.relate(kim, heron, other, document, "amends"),
        lambda: succeed.succeed(kim, heron, document, other),
        lambda: succeed.succeed(kim, heron, other, document),
        lambda: succeed.tell_apart(kim, heron, other, document),
        lambda: succeed.separate(kim, heron, document),
        lambda: audience(kim, heron, document),
        lambda: set_audience(kim, heron, document, None),
        lambda: set_audience(kim, heron, document, [two.kim.pk]),
        lambda: forget.forget_document(kim, heron, document),
    ]


def test_every_act_on_it_answers_as_for_what_never_was(two: Two) -> None:
    two.narrow()
    for hidden, missing in zip(acts(two, two.document, two.secret.pk), acts(two, "f" * 32, "e" * 32), strict=True):
        told = []
        for one in (hidden, missing):
            with pytest.raises(NotFound) as raised:
                one()
            told.append(raised.value.told)
        assert told[0] == told[1]
    assert Document.objects.filter(pk=two.document, deleting=None).exists()


def addresses(prefix: str) -> Iterator[tuple[str, set[str]]]:
    """The names of all addresses of documents, with what each takes."""

    def walk(rows: list[Any], before: str) -> Iterator[tuple[str, set[str]]]:
        for row in rows:
            if isinstance(row, URLResolver):
                yield from walk(row.url_patterns, f"{before}{row.namespace}:" if row.namespace else before)
            elif isinstance(row, URLPattern) and "document" in row.pattern.converters:
                yield f"{before}{row.name}", set(row.pattern.converters)

    return (one for one in walk(get_resolver().url_patterns, "") if one[0].startswith(prefix) or not prefix)


def test_every_address_of_it_answers_as_for_what_never_was(two: Two) -> None:
    two.narrow()
    waiting = devices.ask_admission()
    devices.admit(two.curator(), waiting.user_code)
    token = devices.collect(waiting.secret)[0]
    found = list(addresses(""))
    assert len(found) > 15
    for name, takes in found:
        told = [
            _answers(two, name, takes, token, *ids) for ids in ((two.document, two.secret.pk), ("f" * 32, "e" * 32))
        ]
        assert told[0] == told[1], name
        assert not any(status == 200 for status, _ in told[0]), name


def _answers(two: Two, name: str, takes: set[str], token: str, document: str, version: str) -> list[tuple[int, str]]:
    told = {"project": two.house.heron.pk, "document": document, "version": version, "page": 1}
    where = reverse(name, kwargs={key: value for key, value in told.items() if key in takes})
    of = {"of": two.open.document_id, "reason": "order numbers", "who": "everyone", "is": "version", "everyone": True}
    client, answers = browser(two.kim), []
    for method in ("GET", "POST", "PUT", "DELETE"):
        headers = {"authorization": f"Bearer {token}"} if name.startswith("api:") else {}
        answer = client.generic(method, where, json.dumps(of), "application/json", headers=headers)
        answers.append(
            (answer.status_code, TOKEN.sub("", words(answer)).replace(document, "ID").replace(version, "ID"))
        )
    return [(status, "" if status == 405 else text) for status, text in answers]


def test_an_answer_that_is_being_made_meanwhile_is_not_kept(two: Two) -> None:
    kim, heron = two.curator(), two.house.heron
    brief = ask.prepare(kim, heron, NOTICE)
    answered = ask.complete(brief)
    two.narrow()
    with pytest.raises(ask.Overtaken):
        ask.conclude(kim, brief, answered, 0.1)


def test_a_file_that_is_under_way_does_not_replace_what_went_out_of_view(two: Two) -> None:
    receipt = begin(two.curator(), two.house.heron, "new.txt", two.document)
    receipt.take([b"The fee is EUR 5."])
    two.narrow()
    with pytest.raises(NotFound):
        receipt.keep()
    assert Version.objects.filter(document=two.document).count() == 1


def test_counts_tell_nothing_of_it(two: Two) -> None:
    two.narrow()
    assert relating.look_again(two.curator(), two.house.heron) == 0
    assert reindex(two.curator(), two.house.heron) == 1


def test_it_stays_so_in_an_index_that_is_made_anew_and_for_a_new_version(two: Two) -> None:
    house = two.house
    two.narrow()
    reindex(visit(house.ada), house.heron)
    house.read()
    house.receive(house.ada, house.heron, "secret.txt", SECRET + "Again.", two.document)
    house.read()
    assert MARKER not in repr(ask.find(two.curator(), house.heron, NOTICE, 50))
    assert MARKER in repr(ask.find(visit(house.ada), house.heron, NOTICE, 50))


def test_the_index_itself_shows_it_to_nobody_else(two: Two) -> None:
    two.narrow()
    permit = gate.enter(two.curator(), two.house.heron, Deed.ASK)
    index = places.index_of(permit)
    everybody = frozenset({"everyone", f"person:{two.house.ada.pk}", f"person:{two.kim.pk}"})
    assert [row.document for row in index.documents(permit, everybody, None)] == [two.open.document_id]


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("inside.txt", SECRET + "Inside.")
    return out.getvalue()


def test_what_lies_in_an_archive_follows_it_and_is_set_there_only(two: Two) -> None:
    house = two.house
    version = receive(visit(house.ada), house.heron, "all.zip", [archive()])
    set_audience(visit(house.ada), house.heron, version.document_id, [house.ada.pk])
    house.read()
    (inside,) = Document.objects.filter(parent=version.document_id)
    assert inside.audience == [f"person:{house.ada.pk}"]
    with pytest.raises(AudienceUnusable):
        set_audience(visit(house.ada), house.heron, inside.pk, None)
    set_audience(visit(house.ada), house.heron, version.document_id, None)
    inside.refresh_from_db()
    assert inside.audience == ["everyone"]
    assert "inside.txt" in repr(show.listing(two.ben(), house.heron))


def test_it_can_be_set_before_it_is_read(house: House) -> None:
    version = house.receive(house.ada, house.heron, "secret.txt", SECRET)
    set_audience(visit(house.ada), house.heron, version.document_id, [house.ada.pk])
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE
    assert ask.find(visit(house.ben), house.heron, NOTICE, 9) == []


def test_the_log_says_who_may_see_it_by_pseudonyms(two: Two) -> None:
    two.narrow()
    line = list(log.lines(two.house.heron.pk))[-1]
    own = log.pseudonym(two.house.heron.pk, two.house.ada.pk)
    assert (line.event, line.by) == ("document:audience-set", own)
    assert dict(line.things) == {"document": two.document, "documents": 1, "people": 1, "person-1": own}


def test_at_level_0_everybody_sees_everything_and_nothing_else_can_be_set(house: House) -> None:
    version = house.receive(house.cleo, house.wren)
    with pytest.raises(Refused) as refused:
        set_audience(visit(house.cleo), house.wren, version.document_id, [house.cleo.pk])
    assert refused.value.clause == "level"
    assert not audience(visit(house.cleo), house.wren, version.document_id).settable
    assert set_audience(visit(house.cleo), house.wren, version.document_id, None).everyone


def test_members_and_reviewers_set_nothing(two: Two) -> None:
    for person in (two.house.ben, two.house.rut):
        for people in (None, [person.pk]):
            with pytest.raises(Refused):
                set_audience(visit(person), two.house.heron, two.document, people)
        with pytest.raises(Refused):
            audience(visit(person), two.house.heron, two.document)


@pytest.mark.parametrize(
    "people",
    [[], ["Kim"], ["rut@example.org", "Ada"], ["cleo@example.org", "Ada"], ["\0", "Ada"], ["", "Ada"], ["x" * 100_000]],
)
def test_people_who_cannot_be_named_change_nothing(two: Two, people: list[str]) -> None:
    with pytest.raises(AudienceUnusable):
        set_audience(visit(two.house.ada), two.house.heron, two.document, people)
    assert Document.objects.get(pk=two.document).audience == ["everyone"]


def test_a_version_of_level_0_is_told_that_there_are_such_documents(two: Two) -> None:
    two.narrow()
    heron = two.house.heron
    row = AgreementVersion.objects.get(project=heron).agreement
    told = against(visit(two.house.ada), heron, replace(row, level=0, version=2))
    assert any("for named people only" in one.reason for one in told)
