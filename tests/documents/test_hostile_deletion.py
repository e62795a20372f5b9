"""Deletion against whoever works on the same document: the reader, another deletion, a new version on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from hemvist.closing import forget
from hemvist.closing.forget import finish_forgetting, forget_document
from hemvist.documents import places, read, receive, remove, stored
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.unread import KeptStopping
from hemvist.domain.errors import NotFound
from hemvist.domain.permit import Deed
from hemvist.index.sqlite import EncryptedIndex
from hemvist.jobs import queue
from hemvist.jobs.models import Job
from hemvist.projects import gate
from hemvist.projects.models import Membership
from hemvist.projects.open import lock, unlock
from tests.house import LEASE, PASSPHRASE, House, visit


class Meanwhile:
    """The real embedder, during whose work something else happens."""

    def __init__(self, does: Any) -> None:
        self._real, self._does = places.embedder(places.chosen()), does
        self.identity = self._real.identity

    def passages(self, permit: Any, texts: Sequence[str]) -> Any:
        self._does()
        return self._real.passages(permit, texts)

    def question(self, permit: Any, text: str) -> Any:
        return self._real.question(permit, text)


def left_of(house: House, version: Version) -> tuple[list[str], int]:
    """Files that name the version, and its passages in the index."""
    files = [file.name for file in places.folder(house.heron.pk).iterdir() if version.pk in file.name]
    index = places.index_of(gate.enter(visit(house.ada), house.heron, Deed.DELETE))
    assert isinstance(index, EncryptedIndex)
    rows = index._store.rows("select count(*) from version where document = ?", (version.document_id,))
    return files, rows[0][0]


def test_what_is_deleted_while_it_is_embedded_leaves_nothing(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    places.use_embedder(Meanwhile(lambda: forget_document(visit(house.ada), house.heron, version.document_id)))
    house.read()
    assert left_of(house, version) == ([], 0)
    assert not Document.objects.exists()


def test_what_is_marked_for_deletion_while_it_is_read_is_not_made_searchable(house: House) -> None:
    version = house.receive(house.ada, house.heron)

    def marked() -> None:
        permit = gate.enter(visit(house.ada), house.heron, Deed.DELETE)
        remove.mark(permit, version.document, house.ada.pk)

    places.use_embedder(Meanwhile(marked))
    house.read()
    assert Version.objects.get().state != Reading.SEARCHABLE
    assert finish_forgetting() == 0
    assert left_of(house, version) == ([], 0)


def test_nothing_is_added_to_the_index_of_a_document_that_was_just_deleted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = house.receive(house.ada, house.heron)
    real, outside = EncryptedIndex.add, len(connection.savepoint_ids)

    def add(self: EncryptedIndex, *args: Any) -> None:
        if len(connection.savepoint_ids) == outside:  # else the write lock is ours, and a deletion waits for it
            forget_document(visit(house.ada), house.heron, version.document_id)
        real(self, *args)

    monkeypatch.setattr(EncryptedIndex, "add", add)
    house.read()
    if Document.objects.exists():
        forget_document(visit(house.ada), house.heron, version.document_id)
    assert left_of(house, version) == ([], 0)


def test_a_refusal_of_what_was_deleted_meanwhile_brings_no_row_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = house.receive(house.ada, house.heron)

    def gone(*_: object, **__: object) -> None:
        forget_document(visit(house.ada), house.heron, version.document_id)
        raise KeptStopping(attempts=1)

    monkeypatch.setattr(read, "read", gone)
    house.read()
    assert not Version.objects.exists()
    assert left_of(house, version) == ([], 0)


def test_the_job_of_a_deleted_document_is_gone_with_it(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    assert Job.objects.filter(subject=version.pk).exists()
    remove.mark(gate.enter(visit(house.ada), house.heron, Deed.DELETE), version.document, house.ada.pk)
    assert not Job.objects.exists()
    assert queue.claim() is None


def test_what_is_written_after_its_deletion_is_taken_away_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    version = house.receive(house.ada, house.heron)
    real = stored.keep_part

    def late(*args: Any) -> None:
        forget_document(visit(house.ada), house.heron, version.document_id)
        real(*args)

    monkeypatch.setattr(stored, "keep_part", late)
    house.read()
    assert left_of(house, version) == ([], 0)


def test_half_written_texts_go_with_their_document(house: House) -> None:
    version = house.with_lease()
    (places.folder(house.heron.pk) / f".{version.pk}.text.0011aabb").write_bytes(b"sealed, of a worker that was killed")
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert left_of(house, version) == ([], 0)


def test_a_new_version_that_arrives_during_the_deletion_is_dropped_whole(house: House) -> None:
    version = house.with_lease()
    receipt = receive.begin(visit(house.ada), house.heron, "newer.txt", version.document_id)
    receipt.take([LEASE.encode()])
    remove.mark(gate.enter(visit(house.ada), house.heron, Deed.DELETE), version.document, house.ada.pk)
    with pytest.raises(NotFound):
        receipt.keep()
    assert finish_forgetting() == 0
    assert not [file for file in places.folder(house.heron.pk).iterdir() if file.name.endswith(".original")]


def test_a_new_version_of_what_is_already_gone_is_told_and_dropped(house: House) -> None:
    version = house.with_lease()
    receipt = receive.begin(visit(house.ada), house.heron, "newer.txt", version.document_id)
    receipt.take([LEASE.encode()])
    forget_document(visit(house.ada), house.heron, version.document_id)
    with pytest.raises(NotFound):
        receipt.keep()
    assert not receipt.path.exists()


def test_two_deletions_at_once_are_one(house: House) -> None:
    version = house.with_lease()
    permit = gate.enter(visit(house.ada), house.heron, Deed.DELETE)
    first, second = Document.objects.get(), Document.objects.get()
    remove.mark(permit, first, house.ada.pk)
    with pytest.raises(NotFound):
        remove.mark(permit, second, house.ada.pk)
    remove.remove(permit, first)
    remove.remove(permit, second)
    assert left_of(house, version) == ([], 0)


def test_a_project_locked_in_the_middle_of_reading_goes_on_when_unlocked(house: House) -> None:
    house.receive(house.ada, house.heron)
    real = places.embedder(places.chosen())
    places.use_embedder(Meanwhile(lambda: lock(visit(house.ada), house.heron)))
    house.read()
    assert Version.objects.get().state != Reading.REFUSED
    places.use_embedder(real)
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE


def test_a_project_whose_agreement_is_over_stops_no_worker(house: House) -> None:
    house.receive(house.ada, house.heron)
    house.heron.state = "ended"
    house.heron.save()
    house.receive(house.cleo, house.wren)
    house.read()
    assert Version.objects.get(document__project=house.wren).state == Reading.SEARCHABLE
    assert Job.objects.get(project=house.heron).attempts == 0


def test_files_that_no_row_knows_are_swept_when_they_are_old(house: House) -> None:
    import os

    version = house.with_lease()
    folder = places.folder(house.heron.pk)
    old, young = folder / f"{'a' * 32}.original", folder / f"{'b' * 32}.original"
    for path in (old, young):
        path.write_bytes(b"sealed, of an upload that broke off")
    for path in (old, places.original(house.heron.pk, version.pk), folder / "index.sqlite"):
        os.utime(path, (0, 0))
    finish_forgetting()
    assert not old.exists()
    assert young.exists()
    assert places.original(house.heron.pk, version.pk).exists()
    assert (folder / "index.sqlite").exists()


def test_what_cannot_be_removed_keeps_only_what_it_lies_in_and_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = house.receive(house.ada, house.heron, "other.txt")
    outer = receive.receive(visit(house.ada), house.heron, "all.zip", [b"PK"])
    inner = Document.objects.create(project=house.heron, parent=outer.document)
    stuck = Version.objects.create(document=inner, number=1, size=1, sealed_card=b"", origin=outer, ordinal=1)
    blocked = places.text(house.heron.pk, stuck.pk)
    blocked.mkdir()  # cannot be unlinked
    permit = gate.enter(visit(house.ada), house.heron, Deed.DELETE)
    for document in (other.document, outer.document):
        remove.mark(permit, document, house.ada.pk)
    swept: list[str] = []
    monkeypatch.setattr(forget, "_swept", {})
    monkeypatch.setattr(remove, "sweep", swept.append)
    assert finish_forgetting() == 2
    assert set(Document.objects.values_list("pk", flat=True)) == {outer.document_id, inner.pk}
    assert places.original(house.heron.pk, outer.pk).exists()
    assert house.heron.pk in swept
    blocked.rmdir()
    assert finish_forgetting() == 0
    assert not Document.objects.exists()


def test_a_sweep_that_fails_in_one_project_goes_on_in_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[str] = []

    def sweep(project: str) -> None:
        swept.append(project)
        raise OSError

    monkeypatch.setattr(forget, "_swept", {})
    monkeypatch.setattr(remove, "sweep", sweep)
    assert finish_forgetting() == 0
    assert set(swept) == {house.heron.pk, house.wren.pk}


def test_a_file_that_came_slower_than_its_permit_lasts_is_asked_for_again(house: House) -> None:
    receipt = receive.begin(visit(house.ada), house.heron, "slow.txt")
    receipt.take([LEASE.encode()])
    receipt.permit.expires = datetime.now(UTC)
    Membership.objects.filter(person=house.ada).update(ended=datetime.now(UTC))
    with pytest.raises(NotFound):
        receipt.keep()
    assert not receipt.path.exists()
    assert not Document.objects.exists()


def test_a_slow_file_of_somebody_who_still_may_is_kept(house: House) -> None:
    receipt = receive.begin(visit(house.ada), house.heron, "slow.txt")
    receipt.take([LEASE.encode()])
    receipt.permit.expires = datetime.now(UTC)
    assert receipt.keep().number == 1
