"""What is wrong with an agreement, one problem at a time: where, what was expected, and an example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hemvist.domain.errors import HemvistError


@dataclass(frozen=True)
class Problem:
    """One thing to put right. ``path`` is dotted, list places in brackets: ``providers[0].region``; lines count from 1."""

    path: str
    what: str
    expected: str
    example: str = ""
    line: int | None = None
    column: int | None = None

    def at(self, line: int | None, column: int | None) -> Problem:
        """The same, with the place in the text."""
        return replace(self, line=line, column=column)

    @property
    def words(self) -> str:
        """As one line for a person."""
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        example = f" Example: {self.example}" if self.example else ""
        return f"{where}{self.path or 'the agreement'}: {self.what} Expected: {self.expected}.{example}"


def twice(path: str, names: list[str], what: str) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        at = len(names) - 1 - names[::-1].index(name)
        yield Problem(f"{path}[{at}]", f"There are {what}: {name[:80]}.", "each once")


class Unsound(HemvistError):
    """The agreement cannot be taken as it is: {first}"""

    exit_code = 5
    status = 422
    remedy = "Put right what is named, then try again. Nothing was saved."

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(first=problems[0].words)
