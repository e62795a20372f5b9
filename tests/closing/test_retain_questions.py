"""Questions and kept questions after their agreed days: gone, with their words in what leans on them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hemvist.assistant import kept
from hemvist.assistant.ask import ask, history, reopen
from hemvist.assistant.models import KeptQuestion, Question
from hemvist.closing.retain import retain
from hemvist.domain.expected import Expects
from hemvist.projects.open import lock, unlock
from tests.closing.test_retain import LAW, lines, stored, two
from tests.house import PASSPHRASE
from tests.projects.parties import Two

__all__ = ["two"]


def test_questions_go_after_their_days_whoever_asked_also_while_it_is_locked(two: Two) -> None:
    stored(two)
    old, young = ask(two.ada, two.project, LAW), ask(two.ada, two.project, LAW)
    Question.objects.filter(pk=old.pk).update(asked=timezone.now() - timedelta(days=90))
    Question.objects.filter(pk=young.pk).update(asked=timezone.now() - timedelta(days=89))
    lock(two.ada, two.project)
    retain()
    unlock(two.ada, two.project, PASSPHRASE)
    assert [row.pk for row, _ in history(two.ada, two.project)] == [young.pk]
    assert lines(two, "question:deleted") == [{"question": old.pk, "clause": "retention"}]


def test_of_a_conversation_that_goes_on_the_old_question_s_words_go_too_once_it_is_unlocked(two: Two) -> None:
    from hemvist.assistant.put import put

    stored(two)
    first = put(two.ada, two.project, LAW)
    second = put(two.ada, two.project, "And what is the rent?", after=first.pk)
    told = dict(reopen(two.ada, two.project, second.pk)[1])
    Question.objects.filter(pk=first.pk).update(asked=timezone.now() - timedelta(days=90))
    lock(two.ada, two.project)
    assert retain() == 1
    assert Question.objects.filter(pk=first.pk).exists()
    unlock(two.ada, two.project, PASSPHRASE)
    assert retain() == 0
    assert not Question.objects.filter(pk=first.pk).exists()
    left = reopen(two.ada, two.project, second.pk)[1]
    assert (told["after"], left["understood"]) == (first.pk, "")


def test_a_kept_question_goes_when_it_was_not_asked_for_so_long(two: Two) -> None:
    stored(two)
    for _ in range(2):
        kept.keep(two.ada, two.project, kept.Wanted(LAW, Expects.NOTHING))
    idle, used = KeptQuestion.objects.order_by("since")
    KeptQuestion.objects.update(since=timezone.now() - timedelta(days=90))
    KeptQuestion.objects.filter(pk=used.pk).update(answer=ask(two.ada, two.project, LAW))
    retain()
    assert list(KeptQuestion.objects.values_list("pk", flat=True)) == [used.pk]
    assert lines(two, "expectation:removed") == [{"kept": idle.pk, "clause": "retention"}]
