"""Papers as EML: text and HTML of the same words, and the attached papers as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from hemvist.documents.made.archive.paper import Paper
from hemvist.documents.made.archive.plain import html


def eml(paper: Paper, made: Callable[[Paper], bytes]) -> bytes:
    """The mail as it lies in a mailbox; ``made`` turns an attached paper into its file."""
    if paper.mail is None:
        raise ValueError("a mail needs a head")
    message, mark = EmailMessage(policy=SMTP), sha256(paper.name.encode()).hexdigest()[:24]
    message["From"], message["To"], message["Subject"] = paper.mail.sender, paper.mail.to, paper.mail.subject
    message["Date"] = format_datetime(datetime(paper.since.year, paper.since.month, paper.since.day, 9, 40, tzinfo=UTC))
    message["Message-ID"] = f"<{mark}@{paper.mail.sender.partition('@')[2]}>"
    message.set_content("\n\n".join(block.text for block in paper.blocks) + "\n", cte="quoted-printable")
    message.add_alternative(html(paper).decode(), subtype="html", cte="quoted-printable")
    for one in paper.mail.attached:
        message.add_attachment(made(one), maintype="application", subtype="octet-stream", filename=one.name)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"={mark}{number}=")
    return message.as_bytes()
