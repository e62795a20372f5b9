"""Deleting a document: gone from the index, the files, the rows, the answers; what fails is an error and is retried."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemvist.assistant.ask import ask, find, reopen
from hemvist.assistant.models import Quoted
from hemvist.audit import log
from hemvist.closing.forget import finish_forgetting, forget_document
from hemvist.documents import places, remove
from hemvist.documents.models import Document, Version
from hemvist.domain.errors import NotFound, Refused
from tests.house import LEASE, House, visit

LAW = "Which law governs the lease?"


def test_after_deletion_nothing_of_it_is_found_shown_or_kept(house: House) -> None:
    version = house.with_lease()
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert not Document.objects.exists()
    assert not Version.objects.exists()
    assert find(visit(house.ada), house.heron, "laws of Sweden", 8) == []
    left = [file.name for file in places.folder(house.heron.pk).iterdir()]
    assert not [name for name in left if version.pk in name]


def test_its_words_leave_every_stored_answer_and_the_answer_says_so(house: House) -> None:
    version = house.with_lease()
    question = ask(visit(house.ada), house.heron, LAW)
    assert "Sweden" in (reopen(visit(house.ada), house.heron, question.pk)[1]["answer"] or "")
    forget_document(visit(house.ada), house.heron, version.document_id)
    _, record = reopen(visit(house.ada), house.heron, question.pk)
    assert "Sweden" not in str(record | {"question": ""})
    assert record["citations"][0]["removed"]
    assert not Quoted.objects.exists()


def test_a_deletion_that_fails_is_an_error_hides_the_document_and_is_finished_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = house.with_lease()

    def stuck(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", stuck)
        with pytest.raises((PermissionError, remove.RemovalUnfinished)):
            forget_document(visit(house.ada), house.heron, version.document_id)
    assert find(visit(house.ada), house.heron, "laws of Sweden", 8) == []
    with pytest.raises(NotFound):
        forget_document(visit(house.ada), house.heron, version.document_id)
    assert finish_forgetting() == 0
    assert not Document.objects.exists()


def test_a_locked_project_waits_with_its_deletions(house: House) -> None:
    from hemvist.projects.open import lock, unlock
    from tests.house import PASSPHRASE

    version = house.with_lease()
    remove.mark(*_permit(house, version))
    lock(visit(house.ada), house.heron)
    assert finish_forgetting() == 1
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    assert finish_forgetting() == 0
    assert not Document.objects.exists()


def test_ben_deletes_nothing_and_cleo_finds_nothing_to_delete(house: House) -> None:
    version = house.with_lease()
    with pytest.raises(Refused):
        forget_document(visit(house.ben), house.heron, version.document_id)
    with pytest.raises(NotFound):
        forget_document(visit(house.cleo), house.heron, version.document_id)
    with pytest.raises(NotFound):
        forget_document(visit(house.cleo), house.wren, version.document_id)
    assert Document.objects.count() == 1


def test_the_log_tells_that_it_was_deleted_and_not_what_it_was(house: House) -> None:
    version = house.with_lease()
    forget_document(visit(house.ada), house.heron, version.document_id)
    line = list(log.lines(house.heron.pk))[-1]
    assert (line.event, line.things["document"]) == ("document:deleted", version.document_id)


def test_other_documents_stay(house: House) -> None:
    version = house.with_lease()
    house.receive(house.ada, house.heron, "other.txt", LEASE.replace("Sweden", "Norway"))
    house.read()
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert "Norway" in find(visit(house.ada), house.heron, "governing law", 1)[0]["quote"]
    assert Document.objects.count() == 1


def _permit(house: House, version: Version):  # type: ignore[no-untyped-def]
    from hemvist.domain.permit import Deed
    from hemvist.projects import gate

    permit = gate.enter(visit(house.ada), house.heron, Deed.DELETE)
    return permit, version.document, house.ada.pk
