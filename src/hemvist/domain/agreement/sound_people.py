"""What is wrong with whom an agreement names: its parties, who may see what, how they sign in, and who signs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hemvist.domain.agreement.parts import Side
from hemvist.domain.agreement.problems import Problem, twice
from hemvist.domain.agreement.sound_data import HASH
from hemvist.domain.agreement.whole import Agreement
from hemvist.domain.levels import LEVELS, Factor, Role


def access(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Who there is, and how many at most; then what the operator may see."""
    if Role.OWNER not in agreement.access.roles:
        what, example = "Nobody could approve or end anything.", 'roles = ["owner", "member"]'
        yield Problem("access.roles", what, "the owner among the roles", example)
    if agreement.access.most_people < len(agreement.sides):
        what, sign = "Not all who sign could take part.", len(agreement.sides)
        yield Problem("access.most_people", what, f"{sign} or more", "most_people = 20")
    if agreement.operator_access.longest_minutes:
        yield from _operator(agreement)


def _operator(agreement: Agreement) -> Iterator[Problem]:
    """The operator may see contents: whom it names for that, and who approves it."""
    approver, rules = agreement.operator_access.approver, agreement.access
    if not approver.strip():
        what, example = "The operator may see contents, and nobody approves it.", 'approver = "Ada Lund"'
        yield Problem("operator_access.approver", what, "a person of the client", example)
    if agreement.one_party:
        return
    if plainly(approver) in {plainly(one) for one in rules.operator_people}:
        yield Problem("operator_access.approver", "The operator would approve itself.", "a person of the client")
    if not rules.operator_people:
        what, expected = "The operator may see contents, and none of its people is named.", "who of it, or 0 minutes"
        yield Problem("access.operator_people", what, expected, 'operator_people = ["cleo@bolaget.example"]')
    if Role.OPERATOR not in rules.roles:
        what, expected = "The operator may see contents, and has no role.", "operator among the roles, or 0 minutes"
        yield Problem("access.roles", what, expected, 'roles = ["owner", "member", "operator"]')


def sessions(agreement: Agreement, today: date) -> Iterator[Problem]:
    """How long one stays signed in, and with which factor."""
    rules = agreement.sign_in
    if not 1 <= rules.idle_minutes <= rules.absolute_minutes:
        what = "A session could not be used so."
        yield Problem("sign_in.idle_minutes", what, f"1 to {rules.absolute_minutes}", "idle_minutes = 30")
    leading = LEVELS[agreement.level].passkey_roles
    if leading and not agreement.one_party and Factor.PASSKEY not in rules.factors:
        what = f"At level {agreement.level} owner and operator sign in with a passkey."
        yield Problem("sign_in.factors", what, "passkey among the factors", 'factors = ["passkey", "totp"]')


def parties(agreement: Agreement, today: date) -> Iterator[Problem]:
    """One party, or two that differ."""
    if agreement.one_party and agreement.controller != agreement.processor:
        expected = "one_party = false, or the same party twice"
        yield Problem("one_party", "Client and operator are not the same.", expected, "one_party = false")
    if agreement.one_party and agreement.processing_agreement is not None:
        what, expected = "One party agrees with nobody on processing.", "none, or one_party = false"
        yield Problem("processing_agreement", what, expected, "one_party = false")
    if not agreement.one_party and plainly(agreement.controller.name) == plainly(agreement.processor.name):
        yield Problem("processor.name", "The client would agree with itself.", "another party, or one_party = true")


def signers(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Who signs: one for each side, each with a passkey of their own."""
    yield from twice("signers", [row.key for row in agreement.signers], "one passkey for two signers")
    sides = [row.side for row in agreement.signers]
    yield from twice("signers", [side.value for side in sides], "two signers for one signature")
    if not agreement.one_party:
        yield from twice("signers", [plainly(row.name) for row in agreement.signers], "one person for both sides")
    for number, row in enumerate(agreement.signers):
        if not row.name.strip():
            yield Problem(f"signers[{number}].name", "It is empty.", "who signs; the page fills it in")
        if not HASH.match(row.key):
            yield Problem(
                f"signers[{number}].key",
                "That is no fingerprint of a passkey.",
                "64 hexadecimal digits; the page fills it in",
            )
        if agreement.one_party and row.side is Side.OPERATOR:
            yield Problem(f"signers[{number}].side", "One party signs once, as client.", 'side = "client"')


def plainly(name: str) -> str:
    """A name as it is compared: without capitals, each space single."""
    return " ".join(name.split()).casefold()
