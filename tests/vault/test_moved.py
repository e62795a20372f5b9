"""A key that moves from a file behind a passphrase: cut anywhere, or killed, it opens one way or the other."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hemvist.domain.levels import RootKey
from hemvist.vault.embedded import EmbeddedKeys
from hemvist.vault.errors import (
    VaultLocked,
)
from tests.exams.keys_exam import SAME_CODE
from tests.vault.test_embedded import PASSPHRASE, Cut, cut_at, folder

__all__ = ["folder"]

MOVES = [
    (name, call) for name, calls in (("fsync", 8), ("rename", 2), ("write", 4), ("unlink", 2)) for call in range(calls)
]


@pytest.mark.parametrize(("name", "call"), MOVES)
def test_a_move_behind_a_passphrase_that_breaks_off_leaves_a_key_that_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: int
) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    key = keys.new_data_key("p1")
    with monkeypatch.context() as patched:
        cut_at(patched, call, name)
        with contextlib.suppress(Cut):
            keys.put_behind("p1", PASSPHRASE)
    again = EmbeddedKeys(folder)
    if again.root_of("p1") is RootKey.FILE:
        assert again.unwrap("p1", key.wrapped) == key.plain
        again.put_behind("p1", "another five words stand here")
        again.lock("p1")
        again.unlock("p1", "another five words stand here")
    else:
        again.unlock("p1", PASSPHRASE)
    assert again.unwrap("p1", key.wrapped) == key.plain


MOVING = """
import sys
from pathlib import Path
from hemvist.vault.embedded import EmbeddedKeys
keys = EmbeddedKeys(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
keys.put_behind("p1", sys.argv[2])
"""


def test_killed_at_random_instants_while_it_moves_the_key_opens_one_way_or_the_other(folder: Path) -> None:
    chance, seen = random.Random(7), set[RootKey | None]()
    for _ in range(12):
        for left in folder.glob("p1.*"):
            left.unlink()
        keys = EmbeddedKeys(folder)
        keys.create("p1", RootKey.FILE)
        key = keys.new_data_key("p1")
        command = [sys.executable, "-c", MOVING, str(folder), PASSPHRASE]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=SAME_CODE, text=True
        ) as moving:
            assert moving.stdin is not None
            assert moving.stdout is not None
            assert moving.stdout.readline() == "ready\n"
            moving.stdin.write("go\n")
            moving.stdin.flush()
            time.sleep(chance.uniform(0, 0.6))
            moving.kill()
        again = EmbeddedKeys(folder)
        seen.add(root := again.root_of("p1"))
        if root is RootKey.PASSPHRASE:
            again.unlock("p1", PASSPHRASE)
        assert again.unwrap("p1", key.wrapped) == key.plain
    assert RootKey.FILE in seen, "no blow fell before the end"


def test_what_wrapped_a_key_before_it_moved_is_overwritten(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    os.link(folder / "p1.wrapped", folder / "the same blocks")
    keys.put_behind("p1", PASSPHRASE)
    assert b"wrapped" not in (folder / "the same blocks").read_bytes()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_after_a_move_the_root_file_opens_nothing_of_it_any_more(folder: Path) -> None:
    keys = EmbeddedKeys(folder)
    keys.create("p1", RootKey.FILE)
    keys.put_behind("p1", PASSPHRASE)
    again = EmbeddedKeys(folder)
    assert again.locked("p1")
    with pytest.raises(VaultLocked):
        again.new_data_key("p1")
