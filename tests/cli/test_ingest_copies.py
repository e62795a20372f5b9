"""Files with the same contents are one document only as long as they have them: none of them is lost in a version of another."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import ingest as command
from hemvist.cli.sending import send
from hemvist.documents import show
from tests.cli.inside import Line, args
from tests.cli.test_ingest import line
from tests.cli.test_watch import look, over, state
from tests.house import LEASE, House, visit

__all__ = ["line", "state"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lease from a template, and the copy of it that is to be filled in for somebody else."""
    folder = tmp_path / "leases"
    folder.mkdir()
    for name in ("alfa.txt", "beta.txt"):
        (folder / name).write_text(LEASE)
    return folder


def run(folder: Path) -> None:
    command.ingest(args(paths=[str(folder)], json=True))


def current(house: House) -> list[str]:
    """What is there now, by its paths and how many versions it has had."""
    return sorted(f"{row.path} {row.number}" for row in show.listing(visit(house.ada), house.heron))


def test_a_copy_of_a_file_that_is_changed_later_becomes_a_document_of_its_own(
    house: House, line: Line, folder: Path
) -> None:
    run(folder)
    assert current(house) == ["leases/alfa.txt 1"]
    for _ in range(2):
        (folder / "alfa.txt").write_text(f"Alfa. {LEASE}")
        run(folder)
        assert current(house) == ["leases/alfa.txt 2", "leases/beta.txt 1"]
    assert line.inside.sent() == 3


def test_a_file_that_moved_and_another_at_its_place_are_two_documents(house: House, line: Line, folder: Path) -> None:
    (folder / "beta.txt").unlink()
    run(folder)
    (folder / "alfa.txt").rename(folder / "alfa 2023.txt")
    run(folder)
    (folder / "alfa.txt").write_text(f"Newer. {LEASE}")
    for _ in range(2):
        run(folder)
        assert current(house) == ["leases/alfa 2023.txt 1", "leases/alfa.txt 2"]


def test_copies_are_found_wherever_they_lie_in_a_large_folder(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "BATCH", 1)
    shutil.copy(folder / "beta.txt", folder / "a copy.txt")
    shutil.copy(folder / "beta.txt", folder / "c copy.txt")
    run(folder)
    assert current(house) == ["leases/a copy.txt 1"]
    (folder / "a copy.txt").write_text("Quite other words.")
    (folder / "beta.txt").write_text("Other words again.")
    run(folder)
    assert current(house) == ["leases/a copy.txt 2", "leases/alfa.txt 1", "leases/beta.txt 1"]


def test_a_run_that_ends_early_replaces_nothing_before_all_copies_are_known(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder)
    monkeypatch.setattr(send, "BATCH", 1)
    (folder / "alfa.txt").write_text(f"Alfa. {LEASE}")
    real, compared = line.call, []

    def broken(method: str, where: str, *rest: Any, **more: Any) -> Any:
        compared.extend([where] if where.endswith("compare") else [])
        if len(compared) > 1:
            raise KeyboardInterrupt
        return real(method, where, *rest, **more)

    monkeypatch.setattr(line, "call", broken)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    monkeypatch.setattr(line, "call", real)
    assert current(house) == ["leases/alfa.txt 1"]
    run(folder)
    assert current(house) == ["leases/alfa.txt 2", "leases/beta.txt 1"]


def test_an_earlier_version_that_a_person_joined_stays_one(
    house: House, line: Line, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "beta.txt").unlink()
    run(folder)
    (folder / "alfa v2.txt").write_text(f"Mended. {LEASE}")
    command.ingest(args(paths=[str(folder)], versions="always", json=True))
    (folder / "alfa v2.txt").write_text(f"Mended again. {LEASE}")
    for _ in range(2):
        run(folder)
        assert [one.rpartition(" ")[2] for one in current(house)] == ["3"]


@pytest.mark.parametrize("moved", [False, True], ids=["a copy", "moved"])
def test_a_watch_loses_no_copy_either(house: House, line: Line, state: Any, folder: Path, moved: bool) -> None:
    for file in folder.iterdir():
        file.unlink()
    home = folder.rename(folder.parent / "leases here")
    (home / "alfa.txt").write_text(LEASE)
    watching = over(line, house, home, state)
    look(watching)
    if moved:
        (home / "alfa.txt").rename(home / "beta.txt")
    else:
        shutil.copy(home / "alfa.txt", home / "beta.txt")
    look(watching, 3, mirror=True)
    (home / "alfa.txt").write_text(f"Alfa. {LEASE}")
    look(watching, 4, mirror=True)
    assert current(house) == ["leases here/alfa.txt 2", "leases here/beta.txt 1"]
    (home / "beta.txt").unlink()
    look(watching, 3, mirror=True)
    assert current(house) == ["leases here/alfa.txt 2"]
