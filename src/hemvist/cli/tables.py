"""``hemvist questions export`` and ``bring``: the questions that one keeps as a file, taken along and brought in."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import FileUnreadable, TableUnwritten
from hemvist.cli.written import write_whole

_FORMS = ("csv", "json")


def export(args: Namespace) -> int:
    """``questions export``"""
    target = Path(args.file)
    form = target.suffix.removeprefix(".").casefold()
    if form not in _FORMS:
        raise TableUnwritten(path=args.file, why="its ending is neither .csv nor .json")
    query = urlencode({"as": form, "results": "yes" if args.results else ""})
    told = Client().call("GET", f"{path('projects', args.project, 'kept', 'table')}?{query}")
    try:
        write_whole(target, told["table"])
    except OSError as error:
        raise TableUnwritten(path=args.file, why=error.strerror) from error
    say.result({"file": str(target)}, as_json=args.json, words=f"Written to {target}.")
    return 0


def bring(args: Namespace) -> int:
    """``questions bring``"""
    try:
        data = Path(args.file).read_bytes()
    except OSError as error:
        raise FileUnreadable(path=args.file, why=error.strerror) from error
    query = urlencode({"replace": "yes" if args.replace else ""})
    address = f"{path('projects', args.project, 'kept', 'table')}?{query}"
    told = Client().call("PUT", address, content=iter([data]))
    say.result(told, as_json=args.json, words=_words(told))
    return 0


def _words(told: dict[str, Any]) -> str:
    left = told["left"]
    parts = [f"{told['added']} added", f"{told['same']} kept already"]
    parts += [f"{told['changed']} changed"] if told["changed"] else []
    lines = ", ".join(map(str, left))
    more = f"\nLeft as they are, since something else is expected there, in lines: {lines}. --replace takes the file's."
    return f"{', '.join(parts)}.{more if left else ''}"
