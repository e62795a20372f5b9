"""What can go wrong when an archive is written."""

from __future__ import annotations

from hemvist.domain.errors import HemvistError


class ArchiveWouldOverwrite(HemvistError):
    """{folder} is not empty, so nothing was written into it."""

    exit_code = 2
    remedy = "Name a folder that does not exist yet, or an empty one."
