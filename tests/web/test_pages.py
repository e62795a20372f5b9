"""What is true of every page: text is text, nothing comes from elsewhere, nothing of the contents gets out, scripts are optional."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.web import errors
from tests.house import House
from tests.web.visitor import Browser, browser, words

WEB = Path(errors.__file__).parent
HOSTILE = (
    "<script>alert('vermilion')</script> <img src=x onerror=alert(1)> ![x](https://evil.example/?q=1) "
    "[x]: https://evil.example/a <style>body{display:none}</style> </blockquote></aside> {{ settings.SECRET_KEY }}"
)
TEXT = f"SERVICE AGREEMENT\n\n1. Notice. Either party may give notice of nine months. {HOSTILE}\n\n2. Fee. The fee is EUR 5.\n"
MARKER = "vermilion"


@pytest.fixture
def hostile(house: House) -> House:
    """Heron with a document whose text, title and name try to be markup, and a question that does so too."""
    client = browser(house.ada)
    file = SimpleUploadedFile("<b>vermilion & 'co'.txt", TEXT.encode())
    client.post(f"/p/{house.heron.pk}/documents/add/", {"files": file})
    house.read()
    client.post(f"/p/{house.heron.pk}/ask/", {"question": f"What notice may either party give? {HOSTILE}"})
    return house


_told: dict[str, Any] = {}


@pytest.fixture
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every page of Heron as Ada gets it, fetched once for all the tests that only look."""
    if not _told:
        house = request.getfixturevalue("hostile")
        _told.update(pages(house, browser(house.ada)))
    return _told


def pages(house: House, client: Browser) -> dict[str, Any]:
    """Every kind of page there is of a project, followed by links as a person would."""
    room = f"/p/{house.heron.pk}/"
    found: dict[str, Any] = {}
    waiting = [
        room, room + "documents/", room + "agreement/", room + "audit/", room + "unlock/", "/", "/projects/new/",
        "/account/", "/account/sessions/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/",
        "/account/2fa/recovery-codes/generate/", "/account/password/set/", "/account/logout/", "/device/", "/missing/",
    ]  # fmt: skip
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page = client.get(path)
        if page.headers.get("Content-Disposition", "").startswith("attachment"):
            continue  # a file to be kept, and no page
        found[path] = page
        if path.startswith(room) and "text/html" in page.headers.get("Content-Type", ""):
            waiting += [one for one in re.findall(r'href="(/p/[^"#?]*)', words(page)) if one not in seen]
    found["sign-in"], found["link"] = browser().get("/sign-in/"), browser().get("/enter/spent/")
    return found


def test_text_of_documents_and_questions_is_text_on_every_page(told: dict[str, Any]) -> None:
    assert sum(MARKER in words(page) for page in told.values()) >= 5
    for path, page in told.items():
        if "text/html" not in page.headers.get("Content-Type", ""):
            continue
        text = words(page)
        for raw in ("<script>alert", "<img src=x", "<b>vermilion", "<style>body", "</blockquote></aside>"):
            assert raw not in text, path
        assert "a secret of the tests" not in text
        assert 'href="https://evil' not in text


def test_every_page_forbids_inline_scripts_and_foreign_places(told: dict[str, Any]) -> None:
    for path, page in told.items():
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        for loose in ("unsafe", "data:", "blob:", "*", "http", "nonce", "sha256"):
            assert loose not in policy, path
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser would take them."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(_markup(page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_no_page_carries_a_script_or_a_style_of_its_own(told: dict[str, Any]) -> None:
    for path, page in told.items():
        for tag, names in Tags(page).found:
            assert tag != "style", path
            assert tag != "script" or str(names.get("src")).startswith("/static/"), path
            assert not [name for name in names if name == "style" or name.startswith("on")], (path, tag)
            assert not str(names.get("href", "")).startswith("javascript:"), path


def test_nothing_on_any_page_comes_from_elsewhere(told: dict[str, Any]) -> None:
    for path, page in told.items():
        for tag, names in Tags(page).found:
            for name in ("src", "href", "action", "formaction", "poster", "srcset", "data"):
                assert not re.match(r"\s*([a-z]+:|//|\\)", names.get(name) or ""), (path, tag, names)


def _markup(page: Any) -> str:
    return words(page) if "text/html" in page.headers.get("Content-Type", "") else ""


def test_no_file_of_ours_names_another_address() -> None:
    ours = [path for folder in ("static", "templates") for path in (WEB / folder).rglob("*") if path.is_file()]
    assert len(ours) > 40
    for path in ours:
        text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://(?!goo\b)|@import|url\(|<!--", text), path


def test_every_page_can_be_read_without_scripts(told: dict[str, Any]) -> None:
    for path, page in told.items():
        markup = _markup(page)
        if not markup.startswith("<!doctype"):
            continue
        assert re.search(r'<main id="main"[^>]*>.*<h1', markup, re.S), path
        assert markup.count("<h1") == 1, path
        main = markup[markup.index("<main") : markup.index("</main>")]
        assert len(re.sub(r"<[^>]*>|\s", "", main)) > 40, path
        for form in re.findall(r"<form.*?</form>", main, re.S):
            assert "<button" in form, path


def test_every_field_has_a_label_and_every_picture_its_words(told: dict[str, Any]) -> None:
    for path, page in told.items():
        markup = _markup(page)
        labels = set(re.findall(r'<label[^>]* for="([^"]+)"', markup))
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", markup):
            if any(f'type="{kind}"' in field for kind in ("hidden", "checkbox", "radio")):  # these stand in their label
                continue
            found = re.search(r'id="([^"]+)"', field)
            assert found, (path, field)
            assert found[1] in labels, (path, field)
        for picture in re.findall(r"<img[^>]*>", markup):
            assert re.search(r'alt="[^"]{5,}', picture), path
            assert re.search(r'width="\d+" height="\d+"', picture), path


def test_no_browser_keeps_a_page_with_contents(told: dict[str, Any]) -> None:
    for path, page in told.items():
        if MARKER in words(page):
            assert page.headers["Cache-Control"] == "no-store", path


def test_contents_reach_no_header_no_address_and_no_log(hostile: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path, page in pages(hostile, browser(hostile.ada)).items():
        assert MARKER not in path
        assert MARKER not in str(dict(page.headers)), path
    asked = browser(hostile.ada).post(f"/p/{hostile.heron.pk}/ask/", {"question": f"Which {MARKER}?"})
    assert MARKER not in asked.headers["Location"]
    # Django's own lines of SQL exist only while its tests run with DEBUG; they carry sealed bytes and ids.
    assert not [line for line in caplog.messages if MARKER in line]


def test_scripts_are_small_and_each_does_one_thing() -> None:
    scripts = {path.name: path.read_text() for path in (WEB / "static").rglob("*.js")}
    assert set(scripts) == {
        "apart.js",
        "folders.js",
        "follow.js",
        "keys.js",
        "passkeys.js",
        "phrased.js",
        "progress.js",
        "refusals.js",
        "sending.js",
        "standing.js",
        "survey.js",
        "upload.js",
        "written.js",
    }
    for name, text in scripts.items():
        assert len(text.splitlines()) < 120, name
        assert text.startswith("// "), name
        assert not re.search(r"innerHTML|eval\(|document\.write|localStorage|insertAdjacentHTML|\.style\b", text), name


@pytest.mark.parametrize("page", ["9" * 5000, "0", "-1", "x", "\u0661"])
def test_any_page_of_the_log_is_a_page(house: House, page: str) -> None:
    assert browser(house.ada).get(f"/p/{house.heron.pk}/audit/", {"page": page}).status_code == 200
