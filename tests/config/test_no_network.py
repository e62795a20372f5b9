"""Set-up's result works where there is no network, and nothing in it so much as tries to reach one."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hemvist.config.options import ROOT
from tests.cli.running import Running, check_visit, free_port, new_home, visit

pytestmark = pytest.mark.slow  # a start of the whole
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
"""SIOCGIFFLAGS, SIOCSIFFLAGS and IFF_UP of netdevice(7)."""


def bring_loopback_up() -> None:
    with socket.socket() as probe:
        asked = struct.pack("16sh14x", b"lo", 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(probe, _GET_FLAGS, asked))
        fcntl.ioctl(probe, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def tries() -> int:
    """How often anything in this network namespace asked for a way out and there was none (RFC 4293)."""
    older = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:")]
    newer = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(*older, strict=True))["OutNoRoutes"]) + int(newer["Ip6OutNoRoutes"])


def try_out() -> int:
    """Try to get out, as what reports home would; the error's number."""
    with socket.socket() as probe:
        return probe.connect_ex(("192.0.2.1", 443))


def within() -> dict[str, Any]:
    """The whole way, inside the namespace: start, sign in, put in, ask, stop."""
    bring_loopback_up()
    first, outcome = tries(), try_out()
    before = tries()
    running = Running(new_home(), free_port(), "demo")
    try:
        told = visit(running)
        ended = running.stop()
        return {**told, "outcome": outcome, "counted": before - first, "tries": tries() - before, "ended": ended}
    finally:
        running.clear()


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--user", "--map-root-user"]
    room = {name: value for name, value in os.environ.items() if name != "CI"}
    room["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    done = subprocess.run(
        [*alone, sys.executable, __file__], env=room, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_there_is_no_way_out_and_a_try_is_counted(told: dict[str, Any]) -> None:
    """Without this the next tests would tell nothing."""
    assert told["outcome"] == errno.ENETUNREACH
    assert told["counted"] >= 1


def test_a_contract_is_taken_in_and_quoted_without_a_network(told: dict[str, Any]) -> None:
    check_visit(told)
    assert told["ended"] == 0


def test_nothing_tried_to_reach_anybody(told: dict[str, Any]) -> None:
    assert told["tries"] == 0


if __name__ == "__main__":
    print(json.dumps(within()))
