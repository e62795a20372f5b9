"""A short run of what ``tests.readers.fuzz`` does for as long as one likes, and that it finds what it is there to find."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest

from hemvist.readers.parsers import PARSERS
from hemvist.readers.scribe import Scribe
from tests.readers import fuzz

SAMPLES = list(fuzz.samples())


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_a_spoilt_file_of_any_kind_is_read_or_refused(kind: str):
    found = [data for known, data in SAMPLES if known == kind]
    assert found
    faults = {(at, seed): fuzz.fault(kind, spoilt) for at, data in enumerate(found) for seed in range(3)
              for spoilt in fuzz.mutants(data, 8, seed)}  # fmt: skip
    assert {place: fault for place, fault in faults.items() if fault} == {}


def _reading(write: Any) -> Any:
    def read(data: bytes, scribe: Scribe) -> None:
        write(scribe)

    return SimpleNamespace(read=read)


def test_a_parser_that_fails_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(PARSERS, "txt", _reading(lambda scribe: {}["x"]))  # type: ignore[arg-type]
    assert fuzz.fault("txt", b"x") == "KeyError"
    assert [line.split()[1] for line in fuzz.batch("txt", b"x", 1, None)] == ["KeyError"] * 40


def test_a_character_that_turns_the_direction_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(PARSERS, "txt", _reading(lambda scribe: scribe.write("gnp\u202e.exe")))  # type: ignore[arg-type]
    assert fuzz.fault("txt", b"x") == "character"


def test_a_parser_that_takes_its_process_along_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(PARSERS, "txt", _reading(lambda scribe: os._exit(3)))  # type: ignore[arg-type]
    assert fuzz.batch("txt", b"x", 1, None) == ["0 ended with 3"]
