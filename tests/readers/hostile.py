"""What a parser might do once a hostile file has taken it over: run inside the real child, behind the real fences."""

from __future__ import annotations

import ctypes
import errno
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hemvist.readers.child import Task, send
from hemvist.readers.limits import Limits
from hemvist.readers.messages import frame, said

LIBC = ctypes.CDLL(None, use_errno=True)
ROOT = str(Path(__file__).parents[2])


def start(prelude: str = "") -> str:
    """Code for a child like the real one, except that it can be told to do the tasks below, or lacks a fence."""
    return "\n".join(
        [
            "import json, sys",
            "path, order = json.loads(sys.argv[1])",
            f"sys.path[:0] = [path, {ROOT!r}]",
            "from tests.readers import hostile",
            "from hemvist.readers import child, fences, seccomp",
            "child.TASKS.update(hostile.TASKS)",
            prelude,
            "child.begin(order)",
        ]
    )


@contextmanager
def takes_at_most(megabytes: int) -> Iterator[None]:
    """This process holds at most so much more than it held before, whatever other tests made it hold."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = held("VmRSS")
    yield
    taken = held("VmHWM") - before
    assert taken >> 10 < megabytes, f"{taken >> 10} MB"


def held(what: str) -> int:
    """Kilobytes that this process holds (VmRSS), or held at most (VmHWM).

    Not ru_maxrss: that of a new program begins with what the one that started it had.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))


def _call(name: str, *arguments: int | bytes | None) -> None:
    if getattr(LIBC, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _listen() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()


def _connect(family: int, address: Any) -> None:
    with socket.socket(family) as door:
        door.settimeout(2)
        door.connect(address)


def _packet() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.sendto(b"secret", ("127.0.0.1", 53))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "connect": lambda: _connect(socket.AF_INET, ("127.0.0.1", int(os.environ.get("PORT", "9")))),
    "reach out": lambda: _connect(socket.AF_INET, ("192.0.2.1", 443)),
    "send a packet": _packet,
    "local socket": lambda: _connect(socket.AF_UNIX, "/run/dbus/system_bus_socket"),
    "abstract socket": lambda: _connect(socket.AF_UNIX, "\0hemvist"),
    "listen": _listen,
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read our code": lambda: os.open(__file__, os.O_RDONLY),
    "read a process": lambda: os.open("/proc/self/environ", os.O_RDONLY),
    "climb out": lambda: os.open("../../../../etc/passwd", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/hemvist-hostile", os.O_WRONLY | os.O_CREAT),
    "write here": lambda: os.open("hemvist-hostile", os.O_WRONLY | os.O_CREAT),
    "make a folder": lambda: os.mkdir("/tmp/hemvist-hostile"),
    "fork": _fork,
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "become root": lambda: os.setuid(0),
    "signal others": lambda: _call("kill", -1, 0),
    "trace its parent": lambda: _call("ptrace", 16, os.getppid(), None, None),
    "new namespace": lambda: _call("unshare", 0x10000000),
    "mount": lambda: _call("mount", b"none", b"/", b"tmpfs", 0, None),
}
FILES = ["read a file", "read our code", "read a process", "climb out", "write a file", "write here", "make a folder"]
# Only the filter on calls stops these, or they are harmless without it.
ONLY_CALLS = {"signal others", "trace its parent", "new namespace", "listen", "abstract socket"}


def outcome(attempt: Callable[[], object]) -> str:
    """``done``, or the name of the error."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "?")
    return "done"


def _try(_: str = "") -> Task:
    def work(order: dict[str, Any], data: bytes, limits: Limits) -> None:
        send(said(outcomes={name: outcome(ATTEMPTS[name]) for name in order["attempts"]}))

    return work


def _doing(what: Callable[[], None]) -> Callable[[str], Task]:
    return lambda setting: lambda order, data, limits: what()


def _spin() -> None:
    while True:
        pass


def _flood() -> None:
    send(said(kind="txt"))
    while True:
        send(said(text="x" * 100_000))


def _flood_of_nothing() -> None:
    send(said(kind="txt"))
    while True:
        send(said() * 1000)


def _flood_of_picture() -> None:
    while True:
        send(frame(b"D", b"\x89PNG" * 100_000))


def _eat() -> None:
    hoard = []
    while True:
        hoard.append(bytes(range(256)) * 40_000)


def _crash() -> None:
    ctypes.string_at(0)


TASKS: dict[str, Callable[[str], Task]] = {
    "try": _try,
    "sleep": _doing(lambda: select.poll().poll(600_000)),
    "spin": _doing(_spin),
    "flood": _doing(_flood),
    "nothings": _doing(_flood_of_nothing),
    "pictures": _doing(_flood_of_picture),
    "eat": _doing(_eat),
    "crash": _doing(_crash),
    "noise": _doing(lambda: send(os.urandom(4096))),
    "quiet": _doing(lambda: os._exit(0)),
    "stray": _doing(lambda: send(said(kind="txt", text="abc", pages=[[2, 1]]))),
    "beyond": _doing(lambda: send(said(kind="txt", text="abc", headings=[[0, 9, 1]]))),
    "surrogate": _doing(lambda: send(said(kind="txt", text="\ud800"))),
    "slander": _doing(lambda: send(said(cannot="SystemExit", cause="<script>"))),
    "chatter": _doing(lambda: send(said(kind="txt", note="call this number"))),
    "nested": _doing(lambda: send(frame(b"S", b"[" * 100_000))),
}


def children(process: int) -> set[int]:
    """The processes that ``process`` started and that still live."""
    try:
        found = {int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()}
    except OSError:
        return set()
    return {one for one in found if state(one) not in ("", "Z")}


def state(process: int) -> str:
    """The letter by which Linux tells what a process does, nothing if there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def wait(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Until ``holds`` does."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
