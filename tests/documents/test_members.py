"""Files inside files: they become documents below theirs, are replaced with it, and go with it."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import transaction
from django.utils import timezone

from hemvist.assistant.ask import find
from hemvist.audit import log
from hemvist.closing.forget import finish_forgetting, forget_document
from hemvist.closing.succeed import separate
from hemvist.documents import again, members, places, read, remove, show
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.domain.permit import Deed
from hemvist.domain.text import Text
from hemvist.jobs import queue
from hemvist.jobs.models import Job
from hemvist.jobs.work import run
from hemvist.projects import gate
from hemvist.readers.errors import BrokenFile
from tests.house import LEASE, House, visit


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def mail(body: str, **attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "ben@example.org", "The lease"
    message.set_content(body)
    for name, data in attachments.items():
        message.add_attachment(data, maintype="text", subtype="plain", filename=name.replace("_", "."))
    return message.as_bytes()


def take(house: House, name: str, data: bytes, replacing: str | None = None) -> Version:
    version = receive(visit(house.ada), house.heron, name, [data], replacing)
    house.read()
    version.refresh_from_db()
    return version


def listed(house: House) -> list[tuple[str, str, str]]:
    rows = show.listing(visit(house.ada), house.heron)
    names = {row.id: row.name for row in rows}
    return [(row.name, row.state.value, names.get(row.parent, "")) for row in rows]


def test_an_archives_files_become_documents_below_it(house: House) -> None:
    version = take(house, "all.zip", zipped(contracts__lease_txt=LEASE.encode(), empty_txt=b""))
    assert (version.state, version.members, version.passages) == (Reading.SEARCHABLE, 2, 0)
    assert listed(house) == [
        ("all.zip", "searchable", ""), ("lease.txt", "searchable", "all.zip"), ("empty.txt", "refused", "all.zip"),
    ]  # fmt: skip
    assert show.listing(visit(house.ada), house.heron)[1].path == "all.zip/contracts/lease.txt"
    assert "Sweden" in str(find(visit(house.ada), house.heron, "governed by the laws", 8))


def test_a_mail_is_a_document_and_so_is_what_hangs_on_it(house: House) -> None:
    take(house, "mail.eml", mail("The rent was never paid in advance, as agreed.", lease_txt=LEASE.encode()))
    assert [row[0] for row in listed(house)] == ["mail.eml", "lease.txt"]
    told = show.details(visit(house.ada), house.heron, Document.objects.get(parent=None).pk)
    assert [row.name for row in told.inside] == ["lease.txt"]
    assert show.details(visit(house.ada), house.heron, told.inside[0].id).parent == told.newest


def test_what_lies_in_it_goes_with_it(house: House) -> None:
    inner = mail("See the lease.", lease_txt=LEASE.encode())
    version = take(house, "all.zip", zipped(mail_eml=inner))
    assert len(listed(house)) == 3
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert not Document.objects.exists()
    assert not list(places.folder(house.heron.pk).glob("*.original"))
    assert find(visit(house.ada), house.heron, "governed by the laws", 8) == []
    assert [row.event for row in log.lines(house.heron.pk)].count("document:deleted") == 3


def test_a_new_version_replaces_what_lies_in_it_by_its_path(house: House) -> None:
    first = take(house, "all.zip", zipped(a_txt=LEASE.encode(), b_txt=b"Party B pays the fee of five euros."))
    take(house, "all.zip", zipped(a_txt=LEASE.replace("Sweden", "Norway").encode()), first.document_id)
    kept = Document.objects.filter(parent=first.document)
    assert len(kept) == 2
    found = str(find(visit(house.ada), house.heron, "laws fee euros", 8))
    assert "Norway" in found
    assert "Sweden" not in found
    assert "five euros" not in found
    assert sorted(listed(house))[0] == ("a.txt", "searchable", "all.zip")
    assert sorted(listed(house))[2] == ("b.txt", "replaced", "all.zip")


def test_what_a_killed_worker_took_out_is_not_taken_out_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(visit(house.ada), house.heron, "all.zip", [zipped(a_txt=b"Clause one.", b_txt=b"Clause two.")])
    real = members.MemberReceipt.keep

    def dies(self: members.MemberReceipt) -> Version:
        if self.name == "b.txt":
            raise KeyboardInterrupt
        return real(self)

    held = queue.claim()
    assert held is not None
    with monkeypatch.context() as once:
        once.setattr(members.MemberReceipt, "keep", dies)
        with pytest.raises(KeyboardInterrupt):
            run(held)
    Job.objects.update(run_at=timezone.now())
    house.read()
    assert sorted(row[0] for row in listed(house)) == ["a.txt", "all.zip", "b.txt"]
    monkeypatch.setattr(remove, "ORPHANED", timedelta(0))
    remove.sweep(house.heron.pk)  # in life a day later: what was sealed and not kept when the worker died
    originals = {path.stem for path in places.folder(house.heron.pk).glob("*.original")}
    assert originals == set(Version.objects.filter(text_only=False).values_list("pk", flat=True))
    assert len(originals) == 2  # of the archive only what lay in it is kept


def test_archives_in_archives_end_at_the_third(house: House) -> None:
    data = zipped(lease_txt=LEASE.encode())
    for _ in range(5):
        data = zipped(inner_zip=data)
    take(house, "outer.zip", data)
    rows = show.listing(visit(house.ada), house.heron)
    assert [row.state for row in rows] == [Reading.SEARCHABLE] * 4
    assert tuple(rows[-1].notes) == (members.TOO_DEEP,)
    assert members.depth(Document.objects.get(pk=rows[-1].id)) == members.DEEPEST


def test_nothing_is_taken_out_of_an_archive_that_is_deleted_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = receive(visit(house.ada), house.heron, "all.zip", [zipped(a_txt=b"Clause one.", b_txt=b"Clause two.")])
    real = members.MemberReceipt.keep

    def late(self: members.MemberReceipt) -> Version:
        if self.name == "b.txt":
            forget_document(visit(house.ada), house.heron, version.document_id)
        return real(self)

    monkeypatch.setattr(members.MemberReceipt, "keep", late)
    house.read()
    assert not Document.objects.exists()
    assert not list(places.folder(house.heron.pk).glob("*.original"))


def test_an_older_version_that_settles_late_takes_nothing_from_the_newer_one(house: House) -> None:
    first = take(house, "all.zip", zipped(a_txt=LEASE.encode()))
    take(house, "all.zip", zipped(b_txt=b"Party B pays the fee of five euros."), first.document_id)
    reindex(visit(house.ada), house.heron)
    house.read()
    found = str(find(visit(house.ada), house.heron, "laws fee euros", 8))
    assert "five euros" in found
    assert "Sweden" not in found


def test_what_a_refused_archive_brought_is_taken_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    version = receive(visit(house.ada), house.heron, "all.zip", [zipped(a_txt=LEASE.encode())])

    def broken(*given: object, **more: object) -> Text:
        real(*given, **more)  # type: ignore[arg-type]
        raise BrokenFile(name="all.zip", cause="it is damaged")

    real = read.read
    monkeypatch.setattr(read, "read", broken)
    house.read()
    monkeypatch.setattr(read, "read", real)
    assert finish_forgetting() == 0
    version.refresh_from_db()
    assert version.state == Reading.REFUSED
    assert [row[0] for row in listed(house)] == ["all.zip"]
    assert find(visit(house.ada), house.heron, "governed by the laws", 8) == []


def test_stopping_an_archive_that_is_read_anew_loses_nothing_that_lay_in_it(house: House) -> None:
    version = take(house, "all.zip", zipped(a_txt=LEASE.encode()))
    reindex(visit(house.ada), house.heron)
    again.stop(visit(house.ada), house.heron, version.document_id)
    house.read()
    assert finish_forgetting() == 0
    assert listed(house) == [("all.zip", "refused", ""), ("a.txt", "searchable", "all.zip")]
    assert "Sweden" in str(find(visit(house.ada), house.heron, "governed by the laws", 8))


def test_what_is_taken_back_is_logged_as_deleted(house: House) -> None:
    version = receive(visit(house.ada), house.heron, "all.zip", [zipped(a_txt=LEASE.encode())])
    held = queue.claim()
    assert held is not None
    permit = gate.carry_on(house.heron, Deed.READ)
    with transaction.atomic():
        inside = members.Unpacking(permit, version, held.go_on)
        inside.take("a.txt", iter([LEASE.encode()]))
    held.put_off(0)
    again.stop(visit(house.ada), house.heron, version.document_id)
    house.read()
    assert finish_forgetting() == 0
    assert [row[0] for row in listed(house)] == ["all.zip"]
    assert [row.event for row in log.lines(house.heron.pk)].count("document:deleted") == 1
    assert len(list(places.folder(house.heron.pk).glob("*.original"))) == 1


@pytest.mark.parametrize("deep", [False, True], ids=["plain", "nested"])
def test_when_the_newer_version_is_taken_out_what_lay_in_the_older_one_answers_again(house: House, deep: bool) -> None:
    inside = {"mail_eml": mail("See the lease.", lease_txt=LEASE.encode())} if deep else {"a_txt": LEASE.encode()}
    first = take(house, "all.zip", zipped(**inside))
    take(house, "all.eml", mail("Nothing hangs on this one, which is about the rent."), first.document_id)
    assert "Sweden" not in str(find(visit(house.ada), house.heron, "governed by the laws", 8))
    separate(visit(house.ada), house.heron, first.document_id)
    house.read()
    assert "Sweden" in str(find(visit(house.ada), house.heron, "governed by the laws", 8))
    assert {state for _, state, _ in listed(house)} == {"searchable"}
    assert Job.objects.live().count() == 0


def test_what_was_deleted_out_of_the_older_version_stays_away_when_the_newer_one_is_taken_out(house: House) -> None:
    first = take(house, "all.zip", zipped(a_txt=LEASE.encode(), b_txt=b"Party B pays the fee of five euros."))
    gone = next(row.id for row in show.listing(visit(house.ada), house.heron) if row.name == "a.txt")
    forget_document(visit(house.ada), house.heron, gone)
    take(house, "all.eml", mail("Nothing hangs on this one, which is about the rent."), first.document_id)
    separate(visit(house.ada), house.heron, first.document_id)
    house.read()
    found = str(find(visit(house.ada), house.heron, "laws fee euros", 8))
    assert "five euros" in found
    assert "Sweden" not in found


def test_what_takes_longer_than_a_turn_is_taken_out_in_several_and_nothing_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "TURN", 0.0)
    version = receive(
        visit(house.ada), house.heron, "all.zip", [zipped(**{f"{at}_txt": f"Clause {at}.".encode() for at in range(4)})]
    )
    turns = 0
    while (held := queue.claim()) is not None and held.subject == version.pk:
        run(held)
        turns += 1
        assert Version.objects.filter(origin=version).count() == min(turns, 4)
    assert turns == 4
    held.give_back()
    house.read()
    version.refresh_from_db()
    assert (version.state, version.members) == (Reading.SEARCHABLE, 4)
    assert sorted(row[0] for row in listed(house)) == ["0.txt", "1.txt", "2.txt", "3.txt", "all.zip"]
    assert Job.objects.get(subject=version.pk).attempts == 1


def test_between_two_turns_of_a_large_archive_other_files_are_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "TURN", 0.0)
    version = receive(visit(house.ada), house.heron, "all.zip", [zipped(a_txt=b"Clause one.", b_txt=b"Clause two.")])
    held = queue.claim()
    assert held is not None
    run(held)
    small = house.receive(house.ada, house.heron, "small.txt")
    Job.objects.filter(subject=small.pk).update(run_at=timezone.now() - timedelta(hours=1))
    after = queue.claim()
    assert after is not None
    assert (held.subject, after.subject) == (version.pk, small.pk)
