"""What a watch does with files that were refused for personal details: they are offered again once these may come in."""

from __future__ import annotations

import json
from pathlib import Path

from hemvist.cli import watch as command
from hemvist.cli.watch import Watching
from hemvist.documents import admit, show
from tests.cli.inside import Line, args
from tests.cli.test_watch import folder, line, look, over, watching
from tests.documents import test_looking
from tests.house import House, visit

__all__ = ["folder", "line", "watching"]


def test_what_was_refused_for_what_it_holds_is_sent_again_once_that_is_allowed(
    house: House, line: Line, watching: Watching, folder: Path
) -> None:
    (folder / "minutes.txt").write_text(test_looking.WITH_NUMBER)
    test_looking.at_level_1(house)
    look(watching)
    house.read()
    look(watching)
    assert line.inside.sent() == 11
    test_looking.at_level(house, 3)
    look(watching, 1)
    house.read()
    assert line.inside.sent() == 12
    assert {row.state for row in show.listing(visit(house.ada), house.heron)} == {"searchable"}


def test_a_watch_that_begins_asks_for_refused_files_once_and_tells_of_those_only_that_may_come_in(
    house: House, line: Line, watching: Watching, folder: Path
) -> None:
    (folder / "minutes.txt").write_text(test_looking.WITH_NUMBER)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 garbage")  # refused, for another reason
    test_looking.at_level_1(house)
    look(watching)
    house.read()
    (refused,) = (row for row in show.listing(visit(house.ada), house.heron) if row.name == "minutes.txt")
    later = over(line, house, folder, watching._state)
    look(later)
    assert (line.inside.sent(), later.news()) == (12, [])
    admit.allow(visit(house.ada), house.heron, refused.id, "An order number of ours.")
    later = over(line, house, folder, watching._state)
    look(later)
    assert [row.path for row in later.news()] == ["contracts/minutes.txt"]
    assert line.inside.sent() == 13


def test_the_report_of_a_watch_says_of_each_file_what_became_of_it_last_since_the_watch_began(
    house: House, watching: Watching, folder: Path, tmp_path: Path
) -> None:
    told = args(path=str(folder), mirror=True, report=str(tmp_path / "told.json"))
    (folder / "empty.txt").touch()
    for change in ((), ("lease 1.txt",)):
        for name in change:
            (folder / name).unlink()
        (folder / f"after {len(change)}.txt").write_text(f"After {change}.")
        for _ in range(3):
            command._look(watching, told)
    rows = {row["path"]: row["state"] for row in json.loads((tmp_path / "told.json").read_text())["rows"]}
    assert len(rows) == 13
    assert rows["contracts/lease 1.txt"] == "deleted"
    assert {rows[f"contracts/{name}.txt"] for name in ("lease 2", "after 0", "after 1")} == {"received"}
