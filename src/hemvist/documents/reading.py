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
from hemvist.domain.permit import Deed, Permit
from hemvist.domain.text import Text
from hemvist.jobs.held import Held
from hemvist.projects import gate

_DIGITS: Final = 12
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
        self.pictures = int(held.data.get("pictures", 0))
        """The set of pictures that is made; 0 before there is one."""
        self.agreed = int(held.data.get("agreed", 0))
        """The first digits of the agreement's hash under which it was looked at and masked; 0 before that."""

    @property
    def text(self) -> Text:
        if self._text is None:
            self._text = stored.draft(self.permit, self.version, self.draft)
        return self._text

    @text.setter
    def text(self, text: Text) -> None:
        self.draft = self._own
        stored.keep_draft(self.permit, self.version, self.draft, text)
        self._text = text

    @property
    def _own(self) -> int:
        """A number that no other worker of any version has."""
        return int(self.held.id[:8], 16) * _FENCES + self.held.job.fence

    def begin_pictures(self) -> None:
        """From now on pictures are made, in a set of their own; one that was begun goes on."""
        self.pictures = self.pictures or self._own

    @property
    def in_force(self) -> int:
        """The first digits of the hash of the agreement that is in force."""
        return int(self.version.document.project.agreement.hash[:_DIGITS], 16)

    def is_agreed(self) -> bool:
        """Whether it was looked at and masked under the agreement that is in force; else it begins anew."""
        if self.agreed == self.in_force:
            return True
        self.pictures = self.agreed = 0
        self.held.checkpoint("")
        return False

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

    def renew(self) -> None:
        """Whether it may still be read, now; and a permit anew, because one may not last as long as a long step."""
        self.look(now=True)
        self.permit = gate.carry_on(self.version.document.project, Deed.READ)

    def done(self, step: str, **data: int | str) -> None:
        """Note that a step, or a part of the next one, is done."""
        self.look()
        self.held.checkpoint(step, draft=self.draft, pictures=self.pictures, agreed=self.agreed, **data)

    def part(self, name: str) -> int:
        """The number of the next part of a step."""
        return int(self.held.data.get(name, 0))
