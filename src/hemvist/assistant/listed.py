"""What one document says to a question put to many: the verdict, the values compared, and the sentence quoted for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hemvist.assistant.reply import FOUND, Asking, judge
from hemvist.domain import superlative, weigh
from hemvist.domain import survey as rules
from hemvist.domain.answer import Citation, cite
from hemvist.domain.condition import Verdict
from hemvist.domain.superlative import Measure, Most
from hemvist.domain.survey import Matter, Survey
from hemvist.domain.weigh import NEAR, Evidence


@dataclass(frozen=True)
class Listed:
    """``citation`` is None where nothing was found, and ``sure`` says whether the sentence surely speaks of the matter.

    ``measure``: its one value, where the documents are compared with each other.
    """

    verdict: Verdict
    value: str = ""
    citation: Citation | None = None
    sure: bool = False
    measure: Measure | None = None


NOTHING: Final = Listed(Verdict.SILENT)


def listed(asking: Asking, asked: Survey) -> Listed:
    """What the one document that is asked says.

    Of a matter whose clauses are known every sentence found is looked at; for the others, and where that finds none, what
    answers best counts. Of a last day nothing else counts: what is near to a date is seldom about it.
    """
    if asked.most is not None:
        return _measured(asking, asked, asked.most)
    if asked.matter is not None and (told := _by_sentence(asking, asked)):
        return told
    return NOTHING if asked.matter is Matter.LAST_DAY else _by_answer(asking, asked)


def _measured(asking: Asking, asked: Survey, most: Most) -> Listed:
    """The value by which the document is compared with the others; none where its sentences tell several."""
    if most.matter is None:
        said = _by_answer(asking, asked)
        told = superlative.told(most, " ".join(said.citation.quote.split())) if said.citation else None
        known = superlative.measure(told.values) if told and most.sure and said.sure else None
        return replace(said, value=told.shown, measure=known) if told else said
    found = [(span, told) for span in _spans(asking, asked) if (told := superlative.told(most, _single(span)))]
    if not found:
        return NOTHING if most.matter is Matter.LAST_DAY else _by_answer(asking, asked)
    span, first = next((one for one in found if one[1].values), found[0])
    known = superlative.measure([value for _, told in found for value in told.values]) if most.sure else None
    cited = cite(span.passage, *weigh.shown(span))
    shown = ", ".join(dict.fromkeys(told.shown for _, told in found if told.values)) or first.shown
    return Listed(Verdict.READ, shown, cited, sure=True, measure=known)


def _single(span: Evidence) -> str:
    return " ".join(span.text.split())


def _spans(asking: Asking, asked: Survey) -> list[Evidence]:
    """The sentences of what is found for the clause that is asked for."""
    spans = [one for passage in asking.find(asked.clause, FOUND) for one in weigh.spans(passage)]
    return [one for one in spans if not weigh.names_only(one)]


def _by_sentence(asking: Asking, asked: Survey) -> Listed | None:
    spans = _spans(asking, asked)
    told = rules.heard(asked, [one.text for one in spans])
    if told is None:
        return None
    at, verdict, value = told
    return Listed(verdict, value, cite(spans[at].passage, *weigh.shown(spans[at])), sure=True)


def _by_answer(asking: Asking, asked: Survey) -> Listed:
    judged = judge(asking, asked.clause)
    if not judged.citations:
        return NOTHING
    verdict, value = rules.judge(asked, judged.citations[0].quote)
    if judged.confidence < NEAR and not value:
        return NOTHING
    sure = judged.confidence >= judged.enough and rules.speaks(asked, judged.citations[0])
    # Where no sentence speaks of the matter, what answers best may hold another number, or another "not".
    said = verdict if sure and asked.matter is None else Verdict.READ
    return Listed(said, value, judged.citations[0], sure)
