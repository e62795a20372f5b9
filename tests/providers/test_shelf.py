"""The shelf: what lies on it is checked to the last byte, and what is in use stays."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from hemvist.providers.base import WeightsAltered
from hemvist.providers.catalogue import Entry, entry
from hemvist.providers.shelf import ModelInUse, ModelMissing, Shelf

BYTES = b"weights" * 1000
ONE: Entry = replace(entry("smollm2-135m"), size=len(BYTES), sha256=hashlib.sha256(BYTES).hexdigest())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """With one model on it."""
    made = Shelf(tmp_path / "models", tmp_path / "data" / "language-model")
    made.place(ONE).parent.mkdir(parents=True)
    made.place(ONE).write_bytes(BYTES)
    return made


def test_every_byte_is_looked_at(shelf: Shelf) -> None:
    assert shelf.checked(ONE) == shelf.place(ONE)
    for at in (0, len(BYTES) // 2, len(BYTES) - 1):
        altered = bytearray(BYTES)
        altered[at] ^= 1
        shelf.place(ONE).write_bytes(altered)
        with pytest.raises(WeightsAltered):
            shelf.checked(ONE)


def test_a_shorter_file_is_not_it(shelf: Shelf) -> None:
    shelf.place(ONE).write_bytes(BYTES[:-1])
    assert not shelf.has(ONE)
    with pytest.raises(WeightsAltered):
        shelf.checked(ONE)
    with pytest.raises(ModelMissing):
        shelf.choose(ONE)


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        Shelf(tmp_path).checked(ONE)
    with pytest.raises(ModelMissing):
        Shelf(tmp_path).remove(ONE)


def test_one_is_chosen_until_another_or_none_is(shelf: Shelf) -> None:
    assert shelf.chosen() is None
    shelf.choose(ONE)
    chosen = shelf.chosen()
    assert chosen is not None
    assert chosen.name == ONE.name
    shelf.choose(None)
    shelf.choose(None)
    assert shelf.chosen() is None


@pytest.mark.parametrize("words", [b"", b"nobody\n", b"../../keys\n", b"\xff\xfe", b"smollm2-135m extra"])
def test_a_choice_that_cannot_be_read_is_none(shelf: Shelf, tmp_path: Path, words: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "language-model").write_bytes(words)
    assert shelf.chosen() is None


def test_where_there_is_no_place_for_a_choice_none_is_made(shelf: Shelf) -> None:
    bare = Shelf(shelf.folder)
    assert bare.chosen() is None
    with pytest.raises(ValueError, match="no place"):
        bare.choose(ONE)


def test_the_one_in_use_is_not_removed(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "chosen", lambda: ONE)
    with pytest.raises(ModelInUse):
        shelf.remove(ONE)
    assert shelf.has(ONE)


def test_removing_takes_what_a_broken_download_left_too(shelf: Shelf) -> None:
    shelf.place(ONE).with_suffix(".partial").write_bytes(b"half")
    assert shelf.remove(ONE) == len(BYTES) + 4
    assert not shelf.place(ONE).parent.exists()
