"""Pictures of pages with what is agreed to be masked blacked out: in place of a file that is not kept, and for whoever
may not see one that is.

They are made while that file is still at hand, from the masked text: what is black there is black here. A page whose
places are not known gets none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hemvist.documents import masking, places, stored
from hemvist.documents.fields import class_said
from hemvist.documents.models import Version
from hemvist.documents.reading import Work
from hemvist.documents.recognised import recognised
from hemvist.domain.agreement import Agreement
from hemvist.domain.personal import Kind, find
from hemvist.domain.text import LOW_CONFIDENCE, Hidden, Hiding, Page, Recognised, Text
from hemvist.domain.text import Word as Row
from hemvist.providers.letters import LettersMissing
from hemvist.readers.assembly import pages_note
from hemvist.readers.base import Blacked, ToBlack, blacked
from hemvist.readers.kinds import PICTURES

DRAWN: Final = frozenset({"pdf", *PICTURES})
"""The kinds whose pages are shown as pictures; the others are shown as text."""
PAGES: Final = 4
"""Pages between two commits: a few seconds of work, some ten where they have to be recognised as well."""
WITHOUT: Final = "kept as text only, since it is not sure where all that is to be blacked out stands"
_BLACK: Final = re.compile(f"{masking.BLACK}+")

Span = tuple[int, int]
Box = tuple[int, int, int, int]


def wanted(agreement: Agreement, version: Version, card: Mapping[str, Any], text: Text) -> bool:
    """Whether pictures are kept of this version: not everybody is shown its file, or it is not kept; and its class has
    them among its fields.
    """
    needed = version.text_only or masking.is_to_go(agreement, card) or not masking.is_shown_to_all(agreement, card)
    return needed and masking.pictured(agreement, card) and text.kind in DRAWN and bool(text.pages)


def picture(work: Work) -> bool:
    """Pictures of some pages; when none is left, it is noted which pages have none."""
    agreement, text = work.version.document.project.agreement, work.text
    card = work.version.card(work.permit)
    if not wanted(agreement, work.version, card, text):
        work.done("picture")
        return True
    work.begin_pictures()
    part = work.part("pictured")
    pages = text.pages[part * PAGES : (part + 1) * PAGES]
    if not pages:
        work.text = _noted(work)
        work.done("picture")
        return True
    work.progress("picture", part * PAGES, len(text.pages))
    if work.version.text_only:
        _carry_over(work, pages)
    else:
        _make(work, pages, masking.masking(agreement, class_said(card)).kinds)
    work.done("strip", pictured=part + 1)
    return True


def is_kept(version: Version, page: int) -> bool:
    """Whether there is such a picture of a page."""
    project = version.document.project_id
    return bool(version.pictures) and places.picture(project, version.pk, version.pictures, page).exists()


def touched(words: Sequence[Row], spans: Sequence[Span]) -> list[Box]:
    """The boxes of words that one of these spans touches."""
    return [word[2:] for word in words if any(word[0] < end and start < word[1] for start, end in spans)]


def on_page(page: Page, spans: Sequence[Span]) -> list[Span]:
    """Spans of the document as spans of one page; those that do not touch it are left out."""
    cut = ((max(start, page.start) - page.start, min(end, page.end) - page.start) for start, end in spans)
    return [(start, end) for start, end in cut if start < end]


def _make(work: Work, pages: Sequence[Page], kinds: frozenset[Kind]) -> None:
    """A page that shows more than its text says is recognised, too, and what is found in its pictures is black as well."""
    asked = {one.page: one for page in pages if (one := _asked(work.text, page, kinds)) is not None}
    made = _blacked(work, list(asked.values()), kinds)
    shows = [number for number, one in made.items() if one == "shows"]
    if shows:
        read = {number: _seen(found, kinds) for number, found in _recognised(work, shows).items()}
        more = [replace(asked[number], boxes=boxes, seen=True) for number, boxes in read.items() if boxes is not None]
        made |= _blacked(work, more, kinds)
    for page in pages:
        done = made.get(page.number)
        if isinstance(done, Blacked):
            words = done.words if page.confidence is None else _words(work.text, page)
            stored.keep_picture(work.permit, work.version, work.pictures, page.number, done.png, words)


def _blacked(work: Work, asked: Sequence[ToBlack], kinds: frozenset[Kind]) -> dict[int, Blacked | str]:
    if not asked:
        return {}
    data = stored.original_bytes(work.permit, work.version)
    return dict(blacked(data, work.version.card(work.permit)["name"], asked, kinds))


def _asked(text: Text, page: Page, kinds: frozenset[Kind]) -> ToBlack | None:
    """What is to be black on a page; None where that is not known."""
    words, length = text.text[page.start : page.end], page.end - page.start
    if not kinds:
        scan = page.confidence is not None or page.number in text.scans or text.kind != "pdf"
        return ToBlack(page.number, length, scan=scan, seen=True)
    spans = tuple((one.start(), one.end()) for one in _BLACK.finditer(words))
    if page.number in text.scans or any(_is_beside(one, page) for one in text.hidden):
        return None
    if page.confidence is None and text.kind == "pdf":
        return ToBlack(page.number, length, spans=spans)
    boxes = _boxes(words, _words(text, page), spans)
    if boxes is None or page.confidence is None or page.confidence < LOW_CONFIDENCE:
        return None
    return ToBlack(page.number, length, boxes=boxes, scan=True)


def _is_beside(hidden: Hidden, page: Page) -> bool:
    """Whether something is masked that stands on the page, and not in its text: of running lines the reader knows where."""
    here = hidden.page in (None, page.number) and hidden.kind is not Hiding.RUNNING
    return here and masking.BLACK in hidden.text


def _words(text: Text, page: Page) -> tuple[Row, ...]:
    """The recognised words of a page, with offsets from its start."""
    first, last = (bisect.bisect_left(text.words, (at,)) for at in (page.start, page.end))
    return tuple((word[0] - page.start, word[1] - page.start, *word[2:]) for word in text.words[first:last])


def _boxes(text: str, words: Sequence[Row], spans: Iterable[Span]) -> tuple[Box, ...] | None:
    """The boxes of the words that these spans touch; None where something in a span is in no word."""
    known = {at for word in words for at in range(word[0], word[1])}
    spans = list(spans)
    if any(at not in known and not text[at].isspace() and text[at] not in "-" for one in spans for at in range(*one)):
        return None
    return tuple(touched(words, spans))


def _seen(found: Recognised | None, kinds: frozenset[Kind]) -> tuple[Box, ...] | None:
    """What is to be black of what recognition saw on a page; None where it is not sure of that."""
    if found is None or found.confidence < LOW_CONFIDENCE:
        return None
    return _boxes(found.text, found.words, [(one.start, one.end) for one in find(found.text) if one.kind in kinds])


def _recognised(work: Work, numbers: Sequence[int]) -> dict[int, Recognised | None]:
    """What recognition sees on pages that have text of their own; nothing where it is not installed."""
    try:
        return recognised(work, numbers)
    except LettersMissing:
        return {}


def _carry_over(work: Work, pages: Sequence[Page]) -> None:
    """The file is gone: a page keeps its picture if its masked text is still the same, and what is set apart is, too."""
    version, before = work.version, stored.stored_text(work.permit, work.version)
    for page in pages:
        same = before.text[page.start : page.end] == work.text.text[page.start : page.end]
        if same and before.hidden == work.text.hidden and is_kept(version, page.number):
            stored.carry_picture(version, version.pictures, work.pictures, page.number)


def _noted(work: Work) -> Text:
    """The text, with a note on the pages that have no picture."""
    project, version = work.version.document.project_id, work.version.pk
    bare = [
        page.number
        for page in work.text.pages
        if not places.picture(project, version, work.pictures, page.number).exists()
    ]
    other = [note for note in work.text.notes if WITHOUT not in note]
    return replace(work.text, notes=(*other, *pages_note(bare, WITHOUT, work.text.unit)))
