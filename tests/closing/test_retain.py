"""The agreed days are carried out: deleted everywhere, or out of view until returned; told before; never forgotten."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hemvist.assistant import kept
from hemvist.assistant.ask import ask, find, reopen
from hemvist.audit import log
from hemvist.cli.work import upkeep
from hemvist.closing.retain import KIND, overdue, retain
from hemvist.documents import places, retained, show
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import receive
from hemvist.domain.agreement import AfterRetention, DataClass, Mask, Retention
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.expected import Expects
from hemvist.domain.permit import Deed
from hemvist.jobs.models import Job, State
from hemvist.jobs.schedules import take_due
from hemvist.jobs.work import run_next
from hemvist.projects import gate
from hemvist.projects.open import lock, unlock
from tests.house import LEASE, PASSPHRASE, House, visit
from tests.projects.parties import AGREED, Two, parties

LAW = "Which law governs the lease?"
RETURN = AfterRetention.RETURN


@pytest.fixture
def two(house: House) -> Two:
    """Contracts are kept for 365 days, questions for 90."""
    return parties(house).live()


@pytest.fixture
def returned(house: House) -> Two:
    """Contracts are returned after 365 days."""
    rules = (Retention("contracts", 365, RETURN), Retention("questions", 90))
    return parties(house, replace(AGREED, retention=rules)).live()


def stored(two: Two, name: str = "lease.txt", text: str = LEASE, age: int = 0, **more: Any) -> Version:
    version = receive(two.ada, two.project, name, [text.encode()], **more)
    two.house.read()
    return aged(version, age)


def aged(version: Version, days: int) -> Version:
    Version.objects.filter(pk=version.pk).update(arrived=timezone.now() - timedelta(days=days))
    version.refresh_from_db()
    return version


def lines(two: Two, event: str) -> list[dict[str, Any]]:
    return [dict(line.things) for line in log.lines(two.project.pk) if line.event == event]


def test_on_its_day_a_document_is_gone_everywhere_and_the_log_names_the_clause(two: Two) -> None:
    version = stored(two)
    question = ask(two.ada, two.project, LAW)
    aged(version, 364)
    assert retain() == 0
    assert Document.objects.filter(pk=version.document_id).exists()
    aged(version, 365)
    assert retain() == 0
    assert not Document.objects.filter(project=two.project).exists()
    assert find(two.ada, two.project, "laws of Sweden", 8) == []
    assert not [one for one in places.folder(two.project.pk).iterdir() if version.pk in one.name]
    _, record = reopen(two.ada, two.project, question.pk)
    assert record["citations"][0]["removed"]
    assert "Sweden" not in str(record | {"question": ""})
    (told,) = lines(two, "document:deleted")
    assert told == {"document": version.document_id, "versions": 1, "clause": "retention"}
    assert retain() == 0
    assert len(lines(two, "document:deleted")) == 1


def test_an_older_version_goes_on_its_own_day_and_the_newer_one_answers_on(two: Two) -> None:
    old = stored(two, text=LEASE.replace("Sweden", "Norway"))
    asked = ask(two.ada, two.project, LAW)
    words = kept.Wanted(LAW, Expects.DOCUMENT, old.document_id, "This lease is governed by the laws of Norway.")
    kept.keep(two.ada, two.project, words)
    new = stored(two, replacing=old.document_id)
    aged(old, 365)
    assert retain() == 0
    assert list(Version.objects.filter(document=old.document_id).values_list("pk", flat=True)) == [new.pk]
    assert not [one for one in places.folder(two.project.pk).iterdir() if old.pk in one.name]
    (told,) = lines(two, "version:deleted")
    assert told == {"document": old.document_id, "version": old.pk, "clause": "retention"}
    assert "Norway" not in str(reopen(two.ada, two.project, asked.pk)[1])
    assert [one.quote for one in kept.listed(two.ada, two.project)] == [""]
    assert "Sweden" in (reopen(two.ada, two.project, ask(two.ada, two.project, LAW).pk)[1]["answer"] or "")


def test_a_mail_goes_with_what_lay_in_it(two: Two) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("lease.txt", LEASE)
    version = receive(two.ada, two.project, "all.zip", [packed.getvalue()])
    two.house.read()
    inside = Version.objects.get(origin=version)
    aged(version, 365)
    assert retain() == 0
    assert not Document.objects.filter(project=two.project).exists()
    assert not [one for one in places.folder(two.project.pk).iterdir() if inside.pk in one.name]
    assert len(lines(two, "document:deleted")) == 2


def test_what_is_to_be_returned_answers_nothing_is_not_shown_and_is_not_deleted(returned: Two) -> None:
    two, version = returned, stored(returned)
    question = ask(two.ada, two.project, LAW)
    aged(version, 365)
    assert retain() == retain() == 0
    version.refresh_from_db()
    assert version.state == Reading.DUE
    assert find(two.ada, two.project, "laws of Sweden", 8) == []
    assert ask(two.ada, two.project, LAW).abstained
    assert "Sweden" not in str(reopen(two.ada, two.project, question.pk)[1]["citations"])
    with pytest.raises(NotFound):
        show.page_text(two.ada, two.project, version.pk, 1)
    (told,) = lines(two, "version:fell-due")
    assert told == {"document": version.document_id, "version": version.pk, "then": "return", "clause": "retention"}
    permit = gate.enter(two.ada, two.project, Deed.LIST)
    assert [one.name for one in retained.to_return(permit)] == ["lease.txt"]
    assert places.original(two.project.pk, version.pk).exists()


def test_the_owner_alone_takes_out_what_is_to_be_returned_and_the_log_has_a_line(returned: Two) -> None:
    two, version = returned, stored(returned)
    with pytest.raises(NotFound):
        retained.take_out(two.ada, two.project, version.pk)
    aged(version, 365)
    retain()
    name, pieces = retained.take_out(two.ada, two.project, version.pk)
    assert (name, b"".join(pieces)) == ("lease.txt", LEASE.encode())
    assert len(lines(two, "version:taken-out")) == 1
    with pytest.raises((Refused, NotFound)):
        retained.take_out(two.cleo, two.project, version.pk)
    assert Document.objects.filter(pk=version.document_id).exists()


def test_reading_everything_anew_brings_nothing_back_that_is_due(returned: Two) -> None:
    from hemvist.documents.reindex import reindex

    two, version = returned, stored(returned, age=365)
    stored(two, "other.txt", LEASE.replace("Sweden", "Norway"))
    retain()
    reindex(two.ada, two.project)
    two.house.read()
    version.refresh_from_db()
    assert version.state == Reading.DUE
    assert {one["version"] for one in find(two.ada, two.project, "laws", 8)}.isdisjoint({version.pk})


def test_longer_days_in_a_new_version_bring_back_what_waits_to_be_returned(returned: Two) -> None:
    two, version = returned, stored(returned, age=365)
    retain()
    two.change(retention=(Retention("contracts", 400, RETURN), Retention("questions", 90)))
    retain()
    two.house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE
    assert find(two.ada, two.project, "laws of Sweden", 8)
    assert len(lines(two, "version:kept-again")) == 1


def test_classes_have_their_own_days_and_a_document_without_one_the_shortest(house: House) -> None:
    data = (
        DataClass("contracts", "leases", ("text",), "to answer", True),
        DataClass("lists", "staff lists", ("name", "unit"), "to answer", True),
    )
    rules = (Retention("contracts", 365), Retention("lists", 30), Retention("questions", 90))
    two = parties(house, replace(AGREED, data=data, retention=rules)).live()
    lease = stored(two, age=100)
    staff = receive(two.ada, two.project, "staff.csv", [b"name,unit,wage\nAda,Law,9\n"])
    house.read()
    aged(staff, 30)
    assert retain() == 0
    assert list(Document.objects.filter(project=two.project).values_list("pk", flat=True)) == [lease.document_id]
    Version.objects.update(class_mark="")
    assert retain() == 0
    assert not Document.objects.filter(project=two.project).exists()


def test_it_is_told_ahead_what_goes_when(two: Two) -> None:
    stored(two, age=365 - 20)
    stored(two, "other.txt", LEASE + "Other.", age=365 - 20)
    later = stored(two, "later.txt", LEASE + "Later.", age=365 - 31)
    permit = gate.enter(two.ada, two.project, Deed.LIST)
    (told,) = retained.coming(permit, two.project.agreement)
    assert (told.count, told.what, told.data_class, told.days) == (2, "documents", "contracts", 365)
    assert told.day == retained.today() + timedelta(days=20)
    until = retained.kept_until(two.ada, two.project, later.document_id)
    assert until is not None
    assert until.day == retained.today() + timedelta(days=31)
    receive(two.ada, two.project, "later.txt", [LEASE.encode()], later.document_id)
    aged(later, 360)
    assert {(one.what, one.count) for one in retained.coming(permit, two.project.agreement)} == {
        ("documents", 2), ("versions", 1)
    }  # fmt: skip


def test_a_version_that_comes_while_the_rest_is_deleted_keeps_its_document(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hemvist.closing import retain as carrying

    old = stored(two, age=365)
    real = carrying._document

    def late(permit: Any, document: str, found: Any) -> None:
        receive(two.ada, two.project, "lease.txt", [b"The rent is EUR 5."], document)
        real(permit, document, found)

    monkeypatch.setattr(carrying, "_document", late)
    assert retain() == 0
    (left,) = Version.objects.filter(document=old.document_id)
    assert left.pk != old.pk
    assert not lines(two, "document:deleted")


def test_of_a_file_kept_as_text_only_the_text_is_returned(house: House) -> None:
    data = (replace(AGREED.data[0], masks=(Mask.MAIL,), original_kept=False),)
    rules = (Retention("contracts", 365, RETURN), Retention("questions", 90))
    two = parties(house, replace(AGREED, data=data, retention=rules)).live()
    version = stored(two, text=LEASE + "Write to ada@lindhagen.example.", age=365)
    assert retain() == 0
    name, pieces = retained.take_out(two.ada, two.project, version.pk)
    told = b"".join(pieces).decode()
    assert name == "lease.txt.txt"
    assert "laws of Sweden" in told
    assert "ada@lindhagen" not in told


def test_a_refused_file_of_which_nothing_is_kept_is_listed_and_cannot_be_taken_out(returned: Two) -> None:
    two, version = returned, stored(returned, age=365)
    places.original(two.project.pk, version.pk).unlink()
    retain()
    permit = gate.enter(two.ada, two.project, Deed.LIST)
    assert [one.takeable for one in retained.to_return(permit)] == [False]
    with pytest.raises(NotFound):
        retained.take_out(two.ada, two.project, version.pk)


def test_a_locked_project_is_told_of_and_carried_out_once_it_is_unlocked(two: Two) -> None:
    version = stored(two, age=365)
    lock(two.ada, two.project)
    assert retain() == 1
    (told,) = overdue()
    assert (told.project, told.since) == (two.project.pk, retained.today())
    assert Document.objects.filter(pk=version.document_id).exists()
    unlock(two.ada, two.project, PASSPHRASE)
    assert overdue() == []
    assert retain() == 0
    assert not Document.objects.filter(pk=version.document_id).exists()


def test_one_document_that_cannot_be_removed_keeps_no_other_and_no_project_from_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = stored(two, age=366), stored(two, "other.txt", LEASE + "Other.", age=365)
    unlink = type(places.folder("x")).unlink

    def failing(self: Any, missing_ok: bool = False) -> None:
        if stuck.pk in self.name:
            raise PermissionError
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as broken:
        broken.setattr(type(places.folder("x")), "unlink", failing)
        assert retain() == 1
    assert not Document.objects.filter(pk=other.document_id).exists()
    assert Document.objects.get(pk=stuck.document_id).deleting


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("then", list(AfterRetention))
def test_killed_anywhere_the_next_hour_ends_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, at: int, then: AfterRetention
) -> None:
    two = parties(
        house, replace(AGREED, retention=(Retention("contracts", 365, then), Retention("questions", 90)))
    ).live()
    old = stored(two, text=LEASE.replace("Sweden", "Norway"))
    stored(two, replacing=old.document_id)
    whole = stored(two, "whole.txt", LEASE + "Whole.", age=365)
    aged(old, 365)
    with monkeypatch.context() as killing:
        _die_at(killing, at)
        with pytest.raises(KeyboardInterrupt):
            retain()
    from hemvist.closing.forget import finish_forgetting

    finish_forgetting()
    assert retain() == 0
    gone = then is AfterRetention.DELETE
    assert Version.objects.filter(pk=old.pk).exists() is not gone
    assert Document.objects.filter(pk=whole.document_id).exists() is not gone
    assert {one["version"] for one in find(two.ada, two.project, "laws", 8)}.isdisjoint({old.pk, whole.pk})
    assert len(lines(two, "version:deleted" if gone else "version:fell-due")) == (1 if gone else 2)
    assert len(lines(two, "document:deleted")) == (1 if gone else 0)


def _die_at(killing: pytest.MonkeyPatch, at: int) -> None:
    """Die before the step of this number, whichever document it is at."""
    from hemvist.closing import retain as carrying

    count = 0

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count > at:
                raise KeyboardInterrupt
            return real(*given, **more)

        return step

    for room, name in (
        (carrying, "_document"), (carrying.ask, "forget_quotes"), (carrying.kept, "forget_versions"),
        (carrying.remove, "remove_versions"), (carrying.remove, "remove"), (carrying.retained, "keep_again"),
    ):  # fmt: skip
        killing.setattr(room, name, deadly(getattr(room, name)))


def test_shorter_days_go_by_nothing_before_the_version_that_says_so_is_in_force(two: Two) -> None:
    from hemvist.documents.against import against

    version = stored(two, age=40)
    shorter = (Retention("contracts", 30), Retention("questions", 90))
    new = replace(two.project.agreement, version=2, signatures=(), retention=shorter)
    (told,) = [one for one in against(two.ada, two.project, new) if one.clause == "retention"]
    assert (told.count, told.documents) == (1, ("lease.txt",))
    retain()
    assert Document.objects.filter(pk=version.document_id).exists()
    two.change(retention=shorter)
    retain()
    assert not Document.objects.filter(pk=version.document_id).exists()


def test_the_worker_does_it_once_an_hour_and_two_workers_do_it_once(two: Two) -> None:
    version = stored(two, age=365)
    now = timezone.now()
    for _ in range(2):
        take_due(upkeep(), now)
    assert Job.objects.filter(kind=KIND, state=State.WAITING).count() == 1
    assert run_next([KIND])
    assert not run_next([KIND])
    assert not Document.objects.filter(pk=version.document_id).exists()


def test_a_built_in_agreement_keeps_until_the_project_ends(house: House) -> None:
    version = aged(house.with_lease(), 30_000)
    assert retain() == 0
    assert Document.objects.filter(pk=version.document_id).exists()
    permit = gate.enter(visit(house.ada), house.heron, Deed.LIST)
    assert retained.coming(permit, house.heron.agreement) == []
