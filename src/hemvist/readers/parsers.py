"""Every kind with its parser. A parser is a module with ``read(data, scribe)`` and ``samples()``, tiny files to warm it up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from hemvist.readers import (
    archive,
    doc,
    docx,
    html,
    image,
    mail,
    markdown,
    msg,
    odf,
    odp,
    ods,
    pdf,
    pptx,
    rtf,
    txt,
    values,
    xlsx,
)
from hemvist.readers.kinds import kind_of
from hemvist.readers.limits import Limits
from hemvist.readers.scribe import Scribe

_OFTEN: Final = 10
"""Times a PDF is read: Python rewrites its code while it runs the first few, which else each child does in copies of it."""


class Parser(Protocol):
    """What a module that reads one kind offers."""

    def read(self, data: bytes, scribe: Scribe) -> None:
        """Write the text of ``data`` to ``scribe``; raise ``scribe.Unreadable`` where it cannot be read."""

    def samples(self) -> Iterable[bytes]:
        """Small files that together need every module that ``read`` may load."""


PARSERS: Final[Mapping[str, Parser]] = {
    "pdf": pdf, "docx": docx, "txt": txt, "csv": values, "md": markdown, "html": html, "mail": mail, "rtf": rtf, "zip": archive,
    "doc": doc, "msg": msg,
    "xlsx": xlsx, "pptx": pptx, "odt": odf, "odp": odp, "ods": ods,
    "png": image, "jpeg": image, "tiff": image, "gif": image, "bmp": image, "webp": image,
}  # fmt: skip


_samples: dict[str, list[bytes]] = {}
"""By kind, what a parser was warmed up with."""


def warm() -> None:
    """Read every sample, so that nothing is left to be loaded once the fences stand."""
    _samples.update({kind: [*parser.samples()] for kind, parser in PARSERS.items()})
    for kind in (*PARSERS, *["pdf"] * _OFTEN):
        for _ in rehearse(kind):
            pass


def rehearse(kind: str | None) -> Iterator[None]:
    """Read the samples of one kind again, one at each step; none where there is none."""
    for sample in _samples.get(kind or "", ()):
        scribe = Scribe(lambda message: None, Limits())
        kind_of(sample, kind)
        PARSERS[kind or ""].read(sample, scribe)
        scribe.flush()
        yield
