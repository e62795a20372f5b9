"""Projects in which there is nothing yet: every page of them, for everybody, says something sensible and nothing breaks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hemvist.audit import log
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects.models import Membership, Project
from hemvist.projects.open import lock
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words

VERSION = {"number": 1, "kind": "plain", "language": "en", "form": "html"}
ODD = re.compile(
    r"\{[{%]|object at 0x|<class|Decimal\(|datetime\.|\bnan\b|\bState\.|\bRole\.|__proxy__|Traceback|\bNone[,;)]"
)


def drafted(house: House) -> Two:
    return parties(house).chosen()


def proposed(house: House) -> Two:
    two = drafted(house)
    two.proposed()
    return two


def agreed(house: House) -> Two:
    two = drafted(house)
    two.agreed()
    return two


def live(house: House) -> Two:
    return drafted(house).live()


def locked(house: House) -> Project:
    lock(visit(house.ada), house.heron)
    return house.heron


STATES: dict[str, Callable[[House], Project]] = {
    "one party": lambda house: house.heron,
    "level 0": lambda house: house.wren,
    "locked": locked,
    "draft": lambda house: drafted(house).project,
    "proposed": lambda house: proposed(house).project,
    "agreed": lambda house: agreed(house).project,
    "two parties": lambda house: live(house).project,
}


def paths(project: Project) -> Iterator[str]:
    """Every address of a project that asks for nothing of what is in it."""

    def walk(rows: list[Any]) -> Iterator[URLPattern]:
        for row in rows:
            if isinstance(row, URLResolver):
                yield from walk(row.url_patterns) if row.namespace != "api" else ()
            elif isinstance(row, URLPattern):
                yield row

    for row in walk(get_resolver().url_patterns):
        takes = set(row.pattern.converters)
        if "project" in takes and takes <= {"project", *VERSION}:
            told = {"project": project.pk} | {name: VERSION[name] for name in takes if name in VERSION}
            yield reverse(str(row.name), kwargs=told)


def everybody(house: House, project: Project) -> Iterator[Person]:
    """Whoever is in it, and one for each role that nobody has yet."""
    taken = set(Membership.objects.filter(project=project).values_list("role", flat=True))
    for role in set(Role) - {Role(one) for one in taken}:
        person = Person.objects.admit(f"{role}@example.org", role.title())
        Membership.objects.create(project=project, person=person, role=role)
    for row in Membership.objects.filter(project=project).select_related("person"):
        yield row.person


def unreadable(answer: Any) -> str:
    """What is wrong with a page; nothing for a file, and for a way on to another page."""
    page = words(answer)
    if answer.status_code == 302 or "<main" not in page:
        return ""
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split())
    if page.count("<h1") != 1:
        return f"{page.count('<h1')} headings"
    if found := ODD.search(text):
        return f"it says {found[0]!r}"
    return "" if len(text) > 60 else f"it says only: {text}"


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_it_can_be_read_by_everybody(house: House, state: str) -> None:
    project, wrong, seen = STATES[state](house), [], 0
    for person in everybody(house, project):
        client = browser(person, "webauthn")
        for path in paths(project):
            cache.clear()
            answer = client.get(path)
            assert answer.status_code in (200, 302, 403, 404, 405, 423), (path, person, answer.status_code)
            seen += answer.status_code == 200
            if what := unreadable(answer):
                wrong.append((path.removeprefix(f"/p/{project.pk}"), person.name, what))
    assert wrong == []
    assert seen > (5 if state in ("draft", "proposed") else 20)


FORMS = {
    "ask/": {"question": "Who pays?"}, "kept/add/": {"question": "Who pays?", "expects": "document"}, "kept/run/": {},
    "kept/bring/": {}, "kept/follow/": {"on": "1"}, "documents/add/": {}, "documents/standing/": {}, "documents/preview/": {}, "documents/confirm/": {},
    "relations/": {"do": "look"}, "agreement/propose/": {}, "agreement/live/": {}, "agreement/invite/": {},
    "agreement/passkey/": {}, "agreement/draft/": {}, "agreement/1/sign/": {}, "agreement/1/withdraw/": {}, "guard/": {},
    "phrasing/": {"on": "1"}, "unlock/": {"passphrase": "x"}, "lock/": {},
}  # fmt: skip
"""Every form of a project that asks for nothing of what is in it, as somebody sends it who filled nothing in."""


@pytest.mark.parametrize("state", STATES)
def test_every_form_of_it_that_was_left_empty_is_told(house: House, state: str) -> None:
    project, wrong = STATES[state](house), []
    for person in everybody(house, project):
        for path, body in FORMS.items():
            cache.clear()
            answer = browser(person, "webauthn").post(f"/p/{project.pk}/{path}", body)
            assert answer.status_code < 500, (path, person)
            if what := unreadable(answer):
                wrong.append((path, person.name, what))
    assert wrong == []


def test_going_live_twice_says_that_it_is_live(house: House) -> None:
    page = words(browser(house.ada, "webauthn").get(f"/p/{live(house).project.pk}/agreement/live/"))
    assert "The project is live already" in page
    assert "this needs a live project" not in page


@pytest.mark.parametrize(("state", "status"), [("level 0", 404), ("draft", 403), ("agreed", 403)])
def test_what_has_no_passphrase_is_not_locked_and_the_log_does_not_say_so(
    house: House, state: str, status: int
) -> None:
    """Of a project that nothing is in force in, locking is refused before it is looked for a passphrase."""
    project = STATES[state](house)
    answer = browser(house.cleo, "webauthn").post(f"/p/{project.pk}/lock/")
    assert answer.status_code == status
    assert "project:locked" not in [line.event for line in log.lines(project.pk)]


def test_before_anything_is_in_force_a_refusal_says_so(house: House) -> None:
    page = words(browser(house.ada, "webauthn").get(f"/p/{drafted(house).project.pk}/documents/"))
    assert "No agreement is in force here yet." in page
