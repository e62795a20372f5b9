"""What is agreed to be blacked out is gone before anything is kept; an original that stays is shown to named roles only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemvist.documents import places, show
from hemvist.documents.masking import BLACK, black, masked
from hemvist.documents.models import Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.documents.retained import take_out
from hemvist.domain.agreement import Agreement, Mask
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Role
from hemvist.domain.personal import Kind
from hemvist.domain.text import Hidden, Hiding, Page, Text
from hemvist.projects.models import AgreementVersion, Project
from tests.house import LEASE, House, visit
from tests.readers import made

IBAN, MAIL = "SE07 3982 5979 1907 4833 7887", "anna.vermilion@example.org"
TEXT = f"{LEASE}\nThe rent goes to {IBAN}. Notices go to {MAIL}.\n"


def agreed(house: House, *masks: Mask, kept: bool = False, seen_by: tuple[Role, ...] = ()) -> Project:
    """Ada's project under an agreement that has these blacked out."""
    old = house.heron.agreement
    rows = tuple(replace(row, masks=masks, original_kept=kept, unmasked_by=seen_by) for row in old.data)
    return in_force(house, replace(old, version=old.version + 1, data=rows))


def in_force(house: House, new: Agreement) -> Project:
    """Ada's project under this agreement."""
    now = datetime.now(UTC)
    AgreementVersion.keep(house.heron, new, agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=house.heron.pk).update(hash_in_force=new.hash)
    house.heron.refresh_from_db()
    return house.heron


def sent(house: House, data: bytes = TEXT.encode(), name: str = "lease.txt") -> Version:
    version = receive(visit(house.ada), house.heron, name, [data])
    house.read()
    version.refresh_from_db()
    return version


def test_only_the_masked_text_is_kept(house: House) -> None:
    agreed(house, Mask.IBAN, Mask.MAIL)
    version = sent(house)
    words = show.page_text(visit(house.ada), house.heron, version.pk, 1)
    assert version.state == Reading.SEARCHABLE
    assert IBAN not in words
    assert MAIL not in words
    assert BLACK * len(IBAN) in words
    assert "nine months' written notice" in words
    assert [path.suffix for path in places.all_of(house.heron.pk, version.pk)] == [".text"]


def test_only_the_agreed_kinds_are_blacked_out(house: House) -> None:
    agreed(house, Mask.IBAN)
    words = show.page_text(visit(house.ada), house.heron, sent(house).pk, 1)
    assert MAIL in words
    assert IBAN not in words


def test_a_name_tells_nothing_that_the_text_does_not(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, name=f"{MAIL}.txt")
    assert MAIL not in show.details(visit(house.ada), house.heron, version.document_id).newest.name


def test_what_is_only_kept_as_a_text_is_found_again_after_the_index_is_made_anew(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house)
    reindex(visit(house.ada), house.heron)
    house.read()
    version.refresh_from_db()
    assert (version.state, version.text_only) == (Reading.SEARCHABLE, True)
    assert MAIL not in show.page_text(visit(house.ada), house.heron, version.pk, 1)


def test_an_original_that_is_kept_is_shown_to_the_named_roles_only(house: House) -> None:
    agreed(house, Mask.MAIL, kept=True, seen_by=(Role.OWNER,))
    version = sent(house, pdf(), "lease.pdf")
    assert show.picture(visit(house.ada), house.heron, version.pk, 1).startswith(b"\x89PNG")
    assert show.details(visit(house.ada), house.heron, version.document_id).newest.drawn
    seen = show.picture(visit(house.ben), house.heron, version.pk, 1, 900)
    assert seen.startswith(b"\x89PNG")
    assert seen != show.picture(visit(house.ada), house.heron, version.pk, 1, 900)
    assert show.details(visit(house.ben), house.heron, version.document_id).newest.drawn


def test_without_page_images_among_the_fields_the_others_read_text(house: House) -> None:
    old = house.heron.agreement
    row = replace(old.data[0], masks=(Mask.MAIL,), original_kept=True, unmasked_by=(Role.OWNER,), fields_kept=("text",))
    in_force(house, replace(old, version=old.version + 1, data=(row,)))
    version = sent(house, pdf(), "lease.pdf")
    assert version.pictures == 0
    with pytest.raises(Refused):
        show.picture(visit(house.ben), house.heron, version.pk, 1)
    assert not show.details(visit(house.ben), house.heron, version.document_id).newest.drawn
    assert not show.is_pictured(visit(house.ben), house.heron, version.pk, 1)
    assert show.is_pictured(visit(house.ada), house.heron, version.pk, 1)


def text_alone(house: House, **more: object) -> Project:
    """Ada's project, whose documents' fields are their text and nothing else."""
    old = house.heron.agreement
    row = replace(old.data[0], fields_kept=("text",), **more)  # type: ignore[arg-type]
    return in_force(house, replace(old, version=old.version + 1, data=(row,)))


def test_without_page_images_among_the_fields_no_page_of_a_kept_file_is_shown_as_a_picture(house: House) -> None:
    text_alone(house)
    version = sent(house, pdf(), "lease.pdf")
    assert (version.text_only, version.pictures) == (False, 0)
    for person in (house.ada, house.ben):
        assert not show.is_pictured(visit(person), house.heron, version.pk, 1)
        assert not show.details(visit(person), house.heron, version.document_id).newest.drawn
        assert "Notices go to" in show.page_text(visit(person), house.heron, version.pk, 1)
        with pytest.raises(Refused) as refused:
            show.picture(visit(person), house.heron, version.pk, 1)
        assert (refused.value.clause, "Pictures of pages" in refused.value.message) == ("data", True)


def test_pictures_that_an_earlier_agreement_kept_are_shown_to_nobody_under_one_without_them(house: House) -> None:
    agreed(house, Mask.MAIL)
    version = sent(house, pdf(), "lease.pdf")
    assert show.is_pictured(visit(house.ada), house.heron, version.pk, 1)
    text_alone(house, masks=(Mask.MAIL,), original_kept=False)
    assert not show.is_pictured(visit(house.ada), house.heron, version.pk, 1)
    assert not show.details(visit(house.ada), house.heron, version.document_id).newest.drawn
    with pytest.raises(Refused):
        show.picture(visit(house.ada), house.heron, version.pk, 1)


def test_a_file_whose_pages_are_not_shown_is_handed_over_as_it_is_kept(house: House) -> None:
    text_alone(house)
    version = sent(house, pdf(), "lease.pdf")
    over = house.heron.agreement
    past = datetime.now(UTC).date() - timedelta(days=1)
    in_force(house, replace(over, version=over.version + 1, starts_on=past - timedelta(days=9), ends_on=past))
    name, pieces = take_out(visit(house.ada), house.heron, version.pk)
    assert (name, b"".join(pieces)[:5]) == ("lease.pdf", b"%PDF-")


def pdf() -> bytes:
    return made.pdf([made.page_of(f"Notices go to {MAIL}.")])


def test_hidden_texts_and_labels_are_masked_and_every_offset_stays() -> None:
    text = Text(f"Mail {MAIL}!", (Page(1, 0, 40, label=MAIL),), (), (), "xlsx", hidden=(Hidden(Hiding.WHITE, 1, MAIL),))
    done = masked(text, {Kind.MAIL})
    assert MAIL not in f"{done}"
    assert len(done.text) == len(text.text)
    assert masked(done, {Kind.MAIL}) == done
    assert black("nothing here", set(Kind)) == "nothing here"


def test_the_page_says_how_much_was_blacked_out_and_never_what(house: House) -> None:
    agreed(house, Mask.IBAN, Mask.MAIL)
    for name, data in (("lease.txt", TEXT.encode()), ("people.csv", f"Who,Mail\nAnna,{MAIL}\nBo,b{MAIL}\n".encode())):
        version = sent(house, data, name)
        (note,) = [
            one
            for one in show.details(visit(house.ada), house.heron, version.document_id).newest.notes
            if "Blacked" in one
        ]
        assert note == {
            "lease.txt": "Blacked out before anything was kept: 1 account number, 1 mail address.",
            "people.csv": "Blacked out before anything was kept: 2 mail addresses.",
        }[name]  # fmt: skip
    reindex(visit(house.ada), house.heron)
    house.read()
    told = show.details(visit(house.ada), house.heron, version.document_id).newest.notes
    assert [one for one in told if "Blacked" in one] == [note]
