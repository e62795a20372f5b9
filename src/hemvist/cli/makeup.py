"""``hemvist makeup``: a made-up company archive with a key of questions, to try and to measure with."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from hemvist.cli import say


def run(args: Namespace) -> int:
    """``makeup``"""
    from hemvist.documents.made.archive import make

    told = make(Path(args.folder), args.seed, args.part)
    words = (
        f"{told['documents']} documents of about {told['pages']} pages are in {args.folder}/documents; "
        f"key.json asks {told['questions']} questions, {told['unanswerable']} of which have no answer."
    )
    say.result(told, as_json=args.json, words=words)
    return 0
