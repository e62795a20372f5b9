"""Which class of data a file belongs to, and so what of it is kept: texts whole, of tables the listed fields only."""

from __future__ import annotations

from dataclasses import dataclass

from hemvist.domain.agreement import Agreement, DataClass

TEXT = "text"
"""What a class lists among its fields where texts are kept as they are. A class without it keeps fields of tables."""
PAGE_IMAGES = "page images"
"""What a class of texts lists among its fields where pages may be kept, and shown, as pictures."""


@dataclass(frozen=True)
class Unclear:
    """No class, or more than one, is for such a file: which ones there are."""

    classes: tuple[str, ...]


def keeps_text(row: DataClass) -> bool:
    """Whether a class is for texts."""
    return TEXT in _fields(row)


def keeps_pictures(row: DataClass) -> bool:
    """Whether pages of the class's files may be kept, and shown, as pictures; of tables there are none."""
    return not keeps_text(row) or PAGE_IMAGES in _fields(row)


def _fields(row: DataClass) -> set[str]:
    return {name.strip().casefold() for name in row.fields_kept}


def tables(agreement: Agreement) -> tuple[DataClass, ...]:
    """The classes of which only fields of tables are kept."""
    return tuple(row for row in agreement.data if not keeps_text(row))


def fitting(agreement: Agreement, tabular: bool) -> tuple[DataClass, ...]:
    """The classes that a file may belong to. A table is one of fields wherever there is such a class."""
    of_fields = tables(agreement)
    return of_fields if tabular and of_fields else tuple(row for row in agreement.data if keeps_text(row))


def class_of(agreement: Agreement, tabular: bool, chosen: str = "") -> DataClass | Unclear:
    """The class that a file belongs to: the chosen one, or the only one. Of several for texts, which are kept whole, any."""
    rows = fitting(agreement, tabular)
    named = tuple(row for row in rows if row.name == chosen) if chosen else rows
    if not named or (tabular and tables(agreement) and len(named) > 1):
        return Unclear(tuple(row.name for row in rows))
    return named[0]


def said_or_all(agreement: Agreement, said: str) -> tuple[DataClass, ...]:
    """The class of this name; all of them where nobody said one, or it is in the agreement no more."""
    return tuple(row for row in agreement.data if row.name == said) or agreement.data


def may_be_of(agreement: Agreement, tabular: bool, certain: str) -> tuple[DataClass, ...]:
    """The class that a file is of where that is certain; else every class that it may belong to."""
    named = tuple(row for row in agreement.data if row.name == certain)
    return named or fitting(agreement, tabular) or agreement.data
