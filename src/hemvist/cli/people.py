"""``hemvist people`` and ``hemvist grants``: who belongs to a project, and when the operator sees its contents."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.domain.errors import NotFound


def listed(args: Namespace) -> int:
    """``people list``"""
    told = Client().call("GET", path("projects", args.project, "people"))
    words = "\n".join(_member(row) for row in [*told["now"], *told["left"]])
    say.result(told, as_json=args.json, words=say.plain(words))
    return 0


def remove(args: Namespace) -> int:
    """``people remove``"""
    client = Client()
    row = _found(client.call("GET", path("projects", args.project, "people"))["now"], args.person)
    name = say.plain(f"{row['name']} ({row['role']})")
    if not args.yes and not say.sure(f"Have {name} belong to this project no more, from now on?"):
        say.note("Nobody was removed.")
        return 1
    told = client.call("DELETE", path("projects", args.project, "people", row["id"]))
    words = f"{name} does not belong to it any more. To undo: hemvist people again PROJECT PERSON"
    say.result(told, as_json=args.json, words=words)
    return 0


def again(args: Namespace) -> int:
    """``people again``"""
    client = Client()
    row = _found(client.call("GET", path("projects", args.project, "people"))["left"], args.person)
    told = client.call("POST", path("projects", args.project, "people", row["id"], "again"), {})
    words = say.plain(f"{row['name']} belongs to it again, as {row['role']}.")
    say.result(told, as_json=args.json, words=words)
    return 0


def grants(args: Namespace) -> int:
    """``grants list``"""
    rows = Client().call("GET", path("projects", args.project, "grants"))
    words = "\n".join(_grant(row) for row in rows) or "Nobody has asked to see contents."
    say.result(rows, as_json=args.json, words=say.plain(words))
    return 0


def ask(args: Namespace) -> int:
    """``grants ask``"""
    told = Client().call("POST", path("projects", args.project, "grants"), {"minutes": args.minutes})
    words = f"Asked for {args.minutes} minutes ({told['id'][:8]}). Whom the agreement names grants it on the page."
    say.result(told, as_json=args.json, words=words)
    return 0


def end(args: Namespace) -> int:
    """``grants end``"""
    client = Client()
    rows = client.call("GET", path("projects", args.project, "grants"))
    found = [one["id"] for one in rows if len(args.grant) >= 4 and one["id"].startswith(args.grant)]
    if len(found) != 1:
        raise NotFound(thing="grant")
    told = client.call("POST", path("projects", args.project, "grants", found[0], "end"), {})
    say.result(told, as_json=args.json, words="The operator sees no contents by this any more.")
    return 0


def _found(rows: list[dict[str, Any]], told: str) -> dict[str, Any]:
    """The one of that mail address or name."""
    plain = told.strip().casefold()
    for known in ("email", "name"):
        found = [row for row in rows if row[known].casefold() == plain]
        if len(found) == 1:
            return found[0]
    raise NotFound(thing="person")


def _member(row: dict[str, Any]) -> str:
    when = f"left {row['ended'][:10]}" if row["ended"] else f"since {row['began'][:10]}"
    return f"{row['role']:<9}  {when:<16}  {row['name']} <{row['email']}>"


def _grant(row: dict[str, Any]) -> str:
    until = f"until {row['until'][:16]} UTC" if row["until"] else f"asked {row['asked'][:16]} UTC"
    by = f", by {row['by']}" if row["by"] else ""
    return f"{row['id'][:8]}  {row['state']:<8}  {row['minutes']:>4} min  {until}  {row['person']}{by}"
