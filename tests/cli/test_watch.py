"""``hemvist watch``: sends what stood still, mirrors what is gone, and never lets a vanished folder delete a project."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hemvist.cli import watch as command
from hemvist.cli.errors import FolderUnusable, ServerRefused, ServerUnreachable, WatchUnusable
from hemvist.cli.sending.folders import LocalFolder
from hemvist.cli.sending.report import Outcome
from hemvist.cli.sending.send import never
from hemvist.cli.sending.state import State
from hemvist.cli.watch import Watching, seconds
from hemvist.documents import receive, show
from hemvist.documents.models import Version
from tests.cli.inside import Line, args
from tests.documents import test_classes
from tests.house import LEASE, House, visit


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "contracts"
    folder.mkdir()
    for number in range(10):
        (folder / f"lease {number}.txt").write_text(f"{number} {LEASE}")
    return folder


@pytest.fixture
def line(house: House) -> Line:
    return Line(house.ada)


@pytest.fixture
def watching(house: House, line: Line, folder: Path) -> Iterator[Watching]:
    state = State.of(str(folder), house.heron.pk)
    yield Watching(line, house.heron.pk, LocalFolder(folder), state, never, threading.Event())
    state.close()


def look(watching: Watching, times: int = 2, *, mirror: bool = False, however_many: bool = False) -> None:
    for _ in range(times):
        watching.look(mirror=mirror, however_many=however_many)


def names(house: House) -> set[str]:
    return {row.name for row in show.listing(visit(house.ada), house.heron)}


def test_a_file_is_sent_when_it_stood_still_for_two_looks(house: House, watching: Watching, folder: Path) -> None:
    watching.look(mirror=False, however_many=False)
    assert names(house) == set()
    (folder / "lease 3.txt").write_text("still being written")
    watching.look(mirror=False, however_many=False)
    assert len(names(house)) == 9
    watching.look(mirror=False, however_many=False)
    assert len(names(house)) == 10


def test_nothing_is_sent_twice_and_a_change_is_a_version(
    house: House, line: Line, watching: Watching, folder: Path
) -> None:
    look(watching, 5)
    assert line.inside.sent() == 10
    (folder / "lease 3.txt").write_text("mended " + LEASE)
    look(watching)
    assert Version.objects.filter(number=2).count() == 1
    assert len(names(house)) == 10


def test_a_deletion_is_mirrored_only_when_asked_and_after_two_looks(
    house: House, watching: Watching, folder: Path
) -> None:
    look(watching)
    (folder / "lease 3.txt").unlink()
    look(watching, 1, mirror=True)
    assert len(names(house)) == 10
    look(watching, 1, mirror=True)
    assert names(house) == {f"lease {number}.txt" for number in range(10) if number != 3}


def test_without_mirror_nothing_is_ever_deleted(house: House, watching: Watching, folder: Path) -> None:
    look(watching)
    (folder / "lease 3.txt").unlink()
    look(watching, 4)
    assert len(names(house)) == 10


def test_many_deletions_at_once_are_not_believed_unless_told_so(house: House, watching: Watching, folder: Path) -> None:
    look(watching)
    for number in range(5):
        (folder / f"lease {number}.txt").unlink()
    look(watching, 4, mirror=True)
    assert len(names(house)) == 10
    look(watching, 1, mirror=True, however_many=True)
    assert len(names(house)) == 5


def test_an_empty_or_vanished_folder_deletes_nothing(house: House, watching: Watching, folder: Path) -> None:
    look(watching)
    away = folder.rename(folder.parent / "away")
    for _ in range(3):
        with pytest.raises(FolderUnusable):
            watching.look(mirror=True, however_many=True)
    folder.mkdir()
    look(watching, 3, mirror=True, however_many=True)
    assert len(names(house)) == 10
    folder.rmdir()
    away.rename(folder)
    look(watching, 3, mirror=True, however_many=True)
    assert Version.objects.count() == 10


def test_a_file_whose_name_comes_in_a_second_form_is_said_once_and_replaces_nothing(
    house: House, watching: Watching, folder: Path
) -> None:
    composed, decomposed = (folder / unicodedata.normalize(form, "Åkergatan.txt") for form in ("NFC", "NFD"))
    composed.write_text(LEASE)
    look(watching)
    watching.news()
    decomposed.write_text(f"Another. {LEASE}")
    look(watching, 4, mirror=True)
    assert [(row.code, row.name) for row in watching.news()] == [("PathTaken", decomposed.name)]
    assert Version.objects.count() == 11
    composed.unlink()
    look(watching, 4, mirror=True)
    assert {row.code for row in watching.news()} == {""}
    assert len(names(house)) == 11


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    """A small disk in memory, mounted there for a while; skipped where that is not allowed."""
    place.mkdir(exist_ok=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount or subprocess.run([mount, "-t", "tmpfs", "none", place], check=False).returncode:
        pytest.skip("Nothing can be mounted here.")
    try:
        yield
    finally:
        subprocess.run([umount, place], check=True)


@pytest.mark.parametrize("whole", [False, True], ids=["a disk below it", "the folder itself"])
def test_a_disk_that_is_not_mounted_deletes_nothing(house: House, line: Line, folder: Path, whole: bool) -> None:
    place = folder.parent / "mounted" if whole else folder / "disk"
    with closing(State.of("disks", house.heron.pk)) as state:
        watching = Watching(
            line, house.heron.pk, LocalFolder(place if whole else folder), state, never, threading.Event()
        )
        with mounted(place):
            (place / "far.txt").write_text(f"far {LEASE}")
            look(watching)
        (place / "left behind.txt").write_text("Written while the disk was away.")
        look(watching, 4, mirror=True, however_many=True)
        assert "far.txt" in names(house)
        (place / "left behind.txt").unlink()
        with mounted(place):
            (place / "other.txt").write_text(f"other {LEASE}")
            look(watching, 4, mirror=True, however_many=True)
            assert "far.txt" not in names(house)


def test_a_file_that_moved_keeps_its_document(house: House, line: Line, watching: Watching, folder: Path) -> None:
    look(watching)
    (folder / "lease 3.txt").rename(folder / "renamed.txt")
    look(watching, 4, mirror=True)
    assert len(names(house)) == 10
    assert line.inside.sent() == 10


def test_what_others_put_in_or_replaced_is_never_deleted(house: House, watching: Watching, folder: Path) -> None:
    theirs = (folder / "lease 1.txt").read_bytes()
    receive.receive(visit(house.ada), house.heron, "lease 1.txt", [theirs])
    look(watching)
    own = next(row for row in show.listing(visit(house.ada), house.heron) if row.name == "lease 2.txt")
    receive.receive(visit(house.ada), house.heron, "lease 2.txt", [b"replaced by hand"], own.id)
    for number in (1, 2):
        (folder / f"lease {number}.txt").unlink()
    look(watching, 3, mirror=True)
    assert len(names(house)) == 10


def test_its_memory_is_for_oneself_only_and_holds_no_path(house: House, watching: Watching, folder: Path) -> None:
    look(watching)
    (file,) = (folder.parent / "state" / "hemvist" / "watch").glob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "lease" not in file.read_text()


def test_two_watches_of_one_folder_are_one_too_many(house: House, watching: Watching, folder: Path) -> None:
    with pytest.raises(WatchUnusable, match="another watch"):
        State.of(str(folder), house.heron.pk)


@pytest.mark.parametrize(
    "told", ["", "{", "[]", '{"v":1}', '{"v":1,"salt":"zz","rows":{}}', '{"v":1,"rows":{"a":{"b":1}}}']
)
def test_a_damaged_memory_begins_anew_and_deletes_nothing(
    house: House, line: Line, folder: Path, told: str, watching: Watching
) -> None:
    look(watching)
    watching._state.close()
    (file,) = (folder.parent / "state" / "hemvist" / "watch").glob("*.json")
    file.write_text(told)
    state = State.of(str(folder), house.heron.pk)
    (folder / "lease 3.txt").unlink()
    again = Watching(line, house.heron.pk, LocalFolder(folder), state, never, threading.Event())
    look(again, 4, mirror=True)
    state.close()
    assert len(names(house)) == 10
    assert line.inside.sent() == 10


def test_the_command_looks_twice_and_ends(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "Client", lambda: line)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        assert command.watch(args(path=str(folder), json=True)) == 0
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert len(json.loads(capsys.readouterr().out)) == 10


def test_without_a_terminal_no_file_is_named(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "Client", lambda: line)
    monkeypatch.setattr(command, "_ending", threading.Event)
    command.watch(args(path=str(folder)))
    said = capsys.readouterr()
    assert "lease" not in said.out + said.err
    assert "10 files: 10 received." in said.err


@pytest.mark.parametrize(("told", "time"), [("30", 30), ("30s", 30), ("5m", 300), ("1h", 3600)])
def test_a_time_is_understood(told: str, time: int) -> None:
    assert seconds(told) == time


@pytest.mark.parametrize("told", ["", "0", "-1", "5d", "25h", "1.5m", "soon"])
def test_what_is_no_time_is_refused(told: str) -> None:
    with pytest.raises(WatchUnusable):
        seconds(told)


class Failing:
    """The real line, on which sending some files fails as told."""

    def __init__(self, line: Line, error: Exception, times: int, *, after: bool = False) -> None:
        self._line, self._error, self.times, self._after = line, error, times, after

    def call(self, method: str, path: str, *more: object, **named: object) -> object:
        failing = method == "PUT" and self.times > 0
        if failing:
            self.times -= 1
        told = None if failing and not self._after else self._line.call(method, path, *more, **named)  # type: ignore[arg-type]
        if failing:
            raise self._error
        return told


def over(line: object, house: House, folder: Path, state: State, choose: object = never) -> Watching:
    return Watching(line, house.heron.pk, LocalFolder(folder), state, choose, Quick())  # type: ignore[arg-type]


class Quick(threading.Event):
    """Never set, and never waited for."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


@pytest.fixture
def state(house: House, folder: Path) -> Iterator[State]:
    one = State.of(str(folder), house.heron.pk)
    yield one
    one.close()


def test_what_was_not_sent_because_the_server_broke_off_is_sent_at_the_next_look(
    house: House, line: Line, state: State, folder: Path
) -> None:
    look(over(line, house, folder, state))
    house.read()
    for number in range(10):  # each looks like a new version of its older self, which says nothing of what was sent
        (folder / f"lease {number}.txt").write_text(f"{number} {LEASE} Mended.")
    watching = over(Failing(line, ServerUnreachable(url="x"), 99), house, folder, state)
    watching.look(mirror=False, however_many=False)
    with pytest.raises(ServerUnreachable):
        watching.look(mirror=False, however_many=False)
    look(over(line, house, folder, state))
    assert Version.objects.count() == 20


def test_a_server_that_is_at_fault_loses_no_file(house: House, line: Line, state: State, folder: Path) -> None:
    broken = ServerRefused({"error": "Fault", "message": "It went wrong.", "remedy": ""}, 500)
    look(over(Failing(line, broken, 3), house, folder, state))
    assert Version.objects.count() == 7
    look(over(line, house, folder, state), 1)
    assert Version.objects.count() == 10


def test_a_file_that_arrived_although_the_line_broke_is_not_sent_twice(
    house: House, line: Line, state: State, folder: Path
) -> None:
    look(over(Failing(line, ServerUnreachable(url="x"), 2, after=True), house, folder, state))
    assert Version.objects.count() == 10
    look(over(line, house, folder, state), mirror=True)
    assert Version.objects.count() == 10


def test_the_twin_of_a_file_that_could_not_be_read_is_sent_all_the_same(
    house: House, line: Line, state: State, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a twin.txt").write_bytes((folder / "lease 9.txt").read_bytes())
    broken = ServerRefused({"error": "Fault", "message": "It went wrong.", "remedy": ""}, 500)
    look(over(Failing(line, broken, 99), house, folder, state))
    (folder / "a twin.txt").unlink()
    look(over(line, house, folder, state))
    assert "lease 9.txt" in names(house)


def test_what_a_person_skipped_is_no_document_of_the_watch(
    house: House, line: Line, state: State, folder: Path
) -> None:
    for number in range(10):
        (folder / f"lease {number}.txt").unlink()
    receive.receive(visit(house.ada), house.heron, "Storgatan.txt", [LEASE.encode()], place="contracts/Storgatan.txt")
    house.read()
    (folder / "Storgatan v2 (signed).txt").write_text(LEASE + "Mended.")
    (folder / "other.txt").write_text("Something else altogether, of no concern.")
    asked: list[Outcome] = []
    watching = over(line, house, folder, state, lambda outcome: asked.append(outcome) or "skip")
    look(watching, 3)
    assert [outcome.path for outcome in asked] == ["contracts/Storgatan v2 (signed).txt"]
    assert not [row for row in state.rows.values() if row.document and not row.version]
    (folder / "Storgatan v2 (signed).txt").unlink()
    look(watching, 3, mirror=True, however_many=True)
    assert "Storgatan.txt" in names(house)


def test_a_file_that_moved_is_still_mirrored_when_it_is_deleted_later(
    house: House, line: Line, watching: Watching, folder: Path
) -> None:
    look(watching)
    (folder / "lease 3.txt").rename(folder / "moved.txt")
    look(watching, 3, mirror=True)
    assert len(names(house)) == 10
    (folder / "moved.txt").unlink()
    look(watching, 3, mirror=True)
    assert len(names(house)) == 9


def test_a_memory_that_cannot_be_written_is_said(
    watching: Watching, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching._state.file = folder / "nowhere" / "state.json"
    with pytest.raises(WatchUnusable, match="memory"):
        watching.look(mirror=False, however_many=False)


def test_what_is_watched_goes_in_as_the_named_class(house: House, line: Line, folder: Path) -> None:
    test_classes.agreed(house, test_classes.OPEN, test_classes.STAFF)
    state = State.of(str(folder), house.heron.pk)
    named = Watching(line, house.heron.pk, LocalFolder(folder), state, never, threading.Event(), "contracts")
    look(named)
    state.close()
    assert {row.data_class for row in show.listing(visit(house.ada), house.heron)} == {"contracts"}
