"""In a running installation each process tries to get out as it starts, from within; and a document is read all the same."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_outward import own_address
from tests.web import running as running_installation
from tests.web.running import running

pytestmark = pytest.mark.slow  # a start of the whole
TRY = """
import errno, json, os, socket, sys
def told(kind, address):
    try:
        with socket.socket(socket.AF_INET, kind) as one:
            one.settimeout(1)
            one.connect(address)
    except OSError as error:
        return errno.errorcode.get(error.errno, "other")
    return "done"
where = {where!r}
tries = [told(socket.SOCK_STREAM, tuple(where)), told(socket.SOCK_STREAM, ("192.0.2.1", 443)), told(socket.SOCK_DGRAM, tuple(where))]
with open({found!r}, "a") as file:
    file.write(json.dumps([" ".join(sys.orig_argv), tries]) + "\\n")
"""
PARTS = {
    "keeper": "hemvist.vault.keeper", "embedder": "hemvist.providers.embedder", "worker": "hemvist.cli.main work",
    "web": "hemvist.config.web",
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[list[str]]]]:
    """What each kind of process came upon, by its command."""
    place: Path = tmp_path_factory.mktemp("tries")
    before = running_installation.environment

    def with_tries(home: Path, port: int) -> dict[str, str]:
        told = before(home, port)
        return told | {"PYTHONPATH": f"{place}:{told['PYTHONPATH']}"}

    with socket.create_server((own_address(), 0)) as listening, pytest.MonkeyPatch.context() as patched:
        where, written = listening.getsockname(), place / "found"
        (place / "sitecustomize.py").write_text(TRY.format(where=where, found=str(written)))
        patched.setattr(running_installation, "environment", with_tries)
        with running(tmp_path_factory.mktemp("hemvist")):
            yield dict(map(json.loads, written.read_text().splitlines()))


def tries(found: dict[str, list[list[str]]], module: str) -> list[list[str]]:
    return [told for command, told in found.items() if module in command]


def test_whoever_starts_the_parts_is_not_fenced_so_that_the_tries_could_have_come_through(
    found: dict[str, list[list[str]]],
) -> None:
    free = [told for command, told in found.items() if "parts.serve" in command]
    assert free
    assert all(told[0] == told[2] == "done" for told in free)


@pytest.mark.parametrize("part", ["keeper", "embedder", "worker", "web"])
def test_no_part_gets_out(found: dict[str, list[list[str]]], part: str) -> None:
    told = tries(found, PARTS[part])
    assert told, found.keys()
    assert all(set(one) <= {"EPERM", "EACCES"} for one in told), told
