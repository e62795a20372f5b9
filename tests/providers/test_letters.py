"""Fetching and checking the data of text recognition."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hemvist.providers import letters
from hemvist.providers.base import WeightsAltered
from hemvist.providers.letters import LettersMissing, LettersUnreachable, checked, ensure, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def folder() -> Path:
    return ensure(ROOT / "var/models" / table().name, silent)


def silent(done: int, total: int, what: str) -> None:
    """No report."""


def package(place: Path, name: str, data: bytes) -> Path:
    """A Debian package that holds one file."""
    inside = place / "tree/usr/share/tesseract-ocr/5/tessdata"
    inside.mkdir(parents=True)
    (inside / name).write_bytes(data)
    control = place / "tree/DEBIAN/control"
    control.parent.mkdir()
    control.write_text("Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.com>\nDescription: x\n")
    subprocess.run(["dpkg-deb", "--build", place / "tree", place / "x.deb"], check=True, capture_output=True)
    return place / "x.deb"


def no_apt(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    """A machine on which apt finds nothing, and that has no such packages."""
    (place / "bin").mkdir()
    (place / "bin/apt-get").write_text("#!/bin/sh\necho 'E: Unable to fetch https://mirror.example/x' >&2\nexit 100\n")
    (place / "bin/apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}/bin:/usr/bin:/bin")
    monkeypatch.setattr(letters, "_INSTALLED", place / "nowhere")


def test_the_table_pins_every_file_and_names_no_address() -> None:
    assert [one.name for one in table().files] == [f"{name}.traineddata" for name in ("eng", "swe", "deu", "fra")]
    assert all(len(one.sha256) == 64 and int(one.sha256, 16) for one in table().files)
    assert "://" not in Path(letters.__file__).with_name("letters.toml").read_text()


def test_data_that_is_there_is_not_fetched_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_apt(monkeypatch, tmp_path)
    assert ensure(folder, silent) == checked(folder) == folder


def test_without_a_network_the_remedy_is_files_and_no_address_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_apt(monkeypatch, tmp_path)
    with pytest.raises(LettersUnreachable) as refusal:
        ensure(tmp_path / "models/made", silent)
    assert "--from FILE" in refusal.value.help
    assert "tesseract-ocr-swe" in refusal.value.help
    assert "://" not in refusal.value.message + refusal.value.help
    assert not list((tmp_path / "models/made").iterdir())
    assert [one.name for one in (tmp_path / "models").iterdir()] == ["made"]


def test_files_brought_by_hand_are_taken_bare_or_packed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = package(tmp_path, "swe.traineddata", (folder / "swe.traineddata").read_bytes())
    no_apt(monkeypatch, tmp_path)
    bare = [folder / f"{name}.traineddata" for name in ("eng", "deu", "fra")]
    made = ensure(tmp_path / "made", silent, [*bare, packed])
    assert {one.name for one in made.iterdir()} == {one.name for one in table().files}


def test_what_is_missing_among_the_given_files_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LettersMissing) as refusal:
        ensure(tmp_path / "made", silent, [folder / "eng.traineddata"])
    assert "swe.traineddata is missing" in refusal.value.message


@pytest.mark.parametrize("altered", [b"", b"not the data", b"\0" * 9_000_000], ids=["none", "short", "long"])
def test_a_file_that_is_not_the_pinned_one_is_refused(tmp_path: Path, altered: bytes) -> None:
    given = tmp_path / "eng.traineddata"
    given.write_bytes(altered)
    for one in (given, package(tmp_path, "eng.traineddata", altered)):
        with pytest.raises(WeightsAltered) as refusal:
            ensure(tmp_path / "made", silent, [one])
        assert table().files[0].sha256 in refusal.value.message
    assert not list((tmp_path / "made").iterdir())


def test_an_altered_byte_in_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    for one in table().files:
        (tmp_path / one.name).write_bytes((folder / one.name).read_bytes())
    with (tmp_path / "fra.traineddata").open("r+b") as stream:
        stream.seek(500_000)
        byte = stream.read(1)
        stream.seek(500_000)
        stream.write(bytes([byte[0] ^ 1]))
    with pytest.raises(WeightsAltered):
        ensure(tmp_path, silent)


def test_a_package_that_is_none_is_passed_over_and_what_is_missing_named(tmp_path: Path) -> None:
    (tmp_path / "x.deb").write_bytes(b"!<arch>\nrubbish")
    with pytest.raises(LettersMissing):
        ensure(tmp_path / "made", silent, [tmp_path / "x.deb"])


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"x")
    code = letters.main(["--to", str(tmp_path / "made"), "--from", str(tmp_path / "eng.traineddata")])
    assert code == WeightsAltered.exit_code
    assert "It was not used" in capsys.readouterr().err


@pytest.mark.slow
def test_fetched_from_debian_without_installing_they_are_the_pinned_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "_INSTALLED", tmp_path / "nowhere")
    made = ensure(tmp_path / "made", silent)  # whose SHA-256 it compared
    assert {one.name for one in made.iterdir()} == {one.name for one in table().files}
