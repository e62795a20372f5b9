"""``hemvist retention``: what the agreed days end next, and which files wait to be returned."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any, Final

from hemvist.cli import say
from hemvist.cli.client import Client, path

_WHAT: Final = {
    "documents": ("document", "documents"), "versions": ("earlier version", "earlier versions"),
    "questions": ("question", "questions"), "kept-questions": ("kept question", "kept questions"),
}  # fmt: skip
_THEN: Final = {"delete": ("is deleted", "are deleted"), "return": ("is due to be returned", "are due to be returned")}


def retention(args: Namespace) -> int:
    """What goes in the next thirty days."""
    told = Client().call("GET", path("projects", args.project, "retention"))
    words = "\n".join(_lines(told)) or "Nothing is over its agreed days within the next thirty days."
    say.result(told, as_json=args.json, words=say.plain(words))
    return 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    if ends := told["ends"]:
        yield _end(ends)
    if told["clock_doubted"]:
        yield f"Nothing is deleted by the clock since it said {told['clock_doubted'][:10]}: its date is to be confirmed."
    if told["locked_since"]:
        yield f"The project is locked; documents in it may be over their days since {told['locked_since']}."
    yield from (_line(one) for one in told["coming"])
    for one in told["waiting"]:
        yield f"due to be returned: {one['name']}, received {one['received']} ({one['document'][:8]})"


def _end(ends: dict[str, Any]) -> str:
    said = "ended" if ends["over"] else "ends"
    then = "handed over, then deleted" if ends["then"] == "return" else "deleted"
    return f"The agreement {said} on {ends['last']}; by {ends['gone_by']} all of it is to be {then} by the owner."


def _line(one: dict[str, Any]) -> str:
    many = int(one["count"] != 1)
    rule = f"{one['data_class'] or 'no class noted'}, kept {one['days']} {'day' if one['days'] == 1 else 'days'}"
    return f"{one['day']}  {one['count']} {_WHAT[one['what']][many]} {_THEN[one['then']][many]} ({rule})"
