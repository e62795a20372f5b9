"""Runs, fields and whole Word documents for the tests, made of WordprocessingML."""

from __future__ import annotations

from hemvist.domain.passage import Text
from hemvist.readers.base import read
from tests.readers import made


def of(body: str, **parts: str) -> Text:
    return read(made.docx(body, **parts), "contract.docx")


def run(text: str, looks: str) -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


def marked(kind: str, inside: str = "") -> str:
    """The beginning, middle or end of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'
