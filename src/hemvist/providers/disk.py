"""Room on the disk for weights: looked for before anything is fetched, and told of where it runs out on the way."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hemvist.domain.errors import HemvistError

SPARE: Final = 500_000_000
"""Bytes that stay free on the disk: what a full disk would break is worth more than a model."""


class NoRoomForModel(HemvistError):
    """{name} needs {needed} of free disk, and {free} are free. Nothing was fetched."""

    exit_code = 69
    status = 507
    remedy = "Free some space on the disk of {folder}, or choose a smaller model."


class DiskFilledUp(HemvistError):
    """The disk of {folder} was full before {name} was here. Nothing half is in its place."""

    exit_code = 69
    status = 507
    remedy = "Free some space and do the same again; what was fetched of a language model is gone on with."


def require_room(folder: Path, name: str, wanted: int) -> None:
    """Raise :class:`NoRoomForModel` unless so many bytes and :data:`SPARE` are free on the disk of a folder."""
    needed, free = wanted + SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoomForModel(name=name, needed=megabytes(needed), free=megabytes(free), folder=folder)


@contextmanager
def filling(folder: Path, name: str) -> Iterator[None]:
    """What is written in the block may find the disk full: raises :class:`DiskFilledUp` then."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFilledUp(folder=folder, name=name) from None


def megabytes(count: int) -> str:
    """A number of bytes as people read it."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
