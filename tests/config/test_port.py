"""A taken port is named, with who has it and what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.config.port import PortNotAllowed, PortTaken, holder, require_free


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_free_port_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_taken_port_is_named_with_its_process_and_another_port(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    with pytest.raises(PortTaken) as error:
        require_free("127.0.0.1", port)
    assert f"Port {port} is taken by" in error.value.message
    assert f"(process {os.getpid()})" in error.value.message
    other = int(error.value.help.partition("PORT=")[2].split()[0])
    require_free("127.0.0.1", other)


def test_a_port_that_another_shares_out_is_taken_all_the_same() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as server, pytest.raises(PortTaken):
        require_free("127.0.0.1", server.getsockname()[1])


def test_a_port_taken_on_every_address_is_taken_here() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server, pytest.raises(PortTaken):
        require_free("127.0.0.1", server.getsockname()[1])


def test_the_newer_protocols_ports_are_looked_at_too() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken, match=str(os.getpid())):
            require_free("::1", port)


def test_the_process_is_named_by_its_program() -> None:
    script = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            port = int(other.stdout.readline())
            assert holder(port) == f"{Path(f'/proc/{other.pid}/comm').read_text().strip()} (process {other.pid})"
            assert "python" in holder(port)
        finally:
            other.kill()


@pytest.mark.parametrize(("address", "port"), [("192.0.2.1", 8443), ("127.0.0.1", 70000)])
def test_an_address_or_port_that_does_not_exist_is_named(address: str, port: int) -> None:
    with pytest.raises(PortNotAllowed, match=str(port)):
        require_free(address, port)
