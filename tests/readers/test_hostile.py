"""Broken and hostile files by the dozen: each is read or refused, nothing else happens, and the next one is read."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from hemvist.readers.base import picture, read
from hemvist.readers.errors import CannotRead
from hemvist.readers.limits import Limits
from tests.readers import hostile, made

LIMITS = Limits(seconds=10)
PDF = made.pdf([made.page_of("1. Term\nThree years."), made.page_of("2. Law", rotate=90)])
DOCX = made.docx(made.p("1. Term") + made.p("Three years."))


def attempt(data: bytes, name: str) -> str:
    """``read``, or the name of the refusal; anything else is a failure of the test."""
    try:
        text = read(data, name, LIMITS)
    except CannotRead as refused:
        return refused.code
    text.text.encode()
    assert all(text.pages[at].end <= text.pages[at + 1].start for at in range(len(text.pages) - 1))
    return "read"


def spoilt(data: bytes, seed: int) -> bytes:
    """``data`` with a few bytes changed, a piece taken out or doubled, or its end cut off."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice([1, 3, 20, 200])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    start = chance.randrange(len(data))
    end = start + chance.randrange(200)
    match seed % 4:
        case 0:
            del changed[start:end]
        case 1:
            changed[start:start] = changed[start:end]
        case 2:
            del changed[start:]
    return bytes(changed) or b"%PDF-"


@pytest.mark.parametrize("seeds", [range(at, at + 10) for at in range(0, 30, 10)])
def test_spoilt_files_are_read_or_refused(seeds):
    outcomes = [
        attempt(spoilt(data, seed), name) for seed in seeds for data, name in ((PDF, "a.pdf"), (DOCX, "a.docx"))
    ]
    assert len(outcomes) == 20
    assert attempt(PDF, "a.pdf") == "read"


@pytest.mark.parametrize("seed", range(4))
def test_pictures_of_spoilt_files_are_drawn_or_refused(seed: int):
    try:
        assert picture(spoilt(PDF, seed), 1, [(0, 5)], 300).startswith(b"\x89PNG")
    except CannotRead:
        assert attempt(PDF, "a.pdf") == "read"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_short_is_refused_or_says_so(share: float):
    data = made.pdf([made.page_of(f"page {at}") for at in range(30)])
    cut = data[: int(len(data) * share)]
    assert attempt(cut, "a.pdf") == "BrokenFile" or any("cut off" in note for note in read(cut, "a.pdf").notes)


def test_a_pdf_whose_pages_go_in_circles_is_no_trap():
    data = made.pdf([made.page_of("x")]).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")
    assert attempt(data, "a.pdf") in ("read", "BrokenFile", "NoText")


@pytest.mark.slow
def test_ten_thousand_pages_are_read_in_bounded_memory():
    code = (
        "import json, re, resource, time; from hemvist.readers.base import read; from tests.readers import made\n"
        # Not ru_maxrss: that of a new program begins with what the one that started it had.
        "peak = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        "text = 'All work and no play makes Jack a dull boy, says the contract.\\n' * 30\n"
        "data = made.pdf([made.page_of(f'Page {at}\\n' + text) for at in range(10_000)])\n"
        "before = peak(); begun = time.monotonic()\n"
        "got = read(data, 'big.pdf'); took = time.monotonic() - begun\n"
        "ours = peak(); child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([len(got.pages), got.text[got.pages[-1].start:][:9], before >> 10, ours >> 10, child >> 10, took]))"
    )
    environment = {"PYTHONPATH": f"{hostile.ROOT}:{hostile.ROOT}/src"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    pages, last, before, ours, child, took = json.loads(done.stdout)
    print(f"10,000 pages: {took:.1f} s, worker {before} to {ours} MB, child at most {child} MB")
    assert (pages, last) == (10_000, "Page 9999")
    assert ours < 1024
    assert child < 1024
