"""The speaker's fences, put up in a process of its own and tried from within: for root, and for a user without rights."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from hemvist.providers import fence
from tests.providers.conftest import ENVIRONMENT

SCRIPT = """
import json, os, socket, sys, threading
from pathlib import Path
from hemvist.providers.fence import fence, settle
here = Path(sys.argv[1])
standing = fence([here / "weights"], here / "run")
def told(deed):
    try:
        deed()
    except OSError as error:
        return error.strerror
    return "done"
def listen():
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(str(here / "run" / "s.sock"))
deeds = {
    "read weights": lambda: (here / "weights" / "w").read_bytes(),
    "read keys": lambda: (here / "keys" / "root.key").read_bytes(),
    "list keys": lambda: os.listdir(here / "keys"),
    "alter weights": lambda: (here / "weights" / "w").open("ab"),
    "make a file": lambda: (here / "run" / "file").open("w"),
    "internet": lambda: socket.socket(socket.AF_INET).connect(("127.0.0.1", 443)),
    "internet 6": lambda: socket.socket(socket.AF_INET6),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "run": lambda: os.execv("/bin/true", ["true"]),
    "own socket": listen,
}
found = {name: told(deed) for name, deed in deeds.items()}
in_thread = []
thread = threading.Thread(target=lambda: in_thread.append(told(deeds["read keys"])))
thread.start(); thread.join()
changed = settle(os.getppid())
print(json.dumps([standing, found, in_thread[0], changed, os.geteuid()]))
"""
REFUSED = {"read keys", "list keys", "alter weights", "make a file", "internet", "internet 6", "netlink", "run"}


def tried(folder: Path, user: int | None) -> tuple[list[str], dict[str, str], str, bool, int]:
    for name, file in (("weights", "w"), ("keys", "root.key"), ("run", "nothing")):
        (folder / name).mkdir(mode=0o700)
        (folder / name / file).write_bytes(b"x")
        for one in (folder / name, folder / name / file):
            os.chown(one, user or os.getuid(), -1)
    command = [sys.executable, "-B", "-c", SCRIPT, str(folder)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, user=user, cwd="/")
    assert done.returncode == 0, done.stderr
    standing, found, in_thread, changed, now = json.loads(done.stdout)
    return standing, found, in_thread, changed, now


def holds(folder: Path, user: int | None) -> tuple[bool, int]:
    standing, found, in_thread, changed, now = tried(folder, user)
    assert standing == ["network", "files", "programs"]
    assert {name for name, what in found.items() if what != "done"} == REFUSED, found
    assert in_thread != "done", "a thread that starts later is fenced too"
    return changed, now


def test_only_the_weights_can_be_read_and_nothing_can_be_reached(private_folder: Path) -> None:
    changed, now = holds(private_folder, None)
    assert changed == (os.getuid() == 0)
    assert now == (fence.NOBODY if changed else fence.ALIAS)


@pytest.mark.skipif(os.geteuid() != 0, reason="another user can only be had by root")
def test_the_same_holds_for_a_user_without_rights(private_folder: Path) -> None:
    private_folder.chmod(0o711)
    assert holds(private_folder, 4321) == (False, fence.ALIAS)


def test_an_unknown_machine_gets_no_filter_rather_than_a_wrong_one() -> None:
    with pytest.raises(OSError, match="no table"):
        fence.program("z80")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_refuses_what_it_names_and_other_families_of_sockets(machine: str) -> None:
    architecture, sockets, refused = fence._CALLS[machine]
    steps = fence.program(machine)
    for number in range(500):
        expected = fence._REFUSE if number in refused else fence._ALLOW
        assert verdict(steps, architecture, number, 1) == expected, number
    assert verdict(steps, architecture, sockets, 2) == fence._REFUSE
    assert verdict(steps, architecture, 0x40000000 + 1, 1) == fence._REFUSE
    assert verdict(steps, 0x40000003, 1, 1) == fence._REFUSE


def verdict(steps: bytes, architecture: int, number: int, first: int) -> int:
    """What the kernel would make of one call: its filter language, run here."""
    import struct

    words = [struct.unpack("HBBI", steps[at : at + 8]) for at in range(0, len(steps), 8)]
    memory, loaded, at = {0: number, 4: architecture, 16: first}, 0, 0
    while True:
        code, yes, no, value = words[at]
        at += 1
        if code == fence._RETURN:
            return int(value)
        if code == fence._LOAD:
            loaded = memory[value]
        else:
            at += yes if (loaded >= value if code == fence._AT_LEAST else loaded == value) else no


def test_this_machine_is_one_of_those_with_a_table() -> None:
    assert fence.program(platform.machine())
