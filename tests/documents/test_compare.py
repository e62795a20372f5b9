"""Comparing before sending: the same, changed, alike or new; and nothing to learn for whoever may not see."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.documents import marks, places, receive
from hemvist.documents.compare import MOST_FILES, Compared, File, Verdict, compare, standing
from hemvist.documents.models import Document, Version
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.paths import clean_path
from hemvist.domain.permit import Deed
from hemvist.people.models import Person
from hemvist.projects import gate
from hemvist.projects.models import Membership
from tests.house import House, visit


def file(path: str, contents: bytes) -> File:
    return File(path, hashlib.sha256(contents).digest(), len(contents))


def put(house: House, path: str, contents: bytes, replacing: str | None = None, by: Person | None = None) -> Version:
    name = path.rpartition("/")[2]
    return receive.receive(visit(by or house.ada), house.heron, name, [contents], replacing, place=path)


def told(house: House, path: str, contents: bytes, by: Person | None = None) -> Compared:
    (one,) = compare(visit(by or house.ada), house.heron, [file(path, contents)])
    return one


def test_an_unknown_file_is_new(house: House) -> None:
    assert told(house, "c/a.txt", b"one").verdict is Verdict.NEW


def test_the_same_contents_are_known_at_the_same_and_at_another_path(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    for path in ("c/a.txt", "elsewhere/b.txt", "b.txt", ""):
        one = told(house, path, b"one")
        assert (one.verdict, one.why, one.document, one.version) == (
            Verdict.SAME, "contents", version.document_id, version.pk,
        )  # fmt: skip
        assert (one.name, one.state, one.number) == ("a.txt", "received", 1)


def test_other_contents_at_the_same_path_are_a_change_of_that_document(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    one = told(house, "c/a.txt", b"two")
    assert (one.verdict, one.why, one.document) == (Verdict.CHANGED, "path", version.document_id)


def test_of_several_documents_that_came_by_one_path_each_is_known_by_its_contents(house: House) -> None:
    first, second = put(house, "c/a.txt", b"one"), put(house, "c/b.txt", b"two")
    Version.objects.update(path_mark=first.path_mark)
    for contents, version in ((b"one", first), (b"two", second)):
        one = told(house, "c/a.txt", contents)
        assert (one.verdict, one.why, one.version) == (Verdict.SAME, "contents", version.pk)


def test_a_bare_name_is_no_path_and_is_only_alike(house: House) -> None:
    put(house, "lease.txt", b"one")
    assert told(house, "lease.txt", b"two").verdict is Verdict.LIKE


def test_going_back_to_what_it_was_is_a_change(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    put(house, "c/a.txt", b"two", version.document_id)
    one = told(house, "c/a.txt", b"one")
    assert (one.verdict, one.document) == (Verdict.CHANGED, version.document_id)


def test_what_an_older_version_was_is_known_as_older_at_another_path(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    put(house, "c/a.txt", b"two", version.document_id)
    one = told(house, "c/old copy.txt", b"one")
    assert (one.verdict, one.why, one.number) == (Verdict.SAME, "older", 1)


def test_an_older_version_that_came_under_another_path_is_not_sent_over_the_newer_one(house: House) -> None:
    version = put(house, "c/lease.txt", b"one")
    put(house, "c/lease v2.txt", b"two", version.document_id)
    assert told(house, "c/lease.txt", b"one").verdict is Verdict.SAME
    assert told(house, "c/lease.txt", b"one, mended").verdict is Verdict.LIKE
    assert told(house, "c/lease v2.txt", b"two").verdict is Verdict.SAME
    assert told(house, "c/lease v2.txt", b"three").verdict is Verdict.CHANGED


def test_a_name_like_one_in_the_same_folder_is_alike(house: House) -> None:
    version = put(house, "c/Lease Storgatan.docx", b"one")
    one = told(house, "c/Lease_Storgatan_v2 (signed).pdf", b"two")
    assert (one.verdict, one.why, one.document, one.name) == (
        Verdict.LIKE, "name", version.document_id, "Lease Storgatan.docx",
    )  # fmt: skip
    assert told(house, "d/Lease_Storgatan_v2 (signed).pdf", b"two").verdict is Verdict.NEW


def test_what_one_may_not_see_is_new(house: House) -> None:
    version = put(house, "c/a.txt", b"secret")
    Document.objects.filter(pk=version.document_id).update(audience=["board"])
    other = Person.objects.admit("eve@example.org", "Eve")
    Membership.objects.create(project=house.heron, person=other, role="curator")
    for path, contents in (("c/a.txt", b"secret"), ("c/a.txt", b"x"), ("c/a v2.txt", b"x")):
        assert told(house, path, contents, by=other) == Compared(path, Verdict.NEW)


def test_where_something_stands_is_told_of_what_one_sees_and_of_paths_only(house: House) -> None:
    asked = ["c/a.txt", "c/gone.txt", "a.txt", "", "c/./Å.txt", "c/none.txt"]
    hidden = put(house, "c/gone.txt", b"secret")
    for name in ("c/a.txt", "c/A\u030a.txt", "a.txt"):
        put(house, name, name.encode())
    assert standing(visit(house.ada), house.heron, asked) == [True, True, False, False, True, False]
    Document.objects.filter(pk=hidden.document_id).update(audience=["board"])
    assert standing(visit(house.ada), house.heron, asked) == [True, False, False, False, True, False]
    with pytest.raises(Refused):
        standing(visit(house.ben), house.heron, asked)
    assert len(standing(visit(house.ada), house.heron, ["c/a.txt"] * (MOST_FILES + 1))) == MOST_FILES


def test_a_document_that_is_being_deleted_is_compared_with_no_more(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    Document.objects.filter(pk=version.document_id).update(deleting=version.received)
    assert told(house, "c/a.txt", b"one").verdict is Verdict.NEW


def test_who_may_not_put_anything_in_compares_nothing(house: House) -> None:
    for person, error in ((house.ben, Refused), (house.rut, Refused), (house.cleo, NotFound)):
        with pytest.raises(error):
            compare(visit(person), house.heron, [])


def test_another_project_s_files_are_new_and_its_marks_are_others(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    there = receive.receive(visit(house.cleo), house.wren, "a.txt", [b"one"], place="c/a.txt")
    assert version.fingerprint != there.fingerprint
    assert version.path_mark != there.path_mark


def test_at_most_a_thousand_at_once(house: House) -> None:
    files = [file(f"c/{number}.txt", b"") for number in range(MOST_FILES + 5)]
    assert len(compare(visit(house.ada), house.heron, files)) == MOST_FILES


def test_marks_tell_nothing_to_whoever_has_the_table_only(house: House) -> None:
    version = put(house, "c/a.txt", b"one")
    plain = hashlib.sha256(b"one").hexdigest()
    assert plain not in str(Version.objects.filter(pk=version.pk).values())
    assert all(len(mark) == 64 for mark in (version.fingerprint, version.path_mark, version.stem_mark))
    key = places.folder(house.heron.pk) / "marks.key"
    assert marks.of(gate.enter(visit(house.ada), house.heron, Deed.INGEST)).key not in key.read_bytes()


def test_marks_whose_key_is_gone_are_dropped_and_new_ones_made(house: House) -> None:
    put(house, "c/a.txt", b"one")
    (places.folder(house.heron.pk) / "marks.key").unlink()
    assert told(house, "c/a.txt", b"one").verdict is Verdict.NEW
    put(house, "c/a.txt", b"one")
    assert told(house, "c/a.txt", b"one").verdict is Verdict.SAME
    assert Version.objects.filter(fingerprint="").count() == 1


def test_the_same_name_in_two_normal_forms_is_one_path() -> None:
    for form in ("NFC", "NFD"):
        assert clean_path(unicodedata.normalize(form, "Mälaren/Hyresavtal Å.txt")) == "Mälaren/Hyresavtal Å.txt"


@given(st.text(max_size=80))
def test_a_clean_path_is_clean_and_leads_nowhere(path: str) -> None:
    clean = clean_path(path)
    assert clean_path(clean) == clean
    assert not {"", ".", ".."} & set(clean.split("/")) or clean == ""


def test_what_arrives_is_what_was_announced_or_nothing_is_kept(house: House) -> None:
    digest = hashlib.sha256(b"whole").digest()
    with pytest.raises(receive.ChangedMeanwhile):
        receive.receive(visit(house.ada), house.heron, "a.txt", [b"who"], announced=digest)
    assert not Version.objects.exists()
    assert not list(places.folder(house.heron.pk).glob("*.original"))
    receive.receive(visit(house.ada), house.heron, "a.txt", [b"who", b"le"], announced=digest)
