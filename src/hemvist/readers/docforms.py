"""What old Word documents keep apart from their text: what was ticked or chosen in forms, and the names of fonts ([MS-DOC])."""

from __future__ import annotations

from typing import Final

from hemvist.readers.forms import box

_BY_DEFAULT: Final = 25
_MOST_FONTS: Final = 5_000
_NAMED: Final = 39
_TICKED, _CHOSEN = 1, 2
_FORM: Final = b"\xff\xff\xff\xff"
"""What is told of a form's field begins so; what is told of a link does not."""


def fonts(told: bytes) -> list[str]:
    """The names of the document's fonts, by their numbers."""
    found: list[str] = []
    at = 4
    while at < len(told) and len(found) < min(_number(told, 0), _MOST_FONTS):
        entry = told[at + 1 : at + 1 + told[at]]
        found.append(entry[_NAMED:].decode("utf-16-le", "replace").partition("\0")[0])
        at += 1 + told[at]
    return found


def filled(data: bytes, place: int) -> str | None:
    """The box, or the entry of a list, that the data stream tells of at ``place``; None for a field with a text of its own."""
    at = place + _number(data, place + 4) if 0 <= place < len(data) else len(data)
    bits = _number(data, at + 4)
    kind, result = bits & 3, bits >> 2 & 31
    if data[at : at + 4] != _FORM or kind not in (_TICKED, _CHOSEN):
        return None
    at += 10
    at += 4 + 2 * _number(data, at)  # its name
    result = _number(data, at) if result == _BY_DEFAULT else result
    return box(result == 1) if kind == _TICKED else _entry(data, at + 2, result)


def _entry(data: bytes, at: int, number: int) -> str:
    """An entry of the list that stands behind five texts."""
    for _ in range(5):
        at += 4 + 2 * _number(data, at)
    at += 6
    for _ in range(number):
        at += 2 + 2 * _number(data, at)
    return data[at + 2 : at + 2 + 2 * _number(data, at)].decode("utf-16-le", "replace")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
