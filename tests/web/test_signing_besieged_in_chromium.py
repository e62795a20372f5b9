"""Signing in real browsers, with bad intent: every way in which a signature could be somebody else's or another text's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hemvist.config.options import ROOT
from hemvist.domain.agreement import toml
from tests.web.running import Installation, running
from tests.web.test_agreeing_in_chromium import ANSWERS, add_passkey, chromium, person, with_passkey

__all__ = ["chromium"]
pytestmark = pytest.mark.slow
HOLD = "() => { HTMLFormElement.prototype.submit = function () { window.held = this.elements.credential.value; }; }"
POST = """async ([where, fields]) => {
  const page = new DOMParser().parseFromString(await (await fetch('/agreements/new/')).text(), 'text/html');
  const token = page.querySelector('[name=csrfmiddlewaretoken]').value;
  const body = new URLSearchParams({csrfmiddlewaretoken: token, ...fields});
  const answer = await fetch(where, {method: 'POST', body, headers: {'Accept': 'text/html'}});
  return [answer.status, await answer.text()];
}"""


@pytest.fixture(scope="module")
def hemvist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("hemvist"), small=True) as installation:
        yield installation


def posts(page: Page, where: str, **fields: str) -> tuple[int, str]:
    """What the server answers to a form that no page offers, as words."""
    status, text = page.evaluate(POST, [where, fields])
    return status, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def asserts(page: Page, where: str) -> str:
    """The assertion that the page's passkey makes there, held back."""
    page.goto(where)
    page.evaluate(HOLD)
    page.get_by_role("button", name="Sign this version").click()
    page.wait_for_function("() => window.held")
    return str(page.evaluate("() => window.held"))


def proposes(page: Page, agreement: str) -> str:
    page.goto(agreement)
    page.get_by_role("button", name="Propose it for signing").click()
    expect(page.get_by_role("heading", name=re.compile("Version . of the agreement"))).to_be_visible()
    return page.url


def begun(cleo: Page, hemvist: Installation) -> tuple[str, str]:
    """A draft of two parties: where its agreement's page is, and the invitation's link."""
    cleo.goto(hemvist.address + "/agreements/new/")
    for label, answer in ANSWERS.items():
        cleo.get_by_label(label).fill(answer)
    cleo.get_by_role("button", name="Make the draft").click()
    expect(cleo.get_by_role("heading", name="What may be agreed here")).to_be_visible()
    agreement = cleo.url
    cleo.get_by_label("Who signs for the other side?").fill("Ada Lund")
    cleo.get_by_label("Mail address").fill("ada@lindhagen.example")
    cleo.get_by_role("button", name="Make an invitation").click()
    return agreement, cleo.get_by_label("Link").input_value()


def test_nobody_signs_for_another_for_both_or_another_text(
    hemvist: Installation, chromium: Browser, tmp_path: Path
) -> None:
    cleo = person(chromium)
    with_passkey(cleo, hemvist)
    agreement, link = begun(cleo, hemvist)

    cleo.goto(link)  # one person for both sides
    expect(cleo.get_by_text("opens this link in a browser of their own, or after you have signed out")).to_be_visible()
    assert cleo.get_by_role("button", name="Take part").count() == 0

    ada, eve = person(chromium), person(chromium)
    eve.goto(link)
    ada.goto(link)
    ada.get_by_role("button", name="Take part").click()
    add_passkey(ada)
    eve.get_by_role("button", name="Take part").click()  # the same link, opened before it was spent
    expect(eve.get_by_text("was used, replaced")).to_be_visible()
    for page in (ada, cleo):
        page.goto(agreement)
        page.get_by_label("Your name").fill("Ada Lund" if page is ada else "Cleo Holm")
        page.get_by_role("button", name="Use this passkey").click()
        expect(page.get_by_text("You sign with this passkey")).to_be_visible()

    first = proposes(cleo, agreement)
    held = {page: asserts(page, first) for page in (ada, cleo)}
    status, said = posts(ada, f"{first}sign/", credential=held[cleo])  # another person's passkey
    assert (status, "It is not what a passkey of yours gives." in said) == (422, True), said
    spoilt = json.loads(held[ada])
    spoilt["response"]["signature"] = spoilt["response"]["signature"][:-6] + "AAAAAA"
    for told in (json.dumps(spoilt), "{}", "[]", "null", "", "[" * 5000, held[ada][:-9]):
        status, said = posts(ada, f"{first}sign/", credential=told)
        assert (status, "This is not taken as a signature." in said) == (422, True), said
    status, said = posts(ada, f"{agreement}draft/", text="project = 1", seen="")  # what is proposed does not change
    assert (status, "what is proposed does not change" in said) == (403, True), said

    beside = ada.context.new_page()  # a second window, on what is withdrawn meanwhile
    keys = beside.context.new_cdp_session(beside)
    assert keys
    beside.goto(first)
    cleo.goto(first)
    cleo.get_by_role("button", name="Withdraw this proposal").click()
    second = proposes(cleo, agreement)
    assert second != first
    for where in (first, second):  # replayed, word for word the same text
        status, said = posts(ada, f"{where}sign/", credential=held[ada])
        assert status in (403, 422), said
        assert "No such version waits for signatures." in said or "over another version of the agreement" in said
        assert "Nothing was" in said

    ada.goto(second)
    beside.goto(second)
    cleo.goto(second)
    cleo.get_by_role("button", name="Sign this version").click()
    expect(cleo.get_by_text("You have signed. The other side signs next.")).to_be_visible()
    again = asserts(ada, second)
    status, said = posts(cleo, f"{second}sign/", credential=again)  # the client's assertion, brought by the operator
    assert (status, "This is not taken as a signature." in said) == (422, True), said
    assert posts(ada, f"{second}sign/", credential=again)[0] == 200
    status, said = posts(beside, f"{second}sign/", credential=again)  # the other window
    assert (status, "No such version waits for signatures." in said) == (403, True), said

    ada.goto(second)
    with ada.expect_download() as download:
        ada.get_by_role("link", name="Download it with its signatures").click()
    file = tmp_path / "agreement.toml"
    download.value.save_as(file)
    _verified_alone(file)
    assert "Traceback" not in hemvist.log()


def _verified_alone(file: Path) -> None:
    """With nothing but the file: no home, and no network where the machine can take it away."""
    assert verify(file).returncode == 0, verify(file).stderr
    signed = toml.read(file.read_bytes())[0]
    assert signed is not None
    text = file.read_text("utf-8")
    for line in text.splitlines():
        name, _, value = line.partition(" = ")
        if not value or line.startswith("#") or name in ("at", "credential"):
            continue
        spoilt = file.with_name("spoilt.toml")
        spoilt.write_text(text.replace(line, f"{name} = {_other(value)}", 1), "utf-8")
        assert verify(spoilt).returncode in (5, 20), line


def _other(value: str) -> str:
    """Another value of the same kind, as TOML."""
    told = value.split("  #", 1)[0].strip()
    if told.startswith('"'):
        return f'"{"B" if told[1:2] == "A" else "A"}{told[2:-1]}"'
    return {"true": "false", "false": "true", "[]": '["x"]'}.get(told, told[:-1] + ("1" if told[-1:] != "1" else "2"))


def verify(file: Path) -> subprocess.CompletedProcess[str]:
    """``hemvist agreement verify`` in an empty home, without a network."""
    alone = ["unshare", "-rn"] if shutil.which("unshare") and _unshares() else []
    command = [*alone, sys.executable, "-m", "hemvist.cli.main", "agreement", "verify", str(file)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HEMVIST_HOME": str(file.parent / "none")}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def _unshares() -> bool:
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
