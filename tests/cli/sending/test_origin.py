"""Two folders of one name: what is there is replaced only by the folder that it came from, or on a person's word."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import ingest as command
from hemvist.cli import watch as watching
from hemvist.cli.errors import FolderNameUnusable, FolderTaken, SomeRefused
from hemvist.cli.sending.folders import LocalFolder
from hemvist.cli.sending.send import never
from hemvist.cli.sending.state import State
from hemvist.documents import show
from hemvist.documents.models import Version
from tests.cli.inside import Line, args
from tests.house import LEASE, House, visit


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Line:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    line = Line(house.ada)
    for module in (command, watching):
        monkeypatch.setattr(module, "Client", lambda: line)
    monkeypatch.setattr(watching, "_ending", threading.Event)
    return line


@pytest.fixture
def alfa(tmp_path: Path) -> Path:
    return leases(tmp_path, "Alfa")


@pytest.fixture
def beta(tmp_path: Path) -> Path:
    return leases(tmp_path, "Beta")


def leases(home: Path, landlord: str) -> Path:
    """A landlord's folder: a lease from the same template as others', and the same annex."""
    folder = home / landlord / "leases"
    folder.mkdir(parents=True)
    (folder / "lease.txt").write_text(f"{landlord}. {LEASE}")
    (folder / "rules.txt").write_text("No bicycles in the yard.")
    return folder


def send(folder: Path, **more: Any) -> int:
    return command.ingest(args(paths=[str(folder)], **more))


def forget(home: Path) -> None:
    """As on another machine."""
    for file in (home / "state" / "hemvist" / "sent").iterdir():
        file.unlink()


def paths(house: House) -> list[str]:
    return sorted(f"{row.path} {row.number}" for row in show.listing(visit(house.ada), house.heron))


def test_another_folder_of_the_same_name_replaces_nothing_and_is_refused_with_what_to_do(
    house: House, line: Line, alfa: Path, beta: Path
) -> None:
    send(alfa)
    with pytest.raises(FolderTaken, match="came from another place") as refused:
        send(beta)
    assert "--as NAME" in refused.value.help
    assert "--same" in refused.value.help
    assert paths(house) == ["leases/lease.txt 1", "leases/rules.txt 1"]
    send(beta, called="Beta leases")
    assert paths(house) == ["Beta leases/lease.txt 1", "leases/lease.txt 1", "leases/rules.txt 1"]


def test_the_same_folder_is_sent_again_without_a_question(house: House, line: Line, alfa: Path) -> None:
    send(alfa)
    for month in range(2):
        (alfa / "lease.txt").write_text(f"Quite other words, as of month {month}.")
        (alfa / "rules.txt").write_text(f"Bicycles are let in, as of month {month}.")
        send(alfa)
    assert paths(house) == ["leases/lease.txt 3", "leases/rules.txt 3"]


def test_a_folder_that_moved_is_the_same_when_one_says_so_and_from_then_on(
    house: House, line: Line, alfa: Path, tmp_path: Path
) -> None:
    send(alfa)
    moved = alfa.rename(tmp_path / "leases")
    (moved / "lease.txt").write_text(f"Alfa. {LEASE} Mended.")
    with pytest.raises(FolderTaken):
        send(moved)
    send(moved, same=True)
    (moved / "lease.txt").write_text(f"Alfa. {LEASE} Mended again.")
    send(moved)
    assert paths(house) == ["leases/lease.txt 3", "leases/rules.txt 1"]


def test_where_nobody_knows_what_came_from_where_only_a_folder_that_replaces_nothing_is_taken(
    house: House, line: Line, alfa: Path, beta: Path, tmp_path: Path
) -> None:
    send(alfa)
    forget(tmp_path)
    (alfa / "more.txt").write_text("One more.")
    send(alfa)
    forget(tmp_path)
    with pytest.raises(FolderTaken, match=r"leases/lease\.txt has other contents"):
        send(beta)
    assert paths(house) == ["leases/lease.txt 1", "leases/more.txt 1", "leases/rules.txt 1"]


def test_nothing_of_several_folders_is_sent_when_one_is_refused(
    house: House, line: Line, alfa: Path, beta: Path, tmp_path: Path
) -> None:
    send(alfa)
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "new.txt").write_text("Something new.")
    with pytest.raises(FolderTaken):
        command.ingest(args(paths=[str(tmp_path / "others"), str(beta)]))
    assert len(paths(house)) == 2


def test_a_name_is_given_to_one_folder_only(line: Line, alfa: Path, beta: Path) -> None:
    with pytest.raises(FolderNameUnusable):
        command.ingest(args(paths=[str(alfa), str(beta)], called="leases 2"))
    with pytest.raises(FolderNameUnusable):
        send(alfa / "lease.txt", called="leases 2")
    with pytest.raises(FolderNameUnusable):
        send(alfa, called="../.")
    assert not Version.objects.exists()


def test_what_is_remembered_is_for_oneself_only_and_names_no_place(line: Line, alfa: Path, tmp_path: Path) -> None:
    send(alfa)
    (file,) = (tmp_path / "state" / "hemvist" / "sent").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_bytes()) == 48
    assert b"leases" not in file.read_bytes()


def test_a_damaged_memory_is_none(house: House, line: Line, alfa: Path, tmp_path: Path) -> None:
    send(alfa)
    (file,) = (tmp_path / "state" / "hemvist" / "sent").iterdir()
    file.write_bytes(b"x")
    send(alfa)
    (alfa / "lease.txt").write_text("Other words.")
    send(alfa)
    assert paths(house) == ["leases/lease.txt 2", "leases/rules.txt 1"]


def test_a_watch_of_another_folder_of_the_same_name_replaces_nothing(
    house: House, line: Line, alfa: Path, beta: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send(alfa)
    with pytest.raises(FolderTaken):
        watching.watch(args(path=str(beta)))
    assert paths(house) == ["leases/lease.txt 1", "leases/rules.txt 1"]
    watching.watch(args(path=str(beta), called="Beta leases"))
    assert "Beta leases/lease.txt 1" in paths(house)


def test_a_watch_that_began_before_places_were_remembered_knows_its_folder_by_its_own_memory(
    house: House, line: Line, alfa: Path, tmp_path: Path
) -> None:
    told = args(path=str(alfa))
    with closing(State.of("leases", house.heron.pk)) as state:

        def looked_twice(*, checked: bool) -> None:
            watch = watching.Watching(line, house.heron.pk, LocalFolder(alfa), state, never, threading.Event())
            watch.check = partial(watching._check, told, line, house.heron.pk, watch.folder, state) if checked else None
            for _ in range(2):
                watch.look(mirror=False, however_many=False)

        looked_twice(checked=False)
        (alfa / "lease.txt").write_text("Quite other words.")
        looked_twice(checked=True)
    assert paths(house) == ["leases/lease.txt 2", "leases/rules.txt 1"]
    (alfa / "lease.txt").write_text("Other words once more.")
    send(alfa)
    assert "leases/lease.txt 3" in paths(house)


def test_a_file_that_meanwhile_came_otherwise_from_somebody_else_is_not_replaced(
    house: House, line: Line, alfa: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, theirs = line.call, ["lease.txt"]

    def meanwhile(method: str, where: str, *rest: Any, **more: Any) -> Any:
        if method == "PUT" and theirs:
            real(
                "PUT", f"projects/Heron/documents?name=lease.txt&path=leases/{theirs.pop()}", content=iter([b"Theirs."])
            )
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", meanwhile)
    with pytest.raises(SomeRefused):
        send(alfa, json=True)
    codes = {row["path"]: row["code"] for row in json.loads(capsys.readouterr().out)}
    assert codes == {"leases/lease.txt": "StandsOtherwise", "leases/rules.txt": ""}
