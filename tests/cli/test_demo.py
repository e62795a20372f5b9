"""``hemvist demo``: from an empty home to a quotation, over real TLS, with a real second factor."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hemvist.cli.demo import in_fours, picture
from hemvist.config import process, tls
from tests.cli.running import OWN, PROJECT, Running, check_visit, free_port, new_home, visit, wait

pytestmark = pytest.mark.slow  # starts of the whole


@pytest.fixture(scope="module")
def demo() -> Iterator[Running]:
    running = Running(new_home(), free_port(), "demo")
    try:
        running.until("Start anew")
        yield running
    finally:
        running.clear()


@pytest.fixture(scope="module")
def asked(demo: Running) -> dict[str, Any]:
    """What somebody was told who signed in, put in a contract of their own and asked."""
    return visit(demo)


def test_it_says_how_to_get_in_and_out(demo: Running) -> None:
    said = demo.said.read_text()
    for words in (demo.address, "/enter/", "into the app:", "Ctrl-C", "make demo-reset", "--one-party", "make trust"):
        assert words in said
    assert "█" in said


def test_somebody_gets_in_puts_in_a_contract_of_their_own_and_gets_quotations(asked: dict[str, Any]) -> None:
    check_visit(asked)


def test_a_link_works_once_and_a_fresh_one_again(demo: Running) -> None:
    first = demo.command("demo", "sign-in")
    link = re.search(r"https://\S+/enter/\S+", first.stdout)
    assert link, first.stderr
    second = re.search(r"https://\S+/enter/\S+", demo.command("demo", "sign-in").stdout)
    assert second
    with httpx.Client(verify=demo.trust) as browser:
        assert browser.get(second[0]).status_code == httpx.codes.OK
        assert browser.get(link[0]).status_code == httpx.codes.GONE


def test_only_its_own_authority_vouches_for_it(demo: Running, tmp_path: Path) -> None:
    stranger = ssl.create_default_context(cafile=str(tls.ensure(tmp_path, "localhost").authority))
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(demo.address, verify=stranger)
    assert httpx.get(f"{demo.address}/sign-in/", verify=demo.trust).status_code == httpx.codes.OK


def test_nothing_older_than_tls_1_3_and_nothing_without_tls_is_spoken(demo: Running) -> None:
    older = demo.trust
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", demo.port)) as plain, pytest.raises(ssl.SSLError):
        older.wrap_socket(plain, server_hostname="localhost")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{demo.port}/")


def test_every_part_runs_without_roots_rights_and_cannot_gain_any(demo: Running) -> None:
    as_root = "Hemvist serves as root now" in demo.said.read_text()
    names = " ".join(demo.processes().values())
    for part in ("hemvist.vault.keeper", "hemvist.providers.embedder", "main work", "hemvist.config.web"):
        assert part in names
    for pid, command in demo.processes().items():
        status = Path(f"/proc/{pid}/status").read_text()
        assert as_root or "Uid:\t0" not in status, command
        assert "NoNewPrivs:\t1" in status or "main demo" in command, command
        assert re.search(r"Max core file size +0 +0 ", Path(f"/proc/{pid}/limits").read_text()), command


def test_whatever_lies_in_the_home_is_for_its_user_alone(demo: Running) -> None:
    for folder, folders, files in os.walk(demo.home):
        if Path(folder).is_relative_to(demo.home / "models"):
            continue
        for name in [*folders, *files]:
            mode = Path(folder, name).lstat().st_mode
            assert name == "models" or not stat.S_IMODE(mode) & 0o077, Path(folder, name)


def test_temporary_files_go_to_memory(demo: Running) -> None:
    assert process.left_in_memory(demo.home)
    rooms = [Path(f"/proc/{pid}/environ").read_bytes() for pid, line in demo.processes().items() if "main work" in line]
    assert rooms
    for room in rooms:
        folder = re.search(rb"\0TMPDIR=([^\0]+)", room)
        assert folder
        assert folder[1].startswith(b"/dev/shm/hemvist-")
        assert stat.S_IMODE(Path(os.fsdecode(folder[1])).stat().st_mode) == 0o700


def test_a_second_one_from_the_same_home_says_that_it_runs_already(demo: Running) -> None:
    again = demo.command("demo")
    assert again.returncode == 75
    assert "already runs" in again.stderr


def test_a_part_that_is_killed_comes_back_and_people_go_on(demo: Running) -> None:
    def web() -> set[int]:
        return {pid for pid, line in demo.processes().items() if "hemvist.config.web" in line}

    before = web()
    os.kill(min(before), signal.SIGKILL)
    wait(lambda: demo.said.read_text().count("web       ready") == 2, 60)
    assert not web() & before
    assert httpx.get(f"{demo.address}/sign-in/", verify=demo.trust).status_code == httpx.codes.OK


def test_killed_outright_it_leaves_no_process_and_started_again_it_finds_everything(
    demo: Running, asked: dict[str, Any]
) -> None:
    check_visit(asked)
    demo.stop(signal.SIGKILL)
    wait(lambda: not demo.processes(), 20)
    again = Running(demo.home, demo.port, "demo")
    try:
        page = again.until("Start anew")
        assert "the authenticator or passkey you set up before" in page
        assert OWN in again.command("project", "documents", PROJECT).stdout
        assert again.stop() == 0
        wait(lambda: not again.processes(), 20)
        assert again.said.read_text().endswith("all       stopped\n")
        assert process.left_in_memory(again.home) == []
    finally:
        again.process.kill()


def test_a_taken_port_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        refused = Running(new_home(), port, "demo")
        try:
            assert refused.process.wait(60) == 75
            said = refused.said.read_text()
            assert f"Port {port} is taken by" in said
            assert "PORT=" in said
            assert not (refused.home / "data").exists()
        finally:
            refused.clear()


def test_the_picture_is_the_authenticators_address() -> None:
    """Read back from half blocks into modules, and compared with the code that holds exactly this text."""
    import qrcode

    told = "otpauth://totp/Hemvist:you@localhost?secret=ABCDEFGHIJKLMNOP&issuer=Hemvist"
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(told)
    modules = code.get_matrix()
    light = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
    rows: list[list[bool]] = []
    for line in picture(told).split("\n"):
        upper, lower = zip(*(light.get(char, (0, 0)) for char in line[4:].replace("\xa0", " ")), strict=True)
        rows += [[not one for one in upper], [not one for one in lower]]
    assert rows[: len(modules)] == modules


def test_a_secret_is_easier_to_copy_in_fours() -> None:
    assert in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"
