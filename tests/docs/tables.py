"""The parts of the manual that follow from code: ``.venv/bin/python -m tests.docs.tables --write`` writes them in.

Each stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``. Columns that only a person can fill are kept, row by row.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemvist.config.settings")
    django.setup()

from hemvist.closing.holdings import FILES, TABLES
from hemvist.config.options import ROOT
from hemvist.domain.levels import LEVELS, Role
from tests.docs import code

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table whose first columns come from code; ``said`` are the headings of those that a person fills."""

    name: str
    file: str
    head: Row
    rows: Callable[[], list[Row]]
    said: Row = ()

    def rendered(self, standing: str) -> list[str]:
        """The table as it should be, with what people wrote taken from what stands there now."""
        known = self.written(standing)
        blank = ("",) * len(self.said)
        body = [(*row, *known.get(row[0], blank)) for row in map(_escaped, self.rows())]
        head = (*self.head, *self.said)
        return [_line(head), _line(("---",) * len(head)), *map(_line, body)]

    def written(self, standing: str) -> dict[str, Row]:
        """By first cell: the cells that people filled."""
        rows = [_cells(line) for line in standing.splitlines() if line.startswith("|")]
        wide = len(self.head) + len(self.said)
        return {
            row[0]: row[len(self.head) :] for row in rows if len(row) == wide and row[0] not in (self.head[0], "---")
        }


@dataclass(frozen=True)
class Lines:
    """A part that comes from code altogether."""

    name: str
    file: str
    lines: Callable[[], list[str]]
    said: Row = field(default=(), init=False)

    def rendered(self, standing: str) -> list[str]:
        """The lines as they should be."""
        return self.lines()


Part = Table | Lines

PARTS: tuple[Part, ...] = (
    Table("options", "docs/options.md", ("variable", "default", "what it does"), code.options),
    Lines("commands", "docs/cli.md", code.commands),
    Table("exit-codes", "docs/errors.md", ("code", "errors"), code.exit_codes, ("means",)),
    Lines("agreement-commands", "docs/agreeing.md", code.agreement_commands),
    Table("events", "docs/events.md", ("event", "log", "things"), code.events, ("written when",)),
    Table("errors", "docs/errors.md", ("error", "message", "exit", "status", "remedy"), code.errors),
    Table("addresses", "docs/api.md", ("call", "does"), code.addresses, ("takes", "gives")),
    Table("levels", "docs/agreement.md", ("rule", *map(str, sorted(LEVELS))), code.levels, ("kept in 0.1.0 by",)),
    Table("rules", "docs/agreement.md", ("no.", "rule", "clause"), code.rules, ("refuses when",)),
    Table("deeds", "docs/agreement.md", ("deed", *Role, "worker", "while the project is"), code.deeds),
    Table("fields", "docs/agreement.md", ("field", "kind", "default", "decides"), code.agreement_fields, ("says",)),
    Table("parts", "docs/agreement.md", ("part", "holds"), code.agreement_parts),
    Lines("schema", "docs/agreement.schema.json", code.agreement_schema),
    Table("tables", "docs/holdings.md", ("table", "holds", "until"), lambda: code.holdings(TABLES)),
    Table("files", "docs/holdings.md", ("place", "holds", "until"), lambda: code.holdings(FILES)),
    Table("rooms", "docs/map.md", ("room", "is", "what for"), code.rooms),
    Lines("prompt", "docs/phrasing.md", code.prompt),
    Lines("layers", "docs/map.md", code.layers),
    Lines("decisions", "docs/map.md", code.decisions),
    Table(
        "dependencies",
        "docs/decisions/0006-django-allauth-and-dependencies.md",
        ("package", "licence"),
        code.dependencies,
        ("kept by", "MB installed", "what for", "reaches on the network"),
    ),
    Lines("libraries", "NOTICE", code.libraries),
)


def between(part: Part) -> str:
    """What stands in the document now, between the marks."""
    found = re.search(_marks(part), (ROOT / part.file).read_text("utf-8"), re.DOTALL)
    if found is None:
        raise LookupError(f"{part.file} has no place for {part.name}: <!-- {part.name} --> … <!-- /{part.name} -->")
    return found[2].strip("\n")


def wanted(part: Part) -> str:
    """What should stand there."""
    return "\n".join(part.rendered(between(part))).strip("\n")


def write(part: Part) -> bool:
    """Put it there; whether anything changed."""
    path: Path = ROOT / part.file
    before, new = path.read_text("utf-8"), wanted(part)
    after = re.sub(_marks(part), lambda found: f"{found[1]}\n{new}\n{found[3]}", before, flags=re.DOTALL)
    if after != before:
        path.write_text(after, "utf-8")
    return after != before


def _marks(part: Part) -> str:
    mark = re.escape(part.name)
    if part.file.endswith(".json"):  # the whole file, between its first and its last brace
        return r"(\A\{)(.*)(\}\n\Z)"
    if part.file == "NOTICE":  # plain text: no comments to hide marks in
        return r"(as its own metadata names it:\n)(.*?)(\n\Z)"
    return rf"(<!-- {mark} -->)(.*?)(<!-- /{mark} -->)"


def _escaped(row: Row) -> Row:
    return tuple(cell.replace("|", r"\|").replace("\n", " ") for cell in row)


def _line(row: Row) -> str:
    return f"| {' | '.join(row)} |"


def _cells(line: str) -> Row:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])


def main(arguments: list[str]) -> int:
    """Print what differs, or with ``--write`` put it right."""
    if "--write" in arguments:
        changed = [part.name for part in PARTS if write(part)]
        print("Written: " + (", ".join(changed) or "nothing, all stands as it should"))
        return 0
    wrong = [part for part in PARTS if between(part) != wanted(part)]
    for part in wrong:
        print(f"--- {part.file}, {part.name}\n{wanted(part)}\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
