"""Large files without their properties: done within a gibibyte, in the child and in the process that asks."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest
import xlsxwriter

from tests.readers import made

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
AUTHOR = "Dolores Umbridge-Quartz"
_ASKING = """
import sys
from dataclasses import replace
from pathlib import Path
from hemvist.readers.base import stripped
from hemvist.readers.limits import DEFAULT
from tests.readers.hostile import held
file = Path(sys.argv[1])
told = stripped([file.read_bytes()], file.name, replace(DEFAULT, megabytes=1024, seconds=1800))
file.with_name("made").write_bytes(b"".join(told.pieces))
print(told.whole or "-", *told.taken)
print(held("VmHWM") >> 10)
"""


def asked(folder: Path, name: str, data: bytes) -> tuple[list[str], int, bytes]:
    """What a process of its own is told of a file that is stripped, the megabytes it held at most, and what came of it."""
    file = folder / name
    file.write_bytes(data)
    command = [sys.executable, "-c", _ASKING, str(file)]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    )
    words, most = said.stdout.splitlines()
    return words.split(), int(most), (folder / "made").read_bytes()


def test_a_pdf_of_ten_thousand_pages(tmp_path: Path) -> None:
    pages = [made.page_of(f"{at}. Clause\nThe rent of flat {at} is {7 * at} a month.") for at in range(10_000)]
    data = made.pdf(pages).replace(
        b"<</Type/Catalog", b"<</Lang(x)/PieceInfo<</Ada<</By(%s)>>>>/Type/Catalog" % b"Ada", 1
    )
    told, most, kept = asked(tmp_path, "a.pdf", data)
    assert told == ["-", "private"]
    assert most < 1024
    with pypdfium2.PdfDocument(kept) as pdf:
        assert len(pdf) == 10_000
        assert "flat 9999 is 69993" in pdf[9_999].get_textpage().get_text_range()
    assert b"Ada" in data
    assert b"Ada" not in kept


def test_a_sheet_of_a_quarter_of_a_million_cells(tmp_path: Path) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    book.set_properties({"author": AUTHOR})
    sheet = book.add_worksheet()
    for row in range(25_000):
        sheet.write_row(row, 0, [f"item {row}", row * 1.37] * 5)
    book.close()
    told, most, kept = asked(tmp_path, "a.xlsx", out.getvalue())
    assert told[:2] == ["-", "author"]
    assert most < 1024
    with zipfile.ZipFile(io.BytesIO(kept)) as packed:
        assert packed.read("xl/worksheets/sheet1.xml").count(b"<row ") == 25_000
        assert not any(AUTHOR.encode() in packed.read(one) for one in packed.namelist())


def test_a_word_document_of_a_hundred_thousand_paragraphs(tmp_path: Path) -> None:
    body = "".join(made.p(f"{at}. The Landlord shall keep roof {at} in repair.") for at in range(100_000))
    remark = f'<w:ins w:id="1" w:author="{AUTHOR}" w:date="2024-05-01T00:00:00Z"><w:r><w:t>new</w:t></w:r></w:ins>'
    told, most, kept = asked(tmp_path, "a.docx", made.docx(f"{body}<w:p>{remark}</w:p>"))
    assert told == ["-", "remark-authors", "packing"]
    assert most < 1024
    with zipfile.ZipFile(io.BytesIO(kept)) as packed:
        part = packed.read("word/document.xml")
    assert b"keep roof 99999 in repair" in part
    assert AUTHOR.encode() not in part


def test_an_archive_is_told_to_be_none_that_can_be_kept(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for at in range(9_000):
            packed.writestr(f"{at}.txt", f"Rent {at}\n" * 1_000)
    told, most, kept = asked(tmp_path, "a.zip", out.getvalue())
    assert (told, kept) == (["kind"], b"")
    assert most < 1024
