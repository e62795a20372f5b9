"""The exam of Keys: every implementation sits it, each with a real key folder behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import RootKey
from hemvist.vault.base import Keys
from hemvist.vault.errors import (
    AlreadyBehind,
    KeyDestroyed,
    KeyExists,
    KeyMissing,
    NotSealedByUs,
    PassphraseMissing,
    RootMissing,
    VaultLocked,
    WeakPassphrase,
    WrongPassphrase,
)

PASSPHRASE = "correct horse battery staple"
SAME_CODE = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
"""The environment of a child process that runs the code under test."""

_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from hemvist.domain.errors import HemvistError
from hemvist.vault.{module} import {name}
scope, wrapped = sys.stdin.read().split()
try:
    print("opened", len({name}(Path(sys.argv[1])).unwrap(scope, bytes.fromhex(wrapped))))
except HemvistError as error:
    print(error.code)
"""


@dataclass(frozen=True)
class Place:
    """Where keys are held: how to open them again, the key folder, and what another process needs to open them."""

    open: Callable[[], Keys]
    folder: Path
    module: str
    name: str
    argument: Path

    def from_another_process(self, scope: str, wrapped: bytes) -> str:
        """``opened 32``, or the code of the error that another process met."""
        script = _IN_ANOTHER_PROCESS.format(module=self.module, name=self.name)
        command = [sys.executable, "-c", script, str(self.argument)]
        ran = subprocess.run(
            command, input=f"{scope} {wrapped.hex()}", env=SAME_CODE, capture_output=True, text=True, check=True
        )
        return ran.stdout.strip()


class KeysExam:
    """Subclasses give a class-scoped fixture ``place`` whose folder has a root key file."""

    @pytest.fixture
    def keys(self, place: Place) -> Keys:
        return place.open()

    @pytest.fixture
    def scope(self) -> str:
        return uuid4().hex

    def test_a_data_key_is_32_random_bytes_and_unwraps_to_itself(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        one, other = keys.new_data_key(scope), keys.new_data_key(scope)
        assert len(one.plain) == 32
        assert one.plain != other.plain
        assert one.wrapped != other.wrapped
        assert keys.unwrap(scope, one.wrapped) == one.plain

    def test_who_opens_the_keys_again_unwraps_the_same(self, place: Place, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        key = keys.new_data_key(scope)
        assert place.open().unwrap(scope, key.wrapped) == key.plain
        assert place.from_another_process(scope, key.wrapped) == "opened 32"

    def test_it_knows_what_guards_a_scope(self, keys: Keys, scope: str) -> None:
        assert keys.root_of(scope) is None
        keys.create(scope, RootKey.FILE)
        assert keys.root_of(scope) is RootKey.FILE
        assert not keys.locked(scope)

    def test_a_key_moves_behind_a_passphrase_and_everything_sealed_opens_as_before(
        self, place: Place, keys: Keys, scope: str
    ) -> None:
        keys.create(scope, RootKey.FILE)
        key = keys.new_data_key(scope)
        before = (place.folder / f"{scope}.wrapped").read_bytes()
        keys.put_behind(scope, PASSPHRASE)
        assert keys.root_of(scope) is RootKey.PASSPHRASE
        assert keys.unwrap(scope, key.wrapped) == key.plain
        assert all(before not in path.read_bytes() for path in place.folder.iterdir() if path.is_file())
        keys.lock(scope)
        assert keys.locked(scope)
        with pytest.raises(VaultLocked):
            keys.unwrap(scope, key.wrapped)
        with pytest.raises(WrongPassphrase):
            keys.unlock(scope, PASSPHRASE + "!")
        keys.unlock(scope, PASSPHRASE)
        assert keys.unwrap(scope, key.wrapped) == key.plain
        keys.lock(scope)
        with pytest.raises(AlreadyBehind):
            keys.put_behind(scope, "another five words stand here")

    def test_a_weak_passphrase_moves_nothing(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        key = keys.new_data_key(scope)
        with pytest.raises(WeakPassphrase):
            keys.put_behind(scope, "short")
        assert keys.root_of(scope) is RootKey.FILE
        assert keys.unwrap(scope, key.wrapped) == key.plain

    def test_a_key_that_is_not_there_or_destroyed_is_not_moved(self, keys: Keys, scope: str) -> None:
        with pytest.raises(KeyMissing):
            keys.put_behind(scope, PASSPHRASE)
        keys.create(scope, RootKey.FILE)
        keys.destroy(scope)
        with pytest.raises(KeyDestroyed):
            keys.put_behind(scope, PASSPHRASE)

    def test_a_key_is_never_made_twice(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        key = keys.new_data_key(scope)
        with pytest.raises(KeyExists):
            keys.create(scope, RootKey.FILE)
        assert keys.unwrap(scope, key.wrapped) == key.plain

    def test_of_two_who_make_the_same_key_at_once_one_is_refused(self, place: Place, scope: str) -> None:
        outcomes: list[str] = []

        def make() -> None:
            try:
                place.open().create(scope, RootKey.FILE)
                outcomes.append("made")
            except KeyExists:
                outcomes.append("refused")

        _together(make, 8)
        assert sorted(outcomes) == ["made"] + ["refused"] * 7

    def test_another_scope_does_not_unwrap_it(self, keys: Keys, scope: str) -> None:
        other = uuid4().hex
        keys.create(scope, RootKey.FILE)
        keys.create(other, RootKey.FILE)
        with pytest.raises(NotSealedByUs):
            keys.unwrap(other, keys.new_data_key(scope).wrapped)

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
    @given(data=st.data())
    def test_a_changed_wrapped_key_is_refused(self, place: Place, data: st.DataObject) -> None:
        keys, scope = place.open(), "changed"
        if keys.root_of(scope) is None:
            keys.create(scope, RootKey.FILE)
        wrapped = bytearray(keys.new_data_key(scope).wrapped)
        at = data.draw(st.integers(0, len(wrapped) - 1))
        wrapped[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(NotSealedByUs):
            keys.unwrap(scope, bytes(wrapped))

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
    @given(hostile=st.binary(max_size=1024))
    def test_hostile_wrapped_keys_end_in_a_clean_error(self, place: Place, hostile: bytes) -> None:
        keys = place.open()
        if keys.root_of("hostile") is None:
            keys.create("hostile", RootKey.FILE)
        with pytest.raises(NotSealedByUs):
            keys.unwrap("hostile", hostile)

    @pytest.mark.parametrize("name", ["", "..", "a/b", "../../etc/passwd", "a" * 65, "a\n", ".hidden", "a\0", "å"])
    def test_a_scope_cannot_name_another_place_on_disk(self, keys: Keys, name: str) -> None:
        assert keys.root_of(name) is None
        for call in (keys.new_data_key, keys.destroy, keys.locked, keys.lock):
            with pytest.raises(KeyMissing):
                call(name)
        with pytest.raises(KeyMissing):
            keys.create(name, RootKey.FILE)
        with pytest.raises(KeyMissing):
            keys.set_passphrase(name, PASSPHRASE)

    def test_what_was_never_made_is_said_to_be_missing(self, keys: Keys, scope: str) -> None:
        for call in (keys.new_data_key, keys.destroy, keys.locked):
            with pytest.raises(KeyMissing):
                call(scope)
        with pytest.raises(PassphraseMissing):
            keys.unlock(scope, PASSPHRASE)
        with pytest.raises(PassphraseMissing):
            keys.lock(scope)

    @pytest.mark.parametrize("root", [RootKey.CREDENTIAL, RootKey.OPENBAO])
    def test_a_root_that_is_not_at_hand_is_refused(self, keys: Keys, scope: str, root: RootKey) -> None:
        with pytest.raises(RootMissing):
            keys.create(scope, root)
        assert keys.root_of(scope) is None

    def test_after_destroying_nothing_opens_here_or_elsewhere(self, place: Place, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        early, key = place.open(), keys.new_data_key(scope)
        assert early.unwrap(scope, key.wrapped) == key.plain
        keys.destroy(scope)
        for holder in (keys, early, place.open()):
            with pytest.raises(KeyDestroyed):
                holder.unwrap(scope, key.wrapped)
            with pytest.raises(KeyDestroyed):
                holder.new_data_key(scope)
            assert holder.root_of(scope) is None
        assert place.from_another_process(scope, key.wrapped) == "KeyDestroyed"

    def test_destroying_again_is_no_error_and_the_scope_is_not_used_again(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        keys.destroy(scope)
        keys.destroy(scope)
        with pytest.raises(KeyDestroyed):
            keys.create(scope, RootKey.FILE)
        with pytest.raises(KeyDestroyed):
            keys.set_passphrase(scope, PASSPHRASE)

    def test_destroying_one_scope_leaves_the_others(self, keys: Keys, scope: str) -> None:
        other = uuid4().hex
        keys.create(scope, RootKey.FILE)
        keys.create(other, RootKey.FILE)
        key = keys.new_data_key(other)
        keys.destroy(scope)
        assert keys.unwrap(other, key.wrapped) == key.plain

    def test_destroying_leaves_no_file_of_the_key(self, place: Place, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, PASSPHRASE)
        keys.create(scope, RootKey.PASSPHRASE)
        keys.destroy(scope)
        left = [path for path in place.folder.iterdir() if scope in path.name]
        assert [path.name for path in left] == [f"{scope}.destroyed"]
        assert left[0].read_bytes() == b""

    def test_a_destroyed_passphrase_root_is_forgotten_in_memory(self, place: Place, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, PASSPHRASE)
        keys.create(scope, RootKey.PASSPHRASE)
        kept = {path: path.read_bytes() for path in place.folder.iterdir() if scope in path.name}
        keys.destroy(scope)
        # Even where somebody puts a copy of every file back and takes the mark away, the passphrase is needed.
        (place.folder / f"{scope}.destroyed").unlink()
        for path, copy in kept.items():
            path.write_bytes(copy)
            path.chmod(0o600)
        with pytest.raises(VaultLocked):
            keys.new_data_key(scope)

    def test_a_passphrase_locks_and_unlocks_its_own_project_only(self, keys: Keys, scope: str) -> None:
        other = uuid4().hex
        for name in (scope, other):
            keys.set_passphrase(name, PASSPHRASE)
            keys.create(name, RootKey.PASSPHRASE)
        key = keys.new_data_key(scope)
        keys.lock(scope)
        assert keys.locked(scope)
        assert not keys.locked(other)
        with pytest.raises(VaultLocked):
            keys.unwrap(scope, key.wrapped)
        keys.new_data_key(other)
        keys.unlock(scope, PASSPHRASE)
        assert keys.unwrap(scope, key.wrapped) == key.plain

    def test_a_wrong_passphrase_is_told_apart_and_opens_nothing(self, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, PASSPHRASE)
        keys.create(scope, RootKey.PASSPHRASE)
        keys.lock(scope)
        for wrong in ("Correct horse battery staple", ""):
            with pytest.raises(WrongPassphrase) as refused:
                keys.unlock(scope, wrong)
            assert not wrong or wrong not in str(refused.value)
        assert keys.locked(scope)

    def test_a_passphrase_is_changed_while_unlocked_only(self, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, PASSPHRASE)
        keys.create(scope, RootKey.PASSPHRASE)
        key = keys.new_data_key(scope)
        keys.set_passphrase(scope, "another five words stand here")
        keys.lock(scope)
        with pytest.raises(VaultLocked):
            keys.set_passphrase(scope, "somebody who does not know it")
        with pytest.raises(WrongPassphrase):
            keys.unlock(scope, PASSPHRASE)
        keys.unlock(scope, "another five words stand here")
        assert keys.unwrap(scope, key.wrapped) == key.plain

    @pytest.mark.parametrize("weak", ["", "short", "x" * 1025])
    def test_a_weak_passphrase_is_refused(self, keys: Keys, scope: str, weak: str) -> None:
        with pytest.raises(WeakPassphrase):
            keys.set_passphrase(scope, weak)
        with pytest.raises(PassphraseMissing):
            keys.create(scope, RootKey.PASSPHRASE)

    def test_a_passphrase_is_the_same_in_either_unicode_form(self, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, "sm\u00f6rg\u00e5sbord \u00e4r gott")
        keys.lock(scope)
        keys.unlock(scope, "smo\u0308rga\u030asbord a\u0308r gott")

    def test_many_threads_get_their_own_keys(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        wrong: list[object] = []

        def use() -> None:
            for _ in range(25):
                key = keys.new_data_key(scope)
                if keys.unwrap(scope, key.wrapped) != key.plain:
                    wrong.append(key)

        _together(use, 8)
        assert wrong == []

    def test_no_error_and_no_key_prints_a_secret(self, keys: Keys, scope: str) -> None:
        keys.create(scope, RootKey.FILE)
        key = keys.new_data_key(scope)
        assert key.plain.hex() not in repr(key)
        assert repr(key.plain) not in repr(key)
        with pytest.raises(HemvistError) as refused:
            keys.unwrap(scope, key.plain)
        assert key.plain.hex() not in repr(refused.value.facts)

    def test_every_file_is_private(self, place: Place, keys: Keys, scope: str) -> None:
        keys.set_passphrase(scope, PASSPHRASE)
        keys.create(scope, RootKey.PASSPHRASE)
        assert place.folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in place.folder.iterdir()} == {0o600}


def _together(what: Callable[[], None], threads: int) -> None:
    running = [threading.Thread(target=what) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
