"""Files inside files that are too many, too deep, named alike or to mislead; and what was deleted out of them."""

from __future__ import annotations

from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from hemvist.assistant.ask import find
from hemvist.audit import log
from hemvist.closing.forget import finish_forgetting, forget_document
from hemvist.documents import members, places, remove, show
from hemvist.documents.members import Unpacking
from hemvist.documents.models import Document, Reading, Removed, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.domain.paths import LONGEST_PATH, clean_path
from hemvist.domain.permit import Deed, Permit
from hemvist.jobs import queue
from hemvist.jobs.errors import DiskNearlyFull
from hemvist.jobs.models import Job
from hemvist.projects import gate
from tests.documents.test_members import mail, take, zipped
from tests.house import LEASE, House, visit

FEE = b"Party B pays the fee of five euros."


def mail_of(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "ben@example.org", "The lease"
    message.set_content("Some files hang on this message, as agreed.")
    for name, data in attached:
        message.add_attachment(data, maintype="text", subtype="plain", filename=name)
    return message.as_bytes()


def archive(house: House, replacing: str | None = None) -> Version:
    """An archive that nobody has read yet."""
    return receive(visit(house.ada), house.heron, "all.zip", [b"PK"], replacing)


def unpack(version: Version, *files: tuple[str, bytes]) -> Unpacking:
    """Take these out of a version as its reader would hand them over."""
    inside = Unpacking(gate.carry_on(version.document.project, Deed.READ), version, lambda: None)
    for path, data in files:
        inside.take(path, iter([data]))
    return inside


def listing(house: House) -> list[show.Row]:
    return show.listing(visit(house.ada), house.heron)


def named(house: House, name: str) -> show.Row:
    return next(row for row in listing(house) if row.name == name)


def found(house: House, words: str) -> str:
    return str(find(visit(house.ada), house.heron, words, 8))


def test_a_mail_at_the_third_depth_keeps_its_own_text(house: House) -> None:
    data = mail("The rent was never paid in advance, as agreed.", lease_txt=LEASE.encode())
    for name in ("m_eml", "inner_zip", "middle_zip"):
        data = zipped(**{name: data})
    take(house, "outer.zip", data)
    assert "never paid" in found(house, "the rent paid in advance")
    assert tuple(named(house, "m.eml").notes) == (members.TOO_DEEP,)


def test_over_all_depths_no_more_files_are_taken_out_than_the_budget_has(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_FILES", 5)
    leaf = zipped(a_txt=b"Clause one.", b_txt=b"Clause two.", c_txt=b"Clause three.")
    take(house, "bomb.zip", zipped(one_zip=leaf, two_zip=leaf, three_zip=leaf))
    assert Version.objects.count() == 1 + 5
    noted = [tuple(row.notes) for row in listing(house) if row.notes]
    assert noted == [("Left out: files beyond the 5 files or 2,000 MB that are taken out of one file.",)] * 3
    take(house, "other.zip", leaf)
    assert Version.objects.count() == 6 + 4


def test_what_others_take_out_of_the_same_file_meanwhile_counts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_FILES", 6)
    monkeypatch.setattr(members, "_COUNTED_ANEW", 1)
    outer = archive(house)
    unpack(outer, ("one.zip", b"PK"), ("two.zip", b"PK"))
    one, two = outer.contents.order_by("ordinal")
    slow = unpack(one, ("a.txt", b"Clause one."))
    unpack(two, *((f"{number}.txt", b"Clause two.") for number in range(9)))
    slow.take("b.txt", iter([b"Clause three."]))
    assert (one.contents.count(), two.contents.count()) == (1, 3)


def test_nor_more_bytes_than_it_has(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    version = archive(house)
    monkeypatch.setattr(settings, "UPLOAD_BYTES", 100)
    inside = unpack(version, *((f"{number}.txt", b"x" * 90) for number in range(30)))
    assert version.contents.count() == 2000 // 90 + 1
    assert inside.count == 30
    assert len(inside.left_out) == 1


def test_what_has_no_room_on_the_disk_waits_and_what_was_taken_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, files = archive(house), [("a.txt", b"x" * 100_000), ("b.txt", b"x" * 100_000)]
    little = SimpleNamespace(free=settings.SPARE_BYTES + 1_000_000)
    with monkeypatch.context() as full:
        full.setattr("hemvist.jobs.room.shutil.disk_usage", lambda folder: little)
        with pytest.raises(DiskNearlyFull):
            unpack(version, *files)
    assert version.contents.count() == 1
    assert len(list(places.folder(house.heron.pk).glob("*.original"))) == 2
    unpack(version, *files)
    assert list(version.contents.values_list("ordinal", flat=True).order_by("ordinal")) == [1, 2]


def test_an_archive_among_nothing_but_archives_does_not_wait_for_its_own_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "QUEUE", 4)
    for number in range(2):
        receive(visit(house.ada), house.heron, f"{number}.zip", [zipped(a_txt=LEASE.encode())])
    house.read()
    assert list(Version.objects.values_list("state", flat=True)) == [Reading.SEARCHABLE] * 4


def test_what_was_deleted_on_its_own_is_not_taken_out_again(house: House) -> None:
    version = take(house, "all.zip", zipped(a_txt=LEASE.encode(), b_txt=FEE))
    forget_document(visit(house.ada), house.heron, named(house, "b.txt").id)
    reindex(visit(house.ada), house.heron)
    house.read()
    assert [row.name for row in listing(house)] == ["all.zip", "a.txt"]
    assert "five euros" not in found(house, "fee euros")
    assert list(Removed.objects.values_list("origin", "ordinal")) == [(version.pk, 2)]
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert not Removed.objects.exists()


def test_what_lies_below_a_file_that_is_missing_now_is_found_no_more(house: House) -> None:
    first = take(house, "outer.zip", zipped(inner_zip=zipped(b_txt=FEE), a_txt=LEASE.encode()))
    take(house, "outer.zip", zipped(a_txt=LEASE.encode()), first.document_id)
    assert "five euros" not in found(house, "fee euros")
    assert named(house, "b.txt").state == Reading.REPLACED


def test_a_missing_files_jobs_are_dropped_at_every_depth(house: House) -> None:
    outer = archive(house)
    unpack(outer, ("inner.zip", b"PK"))
    inner = outer.contents.get()
    unpack(inner, ("b.txt", b"Clause one."))
    with transaction.atomic():
        queue.add("read", inner.contents.get().pk, house.heron)
    newer = archive(house, outer.document_id)
    members.retire_missing(gate.carry_on(house.heron, Deed.READ), newer)
    assert set(Job.objects.values_list("subject", flat=True)) == {outer.pk, newer.pk}
    assert set(Version.objects.filter(origin__isnull=False).values_list("state", flat=True)) == {Reading.REPLACED}


def test_two_files_of_one_name_are_two_documents_at_every_reading(house: House) -> None:
    data = mail_of(("scan.txt", LEASE.encode()), ("scan.txt", FEE))
    first = take(house, "m.eml", data)
    assert sorted(row.name for row in listing(house)) == ["m.eml", "scan (2).txt", "scan.txt"]
    take(house, "m.eml", data, first.document_id)
    assert Document.objects.count() == 3
    assert "five euros" in found(house, "fee euros")
    assert "Sweden" in found(house, "governed by the laws")


def test_a_file_that_a_person_replaced_is_still_the_one_at_its_path(house: House) -> None:
    first = archive(house)
    unpack(first, ("a.txt", b"Clause one."))
    document = first.contents.get().document
    receive(visit(house.ada), house.heron, "better.txt", [b"Clause two."], document.pk)
    newer = archive(house, first.document_id)
    unpack(newer, ("a.txt", b"Clause three."), ("a.txt", b"Clause four."))
    assert [row.document_id == document.pk for row in newer.contents.order_by("ordinal")] == [True, False]


@given(st.lists(st.text(alphabet="a(2) ./", max_size=8), max_size=30))
def test_names_inside_are_given_once_and_the_same_each_time(told: list[str]) -> None:
    paths = [path for path in map(clean_path, told) if path]
    one, two = members._Names(), members._Names()
    own = [one.own(path) for path in paths]
    assert len(set(own)) == len(own)
    assert own == [two.own(path) for path in paths]


def test_hostile_paths_inside_are_made_plain(house: House) -> None:
    version = archive(house)
    hostile = ["../../etc/pass\0wd", "c\\..\\d\u202etxt.exe", "..", "\x00", "a\nb.txt", "/root.txt", "x" * 5000]
    inside = unpack(version, *((path, b"Clause one.") for path in hostile))
    permit = gate.carry_on(house.heron, Deed.READ)
    paths = [row.card(permit)["inside"] for row in version.contents.order_by("ordinal")]
    assert paths == ["etc/passwd", "c/dtxt.exe", "ab.txt", "root.txt", "x" * LONGEST_PATH]
    assert inside.left_out == ["Left out: A file came without a usable name. Nothing of it was kept."]


def test_what_comes_below_while_it_is_marked_goes_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = archive(house)
    unpack(outer, ("inner.zip", b"PK"))
    inner, real = outer.contents.get(), remove.mark_one

    def marked(permit: Permit, document: Document, person: str, clause: str = "") -> bool:
        if document.pk == inner.document_id:
            unpack(inner, ("b.txt", b"Clause one."))
        return real(permit, document, person, clause)

    permit = gate.enter(visit(house.ada), house.heron, Deed.DELETE)
    monkeypatch.setattr(remove, "mark_one", marked)
    monkeypatch.setattr(log, "apart", lambda: None)  # the worker is another process, whose transaction is not this one
    remove.mark(permit, outer.document, house.ada.pk)
    assert not Document.objects.filter(deleting=None).exists()
    assert finish_forgetting() == 0
    assert not Document.objects.exists()
