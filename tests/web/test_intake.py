"""The pages about finds: why a file was refused, what waits for a confirmation, and what was dropped."""

from __future__ import annotations

from hemvist.documents.models import Reading, Version
from tests.documents import test_fields
from tests.documents.test_looking import NUMBER, WITH_NUMBER, WITH_WORD, at_level_1, sent
from tests.house import House
from tests.web.visitor import browser, words


def test_a_refused_document_says_why_where_and_what_to_do_and_never_what(house: House) -> None:
    version = sent(house, WITH_NUMBER)
    page = words(browser(house.cleo).get(f"/p/{house.wren.pk}/documents/{version.document_id}/"))
    assert "national identity number (SE)" in page
    assert "line 13" in page
    assert "level" in page
    assert "Read it again" not in page
    assert NUMBER not in page


def test_the_owner_notes_a_false_alarm_on_the_page(house: House) -> None:
    version = sent(house, WITH_NUMBER)
    client, where = browser(house.cleo), f"/p/{house.wren.pk}/documents/{version.document_id}/"
    assert client.post(f"{where}allow/", {"reason": "An order number."}).status_code == 302
    assert "The owner has called this a false alarm" in words(client.get(where))
    assert client.post(f"{where}allow/", {"reason": " "}).status_code == 422


def test_one_button_confirms_all_that_waits(house: House) -> None:
    project = at_level_1(house)
    version = sent(house, WITH_WORD, project, house.ada)
    client = browser(house.ada)
    page = words(client.get(f"/p/{project.pk}/documents/"))
    assert "1 document waits for a confirmation" in page
    assert "1 word of a special category" in page
    assert "They belong here" not in words(browser(house.ben).get(f"/p/{project.pk}/documents/"))
    assert client.post(f"/p/{project.pk}/documents/confirm/").status_code == 302
    house.read()
    assert Version.objects.get(pk=version.pk).state == Reading.SEARCHABLE
    assert "waits for a confirmation" not in words(client.get(f"/p/{project.pk}/documents/"))


def test_names_of_dropped_fields_are_told_to_those_who_keep_documents(house: House) -> None:
    test_fields.agreed(house, test_fields.PRICES)
    version = test_fields.sent(house)
    where = f"/p/{house.heron.pk}/documents/{version.document_id}/"
    assert "Dropped before anything was kept: Buyer" in words(browser(house.ada).get(where))
    member = words(browser(house.ben).get(where))
    assert "Buyer" not in member
    assert "1 field was dropped" in member


def test_of_several_classes_of_tables_one_is_chosen_on_the_page(house: House) -> None:
    test_fields.agreed(house, test_fields.PRICES, test_fields.PEOPLE)
    answer = browser(house.ada).get(f"/p/{house.heron.pk}/documents/?class=prices").content.decode()
    assert f'action="/p/{house.heron.pk}/documents/add/?class=prices"' in answer
    assert '<strong aria-current="true">prices</strong>' in answer
    assert "?class=people" in answer
