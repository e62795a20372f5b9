"""Real samples of every kind, spoilt at random but the same for each seed: a parser reads each or refuses it, nothing else.

    nice python -m tests.readers.fuzz [--seconds 600] [--seed 1] [KIND...]

Each batch runs in a process of its own with bounds on memory and on the processor's time. Printed is every file that
made a parser fail in another way than by a refusal, end, take more than its bounds, or let through a character that
the text must not have; ``--keep FOLDER`` keeps these files. The exit code is 1 if there were any.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pptx
import xlsxwriter

from hemvist import documents
from hemvist.domain.text import Text
from hemvist.readers.kinds import kind_of
from hemvist.readers.parsers import PARSERS
from hemvist.readers.scribe import Unreadable
from hemvist.readers.unseen import dropped
from tests.readers.parsing import FILES, damaged, parse

_BATCH: Final = 40
_SECONDS: Final = 20
_MEMORY: Final = 1536 << 20
_MADE: Final = Path(documents.__file__).parent / "made/files"
_OF_FILES: Final = {"odt": "odt", "ods": "ods", "odp": "odp", "msg": "msg", "doc": "doc", "rtf": "rtf", "html": "html"}
_VALUE: Final = re.compile(rb'"[^"<>]{0,60}"|>[^<>]{1,60}<')
_ELEMENT: Final = re.compile(rb"<(\w[\w:-]{0,40})(?:\s[^<>]{0,300})?>(?:[^<]{0,200})</\1>")
_ODD: Final = (
    b"0", b"-1", b"1", b"4294967295", b"99999999999999999999", b"1e308", b"nan", b"true", b"none", b"#fff", b"%s" * 9,
    "\u202egnp.exe".encode(), "\u200b\U000e0041".encode(), b"\xed\xa0\x80", b"&#8238;", b"&lt;", b"../../x", b"A1:XFD1048576",
    "\u0661\u00b2".encode(), b"", b" " * 300, b"x" * 70_000,
)  # fmt: skip


def samples() -> Iterator[tuple[str, bytes]]:
    """Kind and bytes: what lies with the tests, and what each parser warms up with."""
    for file in sorted(FILES.iterdir()):
        if kind := _OF_FILES.get(file.suffix[1:]):
            yield kind, file.read_bytes()
    for file in sorted(_MADE.iterdir()):
        if file.suffix in (".docx", ".txt") or file.name.startswith("Hyres"):
            yield file.suffix[1:], file.read_bytes()
    yield from (("xlsx", _workbook()), ("pptx", _slides()), ("mail", _mail()))
    for kind, parser in PARSERS.items():
        for sample in parser.samples():
            yield kind, sample


def _workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, shown = (
            book.add_worksheet("Prices"),
            book.add_format({"num_format": "#,##0.00 €", "bg_color": "#FFFF00"}),
        )
        sheet.write_row(0, 0, ["Item", "Price", "From"])
        sheet.write_row(1, 0, ["Bolt", 2.5, 45_000], shown)
        sheet.merge_range("A4:C4", "all without tax")
        sheet.write_comment("A2", "as agreed")
        sheet.set_column("E:F", None, None, {"hidden": True})
        book.add_worksheet("Margins").hide()
    return out.getvalue()


def _slides() -> bytes:
    deck, out = pptx.Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Rent", "It rises.\nEach year."
    slide.shapes.add_table(2, 2, 0, 0, 10**6, 10**6).table.cell(0, 0).text = "Item"
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    deck.save(out)
    return out.getvalue()


def _mail() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Hyra från mars", "Åsa <a@b.c>", "d@e.f"
    mail.set_content("Tre år.")
    mail.add_alternative("<p style='color:white'>Tre</p> <b>år</b>.", subtype="html")
    mail.add_attachment(b"Item;Price\nBolt;2\n", maintype="text", subtype="csv", filename="priser åäö.csv")
    return mail.as_bytes()


def mutants(data: bytes, rounds: int, seed: int) -> Iterator[bytes]:
    """``data`` spoilt in ``rounds`` ways: as bytes, by its parts where it is packed, and by its elements and values."""
    chance = random.Random(seed)
    as_bytes = damaged(data, rounds, seed)
    for _ in range(rounds):
        if data.startswith(b"PK\3\4") and chance.random() < 0.8:
            yield _repacked(data, chance)
        elif b"<" in data[:200] and chance.random() < 0.7:
            yield marked_up(data, chance)
        else:
            yield next(as_bytes)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """One part of a packed file spoilt, left out, or doubled; its table of contents may lie."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        names = packed.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = packed.read(name)
            if name == chosen and part:
                part = (
                    marked_up(part, chance) if chance.random() < 0.8 else next(damaged(part, 1, chance.getrandbits(32)))
                )
            if name != chosen or chance.random() < 0.95:
                made.writestr(name, part)
    whole = bytearray(out.getvalue())
    if chance.random() < 0.1:
        at = whole.rfind(b"PK\1\2") + chance.choice((10, 20, 24, 28, 42))
        whole[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
    return bytes(whole)


def marked_up(data: bytes, chance: random.Random) -> bytes:
    """Marked-up text with values exchanged or made odd, elements doubled, dropped, or put into one another."""
    for _ in range(chance.choice((1, 2, 6))):
        values, elements = list(_VALUE.finditer(data)), list(_ELEMENT.finditer(data))
        if values and (not elements or chance.random() < 0.6):
            one = chance.choice(values)
            new = chance.choice(values)[0][1:-1] if chance.random() < 0.4 else chance.choice(_ODD)
            data = data[: one.start() + 1] + new + data[one.end() - 1 :]
        elif elements:
            one, other = chance.choice(elements), chance.choice(elements)
            new = chance.choice(
                (b"", one[0] * chance.choice((2, 50)), other[0], one[0].replace(b"><", b">" + other[0] + b"<"))
            )
            data = data[: one.start()] + new + data[one.end() :]
        if len(data) > 2 << 20:
            break
    return data


def fault(kind: str, data: bytes) -> str:
    """What is wrong with how ``data`` is read; empty if it is read or refused as it should be."""
    try:
        kind_of(data, kind if kind in ("csv", "md", "html", "mail") else None)
        text, members = parse(PARSERS[kind], data)
    except Unreadable:
        return ""
    except Exception as error:
        return type(error).__name__
    return misleading(text) or next(("name" for name in members if not name.isprintable()), "")


def misleading(text: Text) -> str:
    """What stands in a text or its names and must not: what controls, has no shape, or turns the direction."""
    for told in (text.text, *(one.name for one in text.spots), *(one.label for one in text.pages)):
        if dropped(told) != told:
            return "character"
    text.text.encode()
    return ""


def batch(kind: str, data: bytes, seed: int, keep: Path | None) -> list[str]:
    """The faults of some mutants of a sample, looked for in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _bounded()
        with contextlib.suppress(BaseException), os.fdopen(writing, "w", buffering=1) as told:
            for at, mutant in enumerate(mutants(data, _BATCH, seed)):
                told.write(f"{at}\n")
                signal.setitimer(signal.ITIMER_PROF, _SECONDS)
                if found := fault(kind, mutant):
                    told.write(f"{at} {found}\n")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as heard:
        lines = heard.read().splitlines()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    found = [line for line in lines if " " in line]
    if status or not lines or int(lines[-1].split()[0]) != _BATCH - 1:
        found.append(f"{lines[-1].split()[0] if lines else 0} ended with {status}")
    for line in found if keep else ():
        at = int(line.split()[0])
        name = f"{kind}-{seed}-{at}"
        (keep or Path()).joinpath(name).write_bytes(list(mutants(data, _BATCH, seed))[at])
    return found


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kinds", nargs="*")
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    chosen = [(kind, data) for kind, data in samples() if not given.kinds or kind in given.kinds]
    until, seed, count, faults = time.monotonic() + given.seconds, given.seed, 0, 0
    while time.monotonic() < until:
        for kind, data in chosen:
            for found in batch(kind, data, seed, given.keep):
                faults += 1
                print(f"{kind}, sample of {len(data)} bytes, seed {seed}: {found}", flush=True)
            count += _BATCH
        seed += 1
    print(f"{count} files, seeds {given.seed} to {seed - 1}, {faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
