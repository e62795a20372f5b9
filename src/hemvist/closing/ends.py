"""Which projects have outlived their agreement: what is still stored after its last day, and after the days of grace."""

from __future__ import annotations

from dataclasses import dataclass

from hemvist.assistant.models import Question
from hemvist.documents import retained
from hemvist.documents.models import Document
from hemvist.domain.ending import Ending, ending
from hemvist.projects.in_force import bring_into_force
from hemvist.projects.models import AgreementAltered, Project


@dataclass(frozen=True)
class Outlived:
    """A project whose agreement is over, and how many documents and questions of it are still stored."""

    project: str
    ends: Ending
    documents: int
    questions: int

    @property
    def stored(self) -> bool:
        """Whether anything is."""
        return bool(self.documents or self.questions)


def outlived() -> list[Outlived]:
    """The projects whose agreement in force is over, the oldest project first."""
    found = []
    for project in Project.objects.exclude(hash_in_force=None).order_by("created"):
        bring_into_force(project)
        try:
            ends = ending(project.agreement, retained.today())
        except AgreementAltered:  # told where the agreements are looked at
            continue
        if ends.over:
            documents = Document.objects.filter(project=project).count()
            found.append(Outlived(project.pk, ends, documents, Question.objects.filter(project=project).count()))
    return found
