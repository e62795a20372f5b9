"""The whole journey in a real browser, against every process over TLS: sign in, add, ask, look, with and without scripts."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from hemvist.config.options import ROOT
from tests.web import folders
from tests.web.looked import CONTRAST, NAMELESS
from tests.web.running import Installation, running

FILES = ROOT / "src" / "hemvist" / "documents" / "made" / "files"
NAMES = ("Distribution-Agreement-Hoebrecht-2025.pdf", "Stadavtal-Glansa-2025.docx", "Mutual-NDA-Silverdunge-2026.txt")
QUESTION = "What happens if the distributor buys less than the minimum purchase?"
QUOTE = "20 per cent of the shortfall"
PASSPHRASE = "four herons in a shallow sea"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="module")
def hemvist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("hemvist"), small=True) as installation:
        yield installation


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


def context(chromium: Browser, **more: object) -> BrowserContext:
    found = chromium.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800}, **more)  # type: ignore[arg-type]
    found.set_default_timeout(30_000)
    return found


def sign_in(page: Page, hemvist: Installation) -> None:
    """By a fresh link and the next code: the one just used is not taken twice."""
    page.goto(hemvist.link())
    page.get_by_role("button", name="Sign in as").click()
    page.get_by_label("Code").fill(hemvist.code())
    page.get_by_role("button", name="Continue").click()
    if page.get_by_role("alert").count():
        time.sleep(30 - time.time() % 30 + 0.5)
        page.get_by_label("Code").fill(hemvist.code())
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="My projects")).to_be_visible()


@pytest.fixture(scope="module")
def journey(hemvist: Installation, chromium: Browser) -> Journey:
    """One sign-in, one project of one's own with three documents, one answer: what the tests below look at."""
    found = context(chromium)
    page = found.new_page()
    quiet: list[str] = []
    page.on("console", lambda told: quiet.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: quiet.append(str(error)))
    page.on("request", lambda asked: quiet.append(asked.url) if not asked.url.startswith(hemvist.address) else None)
    sign_in(page, hemvist)
    page.get_by_role("link", name="Open a project for your own documents").click()
    page.get_by_label("What you call it").fill("Our own")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Open the project").click()
    page.get_by_label("Add documents").set_input_files([FILES / name for name in NAMES])
    expect(page.locator("tbody tr")).to_have_count(3, timeout=60_000)
    expect(page.locator(".state.kept")).to_have_count(3, timeout=60_000)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("article.answer")).to_be_visible()
    return Journey(found.storage_state(), page.url, page, quiet)


class Journey:
    """Where the journey led, and whatever the browser complained of on the way."""

    def __init__(self, state: object, answer: str, page: Page, quiet: list[str]) -> None:
        self.state, self.answer, self.page, self.quiet = state, answer, page, quiet
        self.project = answer[: answer.index("/q/") + 1]


def test_files_are_added_read_and_asked_and_the_browser_complains_of_nothing(journey: Journey) -> None:
    assert journey.quiet == []
    assert QUOTE in journey.page.locator("article.answer").inner_text()


def test_a_quotation_is_clicked_and_its_page_is_seen_with_the_quote_boxed(journey: Journey) -> None:
    page = journey.page
    page.goto(journey.answer)
    page.locator(".sources a", has_text=QUOTE).first.click()
    picture = page.locator("#source img")
    expect(picture).to_be_visible()
    assert QUOTE in (picture.get_attribute("alt") or "").replace("\n", " ")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 900
    assert _ochre(picture.screenshot()) > 200, "the box around the quote is seen"


def _ochre(png: bytes) -> int:
    """How many pixels have the colour of the box."""
    pixels = Image.open(BytesIO(png)).convert("RGB").get_flattened_data()
    return sum(red > 200 and 120 < green < 240 and blue < 190 and red - blue > 50 for red, green, blue in pixels)


def test_the_keys_go_from_source_to_source_and_never_while_typing(journey: Journey) -> None:
    page = journey.page
    page.goto(journey.answer)
    if page.locator(".sources li").count() > 1:
        page.keyboard.press("j")
        page.wait_for_url("**/?c=2#source")
        page.keyboard.press("k")
        page.wait_for_url("**/?c=1#source")
    page.get_by_label("Your question").fill("jjokk")
    page.wait_for_timeout(200)
    assert page.get_by_label("Your question").input_value() == "jjokk"
    page.locator("h1").click()
    page.keyboard.press("o")
    page.wait_for_url("**/documents/**")


def test_every_page_fits_a_small_screen_light_and_dark(journey: Journey, chromium: Browser) -> None:
    for scheme in ("light", "dark"):
        found = context(chromium, storage_state=journey.state, color_scheme=scheme)
        page = found.new_page()
        page.set_viewport_size({"width": 360, "height": 740})
        for tail in ("", "documents/", "agreement/", "audit/"):
            fits(page, journey.project + tail, scheme)
        for path in (
            journey.answer,
            journey.project.split("/p/")[0] + "/account/",
            journey.project.split("/p/")[0] + "/",
        ):
            fits(page, path, scheme)
        found.close()


def well_made(page: Page, path: str, scheme: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    assert page.evaluate(CONTRAST) == [], (path, scheme)
    assert page.evaluate(NAMELESS) == [], path


def fits(page: Page, path: str, scheme: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(20, 24, 26)") is (scheme == "dark"), path


def test_text_is_readable_on_its_ground_light_and_dark(journey: Journey, chromium: Browser) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for everything that is written."""
    for scheme in ("light", "dark"):
        found = context(chromium, storage_state=journey.state, color_scheme=scheme)
        page = found.new_page()
        for path in (journey.answer, journey.project, journey.project + "documents/", journey.project + "audit/"):
            page.goto(path)
            assert page.evaluate(CONTRAST) == [], (path, scheme)
        found.close()


def test_the_keyboard_alone_is_enough(journey: Journey) -> None:
    page = journey.page
    page.goto(journey.project)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("article.answer")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.quote") == "1"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?c=1#source")


def test_everything_works_with_scripts_switched_off(journey: Journey, chromium: Browser, tmp_path: Path) -> None:
    found = context(chromium, storage_state=journey.state, java_script_enabled=False)
    page = found.new_page()
    page.goto(journey.project + "documents/")
    (tmp_path / "fee.txt").write_text("SERVICE AGREEMENT\n\n1. Fee. The yearly fee for the lighthouse is EUR 77,000.\n")
    (tmp_path / "large.txt").write_text("x" * 6_000_000)
    page.get_by_label("Add documents").set_input_files([tmp_path / "large.txt", tmp_path / "fee.txt"])
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("large.txt is larger than the 5 MB")).to_be_visible()
    row = page.locator("tbody tr", has_text="fee.txt")
    for _ in range(60):
        if row.locator(".state.kept").count():
            break
        time.sleep(0.5)
        page.get_by_role("link", name="Refresh").click()
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_label("Your question").fill("What is the yearly fee for the lighthouse?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".sources a").first.click()
    expect(page.locator("#source mark")).to_contain_text("77,000")
    page.get_by_role("link", name="Open the document").click()
    page.get_by_role("link", name="Delete this document").click()
    page.get_by_role("button", name="Delete it everywhere").click()
    expect(page.locator("tbody tr", has_text="fee.txt")).to_have_count(0)
    found.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folders.office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def archive(journey: Journey, chromium: Browser, office: Path) -> Iterator[Page]:
    """The list of documents after a folder was dropped on it: the page was not loaded anew meanwhile."""
    found = context(chromium, storage_state=journey.state, accept_downloads=True)
    page = found.new_page()
    page.on("console", lambda told: journey.quiet.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: journey.quiet.append(str(error)))
    page.goto(journey.project + "documents/")
    page.evaluate("window.same = true")
    folders.drop(page, [office])
    expect(page.locator("[data-told]")).to_have_text("8 of 9 received")
    expect(page.locator("[data-announce]")).to_contain_text("documents are done", timeout=60_000)
    yield page
    found.close()


def row(page: Page, name: str) -> Locator:
    return page.locator("tbody tr", has=page.locator("th", has_text=name))


def test_a_dropped_folder_is_sent_with_all_that_lies_below_it(archive: Page, journey: Journey) -> None:
    assert archive.evaluate("window.same") is True
    expect(row(archive, "Archive/2019/leases/Norrglim lease.txt").locator(".state")).to_have_text("searchable")
    expect(row(archive, "minutes.txt").locator(".state")).to_have_text("searchable")
    expect(row(archive, "handover.zip").locator("td").first).to_contain_text("1 file inside")
    expect(archive.locator("#kept")).to_have_text("13 documents")
    assert journey.quiet == []


def test_what_was_refused_or_left_out_of_a_folder_is_named_with_the_reason(archive: Page) -> None:
    expect(row(archive, "broken.pdf").locator("td").first).to_contain_text("broken.pdf could not be read")
    expect(archive.locator("[data-part=far]")).to_contain_text("1 refused")
    expect(archive.locator("[data-files] li")).to_have_count(1)
    expect(archive.locator("[data-files]")).to_contain_text("Archive/odd/large.txt")
    expect(archive.locator("[data-files]")).to_contain_text("is larger than the 5 MB")
    archive.locator("[data-left] summary").click()
    left = sorted(archive.locator("[data-left] li").all_inner_texts())
    assert left == ["Archive/.hidden.txt", "Archive/odd/setup.exe"]


def test_the_report_is_downloaded_as_a_table_that_runs_nothing(archive: Page) -> None:
    with archive.expect_download() as got:
        archive.get_by_role("link", name="Download the report").click()
    text = got.value.path().read_text("utf-8-sig")
    assert got.value.suggested_filename == "documents.csv"
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 13
    assert not [cell for one in rows for cell in one.values() if cell.startswith(("=", "+", "-", "@"))]
    assert next(one for one in rows if one["path"].endswith("broken.pdf"))["why"]


def test_the_keyboard_keeps_its_place_while_the_list_renews_itself(archive: Page, tmp_path: Path) -> None:
    link = row(archive, "rules.html").get_by_role("link")
    link.focus()
    (tmp_path / "one more.txt").write_text("1. Fee. The fee of the heron is EUR 5.\n")
    archive.get_by_label("Add documents").set_input_files(tmp_path / "one more.txt")
    expect(row(archive, "one more.txt").locator(".state")).to_have_text("searchable", timeout=60_000)
    expect(link).to_be_focused()


def test_pages_about_reading_have_names_for_everything_and_fit_a_small_screen(
    archive: Page, journey: Journey, chromium: Browser
) -> None:
    rules = journey.project + "documents/"
    of = {name: str(row(archive, name).get_by_role("link").get_attribute("href")) for name in ("rules.html", "handover.zip", "lease v2.txt", "broken.pdf")}  # fmt: skip
    home = rules.split("/p/")[0]
    pages = [rules, *(home + path for path in of.values()), home + of["rules.html"] + "hidden/"]
    for scheme in ("light", "dark"):
        found = context(chromium, storage_state=journey.state, color_scheme=scheme)
        page = found.new_page()
        for path in pages:
            well_made(page, path, scheme)
            page.set_viewport_size({"width": 360, "height": 740})
            fits(page, path, scheme)
        found.close()


@pytest.mark.slow
def test_a_scan_is_recognised_and_its_quotation_boxed_on_the_picture(archive: Page, tmp_path: Path) -> None:
    archive.get_by_label("Add documents").set_input_files(folders.scanned(tmp_path))
    scan = row(archive, "Scanned lease.pdf")
    expect(scan.get_by_text("of 2 scanned pages recognised")).to_be_visible(timeout=60_000)
    expect(scan.locator(".state")).to_have_text("searchable", timeout=120_000)
    expect(scan.locator("td").first).to_contain_text("text recognised from a picture")
    page = archive.context.new_page()
    page.goto(archive.url.replace("documents/", ""))
    page.get_by_label("Your question").fill("Is rent payable quarterly in advance on the first working day of January?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".sources a", has_text="quarterly in advance").first.click()
    picture = page.locator("#source img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 900
    assert _ochre(picture.screenshot()) > 200, "the box around the quote is seen"
    page.close()


def test_files_chosen_before_the_script_has_come_are_sent_once_it_has(journey: Journey, chromium: Browser) -> None:
    found = context(chromium, storage_state=journey.state)
    page, held = found.new_page(), []
    page.route("**/upload*.js", lambda route: held.append(route))
    page.goto(f"{journey.project}documents/", wait_until="commit")
    page.get_by_label("Add documents").set_input_files([FILES / NAMES[0]])
    expect(page.locator("[data-sending]")).to_be_hidden()
    with page.expect_request(lambda asked: asked.method == "POST" and asked.url.endswith("/documents/add/")):
        held[0].continue_()
    expect(page.locator("[data-told]")).to_contain_text("received")
    found.close()


def test_a_passkey_is_added_and_then_signs_in_by_itself(hemvist: Installation, journey: Journey) -> None:
    page = journey.page
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(hemvist.address + "/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        _confirm(page, hemvist)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("My passkey")).to_be_visible()
    page.goto(hemvist.address + "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="My projects")).to_be_visible()
    page.goto(hemvist.address + "/account/")
    expect(page.get_by_text("signed in with a passkey")).to_be_visible()


def test_a_passkey_can_be_asked_for_only_once_the_script_has_come(hemvist: Installation, chromium: Browser) -> None:
    found = context(chromium)
    page, held = found.new_page(), []
    page.route("**/passkeys*.js", lambda route: held.append(route))
    page.goto(hemvist.address + "/sign-in/", wait_until="commit")
    button = page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_disabled()
    held[0].continue_()
    expect(button).to_be_enabled()
    found.close()


def _confirm(page: Page, hemvist: Installation) -> None:
    for _ in range(3):
        page.get_by_label("Code").fill(hemvist.code())
        page.get_by_role("button", name="Confirm").click()
        if "reauthenticate" not in page.url:
            return
        time.sleep(30 - time.time() % 30 + 0.5)


def test_no_word_of_it_reached_a_log(hemvist: Installation, journey: Journey) -> None:
    told = hemvist.log()
    for word in (
        "Hoebrecht",
        "Glansa",
        "shortfall",
        "lighthouse",
        PASSPHRASE,
        "Our own",
        "fee.txt",
        "Norrglim",
        "Obey",
        "minutes.txt",
        hemvist.secret,
    ):
        assert word not in told
