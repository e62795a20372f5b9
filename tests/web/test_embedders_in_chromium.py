"""Changing the embedder in a whole installation: chosen on the page, answered meanwhile, exchanged, the old process ended."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from hemvist.config.options import ROOT
from hemvist.providers.sources import table
from hemvist.providers.weights import ensure
from tests.web.looked import CONTRAST, NAMELESS
from tests.web.running import running
from tests.web.test_in_chromium import ARGUMENTS, context, sign_in

SECOND = table("all-minilm-l6-v2")


@pytest.mark.slow
def test_the_embedder_is_changed_on_the_page_while_questions_are_answered(tmp_path: Path) -> None:
    ensure(ROOT / "var" / "models" / SECOND.name, lambda done, total, what: None, facts=SECOND)
    with running(tmp_path) as hemvist, sync_playwright() as played:
        browser = played.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = context(browser).new_page()
        sign_in(page, hemvist)
        _until_some_are_read(tmp_path)  # the rest is read while the embedder changes
        page.get_by_role("link", name="Language model and embedder").click()
        page.get_by_role("link", name="See what changing costs").click()
        expect(page.get_by_text("passages are embedded anew")).to_be_visible()
        _looked_at(page, tmp_path / "cost.png")
        page.get_by_role("button", name="Use it").click()
        expect(page.get_by_text(re.compile("being embedded anew"))).to_be_visible()
        _looked_at(page, tmp_path / "turning.png")
        until = time.monotonic() + 120  # what was received is read first
        while page.get_by_role("progressbar").count() and time.monotonic() < until:
            time.sleep(1)
            page.get_by_role("link", name="Look again").click()
        assert not page.get_by_role("progressbar").count(), hemvist.log()
        browser.close()
        assert {path.name for path in tmp_path.glob("data/projects/*/index*.sqlite")} == {f"index.{SECOND.name}.sqlite"}
        while any("embedder.sock" in line for line in _embedders(tmp_path)) and time.monotonic() < until:
            time.sleep(0.2)
        assert [SECOND.name in line for line in _embedders(tmp_path)] == [True], "the old embedder's process has ended"


def _until_some_are_read(home: Path) -> None:
    until = time.monotonic() + 60
    while not list(home.glob("data/projects/*/*.text")) and time.monotonic() < until:
        time.sleep(0.2)


def _looked_at(page: object, picture: Path) -> None:
    page.screenshot(path=str(picture), full_page=True)  # type: ignore[attr-defined]
    assert page.evaluate(NAMELESS) == []  # type: ignore[attr-defined]
    assert page.evaluate(CONTRAST) == []  # type: ignore[attr-defined]


def _embedders(home: Path) -> list[str]:
    """The command lines of the embedders that work for this home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if "hemvist.providers.embedder" in line and os.fspath(home) in line:
                found.append(line)
    return found
