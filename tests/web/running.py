"""A whole installation of its own for the tests that use a real browser: every process, TLS, made-up documents."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hemvist.config.options import ROOT

SERVE = """
import sys
from hemvist.config import parts
parts.serve(lambda part, what: None, lambda: print("ready", flush=True), log_requests=True)
"""

MODULE = ("-m", "hemvist.cli.prepare")
# The demonstration's person and projects with one document in all: what is not looked at need not be read.
SMALL = """
import sys
from itertools import islice
from hemvist.cli import prepare
from hemvist.documents import made
from hemvist.documents.made import archive
every = made.made_up
made.made_up = lambda: islice(every(), 1)
archive.archive = lambda part: ([], {})
sys.exit(prepare.main())
"""

SECOND = """
import sys
from hemvist.config.ready import ready
ready()
from django.db import transaction
from hemvist.config import options
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects.belonging import belong
from hemvist.projects.models import Project
from hemvist.vault import opened
from hemvist.vault.embedded import EmbeddedKeys
opened.use(EmbeddedKeys(options.key_folder(), data=options.data_folder()))
with transaction.atomic():
    belong(Project.objects.get(pk=sys.argv[1]), Person.objects.admit("ben@example.org", "Ben"), Role.OWNER)
"""


@dataclass
class Installation:
    """A running Hemvist: where it is, how to get in, and what its logs say."""

    home: Path
    port: int
    secret: str

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.home, self.port)

    def link(self) -> str:
        """A fresh one-time link."""
        return self.address + str(_prepared(self.environment, "--sign-in", *MODULE)["path"])

    def join(self, project: str) -> None:
        """Have Ben belong to a project as its second owner."""
        command = [sys.executable, "-P", "-c", SECOND, project]
        subprocess.run(command, env=self.environment, check=True)

    def code(self, step: int = 0) -> str:
        """What the authenticator shows now, or ``step`` half minutes later."""
        return code(self.secret, step)

    def log(self) -> str:
        """All that its processes wrote."""
        return (self.home / "log").read_text()


def code(secret: str, step: int = 0) -> str:
    """What an authenticator shows (RFC 6238, SHA-1, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    told = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), hashlib.sha1).digest()
    at = told[-1] & 15
    return f"{(struct.unpack('>I', told[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def environment(home: Path, port: int) -> dict[str, str]:
    """An environment for a Hemvist of its own, with nothing of this one's options."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEMVIST_", "DJANGO_"))}
    own = {"HEMVIST_HOME": str(home), "HEMVIST_PORT": str(port), "HEMVIST_THREADS": "1", "HEMVIST_UPLOAD_MB": "5"}
    own["HEMVIST_STANDS"] = "SE; Värden AB"
    return kept | own | {"PYTHONPATH": str(ROOT / "src")}


@contextmanager
def running(home: Path, *, small: bool = False) -> Iterator[Installation]:
    """An installation in an empty folder, from when its page answers until it was stopped as Ctrl-C would.

    A ``small`` one has one document in all the demonstration's projects.
    """
    (home / "models").symlink_to(ROOT / "var" / "models")
    port = _free_port()
    told = _prepared(environment(home, port), "--demo", *(("-c", SMALL) if small else MODULE))
    installation = Installation(home, port, str(told["secret"]))
    with (home / "log").open("w") as log, _served(installation, log) as process:
        assert process.stdout is not None
        assert "ready\n" in iter(process.stdout.readline, ""), installation.log()
        yield installation


@contextmanager
def _served(installation: Installation, log: IO[str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-P", "-c", SERVE]
    with subprocess.Popen(
        command, env=installation.environment, text=True, stdout=subprocess.PIPE, stderr=log, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _prepared(environment: dict[str, str], wish: str, *program: str) -> dict[str, object]:
    command = [sys.executable, "-P", *program, wish]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
