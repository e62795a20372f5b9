"""The manual: every table is what the code says, every link leads somewhere, and nothing tells where it was made."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from hemvist.audit import log
from hemvist.cli.main import EXIT_CODES
from hemvist.config.options import ROOT
from hemvist.domain.events import EventName
from hemvist.people import devices
from hemvist.vault import format as chunks
from hemvist.vault import header, passphrase, wrapping
from tests.docs import code, tables
from tests.docs.tables import PARTS, Part, Table
from tests.house import House, visit

LONGEST = 200
ONE_WORD = re.compile(r"\*\*([^*]+)\*\*")
GENERATED = re.compile(r"<!-- ([\w-]+) -->\n.*?<!-- /\1 -->", re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:src|tests|docs|setup|bench)/[\w./-]*\w)`")
# Put together here, so that this file does not hold what it looks for.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("huggingface", "co"),
        ("npmjs", "com"),
        ("npmjs", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("crates", "io"),
        ("conda", "anaconda"),
    )
]
# One file may name one of them: the catalogue of language models, whose pinned addresses are what
# `hemvist models fetch` offers. Nothing else of Hemvist contacts a hub, and only that command reads these addresses.
ALLOWED = {("src/hemvist/providers/models.toml", ".".join(("huggingface", "co")))}
MACHINE = re.compile(r"(?<![\w.~}>*/-])/(?:work|root|mnt|Users|home/[a-z])/")


def tracked() -> list[Path]:
    """Every file that is in the repository, or will be."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def manual() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def words(path: Path) -> str:
    """A document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", words(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_what_follows_from_code_stands_in_the_manual_as_the_code_says(part: Part) -> None:
    wanted = tables.wanted(part)
    told = f"{part.file} should hold, between its marks (.venv/bin/python -m tests.docs.tables --write):\n{wanted}"
    assert tables.between(part) == wanted, told


@pytest.mark.parametrize("part", [one for one in PARTS if one.said], ids=lambda part: part.name)
def test_what_only_a_person_can_say_is_said(part: Table) -> None:
    written = part.written(tables.between(part))
    assert {row[0] for row in part.rows()} == set(written)
    assert not [key for key, cells in written.items() if not all(cells)], "these rows of the manual are empty"


def test_a_table_that_differs_from_the_code_is_noticed() -> None:
    part = next(one for one in PARTS if one.name == "options")
    spoilt = tables.between(part).replace("8443", "9443")
    assert "\n".join(part.rendered(spoilt)) not in (spoilt, "")


def test_every_event_name_is_written_somewhere() -> None:
    assert not [event for event, where, _ in code.events() if where == "never written"]


def test_no_two_errors_have_one_code() -> None:
    names = [error.__name__ for error in code.errors_of_code()]
    assert not {name for name in names if names.count(name) > 1}


def test_the_help_of_the_command_names_every_exit_code_there_is() -> None:
    told = re.findall(r"\b(\d+) [a-z]", EXIT_CODES)
    assert not {str(error.exit_code) for error in code.errors_of_code()} - set(told)


def test_every_error_says_what_happened_and_what_to_do() -> None:
    for error in code.errors_of_code():
        assert (error.__doc__ or "").strip(), error
        assert error.remedy or "help" in vars(error), error


@pytest.mark.parametrize("path", manual(), ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in ["".join(pair) for pair in LINK.findall(words(path))]:
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("path", manual(), ids=named)
def test_every_file_that_the_manual_names_is_there(path: Path) -> None:
    assert not [name for name in PATH.findall(words(path)) if not (ROOT / name).exists()]


def test_every_document_is_reached_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.suffix != ".md" or not path.exists():
            continue
        seen.add(path)
        waiting += [(path.parent / "".join(pair).partition("#")[0]).resolve() for pair in LINK.findall(words(path))]
    assert not {named(path) for path in (ROOT / "docs").rglob("*.md")} - {named(path) for path in seen}


@pytest.mark.parametrize("path", manual(), ids=named)
def test_no_document_is_longer_than_one_reads(path: Path) -> None:
    # What follows from code is looked things up in, and not read from its beginning to its end.
    written = GENERATED.sub("", path.read_text("utf-8"))
    assert len(written.splitlines()) < LONGEST


def test_the_readme_has_two_commands() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert [line for block in blocks for line in block.splitlines()] == ["make demo", "make test"]


def test_the_list_of_words_defines_each_word_it_marks_once() -> None:
    text = (ROOT / "docs" / "words.md").read_text("utf-8")
    rows = re.findall(r"^\| \*\*([^*|]+)\*\* \| (.+) \|$", text, re.MULTILINE)
    defined = [word for word, _ in rows]
    assert len(defined) > 20
    assert sorted(defined) == sorted(ONE_WORD.findall(text))
    assert len({word.casefold() for word in defined}) == len(defined)


def test_the_sealed_format_is_described_with_its_numbers() -> None:
    text = (ROOT / "docs" / "vault-format.md").read_text("utf-8").replace("\u00a0", " ")
    cost = passphrase.Cost()
    for told in (
        header.MAGIC.hex(" "), f"| 7 | 1 | version, `{header.VERSION:02x}` |", f"| 8 | 1 | suite, `{header.SUITE:02x}`",
        _spaced(header.CHUNK), _spaced(header._CHUNKS.start), _spaced(header._CHUNKS.stop - 1),
        f"1 to {_spaced(header._WRAPPED.stop - 1)} |", f"a tag of {chunks._TAG}", f"A wrapped key is {wrapping._LENGTH} bytes",
        f"{wrapping.KEY} random bytes", f"| 1 | {wrapping._NONCE} | nonce", f"memory {_spaced(cost.memory)} KiB, t = {cost.passes}, p = {cost.lanes}",
        f"more than {_spaced(passphrase._MEMORY.stop - 1)} KiB, t = {passphrase._PASSES.stop - 1}, p = {passphrase._LANES.stop - 1}",
    ):  # fmt: skip
        assert told in text, told


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def verify(told: object) -> subprocess.CompletedProcess[str]:
    """Run the program of docs/events.md, as it stands there."""
    (program,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "docs" / "events.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return subprocess.run([sys.executable, "-I", "-c", program], input=json.dumps(told), capture_output=True, text=True)


def test_a_log_is_verified_by_the_program_in_the_manual_and_by_nothing_else_of_ours(house: House) -> None:
    waiting = devices.ask_admission()
    devices.admit(visit(house.ada), waiting.user_code)
    secret, _ = devices.collect(waiting.secret)
    with transaction.atomic():
        log.write(house.heron.pk, EventName.DOCUMENT_READ, None, document="d1", passages=3)
    client = Client(headers={"authorization": f"Bearer {secret}"}, SERVER_NAME="localhost")
    told = client.get(f"/api/projects/{house.heron.pk}/audit", secure=True).json()
    assert len(told["lines"]) >= 4
    assert verify(told).stdout.strip().endswith(told["lines"][-1]["hash"])
    for spoilt in (changed(told), without(told, 1), renumbered(told)):
        assert verify(spoilt).returncode != 0


def changed(told: dict[str, list[dict[str, object]]]) -> object:
    lines = [dict(line) for line in told["lines"]]
    lines[1]["by"] = "p-somebody-else"
    return told | {"lines": lines}


def without(told: dict[str, list[dict[str, object]]], place: int) -> object:
    return told | {"lines": [line for number, line in enumerate(told["lines"]) if number != place]}


def renumbered(told: dict[str, list[dict[str, object]]]) -> object:
    kept = [line for number, line in enumerate(told["lines"]) if number != 0]
    return told | {"lines": [line | {"sequence": number} for number, line in enumerate(kept, 1)]}


def test_no_file_tells_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures and PDFs: what those tell is looked at where they are made
        found += [f"{named(path)}: {one}" for one in HOSTS if one in text and (named(path), one) not in ALLOWED]
        found += [f"{named(path)}: {one.group()}" for one in MACHINE.finditer(text)]
    assert not found
