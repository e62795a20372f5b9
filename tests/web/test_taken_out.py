"""Whatever is handed out as a file of contents is an export: permitted as one, and told as one in the log."""

from __future__ import annotations

import pytest
from django.conf import settings

from hemvist.assistant import kept
from hemvist.assistant.models import Question
from hemvist.assistant.put import put
from hemvist.audit import log
from hemvist.domain.expected import Expects
from tests.assistant.test_survey import FILES, SWEDISH
from tests.house import House
from tests.projects.parties import parties
from tests.web.test_stopped import begin_and_keep
from tests.web.visitor import browser, words

TAKEN = {
    "q/{question}/documents.csv": "list:exported",
    "documents/report.csv": "documents:exported",
    "questions.json": "questions:exported",
    "kept/questions.csv": "expectations:exported",
    "kept/questions.json": "expectations:exported",
    "kept/results.csv": "results:exported",
    "kept/results.json": "results:exported",
}


@pytest.mark.parametrize("tail", TAKEN)
def test_what_is_taken_out_is_an_export_even_where_nothing_may_be_shown(
    house: House, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = parties(house).live()
    for name, text in FILES.items():
        begin_and_keep(two, name, text)
    house.read()
    put(two.ada, two.project, SWEDISH)
    kept.keep(two.ada, two.project, kept.Wanted("Who pays?", Expects.NOTHING))
    room, question = f"/p/{two.project.pk}/", Question.objects.get().pk
    monkeypatch.setattr(settings, "STANDS", "US; Elsewhere Inc")
    ada = browser(house.ada, "webauthn")
    assert ada.get(f"{room}q/{question}/").status_code == 403, "the installation cannot keep the agreement"
    file = ada.get(room + tail.format(question=question))
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert len(words(file)) > 20
    lines = [line for line in log.lines(two.project.pk) if line.event == TAKEN[tail]]
    assert len(lines) == 1


def test_a_reviewer_takes_no_list_out(house: House) -> None:
    house.with_lease()
    assert browser(house.rut).get(f"/p/{house.heron.pk}/documents/report.csv").status_code == 403
    assert "documents:exported" not in [line.event for line in log.lines(house.heron.pk)]
