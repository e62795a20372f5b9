"""What is said of pages whose text was recognised, or was not."""

from __future__ import annotations

from collections.abc import Mapping

from hemvist.domain.text import LOW_CONFIDENCE, Recognised, Unit
from hemvist.readers.assembly import pages_note


def of_recognition(found: Mapping[int, Recognised | None], unit: Unit) -> list[str]:
    """Notes on pages by what recognition found on them; None for a page that was given up."""
    read = {number: one for number, one in found.items() if one is not None}
    doubtful = [number for number, one in read.items() if one.text and one.confidence < LOW_CONFIDENCE]
    return [
        *pages_note([number for number, one in found.items() if one is None], "could not be recognised", unit),
        *pages_note([number for number, one in read.items() if not one.text], "no text found", unit),
        *pages_note([number for number, one in read.items() if one.text], "text recognised from a picture", unit),
        *pages_note(doubtful, "recognised with little certainty: compare with the picture", unit),
    ]
