"""Back-pressure: a file is refused before its first byte when the queue is full, or before the disk would be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hemvist.documents.receive import receive
from hemvist.jobs import room
from hemvist.jobs.errors import DiskNearlyFull, QueueFull
from hemvist.jobs.models import Job, Priority
from hemvist.jobs.room import FACTOR, Coming, promised, room_for, room_inside
from tests.jobs.office import Office, visit

MB = 1_000_000


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SPARE_BYTES", 0)


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real disk of 40 MB in memory, as the data folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", folder], capture_output=True)
    if done.returncode:
        pytest.skip("no file system can be mounted here; the forecast alone is tested below")
    monkeypatch.setattr(settings, "DATA_FOLDER", folder)
    monkeypatch.setattr(settings, "SPARE_BYTES", 8 * MB)
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.usefixtures("roomy")
def test_one_project_may_fill_half_of_the_queue_and_all_of_them_the_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "QUEUE", 4)
    office.add("h1")
    room_for(office.heron, 1)
    office.add("h2")
    with pytest.raises(QueueFull, match="2 files wait to be read in this project"):
        room_for(office.heron, 1)
    room_for(office.wren, 1)
    monkeypatch.setattr(settings, "QUEUE", 2)
    with pytest.raises(QueueFull, match="in this installation"):
        room_for(office.wren, 1)
    office.held().finish()
    room_for(office.wren, 1)


@pytest.mark.usefixtures("roomy")
def test_what_lies_in_another_projects_archives_closes_no_door(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "QUEUE", 4)
    for number in range(5):
        office.add(f"h{number}", priority=Priority.BATCH)
    room_for(office.wren, 1)
    with pytest.raises(QueueFull, match="in this project"):
        room_for(office.heron, 1)


@pytest.mark.usefixtures("roomy")
def test_what_an_archive_promises_itself_is_for_what_lies_in_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add("archive", size=MB)
    _free(monkeypatch, FACTOR * MB)
    with pytest.raises(DiskNearlyFull):
        room_for(office.heron, MB)
    room_inside(MB, within=MB)
    with pytest.raises(DiskNearlyFull):
        room_inside(MB + 1, within=MB)


@pytest.mark.usefixtures("roomy")
def test_work_of_the_installation_itself_takes_no_ones_place(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "QUEUE", 2)
    Job.objects.bulk_create(Job(kind="upkeep", subject=f"u{number}") for number in range(5))
    room_for(office.heron, 1)


def test_a_refusal_says_that_nothing_was_lost_and_what_to_do() -> None:
    for error in (QueueFull(waiting=3, where="in this project"), DiskNearlyFull(free=1, needed=3)):
        assert "Nothing was lost" in error.message
        assert error.help
        assert error.status in (503, 507)


def test_a_file_is_refused_while_the_disk_still_has_room_for_what_was_taken_in(
    office: Office, small_disk: Path
) -> None:
    """Files are taken in until the forecast says no; then all of the promised work is written, and it does fit."""
    taken = []
    with pytest.raises(DiskNearlyFull, match="Nothing was lost"):  # noqa: PT012
        for number in range(100):
            room_for(office.heron, MB)
            (small_disk / f"{number}.original").write_bytes(os.urandom(MB))
            taken.append(office.add(f"v{number}", size=MB))
    assert len(taken) >= 5
    for number, job in enumerate(taken):
        (small_disk / f"{number}.rest").write_bytes(os.urandom(MB * (FACTOR - 1)))
        Job.objects.filter(pk=job.pk).update(state="done")
    assert shutil.disk_usage(small_disk).free >= settings.SPARE_BYTES - MB


def test_a_disk_that_something_else_fills_takes_no_more(office: Office, small_disk: Path) -> None:
    room_for(office.heron, MB)
    (small_disk / "somebody-elses").write_bytes(b"\0" * 32 * MB)
    with pytest.raises(DiskNearlyFull):
        room_for(office.heron, MB)
    (small_disk / "somebody-elses").unlink()
    room_for(office.heron, MB)


@pytest.mark.usefixtures("roomy")
def test_what_is_just_coming_in_is_counted_until_it_is_over(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _free(monkeypatch, 3 * FACTOR * 20 * MB)
    coming = [Coming(20 * MB), Coming(20 * MB)]
    room_for(office.heron, 20 * MB)
    with pytest.raises(DiskNearlyFull):
        room_for(office.heron, 21 * MB)
    coming.pop().over()
    room_for(office.heron, 40 * MB)
    del coming
    room_for(office.heron, 60 * MB)


@pytest.mark.usefixtures("roomy")
def test_a_file_of_unknown_length_is_refused_before_the_disk_is_full(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            taken.append(MB)
            yield bytes(MB)

    taken: list[int] = []
    _free(monkeypatch, FACTOR * 20 * MB)
    with pytest.raises(DiskNearlyFull):
        receive(visit(office.ada), office.heron, "long.txt", endless())
    assert 20 < len(taken) < 40
    assert not list(office.home.rglob("*.original"))
    room_for(office.heron, 20 * MB)


@pytest.mark.usefixtures("roomy")
def test_the_forecast_counts_what_waits_and_what_runs_and_nothing_that_is_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        office.add(f"v{number}", size=10 * MB)
    office.held().finish()
    office.held()
    assert promised() == 2 * 10 * MB * (FACTOR - 1)
    enough = promised() + FACTOR * MB
    _free(monkeypatch, enough)
    room_for(office.heron, MB)
    _free(monkeypatch, enough - 1)
    with pytest.raises(DiskNearlyFull):
        room_for(office.heron, MB)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_taken_in_always_leaves_the_spare_space(free: int, spare: int, waiting: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        _free(patched, free)
        patched.setattr(settings, "SPARE_BYTES", spare)
        patched.setattr(room, "promised", lambda: waiting)
        try:
            room._on_disk(size)
        except DiskNearlyFull:
            assert free - waiting - size * FACTOR < spare
        else:
            assert free - waiting - size * FACTOR >= spare


def _free(patched: pytest.MonkeyPatch, free: int) -> None:
    patched.setattr(room.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
