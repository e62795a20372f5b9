"""Keys in process: where root keys may come from, what is refused, and what a broken-off act leaves."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import RootKey
from hemvist.vault.embedded import CREDENTIAL, ROOT_FILE, EmbeddedKeys, make_root_file
from hemvist.vault.errors import (
    KeyDamaged,
    KeyDestroyed,
    KeyExposed,
    NotSealedByUs,
    RootMissing,
    VaultLocked,
)
from hemvist.vault.folder import KeyFolder
from hemvist.vault.passphrase import Behind, Cost

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A key folder with a root key file."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    make_root_file(folder / ROOT_FILE)
    return folder


def test_a_root_file_is_private_and_never_replaced(folder: Path) -> None:
    path = folder / ROOT_FILE
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(before.decode())) == 32
    with pytest.raises(FileExistsError):
        make_root_file(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_root_file_that_others_may_touch_is_refused(folder: Path, mode: int) -> None:
    (folder / ROOT_FILE).chmod(mode)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder)


def test_a_key_folder_that_others_may_look_into_is_refused(folder: Path) -> None:
    folder.chmod(0o750)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder)


def test_a_wrapped_key_that_others_may_read_is_refused(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    (folder / "p1.wrapped").chmod(0o644)
    with pytest.raises(KeyExposed):
        keys.new_data_key("p1")


def test_keys_inside_the_data_folder_are_refused(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    make_root_file(data / "root.key")
    EmbeddedKeys(folder, data=data)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(data / "keys", data=data)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder, root_file=data / "root.key", data=data)
    (tmp_path / "link").symlink_to(data / "root.key")
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder, root_file=tmp_path / "link", data=data)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder, data=tmp_path)


@pytest.mark.parametrize("content", ["", "abc", "0" * 63, "0" * 66, "g" * 64, "å" * 64])
def test_a_root_file_that_holds_no_key_is_refused(folder: Path, content: str) -> None:
    (folder / ROOT_FILE).write_text(content)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(folder)


def test_without_a_root_file_a_passphrase_root_still_serves(tmp_path: Path) -> None:
    keys = EmbeddedKeys(tmp_path / "keys")
    with pytest.raises(RootMissing):
        keys.create("p1", RootKey.FILE)
    keys.set_passphrase("p1", PASSPHRASE)
    keys.create("p1", RootKey.PASSPHRASE)
    assert keys.unwrap("p1", (key := keys.new_data_key("p1")).wrapped) == key.plain


def test_another_root_file_does_not_open_the_keys(folder: Path) -> None:
    EmbeddedKeys(folder).create("p1", RootKey.FILE)
    (folder / ROOT_FILE).unlink()
    make_root_file(folder / ROOT_FILE)
    with pytest.raises(KeyDamaged):
        EmbeddedKeys(folder).new_data_key("p1")


def test_a_missing_root_file_means_locked(folder: Path) -> None:
    EmbeddedKeys(folder).create("p1", RootKey.FILE)
    (folder / ROOT_FILE).unlink()
    keys = EmbeddedKeys(folder)
    assert keys.locked("p1")
    with pytest.raises(RootMissing):
        keys.new_data_key("p1")


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_a_systemd_credential_serves_as_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    make_root_file(tmp_path / CREDENTIAL)
    (tmp_path / CREDENTIAL).chmod(mode)
    keys = EmbeddedKeys(tmp_path / "keys")
    keys.create("p1", RootKey.CREDENTIAL)
    assert keys.root_of("p1") is RootKey.CREDENTIAL
    key = keys.new_data_key("p1")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(RootMissing):
        EmbeddedKeys(tmp_path / "keys").unwrap("p1", key.wrapped)


def test_a_credential_that_everybody_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    make_root_file(tmp_path / CREDENTIAL)
    (tmp_path / CREDENTIAL).chmod(0o444)
    with pytest.raises(KeyExposed):
        EmbeddedKeys(tmp_path / "keys")


def test_after_a_restart_a_passphrase_root_is_locked(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.set_passphrase("p1", PASSPHRASE)
    keys.create("p1", RootKey.PASSPHRASE)
    again = EmbeddedKeys(folder)
    assert again.locked("p1")
    with pytest.raises(VaultLocked):
        again.new_data_key("p1")


def test_the_passphrase_is_stretched_as_rfc_9106_recommends(folder: Path) -> None:
    EmbeddedKeys(folder).set_passphrase("p1", PASSPHRASE)
    kept = json.loads((folder / "p1.passphrase").read_text())
    assert kept["argon2id"] == {"memory": 65536, "passes": 3, "lanes": 4}
    assert PASSPHRASE not in (folder / "p1.passphrase").read_text()


@pytest.mark.parametrize(
    "cost", [Cost(memory=8), Cost(passes=1), Cost(memory=2**31), Cost(passes=10**6), Cost(lanes=99)]
)
def test_a_passphrase_file_with_another_cost_is_refused_unopened(cost: Cost) -> None:
    kept = Behind("p1", cost, bytes(16), bytes(32), bytes(61)).pack()
    with pytest.raises(KeyDamaged):
        Behind.unpack("p1", kept)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile=st.binary(max_size=300) | st.sampled_from([b"[" * 4000, b"{}", b"null", b'{"format": 1}', b"\xff"]))
@pytest.mark.parametrize("ending", ["wrapped", "passphrase"])
def test_hostile_key_files_end_in_a_clean_error(folder: Path, ending: str, hostile: bytes) -> None:
    (folder / f"p1.{ending}").touch(mode=0o600)
    (folder / f"p1.{ending}").write_bytes(hostile)
    keys = EmbeddedKeys(folder)
    with pytest.raises(KeyDamaged):
        keys.new_data_key("p1") if ending == "wrapped" else keys.unlock("p1", PASSPHRASE)


def test_the_key_file_of_another_scope_in_its_place_is_refused(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    for scope in ("p1", "p2"):
        keys.create(scope, RootKey.FILE)
    (folder / "p2.wrapped").write_bytes((folder / "p1.wrapped").read_bytes())
    with pytest.raises(KeyDamaged):
        keys.new_data_key("p2")
    (folder / "p2.wrapped").write_text((folder / "p1.wrapped").read_text().replace("p1", "p2"))
    with pytest.raises(KeyDamaged):
        keys.new_data_key("p2")


def test_a_backup_of_the_data_opens_nothing_with_todays_keys_after_destroying(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    wrapped = keys.new_data_key("p1").wrapped
    keys.destroy("p1")
    with pytest.raises(KeyDestroyed):
        EmbeddedKeys(folder).unwrap("p1", wrapped)
    (folder / "p1.destroyed").unlink()
    EmbeddedKeys(folder).create("p1", RootKey.FILE)
    with pytest.raises(NotSealedByUs):
        EmbeddedKeys(folder).unwrap("p1", wrapped)


def test_a_key_file_put_back_beside_its_mark_stays_unreadable_and_is_removed(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    wrapped, kept = keys.new_data_key("p1").wrapped, (folder / "p1.wrapped").read_bytes()
    keys.destroy("p1")
    (folder / "p1.wrapped").touch(mode=0o600)
    (folder / "p1.wrapped").write_bytes(kept)
    with pytest.raises(KeyDestroyed):
        keys.unwrap("p1", wrapped)
    EmbeddedKeys(folder)
    assert not (folder / "p1.wrapped").exists()


def test_a_key_file_is_overwritten_before_it_is_removed(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    kept = (folder / "p1.wrapped").read_bytes()
    os.link(folder / "p1.wrapped", folder / "the same blocks")
    keys.destroy("p1")
    left = (folder / "the same blocks").read_bytes()
    assert len(left) == len(kept)
    assert b"wrapped" not in left


def test_a_changed_passphrase_overwrites_the_file_of_the_old_one(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.set_passphrase("p1", PASSPHRASE)
    os.link(folder / "p1.passphrase", folder / "the same blocks")
    keys.set_passphrase("p1", "another five words stand here")
    assert b"wrapped" not in (folder / "the same blocks").read_bytes()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


class Cut(Exception):
    """The power goes."""


def cut_at(monkeypatch: pytest.MonkeyPatch, call: int, name: str) -> None:
    real: Callable[..., object] = getattr(os, name)
    seen = iter(range(1_000))

    def cut(*arguments: object, **named: object) -> object:
        if next(seen) == call:
            raise Cut
        return real(*arguments, **named)

    monkeypatch.setattr(os, name, cut)


CUTS = [("fsync", n) for n in range(5)] + [("rename", 0), ("unlink", 0), ("unlink", 1), ("write", 0)]


@pytest.mark.parametrize(("name", "call"), CUTS)
def test_a_creation_that_breaks_off_leaves_no_key_or_a_whole_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    keys = EmbeddedKeys(folder)
    with monkeypatch.context() as patched:
        cut_at(patched, call, name)
        with contextlib.suppress(Cut):
            keys.create("p1", RootKey.FILE)
    again = EmbeddedKeys(folder)
    if again.root_of("p1") is None:
        again.create("p1", RootKey.FILE)
    key = again.new_data_key("p1")
    assert EmbeddedKeys(folder).unwrap("p1", key.wrapped) == key.plain


@pytest.mark.parametrize(("name", "call"), [*CUTS, ("fsync", 5), ("fsync", 6), ("write", 1), ("write", 2)])
def test_a_destruction_that_breaks_off_is_finished_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    keys = EmbeddedKeys(folder)
    keys.set_passphrase("p1", PASSPHRASE)
    keys.create("p1", RootKey.PASSPHRASE)
    wrapped = keys.new_data_key("p1").wrapped
    broken_off = False
    with monkeypatch.context() as patched:
        cut_at(patched, call, name)
        try:
            keys.destroy("p1")
        except Cut:
            broken_off = True
    again = EmbeddedKeys(folder)
    if not (folder / "p1.destroyed").exists():
        assert broken_off
        again.destroy("p1")
    with pytest.raises(KeyDestroyed):
        again.unwrap("p1", wrapped)
    assert [path.name for path in folder.iterdir() if "p1" in path.name] == ["p1.destroyed"]


@pytest.mark.parametrize(("name", "call"), [("fsync", 0), ("rename", 0), ("fsync", 1), ("fsync", 2)])
def test_a_change_of_passphrase_that_breaks_off_leaves_the_old_one_or_the_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    keys = EmbeddedKeys(folder)
    keys.set_passphrase("p1", PASSPHRASE)
    keys.create("p1", RootKey.PASSPHRASE)
    key = keys.new_data_key("p1")
    with monkeypatch.context() as patched:
        cut_at(patched, call, name)
        with contextlib.suppress(Cut):
            keys.set_passphrase("p1", "another five words stand here")
    again = EmbeddedKeys(folder)
    try:
        again.unlock("p1", PASSPHRASE)
    except HemvistError:
        again.unlock("p1", "another five words stand here")
    assert again.unwrap("p1", key.wrapped) == key.plain


def test_a_longer_file_than_any_key_is_not_read_whole(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    (folder.path / "big").touch(mode=0o600)
    (folder.path / "big").write_bytes(bytes(10_000_000))
    assert len(folder.read("big") or b"") == 4096


def test_what_a_broken_off_write_left_is_removed_at_the_next_start(folder: Path) -> None:
    (folder / ".p1.wrapped.new").write_bytes(b"half a key")
    os.link(folder / ".p1.wrapped.new", folder / "the same blocks")
    EmbeddedKeys(folder)
    assert not (folder / ".p1.wrapped.new").exists()
    assert (folder / "the same blocks").read_bytes() != b"half a key"


def test_a_written_file_is_synced_before_it_is_named_and_the_folder_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = EmbeddedKeys(folder)
    seen: list[str] = []
    sync, rename = os.fsync, os.rename

    def noted_sync(handle: int) -> None:
        seen.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def noted_rename(old: Path, new: Path) -> None:
        seen.append("named")
        rename(old, new)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "rename", noted_rename)
    keys.create("p1", RootKey.FILE)
    assert seen == ["file", "named", "folder"]
