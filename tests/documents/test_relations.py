"""Relations between documents: proposed from their words, set by a person, seen only with both ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.audit import log
from hemvist.closing.forget import forget_document
from hemvist.closing.succeed import succeed
from hemvist.documents import relating
from hemvist.documents import relations as door
from hemvist.documents.abouts import about_of, parsed, plain
from hemvist.documents.models import Document, DocumentQuerySet, Relation, Version
from hemvist.documents.relations import NotRelatable, between, decline, relate, relations, undo
from hemvist.domain.about import Tie, about
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.permit import Deed
from hemvist.domain.relate import closes, without_circles
from hemvist.projects import gate
from tests.domain.test_relate import FRAME, MAIL
from tests.house import LEASE, House, visit

DATED = LEASE.replace("This lease is made between", "This lease is made on 5 September 2019 between")
AMENDMENT = """AMENDMENT NO. 1

This amendment to the Lease Agreement dated 5 September 2019 between Lindhagen Property Ltd and Norrglim Furniture Ltd is
made on 2 February 2024.

1. With effect from 1 March 2024, clause 2 (Rent) of the Lease is deleted and the following is substituted:

The Tenant shall pay a rent of EUR 14,500 a month, in advance.

2. All other provisions of the Lease remain unchanged.
"""


def both(house: House, text: str = AMENDMENT) -> tuple[str, str]:
    """The lease and its amendment, read in this order: their ids."""
    lease = house.receive(house.ada, house.heron, "lease.txt", DATED)
    house.read()
    later = house.receive(house.ada, house.heron, "amendment.txt", text)
    house.read()
    return lease.document_id, later.document_id


def only(house: House, document: str) -> None:
    """Let nobody but people with the label "board" see a document."""
    Document.objects.filter(pk=document).update(audience=["board"])


def test_reading_proposes_what_an_amendment_says_it_amends_with_its_words(house: House) -> None:
    lease, amendment = both(house)
    (told,) = relations(visit(house.ada), house.heron)
    assert (told.document, told.of, told.tie, told.since) == (amendment, lease, "amends", date(2024, 3, 1))
    assert (told.standing, told.found, told.changes) == ("proposed", True, 1)
    assert "Lease Agreement dated 5 September 2019" in told.quote


@pytest.mark.parametrize("many", [500, 0])
def test_an_amendment_that_came_first_waits_for_its_paper(
    house: House, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("hemvist.documents.relating._MANY", many)
    amendment = house.receive(house.ada, house.heron, "amendment.txt", AMENDMENT).document_id
    house.read()
    (waiting,) = relations(visit(house.ada), house.heron)
    assert (waiting.document, waiting.of) == (amendment, "")
    lease = house.receive(house.ada, house.heron, "lease.txt", DATED).document_id
    house.read()
    (told,) = relations(visit(house.ada), house.heron)
    assert (told.document, told.of, told.standing) == (amendment, lease, "proposed")


def test_a_mail_that_came_before_the_paper_it_changes_is_proposed_once_that_is_here(house: House) -> None:
    told = {}
    for name, text in (("lease.txt", DATED), ("mail.txt", MAIL)):
        told[name] = house.receive(house.ada, house.heron, name, text).document_id
    house.read()
    assert relations(visit(house.ada), house.heron) == []  # a mail may speak of any paper
    frame = house.receive(house.ada, house.heron, "frame.txt", FRAME).document_id
    house.read()
    (row,) = relations(visit(house.ada), house.heron)
    assert (row.document, row.of, row.standing, row.sure) == (told["mail.txt"], frame, "proposed", True)


def test_a_person_sets_corrects_declines_and_undoes_and_each_is_a_line_in_the_log(house: House) -> None:
    lease, amendment = both(house)
    ada, heron = visit(house.ada), house.heron
    key = relations(ada, heron)[0].id
    assert relate(ada, heron, amendment, lease, "amends") == key
    assert relations(ada, heron)[0].standing == "set"
    relate(ada, heron, amendment, lease, "replaces", date(2025, 1, 1))
    (told,) = relations(ada, heron, lease)
    assert (told.tie, told.since) == ("replaces", date(2025, 1, 1))
    undo(ada, heron, key)
    decline(ada, heron, key)
    assert relations(ada, heron)[0].standing == "declined"
    names = [line.event for line in log.lines(heron.pk) if line.event.startswith("relation:")]
    done = ["proposed", "set", "set", "undone", "declined"]
    assert names == [f"relation:{name}" for name in done]


def test_what_was_declined_is_not_proposed_again_and_what_was_set_stays(house: House) -> None:
    lease, amendment = both(house)
    ada = visit(house.ada)
    decline(ada, house.heron, relations(ada, house.heron)[0].id)
    assert relating.look_again(ada, house.heron) == 0
    relate(ada, house.heron, amendment, lease, "supersedes")
    relating.look_again(ada, house.heron)
    (told,) = relations(ada, house.heron)
    assert (told.tie, told.standing) == ("supersedes", "set")


def test_what_a_person_set_by_hand_is_gone_when_undone(house: House) -> None:
    one = house.receive(house.ada, house.heron, "one.txt", "Parking rules. Cars stand in rows.")
    two = house.receive(house.ada, house.heron, "two.txt", "Parking rules again. Cars stand in circles.")
    house.read()
    ada = visit(house.ada)
    key = relate(ada, house.heron, two.document_id, one.document_id, "replaces")
    assert relations(ada, house.heron)[0].since == two.received.date()
    undo(ada, house.heron, key)
    assert relations(ada, house.heron) == []


def test_a_document_stands_neither_to_itself_nor_in_a_circle(house: House) -> None:
    lease, amendment = both(house)
    ada = visit(house.ada)
    relate(ada, house.heron, amendment, lease, "amends")
    for pair in ((lease, lease), (lease, amendment)):
        with pytest.raises(NotRelatable):
            relate(ada, house.heron, *pair, "amends")
    with pytest.raises(NotRelatable):
        relate(ada, house.heron, amendment, lease, "eats")


def three(house: House) -> list[str]:
    made = [house.receive(house.ada, house.heron, f"{name}.txt", f"{name} rules. Cars park here.") for name in "abc"]
    house.read()
    return [version.document_id for version in made]


def test_a_proposal_that_closes_a_circle_is_passed_over(house: House) -> None:
    a, b, c = three(house)
    for later, earlier in ((a, b), (b, c)):
        relate(visit(house.ada), house.heron, later, earlier, "amends")
    Relation.objects.create(document_id=c, of_id=a, tie="amends", found=True)
    Relation.objects.create(document_id=a, of_id=c, tie="amends", found=True)
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    assert {(row.document_id, row.of_id) for row in between(permit, [a])} == {(a, b), (b, c), (a, c)}
    key = Relation.objects.get(document=c).pk
    assert key in {row.id for row in relations(visit(house.ada), house.heron)}, "a person sees it, and can decline it"
    with pytest.raises(NotRelatable):
        relate(visit(house.ada), house.heron, c, a, "amends")


def test_of_two_proposals_against_each_other_the_first_one_counts(house: House) -> None:
    a, b, _ = three(house)
    Relation.objects.create(document_id=b, of_id=a, tie="amends", found=True)
    Relation.objects.create(document_id=a, of_id=b, tie="amends", found=True)
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    assert [(row.document_id, row.of_id) for row in between(permit, [a])] == [(b, a)]


def test_two_who_set_at_once_close_no_circle(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, _ = three(house)
    real, begun = door._held, list[bool]()

    def held(*documents: str) -> None:
        if not begun:
            begun.append(True)
            relate(visit(house.ada), house.heron, b, a, "amends")
        real(*documents)

    monkeypatch.setattr(door, "_tie", lambda said: (held(), Tie(said))[1])
    with pytest.raises(NotRelatable):
        relate(visit(house.ada), house.heron, a, b, "amends")


def test_joining_documents_closes_no_circle(house: House) -> None:
    a, b, c = three(house)
    relate(visit(house.ada), house.heron, a, b, "amends")
    relate(visit(house.ada), house.heron, b, c, "amends")
    succeed(visit(house.ada), house.heron, c, a)
    rows = {(row.document_id, row.of_id, row.standing) for row in Relation.objects.all()}
    assert rows == {(a, b, "set"), (b, a, "proposed")}


PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12)


@given(PAIRS, PAIRS)
def test_what_is_let_in_never_goes_in_a_circle(first: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
    held = without_circles([], first)
    kept = [*held, *without_circles(held, others)]
    for later, earlier in kept:
        rest = list(kept)
        rest.remove((later, earlier))
        assert not closes(rest, later, earlier)


@pytest.mark.parametrize("hidden", [0, 1])
def test_whoever_may_not_see_one_end_learns_nothing(house: House, hidden: int) -> None:
    pair = both(house)
    ada = visit(house.ada)
    key = relations(ada, house.heron)[0].id
    only(house, pair[hidden])
    assert relations(ada, house.heron) == []
    assert relations(ada, house.heron, pair[1 - hidden]) == []
    for deed in (decline, undo):
        with pytest.raises(NotFound):
            deed(ada, house.heron, key)
    with pytest.raises(NotFound):
        relate(ada, house.heron, pair[1], pair[0], "amends")


def test_a_member_sees_relations_and_may_not_set_them(house: House) -> None:
    lease, amendment = both(house)
    ben = visit(house.ben)
    (told,) = relations(ben, house.heron)
    for deed in (
        lambda: decline(ben, house.heron, told.id),
        lambda: relate(ben, house.heron, amendment, lease, "amends"),
    ):
        with pytest.raises(Refused):
            deed()


@pytest.mark.parametrize("end", [0, 1])
def test_deleting_either_end_deletes_the_relation(house: House, end: int) -> None:
    pair = both(house)
    relate(visit(house.ada), house.heron, pair[1], pair[0], "amends")
    forget_document(visit(house.ada), house.heron, pair[end])
    assert not Relation.objects.exists()


def test_joining_versions_keeps_what_stands_at_them(house: House) -> None:
    lease, amendment = both(house)
    relate(visit(house.ada), house.heron, amendment, lease, "amends")
    older = house.receive(house.ada, house.heron, "draft.txt", DATED + "\nDraft.")
    house.read()
    succeed(visit(house.ada), house.heron, lease, older.document_id)
    house.read()
    (told,) = relations(visit(house.ada), house.heron)
    assert (told.document, told.of, told.standing) == (amendment, older.document_id, "set")


def test_the_row_holds_no_words(house: House) -> None:
    both(house)
    row = Relation.objects.values().get()
    columns = {"id", "document_id", "of_id", "tie", "since", "standing", "found", "sure", "person_id", "changed"}
    assert set(row) == columns
    card = bytes(Version.objects.get(document=row["document_id"]).sealed_card)
    assert b"Lease Agreement" not in card


def test_a_document_read_before_cards_told_it_is_looked_at_by_its_text(house: House) -> None:
    lease, _amendment = both(house)
    Relation.objects.all().delete()
    for version in Version.objects.all():
        permit = gate.enter(visit(house.ada), house.heron, Deed.REPLACE)
        version.set_card(permit, {name: said for name, said in version.card(permit).items() if name != "about"})
        version.save(update_fields=["sealed_card"])
    assert relating.look_again(visit(house.ada), house.heron) == 1
    assert relations(visit(house.ada), house.heron)[0].of == lease


def test_what_older_rules_read_of_an_amendment_is_read_anew(house: House) -> None:
    _lease, amendment = both(house)
    permit = gate.enter(visit(house.ada), house.heron, Deed.REPLACE)
    version = Version.objects.get(document=amendment)
    card = version.card(permit)
    right = about_of(permit, version)
    older = {name: said for name, said in card["about"].items() if name != "rules"} | {"changes": []}
    version.set_card(permit, card | {"about": older})
    assert right.changes
    assert about_of(permit, version) == right


def test_a_day_that_older_rules_proposed_is_proposed_anew_and_one_that_a_person_set_stays(house: House) -> None:
    both(house)
    Relation.objects.update(since=date(2019, 9, 5))
    relating.look_again(visit(house.ada), house.heron)
    (told,) = relations(visit(house.ada), house.heron)
    assert told.since == date(2024, 3, 1)
    relate(visit(house.ada), house.heron, told.document, told.of, "amends", date(2024, 4, 1))
    relating.look_again(visit(house.ada), house.heron)
    assert relations(visit(house.ada), house.heron)[0].since == date(2024, 4, 1)


def test_what_a_document_says_comes_out_of_a_card_as_it_went_in() -> None:
    told = about(AMENDMENT, "Amendment No. 1", ["Lindhagen Property Ltd"])
    assert parsed(plain(told)) == told
    assert told.references
    assert told.changes


def test_a_relation_that_goes_in_the_moment_of_deciding_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, later = both(house)
    (row,) = relations(visit(house.ada), house.heron, later)
    hold = DocumentQuerySet.hold

    def gone(rows: DocumentQuerySet, documents: Iterable[str]) -> None:
        Relation.objects.all().delete()
        hold(rows, documents)

    monkeypatch.setattr(DocumentQuerySet, "hold", gone)
    for decide in (decline, undo):
        with pytest.raises(NotFound):
            decide(visit(house.ada), house.heron, row.id)
    assert not {"relation:declined", "relation:undone"} & {line.event for line in log.lines(house.heron.pk)}


def test_documents_are_held_before_the_log_when_a_relation_is_decided(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, later = both(house)
    (row,) = relations(visit(house.ada), house.heron, later)
    order: list[str] = []
    hold, write = DocumentQuerySet.hold, log.write

    def held(rows: DocumentQuerySet, documents: Iterable[str]) -> None:
        order.append("documents")
        hold(rows, documents)

    def written(*told: Any, **things: Any) -> None:
        order.append("log")
        write(*told, **things)

    monkeypatch.setattr(DocumentQuerySet, "hold", held)
    monkeypatch.setattr(log, "write", written)
    decline(visit(house.ada), house.heron, row.id)
    undo(visit(house.ada), house.heron, row.id)
    assert order == ["documents", "log"] * 2


UNNAMED = """AMENDMENT NO. 1

This amendment to the Agreement between Lindhagen Property Ltd and Norrglim Furniture Ltd is made on 2 February 2024.

1. With effect from 1 March 2024, clause 2 (Rent) is deleted and the following is substituted:

The Tenant shall pay a rent of EUR 14,500 a month, in advance.
"""


def test_where_two_papers_may_be_meant_it_is_not_sure_which_and_neither_takes_part_until_one_is_set(
    house: House,
) -> None:
    told = {}
    loan = "LOAN AGREEMENT\n\nMade on 3 May 2020 between Lindhagen Property Ltd and Norrglim Furniture Ltd. The loan is free."
    for name, text in (("lease.txt", DATED), ("loan.txt", loan), ("amendment.txt", UNNAMED)):
        told[name] = house.receive(house.ada, house.heron, name, text).document_id
        house.read()
    rows = relations(visit(house.ada), house.heron)
    assert {(row.of, row.standing, row.sure) for row in rows} == {
        (told["lease.txt"], "proposed", False),
        (told["loan.txt"], "proposed", False),
    }
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    assert between(permit, told.values()) == []
    relate(visit(house.ada), house.heron, told["amendment.txt"], told["lease.txt"], "amends")
    (row,) = relations(visit(house.ada), house.heron)
    assert (row.of, row.standing) == (told["lease.txt"], "set")
    relating.look_again(visit(house.ada), house.heron)
    assert len(relations(visit(house.ada), house.heron)) == 1
