"""Pages that one comes by less often, in a real browser: well made, named, and gone through by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.web.running import Installation
from tests.web.test_in_chromium import (  # the fixtures start an installation of this file's own
    QUESTION,
    Journey,
    chromium,
    context,
    fits,
    hemvist,
    journey,
    well_made,
)

__all__ = ["chromium", "hemvist", "journey"]

pytestmark = pytest.mark.slow  # a start of the whole
TABBED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return "";
  const style = getComputedStyle(node);
  return style.outlineStyle !== "none" || getComputedStyle(node.parentElement).outlineStyle !== "none" ? "seen" : node.outerHTML;
}"""
"""Whether the keyboard is seen where it is; nothing beyond the page's last control."""
ASKED = [
    QUESTION,
    "What is the notice period of the cleaning contract?",
    "How long does the duty of confidentiality last?",
    "Vad kostar städningen?",
    "Who is the distributor?",
    "When must invoices be paid?",
]
PUT_AT_ONCE = """([url, token, questions]) => Promise.all(questions.map(async question => {
  const answer = await fetch(url, {method: "POST", body: new URLSearchParams({csrfmiddlewaretoken: token, question})});
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [answer.status, answer.url, page.querySelector("h1").innerText,
    Array.from(page.querySelectorAll("blockquote, q, .sources li, .near li"), one => one.innerText).join()];
}))"""
"""Each question's status, address, and what its page says of it."""


@pytest.fixture(scope="module")
def rarer(journey: Journey, hemvist: Installation) -> list[str]:
    """Pages that one comes by less often: kept questions, a preview, who may see a document, a draft, the key's guard, people."""
    page, home = journey.page, journey.project.split("/p/")[0]
    page.goto(journey.project + "kept/")
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.get_by_label("Document", exact=True).select_option(index=1)
    page.get_by_role("button", name="Keep it").click()
    change = home + str(page.get_by_role("link", name="Change").get_attribute("href"))
    page.goto(home + "/")
    guarded = home + str(page.get_by_role("link", name="Lindhagen leases").get_attribute("href"))
    page.goto(journey.project + "documents/")
    document = home + str(page.locator("tbody tr a").first.get_attribute("href"))
    hemvist.join(journey.project.rstrip("/").rpartition("/")[2])
    page.goto(journey.project + "people/")
    remove = home + str(page.get_by_role("link", name="Remove Ben").get_attribute("href"))
    return [
        journey.project + "kept/", change, change + "remove/", journey.project + "documents/preview/", document,
        journey.project + "agreement/draft/", guarded + "guard/", journey.project + "ask/",
        journey.project + "people/", remove,
    ]  # fmt: skip


def test_rarer_pages_can_be_read_named_and_gone_through_by_keys(
    rarer: list[str], journey: Journey, chromium: Browser
) -> None:
    for scheme in ("light", "dark"):
        found = context(chromium, storage_state=journey.state, color_scheme=scheme)
        page = found.new_page()
        for path in rarer:
            well_made(page, path, scheme)
            for _ in range(40):
                page.keyboard.press("Tab")
                assert page.evaluate(TABBED) in ("seen", ""), path
            page.set_viewport_size({"width": 360, "height": 740})
            fits(page, path, scheme)
        found.close()


def test_people_are_ticked_only_where_the_document_is_for_named_people(rarer: list[str], journey: Journey) -> None:
    page = journey.page
    page.goto(rarer[4])
    expect(page.get_by_label("Everybody in the project")).to_be_checked()
    expect(page.locator("input[name=person]").first).to_be_hidden()
    page.get_by_label("Only these people:").check()
    expect(page.locator("input[name=person]").first).to_be_visible()


def test_questions_put_at_the_same_moment_are_each_answered(journey: Journey, chromium: Browser) -> None:
    page = context(chromium, storage_state=journey.state).new_page()
    page.goto(journey.project)
    token = page.locator("form.box input[name=csrfmiddlewaretoken]").first.input_value()
    one_by_one = [page.evaluate(PUT_AT_ONCE, [journey.project + "ask/", token, [asked]])[0] for asked in ASKED]
    at_once = page.evaluate(PUT_AT_ONCE, [journey.project + "ask/", token, ASKED])
    assert {status for status, *_ in [*one_by_one, *at_once]} == {200}
    assert len({address for _, address, *_ in [*one_by_one, *at_once]}) == 2 * len(ASKED)
    assert [told[2:] for told in at_once] == [told[2:] for told in one_by_one]
