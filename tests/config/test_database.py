"""Option DATABASE: a file or a server; never a password in it, and no server that need not show who it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.config.database import database
from hemvist.domain.errors import ConfigurationRefused

DATA = Path("/data")


def test_without_the_option_it_is_a_file_in_the_data_folder() -> None:
    told = database("", DATA)
    assert (told["ENGINE"], told["NAME"]) == ("django.db.backends.sqlite3", DATA / "hemvist.sqlite3")
    assert told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    "option",
    ["host=/run/postgresql dbname=hemvist user=app port=5433", "postgresql://app@:5433/hemvist?host=/run/postgresql"],
)
def test_a_server_is_told_as_a_connection_string_or_as_an_address(option: str) -> None:
    told = database(option, DATA)
    assert told["ENGINE"] == "django.db.backends.postgresql"
    assert [told[name] for name in ("NAME", "USER", "HOST", "PORT")] == ["hemvist", "app", "/run/postgresql", "5433"]


def test_what_else_libpq_knows_is_passed_on() -> None:
    told = database("postgresql://app@db.example.org/hemvist?sslmode=verify-full&passfile=/etc/hemvist/pass", DATA)
    assert told["OPTIONS"] == {"sslmode": "verify-full", "passfile": "/etc/hemvist/pass"}


@pytest.mark.parametrize("option", ["postgresql://app:heron@localhost/hemvist", "host=localhost password=heron"])
def test_a_password_in_the_option_is_refused_and_not_repeated(option: str) -> None:
    with pytest.raises(ConfigurationRefused, match="password stands in the environment") as refused:
        database(option, DATA)
    assert "heron" not in refused.value.message + refused.value.help


def test_a_password_in_libpqs_own_variable_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "heron")
    with pytest.raises(ConfigurationRefused, match="password"):
        database("host=localhost", DATA)


@pytest.mark.parametrize("mode", ["", "sslmode=disable", "sslmode=require", "sslmode=verify-ca"])
@pytest.mark.parametrize("host", ["host=db.example.org", "hostaddr=192.0.2.7", "host=/run/postgresql,db.example.org"])
def test_a_server_on_another_machine_has_to_show_who_it_is(host: str, mode: str) -> None:
    with pytest.raises(ConfigurationRefused, match="another machine"):
        database(f"{host} dbname=hemvist {mode}", DATA)


@pytest.mark.parametrize("host", ["host=localhost", "host=127.0.0.1", "host=::1", "host=/run/postgresql", "dbname=x"])
def test_a_server_on_this_machine_need_not(host: str) -> None:
    assert database(host, DATA)["ENGINE"] == "django.db.backends.postgresql"


@given(st.text(min_size=1).filter(lambda text: "\x00" not in text))
def test_any_other_text_is_refused_or_names_a_database_on_this_machine(text: str) -> None:
    try:
        told = database(text, DATA)
    except ConfigurationRefused:
        return
    assert "password" not in told["OPTIONS"]
