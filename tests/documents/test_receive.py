"""Receiving: sealed as it comes, one commit of row and event, nothing kept of what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from hemvist.audit import log
from hemvist.documents import places, receive, show
from hemvist.documents.models import Document, Reading, Version
from hemvist.domain.errors import NotFound, Refused
from tests.house import LEASE, House, visit


def files(house: House) -> list[str]:
    return [file.name for file in places.folder(house.heron.pk).iterdir()]


def test_a_received_file_is_sealed_and_waits(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    assert version.state == Reading.RECEIVED
    assert b"Landlord" not in places.original(house.heron.pk, version.pk).read_bytes()
    row = show.listing(visit(house.ada), house.heron)[0]
    assert (row.name, row.state, row.size) == ("lease.txt", Reading.RECEIVED, len(LEASE))


def test_the_log_holds_its_ids_and_size_and_not_its_name(house: House) -> None:
    version = house.receive(house.ada, house.heron, "secret-name.txt")
    line = list(log.lines(house.heron.pk))[-1]
    assert line.event == "document:received"
    assert line.things == {"document": version.document_id, "version": version.pk, "number": 1, "bytes": len(LEASE)}
    assert "secret" not in str(line)


def test_a_file_that_is_too_large_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_BYTES", 1_000_000)
    with pytest.raises(receive.FileTooLarge, match=r"big\.pdf is larger than the 1 MB"):
        receive.receive(visit(house.ada), house.heron, "big.pdf", (b"x" * 65536 for _ in range(100)))
    assert files(house) == []
    assert not Version.objects.exists()


def test_an_upload_that_breaks_off_leaves_nothing(house: House) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 200_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive.receive(visit(house.ada), house.heron, "half.pdf", broken())
    assert files(house) == []
    assert not Document.objects.exists()


def test_ben_and_rut_and_cleo_add_nothing(house: House) -> None:
    for person, error in ((house.ben, Refused), (house.rut, Refused), (house.cleo, NotFound)):
        with pytest.raises(error):
            house.receive(person, house.heron)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\lease.txt", "lease.txt"),
        ("a\x00b\x1b[31m.txt", "ab[31m.txt"),
        ("invoice\u202etxt.exe", "invoicetxt.exe"),
        ("å" * 300 + ".txt", "å" * 196 + ".txt"),
    ],
)
def test_a_name_is_shown_and_never_a_path(name: str, kept: str) -> None:
    assert receive.clean_name(name) == kept


@pytest.mark.parametrize("name", ["", " ", "..", "/", "\x00", "a/.. "])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(receive.NameUnusable):
        receive.clean_name(name)


def test_replacing_another_project_s_document_finds_nothing(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    with pytest.raises(NotFound):
        house.receive(house.cleo, house.wren, replacing=version.document_id)
    assert Version.objects.count() == 1
