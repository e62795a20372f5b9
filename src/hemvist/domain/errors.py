"""The tree of our errors: a docstring is the message, and each error owns its exit code, status and remedy."""

from __future__ import annotations

from typing import ClassVar, Final

from hemvist.domain.refusal import WHAT


class HemvistError(Exception):
    """Something went wrong. Nothing was lost."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 400
    remedy: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """The stable name a program may branch on, e.g. ``CannotRead``."""
        return type(self).__name__

    @property
    def message(self) -> str:
        """The first paragraph of the docstring, with the facts filled in."""
        text = (type(self).__doc__ or "").split("\n\n")[0]
        return " ".join(text.split()).format(**self.facts)

    @property
    def help(self) -> str:
        """What to do about it, with the facts filled in."""
        return self.remedy.format(**self.facts)

    @property
    def told(self) -> dict[str, object]:
        """All of it for a program: what the API answers, and what ``--json`` prints."""
        return {"error": self.code, "message": self.message, "remedy": self.help, "exit_code": self.exit_code}


NUL: Final = "\0"
"""What no text has, and no text is stored with."""


class NulInside(HemvistError):
    """There is a NUL character in what was sent, and no text has one. Nothing was changed."""

    exit_code = 2
    remedy = "Send it again without that character."


class Refused(HemvistError):
    """{reason}"""

    exit_code = 3
    status = 403

    kept: ClassVar[str] = "Nothing was lost."

    def __init__(self, reason: str, remedy: str, clause: str, deed: str = "", project: str = "") -> None:
        self.clause, self.deed, self.project = clause, deed, project
        self._remedy = remedy
        super().__init__(reason=reason)

    @property
    def help(self) -> str:
        return self._remedy

    @property
    def what(self) -> str:
        """What was refused, as in “adding a document”; empty where it is no deed."""
        return WHAT.get(self.deed, "")

    @property
    def anchor(self) -> str:
        """Where the clause stands on the agreement's page."""
        return f"clause-{self.clause.partition('.')[0]}"

    @property
    def told(self) -> dict[str, object]:
        return super().told | {
            "refused": self.deed, "what": self.what, "clause": self.clause, "kept": self.kept, "project": self.project,
            "anchor": self.anchor,
        }  # fmt: skip


class NotFound(HemvistError):
    """There is no such {thing}, or you may not see it."""

    exit_code = 4
    status = 404
    remedy = "Check the name, or ask the project's owner whether you may see it."


class Outdated(HemvistError):
    """The {thing} was changed by somebody, or in another window, since this page was opened. Nothing was overwritten."""

    exit_code = 1
    status = 409
    remedy = "Look at the {thing} as it stands now, then do it again."


class PermitMisused(HemvistError):
    """A permit for {permitted} was used for {used}."""

    exit_code = 70
    status = 500
    remedy = "This is a fault of the software, and it stopped itself. Please report it with the event's number."


class ConfigurationRefused(HemvistError):
    """Hemvist does not start: {reason}"""

    exit_code = 78
    status = 500
    remedy = "{remedy}"
