"""Of tables only the agreed fields are sealed; what cannot be cut down to them is not taken."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hemvist.audit import log
from hemvist.documents import places, show
from hemvist.documents.fields import ClassUnclear, ClassUnfit, NotByField
from hemvist.documents.models import Document, Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.stored import original_bytes
from hemvist.domain.agreement import DataClass
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.projects.models import AgreementVersion, Project
from hemvist.readers.errors import CannotRead
from tests.house import LEASE, House, visit

CSV = b"Item;Price;Buyer\nBolt;2;Anna Vermilion\n"
PRICES = DataClass("prices", "price lists", ("Item", "Price"), "to answer questions about prices", False)
PEOPLE = DataClass("people", "lists of staff", ("Name",), "to know whom to ask", True)


def agreed(house: House, *classes: DataClass, texts: bool = True) -> Project:
    """Ada's project under an agreement that lists these classes of tables, beside its texts or alone."""
    old, now = house.heron.agreement, datetime.now(UTC)
    new = replace(old, version=old.version + 1, data=(*(old.data if texts else ()), *classes))
    AgreementVersion.keep(house.heron, new, agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=house.heron.pk).update(hash_in_force=new.hash)
    house.heron.refresh_from_db()
    return house.heron


def sent(house: House, data: bytes = CSV, name: str = "prices.csv", data_class: str = "") -> Version:
    version = receive(visit(house.ada), house.heron, name, [data], data_class=data_class)
    house.read()
    version.refresh_from_db()
    return version


def sealed(house: House, version: Version) -> bytes:
    return b"".join(original_bytes(gate.enter(visit(house.ada), house.heron, Deed.SHOW), version))


def test_only_the_agreed_columns_reach_the_disk_and_the_text(house: House) -> None:
    agreed(house, PRICES)
    version = sent(house)
    assert sealed(house, version) == b"Item;Price\r\nBolt;2\r\n"
    assert version.size == len(sealed(house, version))
    assert show.page_text(visit(house.ada), house.heron, version.pk, 1) == "Item | Price\nBolt | 2"


def test_what_was_dropped_is_told_by_name_and_logged_by_number(house: House) -> None:
    agreed(house, PRICES)
    version = sent(house)
    row = show.details(visit(house.ada), house.heron, version.document_id).newest
    assert (row.data_class, row.kept, row.dropped) == ("prices", ("Item", "Price"), ("Buyer",))
    (line,) = [one for one in log.lines(house.heron.pk) if one.event == "document:cut-down"]
    assert dict(line.things) == {
        "document": version.document_id,
        "version": version.pk,
        "kept": 2,
        "dropped": 1,
        "rows": 1,
    }


def test_without_a_class_of_tables_a_table_is_a_text_like_any_other(house: House) -> None:
    assert sealed(house, sent(house)) == CSV


def test_of_several_classes_one_is_to_be_chosen(house: House) -> None:
    agreed(house, PRICES, PEOPLE)
    with pytest.raises(ClassUnclear):
        sent(house)
    for chosen in ("documents", "nothing"):
        with pytest.raises(ClassUnfit):
            sent(house, data_class=chosen)
    assert sealed(house, sent(house, data_class="prices")) == b"Item;Price\r\nBolt;2\r\n"
    with pytest.raises(CannotRead):
        sent(house, data_class="people")


def test_texts_beside_tables_are_taken_whole_and_without_a_class_for_them_not_at_all(house: House) -> None:
    agreed(house, PRICES)
    assert sent(house, LEASE.encode(), "lease.txt").state == Reading.SEARCHABLE
    agreed(house, PRICES, texts=False)
    with pytest.raises(ClassUnclear):
        sent(house, LEASE.encode(), "other.txt")


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("prices.csv", CSV)
    return out.getvalue()


def test_an_archive_would_keep_every_field_so_it_is_not_taken(house: House) -> None:
    agreed(house, PRICES)
    with pytest.raises(NotByField):
        sent(house, packed(), "all.zip")
    assert not Document.objects.exists()


def test_a_table_in_a_mail_or_an_unnamed_archive_takes_that_with_it(house: House) -> None:
    agreed(house, PRICES)
    version = sent(house, packed(), "all")
    assert (version.state, version.refused_as) == (Reading.REFUSED, "NotByField")
    assert places.all_of(house.heron.pk, version.pk) == []


def test_nothing_is_left_of_a_table_that_cannot_be_cut_down(house: House) -> None:
    agreed(house, PRICES)
    with pytest.raises(CannotRead):
        sent(house, b"%PDF-1.4 no table", "prices.csv")
    assert not Document.objects.exists()
    assert not list(places.folder(house.heron.pk).glob("*.original"))
