"""Broken and hostile files by the dozen: each is read or refused, nothing else happens, and the next one is read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, strategies

from hemvist.readers.base import picture, read
from hemvist.readers.errors import LONGEST_SHOWN, CannotRead, ReaderUnconfined, TooLarge, shown
from hemvist.readers.limits import Limits
from tests.readers import corpus, hostile, made
from tests.readers.corpus import bombs, costly
from tests.readers.corpus.spoilt import spoil

LIMITS = Limits(seconds=10)
PDF = made.pdf([made.page_of("1. Term\nThree years."), made.page_of("2. Law", rotate=90)])


def attempt(data: bytes, name: str) -> str:
    """``read``, or the name of the refusal; anything else is a failure of the test."""
    try:
        text = read(data, name, LIMITS)
    except CannotRead as refused:
        return refused.code
    text.text.encode()
    assert all(text.pages[at].end <= text.pages[at + 1].start for at in range(len(text.pages) - 1))
    return "read"


def tried(case: corpus.Case, limits: Limits = LIMITS) -> str:
    """``read``, or the name of the refusal, whose message names the file and can be shown anywhere."""
    try:
        text = read(case.make(), case.name, limits)
    except ReaderUnconfined:
        raise
    except CannotRead as refused:
        check(refused, case.name)
        return refused.code
    text.text.encode()
    assert len(text.text) <= limits.characters
    assert len(text.pages) <= limits.pages
    assert all(text.pages[at].end <= text.pages[at + 1].start for at in range(len(text.pages) - 1))
    return "read"


def check(refused: CannotRead, name: str) -> None:
    assert str(refused).startswith(shown(name))
    assert str(refused).isprintable()
    assert refused.help
    assert len(str(refused)) < 400


HANDY = [case for case in corpus.CASES if not case.large and case.name not in corpus.LONG]
PLENTY = [case for case in corpus.CASES if case.large or case.name in corpus.LONG]
DRAWN = [case for case in HANDY if case.name.endswith(".pdf")]


def in_parts(cases: list[corpus.Case], count: int) -> list[list[corpus.Case]]:
    return [cases[at::count] for at in range(count)]


@pytest.mark.parametrize("cases", in_parts(HANDY, 8), ids=range(8))
def test_every_hostile_file_is_read_or_refused_and_the_next_one_is_read(cases: list[corpus.Case]):
    with hostile.takes_at_most(300):
        outcomes = {shown(case.name): tried(case) for case in cases}
        assert len(outcomes) == len(cases)
        assert attempt(PDF, "a.pdf") == "read"


@pytest.mark.slow
@pytest.mark.parametrize("case", PLENTY, ids=lambda case: case.name)
def test_so_is_every_large_one(case: corpus.Case):
    with hostile.takes_at_most(300):
        print(case.name, tried(case, Limits(seconds=60)))
        assert attempt(PDF, "a.pdf") == "read"


@pytest.mark.parametrize("case", DRAWN, ids=lambda case: case.name)
def test_pages_of_hostile_pdfs_are_drawn_or_refused(case: corpus.Case):
    try:
        assert picture(bytes(case.make()), 1, [(0, 5)], 200, case.name, LIMITS).startswith(b"\x89PNG")
    except ReaderUnconfined:
        raise
    except CannotRead as refused:
        check(refused, case.name)
    assert picture(PDF, 1, [(0, 5)], 100).startswith(b"\x89PNG")


def test_a_file_of_four_gigabytes_is_refused_before_more_than_the_limit_is_taken():
    taken = 0

    def source():
        nonlocal taken
        for piece in bombs.sparse(4 << 30):
            taken += len(piece)
            yield piece

    with pytest.raises(TooLarge, match="more than 20 MB"):
        read(source(), "sparse.pdf", Limits(bytes=20 << 20))
    assert taken <= 22 << 20


def test_outcomes_of_files_that_are_clear_cases():
    expected = {
        "bomb.zip": "TooLarge", "laughs.docx": "BrokenFile", "outside.docx": "BrokenFile", "giant.png": "TooLarge",
        "program.pdf": "DisguisedFile", "pdf.docx": "DisguisedFile", "nothing.pdf": "EmptyFile", "pdf-and-zip.pdf": "read",
        "zeros.txt": "UnknownKind", "styles.docx": "read", "../../../etc/passwd.pdf": "read",
    }  # fmt: skip
    assert {case.name: tried(case) for case in corpus.CASES if case.name in expected} == expected


@pytest.mark.parametrize("name", costly.FILES)
def test_no_file_takes_far_more_than_its_length(name: str):
    make, outcome = costly.FILES[name]
    assert tried(corpus.Case(name, make), Limits(seconds=60)) == outcome


@given(strategies.text())
def test_a_name_in_a_message_cannot_steer_what_shows_it(name: str):
    told = shown(name)
    assert told.isprintable()
    assert len(told) <= LONGEST_SHOWN
    told.encode()


@pytest.mark.parametrize("seed", range(4))
def test_pictures_of_spoilt_files_are_drawn_or_refused(seed: int):
    try:
        assert picture(spoil(PDF, seed), 1, [(0, 5)], 300).startswith(b"\x89PNG")
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
        "import json, resource, time; from hemvist.readers.base import read; from tests.readers import hostile, made\n"
        # A child of a nursery is not this process's to wait for, and its memory would not be counted.
        "from hemvist.readers.confine import Child; Child.warm = False\n"
        "peak = lambda: hostile.held('VmHWM')\n"
        "text = 'All work and no play makes Jack a dull boy, says the contract.\\n' * 30\n"
        "data = made.pdf([made.page_of(f'Page {at}\\n' + text) for at in range(10_000)])\n"
        "before = peak(); begun = time.monotonic()\n"
        "got = read(data, 'big.pdf'); took = time.monotonic() - begun\n"
        "ours = peak(); child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([len(got.pages), got.text[got.pages[-1].start:][-60:], before >> 10, ours >> 10, child >> 10, took]))"
    )
    environment = {"PYTHONPATH": f"{hostile.ROOT}:{hostile.ROOT}/src"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    pages, last, before, ours, child, took = json.loads(done.stdout)
    print(f"10,000 pages: {took:.1f} s, worker {before} to {ours} MB, child at most {child} MB")
    assert pages == 10_000
    assert "a dull boy, says the contract." in last
    assert ours < 1024
    assert 0 < child < 1024
