"""Questions to many contracts at once ("which contracts …") against the labels of the CUAD folder, and what they take.

Each is put to every contract as a survey does (``assistant/survey.py``): recognised, made a question to each, judged. Told
are what was found (whatever it says of the question), and what the list says: yes, no, or to be read.
"""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from hemvist.cli.bench import _ready

if TYPE_CHECKING:
    from hemvist.evidence.legalbench import Ingested
    from hemvist.providers.base import Embedder

# A question as somebody may put it, and the question of the folder whose labels say which contracts have it.
ASKED = {
    "Which contracts name the law that governs them?": "Which law governs this contract?",
    "Which contracts have an end date?": "When does this contract expire?",
    "Which contracts renew automatically?": "What is the renewal term for this contract?",
    "Which contracts may not be assigned without consent?": "May this contract be assigned without consent?",
    "Which contracts cap liability?": "Is liability capped, and at what?",
    "Which contracts give audit rights?": "What audit rights are there?",
    "Which contracts have an exclusivity clause?": "Does this contract include exclusivity?",
    "Which contracts require insurance?": "What insurance is required?",
    "Which contracts provide for sharing revenue?": "Does this contract provide for sharing revenue or profit?",
    "Which contracts grant a licence?": "What licenses are granted?",
    "Which contracts can be terminated for convenience?": "Can this contract be terminated for convenience, and how?",
    "Which contracts have a change of control clause?": "What happens on a change of control of a party?",
    "Which contracts have a non-compete clause?": "Is there a non-compete clause?",
    "Which contracts require a minimum purchase?": "Is there a minimum commitment or purchase?",
    "Which contracts have a right of first refusal?": "Does anyone have a right of first refusal, offer or negotiation?",
    "Which contracts provide for liquidated damages?": "Are there liquidated damages?",
}


def measure(project: Ingested, embedder: Embedder, folder: Path) -> None:
    """Print, for each question and for all: contracts labelled, found surely or nearly, and what the list says of them."""
    from hemvist.evidence.legalbench import benchmark

    labelled: dict[str, set[str]] = defaultdict(set)
    for test in benchmark(folder, "cuad-one-document").tests:
        if test.snippets and test.document:
            labelled[test.query].add(test.document)
    rows = {asked: _row(project, embedder, asked, labelled[of]) for asked, of in ASKED.items()}
    for asked, row in [*rows.items(), ("all", [sum(column) for column in zip(*rows.values(), strict=True)])]:
        there, found, right, near, right_near, seconds, *said = row
        print(
            f"{asked}: {there} have it; found surely {found}, right {right}; near {near}, right {right_near}; {seconds:.1f} s; "
            "said yes {}, right {}; no {}, of which have it {}; to be read {}, right {}".format(*said)
        )


def _row(project: Ingested, embedder: Embedder, asked: str, labelled: set[str]) -> list[float]:
    from hemvist.assistant.listed import listed
    from hemvist.assistant.reply import Asking, judge
    from hemvist.domain.condition import Verdict
    from hemvist.domain.permit import Deed
    from hemvist.domain.survey import survey
    from hemvist.domain.weigh import NEAR
    from hemvist.evidence.legalbench import EVERYONE
    from hemvist.projects.gate import throw_away

    told = survey(asked)
    assert told is not None, asked
    began, sure, read = time.process_time(), set[str](), set[str]()
    said: dict[Verdict, set[str]] = {verdict: set() for verdict in Verdict}
    for name in project.texts:
        asking = Asking(throw_away(Deed.ASK), project.index, embedder, EVERYONE, frozenset({name}), None)
        judged = judge(asking, told.clause)
        if judged.citations and judged.confidence >= NEAR:
            (sure if judged.confidence >= judged.enough else read).add(name)
    seconds = time.process_time() - began
    for name in project.texts:
        asking = Asking(throw_away(Deed.ASK), project.index, embedder, EVERYONE, frozenset({name}), None)
        said[listed(asking, told).verdict].add(name)
    says = [
        count
        for one in (Verdict.YES, Verdict.NO, Verdict.READ)
        for count in (len(said[one]), len(said[one] & labelled))
    ]
    return [len(labelled), len(sure), len(sure & labelled), len(read), len(read & labelled), seconds, *says]


def main() -> None:
    embedder = _ready(Namespace(threads=2))
    from hemvist.evidence.legalbench import benchmark, ingested

    folder = Path(sys.argv[1])
    with ingested(benchmark(folder, "cuad-one-document").corpus, embedder, lambda *_: None) as project:
        measure(project, embedder, folder)


if __name__ == "__main__":
    main()
