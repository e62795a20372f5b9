"""``hemvist versions``: what looks like a new version of another document; joining, keeping apart, taking out again."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import DocumentUnclear


def versions(args: Namespace) -> int:
    """One change if one is asked for; else the list of what looks alike."""
    client = Client()
    if args.join:
        return _join(client, args)
    if args.apart:
        return _apart(client, args)
    return _separate(client, args) if args.separate else _list(client, args)


def _list(client: Client, args: Namespace) -> int:
    rows = client.call("GET", path("projects", args.project, "likely"))
    words = "\n".join(say.plain(_line(row)) for row in rows)
    say.result(rows, as_json=args.json, words=words or "Nothing looks like a new version of another document.")
    return 0


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['name']} ({row['document'][:8]}) looks like a new version of {row['of_name']} ({row['of'][:8]}): "
        f"{row['share']:.0%} of the wording"
    )


def _join(client: Client, args: Namespace) -> int:
    known = _known(client, args.project)
    new, old = (_one(known, name) for name in args.join)
    told = client.call("POST", path("projects", args.project, "documents", new["id"], "succeed"), {"of": old["id"]})
    words = f"{new['name']} is the newest version of {old['name']} as soon as it is read again. Undo: --separate."
    say.result(told, as_json=args.json, words=say.plain(words))
    return 0


def _apart(client: Client, args: Namespace) -> int:
    known = _known(client, args.project)
    one, other = (_one(known, name) for name in args.apart)
    told = client.call("POST", path("projects", args.project, "documents", one["id"], "apart"), {"of": other["id"]})
    say.result(told, as_json=args.json, words="Remembered; the two are not proposed again.")
    return 0


def _separate(client: Client, args: Namespace) -> int:
    row = _one(_known(client, args.project), args.separate)
    told = client.call("POST", path("projects", args.project, "documents", row["id"], "separate"), {})
    words = f"{row['name']} is a document of its own again ({told['document'][:8]}); both are read again."
    say.result(told, as_json=args.json, words=say.plain(words))
    return 0


def _known(client: Client, project: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.call("GET", path("projects", project, "documents"))
    return rows


def _one(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The one document of that file name or start of an id; DocumentUnclear when there is none or more than one."""
    found = [row for row in rows if row["name"] == name or row["id"].startswith(name)]
    if len(found) != 1:
        raise DocumentUnclear(count=len(found))
    return found[0]
