"""Files that are not what they seem, with names that mean harm."""

from __future__ import annotations

from collections.abc import Callable

from tests.readers import made
from tests.readers.corpus.bombs import jpeg, packed

PDF = made.pdf([made.page_of("The term is three years.")])
ZIP = packed({"inside.txt": "The term is five years."})
HTML = b"<!doctype html><html><body><script>alert(1)</script><p>The term is three years.</p></body></html>"
PROGRAM = b"MZ\x90\0\3" + bytes(200) + b"PE\0\0" + bytes(500)

FILES: dict[str, Callable[[], bytes]] = {
    "pdf-and-zip.pdf": lambda: PDF + ZIP,
    "pdf-and-zip.zip": lambda: PDF + ZIP,
    "html-and-pdf.html": lambda: HTML + PDF,
    "html-and-pdf.pdf": lambda: HTML + PDF,
    "gif-and-script.gif": lambda: b"GIF89a=1;alert(1);/*" + bytes(40) + b"*/",
    "gif-and-script.js": lambda: b"GIF89a=1;alert(1);/*" + bytes(40) + b"*/",
    "jpeg-and-zip.jpg": lambda: jpeg(8, 8) + ZIP,
    "jpeg-and-zip.zip": lambda: jpeg(8, 8) + ZIP,
    "program.pdf": lambda: PROGRAM,
    "program.docx": lambda: PROGRAM,
    "pdf.docx": lambda: PDF,
    "docx.pdf": lambda: made.docx(made.p("The term is three years.")),
    "page.txt": lambda: HTML,
    "zip.docx": lambda: ZIP,
    "text.xlsx": lambda: b"The term is three years.",
    "text.png": lambda: b"The term is three years.",
    "nothing.pdf": lambda: b"",
    "nothing": lambda: b"",
    "one.pdf": lambda: b"%",
    "one.txt": lambda: b"\0",
    "zeros.pdf": lambda: bytes(100_000),
    "zeros.txt": lambda: bytes(100_000),
    "zeros.docx": lambda: bytes(100_000),
    "../../../etc/passwd.pdf": lambda: PDF,
    "..\\..\\windows\\system.docx": lambda: made.docx(made.p("The term is three years.")),
    "invoice\u202efdp.exe": lambda: PROGRAM,
    "line\nbreak\x1b[31m\x07.pdf": lambda: PDF[:200],
    "zero\0byte.pdf": lambda: PDF,
    "x" * 5000 + ".pdf": lambda: PDF,
    "\ud800.txt": lambda: b"The term is three years.",
    "climbing.zip": lambda: packed(dict.fromkeys(("../../../../etc/cron.d/x.txt", "/etc/passwd.txt", "C:\\x.txt", "a\u202etxt.exe", "b\x1b[2J.txt", "." * 300 + ".txt"), "The term is three years.")),
}  # fmt: skip
LARGE: dict[str, Callable[[], bytes]] = {
    "zeros-large.pdf": lambda: bytes(150 << 20),
    "zeros-large.txt": lambda: bytes(150 << 20),
}
