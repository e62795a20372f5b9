"""Which database the rows stand in, from one option: a file in the data folder, or a PostgreSQL server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from hemvist.domain.errors import ConfigurationRefused

_PLACES: Final = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
"""What libpq calls it, and what Django does."""
_THIS_MACHINE: Final = {"", "localhost", "127.0.0.1", "::1"}


def database(told: str, data: Path) -> dict[str, Any]:
    """Django's settings for the database; ``told`` is empty, or a libpq connection string or URL without a password.

    :class:`ConfigurationRefused` where it holds a password, cannot be understood, or would go over a network to a
    server that has not shown who it is. Format: PostgreSQL's manual, "Connection Strings".
    """
    return _postgresql(_parsed(told)) if told else _sqlite(data)


def _sqlite(data: Path) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": data / "hemvist.sqlite3", "OPTIONS": options}


def _parsed(told: str) -> dict[str, str]:
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise _refused("option HEMVIST_DATABASE names a server, and psycopg is not installed") from error
    try:
        return {name: str(value) for name, value in conninfo_to_dict(told).items() if value not in (None, "")}
    except Error as error:
        raise _refused("option HEMVIST_DATABASE is no connection string that libpq understands") from error


def _postgresql(parts: dict[str, str]) -> dict[str, Any]:
    if "password" in parts or os.environ.get("PGPASSWORD"):
        raise _refused("a database password stands in the environment, where other programs can read it")
    if not _near(parts) and parts.get("sslmode") != "verify-full":
        raise _refused("the database server is on another machine, and would not have to show who it is")
    places = {ours: parts.pop(theirs, "") for theirs, ours in _PLACES.items()}
    return {"ENGINE": "django.db.backends.postgresql", **places, "OPTIONS": parts}


def _near(parts: dict[str, str]) -> bool:
    """Whether every address that is named is on this machine; a service file may name any."""
    named = [host for name in ("host", "hostaddr") for host in parts.get(name, "").split(",")]
    return "service" not in parts and all(host.startswith("/") or host in _THIS_MACHINE for host in named)


def _refused(reason: str) -> ConfigurationRefused:
    remedy = (
        "Give it like postgresql://hemvist@/hemvist?host=/run/postgresql, or "
        "postgresql://hemvist@db.example.org/hemvist?sslmode=verify-full&passfile=FILE; a password belongs into "
        "that file (mode 600), or use a certificate. Nothing was changed."
    )
    return ConfigurationRefused(reason=reason + ".", remedy=remedy)
