"""An answer as of a day: the clause in force, what it replaced, what comes later, and who says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from hemvist.assistant.ask import ask, checked, reopen
from hemvist.assistant.force import beside
from hemvist.assistant.reply import Asking
from hemvist.closing.forget import forget_document
from hemvist.documents import places
from hemvist.documents.models import Document
from hemvist.documents.relations import decline, relate, relations
from hemvist.domain.answer import cite
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from tests.documents.test_relations import AMENDMENT, DATED, both
from tests.domain.test_changes import ENGLISH, GERMAN, UPKEEP
from tests.house import LEASE, House, visit

RENT = "How much is the rent in the lease?"


def asked(
    house: House, question: str = RENT, day: date | None = None, documents: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The record of a question that Ada asks, as of a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
    row = ask(visit(house.ada), house.heron, question, documents, at)
    record = reopen(visit(house.ada), house.heron, row.pk)[1]
    assert_each_once(record["citations"])
    return record


def assert_each_once(rows: list[dict[str, Any]]) -> None:
    """No words are shown twice."""
    spans = sorted((row["version"], row["start"], row["end"]) for row in rows)
    assert all(one[0] != two[0] or one[2] <= two[1] for one, two in pairwise(spans))


def parts(record: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Of each row, what it is to the answer, since when, and the sum in it."""
    rows = record["citations"] or record["nearest"]
    return [
        (row["stands"], row["since"], next((one for one in ("12,000", "14,500", "16,000") if one in row["quote"]), ""))
        for row in rows
    ]


def confirmed(house: House, text: str = AMENDMENT) -> tuple[str, str]:
    lease, amendment = both(house, text)
    relate(visit(house.ada), house.heron, amendment, lease, "amends")
    return lease, amendment


def test_the_clause_in_force_goes_first_with_what_it_replaced_and_its_days(house: House) -> None:
    confirmed(house)
    record = asked(house)
    assert parts(record)[:2] == [("answer", "2024-03-01", "14,500"), ("replaced", "2019-09-05", "12,000")]
    first, second = record["citations"][:2]
    assert (first["beside"], second["beside"], second["until"]) == (0, 1, "2024-03-01")
    assert "14,500" in record["answer"]
    assert "12,000" not in record["answer"]


def test_two_sentences_of_a_replaced_clause_bring_its_successor_once(house: House) -> None:
    paid = "The rent is paid into the account that the Landlord names."
    lease = house.receive(house.ada, house.heron, "lease.txt", DATED.replace("in advance.", f"in advance. {paid}"))
    amendment = house.receive(house.ada, house.heron, "amendment.txt", AMENDMENT)
    house.read()
    relate(visit(house.ada), house.heron, amendment.document_id, lease.document_id, "amends")
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    asking = Asking(permit, places.index_of(permit), places.embedder_of(house.heron.pk), permit.audience, None, None)
    said = next(one for one in asking.find("rent", 8) if one.document == lease.document_id)
    cited = [cite(said, at := said.start + said.text.index(words), at + len(words)) for words in ("12,000", paid)]
    rows = beside(
        asking, [checked(permit, one) for one in cited], date(2024, 6, 1), partial(checked, permit), answered=True
    )
    assert_each_once(rows)
    assert [row["document_id"] for row in rows].count(amendment.document_id) == 1
    assert {row["beside"] for row in rows if row["stands"] == "replaced"} == {1}


def test_as_of_an_earlier_day_the_earlier_clause_is_in_force_and_the_later_one_is_named(house: House) -> None:
    confirmed(house)
    record = asked(house, day=date(2023, 5, 1))
    assert parts(record)[:2] == [("answer", "2019-09-05", "12,000"), ("later", "2024-03-01", "14,500")]
    assert record["citations"][0]["until"] == "2024-03-01"
    assert record["as_of"] == "2023-05-01"


def test_on_the_day_itself_the_new_clause_is_in_force_and_the_day_before_it_is_not(house: House) -> None:
    confirmed(house)
    assert parts(asked(house, day=date(2024, 3, 1)))[0][2] == "14,500"
    assert parts(asked(house, day=date(2024, 2, 29)))[0][2] == "12,000"


def test_an_amendment_that_is_still_to_come_is_shown_with_its_day(house: House) -> None:
    confirmed(house, AMENDMENT.replace("1 March 2024", "1 July 2037"))
    assert parts(asked(house))[:2] == [("answer", "2019-09-05", "12,000"), ("later", "2037-07-01", "14,500")]


def test_what_nobody_has_confirmed_takes_nothings_place_and_is_shown_as_such(house: House) -> None:
    both(house)
    told = parts(asked(house))
    assert {part for part, _, _ in told} == {"answer", "unconfirmed"}
    assert {"12,000", "14,500"} <= {sum_ for _, _, sum_ in told}


def test_what_was_declined_is_not_shown_beside_it(house: House) -> None:
    lease, _ = both(house)
    decline(visit(house.ada), house.heron, relations(visit(house.ada), house.heron)[0].id)
    assert all(part in ("answer", "disagrees") for part, _, _ in parts(asked(house, documents=(lease,))))


def test_a_question_to_the_lease_alone_is_still_told_of_its_amendment(house: House) -> None:
    lease, amendment = confirmed(house)
    record = asked(house, documents=(lease,))
    assert [row["document_id"] for row in record["citations"][:2]] == [amendment, lease]


def test_whoever_may_not_see_the_amendment_learns_nothing_of_it(house: House) -> None:
    lease, amendment = confirmed(house)
    Document.objects.filter(pk=amendment).update(audience=["board"])
    record = asked(house, documents=(lease,))
    assert parts(record)[0] == ("answer", "", "12,000")
    assert {part for part, _, _ in parts(record)} == {"answer"}
    assert amendment not in str(record)
    assert "14,500" not in str(record)


def test_a_document_that_was_replaced_as_a_whole_is_marked_so(house: House) -> None:
    lease = house.receive(house.ada, house.heron, "lease.txt", DATED).document_id
    newer = DATED.replace("5 September 2019", "9 January 2025").replace("12,000", "16,000").replace("nine", "six")
    later = house.receive(house.ada, house.heron, "lease 2025.txt", newer).document_id
    house.read()
    relate(visit(house.ada), house.heron, later, lease, "replaces", date(2025, 2, 1))
    first, second = asked(house, documents=(lease,))["citations"][:2]
    assert ("16,000" in first["quote"], first["whole"], first["since"]) == (True, True, "2025-02-01")
    assert ("12,000" in second["quote"], second["stands"], second["until"]) == (True, "replaced", "2025-02-01")


def test_a_clause_that_was_deleted_is_answered_by_the_words_that_delete_it(house: House) -> None:
    gone = AMENDMENT.replace(
        "clause 2 (Rent) of the Lease is deleted and the following is substituted:\n\nThe Tenant shall pay a rent of EUR 14,500 a month, in advance.",
        "clause 2 (Rent) of the Lease is deleted.",
    )
    confirmed(house, gone)
    first, second = asked(house)["citations"][:2]
    assert first["drops"]
    assert "is deleted" in first["quote"]
    assert second["stands"] == "replaced"
    assert "12,000" in second["quote"]


def test_deleting_the_amendment_takes_its_words_out_and_leaves_what_it_replaced(house: House) -> None:
    _, amendment = confirmed(house)
    row = ask(visit(house.ada), house.heron, RENT)
    forget_document(visit(house.ada), house.heron, amendment)
    record = reopen(visit(house.ada), house.heron, row.pk)[1]
    assert record["citations"][0]["removed"]
    assert record["answer"] is None
    assert "14,500" not in str(record)


@pytest.mark.parametrize(
    "mail",
    [
        "From: kim@lindhagen.example\nSubject: Notice\n\nDear all,\nLindhagen Property Ltd would accept six months' written notice to terminate this lease before the end of the term.\n"
    ],
)
def test_two_documents_that_disagree_are_both_shown(house: House, mail: str) -> None:
    house.with_lease()
    house.receive(house.ada, house.heron, "mail.txt", mail)
    house.read()
    record = asked(house, "How much notice must be given to end the lease?")
    told = [(row["stands"], "nine" in row["quote"], "six" in row["quote"]) for row in record["citations"]]
    assert ("answer", True, False) in told
    assert ("disagrees", False, True) in told


NINE = LEASE[LEASE.index("Either") : LEASE.index(" before the end of the term.")]
SHOWROOM = (
    "The Tenant may ask for a larger showroom in this lease with {} months' written notice before the end of the term."
)


@pytest.mark.parametrize(("words", "disagrees"), [(SHOWROOM.format("three"), True), (NINE, False)])
def test_a_letter_disagrees_with_the_clause_that_it_speaks_of_and_with_no_other(
    house: House, words: str, disagrees: bool
) -> None:
    lease = house.receive(house.ada, house.heron, "lease.txt", f"{LEASE}\n5. Showroom. {SHOWROOM.format('three')}\n")
    said = f"Dear all,\nLindhagen Property Ltd would accept that t{SHOWROOM[1:].format('six')}\n"
    letter = f"From: kim@lindhagen.example\nSubject: Showroom\n\n{said}"
    house.receive(house.ada, house.heron, "mail.txt", letter)
    house.read()
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    asking = Asking(permit, places.index_of(permit), places.embedder_of(house.heron.pk), permit.audience, None, None)
    found = next(one for one in asking.find(words, 8) if one.document == lease.document_id and words in one.text)
    cited = cite(found, at := found.start + found.text.index(words), at + len(words))
    rows = beside(asking, [checked(permit, cited)], date(2024, 6, 1), partial(checked, permit), answered=True)
    assert any(row["stands"] == "disagrees" and "six" in row["quote"] for row in rows) is disagrees


def test_two_documents_that_say_the_same_do_not_disagree(house: House) -> None:
    house.with_lease()
    house.receive(
        house.ada,
        house.heron,
        "mail.txt",
        "From: kim@lindhagen.example\n\nLindhagen Property Ltd confirms nine months' written notice to terminate this lease before the end of the term.\n",
    )
    house.read()
    record = asked(house, "How much notice must be given to end the lease?")
    assert all(row["stands"] == "answer" for row in record["citations"])


def test_amendments_in_two_languages_each_change_the_clause_that_they_name(house: House) -> None:
    base = house.receive(house.ada, house.heron, "Wartungsvertrag.txt", UPKEEP).document_id
    house.read()
    for name, text in (("Amendment 1.txt", ENGLISH), ("Nachtrag 2.txt", GERMAN)):
        later = house.receive(house.ada, house.heron, name, text).document_id
        house.read()
        relate(visit(house.ada), house.heron, later, base, "amends")
    day = date(2026, 11, 28)
    for question, new, old in (
        ("Wie hoch ist die Pauschale je Quartal im Wartungsvertrag?", "2,100", "1.850"),
        ("Wie hoch ist die Haftung im Wartungsvertrag?", "800.000", "500.000"),
    ):
        rows = asked(house, question, day)["citations"]
        sums = [one for one in ("2,100", "1.850", "800.000", "500.000") for row in rows if one in row["quote"]]
        assert sorted(sums) == sorted([new, old])
        assert [(row["stands"], one) for row in rows for one in sums if one in row["quote"]] == [
            ("answer", new),
            ("replaced", old),
        ]


def test_a_sentence_of_a_changed_clause_that_the_new_words_say_nothing_of_stays_with_them_beside_it(
    house: House,
) -> None:
    upkeep = "Garden Upkeep Contract\n\nmade on 9 May 2029 between Alder Ltd and Birch Ltd.\n\n1. Term\n"
    upkeep += "The contract ends on 30 April 2032. Either party may terminate it with eight weeks' notice.\n2. Fee\nThe fee is EUR 90.\n"
    change = "Amendment No. 1 to the Garden Upkeep Contract dated 9 May 2029\n\nmade on 4 February 2031 between Alder Ltd and Birch Ltd.\n\n"
    change += "Section 1 is amended as follows: The contract is extended until 30 April 2035.\n\nAll else remains unchanged.\n"
    first = house.receive(house.ada, house.heron, "upkeep.txt", upkeep)
    second = house.receive(house.ada, house.heron, "amendment.txt", change)
    house.read()
    relate(visit(house.ada), house.heron, second.document_id, first.document_id, "amends")
    record = asked(house, "What is the notice period of the garden upkeep contract?", date(2031, 6, 1))
    rows = [(row["stands"], row["since"]) for row in record["citations"]]
    assert rows[:2] == [("answer", "2029-05-09"), ("part", "2031-02-04")]
    assert "eight weeks" in record["citations"][0]["quote"]
    assert record["citations"][1]["quote"].endswith("until 30 April 2035.")
