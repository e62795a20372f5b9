"""``hemvist relations``: which document amends, replaces or supersedes which, and deciding it."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, Final

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import DocumentUnclear

_UNTOLD: Final = ", from a day that it does not say: give it with --since"


def relations(args: Namespace) -> int:
    """List what is proposed, set or declined, or decide one."""
    client = Client()
    if args.set:
        return _set(client, args)
    if args.decline or args.undo:
        return _decide(client, args)
    if args.look:
        client.call("POST", path("projects", args.project, "relations", "look"), {})
    rows = _rows(client, args.project)
    words = "\n".join(_line(row) for row in rows)
    say.result(rows, as_json=args.json, words=words or "No document says that it changes another one.")
    return 0


def _set(client: Client, args: Namespace) -> int:
    known = client.call("GET", path("projects", args.project, "documents"))
    later, earlier = (_one(known, name) for name in args.set)
    told = client.call(
        "POST", path("projects", args.project, "relations"),
        {"document": later["id"], "of": earlier["id"], "tie": args.tie, "since": args.since or ""},
    )  # fmt: skip
    say.result(told, as_json=args.json, words=_line(told))
    return 0


def _decide(client: Client, args: Namespace) -> int:
    deed, begun = ("decline", args.decline) if args.decline else ("undo", args.undo)
    row = _one(_rows(client, args.project), begun)
    told = client.call("POST", path("projects", args.project, "relations", row["id"], deed), {})
    done = "It is not proposed again." if deed == "decline" else "The decision is taken back."
    say.result(told, as_json=args.json, words=done)
    return 0


def _rows(client: Client, project: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.call("GET", path("projects", project, "relations"))
    return rows


def _one(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The one row of that file name or start of an id; DocumentUnclear when there is none or more than one."""
    found = [row for row in rows if row["id"].startswith(name)] or [row for row in rows if row["name"] == name]
    if len(found) != 1:
        raise DocumentUnclear(count=len(found))
    return found[0]


def _line(row: dict[str, Any]) -> str:
    since = f" from {row['since']}" if row["since"] else _UNTOLD if row["of"] and row["standing"] == "proposed" else ""
    unsure = row["standing"] == "proposed" and not row["sure"]
    of = f"not sure which, perhaps {row['of_name']}" if unsure else row["of_name"] or "a paper that is not here"
    quote = f"\n          “{row['quote']}”" if row["quote"] and row["standing"] == "proposed" else ""
    return say.plain(f"{row['id'][:8]}  {row['standing']:<8}  {row['name']}  {row['tie']}  {of}{since}") + say.plain(
        quote
    )
