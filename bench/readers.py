"""How fast each kind is read, through confined children, beside the bare library on the same bytes in the same run.

    python bench/readers.py [KIND...]

Prints, for 200 small files of each kind: pages (or files) a second in a warm child a file, in a cold child a file, and
by the bare library in this process; the processor's time of our parser and of the bare library, both in this process;
then what a child costs, and what an idle nursery holds.

The bare library is asked for what a reader must know at least: the text, line by line, rows as rows of cells. What only
we tell (what is hidden, headings, headers of tables, formats of figures, every number checked) is in our time alone.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import olefile
import openpyxl
import pptx
import xlsxwriter
from lxml import etree, html
from markdown_it import MarkdownIt
from tests.readers import made
from tests.readers.parsing import parse

from hemvist.readers.base import read
from hemvist.readers.confine import Child, confinement
from hemvist.readers.nursery import NURSERIES
from hemvist.readers.parsers import PARSERS

FILES, COLD_FILES = 200, 20
TEXT = "The Landlord shall keep the roof in repair, and the Tenant shall pay for it.\n" * 30


class Kind(NamedTuple):
    """One small file of a kind, its pages, and the bare library's way of getting its text."""

    name: str
    data: bytes
    pages: int
    bare: Callable[[bytes], object]


def bare_pdf(data: bytes) -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    return "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))


def bare_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    return "\n".join("".join(paragraph.itertext("{*}t")) for paragraph in root.iter("{*}p"))


def bare_mail(data: bytes) -> object:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return message["subject"], message["from"], body.get_content() if body else "", [*message.iter_attachments()]


def bare_values(data: bytes) -> str:
    text = data.decode()
    rows = csv.reader(io.StringIO(text), csv.Sniffer().sniff(text[:4096], ",;\t|"))
    return "\n".join(" | ".join(row) for row in rows)


def bare_streams(data: bytes) -> bytes:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        return b"".join(file.openstream(path).read() for path in file.listdir())


def bare_html(data: bytes) -> str:
    root = html.fromstring(data)
    rows = [" | ".join(cell.text_content() for cell in row) for row in root.iter("tr")]
    return "\n".join([*(" ".join(one.text_content().split()) for one in root.iter("h2", "p", "li")), *rows])


def bare_content(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = etree.fromstring(packed.read("content.xml"))
    return "\n".join("".join(paragraph.itertext()) for paragraph in root.iter("{*}p", "{*}h"))


def bare_sheet(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(len(row) for row in book.active.iter_rows(values_only=True))


def bare_slides(data: bytes) -> list[str]:
    slides = pptx.Presentation(io.BytesIO(data)).slides
    return [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]


def made_sheet() -> bytes:
    """A list of a thousand rows and ten columns, half of them formatted numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, euro = book.add_worksheet(), book.add_format({"num_format": "#,##0.00 €"})
    for row in range(1000):
        for column in range(0, 10, 2):
            sheet.write(row, column, f"item {row}")
            sheet.write(row, column + 1, row * 1.37, euro)
    book.close()
    return out.getvalue()


def made_slides() -> bytes:
    """Ten slides of a title and six lines."""
    out = io.BytesIO()
    deck = pptx.Presentation()
    for at in range(10):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Slide {at}"
        slide.placeholders[1].text = "The Landlord shall keep the roof in repair.\n" * 6
    deck.save(out)
    return out.getvalue()


MADE = Path(__file__).parents[1] / "tests/readers/files"
KINDS = [
    Kind("a.pdf", made.pdf([made.page_of(f"{at}. Clause\n{TEXT}") for at in range(10)]), 10, bare_pdf),
    Kind("a.docx", made.docx("".join(made.p(line) for line in TEXT.split("\n") * 10)), 1, bare_docx),
    Kind("a.txt", TEXT.encode() * 10, 1, lambda data: data.decode()),
    Kind(
        "a.csv",
        b"Bolt;2;kg;2024-05-01\n" * 1000,
        1,
        bare_values,
    ),
    Kind("a.md", f"# Term\n\n{TEXT}\n".encode() * 10, 1, lambda data: MarkdownIt().render(data.decode())),
    Kind("a.html", f"<html><body><h2>Term</h2><p>{TEXT}</p>".encode() * 10, 1, bare_html),
    Kind("a.eml", b"From: a@b.c\nSubject: s\nDate: d\n\n" + TEXT.encode() * 10, 1, bare_mail),
    Kind("a.rtf", (MADE / "rich.rtf").read_bytes(), 1, lambda data: data.decode("latin-1")),
    Kind("a.doc", (MADE / "rich.doc").read_bytes(), 1, bare_streams),
    Kind("a.msg", (MADE / "plain.msg").read_bytes(), 1, bare_streams),
    Kind("a.xlsx", made_sheet(), 1, bare_sheet),
    Kind("a.pptx", made_slides(), 10, bare_slides),
    Kind("a.odt", (MADE / "office.odt").read_bytes(), 1, bare_content),
    Kind("a.ods", (MADE / "office.ods").read_bytes(), 2, bare_content),
    Kind("a.odp", (MADE / "office.odp").read_bytes(), 4, bare_content),
]


def seconds(work: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def processor(work: Callable[[], object], times: int = 15) -> float:
    """Milliseconds of the processor, at best."""
    took = []
    for _ in range(times):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return 1000 * min(took)


def here(kind: Kind) -> str:
    """Our parser in this process, beside the bare library."""
    ending = kind.name.split(".")[1]
    parser = PARSERS["mail" if ending == "eml" else ending]
    ours, bare = processor(lambda: parse(parser, kind.data)), processor(lambda: kind.bare(kind.data))
    return f"in process {ours:.2f} of {bare:.2f} ms: {ours / bare:.2f} times"


def through(kind: Kind, warm: bool, times: int) -> float:
    Child.warm = warm
    read(kind.data, kind.name)
    return seconds(lambda: read(kind.data, kind.name), times)


def memory(process: int) -> str:
    """What a process holds, and what of it is its own, in MB."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text()
    held, own = (int(re.search(rf"{what}:\s+(\d+)", told)[1]) >> 10 for what in ("Rss", "Private_Dirty"))  # type: ignore[index]
    return f"{held} MB, {own} MB of them its own"


def main(wanted: list[str]) -> None:
    for kind in KINDS:
        if wanted and kind.name.split(".")[1] not in wanted:
            continue
        warm, cold = through(kind, True, FILES), through(kind, False, COLD_FILES)
        bare = seconds(lambda kind=kind: kind.bare(kind.data), FILES)  # type: ignore[misc]
        print(
            f"{kind.name.split('.')[1]:5} {kind.pages} page(s), {len(kind.data) >> 10} kB: warm {1000 * warm:.1f} ms "
            f"({kind.pages / warm:.0f}/s), cold {1000 * cold:.1f} ms, bare {1000 * bare:.2f} ms ({kind.pages / bare:.0f}/s); {here(kind)}"
        )
    Child.warm = True
    confinement()
    print(f"a child that does nothing: {1000 * seconds(confinement, 100):.1f} ms")
    print(f"idle nurseries: {'; '.join(memory(one) for one in NURSERIES.processes())}")


if __name__ == "__main__":
    main(sys.argv[1:])
