"""On which day the components that Hemvist runs on were locked: an update is a newer lock, tested and installed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from hemvist.config.options import ROOT

FILE: Final = ROOT / "requirements.txt"
_ON: Final = re.compile(r"^# Locked on (\d{4}-\d{2}-\d{2}) ", re.MULTILINE)


def locked_on(file: Path = FILE) -> date | None:
    """The day; None where there is no lock here, or it does not say."""
    try:
        found = _ON.search(file.read_text(encoding="utf-8")[:1000])
    except OSError:
        return None
    return date.fromisoformat(found[1]) if found else None
