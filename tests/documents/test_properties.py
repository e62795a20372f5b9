"""What a file says of who made it goes before the file is kept, unless it is agreed to stay; or the file is not kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hemvist.audit import log
from hemvist.documents import places, properties, show, stored
from hemvist.documents.compare import Verdict
from hemvist.documents.models import Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.domain.agreement import Mask, Metadata
from hemvist.domain.kept import said_or_all
from hemvist.domain.levels import Role
from hemvist.domain.permit import Deed
from hemvist.jobs.errors import LeaseLost
from hemvist.jobs.models import Job
from hemvist.projects import gate
from hemvist.readers.base import Stripped
from tests.documents.test_compare import told
from tests.documents.test_masking import agreed, in_force, sent
from tests.house import House, visit
from tests.readers import signed_by
from tests.readers.parsing import FILES
from tests.readers.signed_by import NAME, NAMED
from tests.readers.test_strip import SIGNED, traces, with_objects

HELD = (NAME, NAME.split()[0])


def kept(house: House, version: Version) -> bytes:
    """The file as it lies sealed."""
    return b"".join(stored.original_bytes(gate.enter(visit(house.ada), house.heron, Deed.SHOW), version))


def row(house: House, version: Version) -> show.Row:
    return show.details(visit(house.ada), house.heron, version.document_id).newest


def everything_told(house: House, version: Version) -> str:
    """All that is kept of it in words: its card, its text with what is hidden, and the log."""
    permit = gate.enter(visit(house.ada), house.heron, Deed.SHOW)
    lines = [f"{line}" for line in log.lines(house.heron.pk)]
    return json.dumps(version.card(permit)) + f"{stored.stored_text(permit, version)}" + "".join(lines)


def staying(house: House) -> None:
    """Ada's project under an agreement in which files keep their properties."""
    old = house.heron.agreement
    rows = tuple(replace(one, metadata=Metadata.KEEP) for one in old.data)
    in_force(house, replace(old, version=old.version + 1, data=rows))


@pytest.mark.parametrize(
    "name", sorted(set(NAMED) - {"rent.bmp", "rent.gif", "rent.webp", "rent.png", "rent.tif", "rent.jpg"})
)
def test_nothing_that_is_kept_of_a_file_has_the_name_of_who_made_it(house: House, name: str) -> None:
    data = NAMED[name]()
    version = sent(house, data, name)
    assert version.state == Reading.SEARCHABLE
    assert traces(data)
    assert traces(kept(house, version)) == []
    assert not any(one in everything_told(house, version) for one in HELD)
    assert row(house, version).properties.taken
    for inside in Version.objects.filter(origin=version):
        assert traces(kept(house, inside)) == []


def test_its_page_and_the_log_tell_kinds_and_numbers_only(house: House) -> None:
    version = sent(house, signed_by.portable(), "rent.pdf")
    assert {"author", "dates of writing and change", "XMP"} <= set(row(house, version).properties.taken)
    (line,) = [one for one in log.lines(house.heron.pk) if one.event == "document:stripped"]
    assert dict(line.things) == {
        "document": version.document_id, "version": version.pk, "taken": len(row(house, version).properties.taken), "kept": True,
    }  # fmt: skip


def test_where_it_is_agreed_they_stay_byte_for_byte(house: House) -> None:
    staying(house)
    data = signed_by.portable()
    version = sent(house, data, "rent.pdf")
    assert kept(house, version) == data
    assert row(house, version).properties == properties.Told(looked=False)


def test_of_several_classes_each_has_to_let_them_stay() -> None:
    from tests import cast

    one = cast.AGREEMENT.data[0]
    both = replace(cast.AGREEMENT, data=(replace(one, metadata=Metadata.KEEP), replace(one, name="letters")))
    assert len(said_or_all(both, "")) == 2
    assert not properties.agreed_to_stay(both, "")
    assert properties.agreed_to_stay(both, one.name)
    assert not properties.agreed_to_stay(both, "letters")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("old.doc", (FILES / "rich.doc").read_bytes(), "kind"),
        ("letter.msg", (FILES / "plain.msg").read_bytes(), "kind"),
        ("signed.pdf", with_objects(b"/AcroForm<</SigFlags 3/Fields[<</FT/Sig/T(s)/V %s>>]>>" % SIGNED), "signed"),
    ],
    ids=["doc", "msg", "signed"],
)
def test_a_file_that_cannot_be_kept_without_them_is_not_kept_and_its_page_says_why(
    house: House, name: str, data: bytes, why: str
) -> None:
    version = sent(house, data, name)
    assert (version.state, version.text_only) == (Reading.SEARCHABLE, True)
    assert not places.original(house.heron.pk, version.pk).exists()
    assert row(house, version).properties.whole == properties.WHOLE[why]
    assert show.page_text(visit(house.ada), house.heron, version.pk, 1)
    assert row(house, version).drawn == (name == "signed.pdf")
    if name == "signed.pdf":
        assert show.picture(visit(house.ada), house.heron, version.pk, 1).startswith(b"\x89PNG")


def test_of_an_archive_what_lies_in_it_is_kept_each_for_itself(house: House) -> None:
    version = sent(house, signed_by.archive(), "all.zip")
    assert version.text_only
    assert version.members == 2
    inside = list(Version.objects.filter(origin=version))
    assert sorted(one.state for one in inside) == [Reading.SEARCHABLE] * 2
    assert [traces(kept(house, one)) for one in inside] == [[], []]


def test_a_file_whose_reader_fails_at_it_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(properties, "stripped", lambda data, name: Stripped(whole="failed"))
    version = sent(house, signed_by.page(), "rent.html")
    assert version.text_only
    assert not places.original(house.heron.pk, version.pk).exists()
    assert row(house, version).properties.whole == properties.WHOLE["failed"]


@pytest.mark.parametrize("name", ["rent.docx", "rent.pdf", "old.doc"])
def test_the_same_file_is_known_again_after_it_was_stripped(house: House, name: str) -> None:
    data = NAMED[name]() if name in NAMED else signed_by.old_word()
    first = sent(house, data, name)
    for _ in ("as it is", "after the key of the marks was lost"):
        one = told(house, name, data)
        assert (one.verdict, one.why, one.version) == (Verdict.SAME, "contents", first.pk)
        (places.folder(house.heron.pk) / "marks.key").unlink()
        assert told(house, name, data).verdict is Verdict.NEW
        reindex(visit(house.ada), house.heron)
        house.read()


def test_whoever_goes_on_after_a_kill_tells_all_that_was_in_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    version = receive(visit(house.ada), house.heron, "rent.pdf", [signed_by.portable()])
    exchange = stored.keep_original

    def killed(*args: object) -> None:
        exchange(*args)  # type: ignore[arg-type]
        raise SystemExit

    monkeypatch.setattr(stored, "keep_original", killed)
    with pytest.raises(SystemExit):
        house.read()
    monkeypatch.setattr(stored, "keep_original", exchange)
    Job.objects.filter(subject=version.pk).update(lease_until="2020-01-01T00:00:00Z")
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE
    assert traces(kept(house, version)) == []
    assert {"author", "XMP"} <= set(row(house, version).properties.taken)


def test_who_was_overtaken_exchanges_no_file(house: House) -> None:
    version = sent(house)
    before = kept(house, version)

    def overtaken() -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        stored.keep_original(gate.enter(visit(house.ada), house.heron, Deed.SHOW), version, [b"x"], overtaken)
    assert kept(house, version) == before
    assert [path for path in places.all_of(house.heron.pk, version.pk) if path.name.startswith(".")] == []


def test_an_original_that_is_kept_unmasked_is_kept_without_them(house: House) -> None:
    agreed(house, Mask.MAIL, kept=True, seen_by=(Role.OWNER,))
    version = sent(house, signed_by.portable(), "rent.pdf")
    assert traces(kept(house, version)) == []
    assert version.pictures


def test_where_no_file_is_kept_nothing_is_told_of_them(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, signed_by.portable(), "rent.pdf")
    assert version.text_only
    assert row(house, version).properties == properties.Told(looked=False)
