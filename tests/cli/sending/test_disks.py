"""Two disks that are mounted at one path one after the other are two places; one disk is the same whatever device it gets."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from hemvist.cli import watch as watching
from hemvist.cli.errors import FolderTaken
from hemvist.cli.sending import disks, places
from hemvist.cli.sending.folders import LocalFolder
from hemvist.cli.sending.send import never
from hemvist.cli.sending.state import State
from tests.cli.inside import Line, args
from tests.cli.sending.test_origin import alfa, line, paths, send
from tests.house import LEASE, House

__all__ = ["alfa", "line"]
Disk = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Makes small disks by their names, each with a file system of its own; skipped where none can be made."""

    def made(name: str) -> Path:
        image, make = tmp_path / f"{name}.img", shutil.which("mkfs.ext4", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        if make is None or not shutil.which("mount"):
            pytest.skip("No disk can be made here.")
        image.write_bytes(bytes(4_000_000))
        subprocess.run([make, "-q", image], check=True)
        return image

    return made


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """The disk, mounted there for a while; skipped where that is not allowed."""
    place.mkdir(exist_ok=True)
    if subprocess.run(["mount", "-o", "loop", image, place], check=False, capture_output=True).returncode:
        pytest.skip("Nothing can be mounted here.")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@contextmanager
def watch_of(folder: Path, line: Line, house: House) -> Iterator[Callable[..., None]]:
    """A watch of the folder that looks so often as told, and mirrors however many are gone."""
    told = args(path=str(folder), mirror_all=True)
    with closing(State.of(str(folder), house.heron.pk)) as state:
        watch = watching.Watching(line, house.heron.pk, LocalFolder(folder), state, never, threading.Event())
        watch.check = partial(watching._check, told, line, house.heron.pk, watch.folder, state)

        def look(times: int = 2) -> None:
            for _ in range(times):
                watching._look(watch, told)

        yield look


def fill(folder: Path, landlord: str, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names or ("lease.txt", "annex.txt"):
        (folder / name).write_text(f"{landlord}, {name}. {LEASE}")


def test_of_two_disks_at_one_path_neither_replaces_what_came_from_the_other(
    house: House, line: Line, disk: Disk, tmp_path: Path
) -> None:
    one, two, place = disk("one"), disk("two"), tmp_path / "usb"
    with mounted(one, place):
        fill(place, "Alfa")
        send(place)
    with mounted(two, place):
        fill(place, "Beta", "lease.txt", "new.txt")
        with pytest.raises(FolderTaken, match="another disk"):
            send(place)
    assert paths(house) == ["usb/annex.txt 1", "usb/lease.txt 1"]
    with mounted(two, tmp_path / "elsewhere"), mounted(one, place):  # as another device than before
        fill(place, "Alfa mended", "lease.txt")
        send(place)
    assert paths(house) == ["usb/annex.txt 1", "usb/lease.txt 2"]


def test_a_disk_below_the_folder_is_told_from_another_that_is_mounted_there_later(
    house: House, line: Line, disk: Disk, alfa: Path
) -> None:
    one, two, place = disk("one"), disk("two"), alfa / "usb"
    with mounted(one, place):
        fill(place, "Alfa", "far.txt")
        send(alfa)
    send(alfa)  # without any
    with mounted(two, place):
        fill(place, "Beta", "far.txt")
        with pytest.raises(FolderTaken, match=r"leases/usb.*another disk"):
            send(alfa)
    assert paths(house) == ["leases/lease.txt 1", "leases/rules.txt 1", "leases/usb/far.txt 1"]


def test_a_watch_waits_while_another_disk_is_mounted_at_its_place(
    house: House, line: Line, disk: Disk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, place = disk("one"), disk("two"), tmp_path / "usb"
    with watch_of(place, line, house) as look:
        with mounted(one, place):
            fill(place, "Alfa")
            look()
        with mounted(two, place):
            fill(place, "Beta", "lease.txt", "new.txt")
            look(4)
        assert paths(house) == ["usb/annex.txt 1", "usb/lease.txt 1"]
        assert "another disk" in capsys.readouterr().err
        with mounted(one, place):
            (place / "annex.txt").unlink()
            look(4)
        assert paths(house) == ["usb/lease.txt 1"]


def test_a_note_that_the_disk_is_not_mounted_deletes_nothing_of_a_folder_on_it(
    house: House, line: Line, disk: Disk, tmp_path: Path
) -> None:
    one, place = disk("one"), tmp_path / "usb"
    folder = place / "contracts"
    with mounted(one, place):
        fill(folder, "Alfa")
        with watch_of(folder, line, house) as look:
            look()
    folder.mkdir()
    (folder / "NOT MOUNTED.txt").write_text("The disk is not mounted.")
    with watch_of(folder, line, house) as look, pytest.raises(FolderTaken):
        look(4)
    assert paths(house) == ["contracts/annex.txt 1", "contracts/lease.txt 1"]


def test_what_was_remembered_before_disks_were_told_apart_is_known_still(
    house: House, line: Line, alfa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(alfa)
    (file,) = (tmp_path / "state" / "hemvist" / "sent").iterdir()
    place, salt = f"{os.uname().nodename}:{alfa.resolve()}", b"s" * 16
    file.write_bytes(salt + hmac.digest(salt, place.encode(), hashlib.sha256))
    for month in range(2):
        (alfa / "lease.txt").write_text(f"Quite other words, as of month {month}.")
        send(alfa)
    assert "leases/lease.txt 3" in paths(house)
    monkeypatch.setattr(places, "disk_of", lambda folder: "another")
    with pytest.raises(FolderTaken, match="another disk"):
        send(alfa)


def test_a_run_that_was_interrupted_has_its_name_all_the_same(
    house: House, line: Line, alfa: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("hemvist.cli.sending.send.Sender.send", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            send(alfa)
    other = alfa.parent.parent / "Beta" / "leases"
    other.mkdir(parents=True)
    fill(other, "Beta", "other.txt")
    with pytest.raises(FolderTaken, match="another place"):
        send(other)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("//server/share", "//server/share"), ("server:/export", "server:/export"), ("tank/data", "tank/data"),
        ("tmpfs", "at /mnt"), ("overlay", "at /mnt"), ("/dev/nowhere", "at /mnt"),
    ],
)  # fmt: skip
def test_a_share_is_known_by_its_server_and_what_has_no_number_by_where_it_is_mounted(
    source: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(disks, "_mount_of", lambda handle: disks.Mount("/mnt", source))
    monkeypatch.setattr(disks, "_asked", lambda handle: "")
    assert disks.disk_of(tmp_path) == told


def test_where_the_system_tells_nothing_of_disks_there_is_no_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def untold(handle: int) -> disks.Mount:
        raise FileNotFoundError

    monkeypatch.setattr(disks, "_mount_of", untold)
    assert disks.disk_of(tmp_path) == ""
    assert disks.disk_of(tmp_path / "nowhere") == ""
