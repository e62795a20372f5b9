"""A small piece of work to kill workers at: three rows one by one, a file, and a last commit of both."""

from __future__ import annotations

import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from hemvist.jobs import kinds, queue
from hemvist.jobs.errors import Stopped
from hemvist.jobs.held import Held
from hemvist.jobs.kinds import Kind
from hemvist.jobs.models import Job, State
from tests.jobs.office import Office

KIND, PARTS = "small", 3
BREATH = 0.012


class Small:
    """Rows without any constraint that would hide a double, and files that a killed worker leaves half written."""

    steps = ("gather", "write", "settle")
    longest = 3.5 * BREATH

    def compose(self, enter: Callable[[str], None]) -> None:
        """Register the kind."""
        kinds.register(Kind(KIND, lambda held: _run(held, enter), attempts=50))

    def feed(self, office: Office, number: int) -> None:
        """One new job."""
        if not number:
            _sql("CREATE TABLE IF NOT EXISTS small_part (subject varchar(20), part integer)")
            _sql("DELETE FROM small_part")
            Job.objects.filter(kind=KIND).delete()
        with transaction.atomic():
            queue.add(KIND, f"s{number}", office.wren if number % 2 else office.heron)

    def check(self, office: Office) -> None:
        """Every subject has each of its parts once, one whole file and one finished job, and there is nothing else."""
        jobs = Job.objects.filter(kind=KIND)
        subjects = [job.subject for job in jobs]
        assert {job.state for job in jobs} == {State.DONE}
        assert len(subjects) == len(set(subjects))
        with connection.cursor() as cursor:
            cursor.execute("SELECT subject, part FROM small_part")
            found = Counter(cursor.fetchall())
        assert found == {(subject, part): 1 for subject in subjects for part in range(PARTS)}
        folder = office.home / "data" / "small"
        assert {path.name: path.read_text() for path in folder.iterdir()} == {subject: subject for subject in subjects}


def _run(held: Held, enter: Callable[[str], None]) -> None:
    if held.step in ("", "gather"):
        enter("gather")
        _gather(held)
    enter("write")
    partial = _written(held)
    enter("settle")
    _settle(held, partial)


def _gather(held: Held) -> None:
    for part in range(held.data.get("parts", 0), PARTS):
        with transaction.atomic():
            _sql("INSERT INTO small_part VALUES (%s, %s)", held.subject, part)
            _breath()
            held.checkpoint("gather", parts=part + 1)
    held.checkpoint("gathered", parts=PARTS)


def _written(held: Held) -> Path:
    folder = Path(settings.DATA_FOLDER) / "small"
    folder.mkdir(exist_ok=True)
    partial = folder / f".{held.subject}.{secrets.token_hex(4)}"
    with partial.open("w") as file:
        for char in held.subject:
            file.write(char)
            file.flush()
            _breath()
    try:
        held.go_on()
    except Stopped:  # overtaken before this file was begun: whoever did the work swept too early to see it
        partial.unlink(missing_ok=True)
        raise
    return partial


def _settle(held: Held, partial: Path) -> None:
    try:
        with transaction.atomic():
            held.finish()  # first, so that a worker that was overtaken touches no file
            _breath()
            partial.replace(partial.with_name(held.subject))
            for left in partial.parent.glob(f".{held.subject}.*"):
                left.unlink(missing_ok=True)
            _breath()
    finally:
        partial.unlink(missing_ok=True)


def _breath() -> None:
    time.sleep(random.random() * BREATH)


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


SUBJECT = Small()
