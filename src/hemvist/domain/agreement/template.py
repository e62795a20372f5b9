"""One agreement as the template of another: all that was thought about stays, what is one client's is replaced."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from hemvist.domain.agreement import toml
from hemvist.domain.agreement.hosts import issuer_host
from hemvist.domain.agreement.parts import Location, OnFile, Party, Side
from hemvist.domain.agreement.problems import Unsound
from hemvist.domain.agreement.sound import leaves
from hemvist.domain.agreement.whole import Agreement
from hemvist.domain.levels import Place

_LONGEST = timedelta(days=36_525)


def anew(
    text: str,
    client: Party,
    paper: OnFile | None,
    starts_on: date,
    operator: Party | None = None,
    stands: Location | None = None,
) -> str:
    """The text for another client, comments kept: unsigned, version 1, as long as before, beginning on ``starts_on``.

    Wherever the old client's name or contact stood, the new one's does; the operator's stay, unless one is given. ``stands`` takes the place of whatever a third party hosts. Raises
    :class:`Unsound` where it is none.
    """
    text = text.removeprefix("\ufeff")
    agreement, problems = toml.read(text.encode())
    if agreement is None:
        raise Unsound(problems)
    changes = _changes(agreement, client, operator or agreement.processor, starts_on)
    for name in hosted(agreement) if stands else ():
        changes |= {f"locations.{name}.{part}": getattr(stands, part) for part in ("place", "country", "who")}
    for path, value in changes.items():
        text = toml.change(text, path, str(value) if isinstance(value, Place) else value)
    return _with_paper(text, paper)


def hosted(agreement: Agreement) -> list[str]:
    """Which of the locations somebody hosts who is neither of the two sides."""
    sides = {"", agreement.controller.name, agreement.processor.name}
    return [one.name for one in fields(agreement.locations) if getattr(agreement.locations, one.name).who not in sides]


def _changes(agreement: Agreement, client: Party, operator: Party, starts_on: date) -> dict[str, Any]:
    named = _named(agreement.processor, operator) | _named(agreement.controller, client)
    changed: dict[str, Any] = {
        path: named[value]
        for path, value in leaves(agreement, "")
        if isinstance(value, str) and value in named and not path.startswith(("data", "signers", "sign_in."))
    }
    lasts = min(agreement.ends_on - agreement.starts_on, _LONGEST)
    setup = agreement.setup.replace(agreement.processor.name, operator.name)
    return changed | {
        "controller.address": client.address, "processor.address": operator.address, "setup": setup, "project": "",
        "version": 1, "starts_on": starts_on, "ends_on": starts_on + lasts, "signers": None, "signatures": None,
        "processing_agreement": None,
    } | _without_its_accounts(agreement)  # fmt: skip


def _without_its_accounts(agreement: Agreement) -> dict[str, Any]:
    """The old client's own identity provider goes, and with it the leave to connect to it."""
    row = agreement.sign_in.identity_provider
    if row is None or row.belongs_to is not Side.CLIENT:
        return {}
    hosts = [host for host in agreement.network.hosts if host != issuer_host(row.issuer)]
    return {"sign_in.identity_provider": None} | ({"network.hosts": hosts} if agreement.network.hosts else {})


def _named(old: Party, new: Party) -> dict[str, str]:
    pairs = {old.data_protection_contact: new.data_protection_contact, old.contact: new.contact, old.name: new.name}
    return {was: becomes for was, becomes in pairs.items() if was}


def _with_paper(text: str, paper: OnFile | None) -> str:
    if paper is None:
        return text
    told = {"name": paper.name, "sha256": paper.sha256, "dated": paper.dated}
    return toml.change(text, "processing_agreement", told)
