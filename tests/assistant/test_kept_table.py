"""Kept questions as a table: what goes out comes in again, spreadsheets run nothing of it, and a bad line keeps nothing."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.assistant import kept, kept_results, kept_rows, kept_table, runs
from hemvist.assistant.kept import ExpectationUnusable, Wanted
from hemvist.assistant.kept_rows import TableUnusable
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
    assert kept_table.bring(mine, house.heron, told.encode()).added == 0, "what is kept already is not kept twice"
    for row in kept.listed(mine, house.heron):
        kept.remove(mine, house.heron, row.id)
    assert kept_table.bring(mine, house.heron, b"\xef\xbb\xbf" + told.encode()).added == 2
    assert listed(house) == before
    again = told.replace('","', '";"').encode()
    assert kept_table.bring(mine, house.heron, again).added == 0, "as spreadsheets of some countries save it"


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (b"", 1), (b"\xff\xfe\x00", 1), (b"question\nWho?\n", 1), (HEAD.encode(), 1), (b'question,expects\n"Who', 2),
        ((HEAD + "Who?,nothing\nWhat?,perhaps\n").encode(), 3), ((HEAD + "Who?,document,other.txt\n").encode(), 2),
        (("x" * 5_000_001).encode(), 1), ((HEAD + "Who?,nothing\n" * 501).encode(), 500),
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
    table = HEAD + f"{LAW},document,lease.txt,{GOVERNED}\nWhat is due?,document,lease.txt,invented words\n"
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
        rows = kept_rows.rows(data, kept.MOST)
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
    assert kept_table.bring(visit(house.ada), house.heron, (HEAD + "".join(rows)).encode()).added == 1
    assert sorted(str(row[2]) for row in listed(house)) == ["lease.txt", "other.txt"]


def test_json_goes_out_and_comes_in_again_as_well(house: House) -> None:
    lease = house.with_lease().document_id
    mine = visit(house.ada)
    kept.keep(mine, house.heron, Wanted(LAW, Expects.DOCUMENT, lease, GOVERNED, True, "2026-11-01"))
    kept.keep(mine, house.heron, Wanted('Wer zahlt "Miete"; ä, \U0001f600?', Expects.NOTHING))
    before, told = listed(house), kept_table.export(mine, house.heron, "json")
    assert [row["question"] for row in json.loads(told)] == [row[0] for row in before]
    for row in kept.listed(mine, house.heron):
        kept.remove(mine, house.heron, row.id)
    assert kept_table.bring(mine, house.heron, told.encode()).added == 2
    assert listed(house) == before


@pytest.mark.parametrize(
    ("told", "line", "said"),
    [
        ('[\n{"question": "Who?", "expects": "nothing"},\n{"question": "What?", "expects": "perhaps"}]', 3, "expects is"),
        ('[\n\n{"question": "Who?", "expects": "nothing"}\n{"question": "What?"}]', 3, "no JSON list after"),
        ('[{"question": 5, "expects": "nothing"}]', 1, "question has to be words"),
        ('[{"question": "\\ud800", "expects": "nothing"}]', 1, "question has to be words"),
        ('[{"question": "Who?", "expects": "document", "document": ["lease.txt"]}]', 1, "document has to be words"),
        ('[\n["Who?"]]', 2, "list of objects"), ('{"question": "Who?"}', 1, "list of objects"),
        ('[{"question": "Who?"}]', 1, "no columns"), ("[]", 1, "no question in it"), ("[", 1, "no JSON from here"),
        ('[{"question": "Who?", "expects": "nothing"}', 1, "no JSON list after"),
        ('[{"question": "Who?", "expects": "nothing"},\n]', 2, "no JSON from here"),
        ('[{"question": "Who?", "expects": "nothing"}]\n[]', 1, "after the list"),
        ("[" * 200_000, 1, "no JSON from here"), ("[" + "9" * 5000 + "]", 1, "no JSON from here"),
        ('[{"a":' * 100_000, 1, "no JSON from here"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_used_is_refused_with_its_line_and_keeps_nothing(
    house: House, told: str, line: int, said: str
) -> None:
    with pytest.raises(TableUnusable, match=said) as refused:
        kept_table.bring(visit(house.ada), house.heron, told.encode())
    assert refused.value.facts["line"] == line
    assert not KeptQuestion.objects.exists()


def test_a_file_of_another_program_is_told_how_to_save_it(house: House) -> None:
    with pytest.raises(TableUnusable, match="line 3: it is not written in UTF-8: a spreadsheet saves it as"):
        kept_table.bring(visit(house.ada), house.heron, f"{HEAD}Who?,nothing\nWer zahlt f\xfcr wen?".encode("cp1252"))


def test_what_is_kept_already_is_counted_and_one_that_expects_something_else_is_named_and_left(house: House) -> None:
    lease = house.with_lease().document_id
    mine = visit(house.ada)
    kept.keep(mine, house.heron, Wanted(LAW, Expects.DOCUMENT, lease, as_of="2024-03-01"))
    kept.keep(mine, house.heron, Wanted("Who cleans?", Expects.NOTHING))
    table = f"{HEAD}Who cleans?,nothing\nWhat is due?,nothing\n\u200b {LAW},document,lease.txt,{GOVERNED},,20240301\n"
    told = kept_table.bring(mine, house.heron, table.encode())
    assert (told.added, told.same, told.changed, told.left) == (1, 1, 0, (4,))
    assert [row[3] for row in listed(house)] == ["", "", ""]
    told = kept_table.bring(mine, house.heron, table.encode(), replace=True)
    assert (told.added, told.same, told.changed, told.left) == (0, 2, 1, ())
    assert [row[3] for row in listed(house)] == [GOVERNED, "", ""]


def test_one_question_with_two_expectations_in_a_table_is_not_guessed(house: House) -> None:
    house.with_lease()
    table = f"{HEAD}{LAW},document,lease.txt\n{LAW},nothing\n"
    with pytest.raises(TableUnusable, match="in line 3: line 2 asks the same"):
        kept_table.bring(visit(house.ada), house.heron, table.encode())
    assert not KeptQuestion.objects.exists()


def test_as_many_questions_as_may_be_kept_each_as_long_as_may_be_come_in_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = visit(house.ada)
    kept.keep_all(mine, house.heron, [Wanted(f"{n} ".ljust(2000, "ü"), Expects.NOTHING) for n in range(kept.MOST)])
    for form in kept_rows.FORMATS:
        told = kept_table.export(mine, house.heron, form).encode()
        assert kept_table.bring(mine, house.heron, told).same == kept.MOST


def test_the_results_hold_what_was_answered_and_spreadsheets_run_nothing_of_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "STEP_SECONDS", 600.0)
    lease = house.receive(house.ada, house.heron, "lease.txt", LEASE.replace("This lease is", "=1+1 This lease is"))
    house.read()
    mine = visit(house.ada)
    kept.keep(mine, house.heron, Wanted(LAW, Expects.DOCUMENT, lease.document_id))
    kept.keep(mine, house.heron, Wanted("=2+2 Who cleans the parking garage's windows?", Expects.NOTHING))
    runs.begin(mine, house.heron)
    rows = list(csv.DictReader(io.StringIO(told := kept_results.export(mine, house.heron))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(told)) for cell in row)
    assert [(row["last result"], row["stands in"]) for row in rows] == [("right", "lease.txt"), ("declined", "")]
    assert "the laws of Sweden" in rows[0]["answer"]
    assert rows[0]["asked"]
    found = json.loads(kept_results.export(mine, house.heron, "json"))
    assert [row["question"][:4] for row in found] == ["Whic", "=2+2"]
    assert kept_table.bring(mine, house.heron, told.encode()).same == 2, "the results are a table of questions, too"
