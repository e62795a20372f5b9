"""Scanned pages recognised side by side beside one after the other: pages a second by the clock, in turns.

    PYTHONPATH=src:. .venv/bin/python bench/abreast.py [--at-once 2] [--rounds 3]

Twelve A4 pages of contract text at 200 dpi, leaning, blurred and grainy, in English and Swedish; four between two commits,
as a job reads them, each by a confined child. What is read must be the same.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from recognise import text_of
from tests.readers import scans

from hemvist.domain.text import Recognised
from hemvist.providers.letters import ensure, table
from hemvist.readers.base import recognise

PAGES, TURN = 12, 4


def file() -> bytes:
    """The pages as one TIFF."""
    texts = (text_of("eng" if at < PAGES - TURN else "swe", at) for at in range(PAGES))
    sheets = [scans.worse(scans.sheet(text, 200, 11, (8.27, 11.69)), at) for at, text in enumerate(texts)]
    return scans.packed(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])


def read(data: bytes, letters: Path, at_once: int) -> tuple[dict[int, Recognised | None], float]:
    """What the pages say, and the seconds it took."""
    found: dict[int, Recognised | None] = {}
    begun = time.perf_counter()
    for first in range(1, PAGES + 1, TURN):
        found |= recognise(lambda: [data], "scan.tif", range(first, first + TURN), letters, at_once=at_once)
    return found, time.perf_counter() - begun


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--at-once", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    letters = ensure(Path(__file__).parents[1] / "var/models" / table().name, lambda done, total, what: None)
    data = file()
    read(data, letters, given.at_once)
    for _ in range(given.rounds):
        (alone, slow), (abreast, fast) = read(data, letters, 1), read(data, letters, given.at_once)
        same = "the same text" if alone == abreast else "NOT the same text"
        print(
            f"one {PAGES / slow:.2f}, {given.at_once} at once {PAGES / fast:.2f} pages/s: {slow / fast:.2f} times as fast; {same}"
        )


if __name__ == "__main__":
    main()
