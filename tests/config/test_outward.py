"""Ways out are closed: each kind of part is tried from within, at addresses that answer and at one that never does."""

from __future__ import annotations

import ctypes
import errno
import json
import platform
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.config import outward, parts
from hemvist.config.options import ROOT
from hemvist.config.outward import OWN_SOCKETS, SERVING, Held, Way, fence, held
from hemvist.config.within import WayOutClosed

TRIES = """
import errno, json, socket, sys
own, other, near = json.loads(sys.argv[1])
def told(deed):
    try:
        deed()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"
def connect(kind, address, family=socket.AF_INET, protocol=0):
    def deed():
        with socket.socket(family, kind, protocol) as one:
            one.settimeout(3)
            one.connect(address)
    return deed
def fast(address):
    with socket.socket() as one:
        one.settimeout(3)
        one.sendto(b"x", socket.MSG_FASTOPEN, address)
def fast_message(address):
    with socket.socket() as one:
        one.settimeout(3)
        one.sendmsg([b"x"], [], socket.MSG_FASTOPEN, address)
def packet(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", address)
def serve():
    with socket.create_server(("127.0.0.1", 0)) as one:
        one.listen()
def unix():
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(near)
found = {
    "elsewhere": told(connect(socket.SOCK_STREAM, ("192.0.2.1", 443))),
    "this machine's address": told(connect(socket.SOCK_STREAM, tuple(own))),
    "another port": told(connect(socket.SOCK_STREAM, tuple(other))),
    "fast open": told(lambda: fast(tuple(other))),
    "fast open by message": told(lambda: fast_message(tuple(other))),
    "packets": told(lambda: packet(tuple(own))),
    "multipath": told(connect(socket.SOCK_STREAM, tuple(other), protocol=262)),
    "sctp": told(connect(socket.SOCK_STREAM, tuple(other), protocol=132)),
    "another internet": told(connect(socket.SOCK_DGRAM, ("::1", 53), socket.AF_INET6)),
    "netlink": told(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
    "virtual machines": told(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)),
    "raw": told(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)),
    "serve": told(serve),
    "own sockets": told(unix),
}
print(json.dumps(found))
"""
NEVER = {"elsewhere", "fast open", "fast open by message", "another port", "packets", "multipath", "sctp",
         "another internet", "netlink", "virtual machines", "raw"}  # fmt: skip
REFUSED = {"EPERM", "EACCES"}


def own_address() -> str:
    """An address of this machine that is no loopback, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


@pytest.fixture
def listeners(tmp_path: Path) -> Iterator[tuple[tuple[str, int], tuple[str, int], str]]:
    """Two that listen to everybody on this machine's own address, and one at a socket of its own."""
    near = str(tmp_path / "near.sock")
    with (
        socket.create_server((own_address(), 0)) as one,
        socket.create_server((own_address(), 0)) as other,
        socket.socket(socket.AF_UNIX) as third,
    ):
        third.bind(near)
        third.listen()
        yield one.getsockname(), other.getsockname(), near


def tried(listeners: tuple[tuple[str, int], tuple[str, int], str], way: Way | None) -> dict[str, str]:
    command = [sys.executable, "-I", "-c", TRIES, json.dumps(listeners)]
    done = subprocess.run(command, preexec_fn=fence(way) if way else None, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_without_fences_the_same_tries_get_out(listeners: tuple[tuple[str, int], tuple[str, int], str]) -> None:
    """Else the tests below would tell nothing."""
    found = tried(listeners, None)
    assert {found[name] for name in ("this machine's address", "another port", "packets", "serve", "own sockets")} == {
        "done"
    }
    assert not REFUSED & {found["elsewhere"], found["fast open"], found["multipath"]}


def test_what_needs_its_own_sockets_only_has_nothing_else(
    listeners: tuple[tuple[str, int], tuple[str, int], str],
) -> None:
    found = tried(listeners, OWN_SOCKETS)
    assert found.pop("own sockets") == "done"
    assert set(found.values()) <= REFUSED, found


def test_what_serves_is_connected_to_and_connects_to_nobody(
    listeners: tuple[tuple[str, int], tuple[str, int], str],
) -> None:
    found = tried(listeners, SERVING)
    assert (found.pop("own sockets"), found.pop("serve")) == ("done", "done")
    assert set(found.values()) <= REFUSED, found


def test_a_database_s_port_is_reached_and_no_other(listeners: tuple[tuple[str, int], tuple[str, int], str]) -> None:
    found = tried(listeners, Way(ports=(listeners[0][1],)))
    assert found["this machine's address"] == "done"
    assert {found[name] for name in NEVER} <= REFUSED, found


def test_what_started_inside_is_fenced_too() -> None:
    inner = f"import subprocess,sys;sys.exit(subprocess.run([sys.executable,'-c',{_CONNECT!r}]).returncode)"
    for code in (_CONNECT, inner):
        done = subprocess.run([sys.executable, "-I", "-c", code], preexec_fn=fence(OWN_SOCKETS), check=False)
        assert done.returncode == 7


_CONNECT = """
import socket, sys
try:
    socket.socket()
except PermissionError:
    sys.exit(7)
"""


def test_the_doctor_s_own_try_sees_what_holds_and_that_a_fence_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert held(OWN_SOCKETS) == held(SERVING) == set(Held)
    assert held(Way(names=True, ports=(5432,))) == {Held.CONNECTIONS}
    held.cache_clear()
    monkeypatch.setattr(outward, "fence", lambda way: lambda: None)
    assert held(OWN_SOCKETS) == frozenset()
    held.cache_clear()


def test_a_machine_that_we_have_no_numbers_of_is_not_said_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    held.cache_clear()
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert held(OWN_SOCKETS) == {Held.CONNECTIONS}
    held.cache_clear()


@given(st.booleans(), st.booleans(), st.sampled_from(["x86_64", "aarch64"]))
def test_every_jump_of_the_filter_lands_on_a_step_of_it(serves: bool, names: bool, machine: str) -> None:
    import struct

    steps = [
        struct.unpack("HBBI", one)
        for one in _eights(outward._program(machine, Way(serves, (5432,) if names else (), names)))
    ]
    for at, (what, yes, no, _) in enumerate(steps):
        assert what == 0x06 or at + 1 + max(yes, no) < len(steps)
    assert steps[-1][0] == 0x06


def _eights(data: bytes) -> list[bytes]:
    return [data[at : at + 8] for at in range(0, len(data), 8)]


@pytest.mark.parametrize(
    ("option", "way"),
    [
        ("", Way()),
        ("host=/run/postgresql dbname=hemvist", Way()),
        ("postgresql://app@127.0.0.1:5433/hemvist", Way(ports=(5433,))),
        ("postgresql://app@db.example.org/hemvist?sslmode=verify-full", Way(ports=(5432,), names=True)),
        ("postgresql://app@192.0.2.7/hemvist?sslmode=verify-full", Way(ports=(5432,))),
    ],
)
def test_the_worker_s_ways_follow_from_where_the_database_is(
    option: str, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMVIST_DATABASE", option)
    assert parts.working() == way


def test_every_part_has_its_ways_or_fences_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMVIST_DATABASE", "")
    ways = {part.name: part.way for part in parts.parts(log_requests=False)}
    assert ways.pop("model") is None
    assert ways.pop("web") == SERVING
    assert set(ways.values()) == {OWN_SOCKETS}


HOOKED = """
import json, socket, sys
from hemvist.config.within import stay_in, WayOutClosed
where = ("127.0.0.1", int(sys.argv[1]))
stay_in(("db.example.org", "192.0.2.7"))
def told(deed):
    try:
        deed()
    except WayOutClosed:
        return "closed"
    except OSError:
        return "failed"
    return "done"
def at(host, kind=socket.SOCK_STREAM):
    def deed():
        with socket.socket(socket.AF_INET, kind) as one:
            one.settimeout(0.2)
            one.connect((host, where[1])) if kind is socket.SOCK_STREAM else one.sendto(b"x", (host, 9))
    return deed
print(json.dumps({
    "loopback": told(at("127.0.0.1")), "elsewhere": told(at("192.0.2.1")), "mapped": told(lambda: socket.create_connection(("::ffff:192.0.2.1", 9), 0.2)),
    "packet": told(at("192.0.2.1", socket.SOCK_DGRAM)), "name": told(lambda: socket.getaddrinfo("example.org", 443)),
    "agreed": told(at("192.0.2.7")), "bytes": told(lambda: socket.getaddrinfo(b"example.org", 443)),
}))
"""


def test_our_own_guard_lets_through_this_machine_and_what_is_agreed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-c", HOOKED, str(listening.getsockname()[1])]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT / "src")}
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "loopback": "done", "elsewhere": "closed", "mapped": "closed", "packet": "closed", "name": "closed",
        "agreed": "failed", "bytes": "closed",
    }  # fmt: skip
    assert "Report it" in WayOutClosed(host="x").help


OWN = "import sys; from hemvist.config import fenced; fenced.lay() if sys.argv[1:] else None; print(fenced.process())"


def no_landlock() -> None:
    """From now on the kernel says that it knows no Landlock, as one before 5.13 does, and Debian 12's of TCP."""
    steps = b"".join(
        struct.pack("HBBI", *step)
        for step in (
            (0x20, 0, 0, 0),
            (0x15, 0, 1, 444),
            (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
            (0x06, 0, 0, 0x7FFF0000),
        )
    )
    kept = ctypes.create_string_buffer(steps, len(steps))
    assert outward._LIBC.prctl(38, 1, 0, 0, 0) == 0
    laid = outward._Program(len(steps) // 8, ctypes.cast(kept, ctypes.c_void_p))
    assert outward._LIBC.prctl(22, 2, ctypes.byref(laid), 0, 0) == 0


def _older(way: Way) -> Callable[[], None]:
    def lay() -> None:
        no_landlock()
        fence(way)()

    return lay


@pytest.mark.parametrize(
    ("before", "lays", "holds"),
    [
        (None, False, False),
        (None, True, True),
        (fence(SERVING), False, True),
        (fence(OWN_SOCKETS), False, True),
        (fence(OWN_SOCKETS), True, True),
        (_older(OWN_SOCKETS), False, True),
        (no_landlock, True, True),
        (_older(SERVING), False, False),
    ],
)
def test_a_process_knows_of_itself_whether_it_is_held_and_can_hold_itself(
    before: Callable[[], None] | None, lays: bool, holds: bool
) -> None:
    command = [sys.executable, "-c", OWN, *(["lay"] if lays else [])]
    there = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, preexec_fn=before, capture_output=True, text=True, check=False, env=there)
    assert done.stdout.strip() == str(holds), done.stderr
