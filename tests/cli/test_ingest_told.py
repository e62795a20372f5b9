"""``hemvist ingest`` when it does not go as planned: what is told, to a person, a program and a spreadsheet, is what happened."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import ingest as command
from hemvist.cli import main, watch
from hemvist.cli.errors import FolderUnusable, ReportUnusable, ServerRefused, ServerUnreachable
from hemvist.cli.sending import send, waiting
from hemvist.cli.sending.folders import LocalFolder
from hemvist.cli.sending.report import Outcome
from hemvist.documents.models import Version
from tests.cli.inside import Line, args
from tests.cli.test_ingest import folder, line, run, told
from tests.house import House

__all__ = ["folder", "line"]


FULL = ServerRefused({"error": "DiskNearlyFull", "message": "The disk is nearly full.", "remedy": "Make room."}, 507)


@pytest.mark.parametrize("why", [KeyboardInterrupt(), FULL], ids=["Ctrl-C", "a full disk"])
def test_the_report_of_a_run_that_ended_early_names_what_it_did_not_come_to(
    line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], why: BaseException
) -> None:
    monkeypatch.setattr(send, "BATCH", 2)
    (folder / "other").mkdir()
    for number in range(3):
        (folder / "other" / f"{number}.txt").write_text(f"Of number {number}.")
    real, puts = line.call, []

    def broken(method: str, where: str, *rest: Any, **more: Any) -> Any:
        puts.extend([method] if method == "PUT" else [])
        if len(puts) > 1:
            raise why
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", broken)
    with pytest.raises(type(why)):
        run(folder, json=True)
    states = [row["state"] for row in told(capsys).values()]
    assert sorted(states) == ["received"] + ["skipped"] * 5
    assert Version.objects.count() == 1


def test_what_a_program_reads_is_one_result_when_files_are_refused(
    line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.txt").touch()
    asked = ["ingest", "Heron", str(folder), "--no-wait", "--json"]
    assert main.main([*asked, "--class", "payroll"]) == 6
    said = capsys.readouterr()
    assert len(json.loads(said.out)) == 4
    assert json.loads(said.err.splitlines()[-3])["error"] == "SomeRefused"
    assert main.main(["ingest", "Heron", str(folder / "nowhere"), "--json"]) == 5
    assert json.loads(capsys.readouterr().out)["error"] == "FolderUnusable"


def test_a_table_of_what_became_of_files_is_read_as_utf_8_by_spreadsheets(
    line: Line, folder: Path, tmp_path: Path
) -> None:
    (folder / "Åkergatan.txt").write_text("Another one.")
    run(folder, report=str(tmp_path / "told.csv"))
    data = (tmp_path / "told.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert "contracts/Åkergatan.txt" in {row["path"] for row in rows}


def test_a_report_into_a_folder_that_is_not_there_is_refused_before_anything_is_sent(
    line: Line, folder: Path, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "no" / "told.csv")
    with pytest.raises(ReportUnusable, match="no such folder"):
        run(folder, report=nowhere)
    with pytest.raises(ReportUnusable, match="no such folder"):
        watch.watch(args(path=str(folder), report=nowhere))
    assert not Version.objects.exists()


def test_no_name_at_all_is_not_the_folder_one_is_in(line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(FolderUnusable):
        command.ingest(args(paths=[""]))
    assert not Version.objects.exists()


def test_the_topmost_folder_of_a_machine_is_a_folder_like_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of, way = os.listdir, [*folder.parts[1:]]
    monkeypatch.setattr("os.listdir", lambda where: [way.pop(0)] if way else all_of(where))
    root = LocalFolder(Path("/"))
    minutes = next(found for found in root.files() if found.name == "minutes.txt")
    assert minutes.path == f"folder{folder}/minutes.txt"
    assert b"".join(root.chunks(minutes)) == b"The board met."


BUSY = ServerRefused({"error": "TooMuchAtOnce", "message": "Too much at once.", "remedy": "Wait."}, 503)


@pytest.mark.parametrize("away", [ServerUnreachable(url="x"), BUSY], ids=["away", "busy"])
def test_while_files_are_read_a_server_that_starts_anew_is_waited_for(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, away: Exception
) -> None:
    run(folder)
    version = Version.objects.all()[0]
    row = Outcome("contracts/x.txt", "x.txt", state="received", document=version.document_id, number=1)
    real, left = line.call, [away] * 3

    def call(*rest: Any, **more: Any) -> Any:
        if left:
            raise left.pop()
        return real(*rest, **more)

    monkeypatch.setattr(line, "call", call)
    house.read()
    waiting.until_read(line, "Heron", [row], lambda seconds: None)
    assert row.state == "searchable"
    row.state, left[:] = "received", [away] * 100
    with pytest.raises(type(away)):
        waiting.until_read(line, "Heron", [row], lambda seconds: None)
