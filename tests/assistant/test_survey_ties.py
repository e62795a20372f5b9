"""A list over many contracts: what changes a clause is said on its row, and what is no contract is not asked."""

from __future__ import annotations

from hemvist.assistant import survey
from hemvist.assistant.put import put
from hemvist.documents.models import Document
from hemvist.documents.relations import relate
from tests.assistant.test_survey import SILENT, asked, told, verdicts
from tests.house import House, visit
from tests.web.visitor import browser

POOL = (
    "Pool Cleaning Contract\n\nmade on 9 May 2021 between Alder Ltd and Birch Ltd.\n\n1. Term\nThe contract ends on 30 April 2032.\n"
    "2. Fee\nThe fee is EUR 90.\n"
)
LONGER = (
    "Amendment No. 1 to the Pool Cleaning Contract dated 9 May 2021\n\nmade on 4 February 2026 between Alder Ltd and Birch Ltd.\n\n"
    "Section 1 is amended as follows: The contract ends on 30 April 2035.\n\nAll else remains unchanged.\n"
)
ENDS = "Which contracts end in 2032?"


def pool(house: House, *, confirmed: bool = True) -> tuple[str, str]:
    """A contract that its amendment prolongs: their ids."""
    contract = house.receive(house.ada, house.heron, "pool.txt", POOL).document_id
    later = house.receive(house.ada, house.heron, "longer.txt", LONGER).document_id
    house.read()
    if confirmed:
        relate(visit(house.ada), house.heron, later, contract, "amends")
    return contract, later


def test_to_a_last_day_that_an_amendment_changes_nobody_says_yes_and_each_row_points_to_the_other(house: House) -> None:
    contract, later = pool(house)
    found = asked(house, ENDS)
    assert verdicts(found) == {"pool.txt": "read", "longer.txt": "no"}
    rows = {row["document"]: row for row in survey.numbered(found)}
    (mine,) = rows["pool.txt"]["pointing"]
    assert (mine["way"], mine["since"], mine["document_id"]) == ("changed", "2026-02-04", later)
    assert mine["number"] == rows["longer.txt"]["number"]
    (theirs,) = rows["longer.txt"]["pointing"]
    assert (theirs["way"], theirs["document_id"]) == ("changes", contract)
    last = {cells[1]: cells[-1] for cells in survey.cells(found)}
    assert last["pool.txt"].startswith("changed by Amendment No. 1")
    assert last["pool.txt"].endswith("from 2026-02-04")


def test_what_nobody_has_confirmed_is_noted_and_turns_no_verdict(house: House) -> None:
    pool(house, confirmed=False)
    found = asked(house, ENDS)
    assert verdicts(found)["pool.txt"] == "yes"
    assert [one["way"] for one in found["ties"] if one["document"] == "longer.txt"] == ["unconfirmed"]


def test_a_change_that_one_loses_sight_of_is_no_longer_noted_and_turns_nothing(house: House) -> None:
    _, later = pool(house)
    question = put(visit(house.ada), house.heron, ENDS)
    assert verdicts(told(house, question))["pool.txt"] == "read"
    Document.objects.filter(pk=later).update(audience=["board"])
    found = told(house, question)
    assert verdicts(found)["pool.txt"] == "yes"
    assert not found["ties"]
    assert later not in str(survey.cells(found))
    assert "Amendment" not in str(survey.numbered(found))


OTHERS = {
    "people.csv": "Name,Post,Mail\nKim Berg,Manager,kim@alder.example\nMo Dahl,Cook,mo@alder.example\n",
    "note.txt": "From: kim@alder.example\nTo: mo@birch.example\nSubject: The pool\n\nThe contract ends on 30 April 2032, I think.\n",
    "prices.txt": "Price list 2026\n\nSoap: EUR 4. Prices are valid until 31 December 2026.\n",
}


def test_where_contracts_are_asked_for_tables_mails_and_price_lists_are_left_out_and_counted(house: House) -> None:
    for name, text in ({"pool.txt": POOL, "memo.txt": SILENT} | OTHERS).items():
        house.receive(house.ada, house.heron, name, text)
    house.read()
    for question in (ENDS, "Vilka avtal går ut 2032?", "Welche Verträge enden 2032?"):
        found = asked(house, question)
        assert set(verdicts(found)) == {"pool.txt", "memo.txt"}, question
        assert (found["survey"]["others"], found["survey"]["papers"]) == (3, "contract")
    assert len(asked(house, ENDS, all_papers=True)["surveyed"]) == 5
    assert len(asked(house, "Which documents mention a pool?")["surveyed"]) == 5
    page = browser(house.ada).post(f"/p/{house.heron.pk}/ask/", {"question": ENDS}, follow=True).text
    assert "3 documents that are no contracts were not asked: tables, mails and price lists." in page


RIGHTS = (
    "Lease Agreement\n\nmade on 9 May 2021 between Alder Ltd and Birch Ltd.\n\n1. Rent\nThe rent is EUR 90 a month.\n\n"
    "2. Subletting\nThe tenant may sublet the premises.\n\n3. Law\nSwedish law applies.\n"
)
RESTS = (
    "Amendment No. 1 to the Lease Agreement dated 9 May 2021\n\nmade on 4 February 2026 between Alder Ltd and Birch Ltd.\n\n"
    "{}\n\nAll else remains unchanged.\n"
)


def rights(house: House, rests: str) -> str:
    """What the list says of a right to sublet, with an amendment that says this."""
    contract = house.receive(house.ada, house.heron, "lease.txt", RIGHTS).document_id
    later = house.receive(house.ada, house.heron, "later.txt", RESTS.format(rests)).document_id
    house.read()
    relate(visit(house.ada), house.heron, later, contract, "amends")
    return verdicts(asked(house, "Which contracts allow subletting?"))["lease.txt"]


def test_to_a_clause_that_an_amendment_suspends_nobody_says_yes(house: House) -> None:
    assert rights(house, "Clause 2 is suspended until further notice.") == "read"


def test_where_an_amendment_suspends_another_clause_the_yes_stays(house: House) -> None:
    assert rights(house, "Clause 1 is suspended until further notice.") == "yes"
