"""Putting a question as people do: it may lean on the one before, and may be about all documents at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hemvist.assistant import ask, survey
from hemvist.assistant.conversation import lean
from hemvist.assistant.models import Question
from hemvist.people.visit import Visit
from hemvist.projects.models import Project


def put(
    visit: Visit, project: Project, question: str, documents: Iterable[str] = (), as_of: datetime | None = None,
    after: str = "", *, alone: bool = False, all_papers: bool = False, wait: bool = True,
) -> Question:  # fmt: skip
    """Ask in a conversation: ``after`` is the question before this one, on which it leans unless it stands ``alone``.

    A question about many documents is begun, and goes on with :func:`hemvist.assistant.survey.go_on`. With ``wait``
    false the answer is returned before a model has phrased it.
    """
    chosen = frozenset(documents)
    leaning = lean(visit, project, ask.usable(question), after, alone=alone, narrowed=bool(chosen))
    wanted = chosen or frozenset(row["document_id"] for row in leaning.rows)
    brief = ask.prepare(visit, project, question, wanted, as_of, leaning)
    found = survey.recognised(leaning.understood or question, brief.documents)
    if found:
        return survey.begin(visit, brief, found, all_papers=all_papers, chosen=chosen)
    return ask.answer(visit, brief, wait)
