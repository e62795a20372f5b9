"""Hemvist for real: started as somebody starts it, visited over TLS by a browser of a hundred lines."""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from hemvist.config import process
from hemvist.config.options import ROOT
from hemvist.documents.made import QUESTIONS
from hemvist.providers import letters, weights

MODEL = "multilingual-e5-small"
NOBODY = pwd.getpwnam("nobody")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def new_home() -> Path:
    """A home with the weights in it, which root leaves to a user without rights, as set-up does."""
    home = Path(tempfile.mkdtemp(prefix="hemvist-test-"))
    ready = weights.ensure(ROOT / "var" / "models" / MODEL, lambda done, total, what: None)
    shutil.copytree(ready, home / "models" / MODEL)
    known = letters.table().name
    shutil.copytree(letters.ensure(ROOT / "var" / "models" / known, lambda *_: None), home / "models" / known)
    if os.geteuid() == 0:
        os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    return home


class Running:
    """A ``hemvist`` at work in a throw-away home; what it says is kept."""

    def __init__(self, home: Path, port: int, *command: str, within: Callable[[], None] | None = None) -> None:
        self.home, self.port = home, port
        self.said = home.with_suffix(".said")
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "hemvist.cli.main", *command],
                env=self.room,
                stdout=out,
                stderr=out,
                cwd="/",
                start_new_session=True,
                preexec_fn=within,
            )

    @property
    def room(self) -> dict[str, str]:
        room = {name: value for name, value in os.environ.items() if not name.startswith(("HEMVIST_", "DJANGO_", "CI"))}
        token = self.home.with_suffix(".token")
        own = {"HOME": str(self.home), "PORT": str(self.port), "TOKEN": str(token), "THREADS": "1"}
        more = {"PYTHONPATH": str(ROOT / "src"), "XDG_STATE_HOME": str(token.parent / "state")}
        return {**room, **{f"HEMVIST_{name}": value for name, value in own.items()}, **more}

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.home / "tls" / "authority.pem"))

    def until(self, words: str, seconds: float = 120) -> str:
        end = time.monotonic() + seconds
        while words not in self.said.read_text() and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        assert words in self.said.read_text(), self.said.read_text()
        return self.said.read_text()

    def command(self, *words: str, within: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
        """Another command on the same home, to its end."""
        line = [sys.executable, "-P", "-m", "hemvist.cli.main", *words]
        told = {
            "env": self.room,
            "capture_output": True,
            "text": True,
            "timeout": 120,
            "cwd": "/",
            "preexec_fn": within,
        }
        return subprocess.run(line, check=False, **told)  # type: ignore[call-overload,no-any-return]

    def processes(self) -> dict[int, str]:
        """Every process that works in this home: its number and its command."""
        found = {}
        for folder in Path("/proc").iterdir():
            try:
                room, line = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if f"HEMVIST_HOME={self.home}".encode() in room.split(b"\0"):
                found[int(folder.name)] = line.replace(b"\0", b" ").decode().strip()
        return found

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)

    def clear(self) -> None:
        """Leave nothing of it."""
        self.process.kill()
        self.process.wait()
        wait(lambda: not self.processes(), 30)
        for folder in (self.home, *process.left_in_memory(self.home)):
            shutil.rmtree(folder)
        for left in (self.said, self.home.with_suffix(".token")):
            left.unlink(missing_ok=True)


def wait(until: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def entry(running: Running) -> tuple[str, str]:
    """A fresh one-time link, and the authenticator's secret as the demonstration printed it."""
    secret = re.search(r"into the app: ([A-Z2-7 ]+)\n", running.until("Start anew"))
    assert secret, "no secret was shown"
    told = running.command("demo", "sign-in", "--json")
    return json.loads(told.stdout)["link"], secret[1].replace(" ", "")


def sign_in(running: Running, link: str, secret: str) -> httpx.Client:
    """A browser that went through the one-time link and the authenticator's six digits."""
    page = httpx.Client(base_url=running.address, verify=running.trust, follow_redirects=True, timeout=60)
    page.headers["referer"] = running.address
    asked = send(page, link, {})
    assert "code" in asked.text, asked.text[:500]
    inside = send(page, str(asked.url), {"code": six_digits(secret)})
    assert inside.status_code == httpx.codes.OK
    assert "/2fa/" not in str(inside.url), "the six digits were refused"
    return page


def send(page: httpx.Client, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
    """Fetch a page, fill its form in and send it, as a browser without scripts does."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.get(path).text)
    assert found, f"no form at {path}"
    return page.post(path, data={"csrfmiddlewaretoken": found[1], **form}, **more)


def six_digits(secret: str) -> str:
    """RFC 6238, as an authenticator does it."""
    count = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.digest(base64.b32decode(secret), count, "sha1")
    (number,) = struct.unpack_from(">I", mac, mac[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def admit_command_line(running: Running, page: httpx.Client) -> None:
    """``hemvist sign-in``, admitted by the person whose browser this is."""
    line = [sys.executable, "-P", "-m", "hemvist.cli.main", "sign-in"]
    with subprocess.Popen(line, env=running.room, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None
        found = re.search(r"code=([A-Z0-9-]+)", waiting.stderr.readline())
        assert found, "no code was shown"
        send(page, f"/device/?code={found[1]}", {"code": found[1], "answer": "admit"})
        told, more = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, told + more


LEASE = """LEASE

This lease is made between Ekdungen Holding AB ("Landlord") and Tallmon Bakery AB ("Tenant").

1. Term. The lease begins on 1 May 2021 and ends on 30 April 2031.

2. Deposit. The Tenant shall pay a deposit of EUR 41,750 before the term begins.
"""
PROJECT, OWN = "Lindhagen leases", "Tallmon lease.txt"
ASKED = next(one for one in QUESTIONS if one.file and one.file.startswith("Software-Licence"))


def visit(running: Running) -> dict[str, Any]:
    """Sign in, put a contract of one's own in, look for something in it, and ask: what the command line said."""
    with contextlib.closing(sign_in(running, *entry(running))) as page:
        admit_command_line(running, page)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, OWN)
        file.write_text(LEASE)
        taken_in = running.command("ingest", PROJECT, str(file))
    found = running.command("find", PROJECT, "deposit of Tallmon Bakery", "--json", "-k", "3")
    asked = running.command("ask", PROJECT, ASKED.question, "--json")
    for one in (taken_in, found, asked):
        assert one.returncode == 0, one.stdout + one.stderr
    return {"found": json.loads(found.stdout), "answer": json.loads(asked.stdout)}


def check_visit(told: dict[str, Any]) -> None:
    """One's own words are found, where they stand; what is asked of a contract is quoted from that contract."""
    own = [one for one in told["found"] if one["document"] == OWN]
    assert any("EUR 41,750" in one["quote"] for one in own)
    for one in own:
        assert LEASE[one["start"] : one["end"]] == one["quote"]
    # Which sentence, and whether at all, is for the tests of answering: here it is that what is said is from there.
    shown = told["answer"]["citations"] or told["answer"]["nearest"]
    assert ASKED.file in {one["document"] for one in shown}
