"""The same form in two windows: what was sent from an outdated page overwrites nothing, and nothing of it is lost."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hemvist.assistant import kept
from hemvist.documents.models import Relation
from hemvist.documents.relations import relate, relations
from hemvist.domain.agreement import toml
from hemvist.domain.errors import Outdated, Refused
from hemvist.domain.expected import Expects
from hemvist.projects import agreeing, passkeys
from hemvist.projects.models import AgreementVersion, Draft
from tests.documents.test_relations import both
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import Browser, browser, words


@pytest.fixture
def two(house: House) -> Two:
    return parties(house).chosen()


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, "the form says what it was opened with"
    return found[1]


def windows(two: Two) -> tuple[Browser, Browser]:
    return browser(two.house.cleo, "webauthn"), browser(two.house.ada, "webauthn")


def text(two: Two) -> str:
    return Draft.objects.get(project=two.project).text


def test_a_draft_that_was_changed_in_another_window_is_not_overwritten(two: Two) -> None:
    one, other = windows(two)
    at = f"/p/{two.project.pk}/agreement/draft/"
    began, also = seen(words(one.get(at))), seen(words(other.get(at)))
    assert one.post(at, {"text": "# Cleo's\n" + text(two), "seen": began}).status_code == 302
    kept = text(two)
    late = other.post(at, {"text": "# Ada's\n" + kept.removeprefix("# Cleo's\n"), "seen": also})
    assert late.status_code == 409
    assert text(two) == kept
    page = words(late)
    assert "The draft was changed meanwhile" in page
    assert "# Ada&#x27;s" in page, "what she wrote is still there"
    assert "# Cleo&#x27;s" in page, "and so is what stands now"
    assert other.post(at, {"text": "# both\n" + kept, "seen": seen(page)}).status_code == 302
    assert text(two).startswith("# both")


@pytest.mark.parametrize("form", [{}, {"seen": ""}, {"seen": "x" * 5000}])
def test_a_form_that_does_not_say_what_it_began_with_keeps_nothing(two: Two, form: dict[str, str]) -> None:
    before = text(two)
    late = windows(two)[0].post(f"/p/{two.project.pk}/agreement/draft/", {"text": "# new\n" + before, **form})
    assert (late.status_code, text(two)) == (409, before)


def test_what_is_no_agreement_keeps_the_mark_that_it_began_with(two: Two) -> None:
    one, _ = windows(two)
    at = f"/p/{two.project.pk}/agreement/draft/"
    began = seen(words(one.get(at)))
    agreeing.change_draft(two.ada, two.project, "# Ada's\n" + text(two))
    page = words(one.post(at, {"text": "nonsense", "seen": began}))
    assert seen(page) == began, "else the next try would overwrite what came meanwhile"


def test_another_text_than_the_one_on_the_page_is_not_proposed(two: Two) -> None:
    one, _ = windows(two)
    mark = seen(words(one.get(f"/p/{two.project.pk}/agreement/")))
    agreeing.change_draft(
        two.ada, two.project, toml.write(two.project.agreement).replace("patch_days = ", "patch_days = 1")
    )
    late = one.post(f"/p/{two.project.pk}/agreement/propose/", {"seen": mark})
    assert late.status_code == 409
    assert "Look at the draft as it stands now" in words(late)
    assert not AgreementVersion.objects.filter(project=two.project).exists()
    mark = seen(words(one.get(f"/p/{two.project.pk}/agreement/")))
    assert one.post(f"/p/{two.project.pk}/agreement/propose/", {"seen": mark}).status_code == 302


def test_of_two_who_propose_in_one_moment_one_does_and_the_other_is_told(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun = agreeing.prepared, list[bool]()

    def prepared(*args: object) -> object:
        told = real(*args)  # type: ignore[arg-type]
        if not begun:
            begun.append(True)
            agreeing.propose(two.ada, two.project, "localhost")
        return told

    monkeypatch.setattr(agreeing, "prepared", prepared)
    late = windows(two)[0].post(f"/p/{two.project.pk}/agreement/propose/", {"seen": agreeing.mark(two.project)})
    assert late.status_code == 403
    assert "A proposal waits for signatures" in words(late)
    assert AgreementVersion.objects.filter(project=two.project).count() == 1


def test_a_change_that_comes_after_the_proposal_changes_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real, begun = text(two), agreeing._none_waits, list[bool]()

    def late(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        if not begun:
            begun.append(True)
            agreeing.propose(two.ada, two.project, "localhost")

    monkeypatch.setattr(agreeing, "_none_waits", late)
    answer = windows(two)[0].post(
        f"/p/{two.project.pk}/agreement/draft/", {"text": "# late\n" + before, "seen": agreeing.mark(two.project)}
    )
    assert (answer.status_code, text(two)) == (403, before)


def test_a_passkey_that_is_chosen_in_the_moment_of_a_proposal_changes_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passkeys.has
    begun = list[bool]()

    def late(*told: object) -> bool:
        if not begun:
            begun.append(True)
            agreeing.propose(two.ada, two.project, "localhost")
        return real(*told)  # type: ignore[arg-type]

    before = two.events().count("signatory:chose-passkey")
    monkeypatch.setattr(passkeys, "has", late)
    with pytest.raises(Refused, match="what is proposed does not change"):
        agreeing.choose_passkey(two.cleo, two.project, two.cleo_key.signer.key)
    assert two.events().count("signatory:chose-passkey") == before


def test_a_version_that_is_withdrawn_in_the_moment_of_signing_is_not_signed(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, real = two.proposed(), agreeing._signature

    def withdrawn(*args: object) -> object:
        told = real(*args)  # type: ignore[arg-type]
        agreeing.withdraw(two.ada, two.project, row.number)
        return told

    monkeypatch.setattr(agreeing, "_signature", withdrawn)
    with pytest.raises(Exception, match="No such version waits"):
        two.sign("cleo", row)


DECISIONS = {
    "set": {"do": "set", "tie": "replaces", "since": "2021-01-01"},
    "decline": {"do": "decline"},
    "undo": {"do": "undo"},
}


@pytest.mark.parametrize("late", sorted(DECISIONS))
def test_a_decision_about_a_relation_from_an_outdated_page_changes_nothing(house: House, late: str) -> None:
    lease, amendment = both(house)
    one, other, at = browser(house.ada), browser(house.ada), f"/p/{house.heron.pk}/relations/"
    if late == "undo":
        relate(visit(house.ada), house.heron, amendment, lease, "amends")
    ends = {"document": amendment, "of": lease, "relation": relations(visit(house.ada), house.heron)[0].id}
    page = words(other.get(f"/p/{house.heron.pk}/documents/{amendment}/"))
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, "the form says what it was opened with"
    relate(visit(house.ada), house.heron, amendment, lease, "amends", date(2022, 2, 2))
    before = Relation.objects.values().get()
    told = words(other.post(at, {**ends, **DECISIONS[late], "seen": found[1], "page": amendment}, follow=True))
    assert "The relation was changed by somebody" in told
    told = words(other.post(at, {**ends, **DECISIONS[late], "page": amendment}, follow=True))
    assert "The relation was changed by somebody" in told, "a form without it counts as outdated"
    assert Relation.objects.values().get() == before
    fresh = relations(visit(house.ada), house.heron)[0].mark
    one.post(at, {**ends, **DECISIONS[late], "seen": fresh})
    assert Relation.objects.values().get() != before


def test_a_kept_question_that_was_changed_in_another_window_is_not_overwritten(house: House) -> None:
    key = kept.keep(visit(house.ada), house.heron, kept.Wanted("Who pays?", Expects.NOTHING))
    client, at = browser(house.ada), f"/p/{house.heron.pk}/kept/{key}/"
    began = seen(words(client.get(at)))
    mine = {"question": "Who pays the rent?", "expects": "nothing"}
    assert client.post(at, {**mine, "question": "Who pays the water?", "seen": began}).status_code == 302
    late = client.post(at, {**mine, "seen": began})
    assert late.status_code == 409
    assert kept.one(visit(house.ada), house.heron, key).question == "Who pays the water?"
    page = words(late)
    assert "Who pays the rent?" in page, "what was written is still there"
    assert "Who pays the water?" in page
    wrong = client.post(at, {"question": "", "expects": "nothing", "seen": began})
    assert seen(words(wrong)) == began, "a mistake in between makes an outdated form no newer"
    assert client.post(at, {**mine, "seen": seen(page)}).status_code == 302
    assert kept.one(visit(house.ada), house.heron, key).question == "Who pays the rent?"


def test_the_error_names_what_was_changed() -> None:
    assert "draft" in Outdated(thing="draft").help
