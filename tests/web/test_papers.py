"""The papers on pages and as files; and personal data without a processing agreement does not go live."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdfium2
import pytest

from hemvist.audit import log
from hemvist.domain.agreement import OnFile, Side, toml
from hemvist.domain.permit import State
from hemvist.papers.paper import Kind
from hemvist.papers.wording import Language
from hemvist.projects import agreeing, inviting
from hemvist.projects.models import AgreementVersion, Draft, Project
from tests.domain.agreements import HERON
from tests.house import PASSPHRASE, House, visit
from tests.projects.passkey import Passkey, browser_gives, enrol
from tests.web.visitor import browser, words

TODAY = datetime.now(UTC).date()
AGREEMENT = replace(HERON, starts_on=TODAY, ends_on=TODAY + timedelta(days=365))


def at(project: Project, tail: str = "") -> str:
    return f"/p/{project.pk}/agreement/1/papers/{tail}"


@pytest.mark.parametrize("language", list(Language))
def test_the_agreement_page_tells_it_in_three_languages_unreviewed_and_offers_the_pdf(
    house: House, language: Language
) -> None:
    page = words(browser(house.rut).get(f"/p/{house.heron.pk}/agreement/?language={language.value}"))
    heading = {"en": "What it is for", "sv": "Ändamål", "de": "Zweck"}[language.value]
    assert f'<dl class="clauses" lang="{language.value}">' in page
    assert f"{heading}<br>" in page
    assert "Not reviewed by a lawyer" in page
    for one in Language:
        assert f"papers/plain/{one.value}.pdf" in page


def test_an_unknown_language_is_english(house: House) -> None:
    assert "What it is for" in words(browser(house.ada).get(f"/p/{house.heron.pk}/agreement/?language=<x>"))


def test_every_paper_is_listed_with_what_is_missing_and_shown_with_where_it_comes_from(house: House) -> None:
    client = browser(house.ada)
    listed = words(client.get(at(house.heron)))
    for kind in Kind:
        assert f"papers/{kind.value}/?language=en" in listed
    assert "Empty: it needs a second party." in listed
    record = words(client.get(at(house.heron, "record-controller/?language=sv")))
    assert "Den personuppgiftsansvariges register" in record
    assert "controller.address" in record
    assert "saknas" in record


@pytest.mark.parametrize("kind", list(Kind))
def test_a_paper_is_taken_along_as_pdf_and_html(house: House, kind: Kind) -> None:
    client = browser(house.rut)
    made = client.get(at(house.heron, f"{kind.value}/de.pdf"))
    assert made.headers["Content-Type"] == "application/pdf"
    assert made.headers["Cache-Control"] == "no-store"
    assert f'filename="{kind.value}-1-{house.heron.agreement.hash[:8]}-de.pdf"' in made.headers["Content-Disposition"]
    with pypdfium2.PdfDocument(io.BytesIO(made.content)) as document:
        assert len(document) >= 1
    assert words(client.get(at(house.heron, f"{kind.value}/de.html"))).startswith("<!doctype html>")


def test_the_pdf_carries_the_agreement_in_force(house: House) -> None:
    made = browser(house.ada).get(at(house.heron, "plain/sv.pdf"))
    with pypdfium2.PdfDocument(made.content) as document:
        carried = toml.read(bytes(document.get_attachment(0).get_data()))[0]
    assert carried == house.heron.agreement


def test_nothing_of_a_strangers_project_is_shown(house: House) -> None:
    for tail in ("", "plain/", "plain/en.pdf", "plain/en.html"):
        assert browser(house.cleo).get(at(house.heron, tail)).status_code == 404


def agreed(house: House, paper: OnFile | None) -> Project:
    """A project of two parties, signed by both, whose agreement has this processing agreement."""
    keys = {house.cleo: Passkey("Cleo", Side.OPERATOR), house.ada: Passkey("Ada", Side.CLIENT)}
    project = agreeing.draw_up(visit(house.cleo), "Leases", toml.write(AGREEMENT), Side.OPERATOR)
    for person, key in keys.items():
        enrol(person, key)
    inviting.accept(inviting.waiting(inviting.invite(visit(house.cleo), project, "Ada", house.ada.email)), house.ada)
    for person, key in keys.items():
        agreeing.choose_passkey(visit(person), project, key.signer.key)
    # Proposing refuses it already (below), so it is put where a proposal stands.
    text = replace(
        AGREEMENT, project=project.pk, signed_at="localhost", processing_agreement=paper,
        signers=tuple(key.signer for key in keys.values()),
    )  # fmt: skip
    row = AgreementVersion.keep(project, text)
    Project.objects.filter(pk=project.pk).update(state=State.PROPOSED)
    project.refresh_from_db()
    for person, key in keys.items():
        agreeing.sign(visit(person), project, row.number, browser_gives(key, row.agreement))
    project.refresh_from_db()
    assert project.state == State.AGREED
    return project


def test_nor_where_only_the_people_are_listed_whose_data_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tuple(replace(row, personal=False) for row in AGREEMENT.data)
    monkeypatch.setattr("tests.web.test_papers.AGREEMENT", replace(AGREEMENT, data=data))
    project = agreed(house, None)
    assert "no data processing agreement is recorded" in words(goes_live(house, project))
    project.refresh_from_db()
    assert project.state == State.AGREED


def goes_live(house: House, project: Project) -> Any:
    client = browser(house.ada, "webauthn")
    return client.post(f"/p/{project.pk}/agreement/live/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})


@pytest.mark.parametrize("paper", [None, OnFile("Data processing agreement")], ids=["none", "a title only"])
def test_personal_data_without_a_recorded_processing_agreement_does_not_go_live(
    house: House, paper: OnFile | None
) -> None:
    project = agreed(house, paper)
    answer = goes_live(house, project)
    assert answer.status_code == 403
    said = words(answer)
    assert "Personal data is listed and no data processing agreement is recorded." in said
    assert "Record the signed processing agreement in the agreement." in said
    assert '#clause-data">data</a>' in said
    assert "Nothing was lost." in said
    project.refresh_from_db()
    assert project.state == State.AGREED
    line = list(log.lines(project.pk))[-1]
    assert (line.event, dict(line.things)["deed"], dict(line.things)["clause"]) == ("act:refused", "go-live", "data")


def test_with_one_recorded_it_goes_live(house: House) -> None:
    project = agreed(house, AGREEMENT.processing_agreement)
    assert goes_live(house, project).status_code == 302
    project.refresh_from_db()
    assert project.state == State.LIVE


def test_it_cannot_even_be_proposed_on_the_page(house: House) -> None:
    project = agreeing.draw_up(visit(house.cleo), "Leases", toml.write(AGREEMENT), Side.OPERATOR)
    Draft.keep(project, toml.write(replace(AGREEMENT, project=project.pk, processing_agreement=None)))
    page = words(browser(house.cleo).get(f"/p/{project.pk}/agreement/"))
    assert "another party operates, and no data processing agreement is recorded" in page
