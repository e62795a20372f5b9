"""A file written whole or not at all, readable by oneself only: what is taken out of a project holds contents."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Put the text in place of whatever stands there. Raises OSError, and then nothing is changed."""
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(
            os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.write(text)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
