"""A watch of a folder on a server: what vanishes with its whole folder may only not be mounted there, and stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.cli.watch import Watching
from tests.cli.inside import Line
from tests.cli.test_watch import folder, line, look, names, watching
from tests.house import LEASE, House

__all__ = ["folder", "line", "watching"]


@pytest.fixture
def share(watching: Watching, folder: Path) -> Path:
    """A share below the watched folder of a server, with two documents beside its ten."""
    watching.folder.near = False
    (folder / "share" / "deep").mkdir(parents=True)
    for name in ("a", "b"):
        (folder / "share" / "deep" / f"{name}.txt").write_text(f"{name} far {LEASE}")
    look(watching)
    return folder / "share"


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])
def test_a_folder_that_vanishes_whole_deletes_nothing_until_one_asks_again(
    house: House, watching: Watching, share: Path, empty: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    away = share.rename(share.parent.parent / "away")
    if empty:
        share.mkdir()
    look(watching, 5, mirror=True)
    assert len(names(house)) == 12
    said = capsys.readouterr().err
    assert said.count("--mirror-all --once") == 1
    assert ".txt" not in said
    look(watching, 1, mirror=True, however_many=True)
    assert len(names(house)) == 10
    assert away.exists()


def test_while_a_folder_is_away_other_deletions_go_on(
    house: House, watching: Watching, share: Path, folder: Path
) -> None:
    for number in range(3):
        (share / "deep" / f"more {number}.txt").write_text(f"{number} more {LEASE}")
    look(watching)
    share.rename(share.parent.parent / "away")
    (folder / "lease 3.txt").unlink()
    look(watching, 3, mirror=True)
    assert len(names(house)) == 14


def test_a_folder_that_comes_back_is_as_it_was(house: House, line: Line, watching: Watching, share: Path) -> None:
    away = share.rename(share.parent.parent / "away")
    look(watching, 4, mirror=True)
    away.rename(share)
    look(watching, 4, mirror=True)
    assert len(names(house)) == 12
    assert line.inside.sent() == 12


def test_one_file_of_several_that_is_gone_is_mirrored(house: House, watching: Watching, share: Path) -> None:
    (share / "deep" / "a.txt").unlink()
    look(watching, 2, mirror=True)
    assert len(names(house)) == 11


def test_a_folder_that_is_renamed_keeps_its_documents_and_its_files_are_mirrored_there(
    house: House, watching: Watching, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = share.rename(share.with_name("renamed"))
    look(watching, 4, mirror=True)
    assert len(names(house)) == 12
    assert "--mirror-all" not in capsys.readouterr().err
    (renamed / "deep" / "b.txt").unlink()
    look(watching, 2, mirror=True)
    assert len(names(house)) == 11
