"""Whether an agreement makes sense: clauses that contradict each other or the level, and values that mean nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

from hemvist.domain.agreement.parts import AfterRetention
from hemvist.domain.agreement.problems import Problem
from hemvist.domain.agreement.sound_data import classes, files, personal
from hemvist.domain.agreement.sound_people import access, parties, plainly, sessions, signers
from hemvist.domain.agreement.sound_reach import identity_provider, network, places, providers
from hemvist.domain.agreement.whole import FORM, UPLOAD, Agreement

_LONGEST = 2_000
"""Characters of one text: a clause is read by people."""
_MOST_DAYS = 36_525
_A_MONTH = 744
"""Hours of the longest month."""


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


def _lists(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Words that are listed: each says something, and stands there once."""
    for path, words in _listed(agreement, ""):
        for at, word in enumerate(words):
            if not word.strip():
                yield Problem(f"{path}[{at}]", "It is empty.", "words, or one entry fewer")
            elif plainly(word) in {plainly(earlier) for earlier in words[:at]}:
                yield Problem(f"{path}[{at}]", f"{word[:80]} stands there twice.", "each once")


def _listed(value: Any, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list of words with its path, but hosts, which have a rule of their own."""
    for one in fields(value):
        held, where = getattr(value, one.name), f"{path}.{one.name}" if path else one.name
        if is_dataclass(held):
            yield from _listed(held, where)
        elif isinstance(held, tuple) and one.name not in ("signatures", "hosts"):
            for at, each in enumerate(held):
                if is_dataclass(each):
                    yield from _listed(each, f"{where}[{at}]")
            if held and isinstance(held[0], str):
                yield where, held


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
            told = getattr(row, name)
            if not (told.strip() if isinstance(told, str) else told):
                yield Problem(f"data[{number}].{name}", "It is empty.", "what is kept of the data, and why")
    if agreement.end.then is AfterRetention.RETURN and not agreement.end.format.strip():
        yield Problem("end.format", "Everything is to be returned, and in no form.", "the form of what is handed over")


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


def _within(agreement: Agreement, today: date) -> Iterator[Problem]:
    """Days and hours in which something can be done at all, and as the law has it."""
    least = {
        "audit_days": agreement.audit_days, "patch_days": agreement.patch_days, "breach.hours": agreement.breach.hours,
        "requests.hours": agreement.requests.hours,
    }  # fmt: skip
    for path, value in least.items():
        if value == 0:
            yield Problem(path, "Nothing can be done in no time.", "1 or more")
    if agreement.personal_data and agreement.requests.hours > _A_MONTH:
        what = (
            f"{agreement.requests.hours} hours are more than the month in which people are answered (GDPR Art. 12(3))."
        )
        yield Problem("requests.hours", what, f"at most {_A_MONTH}")
    if (agreement.ends_on - agreement.starts_on).days > _MOST_DAYS:
        yield Problem("ends_on", "It would last for more than a century.", "a day that those who sign may live to see")


Rule = Callable[[Agreement, date], Iterator[Problem]]
_RULES: Final[tuple[Rule, ...]] = (
    _texts, _lists, _said, _dates, _within, classes, personal, files, places, providers, access, sessions, parties, network,
    identity_provider, signers,
)  # fmt: skip
