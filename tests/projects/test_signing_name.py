"""The name in a signed agreement: given by who signs, kept as the person's; a placeholder signs nothing."""

from __future__ import annotations

import pytest

from hemvist.domain.agreement import Side, toml
from hemvist.domain.called import placeholder
from hemvist.domain.errors import Refused
from hemvist.people.models import Person
from hemvist.projects import agreeing, inviting, signing_name
from hemvist.projects.models import AgreementAltered, AgreementVersion
from tests.house import House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    return parties(house)


def _is_called(two: Two, name: str) -> None:
    Person.objects.filter(pk=two.house.ada.pk).update(name=name)
    two.house.ada.name = name


def test_the_name_that_the_person_gives_stands_in_what_is_signed_and_becomes_the_persons(two: Two) -> None:
    _is_called(two, "You")
    agreeing.choose_passkey(two.cleo, two.project, two.cleo_key.signer.key)
    agreeing.choose_passkey(two.ada, two.project, two.ada_key.signer.key, "  Ada   Berg ")
    row = two.agreed()
    assert {one.name for one in row.agreement.signatures} == {"Cleo", "Ada Berg"}
    assert 'name = "You"' not in toml.write(row.agreement)
    assert Person.objects.get(pk=two.house.ada.pk).name == "Ada Berg"
    assert two.events().count("signatory:named") == 1


@pytest.mark.parametrize("name", ["You", " you ", "", "ada@example.org", "…", "12", "N.N.", "x" * 121])
def test_a_placeholder_chooses_no_passkey_and_the_remedy_is_said(two: Two, name: str) -> None:
    with pytest.raises(Refused) as refused:
        agreeing.choose_passkey(two.ada, two.project, two.ada_key.signer.key, name)
    assert "Give the name that shall stand in the agreement" in refused.value.help
    assert two.events()[-1] == "act:refused"


def test_a_placeholder_proposes_nothing_and_signs_nothing(two: Two) -> None:
    two.chosen()
    _is_called(two, "You")
    with pytest.raises(Refused, match="nobody's name"):
        two.proposed()


def test_what_was_proposed_under_a_placeholder_before_is_not_signed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.chosen()
    _is_called(two, "You")
    with monkeypatch.context() as before:
        before.setattr(agreeing, "placeholder", lambda name: False)
        row = two.proposed()
    with pytest.raises(Refused, match="nobody's name") as refused:
        two.sign("ada", row)
    assert "withdraw the proposal first" in refused.value.help


def test_a_name_given_for_another_project_meanwhile_does_not_spoil_what_waits(two: Two) -> None:
    row = two.chosen().proposed()
    _is_called(two, "Ada Berg")
    two.sign("cleo", row)
    assert two.sign("ada", row)


def test_nobody_becomes_whom_an_agreement_names_by_taking_the_name(two: Two) -> None:
    two.chosen().agreed()
    with pytest.raises(Refused, match="gives rights to"):
        agreeing.choose_passkey(two.cleo, two.project, two.cleo_key.signer.key, "ada lund")
    assert Person.objects.get(pk=two.house.cleo.pk).name == "Cleo"


def test_the_page_asks_for_the_name_and_proposes_none_for_a_placeholder(two: Two) -> None:
    page, at = browser(two.house.ada), f"/p/{two.project.pk}/agreement/"
    assert 'id="called" name="name" value="Ada"' in words(page.get(at))
    _is_called(two, "You")
    assert 'id="called" name="name" value=""' in words(page.get(at))
    key = two.ada_key.signer.key
    refused = page.post(f"{at}passkey/", {"key": key, "name": "You"})
    assert refused.status_code == 403
    assert "nobody" in words(refused)
    assert page.post(f"{at}passkey/", {"key": key, "name": "Ada Berg"}).status_code == 302
    assert "Ada Berg" in words(page.get(at))


def test_who_is_invited_gives_the_name_when_joining(house: House) -> None:
    project = parties(house).project
    other = agreeing.draw_up(visit(house.cleo), "Other", agreeing.draft_text(project), Side.OPERATOR)
    secret = inviting.invite(visit(house.cleo), other, "Dora", "dora@example.org")
    page = browser()
    assert 'name="name" value="Dora"' in words(page.get(f"/join/{secret}/"))
    assert page.post(f"/join/{secret}/", {"name": "you"}).status_code == 403
    assert page.post(f"/join/{secret}/", {"name": "Dora Holm"}).status_code == 302
    assert Person.objects.get(email="dora@example.org").name == "Dora Holm"


@pytest.mark.parametrize(
    "name", ["Ada Lund", "Bo", "Åsa Öberg", "Юлия", "Юлия Ли", "王芳", "Lindhagen Property Ltd", "Youssef"]
)
def test_names_of_people_are_none(name: str) -> None:
    assert not placeholder(name)


def test_where_an_agreement_was_altered_a_new_name_is_refused_in_the_form_of_every_refusal(two: Two) -> None:
    two.chosen()
    two.agreed()
    AgreementVersion.objects.filter(project=two.project).update(hash="0" * 64)
    with pytest.raises(AgreementAltered):
        signing_name.unusable(two.house.ada, two.project, "Ada Berg")
    assert signing_name.unusable(two.house.ada, two.project, two.house.ada.name) is None
