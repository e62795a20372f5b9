"""Text recognition with the real engine and the real data, and behind the real fences."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageOps

from hemvist.providers.letters import ensure, table
from hemvist.readers import base
from hemvist.readers.limits import DEFAULT
from hemvist.readers.pdf import opened
from hemvist.readers.recognise import Recognised, Recogniser, pdf_page
from hemvist.readers.scribe import Unreadable
from tests.readers import scans
from tests.readers.scans import TEXTS, recall

ROOT = Path(__file__).parents[2]
LETTERS = ROOT / "var/models" / table().name


@pytest.fixture(scope="session")
def folder() -> Path:
    return ensure(LETTERS, lambda done, total, what: None)


@pytest.fixture(scope="session")
def reader(folder: Path) -> Recogniser:
    return Recogniser(folder)


def page(language: str, dpi: int = 150) -> Image.Image:
    return scans.sheet(scans.wrapped(TEXTS[language], 75), dpi)


def box_of(read: Recognised, word: str) -> tuple[int, int, int, int]:
    found = next(one for one in read.words if read.text[one.start : one.end] == word)
    return found[2:6]


@pytest.mark.parametrize("language", list(TEXTS))
def test_a_bad_scan_is_read_in_its_own_language(reader: Recogniser, language: str) -> None:
    read = reader.page(scans.worse(page(language)))
    assert read.language == language
    assert read.turned == 0
    assert recall(TEXTS[language], read.text) >= 0.97
    assert read.confidence >= 85


def test_a_wrong_hint_costs_no_words(reader: Recogniser) -> None:
    scan = scans.worse(page("swe"))
    assert reader.page(scan, ("fra",)).text == reader.page(scan, ("swe",)).text


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_or_stands_on_its_head_is_read_and_its_boxes_are_those_shown(
    reader: Recogniser, turned: int
) -> None:
    upright = page("eng")
    shown = upright.rotate(turned, expand=True)  # counter-clockwise, so it is turned back clockwise
    read = reader.page(shown)
    assert read.turned == turned
    assert recall(TEXTS["eng"], read.text) >= 0.97
    left, top, right, bottom = box_of(reader.page(upright), "quarterly")
    expected = {
        90: (top, 10000 - right, bottom, 10000 - left),
        180: (10000 - right, 10000 - bottom, 10000 - left, 10000 - top),
        270: (10000 - bottom, left, 10000 - top, right),
    }[turned]
    assert box_of(read, "quarterly") == pytest.approx(expected, abs=40)


@pytest.mark.parametrize("angle", [-4.0, 3.0])
def test_the_boxes_of_a_leaning_page_lie_on_the_ink(reader: Recogniser, angle: float) -> None:
    shown = page("deu").rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=250)
    read = reader.page(shown)
    assert recall(TEXTS["deu"], read.text) >= 0.97
    left, top, right, bottom = (
        share * side / 10000 for share, side in zip(box_of(read, "vierteljährlich"), shown.size * 2, strict=True)
    )
    alone = shown.crop((round(left), round(top), round(right), round(bottom)))
    again = reader.page(
        ImageOps.expand(alone.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=250), 60, 250), ("deu",)
    )
    assert "vierteljährlich" in again.text


def test_two_columns_are_read_one_after_the_other(reader: Recogniser) -> None:
    read = reader.page(scans.columns(TEXTS["eng"], TEXTS["eng"].upper()))
    text = read.text.replace("\n", " ")
    assert text.index("end of the term") < text.index("THE TENANT")


def test_hyphens_at_line_ends_are_joined_by_the_one_rule_and_both_parts_have_boxes(reader: Recogniser) -> None:
    lines = [
        "Der Lieferant muss die Installationsan-",
        "leitung übergeben, und die Nord-",
        "Ostsee-Leitung wird dann bezahlt.",
    ]
    read = reader.page(scans.sheet(lines, size=(8.27, 2)))
    assert "die Installationsanleitung übergeben" in read.text
    assert "Nord-Ostsee-Leitung" in read.text
    first, second = (one for one in read.words if read.text[one.start : one.end] in ("Installationsan", "leitung"))
    assert first.end == second.start
    assert first.top < second.top


def test_words_run_forwards_within_the_text_and_the_page(reader: Recogniser) -> None:
    read = reader.page(scans.worse(page("fra")))
    at = 0
    for word in read.words:
        assert at <= word.start < word.end <= len(read.text)
        assert 0 <= word.left < word.right <= 10000
        assert 0 <= word.top < word.bottom <= 10000
        assert not any(char.isspace() for char in read.text[word.start : word.end])
        at = word.end


def test_light_print_on_dark_and_a_page_in_shadow_are_read(reader: Recogniser) -> None:
    scan = page("eng")
    assert recall(TEXTS["eng"], reader.page(ImageOps.invert(scan)).text) >= 0.97
    shade = Image.linear_gradient("L").resize(scan.size).point(lambda value: 80 + value * 175 // 255)
    dim = Image.composite(scan, Image.new("L", scan.size, 10), shade)
    assert recall(TEXTS["eng"], reader.page(dim).text) >= 0.9


def test_cells_of_a_ruled_table_are_read(reader: Recogniser) -> None:
    rows = [("Item", "Price"), ("Steel beam", "1,250.00"), ("Transport", "980.00")]
    shown = Image.new("L", (1000, 400), 250)
    pen = ImageDraw.Draw(shown)
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            pen.rectangle((50 + 400 * across, 50 + 80 * down, 450 + 400 * across, 130 + 80 * down), outline=60, width=2)
            pen.text((70 + 400 * across, 70 + 80 * down), cell, font=scans.face(32), fill=30)
    assert recall(" ".join(cell for row in rows for cell in row), reader.page(shown).text) == 1.0


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (40, 40)])
def test_a_picture_too_small_for_any_letter_gives_no_text(reader: Recogniser, size: tuple[int, int]) -> None:
    spotted = Image.new("L", size, 255)
    spotted.putpixel((0, 0), 0)
    assert reader.page(spotted).text == ""


def test_a_small_picture_of_a_line_is_read(reader: Recogniser) -> None:
    shown = scans.sheet(["Total: 1 250,00 EUR", "Datum: 12.03.2024"], 72, 11, (6, 1.4))
    assert recall("Total 1 250,00 EUR Datum 12.03.2024", reader.page(shown).text) >= 0.8


@pytest.mark.parametrize("noise", [0.0, 2.0, 12.0, 40.0, 90.0])
def test_a_blank_page_gives_no_words_however_noisy(reader: Recogniser, noise: float) -> None:
    read = reader.page(scans.worse(Image.new("L", (800, 1100), 235), noise=noise))
    assert (read.text, read.words, read.confidence) == ("", (), 0)


def test_specks_holes_folds_and_empty_tables_are_no_words(reader: Recogniser) -> None:
    shown = Image.new("L", (1000, 1400), 245)
    pen = ImageDraw.Draw(shown)
    for at in range(0, 3000, 7):
        pen.ellipse((at * 37 % 1000, at * 91 % 1400, at * 37 % 1000 + at % 5, at * 91 % 1400 + at % 4), fill=60)
    pen.ellipse((40, 400, 80, 440), fill=10)
    pen.line((0, 700, 1000, 703), fill=140, width=3)
    for at in range(5):
        pen.rectangle((150, 800 + 60 * at, 850, 860 + 60 * at), outline=80, width=2)
    assert reader.page(shown).words == ()


def made_pdf(size: tuple[float, float], picture: Image.Image | None = None) -> bytes:
    pdf = pypdfium2.PdfDocument.new()
    drawn = pdf.new_page(*size)
    if picture is not None:
        inside = pypdfium2.PdfImage.new(pdf)
        inside.set_bitmap(pypdfium2.PdfBitmap.from_pil(picture))
        inside.set_matrix(pypdfium2.PdfMatrix().scale(*size))
        drawn.insert_obj(inside)
        drawn.gen_content()
    out = io.BytesIO()
    pdf.save(out)
    pdf.close()
    return out.getvalue()


def test_a_page_of_a_scanned_pdf_is_read_at_300_dots_per_inch(reader: Recogniser) -> None:
    scan = page("eng", 200)
    with opened(made_pdf((595.0, 360.0), scan)) as pdf:
        shown = pdf_page(pdf, 1)
        assert shown.mode == "L"
        assert shown.width == pytest.approx(595 * 300 / 72, abs=2)
        assert recall(TEXTS["eng"], reader.page(shown).text) >= 0.97
        with pytest.raises(Unreadable):
            pdf_page(pdf, 2)


def test_a_giant_pdf_page_is_drawn_within_bounds() -> None:
    with opened(made_pdf((14400.0, 14400.0))) as pdf:
        shown = pdf_page(pdf, 1)
    assert shown.width * shown.height <= 26_000_000


def test_data_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        Recogniser(tmp_path)


CHILD = """
import io, json, os, re, sys
from pathlib import Path
from PIL import Image
from hemvist.readers import fences, image
from hemvist.readers.recognise import Recogniser
for sample in image.samples():
    with image.opened(sample) as one: image.frame(one, 1)
reader = Recogniser(Path(sys.argv[1]))
threads = len(os.listdir("/proc/self/task"))
standing = fences.confine(1536, 60, os.getppid())
data = sys.stdin.buffer.read()
with image.opened(data) as picture: read = reader.page(image.frame(picture, 1))
import resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
os.write(1, json.dumps([standing, threads, read.language, read.text, peak]).encode())
os._exit(0)
"""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_behind_all_fences_a_picture_is_read_without_a_thread_or_a_file(folder: Path, kind: str) -> None:
    scan = scans.packed(scans.worse(page("swe")).rotate(180), kind)
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        # Behind a shell: Linux counts what the one that starts a program holds as that program's.
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", CHILD, folder],
        input=scan,
        capture_output=True,
        check=True,
        env=environment,
    )
    standing, threads, language, text, peak = json.loads(done.stdout)
    assert {"network", "files", "user", "limits", "calls"} <= set(standing)
    assert threads == 1
    assert language == "swe"
    assert recall(TEXTS["swe"], text) >= 0.95
    assert peak < 1024


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes of the children that are born meanwhile."""
    born: list[int] = []

    class Seen(base.Child):
        def __enter__(self) -> Seen:
            super().__enter__()
            born.append(self._life.pid)
            return self

    monkeypatch.setattr(base, "Child", Seen)
    return born


def test_a_page_at_which_the_engine_breaks_is_given_up_and_the_others_are_read(
    folder: Path, children: list[int]
) -> None:
    sheets = [scans.worse(page("eng", 200)) for _ in range(3)]
    data = scans.packed(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    told = base.recognise(lambda: [data], "scan.tif", [1, 2, 3], folder)
    read = dict([next(told)])
    os.kill(children[-1], signal.SIGSEGV)
    read |= dict(told)
    assert read[2] is None
    assert all(one and recall(TEXTS["eng"], one.text) >= 0.97 for one in (read[1], read[3]))
    assert len(children) == 2


def test_where_the_engine_breaks_at_every_page_each_is_given_up_once(folder: Path, children: list[int]) -> None:
    data = scans.packed(page("eng"), "TIFF", save_all=True, append_images=[page("swe")])

    def broken() -> Iterator[bytes]:
        yield data[:100]
        os.kill(children[-1], signal.SIGSEGV)
        yield data[100:]

    assert list(base.recognise(broken, "scan.tif", [1, 2], folder)) == [(1, None), (2, None)]


def test_a_page_so_dotted_that_the_engine_remarks_on_it_is_read_where_no_file_can_be_opened(folder: Path) -> None:
    dotted, chance = page("eng"), random.Random(1)
    for _ in range(500):
        left, top = chance.randrange(dotted.width), chance.randrange(dotted.height)
        ImageDraw.Draw(dotted).ellipse((left, top, left + 3, top + 3), fill=0)
    ((_, read),) = base.recognise(lambda: [scans.packed(dotted, "PNG")], "scan.png", [1], folder)
    assert read is not None
    assert recall(TEXTS["eng"], read.text) >= 0.8


def test_pages_recognised_side_by_side_say_what_they_say_one_after_the_other(folder: Path, children: list[int]) -> None:
    sheets = [scans.worse(page(language)) for language in TEXTS]
    data = scans.packed(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    numbers = list(range(1, len(sheets) + 1))
    alone = dict(base.recognise(lambda: [data], "scan.tif", numbers, folder))
    assert dict(base.recognise(lambda: [data], "scan.tif", numbers, folder, at_once=3)) == alone
    assert len(children) == 1 + 3


def test_side_by_side_a_page_at_which_the_engine_breaks_is_given_up_and_all_others_are_read(
    folder: Path, children: list[int]
) -> None:
    sheets = [scans.worse(page("eng", 200)) for _ in range(4)]
    data = scans.packed(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    told = base.recognise(lambda: [data], "scan.tif", [1, 2, 3, 4], folder, at_once=2)
    read = dict([next(told)])
    os.kill(children[0], signal.SIGSEGV)
    os.kill(children[1], signal.SIGSEGV)
    read |= dict(told)
    given_up = [number for number, one in read.items() if one is None]
    assert sorted(read) == [1, 2, 3, 4]
    assert len(given_up) <= 2
    assert all(one is None or recall(TEXTS["eng"], one.text) >= 0.97 for one in read.values())


def test_what_ends_the_work_ends_every_child_of_it(folder: Path, children: list[int]) -> None:
    sheet = scans.worse(page("eng", 200))
    data = scans.packed(sheet, "TIFF", save_all=True, append_images=[sheet] * 7)

    class Ended(Exception):
        pass

    def go_on() -> None:
        if len(children) == 2:
            raise Ended

    with pytest.raises(Ended):
        list(base.recognise(lambda: [data], "scan.tif", range(1, 9), folder, DEFAULT, go_on, at_once=2))
    assert not any(at_work(child) for child in children)


def at_work(process: int) -> bool:
    """Whether a process runs: one that has ended may not be buried yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_recognition_is_less_urgent_than_what_people_wait_for(folder: Path) -> None:
    with (
        base.Child("recognise", DEFAULT, "scan.tif", str(folder)) as child,
        base.Child("read", DEFAULT, "a.pdf") as other,
    ):
        patient, prompt = child._life.pid, other._life.pid
        assert os.getpriority(os.PRIO_PROCESS, patient) == 5 + os.getpriority(os.PRIO_PROCESS, prompt)
        assert [sessions_weight(one) for one in (patient, prompt)] in (["nice 5", "nice 0"], [None, None])


def sessions_weight(process: int) -> str | None:
    """How nice the session of a process is to others, where Linux has such a thing and tells."""
    try:
        return Path(f"/proc/{process}/autogroup").read_text().split(maxsplit=1)[1].strip()
    except OSError:
        return None
