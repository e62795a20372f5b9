"""The loop: nothing that a job does stops it, a worker that must end hands over, a hanging handler loses its job."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from hemvist.config.options import ROOT
from hemvist.domain.errors import HemvistError
from hemvist.jobs import models, queue
from hemvist.jobs import work as loop
from hemvist.jobs.ending import Told
from hemvist.jobs.held import Held
from hemvist.jobs.models import Job, Priority, State
from hemvist.jobs.work import run_next, work
from hemvist.vault.errors import VaultLocked, VaultUnreachable
from tests.jobs.office import Office, rows, works

SECRET = "the rent is EUR 12,000"


class CannotDoIt(HemvistError):
    """It cannot be done: {why}."""

    remedy = "None."


def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def raising(error: BaseException) -> Callable[[Held], None]:
    def run(held: Held) -> None:
        raise error

    return run


def job() -> Job:
    return Job.objects.get()


def test_all_that_waits_is_done_once(office: Office, ending: Told) -> None:
    done: list[str] = []

    def run(held: Held) -> None:
        done.append(held.subject)
        held.finish()

    works(run)
    for number in range(5):
        office.add(f"v{number}")
    work(once=True, ending=ending)
    assert done == [f"v{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (CannotDoIt(why="so"), "CannotDoIt"), (ValueError(SECRET), "Fault"), (MemoryError(), "Fault"),
        (RecursionError(), "Fault"), (IntegrityError(SECRET), "Fault"),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_a_failing_job_stops_no_other_and_is_tried_again_with_its_reason(
    office: Office, ending: Told, error: BaseException, why: str
) -> None:
    works(raising(error), "bad")
    office.add("v0", kind="bad")
    office.add("v1")
    work(once=True, ending=ending)
    bad = Job.objects.get(subject="v0")
    assert (bad.state, bad.why, bad.attempts) == (State.WAITING, why, 1)
    assert Job.objects.get(subject="v1").state == State.DONE


def test_what_a_fault_says_never_reaches_the_log(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.config.quiet import QuietFormatter

    handler, logger = logging.StreamHandler(sys.stdout), logging.getLogger(loop.__name__)
    handler.setFormatter(QuietFormatter("%(message)s"))
    monkeypatch.setattr(logger, "disabled", False)  # a command that ran in this process before has set up logging anew
    logger.addHandler(handler)
    try:
        works(raising(ValueError(SECRET)))
        office.add("v1")
        run_next()
    finally:
        logger.removeHandler(handler)
    told = capsys.readouterr().out
    assert "ValueError" in told
    assert SECRET not in told


@pytest.mark.parametrize(("error", "seconds"), [(VaultLocked(scope="p"), 0), (VaultUnreachable(reason="x"), 10)])
def test_what_a_lock_or_an_absent_keeper_holds_up_is_put_off_and_does_not_count(
    office: Office, error: BaseException, seconds: int
) -> None:
    works(raising(error))
    office.add("v1")
    run_next()
    assert (job().state, job().attempts, job().why) == (State.WAITING, 0, "")
    assert abs((job().run_at - timezone.now()).total_seconds() - seconds) < 5


def test_a_handler_that_leaves_its_job_unsettled_is_at_fault(office: Office) -> None:
    works(lambda held: None)
    office.add("v1")
    run_next()
    assert (job().state, job().why) == (State.WAITING, "Unsettled")


def test_a_database_that_goes_away_in_a_job_gives_the_job_back(office: Office) -> None:
    works(raising(OperationalError(SECRET)))
    office.add("v1")
    with pytest.raises(OperationalError):
        run_next()
    assert (job().state, job().attempts) == (State.WAITING, 0)


def test_the_loop_waits_for_a_database_that_is_away(
    office: Office, ending: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = queue.claim, []

    def claim(*args: Any) -> Held | None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError(SECRET)
        return real(*args)

    monkeypatch.setattr(queue, "claim", claim)
    monkeypatch.setattr(loop, "AWAY", (0.01, 0.02))
    works(lambda held: (held.finish(), ending.tell())[0])
    office.add("v1")
    work(ending=ending)
    assert job().state == State.DONE


def test_a_real_connection_that_the_server_cuts_is_made_anew(
    office: Office, ending: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file has no server that could cut a connection")
    monkeypatch.setattr(loop, "AWAY", (0.01, 0.02))
    monkeypatch.setattr(loop, "AWAY_SECONDS", 0)
    times: list[int] = []

    def run(held: Held) -> None:
        times.append(1)
        if len(times) == 1:
            with connection.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")
        held.finish()
        ending.tell()

    works(run)
    office.add("v1")
    work(ending=ending)
    assert (job().state, len(times)) == (State.DONE, 2)


def test_a_job_killed_at_every_attempt_is_given_up_with_the_reason(office: Office) -> None:
    told: list[str] = []
    works(lambda held: held.finish(), attempts=2, given_up=lambda job, code, permit: told.append(code))
    office.add("v1")
    for _ in range(2):
        office.held()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_next()
    assert (job().state, job().why, told) == (State.FAILED, "KeptStopping", ["KeptStopping"])


def test_giving_up_that_fails_leaves_the_job_to_whoever_comes_when_the_lease_is_over(office: Office) -> None:
    def locked(job: Job, code: str, permit: object) -> None:
        raise VaultLocked(scope="p")

    works(raising(ValueError()), attempts=1, given_up=locked)
    office.add("v1")
    assert run_next()
    assert job().state == State.RUNNING
    told: list[str] = []
    works(lambda held: held.finish(), attempts=1, given_up=lambda job, code, permit: told.append(code))
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_next()
    assert (job().state, told) == (State.FAILED, ["KeptStopping"])


def test_a_cancelled_job_ends_as_cancelled_and_what_it_was_writing_is_rolled_back(office: Office) -> None:
    def run(held: Held) -> None:
        Job.objects.update(cancel_asked=timezone.now())
        with transaction.atomic():
            queue.add("result", "r1", office.heron)
            held.finish()

    works(run)
    office.add("v1")
    run_next()
    assert rows() == [("v1", State.CANCELLED)]


def test_a_job_that_was_cancelled_before_its_worker_died_is_not_begun_again(office: Office) -> None:
    begun: list[str] = []
    works(lambda held: begun.append(held.subject))
    office.add("v1")
    office.held()
    Job.objects.update(cancel_asked=timezone.now(), lease_until=timezone.now() - timedelta(seconds=1))
    run_next()
    assert (job().state, begun) == (State.CANCELLED, [])


def test_a_worker_told_to_end_hands_its_job_over_at_once(office: Office, ending: Told) -> None:

    def run(held: Held) -> None:
        held.checkpoint("read", passages=3)
        ending.tell()
        assert not held.still_mine()

    works(run)
    office.add("v1")
    work(ending=ending)
    assert (job().state, job().step, job().attempts) == (State.WAITING, "read", 0)
    assert office.held().data == {"passages": 3}


def test_ctrl_c_in_a_job_gives_it_back(office: Office) -> None:
    works(raising(KeyboardInterrupt()))
    office.add("v1")
    with pytest.raises(KeyboardInterrupt):
        run_next()
    assert (job().state, job().attempts) == (State.WAITING, 0)


def test_a_long_step_keeps_its_job_by_the_heartbeat(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BEAT", 0.02)
    before: list[Any] = []

    def run(held: Held) -> None:
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        until(lambda: job().lease_until > timezone.now())
        before.append(queue.claim())
        held.finish()

    works(run)
    office.add("v1")
    run_next()
    assert (job().state, before) == (State.DONE, [None])


def test_a_handler_that_hangs_loses_its_job(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BEAT", 0.01)
    monkeypatch.setattr(models, "LEASE", timedelta(seconds=0.05))
    taken: list[Held] = []

    def run(held: Held) -> None:
        def take() -> bool:
            found = queue.claim()
            taken.extend([found] if found else [])
            return bool(found)

        until(take)
        assert not held.still_mine()

    works(run, patience=0.1)
    office.add("v1")
    run_next()
    assert taken[0].attempts == 2


def test_no_heartbeat_thread_outlives_its_job(office: Office) -> None:
    office.add("v1")
    run_next()
    assert not [one for one in threading.enumerate() if one.name == "heartbeat"]


def test_the_worker_in_reserve_leaves_batches_alone(office: Office, ending: Told) -> None:
    office.add("batch", priority=Priority.BATCH)
    office.add("urgent", priority=Priority.URGENT)
    work(once=True, urgent_only=True, ending=ending)
    assert dict(rows()) == {"batch": State.WAITING, "urgent": State.DONE}


def test_an_idle_loop_rests_and_lets_go_of_its_connection(
    office: Office, ending: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[float] = []
    real = type(connection._connections["default"]).close  # type: ignore[attr-defined]
    monkeypatch.setattr(type(connection._connections["default"]), "close", lambda self: (closed.append(1), real(self)))  # type: ignore[attr-defined]
    threading.Timer(0.8, ending.tell).start()
    work(ending=ending)
    assert 1 <= len(closed) <= 6


PROGRAM = """
import os, sys, time
from hemvist.jobs.ending import Told

class Loud:
    def __del__(self):
        while not told():  # told inside a destructor, where an exception would be swallowed
            time.sleep(0.001)

told = Told.by_signals()
loud = Loud()
print("ready", flush=True)
del loud
print("told", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_while_a_destructor_runs_is_heard(number: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, number)
    assert child.communicate(timeout=20) == ("told\n", None)
    assert child.returncode == 0


def test_a_second_ctrl_c_stops_at_once() -> None:
    program = (
        PROGRAM.replace("while not told()", "while True")
        .replace("class Loud", "class Quiet")
        .replace("loud = Loud()", "loud = None")
    )
    program = program.replace("del loud", "\nwhile True: time.sleep(0.01)")
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert child.poll() is None
    child.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in child.communicate(timeout=20)[1]
