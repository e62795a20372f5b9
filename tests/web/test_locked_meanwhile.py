"""A project that is locked while something runs: every page tells that it is locked, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from hemvist.assistant import survey
from hemvist.assistant.models import Question
from hemvist.documents import places
from hemvist.documents.models import Version
from hemvist.documents.receive import begin
from hemvist.domain.permit import Deed
from hemvist.projects import gate
from hemvist.projects.open import lock, unlock
from hemvist.vault.errors import VaultLocked
from tests.assistant.test_survey import FILES, SWEDISH
from tests.house import PASSPHRASE, House, visit
from tests.web.visitor import Browser, browser, words

ELSEWHERE = "Which documents does somebody else look for?"


class Meanwhile:
    """The real embedder; before it reads a question, something else happens once."""

    def __init__(self, does: Any) -> None:
        self._real, self._does = places.embedder(places.chosen()), does
        self.identity = self._real.identity

    def passages(self, permit: Any, texts: Sequence[str]) -> Any:
        return self._real.passages(permit, texts)

    def question(self, permit: Any, text: str) -> Any:
        if text != ELSEWHERE and self._does:
            does, self._does = self._does, None
            does()
        return self._real.question(permit, text)

    def answering(self, permit: Any, question: str, passages: Sequence[str]) -> Any:
        return self._real.answering(permit, question, passages)


@pytest.fixture
def ada(house: House) -> Browser:
    """Ada's browser; Heron has three contracts."""
    for name, text in FILES.items():
        house.receive(house.ada, house.heron, name, text)
    house.read()
    return browser(house.ada)


def meanwhile(does: Any) -> None:
    """What comes next is looked for with that embedder."""
    places.close_all()
    places.use_embedder(Meanwhile(does))


def taken_away(house: House) -> None:
    """The project is locked, and somebody else's request closes its index."""
    permit = gate.enter(visit(house.ada), house.heron, Deed.ASK)
    lock(visit(house.ada), house.heron)
    with pytest.raises(VaultLocked):
        places.index_of(permit)


def locked(answer: Any) -> bool:
    return answer.status_code == 423 and "is locked" in words(answer)


@pytest.mark.parametrize("question", ["Which law governs the lease?", SWEDISH])
def test_a_question_and_a_survey_tell_that_it_is_locked(house: House, ada: Browser, question: str) -> None:
    meanwhile(lambda: taken_away(house))
    assert locked(ada.post(f"/p/{house.heron.pk}/ask/", {"question": question}))
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    assert ada.post(f"/p/{house.heron.pk}/ask/", {"question": question}).status_code == 302


def test_a_step_of_a_survey_tells_that_it_is_locked_and_goes_on_when_it_is_unlocked(
    house: House, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "STEP_SECONDS", 0.0)
    page = ada.post(f"/p/{house.heron.pk}/ask/", {"question": SWEDISH}).headers["Location"]
    before = bytes(Question.objects.get().sealed)
    meanwhile(lambda: taken_away(house))
    assert locked(ada.post(f"{page}on/"))
    assert bytes(Question.objects.get().sealed) == before
    unlock(visit(house.ada), house.heron, PASSPHRASE)
    assert ada.post(f"{page}on/").status_code == 302
    assert bytes(Question.objects.get().sealed) != before


def test_an_upload_tells_that_it_is_locked(house: House, ada: Browser) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"The fee is"
        taken_away(house)
        yield b" EUR 5."

    receipt = begin(visit(house.ada), house.heron, "new.txt")
    receipt.take(chunks())  # under the data key that it was begun with
    with pytest.raises(VaultLocked):
        receipt.keep()
    assert not Version.objects.filter(document__project=house.heron, size=18).exists()


def test_every_call_of_an_index_that_was_closed_tells_that_it_is_locked(house: House, ada: Browser) -> None:
    asking, deleting = (gate.enter(visit(house.ada), house.heron, deed) for deed in (Deed.ASK, Deed.DELETE))
    reading = gate.carry_on(house.heron, Deed.READ)
    index = places.index_of(asking)
    taken_away(house)
    for call in (
        lambda: index.find(asking, ELSEWHERE, asking.audience, None, None, 8),
        lambda: index.documents(asking, asking.audience, None),
        lambda: index.remove(deleting, "unknown"),
        lambda: index.standing(reading),
    ):
        with pytest.raises(VaultLocked):
            call()
