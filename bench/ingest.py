"""How long a 100-page PDF takes from bytes to searchable, beside embedding its passages alone in the same run.

The PDF is put together from the made-up contracts of the demonstration, or from a folder of PDFs. Run:

    .venv/bin/python bench/ingest.py [--pages 100] [--pdfs FOLDER] [--rounds 3] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemvist.config.settings")
ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "var" / "models" / "multilingual-e5-small"
EVERYONE = frozenset({"everyone"})


def joined(files: Iterable[bytes], pages: int) -> bytes:
    """One PDF of so many pages, taken from the files in turn, again from the first when they end."""
    whole, sources = pypdfium2.PdfDocument.new(), [pypdfium2.PdfDocument(file) for file in files]
    while len(whole) < pages:
        for source in sources:
            left = pages - len(whole)
            whole.import_pages(source, list(range(min(left, len(source)))))
    out = BytesIO()
    whole.save(out)
    return out.getvalue()


def files(folder: Path | None) -> Iterator[bytes]:
    """The PDFs of a folder, or the made-up ones."""
    from hemvist.documents.made import made_up

    if folder is not None:
        yield from (file.read_bytes() for file in sorted(folder.glob("*.pdf")))
    else:
        yield from (data for name, data in made_up() if name.endswith(".pdf"))


def once(pdf: bytes, embedder: Any, place: Path) -> dict[str, float]:
    """Bytes to searchable, as the worker does it; then the same passages through the embedder alone."""
    from hemvist.documents.pipeline import add_to_index
    from hemvist.domain.passage import passages
    from hemvist.domain.permit import Deed
    from hemvist.index.sqlite import open_index
    from hemvist.projects.gate import THROW_AWAY, throw_away
    from hemvist.readers.base import read

    permit, index = throw_away(Deed.READ), open_index(place, THROW_AWAY, secrets.token_bytes(32), embedder)
    began = time.perf_counter()
    text = read(pdf, "measured.pdf")
    add_to_index(permit, index, embedder, "d", "v", text, EVERYONE, datetime.now(UTC), lambda done, total: None)
    whole = time.perf_counter() - began
    index.close()
    texts = [f"{one.heading}\n{one.text}" if one.heading else one.text for one in passages(text)]
    began = time.perf_counter()
    for start in range(0, len(texts), 32):
        embedder.passages(permit, texts[start : start + 32])
    alone = time.perf_counter() - began
    return {"passages": len(texts), "whole": whole, "embedding": alone, "ratio": whole / alone}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--pdfs", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    import django

    django.setup()
    from hemvist.providers.here import LocalEmbedder

    embedder, pdf = LocalEmbedder(WEIGHTS, 2), joined(files(args.pdfs), args.pages)
    with tempfile.TemporaryDirectory() as folder:
        rounds = [once(pdf, embedder, Path(folder) / f"{number}.sqlite") for number in range(args.rounds)]
    told = {name: round(median(one[name] for one in rounds), 3) for name in rounds[0]}
    told |= {"pages": args.pages, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
    print(json.dumps(told) if args.json else "\n".join(f"{name:<10} {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
