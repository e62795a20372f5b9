"""Only the fields that are needed: what a file is kept as, decided before its first byte is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from hemvist.domain.agreement import Agreement, DataClass
from hemvist.domain.errors import HemvistError
from hemvist.domain.kept import Unclear, class_of, fitting, tables
from hemvist.readers.base import Fewer, fewer
from hemvist.readers.kinds import ending, promised, tabular

_HOLDS_TABLES: Final = frozenset({"ods", "xls", "zip", "packed"})
"""Kinds that hold tables which cannot be written anew with fewer fields before they are kept."""
LONGEST_LISTED: Final = 200


class ClassUnclear(HemvistError):
    """{name} was not taken: the agreement (clause “data”) lists {what}. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 422
    remedy: ClassVar[str] = "{how}"


class ClassUnfit(HemvistError):
    """{name} was not taken: the agreement (clause “data”) has no class “{chosen}” that such a file can belong to. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 422
    remedy: ClassVar[str] = "{how}"


NOT_BY_FIELD: Final = "NotByField"
"""The code of :class:`NotByField`, by which rows tell that no file is kept."""


class NotByField(HemvistError):
    """{name} was not taken: the agreement (clause “data”) keeps some fields of tables only, and {kind} cannot be cut down to them. Nothing of it was kept."""

    exit_code: ClassVar[int] = 6
    status: ClassVar[int] = 422
    remedy: ClassVar[str] = "Save each table as CSV, XLSX or JSON and send these one by one."


@dataclass(frozen=True)
class Keeping:
    """What is kept of one file: all of it, or the fields of a class.

    ``said``: somebody named the class; ``certain``: somebody did, or it can be no other.
    """

    of: DataClass
    name: str
    by_field: bool
    said: bool
    certain: bool

    @property
    def told(self) -> str:
        """Its class, as far as that is certain."""
        return self.of.name if self.certain else ""

    def pieces(self, chunks: Iterable[bytes]) -> tuple[Iterable[bytes], Fewer | None]:
        """What is to be sealed of these bytes, and what was dropped where that is not all of them."""
        if not self.by_field:
            return chunks, None
        told = fewer(chunks, self.name, self.of.fields_kept)
        return told.pieces, told


def keeping(agreement: Agreement, name: str, chosen: str = "") -> Keeping:
    """What is kept of a file of this name; ``chosen`` is the class it is said to be of.

    Raises ClassUnclear where no class, or more than one, is for it; ClassUnfit where the chosen one is not; NotByField
    where tables lie in it that cannot be cut down.
    """
    kind, of_fields = tabular(name), tables(agreement)
    if of_fields and kind is None and (promised(name) in _HOLDS_TABLES or ending(name) == ".xlsb"):
        raise NotByField(name=name, kind=f"a file that ends in {ending(name)}")
    found = class_of(agreement, kind is not None, chosen)
    if isinstance(found, Unclear):
        raise _unfit(name, chosen, found) if chosen else _unclear(name, found)
    certain = bool(chosen) or len(fitting(agreement, kind is not None)) == 1
    return Keeping(found, name, kind is not None and bool(of_fields), bool(chosen), certain)


def inherited(agreement: Agreement, name: str, said: str) -> str:
    """The class that was said of a mail or an archive, where a file of this name inside it can belong to it; else none."""
    rows = fitting(agreement, tabular(name) is not None)
    return said if said in {row.name for row in rows} else ""


def _unfit(name: str, chosen: str, found: Unclear) -> ClassUnfit:
    listed = _listed(found)
    how = f"Send it as one of: {listed}; or name no class." if listed else "Agree on a new version that lists one."
    return ClassUnfit(name=name, chosen=chosen[:LONGEST_LISTED], how=how)


def _listed(found: Unclear) -> str:
    return ", ".join(f"“{one}”" for one in found.classes)[:LONGEST_LISTED]


def _unclear(name: str, found: Unclear) -> ClassUnclear:
    if found.classes:
        return ClassUnclear(
            name=name,
            what=f"several classes of tables: {_listed(found)}",
            how="Say which of them it belongs to, and send it again.",
        )
    return ClassUnclear(
        name=name, what="no class that such files belong to",
        how="Agree on a new version that lists one; texts are kept where “text” is among the fields of a class.",
    )  # fmt: skip


def on_card(keeping: Keeping, told: Fewer | None) -> dict[str, Any]:
    """What a document's card says of it: its class, whether somebody named it, and what was kept and dropped by name."""
    row = {"class": keeping.told, "said": keeping.said} if keeping.certain else {}
    return row | ({"kept": list(told.kept), "dropped": list(told.dropped)} if told is not None else {})


def class_said(card: Mapping[str, Any]) -> str:
    """The class that somebody named for the document of this card; empty where nobody did."""
    return str(card["class"]) if card.get("said") else ""
