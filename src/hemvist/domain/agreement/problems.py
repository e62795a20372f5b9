"""What is wrong with an agreement, one problem at a time: where, what was expected, and an example."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
