"""Adding documents on the page: permit first, sealed as they come, one refusal stops no other, and nothing stays of what is refused."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from hemvist.assistant.ask import ask
from hemvist.documents import receive
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.show import details
from hemvist.documents.stored import original_bytes
from hemvist.domain.agreement import Mask
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.projects.models import Membership
from hemvist.web.uploads import SealingHandler, Stream
from tests.documents import test_classes
from tests.documents.test_masking import agreed, pdf, sent, text_alone
from tests.house import LEASE, House, visit
from tests.readers import leaves
from tests.web.visitor import Browser, browser, words

MARKER = "marker-vermilion-heron"


def file(name: str = "lease.txt", data: bytes = LEASE.encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def added(client: Browser, house: House, *files: SimpleUploadedFile, **headers: str) -> Any:
    return client.post(f"/p/{house.heron.pk}/documents/add/", {"files": list(files)}, headers=headers or None)


def kept_files(house: House) -> list[Path]:
    return sorted((house.home / "data" / "projects" / house.heron.pk).glob("*.original"))


def test_a_form_of_many_files_becomes_many_documents(house: House) -> None:
    answer = added(browser(house.ada), house, file("a.txt"), file("b.txt"), file("c.txt"))
    assert answer.headers["Location"] == f"/p/{house.heron.pk}/documents/"
    assert Document.objects.filter(project=house.heron).count() == 3
    house.read()
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/documents/"))
    assert page.count("searchable") == 3
    assert all(name in page for name in ("a.txt", "b.txt", "c.txt"))


def test_the_bytes_arrive_whole_however_they_are_cut(house: House) -> None:
    data = b"".join(b"Line %d. The fee is EUR %d.\n" % (n, n) for n in range(40_000))
    added(browser(house.ada), house, file("long.txt", data))
    permit = gate.enter(visit(house.ada), house.heron, Deed.SHOW)
    assert b"".join(original_bytes(permit, Version.objects.get())) == data


def test_a_file_that_is_too_large_is_refused_by_name_and_the_rest_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_BYTES", 100_000)
    answer = added(browser(house.ada), house, file("a.txt"), file("big.txt", b"x" * 300_000), file("c.txt"))
    assert answer.status_code == 422
    page = words(answer)
    assert "big.txt is larger than" in page
    assert [row.newest.size for row in Document.objects.filter(project=house.heron)] == [len(LEASE.encode())] * 2
    assert len(kept_files(house)) == 2


def test_a_file_without_a_usable_name_is_refused_and_the_rest_goes_on(house: House) -> None:
    answer = added(browser(house.ada), house, file(".. ."), file("b.txt"))
    assert answer.status_code == 422
    assert "without a usable name" in words(answer)
    assert len(kept_files(house)) == 1


def test_an_empty_form_says_that_nothing_was_sent(house: House) -> None:
    answer = browser(house.ada).post(f"/p/{house.heron.pk}/documents/add/")
    assert answer.status_code == 422
    assert "No file was chosen" in words(answer)


def test_the_script_hears_of_each_file_as_json(house: House) -> None:
    told = added(browser(house.ada), house, file("a.txt"), accept="application/json")
    assert told.json() == {"files": [{"name": "a.txt", "error": None, "remedy": None}]}


def test_no_byte_is_taken_from_whoever_may_not_add(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file was begun")

    monkeypatch.setattr(SealingHandler, "new_file", never)
    assert added(browser(house.ben), house, file()).status_code == 403
    assert added(browser(house.rut), house, file()).status_code == 403
    assert added(browser(house.cleo), house, file()).status_code == 404
    assert kept_files(house) == []


def test_a_form_from_elsewhere_leaves_nothing_behind(house: House) -> None:
    answer = added(browser(house.ada, strict=True), house, file("a.txt"), file("b.txt"))
    assert answer.status_code == 403
    assert "Please send it again" in words(answer)
    assert kept_files(house) == []
    assert Document.objects.count() == 0


def test_a_form_that_breaks_off_leaves_nothing_of_the_file_it_broke_in(house: House) -> None:
    whole = encode_multipart(BOUNDARY, {"files": [file("a.txt"), file("b.txt", LEASE.encode() * 500)]})
    answer = browser(house.ada).generic(
        "POST", f"/p/{house.heron.pk}/documents/add/", whole[: len(whole) // 2], MULTIPART_CONTENT
    )
    assert answer.status_code == 422
    assert "b.txt did not arrive whole" in words(answer)
    assert [row.newest.size for row in Document.objects.all()] == [len(LEASE.encode())]
    assert len(kept_files(house)) == 1


def test_nothing_of_an_upload_stands_in_clear_on_the_disk(
    house: House, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    data = (f"{MARKER} " * 400_000).encode()
    added(browser(house.ada), house, file(f"{MARKER}.txt", data))
    everything = [path for folder in (house.home, place) for path in folder.rglob("*") if path.is_file()]
    assert len(everything) > 3
    assert not [path for path in everything if MARKER.encode() in path.read_bytes()]


def test_replacing_makes_the_next_version_of_the_same_document(house: House) -> None:
    version = house.with_lease()
    path = f"/p/{house.heron.pk}/documents/{version.document_id}"
    newer = file("newer.txt", LEASE.replace("nine months", "six months").encode())
    assert browser(house.ada).post(f"{path}/replace/", {"files": newer}).headers["Location"] == f"{path}/"
    house.read()
    page = words(browser(house.ben).get(f"{path}/"))
    assert "newer.txt" in page
    assert "six months" in page
    assert [row.number for row in Version.objects.order_by("number")] == [1, 2]


def test_a_folder_that_is_dropped_again_doubles_nothing_and_what_changed_is_a_version(house: House) -> None:
    ada, where = browser(house.ada), f"/p/{house.heron.pk}/documents/add/?path=contracts/"

    def dropped(name: str, data: str, more: str = "") -> Any:
        sent = {"files": [file(name, data.encode())]}
        (told,) = ada.post(where + name + more, sent, headers={"accept": "application/json"}).json()["files"]
        return told.get("known", told["error"] or False)

    assert [dropped("a.txt", LEASE), dropped("b.txt", LEASE * 2)] == [False, False]
    assert [dropped("a.txt", LEASE), dropped("b.txt", LEASE * 3, "&folder=same")] == [True, False]
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 1, 2]
    assert len(kept_files(house)) == 3
    assert [dropped("copy of a.txt", LEASE), dropped("c.txt", LEASE * 4)] == [True, False]
    assert Document.objects.count() == 3


def test_of_two_folders_of_one_name_neither_replaces_a_file_of_the_other_unasked(house: House) -> None:
    ada, where = browser(house.ada), f"/p/{house.heron.pk}/documents/add/?path=leases/lease.txt"
    for landlord in ("Alfa", "Beta"):
        sent = {"files": [file("lease.txt", f"{landlord}. {LEASE}".encode())]}
        answer = ada.post(where, sent, headers={"accept": "application/json"})
    (told,) = answer.json()["files"]
    assert (answer.status_code, told["stands"], Version.objects.count()) == (409, True, 1)
    assert "with other contents" in told["error"]
    assert len(kept_files(house)) == 1


def test_what_others_may_not_see_is_neither_known_nor_replaced_by_a_folder(house: House) -> None:
    taken = receive.receive(visit(house.ada), house.heron, "a.txt", [LEASE.encode()], place="contracts/a.txt")
    Document.objects.filter(pk=taken.document_id).update(audience=[house.ada.pk])
    Membership.objects.filter(person=house.ben).update(role=Role.CURATOR)
    for text in (LEASE, LEASE * 2):
        own = receive.receive(
            visit(house.ben), house.heron, "a.txt", [text.encode()], place="contracts/a.txt", same_folder=True
        )
        assert own.document_id != taken.document_id
    assert Document.objects.count() == 2


def test_a_document_of_another_project_cannot_be_replaced(house: House) -> None:
    other = house.receive(house.cleo, house.wren).document_id
    answer = browser(house.ada).post(f"/p/{house.heron.pk}/documents/{other}/replace/", {"files": file()})
    assert "There is no such document" in words(answer)
    assert Version.objects.count() == 1


def test_a_refused_file_says_why_and_what_to_do(house: House) -> None:
    added(browser(house.ada), house, file("broken.pdf", b"%PDF-1.7 garbage"), file("empty.txt", b" "))
    house.read()
    page = words(browser(house.ben).get(f"/p/{house.heron.pk}/documents/"))
    for row in Version.objects.exclude(state=Reading.SEARCHABLE):
        assert row.refused_as
    assert "broken.pdf could not be read" in page


def test_the_rows_alone_are_what_the_list_holds(house: House) -> None:
    added(browser(house.ada), house, file("a.txt"))
    client = browser(house.ben)
    rows = words(client.get(f"/p/{house.heron.pk}/documents/states/"))
    assert "waits to be read" in rows
    assert "<html" not in rows
    house.read()
    assert "searchable" in words(client.get(f"/p/{house.heron.pk}/documents/states/"))


def test_deleting_says_first_what_goes_and_then_it_is_gone(house: House) -> None:
    version = house.with_lease()
    question = ask(visit(house.ada), house.heron, "When does the lease end?")
    path = f"/p/{house.heron.pk}/documents/{version.document_id}"
    client = browser(house.ada)
    assert "its quotations in the answers" in words(client.get(f"{path}/delete/"))
    assert Document.objects.count() == 1
    assert client.post(f"{path}/delete/").headers["Location"] == f"/p/{house.heron.pk}/documents/"
    assert client.get(f"{path}/").status_code == 404
    assert kept_files(house) == []
    assert "This quotation was removed" in words(client.get(f"/p/{house.heron.pk}/q/{question.pk}/"))


def test_a_page_that_is_not_there_is_not_found(house: House) -> None:
    version = house.with_lease()
    for page in ("0", "2", "-1", "x", "9" * 30):
        assert (
            browser(house.ada).get(f"/p/{house.heron.pk}/documents/{version.document_id}/?page={page}").status_code
            == 404
        )


def test_a_version_of_another_document_gives_no_picture(house: House) -> None:
    first, other = house.with_lease(), receive.receive(visit(house.cleo), house.wren, "x.txt", [b"x"])
    path = f"/p/{house.heron.pk}/documents/{first.document_id}/{other.pk}/1.png"
    assert browser(house.ada).get(path).status_code == 404


def test_a_nearly_full_disk_refuses_a_file_before_a_byte_of_it_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form says how long it is; its parts never do."""
    disk = shutil.disk_usage(house.home)._replace(free=settings.SPARE_BYTES + 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: disk)
    monkeypatch.setattr(Stream, "push", lambda *_: pytest.fail("a byte was taken"))
    told = added(browser(house.ada), house, file("big.txt", b"x" * 300_000), accept="application/json")
    assert told.status_code == 507
    assert "room for 1 MB more" in told.json()["files"][0]["error"]
    assert kept_files(house) == []


def test_in_a_form_of_many_files_each_is_measured_by_what_is_still_to_come(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    monkeypatch.setattr("hemvist.documents.receive.room_for", lambda _, size: sizes.append(size))
    added(browser(house.ada), house, *(file(f"{n}.txt", b"x" * 100_000) for n in range(3)))
    assert [round(size, -4) for size in sizes] == [300_000, 200_000, 100_000]


@pytest.mark.parametrize("number", ["9" * 5000, "0", "-1", "x", "\u00b2", "2"])
def test_a_page_that_is_none_is_not_found(house: House, number: str) -> None:
    version = house.with_lease()
    address = f"/p/{house.heron.pk}/documents/{version.document_id}/"
    assert browser(house.ada).get(address, {"page": number}).status_code == 404


@pytest.mark.parametrize(("number", "status"), [("9" * 5000, 200), ("999", 200), ("x", 200), ("0", 200)])
def test_a_part_of_the_list_far_beyond_its_end(house: House, number: str, status: int) -> None:
    assert browser(house.ada).get(f"/p/{house.heron.pk}/documents/", {"from": number}).status_code == status


def test_what_a_document_lies_in_is_shown_only_to_who_may_see_that(house: House) -> None:
    inner = house.with_lease()
    outer = house.receive(house.ada, house.heron, "secret plan.txt", "The plan.")
    house.read()
    Document.objects.filter(pk=inner.document_id).update(parent=outer.document_id)
    above = details(visit(house.ben), house.heron, inner.document_id).parent
    assert above is not None
    assert above.name == "secret plan.txt"
    Document.objects.filter(pk=outer.document_id).update(audience=["board"])
    assert details(visit(house.ben), house.heron, inner.document_id).parent is None


def test_a_page_with_black_boxes_is_shown_and_one_without_a_picture_says_so(house: House) -> None:
    agreed(house, Mask.MAIL)
    told = leaves.text("Notices go to anna@example.org.")
    masked = leaves.drawn(told, told + leaves.text("anna@example.org", y=600, before="1 1 1 rg "))
    version = sent(house, masked, "notices.pdf")
    client, place = browser(house.ada), f"/p/{house.heron.pk}/documents/{version.document_id}/"
    first, second = words(client.get(place)), words(client.get(f"{place}?page=2"))
    assert "agreed details are blacked out" in first
    assert client.get(f"{place}{version.pk}/1.png").status_code == 200
    assert "No picture of this page is kept" in second
    assert "<img" not in second
    assert client.get(f"{place}{version.pk}/2.png").status_code == 404


def test_a_class_is_chosen_above_the_files_and_shown_with_the_document(house: House) -> None:
    test_classes.agreed(house, test_classes.OPEN, test_classes.STAFF)
    ada, where = browser(house.ada), f"/p/{house.heron.pk}/documents/"
    page = words(ada.get(where))
    assert "the strictest rules of all classes apply" in page
    assert '<a href="?class=contracts">contracts</a>' in page
    page = words(ada.get(f"{where}?class=contracts"))
    assert f'action="{where}add/?class=contracts"' in page
    ada.post(f"{where}add/?class=contracts", {"files": [file("a.txt")]})
    ada.post(f"{where}add/", {"files": [file("b.txt", b"The fee is EUR 5.")]})
    house.read()
    page = words(ada.get(where))
    assert ("class: contracts" in page, "no class named" in page) == (True, True)
    for row in Document.objects.order_by("created"):
        told = details(visit(house.ada), house.heron, row.pk).newest.data_class
        assert (told or "none named: the strictest of all applies") in words(ada.get(f"{where}{row.pk}/"))


def test_a_class_that_is_none_is_refused_by_the_form(house: House) -> None:
    answer = browser(house.ada).post(f"/p/{house.heron.pk}/documents/add/?class=payroll", {"files": [file()]})
    assert (answer.status_code, Document.objects.count(), kept_files(house)) == (422, 0, [])


def test_who_may_see_a_document_is_set_on_its_page(house: House) -> None:
    lease = house.with_lease()
    where = f"/p/{house.heron.pk}/documents/{lease.document_id}/"
    ada, ben = browser(house.ada), browser(house.ben)
    assert "Who may see it" in words(ada.get(where))
    assert "Who may see it" not in words(ben.get(where))
    ada.post(f"{where}audience/", {"who": "named", "person": [house.ada.pk]})
    assert ben.get(where).status_code == 404
    page = words(ada.get(f"/p/{house.heron.pk}/documents/"))
    assert "for named people only" in page
    assert f'value="{house.ada.pk}" checked' in words(ada.get(where))
    told = words(ada.post(f"{where}audience/", {"who": "named", "person": [house.ben.pk]}, follow=True))
    assert "you would not see it any more yourself" in told
    ada.post(f"{where}audience/", {"who": "everyone"})
    assert ben.get(where).status_code == 200


def test_at_level_0_no_page_offers_to_name_people(house: House) -> None:
    version = house.receive(house.cleo, house.wren)
    where = f"/p/{house.wren.pk}/documents/{version.document_id}/"
    cleo = browser(house.cleo)
    assert "Who may see it" not in words(cleo.get(where))
    answer = cleo.post(f"{where}audience/", {"who": "named", "person": [house.cleo.pk]})
    assert (answer.status_code, "everybody in the project sees every document" in words(answer)) == (403, True)


def test_a_page_that_may_not_be_a_picture_is_text_and_says_why(house: House) -> None:
    text_alone(house)
    version = sent(house, pdf(), "lease.pdf")
    page = words(browser(house.ben).get(f"/p/{house.heron.pk}/documents/{version.document_id}/"))
    assert "Its pages are shown as text, as the agreement says" in page
    assert "Notices go to" in page
    assert "as picture" not in page
    picture = f"/p/{house.heron.pk}/documents/{version.document_id}/{version.pk}/1.png"
    assert browser(house.ben).get(picture).status_code in (403, 404)
