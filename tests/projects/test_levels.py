"""The table of levels, line by line, over HTTP: what a level forbids is tried, and the refusal is read.

The agreement is put in force around every check of a proposal, as if somebody had signed what no page lets them.
Not here: sending to providers over a wire, which no part does yet. An identity provider cannot be connected, so a project
that agrees on one is not served at any level.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.documents.models import Document, Reading, Version
from hemvist.domain.agreement import Agreement, Keys, Location, Network, OnFile, Side
from hemvist.domain.levels import Place, Role
from hemvist.domain.permit import State
from hemvist.projects.models import AgreementVersion, Membership, Project
from tests.documents.test_looking import ILL, WITH_MAIL, WITH_NUMBER, WITH_WORD
from tests.domain.agreements import ACCOUNTS, MODEL
from tests.house import House
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words

US = Location(Place.US, "US", "Värden AB")
HERE = Location(Place.HERE, "SE", "Värden AB")


@pytest.fixture
def two(house: House) -> Two:
    two = parties(house).live()
    Membership.objects.create(project=two.project, person=house.ben, role=Role.MEMBER)
    return two


def in_force(two: Two, **fields: Any) -> Agreement:
    """Put a version in force that differs in these fields, however senseless."""
    number = two.project.agreementversion_set.count() + 1
    agreement = replace(two.project.agreement, version=number, signatures=(), **fields)
    AgreementVersion.keep(two.project, agreement)
    Project.objects.filter(pk=two.project.pk).update(hash_in_force=agreement.hash)
    return agreement


def at_level(two: Two, level: int, **fields: Any) -> Agreement:
    """The same at another level, with what the level itself needs."""
    if level == 3:
        places = replace(two.project.agreement.locations, storage=HERE, backup=HERE, inference=HERE, support=HERE)
        return in_force(two, **{"level": 3, "providers": (), "network": Network(), "locations": places} | fields)
    return in_force(two, level=level, **fields)


def uploads(two: Two, factor: str = "webauthn", name: str = "a.txt") -> Any:
    file = SimpleUploadedFile(name, b"The rent is EUR 5 a month.")
    return browser(two.house.ada, factor).post(f"/p/{two.project.pk}/documents/add/", {"files": file})


def opens(two: Two, factor: str = "webauthn") -> Any:
    return browser(two.house.ada, factor).get(f"/p/{two.project.pk}/")


def refused(answer: Any, clause: str, says: str) -> None:
    page = words(answer)
    assert answer.status_code == 403, page
    assert says in page
    assert f"#clause-{clause.partition('.')[0]}" in page
    assert "What would change it" in page
    assert "Nothing was lost." in page


def taken(two: Two) -> bool:
    before = Document.objects.count()
    answer = uploads(two)
    return answer.status_code == 302 and Document.objects.count() == before + 1


def test_what_a_level_permits_is_taken_in(two: Two) -> None:
    for level in range(4):
        at_level(two, level)
        assert opens(two).status_code == 200, level
        assert taken(two), level


def test_model_providers_are_where_the_level_allows(two: Two) -> None:
    american = replace(MODEL, seat=Place.US, region=Place.US, parent=Place.US, sub_processors=Place.US, country="US")
    for level in range(4):
        at_level(two, level, providers=(american,))
        if level < 2:
            assert opens(two).status_code == 200, level
        else:
            refused(opens(two), "providers", f"Level {level} does not allow a model where Model AB stands.")


def test_a_fact_of_a_provider_that_is_not_known_counts_as_no(two: Two) -> None:
    train, stand = "not on file that Model AB does not train", "does not allow a model where Model AB stands"
    cases: list[tuple[int, dict[str, Any], str]] = [
        (0, {"trains_on_data": None}, train),
        (1, {"trains_on_data": True}, train),
        (1, {"agreement_on_file": OnFile("a title alone")}, train),
        (2, {"keeps_data": None}, "not on file that Model AB keeps nothing"),
        (2, {"parent": Place.US}, stand),
        (2, {"parent": None}, stand),
        (2, {"sub_processors": Place.ELSEWHERE}, stand),
    ]
    for level, fact, says in cases:
        at_level(two, level, providers=(replace(MODEL, **fact),))
        refused(opens(two), "providers", says)


def test_other_parties_are_where_the_level_allows(two: Two) -> None:
    for level in range(4):
        places = at_level(two, level).locations
        for what in ("backup", "support"):
            at_level(two, level, locations=replace(places, **{what: US}))
            if level < 2:
                assert taken(two), (level, what)
            else:
                refused(uploads(two), "locations", f"Level {level} does not allow where this project is stored.")


def test_the_installation_stands_where_it_was_agreed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    for level in (2, 3):
        at_level(two, level)
        for stands in ("", "US; Värden AB", "SE", "SE; Another AB"):
            monkeypatch.setattr(settings, "STANDS", stands)
            refused(opens(two), "locations", "installation stands")


def test_owner_and_operator_have_a_passkey_where_the_level_says_so(two: Two) -> None:
    for level, factor, enters in (
        (0, "totp", True), (1, "totp", True), (2, "totp", False), (3, "totp", False), (2, "recovery_codes", False),
        (2, "webauthn", True), (3, "webauthn", True),
    ):  # fmt: skip
        at_level(two, level)
        for person, where in ((two.house.ada, ""), (two.house.cleo, "agreement/")):
            answer = browser(person, factor).get(f"/p/{two.project.pk}/{where}")
            assert answer.status_code == (200 if enters else 403), (level, factor, person)
        if not enters and factor == "totp":
            refused(opens(two, factor), "sign_in", f"At level {level} the owner signs in with a passkey.")
        other = browser(two.house.ben, "totp").get(f"/p/{two.project.pk}/")
        assert other.status_code == 200, "any factor for others"


def test_without_a_second_factor_nobody_comes_in(two: Two) -> None:
    for level in range(4):
        at_level(two, level)
        for person in (two.house.ada, two.house.ben):
            answer = browser(person, None).get(f"/p/{two.project.pk}/")
            assert answer.status_code == 302
            assert "/p/" not in answer.headers["Location"]


def test_no_personal_data_without_a_processing_agreement(two: Two) -> None:
    for level in range(4):
        at_level(two, level, processing_agreement=OnFile("a title alone"))
        refused(uploads(two), "data", "no data processing agreement is recorded")


def test_a_key_that_the_client_is_to_hold_does_not_lie_in_a_file_of_whoever_runs_the_machine(two: Two) -> None:
    for root in ("file", "credential"):
        Project.objects.filter(pk=two.project.pk).update(root_key=root)
        at_level(two, 1, keys=Keys(Side.CLIENT, "behind a passphrase"))
        refused(uploads(two), "keys", f"has the client hold the key, and it lies in a {root}")
        at_level(two, 1, keys=Keys(Side.OPERATOR, "on the server"))
        assert taken(two)
    Project.objects.filter(pk=two.project.pk).update(root_key="passphrase")
    at_level(two, 1, keys=Keys(Side.CLIENT, "behind a passphrase"))
    assert taken(two)


def test_the_root_key_is_guarded_as_the_level_asks(two: Two) -> None:
    Project.objects.filter(pk=two.project.pk).update(root_key="file")
    for level in range(4):
        at_level(two, level, keys=Keys(Side.OPERATOR, "on the server"))
        if level < 2:
            assert taken(two), level
        else:
            refused(uploads(two), "keys", f"The root key is file; level {level} does not allow that.")


def test_nothing_goes_where_it_is_not_agreed_and_at_level_3_nothing_beyond_the_premises(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = Network(("db.example.org",), ("10.20.0.0/16",))
    for level in range(4):
        at_level(two, level, network=agreed)
        for host, served in (("db.example.org", level < 3), ("10.20.3.4", True), ("other.example.org", False)):
            monkeypatch.setattr(settings, "DATABASES", {"default": settings.DATABASES["default"] | {"HOST": host}})
            if served:
                assert opens(two).status_code == 200, (level, host)
            else:
                refused(opens(two), "network", f"connects to {host}, which is not agreed")


def test_a_document_for_one_person_is_not_seen_by_another(two: Two) -> None:
    """Per person and per document: who may see it stands with the document, at every level."""
    assert taken(two)
    document = Document.objects.get()
    Document.objects.update(audience=[f"person:{two.house.ada.pk}"])
    where = f"/p/{two.project.pk}/documents/{document.pk}/"
    for level in range(4):
        at_level(two, level)
        assert browser(two.house.ben).get(where).status_code == 404
        assert browser(two.house.ada, "webauthn").get(where).status_code == 200


def test_who_may_see_a_document_is_set_from_level_1_on(two: Two) -> None:
    assert taken(two)
    where = f"/p/{two.project.pk}/documents/{Document.objects.get().pk}/"
    for level in range(4):
        at_level(two, level)
        answer = browser(two.house.ada, "webauthn").post(
            f"{where}audience/", {"person": two.house.ada.pk, "who": "named"}
        )
        set_now = Document.objects.get().audience != ["everyone"]
        assert set_now is (level > 0), (level, answer.status_code, words(answer))
        Document.objects.update(audience=["everyone"])


def test_what_a_document_says_of_people_is_refused_asked_or_taken_as_the_level_says(two: Two) -> None:
    """Identity numbers and what is said of a person; a mere word of a special category; a mail address."""
    refused_both, read = (Reading.REFUSED, Reading.REFUSED), Reading.SEARCHABLE
    agreed = (read, Reading.REFUSED, read, read)
    expected = {0: (*refused_both, read, read), 1: (*refused_both, Reading.FLAGGED, read), 2: agreed, 3: agreed}
    for level, states in expected.items():
        at_level(two, level)
        found = tuple(
            _read(two, f"{level}{at}", text) for at, text in enumerate((WITH_NUMBER, ILL, WITH_WORD, WITH_MAIL))
        )
        assert found == states, level


def _read(two: Two, name: str, text: str) -> str:
    """What becomes of a file that is uploaded, as its page tells it too."""
    file = SimpleUploadedFile(f"{name}.txt", f"{text}\n{name}".encode())
    client = browser(two.house.ada, "webauthn")
    assert client.post(f"/p/{two.project.pk}/documents/add/", {"files": file}).status_code == 302
    two.house.read()
    version = Version.objects.latest("received")
    page = words(client.get(f"/p/{two.project.pk}/documents/{version.document_id}/"))
    if version.state == Reading.REFUSED:
        assert "What would change it" in page or "level" in page
        assert version.passages == 0
    return str(version.state)


def test_at_level_3_a_party_in_the_eu_is_beyond_the_premises(two: Two) -> None:
    at_level(two, 3, providers=(MODEL,))
    refused(opens(two), "providers", "Level 3 does not allow a model where Model AB stands.")
    places = at_level(two, 3).locations
    for what in ("storage", "backup", "support"):
        at_level(two, 3, locations=replace(places, **{what: Location(Place.EU, "SE", "Värden AB")}))
        refused(uploads(two), "locations", "Level 3 does not allow where this project is stored.")


def test_an_identity_provider_is_agreed_at_no_level_that_serves_it(two: Two) -> None:
    for level in range(4):
        signs_in = replace(two.project.agreement.sign_in, identity_provider=ACCOUNTS)
        at_level(two, level, sign_in=signs_in)
        refused(opens(two), "sign_in", "identity provider")


def test_nothing_comes_in_before_it_is_live_or_after(two: Two) -> None:
    for state in (State.DRAFT, State.PROPOSED, State.AGREED, State.ENDING, State.ENDED):
        Project.objects.filter(pk=two.project.pk).update(state=state)
        refused(uploads(two), "duration", f"The project is {state}")


def test_after_its_last_day_nothing_is_asked_or_added_and_all_can_be_taken_out(two: Two) -> None:
    agreement = two.project.agreement
    in_force(two, starts_on=agreement.starts_on.replace(year=2024), ends_on=agreement.starts_on.replace(year=2025))
    refused(uploads(two), "duration", "The agreement runs from")
    client = browser(two.house.ada, "webauthn")
    assert client.get(f"/p/{two.project.pk}/questions.json").status_code == 200
    assert client.get(f"/p/{two.project.pk}/agreement/").status_code == 200
