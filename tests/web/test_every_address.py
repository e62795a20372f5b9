"""Every address, asked for by everybody: a table of who gets what. A new address without a row here fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.addresses import ADD, IN, ROWS, Full, Row, full, prepare
from tests.web.visitor import Browser, browser

__all__ = ["full"]

WITHIN = ("member", "curator", "owner", "reviewer")
SHADOWED = {
    "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_login_code", "account_inactive", "mfa_index",
    "mfa_list_webauthn",
}  # fmt: skip
"""The library's addresses that ours stand before: see the rows of "closed", "second-factors" and "passkeys"."""


def _names(found: list[Any]) -> Iterator[str]:
    for one in found:
        if isinstance(one, URLResolver):
            if one.app_name != "api":  # the API's own table stands in tests/api
                yield from _names(one.url_patterns)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} needs a name"
            yield one.name


def test_every_address_has_a_row() -> None:
    assert set(_names(get_resolver().url_patterns)) - SHADOWED == set(ROWS)


def test_everybody_gets_what_the_table_says_at_every_address(full: Full) -> None:
    wrong = [told for name, rows in ROWS.items() for row in rows for told in _wrong(full, name, row)]
    assert not wrong, "\n".join(wrong)


def _wrong(full: Full, name: str, row: Row) -> Iterator[str]:
    """Whoever got something else. All ask for the same thing; once a form of somebody's was taken, for a new one."""
    path = ""
    for who, expected in _expected(row).items():
        prepare(full)
        path = path or row.path(full)
        got = _asked(full, path, row, who)
        if got != expected:
            yield f"{name} {path} as {who}: {got}, not {expected}"
        if row.post and got in (200, 302):
            path = ""


def _expected(row: Row) -> dict[str, int | str]:
    outside = {"anonymous": row.anonymous, "one factor": row.one_factor, "stranger": row.stranger}
    return outside | dict(zip(WITHIN, row.roles, strict=True))


def _asked(full: Full, path: str, row: Row, who: str) -> int | str:
    client = _as(full, who)
    return _words(client.post(path, row.post()) if row.post else client.get(path))


def _as(full: Full, who: str) -> Browser:
    if who == "anonymous":
        return browser()
    house = full.house
    people = {"one factor": house.ada, "stranger": house.cleo, "member": house.ben, "curator": full.kim}
    people |= {"owner": house.ada, "reviewer": house.rut}
    return browser(people[who], None if who == "one factor" else "totp")


def _words(answer: Any) -> int | str:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/"):
        return IN
    if answer.status_code == 302 and answer.headers["Location"] == "/account/2fa/totp/activate/":
        return ADD
    return int(answer.status_code)
