"""A project's jobs over the API and on the command line: listed, cancelled, tried again, each with one's own rights."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction

from hemvist.cli import client, main
from hemvist.documents.read import READING
from hemvist.jobs import kinds, queue
from hemvist.jobs.kinds import Kind
from hemvist.jobs.models import Job
from hemvist.vault import opened
from tests.api.test_api import admitted, get, post
from tests.house import House

KIND = "count"


@pytest.fixture
def job(house: House) -> Job:
    """A job that waits in Heron."""
    kinds.register(Kind(KIND, lambda held: held.finish()))
    with transaction.atomic():
        return queue.add(KIND, "s1", house.heron)


def test_a_job_is_listed_cancelled_and_tried_again(house: House, job: Job) -> None:
    ada = admitted(house.ada)
    (row,) = get(ada, "projects/Heron/jobs").json()
    assert (row["id"], row["kind"], row["subject"], row["state"], row["finished"]) == (
        job.pk,
        KIND,
        "s1",
        "waiting",
        None,
    )
    told = post(ada, f"projects/Heron/jobs/{job.pk}/cancel", {}).json()
    assert (told["state"], told["why"]) == ("cancelled", "Cancelled")
    again = post(ada, f"projects/Heron/jobs/{job.pk}/cancel", {})
    assert (again.status_code, again.json()["error"]) == (409, "JobSettled")
    assert post(ada, f"projects/Heron/jobs/{job.pk}/retry", {}).json()["state"] == "waiting"


def test_a_file_that_is_read_is_listed_by_its_name_except_while_the_project_is_locked(house: House) -> None:
    kinds.register(READING)
    house.receive(house.ada, house.heron, "lease.txt")
    assert [row["name"] for row in get(admitted(house.ada), "projects/Heron/jobs").json()] == ["lease.txt"]
    opened.keys().lock(house.heron.pk)
    assert [row["name"] for row in get(admitted(house.ada), f"projects/{house.heron.pk}/jobs").json()] == [""]


@pytest.mark.parametrize("deed", ["cancel", "retry"])
def test_who_may_not_steer_is_refused_and_a_stranger_finds_nothing(house: House, job: Job, deed: str) -> None:
    assert post(admitted(house.ben), f"projects/Heron/jobs/{job.pk}/{deed}", {}).status_code == 403
    assert post(admitted(house.cleo), f"projects/{house.heron.pk}/jobs/{job.pk}/{deed}", {}).status_code == 404
    assert post(admitted(house.cleo), f"projects/Wren/jobs/{job.pk}/{deed}", {}).status_code == 404


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line as Ada's, its calls answered within this process."""
    ada = admitted(house.ada)

    class Near:
        def call(self, method: str, path: str, told: Any = None) -> Any:
            answer = get(ada, path) if method == "GET" else post(ada, path, told)
            return client._checked(_Answer(answer))  # type: ignore[arg-type]

    monkeypatch.setattr("hemvist.cli.jobs.Client", Near)
    return lambda *words: main.main(["jobs", *words])


class _Answer:
    """An answer of Django's, as the command line's own client would see it."""

    def __init__(self, answer: Any) -> None:
        self.json, self.status_code, self.headers = answer.json, answer.status_code, answer.headers
        self.is_success = answer.status_code < 400


def test_the_command_line_lists_cancels_and_retries_by_the_first_letters(
    command: Any, job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("list", "Heron") == 0
    assert f"{job.pk[:8]}  {KIND} s1" in capsys.readouterr().out
    assert command("cancel", "Heron", job.pk[:6]) == 0
    assert "Cancelled." in capsys.readouterr().out
    assert command("cancel", "Heron", job.pk) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert command("retry", "Heron", job.pk, "--json") == 0
    assert json.loads(capsys.readouterr().out)["state"] == "waiting"
    assert command("retry", "Heron", job.pk[:3]) == 4


def test_the_command_line_says_when_a_running_job_was_only_asked(
    command: Any, job: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    queue.claim()
    assert command("cancel", "Heron", job.pk) == 0
    assert "asked to stop" in capsys.readouterr().out
    command("list", "Heron")
    assert "stopping" in capsys.readouterr().out


def test_a_project_without_jobs_says_so(command: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("list", "Heron") == 0
    assert "No jobs" in capsys.readouterr().out
