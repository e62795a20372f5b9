"""``hemvist ingest``: what is new is sent once, what is there is known, and every refusal is told with its reason."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import ingest as command
from hemvist.cli import project
from hemvist.cli.errors import FolderUnusable, ReportUnusable, ServerRefused, SomeRefused
from hemvist.cli.sending.send import Packet, Sender
from hemvist.documents import show
from hemvist.documents.models import Version
from hemvist.jobs.errors import DiskNearlyFull, QueueFull
from tests.cli.inside import Line, args
from tests.documents import test_classes, test_looking
from tests.house import LEASE, House, visit


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Line:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    line = Line(house.ada)
    monkeypatch.setattr(command, "Client", lambda: line)
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "contracts"
    (folder / "leases").mkdir(parents=True)
    (folder / "leases" / "Storgatan.txt").write_text(LEASE)
    (folder / "leases" / "Kungsgatan.txt").write_text(LEASE.replace("Norrglim", "Tallmon"))
    (folder / "minutes.txt").write_text("The board met.")
    return folder


def run(folder: Path, **more: Any) -> int:
    return command.ingest(args(paths=[str(folder)], **more))


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    return {row["path"]: row for row in json.loads(capsys.readouterr().out)}


def names(house: House) -> set[str]:
    return {row.name for row in show.listing(visit(house.ada), house.heron)}


def test_a_folder_goes_in_with_its_paths(house: House, line: Line, folder: Path) -> None:
    assert run(folder) == 0
    permit_names = names(house)
    assert permit_names == {"Storgatan.txt", "Kungsgatan.txt", "minutes.txt"}
    assert line.inside.sent() == 3


def test_a_folder_goes_in_as_one_class_and_the_report_says_so(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test_classes.agreed(house, test_classes.OPEN, test_classes.STAFF)
    for known in (False, True):
        assert run(folder, data_class="contracts", json=True) == 0
        rows = told(capsys)
        assert ({row["data_class"] for row in rows.values()}, len(rows), known) == ({"contracts"}, 3, known)
    assert line.inside.sent() == 3


def test_a_class_that_is_not_agreed_takes_no_file(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SomeRefused):
        run(folder, data_class="payroll", json=True)
    assert {row["code"] for row in told(capsys).values()} == {"ClassUnfit"}
    assert not Version.objects.exists()


def test_again_nothing_is_sent_and_all_is_known(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder)
    capsys.readouterr()
    run(folder, json=True)
    rows = told(capsys)
    assert {row["verdict"] for row in rows.values()} == {"same"}
    assert line.inside.sent() == Version.objects.count() == 3


def test_an_interrupted_run_goes_on_where_it_was(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = line.call, []

    def broken(method: str, where: str, *rest: Any, **more: Any) -> Any:
        seen.append(method)
        if seen.count("PUT") > 1:
            raise KeyboardInterrupt
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", broken)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    before = Version.objects.count()
    assert before < 3
    monkeypatch.setattr(line, "call", real)
    run(folder)
    assert Version.objects.count() == 3
    assert Version.objects.filter(number__gt=1).count() == 0


def test_two_runs_that_look_at_the_same_moment_double_nothing(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compared, others = Sender._compared, [folder]

    def and_meanwhile(self: Sender, packets: Sequence[Packet]) -> list[dict[str, Any]]:
        told = compared(self, packets)
        while others:
            run(others.pop(), json=True)
        return told

    monkeypatch.setattr(Sender, "_compared", and_meanwhile)
    run(folder, json=True)
    assert Version.objects.count() == 3
    first, second = (json.loads(one) for one in capsys.readouterr().out.splitlines())
    assert [{row["verdict"] for row in rows} for rows in (first, second)] == [{"new"}, {"same"}]
    assert [row["document"] for row in first] == [row["document"] for row in second]


def test_a_changed_file_is_the_next_version_of_its_document(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder)
    (folder / "minutes.txt").write_text("The board met again.")
    capsys.readouterr()
    run(folder, json=True)
    row = told(capsys)["contracts/minutes.txt"]
    assert (row["verdict"], row["number"]) == ("changed", 2)
    assert len(names(house)) == 3


@pytest.mark.parametrize(("versions", "documents"), [("never", 2), ("always", 1), (None, 2)])
def test_what_looks_like_a_new_version_is_one_only_when_told_so(
    house: House, line: Line, folder: Path, versions: str | None, documents: int
) -> None:
    (folder / "minutes.txt").unlink()
    (folder / "leases" / "Kungsgatan.txt").unlink()
    run(folder)
    (folder / "leases" / "Storgatan v2 (signed).txt").write_text(LEASE.replace("nine", "six"))
    run(folder, versions=versions)
    assert len(names(house)) == documents


def test_two_files_with_the_same_contents_are_sent_once(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "zz copy.txt").write_text(LEASE)
    run(folder, json=True)
    rows = told(capsys)
    assert line.inside.sent() == 3
    twin, first = rows["contracts/zz copy.txt"], rows["contracts/leases/Storgatan.txt"]
    assert (twin["verdict"], twin["document"]) == ("same", first["document"])


def test_one_refused_file_stops_no_other_and_is_told_with_its_reason(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.UPLOAD_BYTES = 600
    (folder / "aa.txt").write_text("x" * 601)
    with pytest.raises(SomeRefused) as refused:
        run(folder, json=True)
    assert refused.value.exit_code == 6
    row = told(capsys)["contracts/aa.txt"]
    assert (row["state"], row["code"]) == ("refused", "FileTooLarge")
    assert row["remedy"]
    assert len(names(house)) == 3


def test_a_file_that_was_refused_for_what_it_holds_is_sent_again_once_that_is_allowed(
    house: House, line: Line, folder: Path
) -> None:
    (folder / "minutes.txt").write_text(test_looking.WITH_NUMBER)
    test_looking.at_level_1(house)
    run(folder)
    house.read()
    with pytest.raises(SomeRefused):
        run(folder)
    assert line.inside.sent() == 3
    test_looking.at_level(house, 3)
    run(folder)
    house.read()
    assert line.inside.sent() == 4
    assert {row.state for row in show.listing(visit(house.ada), house.heron)} == {"searchable"}


def test_names_that_differ_only_in_their_form_never_replace_each_other(
    house: House, line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "contracts").mkdir()
    for form in ("NFC", "NFD"):
        (tmp_path / "contracts" / unicodedata.normalize(form, "Åkergatan.txt")).write_text(f"{form}. {LEASE}")
    for _ in range(3):
        with pytest.raises(SomeRefused):
            run(tmp_path / "contracts", json=True)
        assert sorted(row["code"] for row in told(capsys).values()) == ["", "PathTaken"]
    assert Version.objects.count() == 1


def test_two_folders_of_one_name_do_not_replace_each_others_files(
    house: House, line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for client in ("Alfa", "Beta"):
        (tmp_path / client / "leases").mkdir(parents=True)
        (tmp_path / client / "leases" / "lease.txt").write_text(f"{client}. {LEASE}")
        (tmp_path / client / "leases" / "rules.txt").write_text("No bicycles in the yard.")
    with pytest.raises(SomeRefused):
        command.ingest(args(paths=[str(tmp_path / client / "leases") for client in ("Alfa", "Beta")], json=True))
    rows = json.loads(capsys.readouterr().out)
    assert [(row["verdict"], row["code"]) for row in rows] == [
        ("new", ""),
        ("new", ""),
        ("", "PathTaken"),
        ("same", ""),
    ]
    assert Version.objects.count() == 2


def test_a_name_steers_neither_the_terminal_nor_the_report(
    house: House, line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "contracts").mkdir()
    for name in ("line\nsearchable  none.txt", "\x1b[2J.txt", "rtl\u202etxt.exe.txt", "\x9b2J.txt", "[2J.txt"):
        (tmp_path / "contracts" / name).write_text(f"{name} {LEASE}")
    for kind in ("csv", "html", "json"):
        run(tmp_path / "contracts", report=str(tmp_path / f"report.{kind}"))
        said = capsys.readouterr().out + (tmp_path / f"report.{kind}").read_text()
        assert not set(said) & {"\x1b", "\x9b", "\u202e"}
        assert "contracts/line%0Asearchable  none.txt" in said
    assert Version.objects.count() == 5


def test_links_hidden_files_and_what_is_no_file_are_left_out_and_counted(
    house: House, line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = folder.parent / "secret.txt"
    outside.write_text("not yours")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / ".hidden").write_text("x")
    (folder / "~$lock.docx").write_text("x")
    run(folder)
    assert names(house) == {"Storgatan.txt", "Kungsgatan.txt", "minutes.txt"}
    said = capsys.readouterr().err
    assert "2 left out (hidden)" in said
    assert "2 left out (links)" in said


def test_a_file_that_changes_between_its_sum_and_its_bytes_is_refused(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = line.call

    def meanwhile(method: str, where: str, *rest: Any, **more: Any) -> Any:
        if where.endswith("compare"):
            (folder / "minutes.txt").write_text("The board left")  # as long as before
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", meanwhile)
    with pytest.raises(SomeRefused):
        run(folder, json=True, same=True)
    row = told(capsys)["contracts/minutes.txt"]
    assert "changed while it was read" in row["refusal"]
    assert names(house) == {"Storgatan.txt", "Kungsgatan.txt"}


def test_while_the_queue_is_full_it_waits_and_then_goes_on(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times, waited = [0], []

    def room(*_: object) -> None:
        times[0] += 1
        if times[0] < 3:
            raise QueueFull(waiting=1, where="in this project")

    monkeypatch.setattr("hemvist.documents.receive.room_for", room)
    sender = command.Sender
    monkeypatch.setattr(command, "Sender", lambda *rest, **more: sender(*rest, **more, pause=waited.append))
    assert run(folder) == 0
    assert waited == [10, 10]
    assert len(names(house)) == 3


def test_a_full_disk_ends_it_at_once_and_says_so_and_what_was_not_sent(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise DiskNearlyFull(free=1, needed=2)

    monkeypatch.setattr("hemvist.documents.receive.room_for", full)
    with pytest.raises(ServerRefused, match="room for 1 MB") as refused:
        run(folder, json=True)
    assert refused.value.exit == 75
    assert {row["state"] for row in told(capsys).values()} == {"skipped"}


@pytest.mark.parametrize("ending", ["csv", "json", "html"])
def test_the_report_says_of_every_file_what_became_of_it(
    house: House, line: Line, folder: Path, tmp_path: Path, ending: str
) -> None:
    (folder / "=cmd|calc<b>.txt").write_text("Nasty name, nasty spreadsheet.")
    target = tmp_path / f"report.{ending}"
    run(folder, report=str(target))
    assert target.stat().st_mode & 0o777 == 0o600
    text = target.read_text()
    assert text.count("Storgatan.txt") >= 1
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == 4
        assert all(not cell.startswith("=") for row in rows for cell in row.values())
    elif ending == "json":
        assert json.loads(text)["states"] == {"received": 4}
    else:
        assert "<b>" not in text
        assert "<script" not in text


def test_in_the_report_no_name_is_a_formula_whatever_parts_the_cells(house: House, line: Line, tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    for name in ("x;=cmd|' calc'!A1;.txt", "=1+1.txt"):
        (tmp_path / "contracts" / name).write_text(LEASE + name)
    run(tmp_path / "contracts", report=str(tmp_path / "report.csv"))
    text = (tmp_path / "report.csv").read_text().replace('","', '";"')
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert "contracts/x;=cmd|' calc'!A1;.txt" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_a_report_of_no_known_kind_is_refused_before_anything_is_sent(line: Line, folder: Path) -> None:
    with pytest.raises(ReportUnusable):
        run(folder, report="report.exe")
    assert line.inside.calls == []


def test_nothing_to_send_is_said(line: Line, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(FolderUnusable):
            run(path)


def test_it_waits_until_each_is_searchable_or_refused(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    real = line.call

    def reading(method: str, where: str, *rest: Any, **more: Any) -> Any:
        if method == "GET":
            house.read()
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", reading)
    with pytest.raises(SomeRefused, match="1 of 4"):
        run(folder, json=True, no_wait=False)
    rows = told(capsys)
    assert rows["contracts/empty.txt"]["code"] or rows["contracts/empty.txt"]["refusal"]
    assert {row["state"] for row in rows.values()} == {"searchable", "refused"}
    with pytest.raises(SomeRefused, match="1 of 4"):
        run(folder, json=True, no_wait=False)
    again = told(capsys)["contracts/empty.txt"]
    assert (again["verdict"], again["refusal"]) == ("same", rows["contracts/empty.txt"]["refusal"])
    assert again["remedy"]


def test_who_may_see_a_document_is_told_and_set(
    house: House, line: Line, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.with_lease()
    monkeypatch.setattr(project, "Client", lambda: line)

    def told(**more: Any) -> Any:
        given = {"document": "lease.txt", "json": True, "everyone": False, "person": None} | more
        assert project.audience(args(**given)) == 0
        return json.loads(capsys.readouterr().out)

    assert told() == {"everyone": True, "people": []}
    assert told(person=["ada@example.org"])["people"] == [{"name": "Ada", "email": "ada@example.org"}]
    assert show.listing(visit(house.ben), house.heron) == []
    assert told(everyone=True)["everyone"]
    with pytest.raises(ServerRefused):
        told(person=["ben@example.org"])
