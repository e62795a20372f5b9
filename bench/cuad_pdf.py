"""Real contracts as PDF, read by us, beside the same contracts as text; and our pages a second beside pdfium's alone.

The first floor is pdfium's bare text; the second is the text and the boxes of each line's letters, without which nothing
can be shown on the page. Both by the helpers of its usual binding.

Recall of characters: of the twin's characters (no white space, each as often as it occurs), the share that we read, in
any order. Recall of words: the longest run of words that both have in the same order, of the twin's words. Both are of
what the twin holds; the twin is itself somebody's reading of the same PDF. Times of the table are of the
processor in one process, no child is started; each is the best of the rounds. The twins hold the running headers and
footers that we set apart, so recall is of what is read with those left in place; times are of the whole.

Below it, times by the clock: all files one after the other through the warm pool, as in use (a child for each file with
its fences, what it says checked by this process), beside pdfium alone, in this process, and beside our reader there. And
all of them through two processes with such a pool each, which take the next file when they have read one: as the two
workers do that an installation starts. The ways take turns at the whole set, so that what a pool does ahead of the next
file is not done in another way's time but for the first file's. The ratio is the median of the rounds' ratios. The
pool's processor time is that of this process, its nursery and all children, after which it has rested.
"""

from __future__ import annotations

import argparse
import os
import select
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pypdfium2

from hemvist.domain.sentence import CELLS
from hemvist.domain.text import Text
from hemvist.readers import pdf
from hemvist.readers.assembly import Assembly
from hemvist.readers.base import read
from hemvist.readers.limits import Limits
from hemvist.readers.messages import Frames, words
from hemvist.readers.nursery import NURSERIES
from hemvist.readers.scribe import Scribe

_OFTEN = 3
"""How many times all files are read by the clock in one go: a batch takes longer than these few files."""
_REST = 0.05
"""Seconds until the last child is gone and the next stands ready, whose processor times then count."""


def ours(data: bytes) -> Text:
    """What our reader makes of ``data``, in this process."""
    assembly, frames = Assembly(Limits()), Frames()

    def take(message: bytes) -> None:
        for _, payload in frames.feed(message):
            assembly.add(words(payload))

    scribe = Scribe(take, Limits())
    pdf.read(data, scribe)
    scribe.flush()
    return assembly.text("pdf")


def with_running(data: bytes) -> Text:
    """The same with headers and footers left where they stand."""
    apart = pdf.running
    pdf.running = lambda pages, at, count: []
    try:
        return ours(data)
    finally:
        pdf.running = apart


def theirs(data: bytes) -> int:
    """The characters that pdfium alone gives."""
    total = 0
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            characters = page.get_textpage()
            total += len(characters.get_text_range())
            characters.close()
            page.close()
    return total


def boxed(data: bytes) -> int:
    """The same through pdfium's usual binding, asked for what a citation needs too: the boxes of each line's letters."""
    total = 0
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            characters = page.get_textpage()
            at = 0
            lines = []
            for line in characters.get_text_range().split("\r\n"):
                count = characters.count_rects(at, len(line)) if line else 0
                lines.append((line, [characters.get_rect(number) for number in range(count)]))
                at += len(line) + 2
            total += len(lines)
            characters.close()
            page.close()
    return total


def characters(twin: str, text: str) -> float:
    """The share of the twin's characters that stand in ``text``, in any order."""
    wanted = Counter("".join(twin.split()))
    return sum((wanted & Counter("".join(text.split()))).values()) / max(1, wanted.total())


def in_order(twin: str, text: str) -> float:
    """The share of the twin's words in the longest common run of words (Hyyrö 2004, bit-parallel)."""
    wanted = twin.split()
    places: dict[str, int] = {}
    for at, word in enumerate(wanted):
        places[word] = places.get(word, 0) | 1 << at
    whole = (1 << len(wanted)) - 1
    row = whole
    for word in text.split():
        met = row & places.get(word, 0)
        row = ((row + met) | (row - met)) & whole
    return (len(wanted) - row.bit_count()) / max(1, len(wanted))


def best(rounds: int, data: bytes, *ways: Callable[[bytes], object]) -> list[float]:
    """Seconds of the fastest of ``rounds`` of each way; they take turns, so that all meet the same machine."""
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for times, way in zip(took, ways, strict=True):
            begun = time.process_time()
            way(data)
            times.append(time.process_time() - begun)
    return [min(times) for times in took]


def pooled(data: bytes) -> Text:
    """What a confined child of the warm pool makes of ``data``, checked here: reading as it is in use."""
    return read(data, "contract.pdf")


class Workers:
    """Two processes that read the files of a folder, each through a warm pool of its own."""

    def __init__(self, folder: Path) -> None:
        line = [sys.executable, __file__, str(folder), "--worker"]
        pipe = subprocess.PIPE
        self._all = [subprocess.Popen(line, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
        for one in self._all:
            _heard(one)

    def read(self, files: list[bytes]) -> None:
        """All files: whoever has read one takes the next."""
        left, free, busy = list(range(len(files))), list(self._all), list[subprocess.Popen[str]]()
        while left or busy:
            while left and free:
                busy.append(free.pop())
                print(left.pop(0), file=busy[-1].stdin, flush=True)
            done, _, _ = select.select([one.stdout for one in busy], [], [])
            for one in [one for one in busy if one.stdout in done]:
                _heard(one)
                busy.remove(one)
                free.append(one)

    def end(self) -> None:
        for one in self._all:
            one.communicate()


def _heard(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None
    assert worker.stdout.readline() == "read\n"


def work(files: list[Path]) -> None:
    """One of the two: read them all, then each whose number is told."""
    contents = [file.read_bytes() for file in files] * _OFTEN
    for data in contents:
        pooled(data)
    print("read", flush=True)
    for line in sys.stdin:
        pooled(contents[int(line)])
        print("read", flush=True)


def _each(way: Callable[[bytes], object]) -> Callable[[list[bytes]], None]:
    def whole(files: list[bytes]) -> None:
        for data in files:
            way(data)

    return whole


WAYS: dict[str, Callable[[list[bytes]], None]] = {
    "pdfium's text": _each(theirs), "its text with boxes": _each(boxed), "ours in this process": _each(ours),
    "ours through the pool": _each(pooled),
}  # fmt: skip

_FLOORS = ("pdfium's text", "its text with boxes")
_TWO = "ours through two workers"


def clocked(rounds: int, files: list[bytes], ways: dict[str, Callable[[list[bytes]], None]]) -> dict[str, list[float]]:
    """Seconds by the clock that each way takes for all files, round by round, and what it takes of the processor here."""
    took: dict[str, list[float]] = {}
    _each(pooled)(files)
    for _ in range(rounds):
        for name, way in ways.items():
            used, begun = spent(), time.perf_counter()
            way(files)
            took.setdefault(name, []).append(time.perf_counter() - begun)
            time.sleep(_REST)
            took.setdefault(f"{name}, processor", []).append(spent() - used)
    return took


def spent() -> float:
    """Seconds of the processor that this process, its nurseries and all their children that ended took so far."""
    tick = os.sysconf("SC_CLK_TCK")
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in NURSERIES.processes()]
    return time.process_time() + sum(int(count) for field in fields for count in field[11:15]) / tick


def by_the_clock(rounds: int, folder: Path, files: list[bytes], pages: int) -> None:
    """Print pages a second of each way, and how many times as long as pdfium's text and boxes it takes."""
    workers = Workers(folder)
    ways = WAYS | {_TWO: workers.read}
    took = clocked(rounds, files, ways)
    workers.end()
    print(
        f"{'by the clock':24} {'pages/s':>8} {'times text':>10} {'least':>6} {'most':>6} {'times boxes':>11} {'processor':>10}"
    )
    for name in ways:
        bare, boxes = ([mine / other for mine, other in zip(took[name], took[floor], strict=True)] for floor in _FLOORS)
        used = statistics.median(took[f"{name}, processor"]) / statistics.median(took[f"{_FLOORS[0]}, processor"])
        print(
            f"{name:24} {pages / statistics.median(took[name]):8.0f} {statistics.median(bare):10.2f} {min(bare):6.2f} "
            f"{max(bare):6.2f} {statistics.median(boxes):11.2f} {'' if name == _TWO else f'{used:.2f}':>10}"
        )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, help="a folder with pdf/ and corpus/: the same contracts twice")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    files = sorted((given.folder / "pdf").glob("*.pdf"))
    if given.worker:
        return work(files)
    rows = []
    found: Counter[str] = Counter()
    print(
        f"{'file':16} {'pages':>5} {'characters':>10} {'words':>7} {'ours ms/p':>9} {'pdfium':>7} {'ratio':>5} {'boxes':>7} {'ratio':>5}  set apart"
    )
    for file in files:
        data = file.read_bytes()
        twin = (given.folder / "corpus" / f"{file.stem}.txt").read_text("utf-8")
        text, whole = ours(data), with_running(data)
        mine, bare, boxes = best(given.rounds, data, ours, theirs, boxed)
        row = (characters(twin, whole.text), in_order(twin, whole.text), mine, bare, len(text.pages), file.stem, boxes)
        rows.append(row)
        apart = Counter(one.kind.value for one in text.hidden)
        rows_of_tables = sum(CELLS in line for line in text.text.split("\n"))
        found["tables"] += len(text.tables)
        found["rows"] += rows_of_tables
        found["characters set apart"] += len(whole.text) - len(text.text)
        pages = len(text.pages)
        print(
            f"{file.stem:16} {pages:5} {row[0]:10.2%} {row[1]:7.2%} {1000 * mine / pages:9.2f} {1000 * bare / pages:7.2f} "
            f"{mine / bare:5.2f} {1000 * boxes / pages:7.2f} {mine / boxes:5.2f}  {dict(apart) or ''} {len(text.scans) or ''} {f'{rows_of_tables} rows' if rows_of_tables else ''}"
        )
    pages = sum(row[4] for row in rows)
    mine, bare, boxes = (sum(row[at] for row in rows) for at in (2, 3, 6))
    print(
        f"mean of files: characters {sum(r[0] for r in rows) / len(rows):.2%}, words {sum(r[1] for r in rows) / len(rows):.2%}"
    )
    print(
        f"worst: characters {min(rows)[5]} {min(rows)[0]:.2%}, words {min(rows, key=lambda r: r[1])[5]} {min(r[1] for r in rows):.2%}"
    )
    print(
        f"found: {dict(found)}\n{pages} pages: ours {pages / mine:.0f} pages/s; pdfium's text {pages / bare:.0f}, ratio "
        f"{mine / bare:.2f}; its text with boxes {pages / boxes:.0f}, ratio {mine / boxes:.2f}"
    )
    by_the_clock(given.rounds, given.folder, [file.read_bytes() for file in files] * _OFTEN, pages * _OFTEN)
    return None


if __name__ == "__main__":
    main()
