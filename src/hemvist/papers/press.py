"""A paper as tagged PDF (PDF/UA-1 and PDF/A-3b), set by typst in a child that cannot run on for ever."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from typing import Any, Final

from hemvist.domain.errors import HemvistError
from hemvist.papers.paper import Entry, Paper
from hemvist.papers.wording import seen

SECONDS: Final = 30
"""How long one paper may take; a whole one of two signed parties takes about half a second."""
MOST: Final = 2_000_000
"""The most bytes of text that are set."""
AT_ONCE: Final = 2
WAITS: Final = 10
_UNBROKEN: Final = 40
_LONG = re.compile(rf"\S{{{_UNBROKEN + 1},}}")
_SUM = re.compile(r"\W*[0-9a-f]{64}\W*")
PRESSES = threading.BoundedSemaphore(AT_ONCE)


class PaperUnset(HemvistError):
    """This paper is too long to be set as PDF."""

    exit_code = 5
    status = 422
    remedy = "Take it as HTML, or the agreement as TOML: both hold all of it. Nothing was lost."


class PressBusy(HemvistError):
    """Too many papers are being set at once."""

    exit_code = 1
    status = 503
    remedy = "Try again in a moment. Nothing was lost."


def pdf(paper: Paper) -> bytes:
    """The PDF; the same paper gives the same bytes. Raises :class:`PaperUnset`, or :class:`PressBusy`."""
    data = json.dumps(data_of(paper)).encode()
    if len(data) > MOST:
        raise PaperUnset
    if not PRESSES.acquire(timeout=WAITS):
        raise PressBusy
    try:
        return _pressed(data)
    finally:
        PRESSES.release()


def _pressed(data: bytes) -> bytes:
    command = [sys.executable, "-m", "hemvist.papers.pressing"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise PaperUnset from error
    return done.stdout


def data_of(paper: Paper) -> dict[str, Any]:
    """All that the child is given: the paper as plain values, to be set as they stand."""
    words = paper.words
    day = max((row.at.date() for row in paper.agreement.signatures), default=paper.agreement.starts_on)
    return {
        "language": paper.language.value, "title": paper.title, "date": [day.year, day.month, day.day],
        "number": words.say("page.number", page="{page}", pages="{pages}"), "notes": [_set(note) for note in paper.notes],
        "missing_title": words.say("page.missing"), "missing": [[_set(what), _set(path)] for what, path in paper.gaps],
        "complete": "" if paper.missing or paper.attached else words.say("page.complete"),
        "parts": [
            {"heading": _set(part.heading), "entries": [_entry(entry) for entry in part.entries]} for part in paper.parts
        ],
        "object": paper.attached, "object_title": words.say("page.object"),
        "object_notes": [words.say("page.object-page"), words.say("page.object-pdf")],
        "object_lines": [_set(line) for line in paper.attached.split("\n")],
    }  # fmt: skip


def _entry(entry: Entry) -> dict[str, str]:
    return {"label": _set(entry.label), "text": _set(entry.text), "paths": _set("  ".join(entry.paths))}


def _set(text: str) -> str:
    """As it is printed: seen, and with places where what is longer than a line may break. Sums fit, and are copied."""
    return _LONG.sub(lambda found: found[0] if _SUM.fullmatch(found[0]) else _breaking(found[0]), seen(text))


def _breaking(word: str) -> str:
    return "\u200b".join(word[at : at + _UNBROKEN] for at in range(0, len(word), _UNBROKEN))
