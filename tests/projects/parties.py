"""Two parties and what they agree on: Cleo operates, Ada is the client; for tests of what is agreed and obeyed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hemvist.audit import log
from hemvist.domain.agreement import Agreement, Side, toml
from hemvist.domain.levels import Factor
from hemvist.projects import agreeing, inviting
from hemvist.projects.live import go_live
from hemvist.projects.models import AgreementVersion, Project
from tests.domain.agreements import HERON
from tests.house import PASSPHRASE, House, visit
from tests.projects.passkey import Passkey, browser_gives, enrol

TODAY = datetime.now(UTC).date()
ACCESS = replace(HERON.access, approvers=("Ada Lund", "ada@example.org"))
AGREED = replace(HERON, starts_on=TODAY, ends_on=TODAY + timedelta(days=365), access=ACCESS)
TEXT = toml.write(AGREED)


@dataclass
class Two:
    """Cleo, who operates, and Ada, the client, each with a passkey; and the project they agree on."""

    house: House
    ada_key: Passkey
    cleo_key: Passkey
    project: Project

    @property
    def ada(self) -> Any:
        return visit(self.house.ada, Factor.PASSKEY)

    @property
    def cleo(self) -> Any:
        return visit(self.house.cleo, Factor.PASSKEY)

    def chosen(self) -> Two:
        agreeing.choose_passkey(self.cleo, self.project, self.cleo_key.signer.key)
        agreeing.choose_passkey(self.ada, self.project, self.ada_key.signer.key)
        return self

    def proposed(self) -> AgreementVersion:
        return agreeing.propose(self.cleo, self.project, "localhost")

    def sign(self, who: str, row: AgreementVersion, **more: Any) -> bool:
        key = self.ada_key if who == "ada" else self.cleo_key
        return agreeing.sign(getattr(self, who), self.project, row.number, browser_gives(key, row.agreement, **more))

    def agreed(self) -> AgreementVersion:
        row = self.proposed()
        assert self.sign("cleo", row) is False
        assert self.sign("ada", row) is True
        row.refresh_from_db()
        return row

    def events(self) -> list[str]:
        return [line.event for line in log.lines(self.project.pk)]

    def live(self) -> Two:
        """Agreed, and brought live."""
        self.chosen().agreed()
        go_live(self.ada, self.project, PASSPHRASE)
        return self

    def change(self, **fields: Any) -> AgreementVersion:
        """A new version that differs in these fields, signed by both."""
        agreeing.change_draft(
            self.cleo, self.project, toml.write(replace(self.project.agreement, signatures=(), **fields))
        )
        return self.agreed()


def parties(house: House, agreement: Agreement = AGREED) -> Two:
    """Both in a project whose draft is this agreement."""
    ada_key, cleo_key = Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR)
    enrol(house.ada, ada_key)
    enrol(house.cleo, cleo_key)
    project = agreeing.draw_up(visit(house.cleo), "Leases", toml.write(agreement), Side.OPERATOR)
    inviting.accept(inviting.waiting(inviting.invite(visit(house.cleo), project, "Ada", house.ada.email)), house.ada)
    return Two(house, ada_key, cleo_key, project)
