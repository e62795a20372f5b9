"""``hemvist versions``: what looks alike is listed, joined, kept apart and taken out again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hemvist.cli import versions as command
from hemvist.cli.errors import DocumentUnclear
from hemvist.documents import show
from tests.cli.inside import Line, args
from tests.house import LEASE, House, visit


@pytest.fixture
def line(house: House, monkeypatch: pytest.MonkeyPatch) -> Line:
    house.receive(house.ada, house.heron, "lease.txt")
    house.receive(house.ada, house.heron, "lease v2.txt", LEASE.replace("nine", "six"))
    house.read()
    line = Line(house.ada)
    monkeypatch.setattr(command, "Client", lambda: line)
    return line


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    command.versions(args(json=True))
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_it_lists_joins_separates_and_remembers(house: House, line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = listed(capsys)
    assert (row["name"], row["of_name"]) == ("lease v2.txt", "lease.txt")
    command.versions(args(join=["lease v2.txt", "lease.txt"]))
    assert len(show.listing(visit(house.ada), house.heron)) == 1
    house.read()
    command.versions(args(separate="lease v2.txt"))
    house.read()
    assert len(show.listing(visit(house.ada), house.heron)) == 2
    assert listed(capsys) == []


def test_kept_apart_it_is_listed_no_more(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    command.versions(args(apart=["lease v2.txt", "lease.txt"]))
    assert listed(capsys) == []


def test_a_name_that_is_not_one_document_changes_nothing(line: Line) -> None:
    with pytest.raises(DocumentUnclear):
        command.versions(args(join=["nothing", "lease.txt"]))
