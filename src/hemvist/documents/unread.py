"""Why a version was not read though its file may be sound: what stands in its row, and in words on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hemvist.domain.errors import HemvistError
from hemvist.jobs import kinds


class KeptStopping(HemvistError):
    """Reading was begun {attempts} times and stopped each time."""

    remedy = "Delete the document or send it again; if it happens again, please report the kind of file."


class Infected(HemvistError):
    """{name} was not read: the virus scanner found {what} in it."""

    exit_code = 65
    status = 422
    remedy = "Delete it here and where it came from; if you are sure that the scanner is wrong, ask whoever runs it."


class NotScanned(HemvistError):
    """{name} was not read, because it could not be looked at for viruses: {why}."""

    exit_code = 65
    status = 422
    remedy = "Split it into smaller files, or have whoever runs the scanner raise its limits (StreamMaxLength)."


class ScannerAway(HemvistError):
    """Nothing is read, because files are to be looked at for viruses first and {why}."""

    exit_code = 69
    status = 503
    remedy = "Nothing is lost: reading goes on by itself when the scanner answers again; see 'hemvist doctor'."


class Cancelled(HemvistError):
    """Reading was cancelled. The file is kept, and nothing of it can be found."""

    remedy = "Have it read again, or delete it."


class Faulted(HemvistError):
    """Reading it met a fault of Hemvist's own, several times. The file is kept, and nothing of it can be found."""

    remedy = "Have it read again; if it happens again, please report the kind of file."


ENDED_BADLY: Final[Mapping[str, HemvistError]] = {
    "KeptStopping": KeptStopping(attempts=kinds.ATTEMPTS),
    "Cancelled": Cancelled(),
}
"""By a job's last code."""


def why_refused(code: str, card: Mapping[str, str]) -> tuple[str, str]:
    """Why a version is refused and what to do: of a reading that ended badly its code says it, of others the card."""
    ended = Faulted() if code == Faulted.__name__ else ENDED_BADLY.get(code)
    return (ended.message, ended.help) if ended else (card.get("refusal", ""), card.get("remedy", ""))
