"""Small sentences on pages that have to be true: of the log, of deleting, of an answer whose quotation is gone."""

from __future__ import annotations

from hemvist.assistant.ask import ask
from hemvist.closing.forget import forget_document
from hemvist.documents.models import Version
from hemvist.domain.events import EventName
from hemvist.web.views.surveys import SAYS
from hemvist.web.words import EVENTS
from tests.house import House, visit
from tests.web.visitor import browser, words


def test_every_event_has_its_words_on_the_page_of_the_log() -> None:
    assert [one.value for one in EventName if one not in EVENTS] == []


def test_deleting_promises_no_file_where_none_was_kept(house: House) -> None:
    version = house.with_lease()
    at = f"/p/{house.heron.pk}/documents/{version.document_id}/delete/"
    page = browser(house.ada)
    assert "the file as it was received" in words(page.get(at))
    Version.objects.filter(pk=version.pk).update(text_only=True)
    told = words(page.get(at))
    assert "the file as it was received" not in told
    assert "no file is kept of it" in told


def test_an_answer_whose_only_quotation_was_deleted_claims_no_words(house: House) -> None:
    version = house.with_lease()
    question = ask(visit(house.ada), house.heron, "How much is the rent?")
    at, page = f"/p/{house.heron.pk}/q/{question.pk}/", browser(house.ada)
    assert "word for word from your documents" in words(page.get(at))
    forget_document(visit(house.ada), house.heron, version.document_id)
    assert "word for word from your documents" not in words(page.get(at))


def test_a_list_says_that_nothing_was_found() -> None:
    assert str(SAYS["silent"]) == "nothing found"
