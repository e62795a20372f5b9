"""What people see and decide of relations on the pages, and answers as of a day."""

from __future__ import annotations

import re
from datetime import date

from hemvist.assistant.models import Question
from hemvist.documents.relations import relations
from tests.assistant.test_survey_ties import ENDS, pool
from tests.documents.test_relations import DATED, UNNAMED, both
from tests.house import House, visit
from tests.web.visitor import browser, words

ASKED = {"question": "How much is the rent in the lease?"}


def post(house: House, **fields: str) -> str:
    """What Ada's form does, and the page that she sees after it."""
    person = browser(house.ada)
    person.post(f"/p/{house.heron.pk}/relations/", fields)
    page = fields.get("page", "")
    return words(person.get(f"/p/{house.heron.pk}/documents/" + (f"{page}/" if page else "")))


def test_the_list_proposes_with_the_words_that_say_so_and_one_click_sets_it(house: House) -> None:
    lease, amendment = both(house)
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/documents/"))
    assert "What seems to change what" in page
    assert "Lease Agreement dated 5 September 2019" in page
    page = post(house, do="set", document=amendment, of=lease, tie="amends", since="2024-04-01", page=amendment)
    assert "It is set." in page
    (told,) = relations(visit(house.ada), house.heron)
    assert (told.standing, told.since) == ("set", date(2024, 4, 1))
    assert "from 1 April 2024" in words(browser(house.ada).get(f"/p/{house.heron.pk}/documents/{lease}/"))


def test_where_several_papers_may_be_meant_the_page_is_not_sure_which_and_never_says_that_it_is_not_here(
    house: House,
) -> None:
    loan = DATED.replace("LEASE", "LOAN").replace("5 September 2019", "3 May 2020")
    for name, text in (("lease.txt", DATED), ("loan.txt", loan), ("amendment.txt", UNNAMED)):
        house.receive(house.ada, house.heron, name, text)
        house.read()
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/documents/"))
    assert page.count("says that it changes another paper; which one, is not sure. It may be") == 2
    assert "is not here" not in page


def test_where_a_paper_tells_no_day_none_is_filled_in_and_the_page_says_so(house: House) -> None:
    untold = "AMENDMENT NO. 1\n\nThis amendment to the Lease Agreement dated 5 September 2019 between Lindhagen Property Ltd and "
    both(house, f"{untold}Norrglim Furniture Ltd\n\nSection 2 is amended so that the rent is EUR 14,500 a month.\n")
    page = browser(house.ada).get(f"/p/{house.heron.pk}/documents/").text
    assert 'name="since" value=""' in page
    assert "It does not say from which day on." in page


def test_declining_and_undoing_are_one_click_each(house: House) -> None:
    both(house)
    key = relations(visit(house.ada), house.heron)[0].id
    assert "What seems to change what" not in post(house, do="decline", relation=key)
    seen = relations(visit(house.ada), house.heron)[0].mark
    assert "What seems to change what" in post(house, do="undo", relation=key, seen=seen)


def test_a_wrong_day_and_a_circle_are_told_and_change_nothing(house: House) -> None:
    lease, amendment = both(house)
    assert "no day of the calendar" in post(house, do="set", document=amendment, of=lease, tie="amends", since="soon")
    assert "the same document" in post(house, do="set", document=lease, of=lease, tie="amends")
    assert relations(visit(house.ada), house.heron)[0].standing == "proposed"


def test_a_member_is_shown_no_forms_and_is_refused(house: House) -> None:
    lease, amendment = both(house)
    member = browser(house.ben)
    assert "What seems to change what" not in words(member.get(f"/p/{house.heron.pk}/documents/"))
    told = member.post(
        f"/p/{house.heron.pk}/relations/", {"do": "set", "document": amendment, "of": lease, "tie": "amends"}
    )
    assert told.status_code == 403
    assert 'name="do" value="set"' not in words(member.get(f"/p/{house.heron.pk}/documents/{lease}/"))


def test_setting_by_hand_offers_the_other_documents(house: House) -> None:
    lease, amendment = both(house)
    page = words(browser(house.ada).get(f"/p/{house.heron.pk}/documents/{lease}/?relate=1"))
    assert f'<option value="{amendment}">' in page
    assert f'<option value="{lease}">' not in page


def test_an_answer_says_since_when_and_what_was_replaced_and_asks_as_of_a_day(house: House) -> None:
    lease, amendment = both(house)
    post(house, do="set", document=amendment, of=lease, tie="amends")
    person = browser(house.ada)
    page = words(person.post(f"/p/{house.heron.pk}/ask/", ASKED, follow=True))
    assert "In force since 1 March 2024" in page
    assert "Replaced on 1 March 2024; it applied from 5 September 2019" in page
    page = words(person.post(f"/p/{house.heron.pk}/ask/", ASKED | {"as_of": "2023-01-01"}, follow=True))
    assert "as of 1 January 2023" in page
    assert "Not in force yet: from 1 March 2024" in page
    assert "In force from 5 September 2019 until 1 March 2024" in page


def test_a_day_in_the_question_is_asked_of_and_said(house: House) -> None:
    lease, amendment = both(house)
    post(house, do="set", document=amendment, of=lease, tie="amends")
    asked = {"question": "How much was the rent in the lease in 2022?"}
    page = words(browser(house.ada).post(f"/p/{house.heron.pk}/ask/", asked, follow=True))
    assert "as of 31 December 2022" in page
    assert "In force from 5 September 2019 until 1 March 2024" in page
    later = asked | {"as_of": "2024-05-01"}
    page = words(browser(house.ada).post(f"/p/{house.heron.pk}/ask/", later, follow=True))
    assert "as of 1 May 2024" in page
    assert "In force since 1 March 2024" in page


def test_a_day_that_is_none_asks_nothing(house: House) -> None:
    both(house)
    told = browser(house.ada).post(f"/p/{house.heron.pk}/ask/", ASKED | {"as_of": "yesterday"})
    assert told.status_code == 400
    assert "no day of the calendar" in words(told)
    assert not Question.objects.exists()


def test_a_page_that_is_none_leads_to_the_list(house: House) -> None:
    both(house)
    told = browser(house.ada).post(f"/p/{house.heron.pk}/relations/", {"do": "look", "page": "//elsewhere.example/"})
    assert told.headers["location"] == f"/p/{house.heron.pk}/documents/"


def test_the_list_over_many_documents_links_the_row_of_a_contract_with_what_changes_it(house: House) -> None:
    pool(house)
    person = browser(house.ada)
    page = person.post(f"/p/{house.heron.pk}/ask/", {"question": ENDS}, follow=True).text
    assert "read it yourself" in page
    assert re.search(r'Changed from 4 February 2026 by <a href="\?c=\d#source">Amendment No\. 1', page)
    assert re.search(r'Changes <a href="\?c=\d#source">Pool Cleaning Contract', page)
