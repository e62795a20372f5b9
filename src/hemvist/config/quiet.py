"""Log lines without contents: an exception is told by its kind and its place in the code, never by its words."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class QuietFormatter(logging.Formatter):
    """Formats an exception as kind and code lines only: its message may quote a document."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        if record.name.startswith("django"):
            record.msg, record.args = "request failed", ()
        return super().format(record)

    def formatException(  # noqa: N802  # the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        if kind is None:
            return ""
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([kind.__name__, *places])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  # the name is the library's
        return ""
