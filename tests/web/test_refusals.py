"""One form of refusal: page, command line and API tell the same of the same, and lead to the clause."""

from __future__ import annotations

import importlib
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import hemvist
from hemvist.cli import main
from hemvist.config import options
from hemvist.domain.errors import Refused
from hemvist.domain.permit import Deed
from hemvist.domain.refusal import WHAT
from hemvist.papers.plain import sentences
from hemvist.projects.anchors import ANCHORS
from tests import cast
from tests.api.test_api import admitted
from tests.cli.inside import Line
from tests.domain.agreements import WHOLE
from tests.house import House
from tests.web.visitor import browser, words

SOURCE = Path(hemvist.__file__).parent


def shown(page: str) -> dict[str, str]:
    """What the page tells, by its headings."""
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {unescape(name): unescape(re.sub(r"<[^>]+>", "", told)) for name, told in rows}


def said(error: str) -> dict[str, str]:
    """What the command line tells, by its headings."""
    return dict(line.split(": ", 1) for line in error.splitlines() if ": " in line)


def test_page_api_and_command_line_tell_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lease.txt").write_text("A lease.")
    page = words(browser(house.ben).post(f"/p/{house.heron.pk}/documents/add/"))
    told: dict[str, Any] = admitted(house.ben).put("/api/projects/Heron/documents?name=a.txt", b"x", secure=True).json()
    line = Line(house.ben)
    real = importlib.import_module
    monkeypatch.setattr(
        importlib, "import_module", lambda name, *more: _asking(line) if "cli" in name else real(name, *more)
    )
    assert main.main(["find", "Heron", "law", "--json"]) == Refused.exit_code
    typed = capsys.readouterr()
    assert told["what"] == shown(page)["Refused"] == said(typed.err)["Refused"].rstrip(".") == "adding a document"
    assert told["message"] == shown(page)["Why"] == said(typed.err)["Why"]
    assert told["remedy"] == shown(page)["What would change it"] == said(typed.err)["What would change it"]
    assert told["clause"] == shown(page)["Clause"] == "access"
    where = f"/p/{house.heron.pk}/agreement/#clause-access"
    assert said(typed.err)["Clause"] == f"access ({options.address()}{where})"
    assert f'href="{where}"' in page
    for text in (page, typed.err, typed.out):
        assert told["kept"] == "Nothing was lost."
        assert told["kept"] in text
    assert f'id="{where.partition("#")[2]}"' in words(browser(house.ben).get(where.partition("#")[0]))


def _asking(line: Line) -> Any:
    """A command that has the server refuse what the page and the API refuse, too."""

    class Module:
        @staticmethod
        def find(args: Any) -> int:
            line.call("PUT", "projects/Heron/documents?name=a.txt", content=iter([b"x"]))
            return 0

    return Module


def test_every_deed_has_words_for_being_refused() -> None:
    assert set(WHAT) == {deed.value for deed in Deed}


def test_every_clause_that_a_refusal_names_stands_on_the_page() -> None:
    named = set()
    for file in (*SOURCE.glob("domain/*.py"), *SOURCE.glob("projects/*.py")):
        named |= set(re.findall(r'Refusal\(\s*"(\w+)', file.read_text()))
    assert {"keys", "locations", "network", "providers", "sign_in", "access"} <= named
    assert named <= {one for row in ANCHORS for one in row}


@pytest.mark.parametrize("agreement", [cast.AGREEMENT, WHOLE])
def test_every_heading_of_the_agreement_has_its_clauses(agreement: Any) -> None:
    assert len(ANCHORS) == len(sentences(agreement))
