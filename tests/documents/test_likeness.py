"""What looks like a version of what: bounded, because it is asked each time a document is shown."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hemvist.documents import likeness
from hemvist.documents.likeness import likely
from hemvist.documents.models import Version
from tests.house import LEASE, House, visit

SHORT = "The board met and agreed on the fee of five euros. It met once more and agreed on nothing else at all.\n\n"


def received(house: House, count: int, text: str = LEASE) -> list[Version]:
    found = [house.receive(house.ada, house.heron, f"lease {n}.txt", f"{text} {n}") for n in range(count)]
    house.read()
    return found


def test_only_the_newest_are_compared(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = received(house, 5)
    monkeypatch.setattr(likeness, "COMPARED", 2)
    told = likely(visit(house.ada), house.heron, rows[-1].document_id)
    assert {one.document for one in told} == {row.document_id for row in rows[2:4]}


def test_a_card_is_opened_only_where_the_lengths_are_comparable(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    long = house.receive(house.ada, house.heron, "long.txt", SHORT * 400)
    (lease,) = received(house, 1)
    opened: list[str] = []
    real = Version.card
    monkeypatch.setattr(Version, "card", lambda row, permit: opened.append(row.pk) or real(row, permit))
    likely(visit(house.ada), house.heron, lease.document_id)
    assert opened == [lease.pk]
    long.refresh_from_db()
    assert long.passages > 4


def test_more_documents_are_no_more_questions_to_the_database(house: House) -> None:
    counts = []
    for count in (2, 5):
        last = received(house, count)[-1]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert likely(visit(house.ada), house.heron, last.document_id)
        counts.append(len(asked))
    assert counts[0] == counts[1]
