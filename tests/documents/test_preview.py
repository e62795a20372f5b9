"""A preview says what would become of a file, and keeps nothing of it."""

from __future__ import annotations

import pytest

from hemvist.audit import log
from hemvist.documents import places
from hemvist.documents.models import Document
from hemvist.documents.preview import preview
from hemvist.domain.agreement import Mask
from hemvist.domain.errors import Refused
from hemvist.domain.personal import Kind
from tests.documents import test_fields, test_masking
from tests.documents.test_looking import WITH_NUMBER
from tests.house import LEASE, House, visit


def test_it_says_what_would_be_refused_and_where(house: House) -> None:
    told = preview(visit(house.cleo), house.wren, "lease.txt", [WITH_NUMBER.encode()])
    assert (told.ruling, told.clause, told.kept) == ("refuse", "level", ())
    assert [(one.kind, one.line) for one in told.found] == [(Kind.IDENTITY_NUMBER, 13)]


def test_it_says_which_fields_would_be_dropped_and_what_blacked_out(house: House) -> None:
    test_fields.agreed(house, test_fields.PRICES)
    test_masking.agreed(house, Mask.MAIL)
    told = preview(visit(house.ada), house.heron, "prices.csv", [test_fields.CSV])
    assert (told.data_class, told.kept, told.dropped) == ("prices", ("Item", "Price"), ("Buyer",))
    assert (told.masked, told.original, told.ruling) == ((Kind.MAIL,), False, "allow")


def test_nothing_is_kept_of_it(house: House) -> None:
    before = len(list(log.lines(house.wren.pk)))
    preview(visit(house.cleo), house.wren, "lease.txt", [LEASE.encode()])
    assert not Document.objects.exists()
    assert not list(places.folder(house.wren.pk).glob("*.original"))
    assert len(list(log.lines(house.wren.pk))) == before


def test_whoever_may_not_add_files_previews_none(house: House) -> None:
    with pytest.raises(Refused):
        preview(visit(house.ben), house.heron, "lease.txt", [LEASE.encode()])
