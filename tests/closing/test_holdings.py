"""The list of who holds what: no table and no file place is missing from it."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest
from django.apps import apps
from django.db import connection

from hemvist.closing.holdings import FILES, TABLES
from hemvist.domain.agreement import Mask
from tests.documents.test_masking import agreed, sent
from tests.house import House, visit
from tests.readers import made

# Made and read by the database or by migrations themselves; no row of them tells of a project or a person.
NOT_OURS = {"django_migrations", "sqlite_sequence", "limits"}


def test_every_model_is_on_the_list_and_nothing_else_is() -> None:
    models = {f"{model._meta.app_label}.{model._meta.object_name}" for model in apps.get_models()}
    assert models == {row.where for row in TABLES}


@pytest.mark.django_db
def test_every_table_belongs_to_a_model_on_the_list() -> None:
    listed = {apps.get_model(row.where)._meta.db_table for row in TABLES}
    linked = {field.m2m_db_table() for row in TABLES for field in apps.get_model(row.where)._meta.many_to_many}  # type: ignore[attr-defined]
    assert set(connection.introspection.table_names()) - NOT_OURS == listed | linked


def test_every_file_that_use_leaves_behind_is_in_a_place_on_the_list(house: House) -> None:
    from hemvist.assistant.ask import ask

    house.with_lease()
    agreed(house, Mask.MAIL)
    sent(house, made.pdf([made.page_of("Notices go to anna@example.org.")]), "notices.pdf")
    ask(visit(house.ada), house.heron, "Which law governs the lease?")
    left = [str(file.relative_to(house.home)) for file in house.home.rglob("*") if file.is_file()]
    assert any(".shown-" in file for file in left)
    for file in left:
        assert any(fnmatch(file, row.where) for row in FILES), file


def test_every_holding_says_what_ends_it() -> None:
    assert all(row.ends for row in (*TABLES, *FILES))
