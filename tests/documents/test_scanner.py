"""Files are looked at for viruses before anything reads them; a scanner that is set and silent stops reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from hemvist.documents import marks, places, show
from hemvist.documents.models import Reading, Version
from hemvist.domain.permit import Deed
from hemvist.jobs.models import Job
from hemvist.projects import gate
from tests.house import House, visit


def test_without_a_scanner_a_document_is_called_not_scanned(house: House) -> None:
    house.with_lease()
    assert show.listing(visit(house.ada), house.heron)[0].scanned is None


def test_a_silent_scanner_keeps_files_waiting_and_nothing_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "CLAMAV", tmp_path / "nobody")
    house.receive(house.ada, house.heron)
    house.read()
    version = Version.objects.get()
    assert (version.state, version.step) == (Reading.RECEIVED, "scan")
    assert Job.objects.get().attempts == 0
    assert Job.objects.get().run_at > timezone.now() + timedelta(seconds=1)
    assert not places.text(house.heron.pk, version.pk).exists()
    monkeypatch.setattr(settings, "CLAMAV", None)
    Job.objects.update(run_at=timezone.now())
    house.read()
    assert Version.objects.get().state == Reading.SEARCHABLE


def test_a_version_from_before_there_were_marks_gets_its_own_when_it_is_read(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    before = version.fingerprint
    Version.objects.update(fingerprint="", path_mark="", stem_mark="")
    house.read()
    version.refresh_from_db()
    assert version.fingerprint == before
    permit = gate.carry_on(house.heron, Deed.READ)
    assert version.path_mark == marks.of(permit).path("lease.txt")
