"""``hemvist ask``, ``hemvist find`` and ``hemvist audit``."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path


def ask(args: Namespace) -> int:
    """Ask, and print the quotations that answer or that the documents do not say."""
    client = Client()
    told = client.call(
        "POST", path("projects", args.project, "ask"),
        {"question": args.question, "as_of": args.as_of or "", **_scope(client, args)},
    )  # fmt: skip
    say.result(told, as_json=args.json, words=_answer(told))
    return 0


def find(args: Namespace) -> int:
    """The nearest passages with their scores."""
    client = Client()
    rows = client.call(
        "POST", path("projects", args.project, "find"), {"query": args.query, "k": args.k, **_scope(client, args)}
    )
    words = "\n\n".join(f"{row['score']:.3f}  {_where(row)}\n{say.plain(row['quote'])}" for row in rows)
    say.result(rows, as_json=args.json, words=words or "Nothing was found: are there documents in the project?")
    return 0


def audit(args: Namespace) -> int:
    """The project's log, verified."""
    told = Client().call("GET", path("projects", args.project, "audit"))
    lines = [
        f"{row['sequence']:>5}  {row['at']}  {row['event']:<22} {row['by']}  {_things(row['things'])}"
        for row in told["lines"]
    ]
    say.result(
        told,
        as_json=args.json,
        words="\n".join([*lines, f"verified: {told['verified']} lines, none missing, none changed"]),
    )
    return 0


def _scope(client: Client, args: Namespace) -> dict[str, Any]:
    """The documents named by ``--document``, as ids."""
    if not args.document:
        return {}
    rows = client.call("GET", path("projects", args.project, "documents"))
    ids = [row["id"] for row in rows if row["name"] in args.document or row["id"] in args.document]
    return {"documents": ids or args.document}


def _answer(told: dict[str, Any]) -> str:
    if told["abstained"]:
        nearest = [f"  possibly relevant: {_where(row)}\n  “{say.plain(row['quote'])}”" for row in told["nearest"]]
        head = f"Your documents do not say. {told['searched']} documents were searched."
        return "\n".join([head, *nearest])
    return "\n\n".join(f"{_part(row)}“{say.plain(row['quote'])}”\n  {_where(row)}" for row in told["citations"])


_PARTS = {
    "replaced": "replaced", "later": "not in force yet", "unconfirmed": "may change this; nobody has confirmed it",
    "disagrees": "another document disagrees",
}  # fmt: skip


def _part(row: dict[str, Any]) -> str:
    """What a quotation is to the answer, with its days, on a line before it."""
    days = [f"{word} {row[name]}" for name, word in (("since", "from"), ("until", "until")) if row.get(name)]
    said = [_PARTS.get(row.get("part", ""), "in force" if days else ""), " ".join(days)]
    return f"[{': '.join(filter(None, said))}]\n" if any(said) else ""


def _where(row: dict[str, Any]) -> str:
    unit = row.get("unit", "page")
    page = f"{unit} {row['label'] if unit == 'sheet' and row.get('label') else row['page']}" if row["page"] else ""
    doubtful = f"recognised from a picture, {row['confidence']} % sure" if (row.get("confidence") or 100) < 75 else ""
    told = [row["document"], page, row.get("spot", ""), row["heading"], doubtful]
    return say.plain(", ".join(filter(None, told)))


def _things(things: dict[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in things.items())
