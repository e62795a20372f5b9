"""What changed from one version of an agreement to the next, field by field, and whether it lets a new party in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from hemvist.domain.agreement.parts import Location, Side
from hemvist.domain.agreement.whole import Agreement

_SILENT = ("project", "version", "form", "signatures")


@dataclass(frozen=True)
class Change:
    """One field that differs: ``None`` stands for what was not there before, or is no longer."""

    path: str
    says: str
    old: str | None
    new: str | None

    @property
    def words(self) -> str:
        """As one line for a person."""
        if self.old is None:
            return f"+ {self.path}: {self.new}"
        if self.new is None:
            return f"- {self.path}: {self.old}"
        return f"~ {self.path}: {self.old} → {self.new}"


def differences(old: Agreement, new: Agreement) -> list[Change]:
    """Every field whose value differs, in the order of the fields. Numbering and signatures are no difference."""
    before, after = dict(_told(old, "")), dict(_told(new, ""))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Change(path, (after.get(path) or before[path])[0], _value(before.get(path)), _value(after.get(path)))
        for path in paths
        if _value(before.get(path)) != _value(after.get(path))
    ]


def in_force_from(old: Agreement | None, new: Agreement, signed: date) -> date:
    """The day a version is in force, once the last side has signed on ``signed``.

    A first version at once; a later one not before it starts, and if it lets in a party that the old one does not
    know, or knows otherwise, not before the old one's agreed days of notice are over.
    """
    if old is None:
        return signed
    notice = timedelta(days=old.notice_days if new_parties(old, new) else 0)
    return max(signed + notice, new.starts_on)


def new_parties(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """Names of providers, places and an operator's identity provider that are new or changed.

    What only falls away needs no notice, nor does what is the client's own.
    """
    providers = [row.name for row in new.providers if row not in old.providers]
    row = new.sign_in.identity_provider
    if row is not None and row.belongs_to is Side.OPERATOR and row != old.sign_in.identity_provider:
        providers.append(row.name)
    known = set(old.locations.all)
    return tuple(dict.fromkeys([*providers, *(_of(row) for row in new.locations.all if row not in known)]))


def _of(where: Location) -> str:
    return where.who or where.place.value


def _told(value: Any, path: str) -> Iterator[tuple[str, tuple[str, Any]]]:
    for one in fields(value):
        held, where = getattr(value, one.name), f"{path}.{one.name}" if path else one.name
        if path == "" and one.name in _SILENT:
            continue
        if is_dataclass(held):
            yield from _told(held, where)
        elif isinstance(held, tuple) and held and is_dataclass(held[0]):
            for row in held:
                yield from _told(row, f"{where}[{_name(row)}]")
        else:
            yield where, (str(one.metadata["says"]), held)


def _name(row: Any) -> str:
    return str(getattr(row, fields(row)[0].name))


def _value(told: tuple[str, Any] | None) -> str | None:
    if told is None or told[1] is None or told[1] == ():
        return None
    return _shown(told[1])


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    return str(value.value if isinstance(value, Enum) else value)
