"""An agreement to JSON and back, without loss: what is sealed is what was hashed, with its signatures."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from hemvist.domain.agreement import Agreement


def to_json(agreement: Agreement) -> bytes:
    """Every field, signatures included, as JSON in UTF-8."""
    return json.dumps(asdict(agreement), default=str, ensure_ascii=False).encode()


def from_json(data: bytes) -> Agreement:
    """The agreement again; a :class:`ValueError` or :class:`TypeError` when a field is unknown, missing or of another kind."""
    agreement = _build(Agreement, json.loads(data))
    assert isinstance(agreement, Agreement)
    return agreement


def _build(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _build(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        return tuple(_build(inner[0], one) for one in value)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        known = {field.name for field in fields(kind)}
        if unknown := set(value) - known:
            raise ValueError(f"Unknown fields: {sorted(unknown)}")
        return kind(**{name: _build(hints[name], one) for name, one in value.items()})  # type: ignore[operator]
    return _scalar(kind, value)


def _scalar(kind: Any, value: Any) -> Any:
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError(f"Expected {kind.__name__}.")
    return value
