"""One version while it is read: its job, its permit, and what was made of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from django.db import transaction

from hemvist.documents import stored
from hemvist.documents.models import Reading, Version
from hemvist.domain.errors import Refused
from hemvist.domain.passage import Passage, passages
from hemvist.domain.permit import Permit
from hemvist.domain.text import Text
from hemvist.jobs.held import Held
from hemvist.projects import gate

_FENCES: Final = 100_000
"""More than any job is ever claimed: what parts the numbers of one job's workers from those of another's."""


class Overruled(Exception):
    """The agreement changed while a version was being read."""


class Work:
    """One version being read, with what was made of it so far."""

    def __init__(self, held: Held, version: Version, permit: Permit) -> None:
        self.held, self.version, self.permit = held, version, permit
        self.watch = gate.Watch(permit)
        self._text: Text | None = None
        self.draft = int(held.data.get("draft", 0))
        """Whose draft the text is: an overtaken worker that still writes does not write into its successor's."""

    @property
    def text(self) -> Text:
        if self._text is None:
            self._text = stored.draft(self.permit, self.version, self.draft)
        return self._text

    @text.setter
    def text(self, text: Text) -> None:
        self.draft = int(self.held.id[:8], 16) * _FENCES + self.held.job.fence
        stored.keep_draft(self.permit, self.version, self.draft, text)
        self._text = text

    @cached_property
    def passages(self) -> Sequence[Passage]:
        return passages(self.text)

    def progress(self, step: str, done: int, whole: int) -> None:
        """Show how far it is."""
        self.note(step=step, done=done, whole=whole, state=Reading.READING)

    def note(self, **fields: object) -> None:
        """Write into the version's row, in one commit with the proof that it still is this worker's to write.

        Raises :class:`Overruled` where the agreement changed meanwhile.
        """
        self.look()
        with transaction.atomic():
            self.held.go_on()
            Version.objects.filter(pk=self.version.pk).update(**fields)

    @property
    def made_with(self) -> str:
        """The embedder of the vectors so far; empty before there are any."""
        return str(self.held.data.get("made_with", ""))

    def look(self, *, now: bool = False) -> None:
        """Whether it may still be read, every two seconds at most, or at once; else :class:`Overruled`."""
        try:
            if now:
                gate.still(self.permit)
            self.watch.look()
        except Refused as error:
            raise Overruled from error

    def done(self, step: str, **data: int | str) -> None:
        """Note that a step, or a part of the next one, is done."""
        self.look()
        self.held.checkpoint(step, draft=self.draft, **data)

    def part(self, name: str) -> int:
        """The number of the next part of a step."""
        return int(self.held.data.get(name, 0))
