"""Versions by confirmation: joined, taken apart again, remembered as none; and nothing of it loses or keeps a word."""

from __future__ import annotations

import pytest

from hemvist.assistant import ask
from hemvist.assistant.models import Quoted
from hemvist.audit import log
from hemvist.closing import succeed as doors
from hemvist.closing.forget import forget_document
from hemvist.closing.succeed import separate, succeed, tell_apart
from hemvist.documents import show
from hemvist.documents.likeness import likely, proposals
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.succession import NothingToSeparate, NotJoinable
from hemvist.domain.errors import NotFound, Refused
from hemvist.jobs.models import Job
from tests.house import LEASE, House, visit

NEWER = LEASE.replace("nine months'", "six months'")
OTHER = "MINUTES\n\n" + " ".join(f"Item {number} was discussed by the board at length today." for number in range(40))


@pytest.fixture
def two(house: House) -> tuple[Version, Version]:
    """The lease and, as another document, what is its newer version; both searchable."""
    old = house.receive(house.ada, house.heron, "lease.txt")
    new = house.receive(house.ada, house.heron, "lease v2.txt", NEWER)
    house.read()
    return old, new


def joined(house: House, old: Version, new: Version) -> None:
    succeed(visit(house.ada), house.heron, new.document_id, old.document_id)
    house.read()


def test_a_newer_text_is_proposed_as_a_version_of_the_older_and_nothing_else_is(
    house: House, two: tuple[Version, Version]
) -> None:
    old, new = two
    house.receive(house.ada, house.heron, "minutes.txt", OTHER)
    house.read()
    (told,) = likely(visit(house.ada), house.heron, new.document_id)
    assert (told.document, told.name, told.why) == (old.document_id, "lease.txt", "text-and-name")
    assert told.share >= 0.6
    assert likely(visit(house.ada), house.heron, old.document_id) == []
    (proposal,) = proposals(visit(house.ada), house.heron)
    assert (proposal.document, proposal.of, proposal.share) == (new.document_id, old.document_id, told.share)


def test_joined_it_is_the_next_version_and_answers(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    joined(house, old, new)
    told = show.details(visit(house.ada), house.heron, old.document_id)
    assert [(row.version, row.number, row.state) for row in told.versions] == [
        (new.pk, 2, Reading.SEARCHABLE), (old.pk, 1, Reading.REPLACED),
    ]  # fmt: skip
    assert not Document.objects.filter(pk=new.document_id).exists()
    found = ask.find(visit(house.ada), house.heron, "months' written notice terminate", 5)
    assert {row["document_id"] for row in found} == {old.document_id}
    assert any("six months" in row["quote"] for row in found)
    assert not any("nine months" in row["quote"] for row in found)


def test_taken_apart_again_both_answer_and_are_not_proposed_again(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    joined(house, old, new)
    own = separate(visit(house.ada), house.heron, old.document_id)
    house.read()
    found = ask.find(visit(house.ada), house.heron, "months' written notice terminate", 9)
    by_document = {row["document_id"]: row["quote"] for row in found if "months'" in row["quote"]}
    assert "six months" in by_document[own]
    assert "nine months" in by_document[old.document_id]
    assert likely(visit(house.ada), house.heron, own) == []
    assert proposals(visit(house.ada), house.heron) == []


def test_what_is_told_apart_is_not_proposed_again(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    tell_apart(visit(house.ada), house.heron, new.document_id, old.document_id)
    assert likely(visit(house.ada), house.heron, new.document_id) == []
    assert proposals(visit(house.ada), house.heron) == []


def test_a_deletion_reaches_quotations_of_a_version_that_was_joined(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    question = ask.ask(visit(house.ada), house.heron, "Which law governs the lease?", [new.document_id])
    assert Quoted.objects.filter(document=new.document_id).exists()
    joined(house, old, new)
    assert not Quoted.objects.filter(document=new.document_id).exists()
    _, record = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert {row["document_id"] for row in record["citations"]} == {old.document_id}
    forget_document(visit(house.ada), house.heron, old.document_id)
    _, record = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert all(row["quote"] == "" for row in record["citations"])


def test_a_deletion_reaches_quotations_of_a_version_that_was_taken_apart(
    house: House, two: tuple[Version, Version]
) -> None:
    old, new = two
    joined(house, old, new)
    question = ask.ask(visit(house.ada), house.heron, "Which law governs the lease?")
    own = separate(visit(house.ada), house.heron, old.document_id)
    _, record = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert {row["document_id"] for row in record["citations"]} == {own}
    forget_document(visit(house.ada), house.heron, own)
    _, record = ask.reopen(visit(house.ada), house.heron, question.pk)
    assert all(row["quote"] == "" for row in record["citations"])


def test_each_leaves_its_line_with_ids_only(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    joined(house, old, new)
    own = separate(visit(house.ada), house.heron, old.document_id)
    tell_apart(visit(house.ada), house.heron, own, old.document_id)
    lines = {line.event: line.things for line in log.lines(house.heron.pk)}
    assert lines["document:joined"] == {"document": new.document_id, "of": old.document_id, "versions": 1}
    assert lines["document:separated"] == {"document": old.document_id, "version": new.pk, "to": own}
    assert lines["document:told-apart"] == {"document": own, "of": old.document_id}


def test_a_document_is_not_joined_with_itself_nor_with_one_that_others_see(
    house: House, two: tuple[Version, Version]
) -> None:
    old, new = two
    with pytest.raises(NotJoinable, match="same document"):
        succeed(visit(house.ada), house.heron, old.document_id, old.document_id)
    Document.objects.filter(pk=new.document_id).update(audience=["everyone", "board"])
    with pytest.raises(NotJoinable, match="not the same people"):
        succeed(visit(house.ada), house.heron, new.document_id, old.document_id)
    assert Version.objects.get(pk=new.pk).number == 1


def test_what_lies_in_a_mail_stays_with_it(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    Document.objects.filter(pk=new.document_id).update(parent=old.document_id)
    with pytest.raises(NotJoinable, match="mail"):
        succeed(visit(house.ada), house.heron, new.document_id, old.document_id)


def test_a_single_version_is_not_taken_out(house: House, two: tuple[Version, Version]) -> None:
    with pytest.raises(NothingToSeparate):
        separate(visit(house.ada), house.heron, two[0].document_id)


def test_only_curators_and_owners_and_only_of_this_project(house: House, two: tuple[Version, Version]) -> None:
    old, new = two
    for act in (
        lambda who, where: succeed(visit(who), where, new.document_id, old.document_id),
        lambda who, where: tell_apart(visit(who), where, new.document_id, old.document_id),
        lambda who, where: separate(visit(who), where, old.document_id),
    ):
        with pytest.raises(Refused):
            act(house.ben, house.heron)
        with pytest.raises(NotFound):
            act(house.cleo, house.heron)
        with pytest.raises(NotFound):
            act(house.cleo, house.wren)


def test_what_came_earlier_but_is_confirmed_as_newer_is_in_force_from_then_on(
    house: House, two: tuple[Version, Version]
) -> None:
    first, second = two
    succeed(visit(house.ada), house.heron, first.document_id, second.document_id)
    rows = list(Version.objects.order_by("number"))
    assert [row.pk for row in rows] == [second.pk, first.pk]
    assert rows[1].received > rows[0].received


@pytest.mark.parametrize("act", ["succeed", "separate"])
def test_what_fails_on_the_way_changes_neither_rows_nor_queue_nor_what_is_found(
    house: House, two: tuple[Version, Version], monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    old, new = two
    if act == "separate":
        joined(house, old, new)
    doing = {
        "succeed": lambda who, where: succeed(who, where, new.document_id, old.document_id),
        "separate": lambda who, where: separate(who, where, old.document_id),
    }[act]
    before = sorted(Version.objects.values_list("pk", "document", "number", "state"))

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as once:
        once.setattr(doors, "requote", fails)
        with pytest.raises(RuntimeError):
            doing(visit(house.ada), house.heron)
    assert sorted(Version.objects.values_list("pk", "document", "number", "state")) == before
    assert not Job.objects.live().exists()
    found = ask.find(visit(house.ada), house.heron, "months' written notice terminate", 9)
    assert any("six months" in row["quote"] for row in found)


def test_telling_apart_keeps_what_the_worker_wrote_at_that_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = house.with_lease()
    new = house.receive(house.ada, house.heron, "new.txt", NEWER)
    real, begun = log.write, list[bool]()

    def late(*args: object, **things: object) -> object:
        if not begun:
            begun.append(True)
            house.read()
        return real(*args, **things)  # type: ignore[arg-type]

    with monkeypatch.context() as once:
        once.setattr(log, "write", late)
        once.setattr(log, "apart", lambda: None)  # the worker is another process, whose transaction is not this one
        tell_apart(visit(house.ada), house.heron, new.document_id, old.document_id)
    assert begun
    told = show.details(visit(house.ada), house.heron, new.document_id).newest
    assert (told.state, told.title) == (Reading.SEARCHABLE, "LEASE AGREEMENT")
    assert likely(visit(house.ada), house.heron, new.document_id) == []
