"""Refusing a version: its row, its words and the line in the log."""

from __future__ import annotations

from hemvist.audit import log
from hemvist.documents.models import Reading, Version
from hemvist.documents.unpacked import take_back
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.permit import Permit


def refuse(permit: Permit, version: Version, error: HemvistError) -> None:
    """A refusal is a result: its words are sealed, its code is in the row and in the log. In the caller's transaction."""
    version.refresh_from_db()
    version.set_card(permit, version.card(permit) | {"refusal": error.message, "remedy": error.help})
    version.state, version.refused_as, version.step = Reading.REFUSED, error.code, ""
    version.save(update_fields=["sealed_card", "state", "refused_as", "step"])
    take_back(permit, version)
    log.write(
        permit.act.project, EventName.DOCUMENT_REFUSED, None,
        document=version.document_id, version=version.pk, code=error.code,
    )  # fmt: skip
