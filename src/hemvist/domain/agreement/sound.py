"""Whether an agreement makes sense: clauses that contradict each other or the level, and values that mean nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

from hemvist.domain.agreement.parts import Side
from hemvist.domain.agreement.problems import Problem, twice
from hemvist.domain.agreement.sound_data import HASH, classes, files, personal
from hemvist.domain.agreement.sound_reach import identity_provider, network, places, providers
from hemvist.domain.agreement.whole import FORM, UPLOAD, Agreement
from hemvist.domain.levels import LEVELS, Factor, Role

_LONGEST = 2_000
"""Characters of one text: a clause is read by people."""
_MOST_DAYS = 36_525


def unsound(agreement: Agreement, today: date) -> list[Problem]:
    """Every problem of meaning; none, and the agreement can be proposed."""
    return [problem for rule in _RULES for problem in rule(agreement, today)]


def _texts(agreement: Agreement, today: date) -> Iterator[Problem]:
    for path, value in leaves(agreement, ""):
        if isinstance(value, str):
            yield from _text(path, value)
        elif type(value) is int and not 0 <= value <= (_MOST_DAYS if path.endswith("days") else _MOST_DAYS * 1440):
            yield Problem(path, f"{value} is out of range.", "a whole number, not negative and not beyond a century")


def _text(path: str, text: str) -> Iterator[Problem]:
    if len(text) > _LONGEST:
        yield Problem(path, f"It has {len(text):,} characters.", f"at most {_LONGEST:,}, so that people read it")
    strange = next((char for char in text if unicodedata.category(char)[0] == "C"), None)
    if strange is not None:
        what = f"It holds {unicodedata.name(strange, f'U+{ord(strange):04X}')}, which is not seen and can change what is read."
        yield Problem(path, what, "plain text on one line")
    elif unicodedata.normalize("NFC", text) != text:
        yield Problem(path, "Some letters are put together from parts.", "text in the composed form (Unicode NFC)")


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every single value with its path; signatures are no clause."""
    if is_dataclass(value):
        for one in fields(value):
            if one.name != "signatures":
                yield from leaves(getattr(value, one.name), f"{path}.{one.name}" if path else one.name)
    elif isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from leaves(each, f"{path}[{at}]")
    else:
        yield path, value


def _said(agreement: Agreement, today: date) -> Iterator[Problem]:
    """What must not be left empty."""
    needed = {
        "controller.name": agreement.controller.name, "controller.contact": agreement.controller.contact,
        "processor.name": agreement.processor.name, "processor.contact": agreement.processor.contact,
        "setup": agreement.setup, "nature": agreement.nature, "purposes": agreement.purposes, "data": agreement.data,
        "keys.words": agreement.keys.words, "breach.contact": agreement.breach.contact,
        "requests.contact": agreement.requests.contact, "access.roles": agreement.access.roles,
        "sign_in.factors": agreement.sign_in.factors,
    }  # fmt: skip
    for path, value in needed.items():
        if not value or (isinstance(value, tuple) and not all(value)) or (isinstance(value, str) and not value.strip()):
            yield Problem(path, "It is empty.", "something that both sides can hold each other to")
    if UPLOAD not in agreement.sources:
        yield Problem("sources", "Nothing could come in.", "upload among the sources", 'sources = ["upload"]')
    for number, row in enumerate(agreement.data):
        for name in ("name", "category", "why", "fields_kept"):
            if not getattr(row, name):
                yield Problem(f"data[{number}].{name}", "It is empty.", "what is kept of the data, and why")


def _dates(agreement: Agreement, today: date) -> Iterator[Problem]:
    if agreement.ends_on < today:
        yield Problem(
            "ends_on",
            f"It ended on {agreement.ends_on}.",
            f"a day from {today} on",
            f"ends_on = {today.replace(month=12, day=31)}",
        )
    if agreement.form != FORM:
        yield Problem("form", "That is the form of an older release.", f"form = {FORM}", f"form = {FORM}")
    if agreement.version < 1:
        yield Problem("version", "Versions are counted from 1.", "1 or more", "version = 1")


def _access(agreement: Agreement, today: date) -> Iterator[Problem]:
    operator = agreement.operator_access
    if Role.OWNER not in agreement.access.roles:
        what, example = "Nobody could approve or end anything.", 'roles = ["owner", "member"]'
        yield Problem("access.roles", what, "the owner among the roles", example)
    if agreement.access.most_people < len(agreement.sides):
        what, sign = "Not all who sign could take part.", len(agreement.sides)
        yield Problem("access.most_people", what, f"{sign} or more", "most_people = 20")
    if operator.longest_minutes and not operator.approver.strip():
        what, example = "The operator may see contents, and nobody approves it.", 'approver = "Ada Lund"'
        yield Problem("operator_access.approver", what, "a person of the client", example)
    if operator.longest_minutes and not agreement.one_party and operator.approver in agreement.access.operator_people:
        yield Problem("operator_access.approver", "The operator would approve itself.", "a person of the client")


def _sessions(agreement: Agreement, today: date) -> Iterator[Problem]:
    rules = agreement.sign_in
    if not 1 <= rules.idle_minutes <= rules.absolute_minutes:
        what = "A session could not be used so."
        yield Problem("sign_in.idle_minutes", what, f"1 to {rules.absolute_minutes}", "idle_minutes = 30")
    leading = LEVELS[agreement.level].passkey_roles
    if leading and not agreement.one_party and Factor.PASSKEY not in rules.factors:
        what = f"At level {agreement.level} owner and operator sign in with a passkey."
        yield Problem("sign_in.factors", what, "passkey among the factors", 'factors = ["passkey", "totp"]')


def _parties(agreement: Agreement, today: date) -> Iterator[Problem]:
    if agreement.one_party and agreement.controller != agreement.processor:
        expected = "one_party = false, or the same party twice"
        yield Problem("one_party", "Client and operator are not the same.", expected, "one_party = false")
    if not agreement.one_party and agreement.controller.name.casefold() == agreement.processor.name.casefold():
        yield Problem("processor.name", "The client would agree with itself.", "another party, or one_party = true")


def _signers(agreement: Agreement, today: date) -> Iterator[Problem]:
    yield from twice("signers", [row.key for row in agreement.signers], "one passkey for two signers")
    sides = [row.side for row in agreement.signers]
    yield from twice("signers", [side.value for side in sides], "two signers for one signature")
    if not agreement.one_party:
        yield from twice("signers", [row.name.casefold() for row in agreement.signers], "one person for both sides")
    for number, row in enumerate(agreement.signers):
        if not HASH.match(row.key):
            yield Problem(
                f"signers[{number}].key",
                "That is no fingerprint of a passkey.",
                "64 hexadecimal digits; the page fills it in",
            )
        if agreement.one_party and row.side is Side.OPERATOR:
            yield Problem(f"signers[{number}].side", "One party signs once, as client.", 'side = "client"')


Rule = Callable[[Agreement, date], Iterator[Problem]]
_RULES: Final[tuple[Rule, ...]] = (
    _texts, _said, _dates, classes, personal, files, places, providers, _access, _sessions, _parties, network,
    identity_provider, _signers,
)  # fmt: skip
