"""A log's oldest lines go after their agreed days; what is left verifies, says from when on, and cannot be shortened more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION, Anchor, Event
from hemvist.audit.shorten import shorten
from hemvist.closing import logs
from hemvist.domain.events import EventName
from tests.audit.test_log import _tamper, written
from tests.house import House

pytestmark = pytest.mark.django_db
LATER = datetime.now(UTC) + timedelta(days=400)


def aged(count: int, project: str = "p1") -> datetime:
    """So many lines, then a moment, then one line more; the moment."""
    written(count, project)
    moment = datetime.now(UTC)
    written(1, project)
    return moment


def test_nothing_goes_before_its_days_are_over() -> None:
    written(3)
    assert shorten("p1", 365, datetime.now(UTC) + timedelta(days=364)) == 0
    assert len(list(log.lines("p1"))) == 3
    assert log.anchor_of("p1") is None


def test_old_lines_go_and_the_rest_verifies_from_there_on() -> None:
    moment = aged(3)
    third = list(log.lines("p1"))[2]
    assert shorten("p1", 365, moment + timedelta(days=365)) == 3
    left = list(log.lines("p1"))
    assert [line.sequence for line in left] == [4, 5]
    told = left[-1]
    assert told.event == EventName.LOG_SHORTENED
    assert (told.things["upto"], told.things["hash"], told.things["lines"]) == (3, third.hash, 3)
    anchor = log.anchor_of("p1")
    assert anchor is not None
    assert (anchor.sequence, anchor.hash, anchor.days) == (3, third.hash, 365)


def test_again_and_again_and_when_all_of_it_is_old() -> None:
    written(3)
    assert shorten("p1", 365, LATER) == 3
    assert [line.event for line in log.lines("p1")] == ["log:shortened"]
    written(2)
    assert shorten("p1", 365, LATER) == 3
    assert [line.sequence for line in log.lines("p1")] == [7]
    assert Anchor.objects.count() == 2
    written(1)
    assert [line.sequence for line in log.lines("p1")] == [7, 8]


def test_other_logs_stay() -> None:
    written(2)
    written(2, "p2")
    shorten("p1", 365, LATER)
    assert len(list(log.lines("p2"))) == 2
    assert log.anchor_of("p2") is None


def test_a_log_that_does_not_verify_is_kept_as_it_is() -> None:
    written(3)
    _tamper(line=bytes(Event.objects.get(sequence=2).line).replace(b'"passages":1', b'"passages":9'))
    with pytest.raises(log.LogBroken, match="line 2: it was changed"):
        shorten("p1", 365, LATER)
    assert Event.objects.count() == 3
    assert not Anchor.objects.exists()


def test_what_fails_in_the_middle_deletes_nothing_and_tells_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written(3)
    with monkeypatch.context() as broken:
        broken.setattr(Event.objects, "filter", _failing_to_delete(Event.objects.filter))
        with pytest.raises(RuntimeError):
            shorten("p1", 365, LATER)
    assert [line.event for line in log.lines("p1")] == ["document:read"] * 3
    assert not Anchor.objects.exists()


def _failing_to_delete(real):  # type: ignore[no-untyped-def]
    def chosen(**what):  # type: ignore[no-untyped-def]
        if "sequence__lte" in what:
            raise RuntimeError("killed")
        return real(**what)

    return chosen


@pytest.mark.parametrize(
    "deed",
    [
        "DELETE FROM audit_event WHERE sequence = 5",
        "UPDATE audit_event SET name = 'x'",
        "UPDATE audit_anchor SET sequence = 9",
        "DELETE FROM audit_anchor",
        "INSERT INTO audit_anchor(project, sequence, hash, first_at, last_at, days) "
        "VALUES ('p1', 6, 'aa', '2026-01-01', '2026-01-01', 1)",
        "INSERT INTO audit_anchor(project, sequence, hash, first_at, last_at, days) "
        "SELECT project, sequence, hash, at, at, 1 FROM audit_event WHERE sequence = 6",
    ],
)
def test_the_database_refuses_to_delete_beyond_the_anchor_and_to_move_it(deed: str) -> None:
    shorten("p1", 365, aged(3) + timedelta(days=365))
    written(1)  # 4 is left, 5 tells of it, 6 came after
    with pytest.raises(DatabaseError, match=r"never changed|needs its last line"), transaction.atomic(), connection.cursor() as cursor:  # fmt: skip
        cursor.execute(deed)
    assert [line.sequence for line in log.lines("p1")] == [4, 5, 6]


def test_an_anchor_that_no_line_tells_of_is_found() -> None:
    shorten("p1", 365, aged(3) + timedelta(days=365))
    _tamper()
    Event.objects.filter(sequence=4).delete()
    with pytest.raises(log.LogBroken, match="line 4: a line is missing"):
        list(log.lines("p1"))


def test_a_forged_anchor_is_found_even_where_the_triggers_are_gone() -> None:
    shorten("p1", 365, aged(3) + timedelta(days=365))
    _tamper()
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER audit_anchor_told" + (" ON audit_anchor" if connection.vendor == "postgresql" else "")
        )
    row = Event.objects.get(sequence=4)
    Anchor.objects.create(project="p1", sequence=4, hash=row.hash, first_at=row.at, last_at=row.at, days=1)
    row.delete()
    with pytest.raises(log.LogBroken, match="no line tells of that"):
        list(log.lines("p1"))


def test_each_project_s_log_goes_as_its_agreement_says_and_the_installation_s_as_the_longest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        log.write(INSTALLATION, EventName.PERSON_SIGNED_IN, house.ada.pk)
    assert logs.shorten_all() == 0
    assert not Anchor.objects.exists()

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return datetime.now(tz) + timedelta(days=366)

    monkeypatch.setattr(logs, "datetime", Later)
    assert house.heron.agreement.audit_days == 365
    assert logs.shorten_all() == 0
    assert {row.project for row in Anchor.objects.all()} == {house.heron.pk, house.wren.pk, INSTALLATION}
    assert [line.event for line in log.lines(house.heron.pk)] == ["log:shortened"]


def test_a_log_that_is_shortened_and_written_while_it_is_read_still_verifies() -> None:
    moment = aged(3)
    reading = log.lines("p1")
    assert next(reading).sequence == 1
    assert shorten("p1", 365, moment + timedelta(days=365)) == 3
    assert [line.sequence for line in log.lines("p1")] == [4, 5]
