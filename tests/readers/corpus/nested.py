"""Things inside things inside things."""

from __future__ import annotations

from collections.abc import Callable

from tests.readers import made
from tests.readers.corpus.bombs import W, office, open_document

CELL = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"


def word_tables(depth: int) -> bytes:
    body = CELL[0] * depth + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + CELL[1] * depth
    return office("word", "document", f"<w:document {W}><w:body>{body}</w:body></w:document>")


def word_tables_in_row(count: int) -> bytes:
    one = CELL[0] + "<w:p><w:r><w:t>cell</w:t></w:r></w:p>" + CELL[1]
    return office("word", "document", f"<w:document {W}><w:body>{one * count}</w:body></w:document>")


def open_lists(depth: int) -> bytes:
    name = "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
    inner = "<text:list><text:list-item>" * depth + "<text:p>deep</text:p>" + "</text:list-item></text:list>" * depth
    return open_document(
        f"<office:document-content {name}><office:body><office:text>{inner}</office:text></office:body></office:document-content>"
    )


def html(depth: int, tag: str = "div") -> bytes:
    return b"<!doctype html><html><body>" + f"<{tag}>".encode() * depth + b"deep text" + f"</{tag}>".encode() * depth


def html_tables(count: int) -> bytes:
    return b"<!doctype html><html><body>" + b"<table><tr><td>cell " * count


def rtf(depth: int) -> bytes:
    return b"{\\rtf1\\ansi " + b"{" * depth + b"deep text" + b"}" * depth + b"}"


def rtf_tables(count: int) -> bytes:
    return b"{\\rtf1\\ansi " + b"\\trowd\\cellx100\\intbl cell\\nestcell\\cell\\row" * count + b"}"


def mail(depth: int) -> bytes:
    """Messages, each attached to the next."""
    head = b"From: a@example.org\r\nSubject: Nested\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * depth + b"From: a@example.org\r\nSubject: Innermost\r\n\r\nThe term is three years.\r\n"


def multipart(depth: int) -> bytes:
    head = b"From: a@example.org\r\nSubject: Parts\r\nMIME-Version: 1.0\r\n"
    body = "".join(f'Content-Type: multipart/mixed; boundary="b{at}"\r\n\r\n--b{at}\r\n' for at in range(depth))
    return head + body.encode() + b"Content-Type: text/plain\r\n\r\nThe term is three years.\r\n"


def pdf_arrays(depth: int) -> bytes:
    good = made.pdf([made.page_of("The term is three years.")])
    return good.replace(b"/Rotate 0", b"/X " + b"[" * depth + b"]" * depth)


def page_tree(depth: int) -> bytes:
    """Page nodes in page nodes."""
    out = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    for at in range(2, depth + 2):
        out += b"%d 0 obj\n<</Type/Pages/Count 1/Kids[%d 0 R]>>\nendobj\n" % (at, at + 1)
    out += b"%d 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\ntrailer\n<</Root 1 0 R>>\n" % (depth + 2)
    return out


FILES: dict[str, Callable[[], bytes]] = {
    "tables.docx": lambda: word_tables(200),
    "deep-tables.docx": lambda: word_tables(20_000),
    "lists.odt": lambda: open_lists(20_000),
    "deep.html": lambda: html(100_000),
    "deep-quotes.html": lambda: html(20_000, "blockquote"),
    "deep.rtf": lambda: rtf(100_000),
    "messages.eml": lambda: mail(1000),
    "parts.eml": lambda: multipart(1000),
    "quotes.md": lambda: b">" * 100_000 + b" deep\n" + b"[" * 100_000 + b"(" * 100_000,
    "arrays.pdf": lambda: pdf_arrays(100_000),
    "page-tree-deep.pdf": lambda: page_tree(20_000),
}
LARGE: dict[str, Callable[[], bytes]] = {
    "two-hundred-thousand-tables.docx": lambda: word_tables_in_row(200_000),
    "two-hundred-thousand-nested.docx": lambda: word_tables(200_000),
    "two-hundred-thousand.html": lambda: html_tables(200_000),
    "two-hundred-thousand.rtf": lambda: rtf_tables(200_000),
    "a-million.rtf": lambda: rtf(1_000_000),
}
