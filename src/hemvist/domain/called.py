"""What somebody is called: which words are nobody's name, and so stand in no signature."""

from __future__ import annotations

import unicodedata
from typing import Final

MOST: Final = 120
"""Characters of a name."""

_NOBODYS: Final = frozenset(
    {
        "you", "me", "name", "your name", "my name", "user", "owner", "client", "customer", "operator", "admin",
        "administrator", "person", "somebody", "someone", "unknown", "anonymous", "nobody", "test", "n.n.", "nn",
        "du", "sie", "ich", "jag", "namn", "kund", "kunden", "operatör", "kunde", "betreiber",
    }
)  # fmt: skip
"""What stands where a name has yet to be given; "You" is what the demonstration calls its first person."""

REMEDY: Final = (
    "Give the name that shall stand in the agreement: on the agreement's page, under “Your passkey”. Where it is proposed "
    "already, withdraw the proposal first."
)


def tidy(name: str) -> str:
    """The name in composed form and without what is not seen; its spaces are single."""
    seen = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFC", name))
    return " ".join(seen.split())


def placeholder(name: str) -> bool:
    """Whether it names nobody: a word that stands for any name, a mail address, or nothing with a letter in it."""
    told = tidy(name)
    return told.casefold() in _NOBODYS or "@" in told or not any(char.isalpha() for char in told)
