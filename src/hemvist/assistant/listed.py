"""What one document says to a question put to many: the verdict, the values compared, and the sentence quoted for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hemvist.assistant.reply import FOUND, Asking, judge
from hemvist.domain import survey as rules
from hemvist.domain import weigh
from hemvist.domain.answer import Citation, cite
from hemvist.domain.condition import Verdict
from hemvist.domain.survey import Matter, Survey
from hemvist.domain.weigh import NEAR


@dataclass(frozen=True)
class Listed:
    """``citation`` is None where nothing was found, and ``sure`` says whether the sentence surely speaks of the matter."""

    verdict: Verdict
    value: str = ""
    citation: Citation | None = None
    sure: bool = False


NOTHING: Final = Listed(Verdict.SILENT)


def listed(asking: Asking, asked: Survey) -> Listed:
    """What the one document that is asked says.

    Of a matter whose clauses are known every sentence found is looked at; for the others, and where that finds none, what
    answers best counts. Of a last day nothing else counts: what is near to a date is seldom about it.
    """
    if asked.matter is not None and (told := _by_sentence(asking, asked)):
        return told
    return NOTHING if asked.matter is Matter.LAST_DAY else _by_answer(asking, asked)


def _by_sentence(asking: Asking, asked: Survey) -> Listed | None:
    spans = [one for passage in asking.find(asked.clause, FOUND) for one in weigh.spans(passage)]
    spans = [one for one in spans if not weigh.names_only(one)]
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
