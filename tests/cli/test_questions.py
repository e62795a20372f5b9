"""``hemvist questions`` against the real API: kept, listed, run, removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import questions as command
from hemvist.cli import tables
from hemvist.cli.errors import DocumentUnclear, FileUnreadable, ServerRefused, ServerUnreachable, TableUnwritten
from hemvist.domain.errors import NotFound
from tests.cli.inside import Line, args
from tests.house import LEASE, House

LAW = "Which law governs the lease?"
GOVERNED = "This lease is governed by the laws of Sweden."


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch) -> Line:
    house.with_lease()
    line = Line(house.ada)
    monkeypatch.setattr(command, "Client", lambda: line)
    return line


def asked(**more: Any) -> Any:
    usual = {
        "document": "", "quote": "", "nothing": False, "only": False, "as_of": "", "if_changed": False, "strict": False,
        "yes": False, "every": "",
    }  # fmt: skip
    return args(**usual | more)


def told(capsys: pytest.CaptureFixture[str], **more: Any) -> Any:
    capsys.readouterr()
    command.listed(asked(json=True, **more))
    return json.loads(capsys.readouterr().out)


def test_questions_are_kept_run_and_say_what_became_of_them(
    house: House, line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    command.add(asked(question=LAW, document="lease.txt", quote=GOVERNED))
    command.add(asked(question="What is the rent?", nothing=True))
    assert command.run(asked()) == 0
    out = capsys.readouterr().out
    assert "right: Which law governs the lease?  [" in out
    assert "1 as expected, 1 wrong" in out
    assert command.run(asked(strict=True, if_changed=True)) == 1
    assert "Nothing that answers rest on has changed" in capsys.readouterr().err
    found = told(capsys)
    assert [row["outcome"] for row in found["questions"]] == ["right", "wrong"]
    assert (len(found["runs"]), found["changed"], found["going"]) == (1, [], None)
    house.receive(house.ada, house.heron, "other.txt", LEASE + "More.")
    house.read()
    assert told(capsys)["changed"] == ["documents"]
    command.run(asked(if_changed=True, json=True))
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 2


def test_a_question_is_changed_by_the_api_and_removed_only_when_that_was_meant(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    command.add(asked(question=LAW, nothing=True))
    (row,) = told(capsys)["questions"]
    line.call("PUT", f"projects/Heron/kept/{row['id']}", {"question": "What is the rent?", "expects": "nothing"})
    (row,) = told(capsys)["questions"]
    assert row["question"] == "What is the rent?"
    assert command.remove(asked(kept=row["id"][:6])) == 1, "there is no terminal to say yes at"
    assert told(capsys)["questions"]
    assert command.remove(asked(kept=row["id"][:6], yes=True)) == 0
    assert told(capsys)["questions"] == []
    with pytest.raises(NotFound):
        command.remove(asked(kept=row["id"], yes=True))


def test_what_cannot_be_kept_or_run_is_refused_with_the_servers_words(line: Line) -> None:
    with pytest.raises(DocumentUnclear):
        command.add(asked(question=LAW, document="none.txt"))
    with pytest.raises(ServerRefused, match="do not stand"):
        command.add(asked(question=LAW, document="lease.txt", quote="invented"))
    with pytest.raises(ServerRefused, match="No question is kept"):
        command.run(asked())
    for bad in ({"question": LAW, "expects": "perhaps"}, {"question": LAW, "only": "yes"}, {"question": 5}):
        with pytest.raises(ServerRefused, match="JSON object"):
            line.call("POST", "projects/Heron/kept", bad)


def test_a_new_question_is_asked_although_nothing_else_changed(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    command.add(asked(question=LAW, document="lease.txt"))
    command.run(asked())
    command.add(asked(question="What is the rent?", nothing=True))
    assert command.run(asked(if_changed=True)) == 0
    found = told(capsys)
    assert [row["outcome"] for row in found["questions"]] == ["right", "wrong"]
    assert command.run(asked(if_changed=True, json=True)) == 0
    assert json.loads(capsys.readouterr().out) == found, "a program is told how it stands, though nothing was asked"


def test_a_server_that_is_away_for_a_while_does_not_end_the_watch(
    line: Line, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command.add(asked(question=LAW, document="lease.txt"))
    looks: list[float] = []
    whole = command._once

    def once(*given: Any, **more: Any) -> int:
        if not looks:
            raise ServerUnreachable(url="https://localhost:8443")
        return whole(*given, **more)

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(command, "_once", once)
    monkeypatch.setattr("hemvist.cli.questions.time.sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        command.run(asked(every="30s"))
    assert "It is asked again in 30s" in capsys.readouterr().err
    assert looks == [30.0, 30.0]
    assert [row["outcome"] for row in told(capsys)["questions"]] == ["right"]


def test_a_kept_question_is_changed_and_what_is_not_named_stays(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    command.add(asked(question=LAW, document="lease.txt", as_of="2024-03-01"))
    (row,) = told(capsys)["questions"]
    named = {"kept": row["id"][:6], "question": None, "document": None, "quote": None, "only": None, "as_of": None}
    assert command.change(asked(**named | {"quote": GOVERNED, "only": True})) == 0
    (now,) = told(capsys)["questions"]
    assert (now["question"], now["quote"], now["only"], now["as_of"]) == (LAW, GOVERNED, True, "2024-03-01")
    command.change(asked(**named | {"question": "What is the rent?", "nothing": True, "only": False, "as_of": ""}))
    (now,) = told(capsys)["questions"]
    assert (now["question"], now["expects"], now["document"]) == ("What is the rent?", "nothing", "")
    assert (now["only"], now["as_of"]) == (False, "")
    with pytest.raises(ServerRefused, match="no document was named"):
        command.change(asked(**named | {"quote": GOVERNED}))
    command.change(asked(**named | {"document": "lease.txt"}))
    (now,) = told(capsys)["questions"]
    assert (now["expects"], now["name"], now["quote"]) == ("document", "lease.txt", "")


def test_questions_are_written_to_a_file_and_brought_in_from_it(
    line: Line, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "Client", lambda: line)
    command.add(asked(question=LAW, document="lease.txt", quote=GOVERNED))
    for name in ("kept.csv", "kept.json"):
        file = tmp_path / name
        assert tables.export(asked(file=str(file), results=False)) == 0
        assert file.stat().st_mode & 0o77 == 0
        assert tables.bring(asked(file=str(file), replace=False)) == 0
        assert "0 added, 1 kept already." in capsys.readouterr().out
    command.run(asked())
    tables.export(asked(file=str(tmp_path / "came.JSON"), results=True))
    assert GOVERNED in json.loads((tmp_path / "came.JSON").read_text())[0]["answer"]
    other = tmp_path / "other.csv"
    other.write_text(f"question,expects\n{LAW},nothing\nWho?,nothing\n")
    capsys.readouterr()
    tables.bring(asked(file=str(other), replace=False))
    assert "1 added, 0 kept already.\nLeft as they are" in (said := capsys.readouterr().out)
    assert "in lines: 2." in said
    tables.bring(asked(file=str(other), replace=True, json=True))
    assert json.loads(capsys.readouterr().out) == {"added": 0, "same": 1, "changed": 1, "left": []}
    other.write_text("question,expects\nWhen?,perhaps\n")
    with pytest.raises(ServerRefused, match="in line 2: expects is document or nothing"):
        tables.bring(asked(file=str(other), replace=False))
    other.write_bytes(b"x" * 5_000_001)
    with pytest.raises(ServerRefused, match="larger than 5 MB"):
        tables.bring(asked(file=str(other), replace=False))
    with pytest.raises(FileUnreadable):
        tables.bring(asked(file=str(tmp_path / "none.csv"), replace=False))
    for bad in ("kept.xlsx", "no/kept.csv"):
        with pytest.raises(TableUnwritten):
            tables.export(asked(file=str(tmp_path / bad), results=False))
    with pytest.raises(ServerRefused, match="JSON object"):
        line.call("GET", "projects/Heron/kept/table?as=xml")
