"""Reading: searchable or refused with a reason, one worker at a time, nothing lost when a worker dies."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hemvist.assistant.ask import find
from hemvist.audit import log
from hemvist.documents import places, read, show, stored
from hemvist.documents.models import Document, Reading, Version
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.permit import Deed
from hemvist.domain.text import Text
from hemvist.jobs import kinds, queue, steer
from hemvist.jobs.held import Held
from hemvist.jobs.models import Job
from hemvist.jobs.work import run
from hemvist.projects import gate
from hemvist.projects.open import lock, unlock
from hemvist.readers.confine import Child
from tests.house import LEASE, PASSPHRASE, House, visit
from tests.readers import hostile


def test_a_text_becomes_searchable_and_its_text_is_the_file_itself(house: House) -> None:
    version = house.with_lease()
    assert version.state == Reading.SEARCHABLE
    assert version.passages > 0
    permit = gate.enter(visit(house.ada), house.heron, Deed.SHOW)
    assert stored.stored_text(permit, version).text == LEASE
    assert b"Landlord" not in places.text(house.heron.pk, version.pk).read_bytes()


def test_what_cannot_be_read_is_refused_by_name_and_cause_and_the_rest_goes_on(house: House) -> None:
    house.receive(house.ada, house.heron, "empty.txt", "")
    house.receive(house.ada, house.heron, "broken.pdf", "%PDF-1.7\nthis is none")
    house.receive(house.ada, house.heron)
    house.read()
    rows = {row.name: row for row in show.listing(visit(house.ada), house.heron)}
    assert [rows[name].state for name in ("empty.txt", "broken.pdf", "lease.txt")] == [
        "refused",
        "refused",
        "searchable",
    ]
    assert "empty.txt" in rows["empty.txt"].refusal
    assert rows["broken.pdf"].remedy
    told = [line for line in log.lines(house.heron.pk) if line.event == "document:refused"]
    assert len(told) == 2
    assert "empty.txt" not in str(told)


def test_a_refused_new_version_leaves_the_old_one_answering(house: House) -> None:
    version = house.with_lease()
    house.receive(house.ada, house.heron, "lease.txt", "", replacing=version.document_id)
    house.read()
    assert find(visit(house.ada), house.heron, "laws of Sweden", 1)
    assert Document.objects.get().current == version


def test_a_new_version_replaces_the_old_one_in_answers_and_keeps_it(house: House) -> None:
    version = house.with_lease()
    house.receive(house.ada, house.heron, "lease.txt", LEASE.replace("Sweden", "Norway"), replacing=version.document_id)
    house.read()
    found = find(visit(house.ada), house.heron, "governed by the laws", 8)
    assert "Norway" in str(found)
    assert "Sweden" not in str(found)
    states = dict(Version.objects.values_list("number", "state"))
    assert states == {1: Reading.REPLACED, 2: Reading.SEARCHABLE}
    assert show.page_text(visit(house.ada), house.heron, version.pk, 1) == LEASE


def test_a_late_worker_stops_when_another_has_taken_over(house: House) -> None:
    house.receive(house.ada, house.heron)
    first = claimed()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = claimed()
    assert second.attempts == 2
    run(first)
    assert Version.objects.get().state != Reading.SEARCHABLE
    run(second)
    assert Version.objects.get().state == Reading.SEARCHABLE


def test_what_stops_the_worker_again_and_again_is_refused(house: House) -> None:
    house.receive(house.ada, house.heron)
    for _ in range(kinds.ATTEMPTS):
        claimed()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    house.read()
    version = Version.objects.get()
    assert version.refused_as == "KeptStopping"
    assert "stopped each time" in show.listing(visit(house.ada), house.heron)[0].refusal


def test_a_killed_workers_successor_goes_on_from_the_last_step(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.receive(house.ada, house.heron)
    monkeypatch.setattr(read, "TURN", 0.0)
    run(claimed())
    run(claimed())
    assert Job.objects.get().step == "read"
    monkeypatch.setattr(read, "read", None)  # the file is not read a second time
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE
    assert names_of(house) == [".original", ".text"]


def test_a_cancelled_version_says_so_and_can_be_read_again(house: House) -> None:
    house.receive(house.ada, house.heron)
    steer.cancel(visit(house.ada), house.heron, Job.objects.get().pk)
    house.read()
    assert Version.objects.get().refused_as == "Cancelled"
    assert names_of(house) == [".original"]
    steer.retry(visit(house.ada), house.heron, Job.objects.get().pk)
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE
    assert show.listing(visit(house.ada), house.heron)[0].refusal == ""


def test_what_is_cancelled_while_a_reader_is_at_it_ends_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.receive(house.ada, house.heron)
    real = read.read

    def cancelled_meanwhile(*given: Any, go_on: Callable[[], None], **more: Any) -> Text:
        def cancelled() -> None:
            Job.objects.update(cancel_asked=timezone.now())
            go_on()

        return real(*given, **more, go_on=cancelled)

    monkeypatch.setattr(Child, "warm", False)
    monkeypatch.setattr(Child, "start", hostile.start("child.TASKS['read'] = child.TASKS['sleep']"))
    monkeypatch.setattr(read, "read", cancelled_meanwhile)
    begun = time.monotonic()
    house.read()
    assert Version.objects.get().refused_as == "Cancelled"
    assert time.monotonic() - begun < 30


def test_a_worker_frozen_before_it_tells_how_far_it_is_undoes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.receive(house.ada, house.heron)
    first, real, outside = claimed(), Held.go_on, len(connection.savepoint_ids)

    def overtaken(self: Held) -> None:
        real(self)
        if self is first and len(connection.savepoint_ids) == outside:  # else the row is locked, and others wait
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            run(claimed())

    monkeypatch.setattr(Held, "go_on", overtaken)
    run(first)
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE


def claimed() -> Held:
    held = queue.claim()
    assert held is not None
    return held


def names_of(house: House) -> list[str]:
    """The endings of the files that are kept of the only version."""
    version = Version.objects.get()
    found = places.folder(house.heron.pk).glob(f"*{version.pk}*")
    return sorted(path.name.removeprefix(version.pk) for path in found)


def test_a_locked_project_waits_and_goes_on_when_unlocked(house: House) -> None:
    house.receive(house.ada, house.heron)
    lock(visit(house.ada), house.heron)
    house.read()
    assert Version.objects.get().state == Reading.RECEIVED
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE


def test_a_locked_project_does_not_hold_up_another(house: House) -> None:
    house.receive(house.ada, house.heron)
    lock(visit(house.ada), house.heron)
    house.receive(house.cleo, house.wren)
    house.read()
    assert Version.objects.get(document__project=house.wren).state == Reading.SEARCHABLE


def test_outsiders_and_reviewers_see_no_page(house: House) -> None:
    version = house.with_lease()
    for person, project, error in (
        (house.cleo, house.heron, NotFound), (house.cleo, house.wren, NotFound), (house.rut, house.heron, Refused),
    ):  # fmt: skip
        with pytest.raises(error):
            show.page_text(visit(person), project, version.pk, 1)
