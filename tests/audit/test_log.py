"""The log: chained, numbered without gaps, never changed, and written with its act or not at all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hemvist.audit import log
from hemvist.audit.models import Event, Head, Pseudonym
from hemvist.domain.events import GENESIS, EventName

pytestmark = pytest.mark.django_db


def written(count: int, project: str = "p1") -> list[log.Line]:
    for number in range(count):
        with transaction.atomic():
            log.write(project, EventName.DOCUMENT_READ, "ada", passages=number)
    return list(log.lines(project))


def test_lines_are_numbered_from_one_and_each_follows_from_the_one_before() -> None:
    lines = written(3)
    assert [line.sequence for line in lines] == [1, 2, 3]
    assert GENESIS.encode() in bytes(Event.objects.get(sequence=1).line)
    assert bytes(Event.objects.get(sequence=3).line).find(lines[1].hash.encode()) > 0


def test_each_project_has_a_chain_of_its_own() -> None:
    written(2)
    assert [line.sequence for line in written(2, "p2")] == [1, 2]


def test_a_person_stands_in_the_log_under_another_name_in_each_project() -> None:
    names = {written(1, project)[0].by for project in ("p1", "p2")}
    assert len(names) == 2
    assert not any("ada" in name for name in names)


def test_unlinking_a_person_leaves_the_chain_whole() -> None:
    written(2)
    Pseudonym.objects.filter(person="ada").delete()
    assert len(list(log.lines("p1"))) == 2


def _failing() -> None:
    with transaction.atomic():
        log.write("p1", EventName.DOCUMENT_READ, "ada")
        raise RuntimeError("the act failed")


def test_an_act_that_fails_leaves_no_line() -> None:
    with pytest.raises(RuntimeError, match="the act failed"):
        _failing()
    assert list(log.lines("p1")) == []


@pytest.mark.parametrize("deed", ["UPDATE audit_event SET name = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_delete_a_line(deed: str) -> None:
    written(1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def _tamper(**values: Any) -> None:
    """Change the second line as somebody can who owns the database."""
    guards = ["audit_event_no_update", "audit_event_no_delete"]
    if connection.vendor == "postgresql":
        guards = ["audit_event_append_only ON audit_event", "audit_event_anchored ON audit_event"]
    with connection.cursor() as cursor:
        for guard in guards:
            cursor.execute(f"DROP TRIGGER {guard}")
    if values:
        Event.objects.filter(sequence=2).update(**values)


def test_a_changed_line_is_found() -> None:
    written(3)
    _tamper(line=bytes(Event.objects.get(sequence=2).line).replace(b'"passages":1', b'"passages":9'))
    with pytest.raises(log.LogBroken, match="line 2: it was changed"):
        list(log.lines("p1"))


def test_a_line_that_was_changed_with_its_hash_is_found_at_the_next() -> None:
    from hemvist.domain.events import digest

    written(3)
    forged = bytes(Event.objects.get(sequence=2).line).replace(b'"passages":1', b'"passages":9')
    _tamper(line=forged, hash=digest(forged))
    with pytest.raises(log.LogBroken, match="line 3: it does not follow"):
        list(log.lines("p1"))


def test_a_missing_line_is_found_in_the_middle_and_at_the_end() -> None:
    written(3)
    _tamper()
    Event.objects.filter(sequence=3).delete()
    with pytest.raises(log.LogBroken, match="last lines are missing"):
        list(log.lines("p1"))
    Event.objects.filter(sequence=1).delete()
    with pytest.raises(log.LogBroken, match="line 1: a line is missing"):
        list(log.lines("p1"))


def test_a_line_outside_of_an_act_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="inside the transaction"):
        log.write("p1", EventName.DOCUMENT_READ, "ada")
    assert not Head.objects.exists()
