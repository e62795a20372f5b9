"""The JSON Schema of an agreement, from the fields themselves (draft 2020-12); docs/agreement.schema.json is its output."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from hemvist.domain.agreement.build import bare, hints
from hemvist.domain.agreement.whole import Agreement
from hemvist.domain.levels import LEVELS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS: dict[Any, dict[str, str]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema() -> dict[str, Any]:
    """The whole schema. Whether clauses contradict each other is not in it: that is ``hemvist agreement check``."""
    made = _table(Agreement)
    made["properties"]["level"]["enum"] = sorted(LEVELS)
    return {"$schema": DRAFT, "title": "Agreement", "description": (Agreement.__doc__ or "").strip(), **made}


def _table(kind: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING],
        "properties": {one.name: _property(kind, one) for one in fields(kind)},
    }


def _property(kind: type, one: Field[Any]) -> dict[str, Any]:
    told = {"description": one.metadata["says"], **_kind(bare(hints(kind)[one.name])[0])}
    example = one.metadata["example"]
    return told if isinstance(example, Mapping) or example == [] else told | {"examples": [_plain(example)]}


def _kind(kind: Any) -> dict[str, Any]:
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _kind(typing.get_args(kind)[0])}
    if is_dataclass(kind):
        return _table(kind)
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    return dict(_SCALARS[kind])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
