"""The web server's process tells neither secrets of an address nor words of a fault."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.config.web import LINE, BrokenOff, NoSecrets, plain, wordless

MARKER = "the rent is seven hundred"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/", "/"),
        ("/projects/8f018e8845e4ad7f478d521adb8dbe3d/ask", "/projects/*/ask"),
        ("/enter/KDJJTPI97O7DEihB2JiqOhe25LAu2btS6OkC0gQnRiU/", "/enter/*/"),
        ("/documents/Lease%20Norrglim.pdf", "/documents/*"),
        ("/api/projects/heron/ask", "/api/projects/*/ask"),
        ("/p/heron/documents/lease/delete/", "/p/*/documents/*/delete/"),
        ("/p/heron/documents/add/", "/p/*/documents/add/"),
    ],
)
def test_a_logged_address_keeps_our_words_and_nothing_else(path: str, logged: str) -> None:
    assert plain(path) == logged


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", min_size=43, max_size=43))
def test_no_one_time_secret_is_ever_logged(secret: str) -> None:
    assert secret not in plain(f"/enter/{secret}/")


def test_a_line_of_the_log_has_neither_address_of_a_person_nor_query() -> None:
    fields = {"time": "now", "addr": "192.0.2.9", "method": "GET", "path": "/enter/Zx9/", "query_string": MARKER}
    record = logging.LogRecord("granian.access", logging.INFO, "", 0, LINE, None, None)
    record.args = {**fields, "status": 200, "dt_ms": 3.2}
    assert NoSecrets().filter(record)
    assert record.getMessage() == "now GET /enter/*/ 200 3 ms"


async def never(scope: dict[str, Any], receive: Any, send: Any) -> None:
    raise ValueError(MARKER)


async def half(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError(MARKER)


def ask(app: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def visit() -> None:
        await wordless(app)({"type": "http"}, None, send)

    asyncio.run(visit())
    return sent


def test_a_fault_is_answered_and_told_without_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    start, body = ask(never)
    assert start["status"] == 500
    told = capfd.readouterr().err
    assert "ValueError in" in told
    assert "test_web.py" in told
    assert MARKER not in told + str(body)


def test_a_fault_in_the_middle_breaks_the_answer_off_without_its_words() -> None:
    with pytest.raises(BrokenOff) as error:
        ask(half)
    assert error.value.__suppress_context__
    assert MARKER not in str(error.value)
