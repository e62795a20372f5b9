"""An installation that cannot keep an agreement does not serve that project, says why and what to do, and serves the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from hemvist.audit import log
from hemvist.audit.models import INSTALLATION
from hemvist.closing.ends import outlived
from hemvist.closing.retain import overdue
from hemvist.config import fenced
from hemvist.config.compose import look
from hemvist.domain.agreement import Network
from hemvist.domain.errors import Refused
from hemvist.domain.permit import UNKEPT, Deed
from hemvist.projects import gate, kept, paper
from hemvist.projects.live import go_live
from hemvist.projects.models import AgreementVersion, Project
from hemvist.vault.opened import installation as vault
from tests.api.test_api import admitted
from tests.domain.agreements import ACCOUNTS
from tests.house import PASSPHRASE, House, visit
from tests.projects.parties import AGREED, Two, parties
from tests.web.visitor import browser, words


@pytest.fixture
def two(house: House) -> Two:
    return parties(house).live()


def moved(monkeypatch: pytest.MonkeyPatch, where: str = "") -> None:
    """The installation is started anew somewhere else, or where nobody says."""
    monkeypatch.setattr(settings, "STANDS", where)


def changes(project: Project) -> list[tuple[str, Any]]:
    """The lines about keeping the agreement, with their clause."""
    rows = log.lines(project.pk)
    return [(one.event, one.things["clause"]) for one in rows if one.event.endswith(("not-kept", "kept-again"))]


def test_what_stands_elsewhere_is_not_served_and_the_others_are(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(monkeypatch, "US; Värden AB")
    client = browser(two.house.ada, "webauthn")
    for refused in (client.get(f"/p/{two.project.pk}/"), client.post(f"/p/{two.project.pk}/documents/add/")):
        assert refused.status_code == 403
        assert "Agreed for storage is SE; this installation stands in US." in words(refused)
        assert "clause-locations" in words(refused)
    assert client.get(f"/p/{two.house.heron.pk}/").status_code == 200


def test_an_identity_provider_that_is_agreed_is_not_there_so_the_project_is_not_served(two: Two) -> None:
    hosts = (*two.project.agreement.network.hosts, "login.lindhagen.example")
    signs_in = replace(two.project.agreement.sign_in, identity_provider=ACCOUNTS)
    two.change(sign_in=signs_in, network=Network(hosts))
    client = browser(two.house.ada, "webauthn")
    refused = client.get(f"/p/{two.project.pk}/")
    assert refused.status_code == 403
    assert "Hemvist cannot be connected to an identity provider yet" in words(refused)
    assert "new version without sign_in.identity_provider" in words(refused)
    assert changes(two.project) == [("agreement:not-kept", "sign_in.identity_provider")]
    assert client.get(f"/p/{two.house.heron.pk}/").status_code == 200
    two.change(sign_in=replace(signs_in, identity_provider=None))
    assert client.get(f"/p/{two.project.pk}/").status_code == 200


def test_a_project_that_agrees_on_an_identity_provider_does_not_go_live(house: House) -> None:
    signs_in = replace(AGREED.sign_in, identity_provider=ACCOUNTS)
    hosts = Network((*AGREED.network.hosts, "login.lindhagen.example"))
    two = parties(house, replace(AGREED, sign_in=signs_in, network=hosts)).chosen()
    row = two.proposed()
    for page in (f"/p/{two.project.pk}/agreement/", f"/p/{two.project.pk}/agreement/{row.number}/"):
        said = words(browser(two.house.ada, "webauthn").get(page))
        assert "once signed, the project would not go live here" in said
        assert "Hemvist cannot be connected to an identity provider yet" in said
    assert [two.sign(who, row) for who in ("cleo", "ada")] == [False, True]
    with pytest.raises(Refused) as refused:
        go_live(two.ada, two.project, PASSPHRASE)
    assert refused.value.clause == "sign_in.identity_provider"
    two.project.refresh_from_db()
    assert two.project.state == "agreed"


def test_one_may_still_read_it_change_it_take_out_and_delete(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.house.receive(two.house.ada, two.house.heron)
    moved(monkeypatch)
    permitted = set()
    for deed in set(Deed) - {Deed.SEND, Deed.READ}:
        try:
            gate.enter(two.ada, two.project, deed)
            permitted.add(deed)
        except Refused:
            continue
    assert permitted == UNKEPT
    page = words(browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/agreement/"))
    assert "This installation cannot keep this agreement" in page
    assert "HEMVIST_STANDS" in page


def test_the_worker_does_not_go_on_either(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(monkeypatch)
    with pytest.raises(Refused, match="which counts as no"):
        gate.carry_on(two.project, Deed.READ)
    gate.carry_on(two.project, Deed.DELETE)


def test_the_log_has_a_line_for_each_change_and_none_for_each_request(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(monkeypatch)
    client, before = browser(two.house.ada, "webauthn"), len(list(log.lines(two.project.pk)))
    for _ in range(3):
        assert client.get(f"/p/{two.project.pk}/").status_code == 403
    assert changes(two.project) == [("agreement:not-kept", "locations")]
    assert len(list(log.lines(two.project.pk))) == before + 1
    moved(monkeypatch, "SE; Värden AB")
    assert client.get(f"/p/{two.project.pk}/").status_code == 200
    assert changes(two.project) == [("agreement:not-kept", "locations"), ("agreement:kept-again", "locations")]


def test_at_start_every_project_is_looked_at(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    look()
    assert changes(two.project) == []
    moved(monkeypatch)
    look()
    look()
    assert changes(two.project) == [("agreement:not-kept", "locations")]
    assert [project for project, _ in kept.look_at_all()] == [two.project]


def test_a_project_that_cannot_be_looked_at_keeps_no_other_from_being_served(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    Project.objects.filter(pk=two.house.wren.pk).update(root_key="file")
    two.house.wren.agreementversion_set.update(hash="0" * 64)
    moved(monkeypatch)
    found = {project: why[0].clause for project, why in kept.look_at_all()}
    assert found == {two.house.wren: "signatures", two.project: "locations"}


def test_a_new_version_that_cannot_be_kept_here_is_not_served_once_it_is_in_force(two: Two) -> None:
    where = two.project.agreement.locations
    germany = type(where)(*(type(one)(one.place, "DE", one.who) for one in where.all))
    two.change(locations=germany, notice_days=0)
    Project.objects.filter(pk=two.project.pk).update(hash_in_force=two.project.agreementversion_set.get(number=2).hash)
    assert browser(two.house.ada, "webauthn").get(f"/p/{two.project.pk}/").status_code == 403
    assert changes(two.project) == [("agreement:not-kept", "locations")]


@pytest.mark.parametrize(
    ("database", "connects"),
    [
        ({"HOST": ""}, ()),
        ({"HOST": "/run/postgresql"}, ()),
        ({"HOST": "localhost"}, ()),
        ({"HOST": "127.0.0.1,::1"}, ()),
        ({"HOST": "db.example.org"}, ("db.example.org",)),
        ({"HOST": "localhost,10.0.0.5"}, ("10.0.0.5",)),
        ({"HOST": "", "OPTIONS": {"hostaddr": "10.0.0.5"}}, ("10.0.0.5",)),
        ({"HOST": "", "OPTIONS": {"service": "prod"}}, ("service prod",)),
    ],
)
def test_a_database_beyond_this_machine_is_a_connection(
    database: dict[str, Any], connects: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATABASES", {"default": database})
    assert kept.connects() == connects


def test_a_project_whose_root_key_is_gone_is_not_served(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.unkept(house.wren) == []
    from hemvist.vault import opened
    from hemvist.vault.embedded import EmbeddedKeys

    monkeypatch.setattr(EmbeddedKeys, "locked", lambda self, scope: scope == house.wren.pk)
    assert opened.keys().locked(house.wren.pk)
    with pytest.raises(Refused, match="root key is a file"):
        gate.enter(visit(house.cleo), house.wren, Deed.ASK)


@pytest.fixture
def unfenced(house: House) -> Iterator[None]:
    """A system that does not keep us from connecting; what it looks like for real: tests/cli/test_unfenced.py."""
    kept.use_fence(lambda: False)
    yield
    kept.use_fence(fenced.machine)


@pytest.mark.usefixtures("unfenced")
def test_where_the_system_lets_us_out_level_3_is_not_served_and_level_0_is(house: House) -> None:
    told = browser(house.ada).get(f"/p/{house.heron.pk}/")
    assert told.status_code == 403
    assert "does not keep Hemvist from connecting outwards" in words(told)
    assert "clause-network" in words(told)
    with pytest.raises(Refused, match="connecting outwards"):
        gate.carry_on(house.heron, Deed.READ)
    assert browser(house.cleo).get(f"/p/{house.wren.pk}/").status_code == 200
    assert changes(house.heron) == [("agreement:not-kept", "network")]


@pytest.mark.usefixtures("unfenced")
def test_nor_is_such_a_project_opened_and_nothing_is_left_of_the_try(house: House) -> None:
    keys, projects = sorted((house.home / "keys").iterdir()), Project.objects.count()
    form = {"name": "Another", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    told = browser(house.ada).post("/projects/new/", form)
    assert told.status_code == 403
    assert "where seccomp is allowed" in words(told)
    assert (sorted((house.home / "keys").iterdir()), Project.objects.count()) == (keys, projects)
    assert [one.event for one in log.lines(INSTALLATION)][-1] == "act:refused"


@pytest.mark.usefixtures("unfenced")
def test_where_nothing_ever_said_whether_it_is_fenced_it_is_not() -> None:
    kept.use_fence(None)
    assert kept.installation(Project(pk="p", root_key="passphrase")).fenced is False


@pytest.mark.parametrize("how", ["flipped", "another text"])
def test_a_project_whose_stored_agreement_was_changed_is_not_served_and_the_others_are(two: Two, how: str) -> None:
    row = AgreementVersion.objects.get(project=two.project)
    about = f"agreement:{two.project.pk}:{row.number}".encode()
    sealed = bytearray(row.sealed)
    sealed[-5] ^= 1
    if how == "another text":
        sealed = bytearray(vault().seal_bytes(paper.to_json(replace(row.agreement, patch_days=99)), about))
    AgreementVersion.objects.filter(pk=row.pk).update(sealed=bytes(sealed))
    client = browser(two.house.ada, "webauthn")
    for where in ("", "agreement/", "agreement/1/", "agreement/1/agreement.toml", "documents/", "audit/"):
        refused = client.get(f"/p/{two.project.pk}/{where}")
        assert refused.status_code == 403, where
        assert "changed outside Hemvist, or is damaged" in words(refused)
        assert "Nothing was lost." in words(refused)
    api = admitted(two.house.ada)
    told = api.get(f"/api/projects/{two.project.pk}/documents", secure=True)
    assert (told.status_code, told.json()["clause"]) == (403, "signatures")
    listed = {one["id"]: one for one in api.get("/api/projects", secure=True).json()}
    assert listed[two.project.pk]["not_served"]["clause"] == "signatures"
    assert listed[two.house.heron.pk]["agreement"]
    assert "This project is not served." in words(client.get("/"))
    assert client.get(f"/p/{two.house.heron.pk}/").status_code == 200
    assert changes(two.project) == [("agreement:not-kept", "signatures")]
    assert [one.clause for one in kept.unkept(two.project)] == ["signatures"]
    assert outlived() == overdue() == []
