"""Why a file could not be read: each cause has its own error, which names the file and says what to do."""

from __future__ import annotations

from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.readers.limits import Limits

CAN_READ: Final = "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, web pages, e-mail, ZIP, CSV, Markdown, plain text, and pictures of text"

# What the child may say of a damaged file. It sends the word on the left; only these sentences are ever shown.
CAUSES: Final = {
    "damaged": "it is damaged or incomplete",
    "deep": "its parts lie inside one another too deeply",
    "no-pages": "it has no pages",
    "zip": "its packing (ZIP) is damaged",
    "xml": "the document inside is not well-formed XML",
    "doctype": "the document inside declares entities, which no word processor writes",
    "no-page": "it has no such page",
    "answer": "the reader answered in a way it must not",
}

# What a file may be, judged by its contents.
LOOKS: Final = {
    "pdf": "a PDF",
    "docx": "a Word document (DOCX)",
    "txt": "plain text",
    "csv": "a list of values (CSV)",
    "md": "a Markdown text",
    "zip": "a ZIP archive",
    "broken-zip": "a damaged ZIP archive",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "odt": "an OpenDocument text",
    "ods": "an OpenDocument spreadsheet",
    "odp": "an OpenDocument presentation",
    "odf": "an OpenDocument file of a kind that has no text",
    "flat": "an office document that is one XML file",
    "doc": "an old Word document (DOC)",
    "word95": "a document of Word 95 or older",
    "xlsb": "a binary Excel workbook (XLSB)",
    "xls": "an old Excel workbook (XLS)",
    "ppt": "an old PowerPoint presentation (PPT)",
    "msg": "an Outlook message",
    "cfb": "an old Office file",
    "locked": "an Office file protected by a password",
    "rtf": "an RTF document",
    "html": "a web page",
    "mail": "an e-mail",
    "mbox": "a mailbox",
    "png": "a picture (PNG)",
    "jpeg": "a picture (JPEG)",
    "tiff": "a picture (TIFF)",
    "gif": "a picture (GIF)",
    "bmp": "a picture (BMP)",
    "webp": "a picture (WebP)",
    "heic": "a picture (HEIC)",
    "program": "a program",
    "packed": "a packed archive",
    "binary": "binary data of an unknown kind",
}

TOO_LARGE: Final = {
    "characters": "its text has more than {limits.characters:,} characters",
    "pages": "it has more than {limits.pages:,} pages",
    "rules": "its style sheets have too many rules for its length",
    "rows": "its tables have more than {limits.rows:,} rows",
    "unpacks": "it unpacks to far more than its own size",
    "members": "it holds more than {limits.members:,} files",
    "pixels": "its picture has too many pixels",
}


LONGEST_SHOWN: Final = 200


def shown(name: object) -> str:
    """A file's name as it may stand in a message: without what would steer a terminal or turn the line around."""
    seen = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(name))
    return seen if len(seen) <= LONGEST_SHOWN else f"{seen[:150]}…{seen[-45:]}"


class CannotRead(HemvistError):
    """{name} could not be read."""

    exit_code = 65
    status = 422
    remedy = f"Hemvist reads {CAN_READ}. The other files were not affected."

    def __init__(self, **facts: object) -> None:
        super().__init__(**{what: shown(fact) if what == "name" else fact for what, fact in facts.items()})


class EmptyFile(CannotRead):
    """{name} is empty: it holds no bytes at all."""

    remedy = "The upload or copy may have failed. Check the file where it came from and add it again."


class BrokenFile(CannotRead):
    """{name} could not be read: {cause}."""

    remedy = "Open it in its own program, save it anew (for a PDF: print it to PDF) and add that file."


class ReaderStopped(BrokenFile):
    """{name} could not be read: the reader stopped while reading it."""


class PasswordProtected(CannotRead):
    """{name} is protected by a password."""

    remedy = "Open it with the password, save a copy without one, and add the copy."


class DisguisedFile(CannotRead):
    """{name} ends in {ending} but is {looks}."""

    remedy = "If you trust where it came from, give it the right ending and add it again."


class UnknownKind(CannotRead):
    """{name} is {looks}, which cannot be read."""

    remedy = f"Hemvist reads {CAN_READ}. Save or print it as one of these and add that."


class TooLarge(CannotRead):
    """{name} is too large: {what}."""

    remedy = "Split it into smaller files and add those."


class TookTooLong(CannotRead):
    """{name} was given up after {seconds} seconds."""

    remedy = "Print it to a new PDF, which is often simpler inside, or split it, and add that."


class TooMuchMemory(CannotRead):
    """{name} was given up: reading it needs more than {megabytes} MB of memory."""

    remedy = "Print it to a new PDF, which is often simpler inside, or split it, and add that."


class NoText(CannotRead):
    """{name} could not be read: no text found{where}."""

    remedy = "Recognise its text with a scanner program (OCR) and add the result."


class NoSuchFields(CannotRead):
    """{name} has none of the fields that the agreement keeps of such files."""

    remedy = "Compare its header row (or its keys) with the fields that the agreement names; nothing of it was kept."


class ReaderUnconfined(CannotRead):
    """No file is read, because its reader cannot be confined on this machine: {missing}."""

    exit_code = 78
    status = 503
    remedy = "Allow user namespaces, Landlock or seccomp for this service (Linux 5.13 or later); see: hemvist doctor."


def refusal(error: str, cause: str, name: str, limits: Limits) -> CannotRead | None:
    """What the child's ``error`` and ``cause`` mean, in our own words; None if it may not say that."""
    if error == "BrokenFile" and cause in CAUSES:
        return BrokenFile(name=name, cause=CAUSES[cause])
    if error == "TooLarge" and cause in TOO_LARGE:
        return TooLarge(name=name, what=TOO_LARGE[cause].format(limits=limits))
    if error == "UnknownKind" and cause in LOOKS:
        return UnknownKind(name=name, looks=LOOKS[cause])
    if error == "NoSuchFields":
        return NoSuchFields(name=name)
    if error == "PasswordProtected":
        return PasswordProtected(name=name)
    return TooMuchMemory(name=name, megabytes=limits.megabytes) if error == "TooMuchMemory" else None
