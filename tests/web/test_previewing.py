"""The preview page says what would become of a file, and nothing of the file stays anywhere."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from hemvist.audit import log
from hemvist.documents.models import Document
from tests.documents import test_classes
from tests.documents.test_fields import CSV, PRICES
from tests.documents.test_looking import WITH_NUMBER
from tests.documents.test_masking import TEXT
from tests.house import LEASE, House
from tests.web.visitor import browser, words

MARKER = "marker-vermilion-bittern"


def looked(house: House, data: bytes, name: str = "lease.txt", chosen: str = "", **more: Any) -> Any:
    where = f"/p/{house.heron.pk}/documents/preview/{f'?class={chosen}' if chosen else ''}"
    return browser(house.ada, **more).post(where, {"file": SimpleUploadedFile(name, data)})


def files(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_it_says_what_would_be_kept_dropped_and_blacked_out(house: House) -> None:
    test_classes.agreed(house, test_classes.OPEN, test_classes.STAFF, PRICES)
    page = words(looked(house, CSV, "prices.csv"))
    assert all(told in page for told in ("would be taken", "prices", "Item, Price", "Buyer"))
    page = words(looked(house, TEXT.encode()))
    assert all(told in page for told in ("none named", "mail address", "its text only"))
    page = words(looked(house, TEXT.encode(), chosen="contracts"))
    assert "the file without its properties" in page


def test_it_says_what_would_be_refused_and_where_and_never_what_stands_there(house: House) -> None:
    where = f"/p/{house.wren.pk}/documents/preview/"
    page = words(browser(house.cleo).post(where, {"file": SimpleUploadedFile("a.txt", WITH_NUMBER.encode())}))
    assert all(told in page for told in ("would be refused", "national identity number", "line 13"))
    number = WITH_NUMBER.splitlines()[12].split()[-1].strip(".")
    assert number not in page


@pytest.mark.parametrize(
    ("name", "data", "chosen"),
    [("a.exe", b"MZ\0\0", ""), ("a.pdf", b"%PDF-1.4 broken", ""), ("a.txt", b"", ""), ("a.txt", b"x", "payroll"), (".. .", b"x", "")],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_as_a_refusal(house: House, name: str, data: bytes, chosen: str) -> None:
    answer = looked(house, data, name, chosen)
    assert answer.status_code == 422
    assert "would be refused" in words(answer)


def test_a_form_without_a_file_says_so(house: House) -> None:
    answer = browser(house.ada).post(f"/p/{house.heron.pk}/documents/preview/")
    assert (answer.status_code, "No file was chosen" in words(answer)) == (422, True)


def test_a_file_that_is_too_large_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_BYTES", 100_000)
    answer = looked(house, b"x" * 300_000)
    assert (answer.status_code, "is larger than" in words(answer)) == (422, True)


def test_nothing_of_it_stays_on_disk_in_the_log_or_in_any_table(
    house: House, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    caplog.set_level(logging.DEBUG)
    before, lines = files(house.home), len(list(log.lines(house.heron.pk)))
    for name in (f"{MARKER}.txt", f"{MARKER}.pdf"):
        looked(house, (LEASE + MARKER).encode() * 3000, name)
    assert MARKER not in caplog.text
    assert {path for path in files(house.home) if path not in before} == set()
    assert not any(MARKER.encode() in data for data in files(house.home).values())
    assert list(spill.rglob("*")) == []
    assert (Document.objects.count(), len(list(log.lines(house.heron.pk)))) == (0, lines)


def test_only_the_first_file_of_a_form_is_looked_at(house: House) -> None:
    both = {"file": [SimpleUploadedFile("a.txt", LEASE.encode()), SimpleUploadedFile("b.txt", b"x")]}
    page = words(browser(house.ada).post(f"/p/{house.heron.pk}/documents/preview/", both))
    assert ("a.txt" in page, "b.txt" in page) == (True, False)


def test_a_form_of_somebody_elses_page_is_not_answered(house: House) -> None:
    answer = looked(house, (LEASE + MARKER).encode(), strict=True)
    assert answer.status_code == 403
    assert "would be taken" not in words(answer)


def test_a_form_that_breaks_off_is_told_as_refused(house: House) -> None:
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.txt", LEASE.encode())})
    where = f"/p/{house.heron.pk}/documents/preview/"
    answer = browser(house.ada).generic("POST", where, body[: len(body) // 2], MULTIPART_CONTENT)
    assert (answer.status_code, "would be taken" in words(answer)) == (422, False)


def test_members_and_strangers_get_no_preview_and_are_pointed_to_none(house: House) -> None:
    where = f"/p/{house.heron.pk}/documents/"
    file = {"file": SimpleUploadedFile("a.txt", LEASE.encode())}
    assert browser(house.ben).post(f"{where}preview/", file).status_code == 403
    assert browser(house.cleo).post(f"{where}preview/", file).status_code == 404
    assert "preview/" not in words(browser(house.ben).get(where))
    assert "preview/" in words(browser(house.ada).get(where))
