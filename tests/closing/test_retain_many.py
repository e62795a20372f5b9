"""Agreed days with more documents than a database takes names of in one question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from hemvist.closing.outlook import outlook
from hemvist.documents import retained
from hemvist.documents.models import Document, Reading, Version
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from tests.closing.test_retain import aged, stored, two
from tests.projects.parties import Two

__all__ = ["two"]
FEW, MANY = 30, 40


@pytest.fixture
def few_names(two: Two) -> Iterator[None]:
    """As if the database took very few names at once. SQLite's alone can be set: PostgreSQL's is 65,535."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets this be set")
    connection.ensure_connection()
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, FEW)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_more_documents_than_a_question_names_are_told_ahead_and_listed(two: Two, few_names: None) -> None:
    version, permit = aged(stored(two), 364), gate.enter(two.ada, two.project, Deed.INGEST)
    for _ in range(MANY):
        row = Version(document=Document.objects.create(project=two.project), number=1, size=1, arrived=version.arrived)
        row.state = Reading.DUE
        row.set_card(permit, {"name": "old.txt"})
        row.save()
    told = outlook(two.ada, two.project)
    assert sum(one.count for one in told.lines if one.what == retained.DOCUMENTS) == MANY + 1
    assert len(told.waiting) == MANY
    assert retained.kept_until(two.ada, two.project, version.document_id) is not None
