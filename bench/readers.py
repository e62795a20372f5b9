"""How fast each kind is read, in this process and through confined children, beside bare libraries on the same bytes.

    python bench/readers.py [--libraries PYTHON] [KIND...]

Prints pages a second for files of each kind, small and long, and in brackets how many times as long ours takes. Where
the file has no pages, 3,000 characters that are read count as one. By the processor, the least of 25 runs in turns:

* ours: our parser and the check of all it says, in this process;
* bare: the barest library, asked for the text line by line and rows as rows of cells, and for nothing else;
* parts: the same, with all parts of a packed file parsed that tell how text looks, and thus whether it is seen;
* library: what a Python programmer would take, run by PYTHON, which has it (``bench/libraries.py`` says how).

Then the same file through children of a warm pool, up to 200 times: all processor time of both sides, nursery and child
together, beside the library (or what is bare, without one); what of it an idle child takes is told below the table. Then
by the clock. What only we tell (what is hidden, headings, headers of tables, formats of figures) is in our time alone.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.message
import email.policy
import io
import json
import os
import re
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

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

FILES, FEWEST, COLD_FILES, ROUNDS = 200, 20, 10, 25
LONG, PAGE = 30, 3_000
PACKED = frozenset({"docx", "odt", "ods", "odp"})
TEXT = "The Landlord shall keep the roof in repair, and the Tenant shall pay for it.\n" * 30


class Kind(NamedTuple):
    """A file of a kind, and the bare library's way of getting its text."""

    name: str
    data: bytes
    bare: Callable[[bytes], object]


def bare_pdf(data: bytes) -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    return "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))


def bare_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = etree.fromstring(packed.read("word/document.xml"))
    return "\n".join("".join(paragraph.itertext("{*}t")) for paragraph in root.iter("{*}p"))


def bare_parts(data: bytes) -> object:
    """The text of every paragraph, all parts of XML parsed."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")) and (part := packed.read(name)):
                root = etree.fromstring(part)
                texts += ["".join(paragraph.itertext()) for paragraph in root.iter("{*}p", "{*}h")]
    return texts


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


def made_slides(count: int = 10) -> bytes:
    """Slides of a title and six lines."""
    out = io.BytesIO()
    deck = pptx.Presentation()
    for at in range(count):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Slide {at}"
        slide.placeholders[1].text = "The Landlord shall keep the roof in repair.\n" * 6
    deck.save(out)
    return out.getvalue()


def made_pdf(count: int) -> bytes:
    """Pages of thirty lines."""
    return made.pdf([made.page_of(f"{at}. Clause\n{TEXT}") for at in range(count)])


def made_mail() -> bytes:
    """A message as plain text and as a page, with a file attached."""
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada <a@example.org>", "b@example.org", "Rent"
    mail.set_content(TEXT)
    mail.add_alternative("".join(f"<p>{line}</p>" for line in TEXT.split("\n")), subtype="html")
    mail.add_attachment(bytes(range(256)) * 80, maintype="application", subtype="octet-stream", filename="a.bin")
    return mail.as_bytes()


def grown(data: bytes, name: str, begins: bytes, ends: bytes, times: int) -> bytes:
    """A packed document whose part ``name`` has what lies between two marks so many times over."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as more:
        for member in packed.namelist():
            part = packed.read(member)
            if member == name:
                at, until = part.index(begins), part.rindex(ends)
                part = part[:at] + part[at:until] * times + part[until:]
            more.writestr(member, part)
    return out.getvalue()


ROOT = Path(__file__).parents[1]
MADE = ROOT / "tests/readers/files"
ODT = (MADE / "office.odt").read_bytes()
DOCX = (ROOT / "src/hemvist/documents/made/files/Stadavtal-Glansa-2025.docx").read_bytes()
RTF = (MADE / "rich.rtf").read_bytes()
CSV = b"Bolt;2;kg;2024-05-01\n" * 1000
MD, HTML = f"# Term\n\n{TEXT}\n".encode() * 10, f"<html><body><h2>Term</h2><p>{TEXT}</p>".encode() * 10
EML = b"From: a@b.c\nSubject: s\nDate: d\n\n"


def rendered(data: bytes) -> object:
    return MarkdownIt().render(data.decode())


def as_it_is(data: bytes) -> object:
    return data.decode("latin-1")


KINDS = [
    Kind("a.pdf", made_pdf(10), bare_pdf),
    Kind("long.pdf", made_pdf(200), bare_pdf),
    Kind("a.docx", made.docx("".join(made.p(line) for line in TEXT.split("\n") * 10)), bare_docx),
    Kind("real.docx", DOCX, bare_docx),
    Kind("long.docx", grown(DOCX, "word/document.xml", b"<w:p>", b"<w:sectPr", LONG), bare_docx),
    Kind("a.csv", CSV, bare_values),
    Kind("long.csv", CSV * LONG, bare_values),
    Kind("a.md", MD, rendered),
    Kind("long.md", MD * LONG, rendered),
    Kind("a.html", HTML, bare_html),
    Kind("rich.html", (MADE / "rich.html").read_bytes(), bare_html),
    Kind("long.html", b"<html><body>" + HTML.replace(b"<html><body>", b"") * LONG, bare_html),
    Kind("a.eml", EML + TEXT.encode() * 10, bare_mail),
    Kind("parts.eml", made_mail(), bare_mail),
    Kind("long.eml", EML + TEXT.encode() * 10 * LONG, bare_mail),
    Kind("a.rtf", RTF, as_it_is),
    Kind("long.rtf", RTF[: (cut := RTF.index(b"\\pard\\plain", 4_000))] + RTF[cut : RTF.rindex(b"}")] * LONG + b"}", as_it_is),
    Kind("a.doc", (MADE / "rich.doc").read_bytes(), bare_streams),
    Kind("a.msg", (MADE / "plain.msg").read_bytes(), bare_streams),
    Kind("a.xlsx", made_sheet(), bare_sheet),
    Kind("a.pptx", made_slides(), bare_slides),
    Kind("long.pptx", made_slides(100), bare_slides),
    Kind("a.odt", ODT, bare_content),
    Kind("long.odt", grown(ODT, "content.xml", b"<text:h", b"</office:text>", LONG), bare_content),
    Kind("a.ods", (MADE / "office.ods").read_bytes(), bare_content),
    Kind("a.odp", (MADE / "office.odp").read_bytes(), bare_content),
]  # fmt: skip


def ending(kind: Kind) -> str:
    return kind.name.rpartition(".")[2]


def seconds(work: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def processor(*ways: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of the processor, at best, of each way; they take turns, so that all meet the same machine."""
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for times, way in zip(took, ways, strict=True):
            begun = time.process_time()
            way()
            times.append(1000 * (time.process_time() - begun))
    return [min(times) for times in took]


def parser_of(kind: Kind) -> Any:
    return PARSERS["mail" if ending(kind) == "eml" else ending(kind)]


def pages(kind: Kind) -> float:
    """How many pages a file has."""
    text = parse(parser_of(kind), kind.data)[0]
    return len(text.pages) or len(text.text) / PAGE


def here(kind: Kind) -> list[float]:
    """Our parser in this process, the bare library, and, where there are parts, all of them."""
    parser = parser_of(kind)
    ways = [lambda: parse(parser, kind.data), lambda: kind.bare(kind.data)]
    if ending(kind) in PACKED:
        ways.append(lambda: bare_parts(kind.data))
    return processor(*ways)


def through(kind: Kind, warm: bool, times: int) -> tuple[float, float]:
    """Milliseconds a file through a child: of the processor (warm only), and of the clock."""
    Child.warm = warm
    NURSERIES.renew()  # a nursery that ends at its 2,000th child would take its count along
    read(kind.data, kind.name)
    begun, used = time.perf_counter(), spent()
    for _ in range(times):
        read(kind.data, kind.name)
    return 1000 * (spent() - used) / times, 1000 * (time.perf_counter() - begun) / times


def spent() -> float:
    """Seconds of the processor that this process, its nurseries and their children took so far."""
    tick = os.sysconf("SC_CLK_TCK")
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in NURSERIES.processes()]
    return time.process_time() + sum(int(count) for field in fields for count in field[11:15]) / tick


def libraries(python: str, kinds: list[Kind]) -> dict[str, tuple[str, float]]:
    """What the libraries that ``python`` has take for the same files: name and version, milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            Path(folder, kind.name).write_bytes(kind.data)
        command = [python, str(Path(__file__).with_name("libraries.py")), folder]
        told: dict[str, tuple[str, float]] = json.loads(subprocess.check_output(command, env={}))
        return told


def memory(process: int) -> str:
    """What a process holds, and what of it is its own, in MB."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text()
    held, own = (int(re.search(rf"{what}:\s+(\d+)", told)[1]) >> 10 for what in ("Rss", "Private_Dirty"))  # type: ignore[index]
    return f"{held} MB, {own} MB of them its own"


def rate(pages: float, took: float, ours: float = 0) -> str:
    """Pages a second, and how many times as long we take."""
    if took <= 0.01:
        return "–"
    return f"{1000 * pages / took:,.0f}" + (f" ({ours / took:.2f})" if ours else "")


def row(kind: Kind, theirs: tuple[str, float] | None) -> str:
    ours, bare, *parts = here(kind)
    count = pages(kind)
    warm, cold = through(kind, True, max(FEWEST, min(FILES, int(5_000 / ours)))), through(kind, False, COLD_FILES)[1]
    name, took = theirs or ("", 0.0)
    beside = took or bare
    times = f" ({warm[0] / beside:.1f})" if beside > 0.01 else ""
    return (
        f"| {kind.name} | {len(kind.data) >> 10} kB | {count:.1f} | {rate(count, ours)} | {rate(count, bare, ours)} "
        f"| {rate(count, parts[0], ours) if parts else '–'} | {rate(count, took, ours)} {name} "
        f"| {rate(count, warm[0])}{times} | {rate(count, warm[1])} | {cold:.0f} |"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kinds", nargs="*")
    asked.add_argument("--libraries", metavar="PYTHON")
    given = asked.parse_args()
    kinds = [kind for kind in KINDS if not given.kinds or ending(kind) in given.kinds]
    theirs = libraries(given.libraries, kinds) if given.libraries else {}
    print("| file | size | pages | ours | bare | parts | library | warm pool | by the clock | cold, ms |")
    print("| --- " * 10 + "|")
    for kind in kinds:
        print(row(kind, theirs.get(kind.name)), flush=True)
    Child.warm = True
    confinement()
    used = spent()
    clock = seconds(confinement, 100)
    print(
        f"a child that does nothing: {10 * (spent() - used):.1f} ms of the processor, {1000 * clock:.1f} by the clock"
    )
    print(f"idle nurseries: {'; '.join(memory(one) for one in NURSERIES.processes())}")


if __name__ == "__main__":
    main()
