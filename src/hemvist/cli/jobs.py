"""``hemvist jobs``: what waits and what runs in a project, ending a job, having a failed one tried again."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.domain.errors import NotFound


def listed(args: Namespace) -> int:
    """``jobs list``"""
    rows = Client().call("GET", path("projects", args.project, "jobs"))
    say.result(rows, as_json=args.json, words="\n".join(_line(row) for row in rows) or "No jobs: all is done.")
    return 0


def cancel(args: Namespace) -> int:
    """``jobs cancel``"""
    told = _steered(args, "cancel")
    asked = "Cancelled." if told["state"] == "cancelled" else "Its worker was asked to stop, and will at its next step."
    say.result(told, as_json=args.json, words=f"{asked} Its document is kept; hemvist jobs retry begins it anew.")
    return 0


def retry(args: Namespace) -> int:
    """``jobs retry``"""
    say.result(_steered(args, "retry"), as_json=args.json, words="It waits again, and begins anew when it is its turn.")
    return 0


def _steered(args: Namespace, deed: str) -> Any:
    client = Client()
    rows = client.call("GET", path("projects", args.project, "jobs"))
    found = [
        row["id"] for row in rows if row["id"] == args.job or (len(args.job) >= 4 and row["id"].startswith(args.job))
    ]
    if len(found) != 1:
        raise NotFound(thing="job")
    return client.call("POST", path("projects", args.project, "jobs", found[0], deed), {})


def _line(row: dict[str, Any]) -> str:
    state = "stopping" if row["cancel_asked"] and row["state"] == "running" else row["state"]
    tries = f"attempt {row['attempts']}" if row["attempts"] else ""
    why = f"  {row['why']}" if row["why"] else ""
    what = row["name"] or row["subject"][:8]
    return f"{row['id'][:8]}  {row['kind']} {what}  {state:<9}  {row['step']:<9}  {tries}{why}".rstrip()
