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


def answers(args: Namespace) -> int:
    """``bench answers``"""
    embedder = _ready(args)
    from hemvist.evidence import answers, archive

    if args.benchmark == archive.NAME:
        _print(archive.measure(Path(args.folder), embedder, _Told(), sample=args.sample, seed=args.seed), args)
        return 0
    told = answers.measure(Path(args.folder), args.benchmark, embedder, _Told(), args.sample, args.seed, args.wordings)
    _print(told, args)
    return 0


def speed(args: Namespace) -> int:
    """``bench speed``"""
    _ready(args).close()
    from hemvist.evidence.speed import measure

    folder = options.model_folder() / "multilingual-e5-small"
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

    told = _Told()
    folder = weights.ensure(
        options.model_folder() / "multilingual-e5-small", lambda done, total, what: told(what, done, total)
    )
    return LocalEmbedder(folder, args.threads)


def _print(told: dict[str, Any], args: Namespace) -> None:
    say.result(told, as_json=args.json, words=json.dumps(told, indent=2))
