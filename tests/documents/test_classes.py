"""A file belongs to the class that is said of it, and its rules apply; where nobody says one, the strictest of all."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hemvist.documents import show
from hemvist.documents.fields import ClassUnclear, ClassUnfit
from hemvist.documents.masking import masking
from hemvist.documents.models import Document, Reading
from hemvist.documents.preview import preview
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.documents.report import as_csv
from hemvist.domain.agreement import DataClass, Mask
from hemvist.projects.models import AgreementVersion, Project
from tests.documents.test_fields import CSV, PRICES
from tests.documents.test_masking import IBAN, MAIL, TEXT
from tests.house import House, visit

OPEN = DataClass("contracts", "contracts", ("text",), "to answer questions", True)
STAFF = DataClass("staff", "staff files", ("text",), "to answer questions", True, (Mask.MAIL,), False)


PLAIN = DataClass("price lists", "price lists", ("text",), "to compare prices", False)


def agreed(house: House, *classes: DataClass, special: tuple[str, ...] = ()) -> Project:
    """Ada's project under an agreement that lists these classes and no other."""
    old, now = house.heron.agreement, datetime.now(UTC)
    new = replace(old, version=old.version + 1, data=classes, special_categories=special)
    AgreementVersion.keep(house.heron, new, agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=house.heron.pk).update(hash_in_force=new.hash)
    house.heron.refresh_from_db()
    return house.heron


def sent(house: House, data_class: str = "", name: str = "lease.txt", data: bytes = TEXT.encode()) -> show.Row:
    version = receive(visit(house.ada), house.heron, name, [data], data_class=data_class)
    house.read()
    return show.details(visit(house.ada), house.heron, version.document_id).newest


def words(house: House, row: show.Row) -> str:
    return show.page_text(visit(house.ada), house.heron, row.version, 1)


def test_the_only_class_is_the_class_of_every_file(house: House) -> None:
    agreed(house, OPEN)
    assert sent(house).data_class == "contracts"


def test_the_rules_of_the_named_class_apply_and_no_others(house: House) -> None:
    agreed(house, OPEN, STAFF)
    row = sent(house, "contracts")
    assert (row.data_class, row.text_only) == ("contracts", False)
    assert MAIL in words(house, row)
    row = sent(house, "staff", data=TEXT.encode() + b"2")
    assert (row.data_class, row.text_only) == ("staff", True)
    assert MAIL not in words(house, row)


def test_where_none_is_named_the_strictest_of_all_applies(house: House) -> None:
    agreed(house, OPEN, STAFF)
    row = sent(house)
    assert (row.data_class, row.text_only) == ("", True)
    assert MAIL not in words(house, row)
    assert IBAN in words(house, row)


def test_a_class_that_is_agreed_no_more_is_as_good_as_none(house: House) -> None:
    agreement = agreed(house, OPEN, STAFF).agreement
    assert masking(agreement, "contracts").kinds == frozenset()
    assert masking(agreement, "gone") == masking(agreement)


def test_the_class_stays_when_the_index_is_made_anew(house: House) -> None:
    agreed(house, OPEN, STAFF)
    row = sent(house, "contracts")
    reindex(visit(house.ada), house.heron)
    house.read()
    again = show.details(visit(house.ada), house.heron, row.id).newest
    assert (again.data_class, again.state) == ("contracts", Reading.SEARCHABLE)
    assert MAIL in words(house, again)


@pytest.mark.parametrize("chosen", ["nothing", "prices", "Contracts", "\x00", "x" * 100_000])
def test_a_class_that_such_a_file_cannot_belong_to_is_refused(house: House, chosen: str) -> None:
    agreed(house, OPEN, PRICES)
    with pytest.raises(ClassUnfit) as refused:
        sent(house, chosen)
    assert len(refused.value.message) < 1000
    assert not Document.objects.exists()


def test_a_table_is_refused_as_text_while_there_is_a_class_of_tables(house: House) -> None:
    agreed(house, OPEN, PRICES)
    with pytest.raises(ClassUnfit):
        sent(house, "contracts", "prices.csv", CSV)
    assert sent(house, "", "prices.csv", CSV).data_class == "prices"


def test_without_a_class_for_it_a_file_is_not_taken_whoever_names_none(house: House) -> None:
    agreed(house, PRICES)
    with pytest.raises(ClassUnclear):
        sent(house)


def test_what_lies_in_an_archive_is_of_the_class_that_was_said_of_it(house: House) -> None:
    agreed(house, OPEN, STAFF)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inside.txt", TEXT)
    row = sent(house, "contracts", "all.zip", out.getvalue())
    (inside,) = show.details(visit(house.ada), house.heron, row.id).inside
    assert inside.data_class == "contracts"
    assert MAIL in words(house, inside)


def test_preview_and_report_say_the_class(house: House) -> None:
    agreed(house, OPEN, STAFF)
    told = [preview(visit(house.ada), house.heron, "a.txt", [TEXT.encode()], one) for one in ("", "contracts", "staff")]
    assert [(one.data_class, len(one.masked), one.original) for one in told] == [
        ("", 1, False), ("contracts", 0, True), ("staff", 1, False),
    ]  # fmt: skip
    assert '"contracts"' in as_csv([sent(house, "contracts")])


def test_personal_data_of_one_class_lets_none_into_another(house: House) -> None:
    agreed(house, OPEN, PLAIN)
    number = b"Price list.\n\nHer personal number is 19811218-9876.\n"
    assert sent(house, "contracts", data=number).state == Reading.SEARCHABLE
    for data_class in ("price lists", ""):
        row = sent(house, data_class, data=number + data_class.encode())
        assert row.state == Reading.REFUSED
        assert "clause “data”" in row.refusal
    assert preview(visit(house.ada), house.heron, "new.txt", [number], "price lists").ruling == "refuse"
    assert preview(visit(house.ada), house.heron, "new.txt", [number], "contracts").ruling == "allow"


def test_a_listed_special_category_lets_no_other_in(house: House) -> None:
    agreed(house, OPEN, special=("religion",))
    assert sent(house, data=b"Anna Berg is a catholic.").state == Reading.SEARCHABLE
    assert sent(house, data=b"Anna Berg was diagnosed with diabetes in 2020.").state == Reading.FLAGGED
