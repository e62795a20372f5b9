"""What one document says to a question put to many: the verdict, the values compared, and the sentence quoted for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hemvist.assistant.reply import FOUND, Asking, judge
from hemvist.domain import absent, superlative, weigh
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
    told = _told(asking, asked)
    return replace(told, verdict=Verdict.READ) if _rests(asking, asked, told) else told


def _told(asking: Asking, asked: Survey) -> Listed:
    if asked.matter is not None and (told := _by_sentence(asking, asked)):
        return told
    if asked.matter is Matter.LAST_DAY:
        return NOTHING
    said = _by_answer(asking, asked)
    return _by_name(asking, asked, said) if asked.kind in absent.KINDS and asked.condition is None else said


def _rests(asking: Asking, asked: Survey, told: Listed) -> bool:
    """Whether another sentence of the document says that the clause that says yes or no is suspended."""
    said = told.citation
    if said is None or asked.rest or told.verdict not in (Verdict.YES, Verdict.NO):
        return False
    passages = [*asking.find(_SUSPENDED, _FEW), *asking.find(asked.clause, FOUND)]
    within = next((one for one in passages if one.start <= said.start < one.start + len(one.text)), None)
    number = absent.number(within.text[: said.end - within.start] if within else "", said.heading)
    spans = (_single(span) for passage in passages for span in weigh.spans(passage))
    return any(absent.suspends(one, number) or rules.rests(asked, one) for one in spans)


_SUSPENDED: Final = "This clause is suspended. Klausulen vilar. Die Klausel ruht. La clause est suspendue."
_FEW: Final = 4
"""Passages that are looked through for what is suspended, besides those of the clause."""


def _by_name(asking: Asking, asked: Survey, said: Listed) -> Listed:
    """The same where a sentence says by name that there is no such clause: surely, if no other one names it."""
    if said.verdict in (Verdict.NO, Verdict.YES) and asked.denied == (said.verdict is Verdict.YES):
        return said
    spans = _spans(asking, asked)
    told = [(span, absent.says(asked.kind, _single(span))) for span in spans]
    gone = [(span, says) for span, says in told if says]
    if not gone:
        return said
    named = any(absent.names(asked.kind, _single(span)) for span, says in told if says is None)
    if said.verdict is Verdict.YES or named:
        return replace(said, verdict=Verdict.READ) if said.citation else said
    span = gone[0][0]
    cited = cite(span.passage, *weigh.shown(span))
    return Listed(rules.judge(asked, cited.quote)[0], "", cited, sure=True)


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
