"""``hemvist bench``: measured on throw-away data, through the same readers and index as any project."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from hemvist.cli import say
from hemvist.config import options
from hemvist.evidence import answers as measured_answers
from hemvist.evidence import retrieval as measured_retrieval
from hemvist.providers import weights
from hemvist.providers.here import LocalEmbedder


def retrieval(args: Namespace) -> int:
    """``bench retrieval``"""
    told = measured_retrieval.measure(Path(args.folder), args.benchmark, _embedder(args))
    _print(told, args)
    return 0


def answers(args: Namespace) -> int:
    """``bench answers``"""
    told = measured_answers.measure(
        Path(args.folder), args.benchmark, _embedder(args), sample=args.sample, seed=args.seed
    )
    _print(told, args)
    return 0


def _embedder(args: Namespace) -> LocalEmbedder:
    folder = weights.ensure(
        options.model_folder() / "multilingual-e5-small",
        lambda done, total, what: say.note(f"{what}: {done} of {total}"),
    )
    return LocalEmbedder(folder, args.threads)


def _print(told: dict[str, Any], args: Namespace) -> None:
    say.result(told, as_json=args.json, words=json.dumps(told, indent=2))
