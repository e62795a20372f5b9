"""A question of several parts, and terms that are defined elsewhere: each with its own checked quotations."""

from __future__ import annotations

import json
from typing import Any

from hemvist.assistant import ask, record
from hemvist.assistant.models import Question
from hemvist.assistant.show import source
from hemvist.closing.forget import forget_document
from hemvist.projects import gate
from tests.house import LEASE, House, visit

TERMS = """LEASE AGREEMENT

This lease is made between Lindhagen Property Ltd ("Landlord") and Norrglim Furniture Ltd ("Tenant").

1. Definitions

1.1 "Notice Period" means nine (9) months.

1.2 "Premises" means the shop at Storgatan 14.

2. Termination. Either party may terminate this lease for convenience at any time by written notice of the Notice Period.

3. Governing law. This lease is governed by the laws of Sweden.
"""


def asked(house: House, question: str) -> tuple[Question, dict[str, Any]]:
    row = ask.ask(visit(house.ada), house.heron, question)
    return ask.reopen(visit(house.ada), house.heron, row.pk)


def test_each_part_is_answered_or_not_by_itself(house: House) -> None:
    house.with_lease()
    _, told = asked(house, "Which law governs the lease and is there a source code escrow?")
    law, escrow = told["parts"]
    assert (law["question"], law["abstained"]) == ("Which law governs the lease?", False)
    assert (escrow["question"], escrow["abstained"]) == ("is there a source code escrow?", True)
    assert escrow["reason"]
    assert [row["part"] for row in told["citations"]] == [0] * len(told["citations"])
    assert {row["part"] for row in told["nearest"]} <= {1}
    assert not told["abstained"]
    for row in record.quotes(told):
        assert LEASE[row["start"] : row["end"]] == row["quote"]


def test_where_no_part_is_answered_the_whole_is_not(house: House) -> None:
    house.with_lease()
    _, told = asked(house, "Is there a source code escrow and what is the boiling point of tungsten?")
    assert (told["abstained"], told["answer"], told["citations"]) == (True, None, [])
    assert [part["abstained"] for part in told["parts"]] == [True, True]


def test_a_fifth_part_says_that_it_was_not_looked_for(house: House) -> None:
    house.with_lease()
    _, told = asked(house, "What is the rent? " * 4 + "Which law governs the lease?")
    assert len(told["parts"]) == 5
    assert "not looked for" in told["parts"][4]["reason"]


def test_every_quotation_of_every_part_has_its_place(house: House) -> None:
    house.receive(house.ada, house.heron, "lease.txt", TERMS)
    house.read()
    row, told = asked(house, "Which law governs the lease and may we terminate the lease for convenience?")
    rows = record.quotes(told)
    assert [one["number"] for one in rows] == list(range(1, len(rows) + 1))
    for one in rows:
        assert source(visit(house.ada), house.heron, row.pk, one["number"]).quote == one["quote"]


def test_a_term_in_a_quotation_is_shown_with_the_sentence_that_defines_it(house: House) -> None:
    house.receive(house.ada, house.heron, "lease.txt", TERMS)
    house.read()
    _, told = asked(house, "May we terminate the lease for convenience?")
    (one,) = told["defined"]
    assert (one["term"], one["clause"]) == ("Notice Period", "1.1")
    assert "nine (9) months" in one["quote"]
    assert TERMS[one["start"] : one["end"]] == one["quote"]


def test_a_term_that_its_clause_defines_without_quotation_marks_is_shown_too(house: House) -> None:
    text = (
        "HYRESAVTAL\n\n1 Definitioner\nArbetsdag: måndag till fredag, utom helgdagar.\n\n2 Betalning\n"
        "Fakturor betalas inom tio arbetsdagar från fakturans datum.\n\n3 Uppsägning\nUppsägningstiden är nio månader.\n"
    )
    house.receive(house.ada, house.heron, "lease.txt", text)
    house.read()
    (one,) = asked(house, "Inom vilken tid ska fakturor betalas?")[1]["defined"]
    assert (one["term"], one["clause"]) == ("Arbetsdag", "1")
    assert one["quote"] == "Arbetsdag: måndag till fredag, utom helgdagar."


def test_a_definition_that_is_quoted_already_is_not_shown_twice(house: House) -> None:
    house.receive(
        house.ada, house.heron, "lease.txt", TERMS.replace("by written notice of the Notice Period", "by letter")
    )
    house.read()
    assert asked(house, "May we terminate the lease for convenience?")[1]["defined"] == []


def test_definitions_and_parts_go_with_their_document(house: House) -> None:
    version = house.receive(house.ada, house.heron, "lease.txt", TERMS)
    house.read()
    row, told = asked(house, "Which law governs the lease and may we terminate the lease for convenience?")
    assert told["defined"]
    forget_document(visit(house.ada), house.heron, version.document_id)
    kept = Question.objects.get(pk=row.pk).record(gate.enter(visit(house.ada), house.heron, ask.Deed.SHOW))
    for words in ("Notice Period", "nine (9)", "laws of Sweden", "lease.txt"):
        assert words not in json.dumps(kept)
    assert kept["defined"][0]["removed"]


OLD = ("defined", "parts", "understood", "after", "leaned")


def test_an_answer_stored_before_there_were_parts_still_opens(house: House) -> None:
    version = house.with_lease()
    row, told = asked(house, "Which law governs the lease?")
    permit = gate.enter(visit(house.ada), house.heron, ask.Deed.SHOW)
    old = {key: value for key, value in told.items() if key not in OLD}
    old["citations"] = [{key: value for key, value in one.items() if key != "part"} for one in told["citations"]]
    row.set_record(permit, old)
    row.save()
    assert ask.reopen(visit(house.ada), house.heron, row.pk)[1] == old
    assert source(visit(house.ada), house.heron, row.pk, 1).quote == old["citations"][0]["quote"]
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert "Sweden" not in str(ask.reopen(visit(house.ada), house.heron, row.pk)[1]["citations"])
