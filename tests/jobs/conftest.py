"""Two real databases for every test of this room: a SQLite file, and PostgreSQL on a server of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from hemvist.config import fenced
from hemvist.config.database import database
from hemvist.domain.levels import RootKey
from hemvist.jobs import kinds
from hemvist.jobs.ending import Told
from hemvist.jobs.models import Job, Slot, Turn
from hemvist.people.models import Person
from hemvist.projects import kept
from hemvist.projects.models import AgreementVersion, Membership, Project
from hemvist.vault import opened
from hemvist.vault.embedded import EmbeddedKeys, make_root_file
from tests import postgres
from tests.jobs.office import Office, settle_in

KINDS = ("sqlite", "postgresql")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A throw-away HOME with keys of its own, as everywhere, but without the rooms above this one."""
    for name in ("data", "keys"):
        (tmp_path / name).mkdir(mode=0o700)
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path / "data")
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    make_root_file(tmp_path / "keys" / "root.key")
    keys = EmbeddedKeys(tmp_path / "keys", data=tmp_path / "data")
    keys.create("installation", RootKey.FILE)
    opened.use(keys)
    kept.use_fence(fenced.machine)
    return tmp_path


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket."""
    with postgres.running() as host:
        yield host


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A SQLite database with all tables and no rows, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), using("", folder):
        call_command("migrate", verbosity=0)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "hemvist.sqlite3"


@pytest.fixture(scope="session")
def migrated_server(server: str, django_db_blocker: Any) -> str:
    """A PostgreSQL server whose database ``migrated`` has all tables."""
    made(server, "CREATE DATABASE migrated")
    with django_db_blocker.unblock(), using(told(server, "migrated"), Path()):
        call_command("migrate", verbosity=0)
    return server


@pytest.fixture(params=KINDS)
def database_told(request: pytest.FixtureRequest, home: Path) -> str:
    """Option DATABASE for a fresh database with all tables, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), home / "data" / "hemvist.sqlite3")
        return ""
    return told(request.getfixturevalue("migrated_server"), "migrated")


@pytest.fixture
def office(database_told: str, home: Path, django_db_blocker: Any) -> Iterator[Office]:
    """Two projects and nobody at work, in a real database that other threads and processes see too."""
    with django_db_blocker.unblock(), using(database_told, home / "data"):
        empty()
        yield settle_in(home, database_told)
    kinds.forget_all()


def empty() -> None:
    """Leave no row of the tables that these tests look at; lines of the log stay, as they must."""
    from hemvist.documents.models import Document  # the rooms above leave rows too, in the tests that kill or crowd

    Document.objects.update(parent=None)
    for model in (Document, Job, Turn, Slot, Membership, AgreementVersion, Project, Person):
        model.objects.all().delete()


@pytest.fixture
def ending() -> Iterator[Told]:
    """What a worker is told to end by."""
    told = Told()
    yield told
    told.close()


@contextmanager
def using(option: str, data: Path) -> Iterator[None]:
    """Let Django work on this database instead of the one it was set up with."""
    before, connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": database(option, data)})["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = connection


def told(host: str, name: str) -> str:
    """The option for a database of the server."""
    return f"host={host} user=postgres dbname={name}"


def made(host: str, statement: str) -> None:
    """Run one statement on the server, outside of any transaction."""
    import psycopg

    with psycopg.connect(told(host, "postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
