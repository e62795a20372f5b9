"""``hemvist bench``: measured on throw-away data, through the same readers and index as any project."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemvist.cli import say
from hemvist.config import options
from hemvist.config.ready import ready

# What measures stands on Django's models, which may be imported only once Django is ready.
if TYPE_CHECKING:
    from hemvist.providers.here import LocalEmbedder


def retrieval(args: Namespace) -> int:
    """``bench retrieval``"""
    embedder = _ready(args)
    from hemvist.evidence.retrieval import measure

    _print(measure(Path(args.folder), args.benchmark, embedder, _Told(), args.wordings), args)
    return 0


def page(args: Namespace) -> int:
    """``bench page``"""
    from hemvist.evidence import results

    folder = Path(args.folder)
    if not (found := results.read(folder)):  # a page of nothing would take the place of one that stands there
        raise results.ResultUnusable(name=args.folder, reason="it is a folder without any")
    target = folder.parent / f"{folder.resolve().name}.md"
    target.write_text(results.page(found), "utf-8")
    told = {"results": len(found), "page": str(target)}
    say.result(told, as_json=args.json, words=f"{target}: {len(found)} results.")
    return 0


def answers(args: Namespace) -> int:
    """``bench answers``"""
    embedder = _ready(args)
    from hemvist.evidence import answers, archive, curves
    from hemvist.evidence.legalbench import BenchmarkUnusable

    if (args.curve or args.wordings) and args.benchmark == archive.NAME:
        raise BenchmarkUnusable(place=args.folder, reason="--curve and --wordings are for sets in that layout only")
    if args.benchmark == archive.NAME:
        _print(archive.measure(Path(args.folder), embedder, _Told(), sample=args.sample, seed=args.seed), args)
        return 0
    if args.curve:
        curve = curves.measure(
            Path(args.folder), args.benchmark, embedder, _Told(), args.sample, args.seed, args.wordings
        )
        _print(curve, args)
        return 0
    told = answers.measure(Path(args.folder), args.benchmark, embedder, _Told(), args.sample, args.seed, args.wordings)
    _print(told, args)
    return 0


def speed(args: Namespace) -> int:
    """``bench speed``"""
    _ready(args).close()
    from hemvist.evidence.speed import measure
    from hemvist.providers.sources import FIRST

    folder = options.model_folder() / FIRST
    _print(measure(args.passages, args.rounds, folder, args.threads, _Told()), args)
    return 0


def phrasing(args: Namespace) -> int:
    """``bench phrasing``"""
    ready()
    from hemvist.evidence.phrasing import measure

    if args.model is None:
        _print(measure(Path(args.folder), args.benchmark, _Told()), args)
        return 0
    from hemvist.providers.catalogue import entry
    from hemvist.providers.fits import started
    from hemvist.providers.shelf import Shelf

    with started(entry(args.model), Shelf(options.model_folder()), args.threads) as model:
        _print(measure(Path(args.folder), args.benchmark, _Told(), model), args)
    return 0


def personal(args: Namespace) -> int:
    """``bench personal``"""
    ready()
    from hemvist.evidence.personal import measure

    _print(measure(Path(args.folder) if args.folder else None), args)
    return 0


class _Told:
    """How far a measurement is, on standard error; each stage in a line of its own."""

    def __init__(self) -> None:
        self._stage, self._line = "", say.Progress("")

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage, self._line = stage, say.Progress(stage)
        self._line.at(done, total)
        if done >= total:
            self._line.end()


def _ready(args: Namespace) -> LocalEmbedder:
    ready()
    from hemvist.providers import weights
    from hemvist.providers.here import LocalEmbedder
    from hemvist.providers.sources import FIRST, table

    told, facts = _Told(), table(getattr(args, "embedder", None) or FIRST)
    folder = weights.ensure(
        options.model_folder() / facts.name, lambda done, total, what: told(what, done, total), facts=facts
    )
    return LocalEmbedder(folder, args.threads, facts)


def _print(told: dict[str, Any], args: Namespace) -> None:
    if getattr(args, "keep", None):  # not every measurement has a page of results
        from hemvist.evidence import results

        form = args.door.partition(":")[2]
        subject = str(getattr(args, "benchmark", "") or getattr(args, "passages", ""))
        say.note(f"Kept as {results.keep(Path(args.keep), form, subject, _words(args), told)}")
    say.result(told, as_json=args.json, words=json.dumps(told, indent=2))


_OPTIONS = ("benchmark", "wordings", "sample", "seed", "model", "passages", "rounds", "embedder")


def _words(args: Namespace) -> list[str]:
    """The arguments that a measurement depends on, as one would give them again."""
    timed = ("threads",) if hasattr(args, "passages") else ()
    given = [(f"--{name}", getattr(args, name, None)) for name in (*_OPTIONS, *timed)]
    told = [word for name, value in given if value is not None for word in (name, str(value))]
    folder = getattr(args, "folder", None)
    return [*([folder] if folder else []), *told, *(["--curve"] if getattr(args, "curve", False) else [])]
