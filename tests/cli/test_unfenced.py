"""On a system that cannot keep Hemvist in, what is agreed at level 3 is not served, and everything else is.

The system is this one, made poorer: whatever starts is told that no filter of system calls can be laid, as a kernel that
was made without them says, or a container that forbids them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import platform
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.cli.running import NOBODY, Running, entry, free_port, new_home, send, sign_in

pytestmark = pytest.mark.slow  # two starts of the whole
PASSPHRASE = "four herons in a shallow sea"
WHY = "does not keep Hemvist from connecting outwards"
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


# The number of the call prctl, by machine, and of what it is asked for: to lay a filter.
_PRCTL, _LAY = {"x86_64": 157, "aarch64": 167}[platform.machine()], 22
_STEPS = b"".join(
    struct.pack("HBBI", *step)
    for step in (
        (0x20, 0, 0, 0),
        (0x15, 0, 3, _PRCTL),
        (0x20, 0, 0, 16),
        (0x15, 0, 1, _LAY),
        (0x06, 0, 0, 0x00050000 | errno.EINVAL),
        (0x06, 0, 0, 0x7FFF0000),
    )
)
_KEPT = ctypes.create_string_buffer(_STEPS, len(_STEPS))
_FILTER = _Program(len(_STEPS) // 8, ctypes.cast(_KEPT, ctypes.c_void_p))


def without_fences() -> None:
    """From now on, for this process and all that it starts, no filter of system calls can be laid."""
    assert _LIBC.prctl(38, 1, 0, 0, 0) == 0
    assert _LIBC.prctl(_LAY, 2, ctypes.byref(_FILTER), 0, 0) == 0


@dataclass
class Moved:
    """A Hemvist that was set up on this system and runs on the poorer one, and a browser that is still signed in."""

    running: Running
    page: httpx.Client
    own: str
    made_up: str


@pytest.fixture(scope="module")
def moved() -> Iterator[Moved]:
    running = Running(new_home(), free_port(), "demo")
    try:
        with contextlib.closing(sign_in(running, *entry(running))) as page:
            own = _opened(page)
            made_up = next(one for one in re.findall(r"/p/(\w{32})/", page.get("/").text) if one != own)
            assert page.get(f"/p/{own}/").status_code == httpx.codes.OK
            running.stop()
            again = Running(running.home, running.port, "serve", within=without_fences)
            running.process = again.process
            again.until("web       ready")
            unlocked = send(page, f"/p/{own}/unlock/", {"passphrase": PASSPHRASE})
            assert unlocked.status_code == httpx.codes.FORBIDDEN  # where it leads to is not served
            yield Moved(running, page, own, made_up)
    finally:
        running.clear()


def _opened(page: httpx.Client) -> str:
    form = {"name": "Our own", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    told = send(page, "/projects/new/", form)
    found = re.search(r"/p/(\w{32})/", str(told.url))
    assert found, told.text[:500]
    return found[1]


def test_a_project_of_level_3_is_not_served_and_its_page_says_why_and_what_to_do(moved: Moved) -> None:
    refused = moved.page.get(f"/p/{moved.own}/")
    assert refused.status_code == httpx.codes.FORBIDDEN
    for said in (WHY, "clause-network", "where seccomp is allowed", "hemvist doctor", "Nothing was lost."):
        assert said in refused.text
    agreement = moved.page.get(f"/p/{moved.own}/agreement/")
    assert agreement.status_code == httpx.codes.OK
    assert WHY in agreement.text


def test_its_owner_may_still_list_what_there_is(moved: Moved) -> None:
    assert moved.page.get(f"/p/{moved.own}/documents/").status_code == httpx.codes.OK


def test_a_project_of_level_0_is_served_as_ever(moved: Moved) -> None:
    assert moved.page.get(f"/p/{moved.made_up}/").status_code == httpx.codes.OK
    page = moved.page.get(f"/p/{moved.made_up}/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"csrfmiddlewaretoken": token[1], "question": "Which law governs the distribution agreement?"}
    assert "/q/" in str(moved.page.post(f"/p/{moved.made_up}/ask/", data=form).url)


def test_another_one_cannot_be_opened_here(moved: Moved) -> None:
    before = sorted((moved.running.home / "keys").iterdir())
    form = {"name": "Another", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    told = send(moved.page, "/projects/new/", form)
    assert told.status_code == httpx.codes.FORBIDDEN
    assert WHY in told.text
    assert sorted((moved.running.home / "keys").iterdir()) == before


def as_its_user() -> None:
    """As the user that Hemvist runs as, on the poorer system."""
    without_fences()
    if os.geteuid() == 0:
        os.setresgid(NOBODY.pw_gid, NOBODY.pw_gid, NOBODY.pw_gid)
        os.setresuid(NOBODY.pw_uid, NOBODY.pw_uid, NOBODY.pw_uid)


def test_the_doctor_says_so_too(moved: Moved) -> None:
    found = moved.running.command("doctor", "--json", within=as_its_user).stdout
    told = {one["what"]: one for one in json.loads(found)}
    assert told["ways out"]["holds"] is None
    assert "projects of level 3 are not served here" in told["ways out"]["seen"]
    assert told["agreements"]["holds"] is False
    assert WHY in told["agreements"]["seen"]
    assert moved.own[:8] in told["agreements"]["seen"]
    assert moved.made_up[:8] not in told["agreements"]["seen"]
