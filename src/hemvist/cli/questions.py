"""``hemvist questions``: the questions that one keeps for a project, with what should come, and asking them all again."""

from __future__ import annotations

import time
from argparse import Namespace
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import DocumentUnclear, ServerUnreachable
from hemvist.cli.watch import seconds
from hemvist.domain.errors import NotFound

_SAYS = {
    "right": "right", "declined": "rightly declined", "wrong": "wrong", "unanswered": "not answered",
    "lost": "its document is not there", "": "not asked yet",
}  # fmt: skip


def listed(args: Namespace) -> int:
    """``questions list``"""
    _tell(Client().call("GET", path("projects", args.project, "kept")), args)
    return 0


def add(args: Namespace) -> int:
    """``questions add``"""
    client = Client()
    told = client.call("POST", path("projects", args.project, "kept"), {
        "question": args.question, "expects": "nothing" if args.nothing else "document",
        "document": _document(client, args), "quote": args.quote, "only": args.only, "as_of": args.as_of,
    })  # fmt: skip
    say.result(told, as_json=args.json, words=f"Kept. {_line(told)}")
    return 0


def change(args: Namespace) -> int:
    """``questions change``: what is not named stays."""
    client = Client()
    row = _one(client, args)
    named = {name: getattr(args, name) for name in ("question", "quote", "only", "as_of")}
    wanted = {name: row[name] if value is None else value for name, value in named.items()}
    other = {"expects": "nothing"} if args.nothing else {"expects": "document"} if args.document or args.quote else {}
    document = _document(client, args) if args.document else row["document"]
    # Words of another document than was expected so far would not stand in the new one.
    quote = {"quote": ""} if args.document and args.quote is None else {}
    body = wanted | {"expects": row["expects"], "document": document} | other | quote
    told = client.call("PUT", path("projects", args.project, "kept", row["id"]), body)
    say.result(told, as_json=args.json, words=f"Changed; what came of it before is forgotten. {_line(told)}")
    return 0


def run(args: Namespace) -> int:
    """``questions run``; with ``--every`` until it is stopped, asking again after each change."""
    client = Client()
    if not args.every:
        return _once(client, args, if_changed=args.if_changed)
    every = seconds(args.every)
    while True:
        try:
            _once(client, args, if_changed=True, strict=False)
        except ServerUnreachable as error:  # it may be starting anew: the next look finds it
            say.note(f"{error.message} It is asked again in {args.every}.")
        time.sleep(every)


def remove(args: Namespace) -> int:
    """``questions remove``"""
    client = Client()
    row = _one(client, args)
    if not args.yes and not say.sure(f"Keep “{say.plain(row['question'])}” no more?"):
        return 1
    told = client.call("DELETE", path("projects", args.project, "kept", row["id"]))
    say.result(told, as_json=args.json, words="It is no longer kept.")
    return 0


def _one(client: Client, args: Namespace) -> dict[str, Any]:
    """The kept question of that id, or whose id alone begins so."""
    rows = client.call("GET", path("projects", args.project, "kept"))["questions"]
    begun = [row for row in rows if len(args.kept) >= 4 and row["id"].startswith(args.kept)]
    found = [row for row in rows if row["id"] == args.kept] or begun
    if len(found) != 1:
        raise NotFound(thing="question")
    told: dict[str, Any] = found[0]
    return told


def _once(client: Client, args: Namespace, *, if_changed: bool, strict: bool | None = None) -> int:
    before = client.call("GET", path("projects", args.project, "kept"))
    if if_changed and _stands(before):
        say.note("Nothing that answers rest on has changed since the last run.")
        told = before
    else:
        _to_the_end(client, args.project)
        told = client.call("GET", path("projects", args.project, "kept"))
    if told is not before or args.json:
        _tell(told, args)
    failed = sum(row["outcome"] not in ("right", "declined") for row in told["questions"])
    return 1 if failed and (args.strict if strict is None else strict) else 0


def _stands(told: dict[str, Any]) -> bool:
    """Whether all were asked, in a run that came to its end, and nothing has changed since."""
    asked = all(row["outcome"] for row in told["questions"])
    return asked and bool(told["runs"]) and not told["changed"] and told["going"] is None


def _to_the_end(client: Client, project: str) -> None:
    progress = say.Progress("questions")
    told = client.call("POST", path("projects", project, "runs"), {})
    while told["finished"] is None:
        progress.at(told["asked"], told["of"])
        told = client.call("POST", path("projects", project, "runs", told["id"], "on"), {})
    progress.at(told["asked"], told["of"])
    progress.end()


def _document(client: Client, args: Namespace) -> str:
    """The id of the document named; empty where none is."""
    if not args.document:
        return ""
    rows = client.call("GET", path("projects", args.project, "documents"))
    found = [row["id"] for row in rows if args.document in (row["id"], row["name"])]
    if len(found) != 1:
        raise DocumentUnclear(count=len(found))
    return str(found[0])


def _tell(told: dict[str, Any], args: Namespace) -> None:
    lines = [_line(row) for row in told["questions"]]
    say.result(told, as_json=args.json, words="\n".join([*lines, *_stand(told)]) or "No question is kept yet.")


def _stand(told: dict[str, Any]) -> list[str]:
    """The last run's counts, and whether something changed since."""
    if not told["runs"]:
        return []
    last = told["runs"][0]
    line = (
        f"Run of {last['finished'][:16]}: {last['right'] + last['declined']} as expected, {last['wrong']} wrong, "
        f"{last['unanswered']} not answered, {last['lost']} without their document, {last['worse']} became worse."
    )
    changed = f"Since then these changed: {', '.join(told['changed'])}."
    return ["", line, *([changed] if told["changed"] else [])]


def _line(row: dict[str, Any]) -> str:
    wanted = "not in the documents" if row["expects"] == "nothing" else row["title"] or row["name"]
    was = f" (before: {_SAYS[row['before']]})" if row["change"] else ""
    said = _SAYS["lost" if row["lost"] else row["outcome"]]
    return say.plain(f"{row['id'][:8]}  {said}{was}: {row['question']}  [{wanted}]")
