"""Fifteen refusals of different kinds: what, why, which clause and what would change it are the same on page, API and command line."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.cli import main
from hemvist.domain.agreement import Keys, Location, Network, OnFile, OperatorAccess, Side
from hemvist.domain.errors import Refused
from hemvist.domain.levels import Place, Role
from hemvist.domain.permit import State
from hemvist.projects.models import Membership, Project
from tests.api.test_api import admitted
from tests.cli.inside import Line
from tests.domain.agreements import MODEL
from tests.house import House
from tests.projects.parties import Two, parties
from tests.projects.test_levels import at_level
from tests.web.test_refusals import said, shown
from tests.web.visitor import browser, words

ASK = ("post", "ask/", {"question": "What is the rent?"}, "POST", "ask", {"question": "What is the rent?"})
LIST = ("get", "documents/", {}, "GET", "documents", {})
ADD = ("post", "documents/add/", {"files": "a.txt"}, "PUT", "documents?name=a.txt", b"The rent is EUR 5.")
LOG = ("get", "audit/", {}, "GET", "audit", {})
PEOPLE = ("get", "people/", {}, "GET", "people", {})
CONFIRM = ("post", "documents/confirm/", {}, "POST", "confirm", {})
GRANT = ("post", "agreement/grants/", {"minutes": "10"}, "POST", "grants", {"minutes": 10})
EXPORT = ("get", "questions.json", {}, "GET", "questions", {})
US = Location(Place.US, "US", "Värden AB")


def _state(two: Two, state: State) -> None:
    Project.objects.filter(pk=two.project.pk).update(state=state)


def _past(two: Two) -> None:
    first = two.project.agreement.starts_on
    at_level(two, 1, starts_on=first - timedelta(days=90), ends_on=first - timedelta(days=1))


def _file_key(two: Two) -> None:
    Project.objects.filter(pk=two.project.pk).update(root_key="file")
    at_level(two, 1, keys=Keys(Side.CLIENT, "behind a passphrase"))


def _rules(two: Two, **fields: Any) -> Any:
    return replace(two.project.agreement.access, **fields)


CASES: dict[str, tuple[Callable[[Two], Any], str, Any, str]] = {
    "a member adds": (lambda two: at_level(two, 1), "ben", ADD, "access"),
    "a member reads the log": (lambda two: at_level(two, 1), "ben", LOG, "access"),
    "a member sees who belongs": (lambda two: at_level(two, 1), "ben", PEOPLE, "access"),
    "a member confirms": (lambda two: at_level(two, 1), "ben", CONFIRM, "access"),
    "a role that is not agreed": (
        lambda two: at_level(two, 1, access=_rules(two, roles=(Role.OWNER, Role.OPERATOR))), "ben", LIST, "access",
    ),
    "the operator without a grant": (
        lambda two: at_level(two, 1, access=_rules(two, operator_people=("Cleo",))), "cleo", LIST, "operator_access",
    ),
    "of the operator and not named": (
        lambda two: at_level(two, 1, access=_rules(two, operator_people=("Somebody",))), "cleo", LIST, "access.operator_people",
    ),
    "a grant that there never is": (
        lambda two: at_level(two, 1, operator_access=OperatorAccess("", 0), access=_rules(two, operator_people=("Cleo",))),
        "cleo", GRANT, "operator_access",
    ),
    "not agreed on any more": (_past, "ada", ASK, "duration"),
    "a project that ended": (lambda two: [at_level(two, 1), _state(two, State.ENDED)], "ada", EXPORT, "duration"),
    "an installation that stands elsewhere": (
        lambda two: at_level(two, 1, locations=replace(two.project.agreement.locations, storage=US)), "ada", ASK, "locations",
    ),
    "a provider that trains": (
        lambda two: at_level(two, 1, providers=(replace(MODEL, trains_on_data=True),)), "ada", ASK, "providers",
    ),
    "no processing agreement": (
        lambda two: at_level(two, 1, processing_agreement=OnFile("a title alone")), "ada", ADD, "data",
    ),
    "a key in a file of the operator": (_file_key, "ada", ADD, "keys.held_by"),
    "no way in": (lambda two: at_level(two, 1, sources=("mail",)), "ada", ADD, "sources"),
    "another network": (
        lambda two: at_level(two, 1, sign_in=replace(two.project.agreement.sign_in, networks=("192.0.2.0/24",))), "ada", ASK,
        "sign_in.networks",
    ),
    "a host that is not agreed": (lambda two: at_level(two, 1, network=Network(())), "ada", ASK, "network"),
    "a code where a passkey is asked for": (lambda two: at_level(two, 2), "ada", ASK, "sign_in"),
}  # fmt: skip


@pytest.fixture
def two(house: House) -> Two:
    two = parties(house).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    return two


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_is_told_the_same_on_page_api_and_command_line(
    case: str, two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arranged, who, asked, clause = CASES[case]
    arranged(two)
    if clause == "network":
        beyond = settings.DATABASES["default"] | {"HOST": "db.example.org"}
        monkeypatch.setattr(settings, "DATABASES", {"default": beyond})
    person = getattr(two.house, who)
    page, told, typed = _page(two, person, asked), _api(two, person, asked), _typed(two, person, asked, monkeypatch)
    line = said(capsys.readouterr().err)
    assert typed == Refused.exit_code
    assert told["clause"] == page["Clause"] == line["Clause"].split(" (")[0] == clause
    assert told["what"] == page["Refused"] == line["Refused"].rstrip(".")
    assert told["message"] == page["Why"] == line["Why"]
    assert told["remedy"] == page["What would change it"] == line["What would change it"]
    assert told["kept"] == "Nothing was lost."
    assert all((told["what"], told["message"], told["remedy"]))


def _page(two: Two, person: Any, asked: Any) -> dict[str, str]:
    method, where, fields, *_ = asked
    given = {"files": SimpleUploadedFile("a.txt", b"The rent is EUR 5.")} if "files" in fields else fields
    answer = getattr(browser(person), method)(f"/p/{two.project.pk}/{where}", given)
    assert answer.status_code == 403, words(answer)
    assert "Nothing was lost." in words(answer)
    return shown(words(answer))


def _api(two: Two, person: Any, asked: Any) -> dict[str, Any]:
    *_, method, where, given = asked
    kind = "application/octet-stream" if isinstance(given, bytes) else "application/json"
    path = f"/api/projects/{two.project.pk}/{where}"
    body = given if isinstance(given, bytes) else json.dumps(given) if method != "GET" else ""
    answer = admitted(person).generic(method, path, body, kind, secure=True)
    assert answer.status_code == 403, answer.content
    told: dict[str, Any] = answer.json()
    return told


def _typed(two: Two, person: Any, asked: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    *_, method, where, given = asked
    line, real = Line(person), importlib.import_module
    more: dict[str, Any] = (
        {"content": iter([given])} if isinstance(given, bytes) else {"told": given} if method != "GET" else {}
    )

    class Module:
        @staticmethod
        def find(args: Any) -> int:
            line.call(method, f"projects/{two.project.pk}/{where}", **more)
            return 0

    monkeypatch.setattr(
        importlib, "import_module", lambda name, *rest: Module() if "cli" in name else real(name, *rest)
    )
    return main.main(["find", "Leases", "x"])
