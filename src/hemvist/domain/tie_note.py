"""What a row of a list over many documents says of another document that its clause stands to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final


class Way(StrEnum):
    """How the other document stands to the clause that a row quotes."""

    CHANGED = "changed"
    PART = "part"
    READ = "read"
    UNCONFIRMED = "unconfirmed"
    CHANGES = "changes"


_WORDS: Final = {
    Way.CHANGED: "changed by {name}{since}", Way.PART: "changed in another sentence by {name}{since}",
    Way.READ: "may be changed by {name}{since}, in words that have to be read",
    Way.UNCONFIRMED: "may be changed by {name}{since}, which nobody has confirmed", Way.CHANGES: "changes {name}",
}  # fmt: skip


def noted(tie: Mapping[str, Any]) -> str:
    """One line: what changes the clause, and from when; or what the clause itself changes."""
    since = f" from {tie['since']}" if tie["since"] else ""
    return _WORDS[Way(tie["way"])].format(name=tie["title"] or tie["document"], since=since)
