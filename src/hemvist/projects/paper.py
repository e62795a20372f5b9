"""An agreement to JSON and back, without loss: what is sealed is what was hashed, with its signatures."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from hemvist.domain.agreement import Agreement, Side, Signature, first
from hemvist.domain.agreement.build import build


def to_json(agreement: Agreement) -> bytes:
    """Every field, signatures included, as JSON in UTF-8."""
    return json.dumps(asdict(agreement), default=str, ensure_ascii=False).encode()


def from_json(data: bytes) -> Agreement:
    """The agreement again, also one that Hemvist 0.1.0 stored; a :class:`ValueError` that says what is unknown, missing or of another kind."""
    values = json.loads(data)
    agreement, problems = build(values if "form" in values else first.from_stored(values))
    if agreement is None:
        raise ValueError(" ".join(problem.words for problem in problems))
    return agreement


def signature_to_json(signature: Signature) -> bytes:
    """A signature whole, as JSON in UTF-8."""
    return json.dumps(asdict(signature), default=str, ensure_ascii=False).encode()


def signature_from_json(data: bytes) -> Signature:
    """The signature again."""
    values = json.loads(data)
    return Signature(**values | {"side": Side(values["side"]), "at": datetime.fromisoformat(values["at"])})
