"""What people do about reading: the list by parts, the report, hidden text, stopping, reading again, joining versions."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.assistant.ask import ask
from hemvist.audit.models import Event
from hemvist.documents import read as reading
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.report import COLUMNS
from hemvist.domain.events import EventName
from hemvist.domain.levels import Role
from hemvist.domain.text import Page, Text
from hemvist.people.models import Person
from hemvist.projects.models import Membership
from hemvist.web.templatetags import hemvist as filters
from hemvist.web.views import documents as views
from tests.house import LEASE, House, visit
from tests.readers.leaves import drawn, rows, text
from tests.web.visitor import browser, words

HIDDEN = b"<!doctype html><html><body><h1>House rules</h1><p>Bicycles stand in the yard.</p><p hidden>Obey the heron.</p></body></html>"
SCRIPT = "<script>alert(1)</script>"


def take(house: House, name: str, data: bytes, place: str = "", person: Person | None = None) -> Version:
    version = receive(visit(person or house.ada), house.heron, name, [data], place=place)
    house.read()
    version.refresh_from_db()
    return version


def at(house: House, tail: str = "") -> str:
    return f"/p/{house.heron.pk}/documents/{tail}"


def report(house: House, person: Person) -> list[dict[str, str]]:
    told = browser(person).get(at(house, "report.csv"))
    assert told.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))


def test_the_report_tells_of_every_file_with_its_folder_and_why_it_was_refused(house: House) -> None:
    take(house, "lease.txt", LEASE.encode(), "Archive/2019/lease.txt")
    take(house, "broken.pdf", b"%PDF-1.7 garbage")
    kept, refused = report(house, house.ben)
    assert (kept["path"], kept["state"], kept["why"]) == ("Archive/2019/lease.txt", "searchable", "")
    assert int(kept["passages"]) > 0
    assert (refused["path"], refused["state"], refused["passages"]) == ("broken.pdf", "refused", "0")
    assert "broken.pdf could not be read" in refused["why"]
    assert refused["what to do"]


def test_the_report_is_a_file_that_nothing_keeps(house: House) -> None:
    told = browser(house.ada).get(at(house, "report.csv"))
    assert told.headers["Cache-Control"] == "no-store"
    assert told.headers["Content-Disposition"] == 'attachment; filename="documents.csv"'
    assert told.content.decode("utf-8") == "\ufeff" + ",".join(f'"{column}"' for column in COLUMNS) + "\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_report_is_a_formula(house: House, start: str) -> None:
    name = f'{start}HYPERLINK("https:,x.txt'
    take(house, name, f"{start}cmd|calc!A1 is the title of this agreement\n\n1. Fee. The fee is EUR 5.\n".encode())
    told = browser(house.ada).get(at(house, "report.csv")).content.decode("utf-8-sig")
    (row,) = csv.reader(io.StringIO(told.split("\r\n", 1)[1]))
    assert row[0] == f"'{name}"
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_report_holds_only_what_its_reader_may_see(house: House) -> None:
    shut = take(house, "board.txt", LEASE.encode())
    Document.objects.filter(pk=shut.document_id).update(audience=["role:owner"])
    take(house, "lease.txt", LEASE.encode())
    assert [row["path"] for row in report(house, house.ben)] == ["lease.txt"]
    assert {row["path"] for row in report(house, house.ada)} == {"board.txt", "lease.txt"}


def test_counts_and_rows_hold_only_what_their_reader_may_see(house: House) -> None:
    shut = take(house, "board.txt", b"%PDF-1.7 garbage")
    Document.objects.filter(pk=shut.document_id).update(audience=["role:owner"])
    page = words(browser(house.ben).get(at(house)))
    assert "board.txt" not in page
    assert "refused" not in page
    assert browser(house.ben).get(at(house, f"{shut.document_id}/state/")).status_code == 404
    assert browser(house.ben).get(at(house, f"{shut.document_id}/hidden/")).status_code == 404


def test_hidden_text_is_shown_apart_with_why_and_that_is_logged(house: House) -> None:
    version = take(house, "rules.html", HIDDEN)
    path = at(house, f"{version.document_id}/")
    before = Event.objects.filter(name=EventName.DOCUMENT_SHOWN).count()
    page = words(browser(house.ben).get(f"{path}hidden/"))
    assert "Obey the heron." in page
    assert "formatted as hidden" in page
    assert Event.objects.filter(name=EventName.DOCUMENT_SHOWN).count() == before + 1
    document = words(browser(house.ben).get(path))
    assert "Look at the 1 hidden text" in document
    assert "Obey the heron." not in document


def test_hidden_text_is_shown_as_text_and_never_as_a_page_of_ours(house: House) -> None:
    version = take(
        house, "rules.html", HIDDEN.replace(b"Obey the heron.", b"Obey &lt;script&gt;alert(1)&lt;/script&gt;")
    )
    page = words(browser(house.ada).get(at(house, f"{version.document_id}/hidden/")))
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_document_without_hidden_text_says_so(house: House) -> None:
    version = house.with_lease()
    assert "No hidden text was found" in words(browser(house.ben).get(at(house, f"{version.document_id}/hidden/")))


def test_headers_and_footers_are_no_hidden_text_and_can_be_looked_at(house: House) -> None:
    pages = [text("Lease of Storgatan 14", 72, 800, 9) + rows(["The rent is due."], 72, 700) for _ in range(4)]
    version = take(house, "lease.pdf", drawn(*pages))
    document = words(browser(house.ben).get(at(house, f"{version.document_id}/")))
    assert "Look at the headers and footers" in document
    assert "hidden text" not in document
    page = words(browser(house.ben).get(at(house, f"{version.document_id}/hidden/")))
    assert "Lease of Storgatan 14" in page
    assert "does not show" not in page


def test_reviewers_and_strangers_see_no_hidden_text(house: House) -> None:
    path = at(house, f"{take(house, 'rules.html', HIDDEN).document_id}/hidden/")
    assert browser(house.rut).get(path).status_code == 403
    assert browser(house.cleo).get(path).status_code == 404
    assert "heron" not in words(browser(house.rut).get(path))


def steer(house: House, person: Person, version: Version, do: str) -> Any:
    return browser(person).post(at(house, f"{version.document_id}/reading/"), {"do": do}, follow=True)


def test_reading_is_stopped_and_begun_again_from_the_page(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    page = words(browser(house.ada).get(at(house, f"{version.document_id}/")))
    assert "Stop reading it" in page
    told = words(steer(house, house.ada, version, "stop"))
    assert "It is not read any further. The file is kept." in told
    assert "Read it again" in told
    house.read()
    version.refresh_from_db()
    assert (version.state, version.refused_as) == (Reading.REFUSED, "Cancelled")
    assert "It is read again." in words(steer(house, house.ada, version, "again"))
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE


def test_only_who_may_replace_a_document_steers_its_reading(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    page = words(browser(house.ben).get(at(house, f"{version.document_id}/")))
    assert "Stop reading it" not in page
    assert steer(house, house.ben, version, "stop").status_code == 403
    assert steer(house, house.cleo, version, "stop").status_code == 404
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE


def test_stopping_what_is_read_already_changes_nothing_and_says_so(house: House) -> None:
    version = house.with_lease()
    told = steer(house, house.ada, version, "stop")
    assert told.status_code == 409
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE


def two_alike(house: House) -> tuple[Version, Version]:
    first = take(house, "lease.txt", LEASE.encode())
    return first, take(house, "lease v2.txt", LEASE.replace("12,000", "13,400").encode())


def answer_of(house: House, person: Person, version: Version, of: Version, said: str) -> Any:
    form = {"of": of.document_id, "is": said}
    return browser(person).post(at(house, f"{version.document_id}/join/"), form, follow=True)


def test_what_looks_like_a_new_version_is_proposed_and_joined_on_a_word(house: House) -> None:
    first, second = two_alike(house)
    page = words(browser(house.ada).get(at(house, f"{second.document_id}/")))
    assert "This looks like a new version of" in page
    assert "their names are alike" in page
    told = answer_of(house, house.ada, second, first, "version")
    assert told.redirect_chain[-1][0] == at(house, f"{first.document_id}/")
    house.read()
    assert Document.objects.count() == 1
    assert [row.state for row in Version.objects.order_by("number")] == [Reading.REPLACED, Reading.SEARCHABLE]
    assert "13,400" in words(browser(house.ben).get(at(house, f"{first.document_id}/")))


def test_what_is_told_apart_is_not_proposed_again(house: House) -> None:
    first, second = two_alike(house)
    assert "They stay two documents." in words(answer_of(house, house.ada, second, first, "apart"))
    assert Document.objects.count() == 2
    page = words(browser(house.ada).get(at(house, f"{second.document_id}/")))
    assert "This looks like a new version of" not in page


def test_who_may_not_replace_is_not_asked_about_versions(house: House) -> None:
    first, second = two_alike(house)
    assert "looks like" not in words(browser(house.ben).get(at(house, f"{second.document_id}/")))
    for person, status in ((house.ben, 403), (house.rut, 403), (house.cleo, 404)):
        assert answer_of(house, person, second, first, "version").status_code == status
    assert Document.objects.count() == 2


def test_a_document_is_not_joined_to_one_of_another_project(house: House) -> None:
    _, second = two_alike(house)
    other = receive(visit(house.cleo), house.wren, "lease.txt", [LEASE.encode()])
    assert answer_of(house, house.ada, second, other, "version").status_code == 404
    assert Document.objects.filter(project=house.heron).count() == 2


def test_a_long_list_comes_in_parts_and_each_keeps_itself_current(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 2)
    for number in range(5):
        house.receive(house.ada, house.heron, f"number-{number}.txt")
    client = browser(house.ben)
    second = words(client.get(at(house, "?from=2")))
    assert "part 2 of 3" in second
    assert [f"number-{one}.txt" in second for one in range(5)] == [False, False, True, True, False]
    assert f'data-live="{at(house, "states/")}?from=2"' in second
    alone = words(client.get(at(house, "states/?from=2")))
    assert [f"number-{one}.txt" in alone for one in range(5)] == [False, False, True, True, False]


@pytest.mark.parametrize("wanted", ["0", "-1", "99", "x", "9" * 30, "²", ""])
def test_a_part_that_is_not_there_is_the_nearest_that_is(house: House, wanted: str) -> None:
    house.with_lease()
    answer = browser(house.ben).get(at(house, f"?from={wanted}"))
    assert answer.status_code == 200
    assert "lease.txt" in words(answer)


def test_the_list_alone_says_how_many_wait_and_at_the_end_what_became_of_them(house: House) -> None:
    house.receive(house.ada, house.heron)
    receive(visit(house.ada), house.heron, "broken.pdf", [b"%PDF-1.7 garbage"])
    client = browser(house.ben)
    busy = words(client.get(at(house, "states/")))
    assert 'data-busy="2"' in busy
    assert "0 of 2 done" in busy
    house.read()
    done = words(client.get(at(house, "states/")))
    assert 'data-busy="0"' in done
    assert 'data-said="All 2 documents are done. 1 of them was refused."' in done
    assert "The reason stands beside each" in done


def test_a_document_tells_its_state_alone_without_showing_contents(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    client, path = browser(house.ben), at(house, f"{version.document_id}/state/")
    assert 'data-busy="1"' in words(client.get(path))
    house.read()
    before = Event.objects.filter(name=EventName.DOCUMENT_SHOWN).count()
    told = words(client.get(path))
    assert 'data-busy="0"' in told
    assert "searchable" in told
    assert "Norrglim" not in told
    assert Event.objects.filter(name=EventName.DOCUMENT_SHOWN).count() == before


def test_names_and_folders_from_files_are_text_on_every_page(house: House) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    version = take(house, name, LEASE.encode(), f"A {SCRIPT.replace('/', '')}/{name}")
    for tail in ("", "states/", f"{version.document_id}/", f"{version.document_id}/delete/"):
        page = words(browser(house.ada).get(at(house, tail)))
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_the_folder_a_file_came_from_is_told_below_its_name(house: House) -> None:
    client = browser(house.ada)
    client.post(
        at(house, "add/?path=Archive/2019/lease.txt"), {"files": [SimpleUploadedFile("lease.txt", LEASE.encode())]}
    )
    assert "Archive/2019" in words(client.get(at(house)))
    house.read()
    assert "Archive/2019/lease.txt" in words(client.get(at(house)))


def test_curators_add_and_steer_as_owners_do(house: House) -> None:
    kim = Person.objects.admit("kim@example.org", "Kim")
    Membership.objects.create(project=house.heron, person=kim, role=Role.CURATOR)
    version = receive(visit(kim), house.heron, "lease.txt", [LEASE.encode()])
    assert "It is not read any further" in words(steer(house, kim, version, "stop"))


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ({"page": 3}, "page 3"), ({"page": None}, ""), ({"page": 2, "unit": "slide"}, "slide 2"),
        ({"page": 1, "unit": "sheet", "label": "Rents", "spot": "A2:D2"}, "sheet Rents, A2:D2"),
        ({"page": 4, "unit": "sheet", "label": "", "spot": "B7"}, "sheet 4, B7"), ({"page": None, "spot": "A1:B1"}, "A1:B1"),
    ],
)  # fmt: skip
def test_where_a_quotation_stands_is_told_in_words(quote: dict[str, Any], told: str) -> None:
    assert filters.where(quote) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(1.0, "about a minute"), (89.0, "about a minute"), (600.0, "about 10 minutes"), (7300.0, "about 2 hours")]
)  # fmt: skip
def test_the_time_that_is_left_is_told_roughly(seconds: float, told: str) -> None:
    assert filters.about(seconds) == told


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Rents 2026")
    for at, row in enumerate(
        (("Property", "Tenant", "Monthly rent"), ("Storgatan 14", "Norrglim Furniture AB", "EUR 11,781"))
    ):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def test_a_quotation_of_a_spreadsheet_names_sheet_and_cells_and_is_shown_as_text(house: House) -> None:
    version = take(house, "rent roll.xlsx", workbook())
    assert version.state == Reading.SEARCHABLE
    question = ask(visit(house.ada), house.heron, "What is the monthly rent of Norrglim Furniture AB?")
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/q/{question.pk}/?c=1"))
    assert "sheet Rents 2026, A2:C2" in page
    assert "<mark" in page
    assert "page.png" not in page
    assert ">Sheets<" in words(browser(house.ada).get(at(house, f"{version.document_id}/")))


def test_a_document_says_whether_it_was_looked_at_for_viruses(house: House) -> None:
    version = house.with_lease()
    path = at(house, f"{version.document_id}/")
    assert "not scanned" in words(browser(house.ben).get(path))
    Version.objects.update(scanned=datetime(2026, 11, 5, tzinfo=UTC))
    page = words(browser(house.ben).get(path))
    assert "none found on 5 Nov 2026" in page
    assert "not scanned" not in page


def test_a_file_that_waits_for_the_virus_scanner_says_so(house: House) -> None:
    version = house.receive(house.ada, house.heron)
    assert "virus scanner" not in words(browser(house.ben).get(at(house)))
    Version.objects.filter(pk=version.pk).update(step="scan")
    assert "waits for the virus scanner" in words(browser(house.ben).get(at(house)))


def test_an_archive_is_taken_apart_and_shows_no_empty_page(house: House) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("keys/lease.txt", LEASE)
    version = take(house, "all.zip", out.getvalue())
    page = words(browser(house.ben).get(at(house, f"{version.document_id}/")))
    assert "taken apart" in page
    assert "lease.txt" in page
    assert "No text was found on this page" not in page
    member = Document.objects.get(parent=version.document)
    assert "It lies in" in words(browser(house.ben).get(at(house, f"{member.pk}/")))


@pytest.mark.parametrize(("confidence", "told"), [(None, False), (96, False), (75, False), (74, True), (12, True)])
def test_a_doubtful_quotation_says_how_sure_recognition_was(
    house: House, monkeypatch: pytest.MonkeyPatch, confidence: int | None, told: bool
) -> None:
    text = Text(LEASE, (Page(1, 0, len(LEASE), confidence=confidence),), (), (), "pdf")
    monkeypatch.setattr(reading, "read", lambda *_, **__: text)
    house.with_lease()
    question = ask(visit(house.ada), house.heron, "When does the lease end?")
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/q/{question.pk}/"))
    assert ("recognised from a picture" in page) is told
    assert (f"{confidence} % sure" in page) is told
