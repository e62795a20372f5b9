"""What is stored, against another version: what would not fit is told, with names for who may see them; nothing moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from hemvist.cli import agreement as cli
from hemvist.documents.against import against
from hemvist.documents.models import Document
from hemvist.documents.receive import receive
from hemvist.domain.agreement import Agreement, Location, Mask, Metadata, toml
from hemvist.domain.levels import Place, Role
from hemvist.projects import agreeing
from hemvist.projects.models import AgreementVersion, Membership, Project
from tests.api.test_api import admitted, post
from tests.cli.inside import Line, args
from tests.house import LEASE, House, visit
from tests.projects.parties import Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    two = parties(house).live()
    for name in ("lease.txt", "amendment.txt"):
        receive(two.ada, two.project, name, [LEASE.encode()])
    return two


def told(two: Two, **fields: Any) -> dict[str, tuple[int, tuple[str, ...]]]:
    new = replace(two.project.agreement, version=2, signatures=(), **fields)
    return {one.clause: (one.count, one.documents) for one in against(two.ada, two.project, new)}


NAMES = ("amendment.txt", "lease.txt")


def test_what_fits_is_not_told(two: Two) -> None:
    assert told(two) == told(two, patch_days=3) == {}


def test_below_level_2_what_came_in_unlooked_at_would_have_to_go(two: Two) -> None:
    assert told(two, level=1) == {"level": (2, NAMES)}


def test_a_class_that_is_no_longer_agreed_and_a_mask_that_is_new(two: Two) -> None:
    (row,) = two.project.agreement.data
    assert told(two, data=(replace(row, name="letters"),)) == {"data": (2, NAMES)}
    assert told(two, data=(replace(row, masks=(Mask.IBAN,)),)) == {"data": (2, NAMES)}
    assert told(two, data=(replace(row, original_kept=False),)) == {"data": (2, NAMES)}
    assert told(two, data=(replace(row, metadata=Metadata.KEEP),)) == {}


def test_personal_data_and_special_categories_that_are_listed_no_more(two: Two) -> None:
    (row,) = two.project.agreement.data
    assert told(two, data=(replace(row, personal=False),)) == {"data": (2, NAMES)}
    before = replace(two.project.agreement, version=2, special_categories=("health", "union"), safeguards=("locked",))
    AgreementVersion.keep(two.project, before, agreed=datetime.now(UTC), in_force_from=datetime.now(UTC).date())
    Project.objects.filter(pk=two.project.pk).update(hash_in_force=before.hash)
    two.project.refresh_from_db()
    assert told(two, special_categories=("health",)) == {"special_categories": (2, NAMES)}
    assert told(two, special_categories=("health", "trade union")) == {}


def test_that_properties_went_on_being_kept_with_the_files_is_told(two: Two) -> None:
    (row,) = two.project.agreement.data
    before = replace(two.project.agreement, data=(replace(row, metadata=Metadata.KEEP),))
    now = datetime.now(UTC)
    AgreementVersion.keep(two.project, replace(before, version=9), agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=two.project.pk).update(hash_in_force=replace(before, version=9).hash)
    two.project.refresh_from_db()
    assert told(two, data=(row,)) == {"data": (2, NAMES)}


def test_a_root_key_in_a_file_does_not_go_up_to_level_2(house: House) -> None:
    wren = house.wren
    new = replace(wren.agreement, version=2, level=2, locations=replace(
        wren.agreement.locations, storage=Location(Place.HERE)
    ))  # fmt: skip
    found = {one.clause: one for one in against(visit(house.cleo), wren, new)}
    assert set(found) == {"keys"}
    assert "puts the key behind a passphrase first" in found["keys"].remedy


def test_people_who_would_not_get_in_are_counted(two: Two) -> None:
    for person, role in ((two.house.ben, Role.MEMBER), (two.house.rut, Role.OWNER)):
        Membership.objects.create(project=two.project, person=person, role=role)
    access = two.project.agreement.access
    found = against(
        two.ada, two.project, _with(two, access=replace(access, roles=(Role.OWNER, Role.OPERATOR), most_people=3))
    )
    assert [one.reason for one in found if one.clause.startswith("access")] == [
        "1 of 4 people have a role that is no longer agreed, and would not get in.",
        "4 people belong to it, and 3 would be agreed.",
    ]
    assert [one.reason for one in found if one.clause == "sign_in"] == [
        "At level 2 owner and operator sign in with a passkey, and 1 of them have none."
    ]


def _with(two: Two, **fields: Any) -> Agreement:
    return replace(two.project.agreement, version=2, signatures=(), **fields)


def test_who_may_not_list_the_documents_sees_how_many_and_no_names(two: Two) -> None:
    (found,) = against(two.cleo, two.project, _with(two, level=1))
    assert (found.count, found.documents) == (2, ())


def test_the_page_of_the_proposal_tells_it_and_nothing_moves(two: Two) -> None:
    agreeing.change_draft(two.cleo, two.project, toml.write(_with(two, level=1)))
    row = two.proposed()
    page = words(browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/{row.number}/"))
    assert "This would not fit." in page
    assert "2 documents" in page
    assert "amendment.txt" in page
    assert "amendment.txt" not in words(
        browser(two.house.cleo, "webauthn").get(f"/p/{two.project.pk}/agreement/{row.number}/")
    )
    assert two.sign("cleo", row) is False
    assert two.sign("ada", row) is True
    assert Document.objects.filter(deleting=None).count() == 2
    assert "This would not fit." not in words(
        browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/{row.number}/")
    )


def test_the_command_line_asks_for_a_file(
    house: House, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    receive(visit(house.ada), house.heron, "lease.txt", [LEASE.encode()])
    file = tmp_path / "new.toml"
    file.write_text(toml.write(replace(house.heron.agreement, version=2, level=1, form=2)))
    monkeypatch.setattr(cli, "Client", lambda: Line(house.ada))
    cli.check(args(file=str(file), project="Heron"))
    said = capsys.readouterr().out
    assert "What is stored would not fit; nothing moves by itself, but what other agreed days end:" in said
    assert "level: Level 3 let identity numbers" in said
    assert "- lease.txt" in said


def test_the_api_tells_it_to_who_agrees_and_to_nobody_else(house: House) -> None:
    text = toml.write(replace(house.heron.agreement, version=2, level=1, form=2))
    assert post(admitted(house.ada), "projects/Heron/agreement/check", {"toml": text}).status_code == 200
    refused = post(admitted(house.ben), "projects/Heron/agreement/check", {"toml": text})
    assert (refused.status_code, refused.json()["clause"]) == (403, "access")
    assert post(admitted(house.ada), "projects/Heron/agreement/check", {"toml": "level ="}).status_code == 422
    assert post(admitted(house.cleo), "projects/Heron/agreement/check", {"toml": text}).status_code == 404
