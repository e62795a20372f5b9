"""``hemvist project``: the projects one belongs to, a new one for one's own documents, its lock and its documents."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.sending.report import FLAGGED


def listed(args: Namespace) -> int:
    """``project list``"""
    rows = Client().call("GET", "projects")
    say.result(rows, as_json=args.json, words="\n".join(_line(row) for row in rows) or "You belong to no project yet.")
    return 0


def new(args: Namespace) -> int:
    """``project new --one-party``"""
    told = Client().call("POST", "projects", {"name": args.name, "passphrase": _passphrase(again=True)})
    say.result(
        told,
        as_json=args.json,
        words=f'Opened {told["name"]} ({told["id"]}). Next: hemvist ingest "{told["name"]}" FOLDER',
    )
    return 0


def unlock(args: Namespace) -> int:
    """``project unlock``"""
    told = Client().call("POST", path("projects", args.project, "unlock"), {"passphrase": _passphrase(again=False)})
    say.result(told, as_json=args.json, words=f"{told['name']} is unlocked until it is locked or the server stops.")
    return 0


def guard(args: Namespace) -> int:
    """``project guard``"""
    told = Client().call("POST", path("projects", args.project, "guard"), {"passphrase": _passphrase(again=True)})
    words = f"The key of {told['name']} is behind your passphrase now; without it what it holds stays sealed for good."
    say.result(told, as_json=args.json, words=words)
    return 0


def lock(args: Namespace) -> int:
    """``project lock``"""
    told = Client().call("POST", path("projects", args.project, "lock"), {})
    say.result(told, as_json=args.json, words=f"{told['name']} is locked: it opens with its passphrase only.")
    return 0


def reindex(args: Namespace) -> int:
    """``project reindex``"""
    told = Client().call("POST", path("projects", args.project, "reindex"), {})
    words = f"{told['versions']} versions are read again; see: hemvist project documents PROJECT"
    say.result(told, as_json=args.json, words=words)
    return 0


def documents(args: Namespace) -> int:
    """``project documents``"""
    rows = Client().call("GET", path("projects", args.project, "documents"))
    words = "\n".join(say.plain(f"{row['id'][:8]}  {row['state']:<10}  {row['name']}{_why(row)}") for row in rows)
    say.result(rows, as_json=args.json, words=words or "No documents yet. Next: hemvist ingest PROJECT FOLDER")
    return 0


def preview(args: Namespace) -> int:
    """``project preview``"""
    file = Path(args.file)
    query = urlencode({"name": file.name, "class": args.data_class})
    with file.open("rb") as data:
        chunks = iter(lambda: data.read(_CHUNK), b"")
        told = Client().call("PUT", f"{path('projects', args.project, 'preview')}?{query}", content=chunks)
    say.result(told, as_json=args.json, words=say.plain("\n".join(_previewed(told))))
    return 6 if told["ruling"] == "refuse" else 0


def _previewed(told: dict[str, Any]) -> Iterator[str]:
    yield f"It would be {_RULED[told['ruling']]} (class {told['data_class']}, clause {told['clause']})."
    for name, words in (("kept", "Fields kept"), ("dropped", "Fields dropped"), ("masked", "Blacked out")):
        if told[name]:
            yield f"{words}: {', '.join(told[name])}"
    if not told["original"]:
        yield "Only its text would be kept, not the file."
    elif not told["properties"]:
        yield "The file would be kept without its properties (author, dates and the like)."
    for one in told["found"]:
        page = f"page {one['page']}, " if one["page"] else ""
        where = (
            "hidden text"
            if one["hidden"]
            else f"{page}line {one['line']}"
            if one["line"]
            else f"{page}its name"
            if page
            else "the file's name"
        )
        yield f"  {one['kind']} {one['what']}: {where}"
    if told["scans"]:
        yield f"{told['scans']} pages are pictures: they are looked at when the file is added."


_CHUNK = 1 << 20
_RULED = {
    "allow": "taken", "point-out": "taken, and what was found pointed out",
    "flag": "held until a curator confirms it", "refuse": "refused",
}  # fmt: skip


def confirm(args: Namespace) -> int:
    """``project confirm``"""
    told = Client().call("POST", path("projects", args.project, "confirm"), {})
    say.result(told, as_json=args.json, words=f"{told['confirmed']} documents are confirmed and read on now.")
    return 0


def allow(args: Namespace) -> int:
    """``project allow-document``"""
    client = Client()
    found = _matching(client, args, "changed")
    if len(found) != 1:
        return 4
    where = path("projects", args.project, "documents", found[0]["id"], "allow")
    told = client.call("POST", where, {"reason": args.reason})
    say.result(told, as_json=args.json, words="Noted as a false alarm. Send the same file again: it is taken now.")
    return 0


def audience(args: Namespace) -> int:
    """``project audience``"""
    if args.everyone and args.person:
        say.note("Name people, or say --everyone; not both. Nothing was changed.")
        return 2
    client = Client()
    found = _matching(client, args, "changed")
    if len(found) != 1:
        return 4
    where = path("projects", args.project, "documents", found[0]["id"], "audience")
    wanted = {"everyone": True} if args.everyone else {"people": args.person}
    told = client.call("PUT", where, wanted) if args.everyone or args.person else client.call("GET", where)
    people = ", ".join(f"{row['name']} <{row['email']}>" for row in told["people"])
    say.result(told, as_json=args.json, words=say.plain("Everyone in the project." if told["everyone"] else people))
    return 0


def _matching(client: Client, args: Namespace, done: str) -> list[dict[str, Any]]:
    """The documents of that name or id; unless it is one, that is said."""
    rows = client.call("GET", path("projects", args.project, "documents"))
    found = [row for row in rows if row["name"] == args.document or row["id"].startswith(args.document)]
    if len(found) != 1:
        say.note(f"{len(found)} documents match; nothing was {done}. See: hemvist project documents PROJECT")
    return found


def delete(args: Namespace) -> int:
    """``project delete-document``"""
    client = Client()
    found = _matching(client, args, "deleted")
    if len(found) != 1:
        return 4
    name = say.plain(found[0]["name"])
    if not args.yes and not say.sure(
        f"Delete {name} with all its versions, its passages and its quotations in answers? This cannot be undone."
    ):
        say.note("Nothing was deleted.")
        return 1
    told = client.call("DELETE", path("projects", args.project, "documents", found[0]["id"]))
    say.result(
        told,
        as_json=args.json,
        words=f"Deleted {name}, with its passages and its quotations in answers.",
    )
    return 0


def _passphrase(*, again: bool) -> str:
    """From the terminal without echo, or the first line of standard input; never from an argument or the environment."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Passphrase: ")
    if again and getpass.getpass("Once more: ") != first:
        say.note("The two differ; nothing was opened.")
        raise SystemExit(5)
    return first


def _line(row: dict[str, Any]) -> str:
    if refused := row.get("not_served"):
        return f"{row['id'][:8]}  not served  {row['name']}: {refused['message']}"
    lock = ", locked" if row["locked"] else ""
    return f"{row['id'][:8]}  level {row['level']}  {row['state']}{lock}  {row['name']} ({row['role']})"


def _why(row: dict[str, Any]) -> str:
    return f": {row['refusal']} {row['remedy']}" if row["refusal"] else FLAGGED.get(row["state"], "")
