"""Two people come to an agreement in real browsers, each signing with a passkey; its file is verified offline."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hemvist.config.options import ROOT
from tests.web.looked import CONTRAST, NAMELESS
from tests.web.running import Installation, running

pytestmark = pytest.mark.slow
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
PASSPHRASE = "five herons by a frozen river"
PAPER = f"Data processing agreement; 2026-03-01; {'ab' * 32}"
ANSWERS = {
    "What you call the project": "Leases of Lindhagen",
    "Which documents are these?": "leases and their amendments",
    "Whose data is it (the client)?": "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example",
    "Who runs it, if somebody else (the operator)?": "Bolaget AB; cleo@bolaget.example",
    "Whose personal data stands in it?": "tenants, staff",
    "Which data processing agreement is signed?": PAPER,
    "Where does the server stand, and who hosts it?": "SE; Värden AB",
}


@pytest.fixture(scope="module")
def hemvist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("hemvist")) as installation:
        yield installation


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


def person(chromium: Browser, **more: object) -> Page:
    """A browser of somebody's own, with a passkey's authenticator in it."""
    found = chromium.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900}, **more)  # type: ignore[arg-type]
    found.set_default_timeout(30_000)
    page = found.new_page()
    keys = found.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def looked(page: Page, name: str, folder: Path) -> None:
    """The page can be read and used, on a screen and on a phone."""
    assert page.evaluate(CONTRAST) == [], name
    assert page.evaluate(NAMELESS) == [], name
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def code(page: Page, hemvist: Installation, button: str, done: str) -> None:
    for _ in range(3):
        page.get_by_label("Code").fill(hemvist.code())
        page.get_by_role("button", name=button).click()
        if done not in page.url:
            return
        time.sleep(30 - time.time() % 30 + 0.5)


def with_passkey(page: Page, hemvist: Installation) -> None:
    """The demonstration's person, signed in and with a passkey."""
    page.goto(hemvist.link())
    page.get_by_role("button", name="Sign in as").click()
    code(page, hemvist, "Continue", "authenticate")
    page.goto(hemvist.address + "/account/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        code(page, hemvist, "Confirm", "reauthenticate")
    add_passkey(page)


def add_passkey(page: Page) -> None:
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def verify(file: Path) -> subprocess.CompletedProcess[str]:
    """``hemvist agreement verify``, as whoever has nothing but the file."""
    command = [sys.executable, "-m", "hemvist.cli.main", "agreement", "verify", str(file)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HEMVIST_HOME": str(file.parent / "none")}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_two_people_agree_sign_and_go_live_and_the_file_is_verified_offline(
    hemvist: Installation, chromium: Browser, tmp_path: Path
) -> None:
    cleo = person(chromium)
    with_passkey(cleo, hemvist)
    cleo.goto(hemvist.address)
    cleo.get_by_role("link", name="Begin an agreement with another party").click()
    looked(cleo, "intake", tmp_path)
    cleo.get_by_label("Which data processing agreement is signed?").fill("DPA; 2026-13-01; x")
    for label, answer in list(ANSWERS.items())[:5]:
        cleo.get_by_label(label).fill(answer)
    cleo.get_by_role("button", name="Make the draft").click()
    expect(cleo.get_by_role("alert")).to_contain_text("There is no month 13.")
    for label, answer in ANSWERS.items():
        cleo.get_by_label(label).fill(answer)
    cleo.get_by_role("button", name="Make the draft").click()
    expect(cleo.get_by_role("heading", name="What may be agreed here")).to_be_visible()
    expect(cleo.get_by_text("Level 2 (inside the EU), because you said")).to_be_visible()

    cleo.get_by_label("Who signs for the other side?").fill("Ada Lund")
    cleo.get_by_label("Mail address").fill("ada@lindhagen.example")
    looked(cleo, "draft", tmp_path)
    cleo.get_by_role("button", name="Make an invitation").click()
    link = cleo.get_by_label("Link").input_value()
    looked(cleo, "invited", tmp_path)

    ada = person(chromium, color_scheme="dark")
    ada.goto(link)
    expect(ada.get_by_text("You asks you to sign for the client")).to_be_visible()
    looked(ada, "join", tmp_path)
    expect(ada.get_by_label("Your name")).to_have_value("Ada Lund")
    ada.get_by_role("button", name="Take part").click()
    add_passkey(ada)
    ada.goto(link)
    expect(ada.get_by_text("was used, replaced")).to_be_visible()
    ada.goto(hemvist.address)
    ada.get_by_role("link", name="Leases of Lindhagen").click()
    ada.get_by_role("button", name="Use this passkey").click()
    expect(ada.get_by_text("You sign with this passkey")).to_be_visible()

    cleo.get_by_role("link", name="Back to the agreement").click()
    expect(cleo.get_by_label("Your name")).to_have_value("")
    cleo.get_by_label("Your name").fill("Cleo Holm")
    cleo.get_by_role("button", name="Use this passkey").click()
    looked(cleo, "chosen", tmp_path)
    cleo.get_by_role("link", name="Change the draft").click()
    looked(cleo, "text", tmp_path)
    text = cleo.get_by_label("Text of the agreement")
    text.fill("# agreed by phone on 3 March\n" + text.input_value().replace("patch_days = 30", "patch_days = 14"))
    cleo.get_by_role("button", name="Keep the draft").click()
    cleo.get_by_role("button", name="Propose it for signing").click()
    expect(cleo.get_by_role("heading", name="Version 1 of the agreement")).to_be_visible()
    looked(cleo, "proposed", tmp_path)
    cleo.get_by_role("button", name="Sign this version").click()
    expect(cleo.get_by_text("You have signed. The other side signs next.")).to_be_visible()
    looked(cleo, "waiting", tmp_path)

    ada.reload()
    ada.get_by_role("link", name="Read it and sign").click()
    expect(ada.get_by_text("Put in within 14 days.")).to_be_visible()
    ada.get_by_role("button", name="Sign this version").click()
    expect(ada.get_by_text("Signed by all sides: it is agreed.")).to_be_visible()
    looked(ada, "agreed", tmp_path)

    agreed = ada.url
    ada.get_by_role("link", name="Papers: annexes and records").click()
    looked(ada, "papers", tmp_path)
    ada.get_by_role("link", name="Annex IV: list of sub-processors", exact=True).click()
    expect(ada.get_by_text("Annex IV: Värden AB, Address is missing.")).to_be_visible()
    looked(ada, "annex-4", tmp_path)
    ada.get_by_role("link", name="Svenska").click()
    expect(ada.get_by_role("heading", name="Bilaga IV: förteckning över underbiträden")).to_be_visible()
    with ada.expect_download() as download:
        ada.get_by_role("link", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    ada.goto(agreed.replace("/agreement/", "/agreement/1/papers/plain/"))
    looked(ada, "plain", tmp_path)
    ada.goto(agreed)

    with ada.expect_download() as download:
        ada.get_by_role("link", name="Download it with its signatures").click()
    file = tmp_path / "agreement.toml"
    download.value.save_as(file)
    told = verify(file)
    assert (told.returncode, told.stderr) == (0, "")
    assert "client: Ada Lund" in told.stdout
    assert "operator: Cleo Holm" in told.stdout
    spoilt = tmp_path / "spoilt.toml"
    spoilt.write_text(file.read_text("utf-8").replace("patch_days = 14", "patch_days = 15"), "utf-8")
    assert verify(spoilt).returncode == 20

    ada.get_by_role("link", name="Bring it live").click()
    looked(ada, "live", tmp_path)
    ada.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    ada.get_by_label("The same passphrase again").fill(PASSPHRASE)
    ada.get_by_role("button", name="Bring it live").click()
    expect(ada.get_by_text("The project is live.")).to_be_visible()
    for secret in (link.rsplit("/", 2)[1], PASSPHRASE, "Lindhagen"):
        assert secret not in hemvist.log()
