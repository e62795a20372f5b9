"""An answer's phrasing in its record: whether a project has it, adding what was released, and taking it out again.

The answer with its quotations is stored and shown first. Each sentence is put into the sealed record before anybody
sees it, in a transaction of its own; no database connection is held while the model speaks.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from hemvist.assistant import phrase
from hemvist.assistant.models import PhrasingChoice, Question
from hemvist.assistant.passed import mark, passed, results
from hemvist.assistant.phrase import Phrasing, Said
from hemvist.assistant.record import Record, Row, answering, asked
from hemvist.audit import log
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Deed, Permit
from hemvist.people.visit import Visit
from hemvist.projects import gate
from hemvist.projects.models import Project
from hemvist.providers.model import LanguageModel, ModelUnreachable

OVER: Final = timedelta(seconds=phrase.SECONDS + 30)
"""After this nobody waits for a phrasing any more: whoever made it was stopped."""
_one_at_a_time = threading.Lock()


class PhrasingNotAllowed(HemvistError):
    """Phrasing cannot be switched on: {reason}"""

    exit_code = 3
    status = 409
    remedy = "Answers go on as before, as quotations. docs/phrasing.md says which models have passed, and how one does."


def choose(visit: Visit, project: Project, on: bool) -> None:
    """Switch phrasing on or off, as the owner: on only for the model in use, and only if it passed its measurement."""
    permit = gate.enter(visit, project, Deed.SET_PHRASING)
    speaking = phrase.model()
    if on and speaking is None:
        raise PhrasingNotAllowed(reason="no language model is in use.")
    if on and speaking is not None and not passed(speaking.identity.id):
        raise PhrasingNotAllowed(reason="the language model in use has not passed its measurement.")
    name = speaking.identity.id if on and speaking is not None else "none"
    with transaction.atomic():
        if on:  # in one statement: two windows may do it in one moment
            row = PhrasingChoice(project=project, model=name)
            PhrasingChoice.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["project"], update_fields=["model"]
            )
        else:
            PhrasingChoice.objects.filter(project=project).delete()
        log.write(project.pk, EventName.PHRASING_SET, permit.person, on=int(on), model=name.replace("/", ":"))


def chosen(project: Project) -> bool:
    """Whether the project's owner has switched phrasing on, for whatever model."""
    return PhrasingChoice.objects.filter(project=project).exists()


def standing(project: Project) -> Record:
    """How it stands with a project's phrasing: the model in use, its result, the mark, and whether it is on."""
    speaking = phrase.model()
    name = speaking.identity.id if speaking else ""
    result = next((one for one in results() if one.model == name), None)
    return {"model": name, "result": result, "mark": mark(), "passed": passed(name), "on": speaker(project) is not None,
            "chosen": chosen(project)}  # fmt: skip


def speaker(project: Project) -> LanguageModel | None:
    """The model that phrases this project's answers: the one in use, if it passed and the owner chose that very one."""
    choice = PhrasingChoice.objects.filter(project=project).first()
    speaking = phrase.model() if choice else None
    with suppress(ModelUnreachable):  # it may go between two questions
        if choice and speaking and passed(choice.model) and speaking.identity.id == choice.model:
            return speaking
    return None


def empty() -> Record:
    """What a record holds of a phrasing before there is one."""
    return {"phrased": [], "phrasing": None}


def begin(permit: Permit, project: Project, question: Question) -> bool:
    """Note in the record that a phrasing is being made, so that whoever looks at the answer waits; whether it is to be."""
    choice = PhrasingChoice.objects.filter(project=project).first()
    if choice is None:  # switched off in this moment
        return False
    with transaction.atomic():
        return _change(permit, question, lambda record: record | {"phrasing": {"model": choice.model, "state": "made"}})


def follow(permit: Permit, project: Project, question: Question, wait: bool) -> None:
    """Phrase an answer that was just stored, if its project has answers phrased and there is one."""
    speaking = None if question.abstained else speaker(project)
    if speaking is not None and begin(permit, project, question):
        (complete if wait else in_background)(permit, question, speaking)


def complete(permit: Permit, question: Question, speaking: LanguageModel) -> None:
    """Have the answer phrased, sentence by sentence into its record; ends with a line in the log, and never in an error.

    One at a time in this process: the model speaks with one voice.
    """
    record = question.record(permit)
    rows = answering(record)
    with _one_at_a_time:
        model = _name(speaking)
        told = Phrasing(model)
        if _wanted(question, model):  # it may have waited for long
            _release()
            told = phrase.phrase(
                permit,
                speaking,
                asked(record),
                [row["quote"] for row in rows],
                lambda said: _add(permit, question, rows, said, model),
                beat=lambda: _still(permit, question, model),
            )
    _finish(permit, question, told)


def in_background(permit: Permit, question: Question, speaking: LanguageModel) -> None:
    """The same on a thread of its own, so that the quotations are shown at once."""
    threading.Thread(target=_alone, args=(permit, question, speaking), name="phrasing", daemon=True).start()


def _alone(permit: Permit, question: Question, speaking: LanguageModel) -> None:
    try:
        complete(permit, question, speaking)
    finally:
        connection.close()


def _release() -> None:
    """Hand the connection back before the model speaks; inside a transaction (a test's) there is none to hand back."""
    if not connection.in_atomic_block:
        connection.close()


def _name(speaking: LanguageModel) -> str:
    """The model's identity; ``none`` where it is away."""
    with suppress(ModelUnreachable):
        return speaking.identity.id
    return "none"


def _wanted(question: Question, model: str) -> bool:
    """Whether the owner still has this model phrase, and it is still the one in use; so until the transaction ends."""
    rows = PhrasingChoice.objects.filter(project=question.project_id, model=model)
    chosen = rows.select_for_update() if connection.in_atomic_block else rows
    speaking = phrase.model() if chosen.first() else None
    return speaking is not None and _name(speaking) == model


def _still(permit: Permit, question: Question, model: str) -> None:
    """What a model says is written down only under the agreement that it was asked under, and only while it is wanted."""
    gate.still(permit)
    if not _wanted(question, model):
        raise PhrasingNotAllowed(reason="it was switched off, or another model is in use.")
    _release()


def _add(permit: Permit, question: Question, rows: list[Row], said: Said, model: str) -> bool:
    """Put a sentence into the record, if it is still wanted and all that it cites stands there as it was compared."""
    cited = [rows[one - 1] for one in said.cites]
    added = False
    gate.still(permit)

    def put(record: Record) -> Record:
        nonlocal added
        now = {row["number"]: row["quote"] for row in answering(record)}
        added = all(now.get(row["number"]) == row["quote"] for row in cited)
        told = {"text": said.text, "cites": [row["number"] for row in cited]}
        return record | {"phrased": [*record["phrased"], told]} if added else record

    with transaction.atomic():
        if _wanted(question, model):
            _change(permit, question, put)
    _release()
    return added


def _finish(permit: Permit, question: Question, told: Phrasing) -> None:
    withheld = told.withheld["sentences"]

    def put(record: Record) -> Record:
        done = {"model": told.model, "state": "done", "withheld": told.reasons}
        return record | {"phrasing": done | ({"stopped": told.stopped.told} if told.stopped else {})}

    with transaction.atomic():
        if _change(permit, question, put):
            log.write(
                question.project_id, EventName.ANSWER_PHRASED, permit.person, question=question.pk,
                model=told.model.replace("/", ":"), sentences=len(told.said), withheld=withheld,
                **{f"withheld-{why}": count for why, count in told.reasons.items() if why != "sentences"},
            )  # fmt: skip


def _change(permit: Permit, question: Question, change: Any) -> bool:
    """Read and write the record under a lock; whether the question is still there."""
    row = Question.objects.select_for_update().filter(pk=question.pk).first()
    if row is None:
        return False
    row.set_record(permit, change(row.record(permit)))
    row.save(update_fields=["sealed"])
    return True


def waits(question: Question, record: Record) -> bool:
    """Whether sentences may still come."""
    made = (record.get("phrasing") or {}).get("state") == "made"
    return made and timezone.now() - question.asked < OVER
