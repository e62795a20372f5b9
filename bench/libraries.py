"""What a Python programmer would take for each kind, on files in a folder: run by another interpreter, which has these.

    python -m venv FOLDER && FOLDER/bin/pip install beautifulsoup4 extract-msg lxml mail-parser odfpy openpyxl pandas \\
        pypdf python-docx python-pptx markdown-it-py striprtf
    PYTHONPATH=src:. .venv/bin/python bench/readers.py --libraries FOLDER/bin/python

Nothing of it is a dependency of the project. Each is asked for what our reader tells too, as far as it can: the text
with the names of styles, rows as cells with their formats, the message with its attachments. Prints JSON: for each file
the library with its version, and the processor's milliseconds at best, 0 where it cannot read the file. A kind without a library here is left out.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path


def by_pypdf(data: bytes) -> object:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def by_docx(data: bytes) -> object:
    import docx

    document = docx.Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs], rows


def by_pandas(data: bytes) -> object:
    import pandas

    return pandas.read_csv(io.BytesIO(data), sep=None, engine="python", dtype=str, header=None).to_numpy().tolist()


def by_markdown(data: bytes) -> object:
    from bs4 import BeautifulSoup
    from markdown_it import MarkdownIt

    return BeautifulSoup(MarkdownIt().render(data.decode()), "lxml").get_text("\n")


def by_soup(data: bytes) -> object:
    from bs4 import BeautifulSoup

    return BeautifulSoup(data, "lxml").get_text("\n", strip=True)


def by_mailparser(data: bytes) -> object:
    import mailparser

    mail = mailparser.parse_from_bytes(data)
    return mail.subject, mail.from_, mail.body, mail.attachments


def by_striprtf(data: bytes) -> object:
    from striprtf.striprtf import rtf_to_text

    return rtf_to_text(data.decode("latin-1"))


def by_msg(data: bytes) -> object:
    import extract_msg

    with extract_msg.openMsg(data) as message:
        return message.subject, message.sender, message.body, [one.data for one in message.attachments]


def by_openpyxl(data: bytes) -> object:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [[(cell.value, cell.number_format, cell.font.color) for cell in row] for sheet in book for row in sheet]


def by_pptx(data: bytes) -> object:
    import pptx

    slides = pptx.Presentation(io.BytesIO(data)).slides
    return [
        [(shape.top, shape.left, shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame]
        for slide in slides
    ]


def by_odf(data: bytes) -> object:
    from odf import opendocument, teletype, text

    document = opendocument.load(io.BytesIO(data))
    parts = [*document.getElementsByType(text.H), *document.getElementsByType(text.P)]
    return [(part.getAttribute("stylename"), teletype.extractText(part)) for part in parts]


WAYS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "pdf": ("pypdf", by_pypdf), "docx": ("python-docx", by_docx), "csv": ("pandas", by_pandas),
    "md": ("markdown-it-py", by_markdown), "html": ("beautifulsoup4", by_soup), "eml": ("mail-parser", by_mailparser),
    "rtf": ("striprtf", by_striprtf), "msg": ("extract-msg", by_msg), "xlsx": ("openpyxl", by_openpyxl),
    "pptx": ("python-pptx", by_pptx), "odt": ("odfpy", by_odf), "ods": ("odfpy", by_odf), "odp": ("odfpy", by_odf),
}  # fmt: skip


def best(way: Callable[[bytes], object], data: bytes, times: int = 15) -> float:
    """Milliseconds of the processor, at best; the first run, which loads the library, does not count."""
    way(data)
    took = []
    for _ in range(times):
        begun = time.process_time()
        way(data)
        took.append(time.process_time() - begun)
    return 1000 * min(took)


def main() -> None:
    warnings.simplefilter("ignore")
    told = {}
    for file in sorted(Path(sys.argv[1]).iterdir()):
        name, way = WAYS.get(file.suffix[1:], ("", best))
        if name:
            version = f"{name} {importlib.metadata.version(name)}"
            try:
                told[file.name] = version, best(way, file.read_bytes())  # type: ignore[arg-type]
            except Exception as error:
                told[file.name] = f"{version} cannot: {type(error).__name__}", 0.0
    print(json.dumps(told))


if __name__ == "__main__":
    main()
