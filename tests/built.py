"""The house, built once by each worker and put back for every test that lives in it: its rows, its keys, its people.

What building does is shown by the tests of opening projects, of keys and of the log. Here its result is wanted, some
sixteen hundred times: the same rows under the same ids, in the test's own transaction and its own folders.
"""

from __future__ import annotations

import pickle
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from hemvist.documents.read import READING
from hemvist.jobs import kinds
from hemvist.vault import opened
from tests.house import PASSPHRASE, House, build

Rows = dict[str, tuple[str, list[tuple[Any, ...]]]]
"""By table: the statement that puts a row in, and the rows."""


@dataclass(frozen=True)
class Built:
    """The house as it was built: when, its keys' folder, its rows, and itself."""

    day: date
    keys: Path
    rows: Rows
    house: bytes

    def put_back(self, home: Path) -> House:
        """The house in this HOME, which has the same root key. On another day it is built anew: its days begin then."""
        if datetime.now(UTC).date() != self.day:
            return build(home)
        kinds.register(READING)
        for path in self.keys.iterdir():
            if not (home / "keys" / path.name).exists():
                shutil.copy2(path, home / "keys" / path.name)
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in self.rows.values():
                cursor.executemany(statement, rows)
        house: House = replace(pickle.loads(self.house), home=home)
        opened.keys().unlock(house.heron.pk, PASSPHRASE)
        _forget_what_was_done_with_it()
        return house


def built(home: Path) -> Built:
    """Build it in this HOME, and leave no row of it."""
    before = _rows()
    with transaction.atomic():
        house = build(home)
        rows = {table: told for table, told in _rows().items() if table not in before}
        transaction.set_rollback(True)
    return Built(datetime.now(UTC).date(), home / "keys", rows, pickle.dumps(house))


def _rows() -> Rows:
    """Everything that stands in tables."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            if rows := cursor.fetchall():
                places = ", ".join(["%s"] * len(columns))
                found[table] = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows
    return found


def _forget_what_was_done_with_it() -> None:
    """What this process remembers by a project's id is of another test."""
    if forget := sys.modules.get("hemvist.closing.forget"):
        forget._swept.clear()
