"""What would become of a file, before it is sent for good: it is read and looked at, and nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hemvist.documents.fields import keeping
from hemvist.documents.looking import Spotted, looked_at
from hemvist.documents.masking import masking
from hemvist.documents.properties import agreed_to_stay
from hemvist.documents.receive import clean_name, within_limits
from hemvist.domain.permit import Deed
from hemvist.domain.personal import Kind
from hemvist.domain.text import Text
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.readers.base import Fewer, read
from hemvist.readers.properties import NEVER


@dataclass(frozen=True)
class Preview:
    """The class it belongs to, the fields kept and dropped (none of both: it is kept whole), the ruling and its places.

    The class is empty where there are several and none was named: then the strictest of all applies.
    ``scans`` is how many pages are pictures, whose text is recognised and looked at only when it is sent for good;
    ``masked`` are the kinds that would be blacked out, ``original`` is whether the file would be kept, ``properties`` whether its properties would be with it. A file that is
    known only then not to be kept without them (a signed PDF, say) counts as kept here.
    """

    data_class: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    ruling: str
    clause: str
    found: tuple[Spotted, ...]
    scans: int
    masked: tuple[Kind, ...]
    original: bool
    properties: bool


class Look:
    """A file on its way through a preview: read as it comes, and nothing of it is written anywhere.

    Use: ``look = Look(visit, project, name)``, ``look.take(chunks)``, ``look.told``. Begun where the permit is asked for;
    taken in any thread.
    """

    def __init__(self, visit: Visit, project: Project, name: str, data_class: str = "") -> None:
        self._permit = gate.enter(visit, project, Deed.INGEST)
        self._agreement, self.name, self._class = project.agreement, clean_name(name), data_class
        self._kept = keeping(self._agreement, self.name, data_class)
        self.told: Preview | None = None

    def take(self, chunks: Iterable[bytes]) -> None:
        """Read the file's bytes, to their end. Raises what receiving or reading it would raise."""
        counted = within_limits(chunks, self.name, gate.Watch(self._permit))
        pieces, cut = self._kept.pieces(counted)
        text = read(pieces, self.name)
        for _ in counted:  # a reader may know enough before the end; whoever sends is heard out
            pass
        self.told = self._seen(text, cut)

    def drop(self) -> None:
        """Forget it."""
        self.told = None

    def _seen(self, text: Text, cut: Fewer | None) -> Preview:
        looked, mask = (
            looked_at(text, self.name, self._agreement, of=self._class, certain=self._kept.told),
            masking(self._agreement, self._class),
        )
        stay = agreed_to_stay(self._agreement, self._class)
        original = mask.original_kept and (stay or text.kind not in NEVER)
        return Preview(
            self._kept.told, *_names(cut), looked.judged.ruling.name.lower().replace("_", "-"), looked.judged.clause,
            looked.spotted, len(text.scans), tuple(sorted(mask.kinds)), original, original and stay,
        )  # fmt: skip


def preview(visit: Visit, project: Project, name: str, chunks: Iterable[bytes], data_class: str = "") -> Preview:
    """What would become of this file. Raises what receiving or reading it would raise."""
    look = Look(visit, project, name, data_class)
    look.take(chunks)
    assert look.told is not None  # taken whole, or raised
    return look.told


def _names(cut: Fewer | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (cut.kept, cut.dropped) if cut else ((), ())
