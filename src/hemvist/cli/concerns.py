"""``hemvist concerns``: incidents and requests of people, each due within the agreed hours."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.domain.errors import NotFound


def listed(args: Namespace) -> int:
    """``concerns list``"""
    rows = Client().call("GET", path("projects", args.project, "concerns"))
    words = "\n".join(map(_concern, rows)) or "Nothing was recorded."
    say.result(rows, as_json=args.json, words=words)
    return 0


def record(args: Namespace) -> int:
    """``concerns record``"""
    told = {"kind": args.kind, "known": args.known}
    row = Client().call("POST", path("projects", args.project, "concerns"), told)
    say.result(row, as_json=args.json, words=f"Recorded ({row['id'][:8]}). It is due on {_time(row['due'])}.")
    return 0


def settle(args: Namespace) -> int:
    """``concerns settle``"""
    client = Client()
    rows = client.call("GET", path("projects", args.project, "concerns"))
    found = [one["id"] for one in rows if len(args.concern) >= 4 and one["id"].startswith(args.concern)]
    if len(found) != 1:
        raise NotFound(thing="concern")
    row = client.call("POST", path("projects", args.project, "concerns", found[0], "settle"), {})
    say.result(row, as_json=args.json, words="Settled, after its time." if row["late"] else "Settled within its time.")
    return 0


def _concern(row: dict[str, Any]) -> str:
    state = ("settled late" if row["late"] else "settled") if row["settled"] else "OVERDUE" if row["late"] else "open"
    return f"{row['id'][:8]}  {row['kind']:<8}  {state:<12}  due {_time(row['due'])}, known since {_time(row['known'])}"


def _time(told: str) -> str:
    return f"{told[:10]} {told[11:16]} UTC"
