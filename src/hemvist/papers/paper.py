"""What every paper is made of: parts with entries, each with the fields it comes from; and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hemvist.domain.agreement import Agreement
from hemvist.papers.wording import Language, Words


class Kind(StrEnum):
    """Which paper: the plain sheet, an annex to the EU's standard clauses 2021/915, or a record of GDPR Art. 30."""

    PLAIN = "plain"
    ANNEX_1 = "annex-1"
    ANNEX_2 = "annex-2"
    ANNEX_3 = "annex-3"
    ANNEX_4 = "annex-4"
    RECORD_CONTROLLER = "record-controller"
    RECORD_PROCESSOR = "record-processor"


class Kept(StrEnum):
    """How a measure is kept."""

    SOFTWARE = "software"
    AGREED = "agreed"
    NEITHER = "neither"


@dataclass(frozen=True)
class Entry:
    """One field of a paper: its text, and the fields of the agreement it comes from, ``providers[0].name``.

    ``blank``: nothing is there to fill it with.
    """

    label: str
    text: str
    paths: tuple[str, ...]
    kept: Kept | None = None
    blank: bool = False


@dataclass(frozen=True)
class Part:
    """Entries under a heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Missing:
    """What the paper asks for and the agreement does not say; ``path`` is where it could, empty where no field is."""

    what: str
    path: str


@dataclass(frozen=True)
class Paper:
    """A whole paper in one language. ``attached`` is the agreement itself as TOML, where the paper carries it."""

    kind: Kind
    language: Language
    title: str
    notes: tuple[str, ...]
    missing: tuple[Missing, ...]
    parts: tuple[Part, ...]
    agreement: Agreement
    attached: str = ""

    @property
    def words(self) -> Words:
        """The words of its language."""
        return Words(self.language)

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """What is missing, as sentences, each with the field that would hold it."""
        words, paper = self.words, self.title.partition(":")[0]
        return [
            (words.say("page.gap", paper=paper, what=one.what), one.path or words.say("page.nowhere"))
            for one in self.missing
        ]


class Form:
    """A paper being filled: takes entries, and notes what is missing."""

    def __init__(self, agreement: Agreement, words: Words) -> None:
        self.agreement = agreement
        self.words = words
        self.missing: list[Missing] = []

    def entry(self, label: str, text: str, *paths: str, of: str = "") -> Entry:
        """A field under the name that the table gives it. An empty text is noted as missing, at the first path."""
        name, known = self.words.say(f"field.{label}"), tuple(filter(None, paths))
        if text:
            return Entry(name, text, known)
        self.lacks(self.words.say("field.of-party", party=of, field=name) if of else name, paths[0])
        return Entry(name, self.words.say("page.blank"), known, blank=True)

    def lacks(self, what: str, path: str = "") -> None:
        """Note what is missing."""
        self.missing.append(Missing(what, path))

    def part(self, label: str, *entries: Entry) -> Part:
        """Entries under a heading that the table of fields gives."""
        return Part(self.words.say(f"field.{label}"), entries)
