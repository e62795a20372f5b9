"""A watch of a folder with few files: no share of them is too small to believe, so what is gone has to stay gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.cli.watch import Watching
from tests.cli.inside import Line
from tests.cli.test_watch import folder, line, look, names, over, state, watching
from tests.house import House

__all__ = ["folder", "line", "state", "watching"]


@pytest.fixture
def two(watching: Watching, folder: Path) -> Path:
    """The watched folder with two files, both of which are documents."""
    for number in range(2, 10):
        (folder / f"lease {number}.txt").unlink()
    look(watching)
    return folder


def test_of_two_files_one_that_stays_away_is_deleted_and_both_are_not(
    house: House, watching: Watching, two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (two / "new.txt").write_text("The only file that is left, and a new one.")
    away = [one.rename(two.parent / one.name) for one in two.glob("lease *.txt")]
    look(watching, 4, mirror=True)
    assert names(house) == {"lease 0.txt", "lease 1.txt", "new.txt"}
    assert "2 files are gone at once" in capsys.readouterr().err
    away[0].rename(two / away[0].name)
    look(watching, 1, mirror=True)
    assert names(house) == {away[0].name, "new.txt"}


def test_a_file_that_was_away_at_one_look_only_keeps_its_document(house: House, watching: Watching, two: Path) -> None:
    for _ in range(3):
        away = (two / "lease 0.txt").rename(two.parent / "away.txt")
        look(watching, 1, mirror=True)
        away.rename(two / "lease 0.txt")
        look(watching, 1, mirror=True)
    assert names(house) == {"lease 0.txt", "lease 1.txt"}


def test_looks_at_which_a_file_is_gone_are_counted_anew_when_a_watch_begins_anew(
    house: House, line: Line, watching: Watching, two: Path
) -> None:
    (two / "lease 0.txt").unlink()
    look(watching, 1, mirror=True)
    for _ in range(2):  # begun anew at once, twice: no time lay between
        again = over(line, house, two, watching._state)
        look(again, 1, mirror=True)
        assert names(house) == {"lease 0.txt", "lease 1.txt"}
    look(again, 1, mirror=True)
    assert names(house) == {"lease 1.txt"}


def test_a_file_that_comes_back_after_its_document_was_deleted_is_sent_again(
    house: House, line: Line, watching: Watching, two: Path
) -> None:
    kept = (two / "lease 0.txt").rename(two.parent / "kept.txt")
    look(watching, 2, mirror=True)
    assert names(house) == {"lease 1.txt"}
    kept.rename(two / "lease 0.txt")
    look(watching, 2, mirror=True)
    assert names(house) == {"lease 0.txt", "lease 1.txt"}
    assert line.inside.sent() == 3
