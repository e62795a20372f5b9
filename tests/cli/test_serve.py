"""``hemvist serve``: the same without a demonstration, with a log of requests that holds nothing of anybody."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import httpx
import pytest

from tests.cli.running import Running, free_port, new_home

SECRET = "KDJJTPI97O7DEihB2JiqOhe25LAu2btS6OkC0gQnRiU"


@pytest.fixture(scope="module")
def served() -> Iterator[Running]:
    running = Running(new_home(), free_port(), "serve")
    try:
        running.until("web       ready")
        yield running
    finally:
        running.clear()


def test_a_request_is_logged_without_secrets_names_or_addresses_of_people(served: Running) -> None:
    with httpx.Client(base_url=served.address, verify=served.trust) as browser:
        assert browser.get(f"/enter/{SECRET}/").status_code == httpx.codes.GONE
        browser.get("/sign-in/", params={"next": "the-rent-is-seven-hundred"})
        browser.get("/p/Lindhagen%20leases/")
    served.until(" GET /p/", 20)
    said = served.said.read_text()
    assert " GET /enter/*/ 410 " in said
    assert " GET /sign-in/ 200 " in said
    for words in (SECRET, "seven-hundred", "Lindhagen", "127.0.0.1"):
        assert words not in said


def test_it_makes_no_person_and_no_project_of_its_own(served: Running) -> None:
    assert not list((served.home / "data").glob("projects/*"))
    assert "/enter/" not in served.said.read_text().partition(" GET ")[0]


def test_the_other_commands_find_it_on_the_port_that_was_chosen(served: Running) -> None:
    assert (served.home / "run" / "address").read_text() == served.address + "\n"


def test_told_to_stop_it_ends_in_order_and_well(served: Running) -> None:
    assert served.stop(signal.SIGTERM) == 0
    assert served.processes() == {}
    assert not (served.home / "run" / "address").exists()
    assert served.said.read_text().endswith("all       stopped\n")
