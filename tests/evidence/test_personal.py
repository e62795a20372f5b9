"""The measurement of personal details: on its labelled lines, and counting files of a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hemvist.cli.main import main
from hemvist.domain.personal import Kind
from hemvist.evidence import personal
from hemvist.evidence.personal import NothingToMeasure, labelled, measure


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """How quick it is is measured on less than a benchmark takes: nothing here depends on it."""
    monkeypatch.setattr(personal, "_SPEED_BYTES", 50_000)


def test_two_hundred_lines_are_labelled_and_a_third_of_them_hold_nothing() -> None:
    lines = labelled()
    assert len(lines) >= 200
    assert sum(not line.marked for line in lines) >= len(lines) / 4


def test_what_refuses_a_file_is_found_and_is_seldom_wrong(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Mail anna@example.org twice: anna@example.org")
    (tmp_path / "two.txt").write_text("Nothing.")
    told = measure(tmp_path)
    for kind in (Kind.IDENTITY_NUMBER, Kind.SPECIAL, Kind.IBAN, Kind.CARD, Kind.MAIL):
        row = told["kinds"][kind.value]
        assert row["precision"] >= 0.95, (kind, row)
        assert row["recall"] >= 0.9, (kind, row)
    assert told["folder"] == {"files": 2, "files_with": {"mail": 1}, "finds": {"mail": 2}}
    assert set(told["kb_per_second"]) >= {"identity-number", "special"}


def test_a_folder_without_texts_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(NothingToMeasure):
        measure(tmp_path)


def test_the_command_prints_what_was_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Pay to DE89 3704 0044 0532 0130 00.")
    assert main(["bench", "personal", str(tmp_path), "--json"]) == 0
    assert "iban" in json.loads(capsys.readouterr().out)["kinds"]
