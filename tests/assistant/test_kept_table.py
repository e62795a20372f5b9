"""Kept questions as a table: what goes out comes in again, spreadsheets run nothing of it, and a bad line keeps nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.assistant import kept, kept_table
from hemvist.assistant.kept import ExpectationUnusable, Wanted
from hemvist.assistant.kept_table import TableUnusable
from hemvist.assistant.models import KeptQuestion
from hemvist.domain.errors import Refused
from hemvist.domain.expected import Expects
from tests.house import LEASE, House, visit

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."
HEAD = "question,expects,document,quotation,only this document,as of\n"


def listed(house: House) -> list[tuple[object, ...]]:
    rows = kept.listed(visit(house.ada), house.heron)
    return [(row.question, row.expects, row.name, row.quote, row.only, row.as_of) for row in rows]


def test_what_goes_out_comes_in_again(house: House) -> None:
    lease = house.with_lease().document_id
    mine = visit(house.ada)
    kept.keep(mine, house.heron, Wanted(LAW, Expects.DOCUMENT, lease, GOVERNED, True, "2026-11-01"))
    kept.keep(mine, house.heron, Wanted('=HYPERLINK("x"); who, "they"?', Expects.NOTHING))
    before, told = listed(house), kept_table.export(mine, house.heron)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(told)) for cell in row)
    assert kept_table.bring(mine, house.heron, told.encode()) == 0, "what is kept already is not kept twice"
    for row in kept.listed(mine, house.heron):
        kept.remove(mine, house.heron, row.id)
    assert kept_table.bring(mine, house.heron, b"\xef\xbb\xbf" + told.encode()) == 2
    assert listed(house) == before
    again = told.replace('","', '";"').encode()
    assert kept_table.bring(mine, house.heron, again) == 0, "as spreadsheets of some countries save it"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (b"", 1), (b"\xff\xfe\x00", 1), (b"question\nWho?\n", 1), (HEAD.encode(), 1), (b'question,expects\n"Who', 1),
        ((HEAD + "Who?,nothing\nWhat?,perhaps\n").encode(), 3), ((HEAD + "Who?,document,other.txt\n").encode(), 2),
        (("x" * 1_000_001).encode(), 1), ((HEAD + "Who?,nothing\n" * 501).encode(), 500),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_with_its_line_and_keeps_nothing(
    house: House, table: bytes, line: int
) -> None:
    with pytest.raises(TableUnusable) as refused:
        kept_table.bring(visit(house.ada), house.heron, table)
    assert refused.value.facts["line"] == line
    assert not KeptQuestion.objects.exists()


def test_a_line_that_cannot_be_kept_keeps_none(house: House) -> None:
    house.with_lease()
    table = HEAD + f"{LAW},document,lease.txt,{GOVERNED}\n{LAW},document,lease.txt,invented words\n"
    with pytest.raises(ExpectationUnusable):
        kept_table.bring(visit(house.ada), house.heron, table.encode())
    assert not KeptQuestion.objects.exists()


def test_a_name_of_two_documents_is_not_guessed(house: House) -> None:
    house.with_lease()
    house.receive(house.ada, house.heron, "lease.txt", "Another lease of the same name.")
    house.read()
    with pytest.raises(TableUnusable, match="more than one"):
        kept_table.bring(visit(house.ada), house.heron, (HEAD + f"{LAW},document,lease.txt\n").encode())


def test_a_member_takes_nothing_out_and_brings_nothing_in(house: House) -> None:
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.NOTHING))
    assert LAW not in kept_table.export(visit(house.ben), house.heron)
    with pytest.raises(Refused):
        kept_table.bring(visit(house.ben), house.heron, (HEAD + "Who?,nothing\n").encode())


@given(st.binary(max_size=200))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_bytes_of_any_kind_are_a_table_or_refused(data: bytes) -> None:
    try:
        rows = kept_table._rows(data)
    except TableUnusable:
        return
    assert all(isinstance(cell, str) for _, row in rows for cell in row.values())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("What is due?,document,lease.txt,invented words", "in line 3, these words do not stand in the document"),
        ("What is due?,document,,", "in line 3, no document was named"), (",nothing,,", "in line 3, a question has 1 to"),
        ("What is due?,nothing,,,,yesterday", "in line 3, the day is none"),
    ],
)  # fmt: skip
def test_the_line_that_cannot_be_kept_is_named(house: House, row: str, said: str) -> None:
    house.with_lease()
    with pytest.raises(ExpectationUnusable, match=said):
        kept_table.bring(visit(house.ada), house.heron, f"{HEAD}Who?,nothing\n{row}\n".encode())


def test_the_same_question_to_several_documents_alone_is_several_questions(house: House) -> None:
    lease = house.with_lease().document_id
    house.receive(house.ada, house.heron, "other.txt", LEASE + "Another.")
    house.read()
    kept.keep(visit(house.ada), house.heron, Wanted(LAW, Expects.DOCUMENT, lease, only=True))
    rows = [f"{LAW},document,{name},,yes\n" for name in ("lease.txt", "other.txt", "other.txt")]
    assert kept_table.bring(visit(house.ada), house.heron, (HEAD + "".join(rows)).encode()) == 1
    assert sorted(str(row[2]) for row in listed(house)) == ["lease.txt", "other.txt"]
