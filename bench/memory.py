"""The most memory that a worker and all processes it starts hold together while it reads the largest files.

    PYTHONPATH=src:. .venv/bin/python bench/memory.py [pdf|xlsx|scan...]

Each file is read by a process of its own that has Django and the embedder loaded as a worker has, through warm children. From
outside, every hundredth of a second, the proportional shares (PSS) of that process and all below it are added up: what
processes share counts once. In brackets the most of the reading process, and of any one child. Passages are not
embedded and nothing is indexed. Weights must lie in ``var/models``.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import xlsxwriter
from tests.readers import made, scans

from hemvist.providers.letters import table
from hemvist.readers.base import read, recognise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemvist.config.settings")
os.environ["HEMVIST_THREADS"] = "16"
MODELS = Path(__file__).parents[1] / "var/models"
TEXT = "All work and no play makes Jack a dull boy, says the contract.\n" * 30
STEP = 0.01


def pdf() -> bytes:
    """10,000 pages of thirty lines."""
    return made.pdf([made.page_of(f"Page {at}\n{TEXT}") for at in range(10_000)])


def xlsx() -> bytes:
    """A million cells in 250,000 rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(250_000):
            sheet.write_row(row, 0, [f"item {row}", row * 1.37, "Bolt, zinc-plated", row % 90])
    return out.getvalue()


def scan() -> bytes:
    """Four pages of print on A4 at 300 dpi, soft and grainy, recognised as many at once as a worker of sixteen threads does."""
    page = scans.worse(scans.sheet(TEXT.splitlines(), 300, 11, (8.27, 11.69)))
    return scans.packed(page, "TIFF", compression="tiff_lzw", save_all=True, append_images=[page] * 3)


FILES = {"pdf": pdf, "xlsx": xlsx, "scan": scan}


def pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from iter(lambda: opened.read(1 << 20), b"")


def work(file: Path) -> None:
    """Read one file as a worker does; say how many pages and characters it has."""
    import django

    django.setup()
    from hemvist.domain.permit import Deed
    from hemvist.projects.gate import throw_away
    from hemvist.providers.here import LocalEmbedder

    LocalEmbedder(MODELS / "multilingual-e5-small", 2).passages(throw_away(Deed.READ), [TEXT] * 32)
    text = read(pieces(file), file.name)
    found = _recognised(file, text.scans) if text.scans else ""
    print(f"{len(text.pages)} pages, {len(text.text) + len(found):,} characters", flush=True)


def _recognised(file: Path, pages: tuple[int, ...]) -> str:
    from hemvist.documents.recognised import at_once

    many = at_once(file.stat().st_size)
    told = recognise(lambda: pieces(file), file.name, pages, MODELS / table().name, at_once=many)
    return "".join(found.text for _, found in told if found)


def below(root: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents.setdefault(int(place.read_text().rpartition(")")[2].split()[1]), []).append(int(place.parent.name))
    found = [root]
    for one in found:
        found += parents.get(one, [])
    return found


def share(process: int) -> int:
    """The kilobytes of memory that are a process's, what it shares divided by those who do."""
    with suppress(OSError):
        told = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
        return int(told[1]) if told else 0
    return 0


def watched(name: str, file: Path) -> None:
    worker = subprocess.Popen([sys.executable, __file__, "--work", str(file)], stdout=subprocess.PIPE, text=True)
    most, own, child, looks = 0, 0, 0, 0
    while worker.poll() is None:
        held = [share(one) for one in below(worker.pid)]
        most, own, child, looks = max(most, sum(held)), max(own, held[0]), max([child, *held[1:]]), looks + 1
        time.sleep(STEP)
    said = worker.stdout.read().strip() if worker.stdout else ""
    size = file.stat().st_size / 1e6
    print(
        f"| {name} | {size:.1f} MB: {said} | {most >> 10} MB ({own >> 10}; {child >> 10}) | {looks} looks |", flush=True
    )


def main() -> None:
    if sys.argv[1:2] == ["--work"]:
        return work(Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or FILES:
            file = Path(folder, f"a.{'tif' if name == 'scan' else name}")
            file.write_bytes(FILES[name]())
            watched(name, file)
    return None


if __name__ == "__main__":
    main()
