"""Pages that load themselves anew, in a real browser: never over what somebody has written and not sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from hemvist.config.options import ROOT
from tests.web.test_in_chromium import ARGUMENTS

pytestmark = pytest.mark.slow

SCRIPTS = ROOT / "src" / "hemvist" / "web" / "static" / "hemvist"
GOING = '<div data-survey><form method="post" action="/on/" data-go-on><p data-stalled hidden>stalled</p></form></div>'
DONE = "<div data-survey>all asked</div>"
FORM = (
    '<form><input id="question" name="question"><input type="checkbox" id="only" name="only">'
    '<select id="document"><option value="">Choose</option><option>a lease</option></select></form>'
)


class Site:
    """Answers in place of Hemvist: how often its page was loaded, and what comes of a step."""

    def __init__(self) -> None:
        self.loaded, self.steps, self.hold = 0, 0, True

    def answer(self, route: Route) -> None:
        path = route.request.url.partition("localhost")[2]
        if path.endswith(".js"):
            route.fulfill(path=SCRIPTS / path.rpartition("/")[2])
        elif path == "/on/":
            self.steps += 1
            route.fulfill(status=503 if self.hold else 200, body=f"<main>{DONE}{FORM}</main>", content_type="text/html")
        else:
            self.loaded += 1
            scripts = '<script src="/written.js" defer></script><script src="/survey.js" defer></script>'
            route.fulfill(body=f"<main>{GOING}{FORM}</main>{scripts}", content_type="text/html")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page()
        page.route("**/*", site.answer)
        page.goto("https://localhost/")
        page.get_by_text("stalled").wait_for()  # the first step failed, which is said
        yield page
        browser.close()


@pytest.mark.parametrize("what", ["text", "tick", "choice"])
def test_what_was_written_stays_when_a_run_comes_to_its_end(page: Page, site: Site, what: str) -> None:
    if what == "text":
        page.fill("#question", "What is the rent?")
    elif what == "tick":
        page.check("#only")
    else:
        page.select_option("#document", "a lease")
    page.evaluate("document.activeElement.blur()")
    site.hold = False
    page.get_by_text("all asked").wait_for()
    page.wait_for_timeout(300)
    assert site.loaded == 1
    assert page.evaluate("[question.value, only.checked, document.querySelector('select').value]") == [
        "What is the rent?" if what == "text" else "", what == "tick", "a lease" if what == "choice" else "",
    ]  # fmt: skip


def test_a_page_on_which_nothing_is_written_is_loaded_anew(page: Page, site: Site) -> None:
    site.hold = False
    page.wait_for_timeout(6000)
    assert site.loaded > 1
