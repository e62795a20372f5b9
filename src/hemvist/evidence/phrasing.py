"""How faithful phrasing is: the comparison against sentences labelled by hand, and a model against both.

Each row of FOLDER/NAME.json is a question with its quotes, a sentence, the numbers it cites, a label (``supported`` or
``unsupported``) and, for the unsupported, a kind: value, negation, party, condition, citation, invented, injection.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from hemvist.assistant.passed import Result, mark
from hemvist.assistant.phrase import Phrasing, Said, phrase
from hemvist.domain.agree import Quote, Reason, disagreements
from hemvist.domain.clauses import language
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed
from hemvist.evidence.legalbench import Progress
from hemvist.projects.gate import throw_away
from hemvist.providers.model import LanguageModel


class LabelsUnusable(HemvistError):
    """There is no usable set of labelled sentences: {reason}"""

    exit_code = 5
    remedy = "The folder holds NAME.json: see docs/phrasing.md for its form, and tests/data/phrasing-100.json for one."


@dataclass(frozen=True)
class Row:
    """A labelled sentence; ``answered`` is False where the quotes do not answer its question."""

    language: str
    question: str
    quotes: tuple[str, ...]
    sentence: str
    cites: tuple[int, ...]
    supported: bool
    why: str

    @property
    def asked(self) -> tuple[str, tuple[str, ...]]:
        return self.question, self.quotes

    @property
    def reasons(self) -> frozenset[Reason]:
        """Why the comparison withholds it; empty when it is released."""
        named = [Quote(self.quotes[one - 1], language(self.quotes[one - 1])) for one in self.cites]
        return disagreements(self.sentence, self.language, named)


def labelled(folder: Path, name: str) -> list[Row]:
    """The rows of a set; :class:`LabelsUnusable` where it is missing or malformed."""
    try:
        rows = json.loads((folder / f"{name}.json").read_text("utf-8"))
        return [_row(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabelsUnusable(reason=type(error).__name__) from error


def _row(row: dict[str, Any]) -> Row:
    if row["label"] not in ("supported", "unsupported") or not all(
        0 < one <= len(row["quotes"]) for one in row["cites"]
    ):
        raise ValueError
    quotes, cites = tuple(map(str, row["quotes"])), tuple(row["cites"])
    supported = row["label"] == "supported"
    return Row(row["language"], row["question"], quotes, row["sentence"], cites, supported, row["why"])


def measure(folder: Path, name: str, progress: Progress, model: LanguageModel | None = None) -> dict[str, Any]:
    """The comparison's figures on the labelled rows, and a model's where there is one."""
    rows = labelled(folder, name)
    told: dict[str, Any] = {"benchmark": name, "comparison": comparison(rows)}
    return told | ({"model": spoken(rows, model, progress)} if model is not None else {})


def comparison(rows: Sequence[Row]) -> dict[str, Any]:
    """Of released sentences the share supported (precision), of supported ones the share released (recall)."""
    judged = [(row, row.reasons) for row in rows]
    released = [row for row, reasons in judged if not reasons]
    right = sum(row.supported for row in released)
    supported = sum(row.supported for row in rows)
    return {
        "sentences": len(rows), "supported": supported, "released": len(released),
        "precision": _share(right, len(released)), "recall": _share(right, supported),
        "false_releases": dict(Counter(row.why for row in released if not row.supported)),
        "withheld_of_kind": dict(Counter(row.why for row, reasons in judged if reasons and not row.supported)),
        "supported_withheld_for": dict(Counter(one.value for row, found in judged if row.supported for one in found)),
        "by_language": {
            tongue: _share(sum(row.supported for row in released if row.language == tongue),
                           sum(row.supported for row in rows if row.language == tongue))
            for tongue in sorted({row.language for row in rows})
        },
    }  # fmt: skip


def spoken(rows: Sequence[Row], model: LanguageModel, progress: Progress) -> dict[str, Any]:
    """What a model says to each question of the rows: released, supported, and what nobody has judged yet."""
    asked = list(dict.fromkeys(row.asked for row in rows))
    labels = {(row.asked, row.cites, _bare(row.sentence)): row.supported for row in rows}
    answerable = {row.asked for row in rows if row.supported}
    said: list[tuple[tuple[str, tuple[str, ...]], Phrasing, float]] = []
    for number, one in enumerate(asked, 1):
        began = time.monotonic()
        told = phrase(throw_away(Deed.ASK), model, one[0], one[1], seconds=300)
        said.append((one, told, time.monotonic() - began))
        progress("phrasing", number, len(asked))
    released = [(one, sentence) for one, told, _ in said for sentence in told.said]
    known = [labels.get((one, sentence.cites, _bare(sentence.text))) for one, sentence in released]
    result = Result(
        model.identity.id, mark().date, _share(known.count(True), len(known) - known.count(None)),
        _share(len(known) - known.count(None), len(known)),
        _share(sum(bool(told.said) for one, told, _ in said if one in answerable), len(answerable)),
    )  # fmt: skip
    return {
        "identity": result.model, "questions": len(asked), "sentences_released": len(released),
        "faithful": result.faithful, "judged": result.judged, "released": result.released,
        "reached": mark().reached(result), "mark": mark().__dict__,
        "withheld": dict(sum((told.withheld for _, told, _ in said), Counter[str]())),
        "seconds_p50": round(median(seconds for _, _, seconds in said), 2) if said else 0,
        "unjudged": [_told(one, sentence) for (one, sentence), label in zip(released, known, strict=True) if label is None],
        "unsupported": [_told(one, sentence) for (one, sentence), label in zip(released, known, strict=True) if label is False],
    }  # fmt: skip


def _told(asked: tuple[str, tuple[str, ...]], said: Said) -> dict[str, Any]:
    return {"question": asked[0], "quotes": list(asked[1]), "sentence": said.text, "cites": list(said.cites)}


def _bare(sentence: str) -> str:
    return " ".join(sentence.casefold().split()).rstrip(". ")


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
