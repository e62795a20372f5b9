"""What was ticked, chosen or filled in in the forms of Word, OpenDocument and RTF, where the text itself does not say it."""

from __future__ import annotations

from typing import Any, Final

from hemvist.readers.styles import attribute, attributes, child, number, switched_on, tag

_MOST_CONTROLS: Final = 50_000
_BY_DEFAULT: Final = 25
_SYMBOLS: Final = {
    "wingdings": {0x6F: False, 0xA8: False, 0xFC: True, 0xFD: True, 0xFE: True},
    "wingdings 2": {0x50: True, 0x52: True, 0x53: True, 0x54: True, 0xA3: False},
}
"""Boxes in fonts of symbols, and whether each is ticked."""
_VALUES: Final = frozenset(["text", "textarea", "formatted-text", "number", "date", "time", "combobox", "value-range"])
_UNTOLD: Final = frozenset(["password", "file"])
_LABELS: Final = frozenset(["fixed-text", "frame", "button"])


def box(ticked: bool) -> str:
    """How a box to be ticked is written."""
    return "[x]" if ticked else "[ ]"


def symbol_of(font: str, code: int) -> str:
    """A box in a font of symbols; empty for all else in such fonts, which means nothing outside them."""
    ticked = _SYMBOLS.get(font.strip(" ;").lower(), {}).get(code & 0xFF)
    return "" if ticked is None else box(ticked)


def in_word(begin: Any) -> str:
    """What the box or the list says that begins here in a Word document; empty for all other fields."""
    data = child(begin, "ffData")
    told = child(data, "checkBox")
    if told is not None:
        return box(switched_on(told, "checked" if child(told, "checked") is not None else "default"))
    told = child(data, "ddList")
    entries = [] if told is None else [attribute(one, "val") for one in told if tag(one) == "listEntry"]
    told = child(told, "result") if child(told, "result") is not None else child(told, "default")
    return _chosen(entries, number(attribute(told, "val"), 0))


def _chosen(entries: list[str], at: int) -> str:
    return entries[at] if 0 <= at < len(entries) else ""


def controls(root: Any | None) -> dict[str, str]:
    """What the controls of an OpenDocument file's forms show, by their names in the file."""
    found: dict[str, str] = {}
    for forms in () if root is None else root.iter("{*}forms"):
        inside = next(forms.iterancestors("{*}forms"), None) is not None  # and so gone through already
        for one in () if inside else forms.iter("{*}*"):
            told = attributes(one)
            if told.get("id") and tag(one) not in _UNTOLD and len(found) < _MOST_CONTROLS:
                found.setdefault(told["id"], _control(one, tag(one), told))
    return found


def _control(element: Any, name: str, told: dict[str, str]) -> str:
    label = told.get("label", "")
    if name == "checkbox":
        return f"{box(told.get('current-state', told.get('state')) == 'checked')} {label}".strip()
    if name == "radio":
        return f"{box(told.get('current-selected', told.get('selected')) == 'true')} {label}".strip()
    if name == "listbox":
        return ", ".join(filter(None, map(_option, element)))
    if name in _LABELS:
        return label
    if name not in _VALUES:
        return ""
    written = "\n".join("".join(one.itertext()) for one in element if tag(one) == "p")
    return told.get("current-value") or written or told.get("value", "")


def _option(element: Any) -> str:
    """What an entry of a list says, if it is the one that was chosen."""
    told = attributes(element)
    chosen = told.get("current-selected", told.get("selected")) == "true"
    return told.get("label", "") if tag(element) == "option" and chosen else ""


class Blank:
    """A field of a form in RTF, told word by word."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}
        self._entries: list[str] = []

    def tell(self, word: str, value: int) -> None:
        """Its kind, its result or what it is without one."""
        self._told[word] = value

    def entry(self, text: str) -> None:
        """One more entry of a list."""
        self._entries.append(text)

    def __str__(self) -> str:
        usual = self._told.get("ffdefres", 0)
        result = self._told.get("ffres", _BY_DEFAULT)
        result = usual if result == _BY_DEFAULT else result
        kind = self._told.get("fftype", 0)
        return box(result == 1) if kind == 1 else _chosen(self._entries, result) if kind == 2 else ""
