"""Lines of the log: canonical, chained, and without contents."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.events import GENESIS, EventName, canonical, digest

AT = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def line(**things: str | int) -> bytes:
    return canonical("p1", 7, AT, EventName.DOCUMENT_READ, "p-1", things, GENESIS)


def test_a_line_is_the_published_bytes() -> None:
    assert line(document="d1", passages=3) == (
        b'{"at":"2026-11-23T12:00:00.123Z","by":"p-1","event":"document:read","previous":"' + b"0" * 64 +
        b'","project":"p1","sequence":7,"things":{"document":"d1","passages":3},"v":1}'
    )  # fmt: skip
    assert digest(line()) != digest(line(passages=1))


def test_the_time_zone_of_the_clock_does_not_matter() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=2)))
    assert canonical("p", 1, elsewhere, EventName.DOCUMENT_READ, "x", {}, GENESIS) == canonical(
        "p", 1, AT, EventName.DOCUMENT_READ, "x", {}, GENESIS
    )


@given(st.text(min_size=1).filter(lambda s: " " in s or not s.isascii() or len(s) > 80))
def test_a_line_takes_no_text(contents: str) -> None:
    with pytest.raises(ValueError, match="ids, counts and codes"):
        line(document=contents)


def test_every_name_is_a_thing_and_a_deed() -> None:
    for name in EventName:
        thing, deed = name.value.split(":")
        assert thing.isidentifier()
        assert deed.replace("-", "_").isidentifier()
    assert json.loads(line())["v"] == 1
