"""A clock that jumps deletes nothing: what is over its days only by its word stays until somebody confirms the date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemvist.assistant.models import Question
from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.cli import clock as cli
from hemvist.cli.work import upkeep
from hemvist.closing.logs import shorten_all
from hemvist.closing.retain import retain
from hemvist.documents import retained
from hemvist.documents.models import Document
from hemvist.domain.agreement import Retention
from hemvist.domain.clock import Moment
from hemvist.jobs import clock
from hemvist.jobs.clock import NotToday, watch
from hemvist.jobs.models import Clock
from hemvist.jobs.schedules import take_due
from hemvist.jobs.work import run_next
from tests.cli.inside import args
from tests.house import House
from tests.projects.ended import restated
from tests.web.visitor import browser, words

YEAR = timedelta(days=365)
Jump = Callable[..., None]


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Jump:
    """From now on the machine's clock says so much more, or less, than it should; ``boot``: after a start of it."""
    real = clock.now

    def jumped(by: timedelta, boot: str = "") -> None:
        def now() -> Moment:
            here = real()
            return Moment(here.wall + by, 5.0 if boot else here.ticks, boot or here.boot)

        monkeypatch.setattr(clock, "now", now)
        monkeypatch.setattr(retained, "today", lambda: (datetime.now(UTC) + by).date())

    return jumped


@pytest.fixture
def heron(house: House) -> House:
    """Heron with a lease that is kept 90 days, asked of, and its clock watched."""
    rules = (Retention("documents", 90), Retention("questions", 90))
    restated(house.heron, retention=rules, ends_on=date(2099, 1, 1))
    house.with_lease()
    browser(house.ada).post(f"/p/{house.heron.pk}/ask/", {"question": "What is the rent?"})
    assert watch()
    return house


def stored() -> tuple[int, int]:
    return Document.objects.count(), Question.objects.count()


def events() -> list[str]:
    return [one.event for one in log.lines(INSTALLATION) if one.event.startswith("clock:")]


def test_a_year_ahead_while_it_runs_deletes_nothing_and_is_told(heron: House, jump: Jump) -> None:
    jump(YEAR)
    assert retain() > 0
    assert shorten_all() > 0
    assert stored() == (1, 1)
    assert events() == ["clock:doubted"]
    retain()
    assert events() == ["clock:doubted"], "a line for the change, none for each look"
    page = words(browser(heron.ada).get(f"/p/{heron.heron.pk}/documents/"))
    assert "The clock of this machine cannot be believed since it said" in page
    assert "hemvist clock" in page


def test_set_right_again_it_is_believed_and_what_is_due_by_it_goes(heron: House, jump: Jump) -> None:
    jump(YEAR)
    retain()
    jump(timedelta(0))
    assert retain() == 0
    assert stored() == (1, 1)
    assert events() == ["clock:doubted", "clock:believed"]
    assert "cannot be believed" not in words(browser(heron.ada).get(f"/p/{heron.heron.pk}/documents/"))


def test_a_year_ahead_after_a_start_is_not_believed_either(heron: House, jump: Jump) -> None:
    jump(YEAR, boot="another start")
    retain()
    assert stored() == (1, 1)
    assert clock.doubted() is not None


def test_a_start_with_the_wrong_time_does_not_make_it_right(heron: House, jump: Jump) -> None:
    jump(YEAR)
    watch()
    jump(YEAR + timedelta(days=1), boot="another start")
    assert not watch()
    assert stored() == (1, 1)


def test_without_a_row_the_newest_line_of_any_log_is_what_it_said_before(heron: House, jump: Jump) -> None:
    Clock.objects.all().delete()
    jump(timedelta(days=8))
    assert not watch()
    Clock.objects.all().delete()
    jump(timedelta(days=6))
    assert watch()


def test_confirmed_at_the_machine_what_is_over_goes(
    heron: House, jump: Jump, capsys: pytest.CaptureFixture[str]
) -> None:
    jump(YEAR)
    retain()
    today = clock.now().wall.date()
    with pytest.raises(NotToday):
        cli.confirm(args(day=today - timedelta(days=1)))
    cli.show(args())
    assert "hemvist clock confirm" in capsys.readouterr().out
    cli.confirm(args(day=today))
    assert retain() == 0
    assert stored() == (0, 0)
    assert events() == ["clock:doubted", "clock:confirmed"]
    assert cli.show(args()) == 0
    assert "is believed" in capsys.readouterr().out


def test_a_machine_that_was_off_for_a_weekend_is_believed(heron: House, jump: Jump) -> None:
    jump(timedelta(days=3), boot="monday")
    assert watch()
    assert Clock.objects.get().boot == "monday"


def test_the_worker_looks_at_the_clock_unasked(heron: House) -> None:
    Clock.objects.all().delete()
    take_due(upkeep(), datetime.now(UTC))
    while run_next():
        pass
    assert Clock.objects.get().doubted is None


def test_a_clock_that_went_back_leaves_the_log_whole(heron: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Back(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2020, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(log, "datetime", Back)
    browser(heron.cleo).get(f"/p/{heron.heron.pk}/")
    monkeypatch.undo()
    browser(heron.cleo).get(f"/p/{heron.heron.pk}/")
    times = [one.at for one in log.lines(heron.heron.pk)]
    assert times != sorted(times)


def test_and_no_session_lives_longer_by_it(heron: House) -> None:
    from hemvist.domain.errors import Refused
    from hemvist.domain.permit import Deed
    from hemvist.projects import gate
    from tests.house import visit

    mine = visit(heron.ada, age=timedelta(hours=3))
    assert mine.session is not None
    for ahead in (timedelta(minutes=5), timedelta(hours=2)):
        later = replace(mine, session=replace(mine.session, used=mine.session.used + ahead))
        with pytest.raises(Refused, match="older than the agreement allows"):
            gate.enter(later, heron.heron, Deed.LIST)
