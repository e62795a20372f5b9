"""Text recognition on degraded scans, four languages: words found, seconds a page and memory, beside the bare engine.

    PYTHONPATH=src:. python bench/recognise.py [--pages 2] [--json]

Every page is read twice in the same process: by ``Recogniser``, which is told nothing, and by the engine alone
(Tesseract through tesserocr), which is told the language and the resolution. Pages: an A4 of contract text at 200 and
150 dpi, leaning 0.7 degrees, blurred and grainy; the same seed gives the same page. Also: words found on pages that
have none.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path
from statistics import mean
from typing import Any

from PIL import Image
from tesserocr import OEM, PSM, PyTessBaseAPI

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.readers import scans  # noqa: E402

from hemvist.providers.letters import ensure, table  # noqa: E402
from hemvist.readers.recognise import LANGUAGES, Recogniser  # noqa: E402


def text_of(language: str, seed: int) -> list[str]:
    """About fifty lines: the language's sentences in an order of their own."""
    chance, sentences = random.Random(seed), scans.TEXTS[language].rstrip(".").split(". ")
    said: list[str] = []
    while sum(map(len, said)) < 3_300:
        said += chance.sample(sentences, len(sentences))
    return scans.wrapped(". ".join(said) + ".", 75)


def bare(engine: Any, page: Image.Image, dpi: int) -> str:
    """What the engine alone makes of a page."""
    engine.SetImageBytes(page.tobytes(), page.width, page.height, 1, page.width)
    engine.SetSourceResolution(dpi)
    text = str(engine.GetUTF8Text())
    engine.Clear()
    return text


def timed(work: Any, *arguments: Any) -> tuple[Any, float]:
    """The result, and the seconds it took."""
    began = time.perf_counter()
    return work(*arguments), time.perf_counter() - began


def measured(reader: Recogniser, folder: Path, language: str, dpi: int, pages: int) -> dict[str, Any]:
    """Means over so many pages of one language."""
    engine = PyTessBaseAPI(path=str(folder), lang=language, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)
    rows = []
    for seed in range(pages):
        lines = text_of(language, seed)
        page = scans.worse(scans.sheet(lines, dpi, 11, (8.27, 11.69)), seed)
        ours, seconds = timed(reader.page, page)
        theirs, alone = timed(bare, engine, page, dpi)
        truth = "\n".join(lines)
        rows.append(
            (scans.recall(truth, ours.text), scans.recall(truth, theirs), seconds, alone, ours.language == language)
        )
    names = ("recall", "bare_recall", "seconds", "bare_seconds", "right_language")
    told = {name: round(mean(row[at] for row in rows), 4) for at, name in enumerate(names)}
    return {"language": language, "dpi": dpi, **told}


def nothing(reader: Recogniser) -> dict[str, int]:
    """How many words are found on A4 pages at 200 dpi that have none."""
    size = (1654, 2339)
    blank = Image.new("L", size, 235)
    pages = {f"grain {noise}": scans.worse(blank, noise=noise) for noise in (2, 10, 30, 60, 100)}
    for seed in range(5):
        clouds, chance = Image.new("L", size, 128), random.Random(seed)
        for grid in (8, 16, 32, 64, 128, 256, 512):
            layer = Image.frombytes("L", (grid, grid), chance.randbytes(grid * grid)).resize(
                size, Image.Resampling.BICUBIC
            )
            clouds = Image.blend(clouds, layer, 0.35)
        pages[f"clouds {seed}"] = clouds
    return {name: len(reader.page(page).words) for name, page in pages.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = ensure(ROOT / "var/models" / table().name, lambda done, total, what: None)
    reader = Recogniser(folder)
    rows = [measured(reader, folder, language, dpi, args.pages) for dpi in (200, 150) for language in LANGUAGES]
    told = {"rows": rows, "words_on_pages_without_any": nothing(reader)}
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        json.dumps(told)
        if args.json
        else "\n".join(map(str, [*rows, told["words_on_pages_without_any"], told["peak_mb"]]))
    )


if __name__ == "__main__":
    main()
