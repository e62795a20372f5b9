"""The folders and streams of an old Office file (compound file), whatever is wrong with it."""

from __future__ import annotations

import io
import logging
import struct
from typing import Final

import olefile  # type: ignore[import-untyped,unused-ignore]

from hemvist.readers.scribe import Unreadable

_MOST_STREAMS: Final = 100_000
_DEEPEST: Final = 50
_WRONG: Final = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    RecursionError,
    OverflowError,
)

Path = tuple[str, ...]


class _File(olefile.OleFileIO):  # type: ignore[misc,unused-ignore]
    """The library's, but for a search through a list, stream by stream, for what is let pass anyway."""

    def _check_duplicate_stream(self, first_sect: int, minifat: bool = False) -> None:
        pass


class Compound:
    """The streams of a compound file by their path; a stream that is damaged is as good as none."""

    def __init__(self, data: bytes) -> None:
        logging.getLogger("olefile").disabled = True
        try:
            self._file = _File(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL)
            listed = self._file.listdir(streams=True, storages=False)
        except _WRONG as error:
            raise Unreadable("BrokenFile", "damaged") from error
        if len(listed) > _MOST_STREAMS or any(len(path) > _DEEPEST for path in listed):
            raise Unreadable("BrokenFile", "damaged")
        self.paths: list[Path] = [tuple(path) for path in listed]
        self._known = set(self.paths)
        self._inside: dict[Path, dict[str, None]] = {}
        for path in self.paths:
            for depth in range(len(path)):
                self._inside.setdefault(path[:depth], {})[path[depth]] = None

    def stream(self, *path: str) -> bytes | None:
        """The bytes of the stream at ``path``; None if there is none, or it is damaged."""
        if path not in self._known:
            return None
        try:
            with self._file.openstream(list(path)) as stream:
                return bytes(stream.read())
        except _WRONG:
            return None

    def below(self, folder: Path) -> list[str]:
        """The names of what lies directly in ``folder``, in the file's order."""
        return list(self._inside.get(folder, ()))
