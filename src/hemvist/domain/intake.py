"""The guided intake: at most ten questions to an agreement that makes sense; it proposes the level and says why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from hemvist.domain.agreement import (
    QUESTIONS,
    Access,
    AfterRetention,
    Agreement,
    DataClass,
    End,
    Keys,
    Location,
    Locations,
    Notices,
    OnFile,
    OperatorAccess,
    Party,
    Retention,
    Side,
    SignIn,
)
from hemvist.domain.agreement.builtin import ANY_FACTOR, NATURE
from hemvist.domain.agreement.countries import COUNTRIES, EU, place_of
from hemvist.domain.agreement.special import NAMES, categories
from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import LEVELS, Factor, Place, Role

Answers = Mapping[str, str]
_MAIL = re.compile(r"[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
NEEDS = {
    "prototype": "made-up or harmless: something to click on, fast",
    "internal": "internal, and nothing sensitive about people",
    "business": "business documents that may name people, under GDPR: it stays in the EU",
    "own": "may not leave the house: health, banking, secrets",
}


class AnswerUnusable(HemvistError):
    """“{question}” needs another answer: {expected}."""

    exit_code = 5
    status = 422
    remedy = "Example: {example}. Nothing was saved."


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, what helps, what is proposed, and when it is asked at all."""

    name: str
    text: str
    help: str
    proposed: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    asked: Callable[[Answers], bool] = lambda _: True


def _personal(answers: Answers) -> bool:
    return bool(answers.get("people", "").strip() or answers.get("special", "").strip())


def _other_operates(answers: Answers) -> bool:
    return bool(answers.get("operator", "").strip())


ASKED: tuple[Question, ...] = (
    Question("needs", "What data is involved, and what does it need?", "This decides the level.", "business", tuple(NEEDS.items())),
    Question("what", "Which documents are these?", "For example: leases and their amendments. Author, dates and place that a file itself tells are taken out of it.", "contracts and documents"),
    Question("purpose", "What is it for?", "What people will do with it.", "answering questions from your contracts and documents"),
    Question("client", "Whose data is it (the client)?", "Name; postal address; mail address."),
    Question("operator", "Who runs it, if somebody else (the operator)?", "Name; postal address; mail address. Empty: the client itself."),
    Question("people", "Whose personal data stands in it?", "For example: tenants, staff. Empty: nobody's."),
    Question("special", "Health, religion, origin, union, biometrics (GDPR Art. 9)?", "Which of them; then a semicolon and what protects them. Empty: none."),
    Question("paper", "Which data processing agreement is signed?", "Title; its date; SHA-256 of the file, as sha256sum FILE tells it (Windows: certutil -hashfile FILE SHA256).", asked=lambda told: _personal(told) and _other_operates(told)),
    Question("where", "Where does the server stand, and who hosts it?", "Two letters of the country; name of the host.", "SE"),
    Question("days", "How long does it run, and how long are documents kept?", "Days of the project; days of the documents.", "365; 365"),
)  # fmt: skip
"""In the order they are asked."""


def proposed_level(answers: Answers) -> tuple[int, str]:
    """The level, and why, in a sentence or two."""
    need = answers.get("needs", "") or "business"
    if need not in NEEDS:
        numbers = ", ".join(f"{at} ({one})" for at, one in enumerate(NEEDS, 1))
        raise _unusable("needs", f"one of {numbers}", "3")
    wanted = list(NEEDS).index(need)
    said = f"you said: {list(NEEDS.values())[wanted]}"
    if wanted < 2 and answers.get("special", "").strip():
        return 2, "Level 2, because special categories of personal data are refused below it."
    if wanted < 2 and answers.get("people", "").strip():
        return 2, "Level 2, because the data is about people, and below it nothing keeps it in the EU."
    return wanted, f"Level {wanted} ({LEVELS[wanted].name}), because {said}."


def agreement_of(answers: Answers, today: date, project: str = "") -> Agreement:
    """The agreement that these answers make, all else by default. Raises :class:`AnswerUnusable` with the question."""
    level, _ = proposed_level(answers)
    client = _party(answers, "client")
    alone = not _other_operates(answers)
    operator = client if alone else _party(answers, "operator")
    lasts, kept = _days(answers)
    where = _where(answers, level, operator.name)
    special, guards = _special(answers)
    return Agreement(
        project=project, version=1, level=level, one_party=alone, controller=client, processor=operator,
        setup=f"one server, run by {operator.name}", purposes=(_text(answers, "purpose"),), nature=NATURE,
        starts_on=today, ends_on=today + timedelta(days=lasts),
        data=(DataClass("documents", _text(answers, "what"), ("text", "page images"), "to answer questions with quotations", _personal(answers)),),
        data_subjects=_people(answers, special), special_categories=special, safeguards=guards,
        processing_agreement=paper(answers) if _personal(answers) and not alone else None, locations=Locations(where, where, where, Location(where.place, where.country, operator.name)),
        retention=(Retention("documents", kept), Retention(QUESTIONS, min(90, kept))), access=_access(client, operator, alone),
        operator_access=OperatorAccess("" if alone else client.contact, 0 if alone else 60),
        sign_in=SignIn(ANY_FACTOR if alone or level < 2 else (Factor.PASSKEY, Factor.TOTP), 30, 720),
        keys=_keys(level), breach=Notices(client.contact, 24), requests=Notices(client.contact, 72),
        end=End(AfterRetention.RETURN, "ZIP", 30),
    )  # fmt: skip


def asked_of(answers: Answers) -> list[Question]:
    """The questions that are asked with these answers, in order."""
    return [one for one in ASKED if one.asked(answers)]


def asked_next(answers: Answers) -> Question | None:
    """The first question that has no answer yet."""
    return next((one for one in asked_of(answers) if one.name not in answers), None)


def question(name: str) -> Question:
    """The question of this name."""
    return next(one for one in ASKED if one.name == name)


def answer_to(asked: Question, told: str, answers: Answers) -> str:
    """What was told, where it serves as an answer beside the earlier ones; a choice may be told by its number.

    Raises :class:`AnswerUnusable` where it does not.
    """
    told = _plain(asked, told)
    if asked.choices and told.isascii() and told.isdecimal() and 1 <= int(told) <= len(asked.choices):
        told = asked.choices[int(told) - 1][0]
    _READ[asked.name]({**answers, asked.name: told})
    return told or asked.proposed


def _plain(asked: Question, told: str) -> str:
    """In the composed form, as a keyboard gives it; what nobody can see, such as an arrow key, is no answer."""
    told = unicodedata.normalize("NFC", told)
    if any(unicodedata.category(char)[0] == "C" for char in told):
        raise _unusable(
            asked.name, "plain text on one line, without keys that are not seen", asked.proposed or asked.help
        )
    return told


def answered_by(path: str) -> str:
    """The question whose answer fills this field of the agreement; the first where none does."""
    return next((name for start, name in _FILLS if path.startswith(start)), "needs")


def party(answers: Answers, name: str) -> Party:
    """The client or the operator, as answered."""
    return _party(answers, name)


def paper(answers: Answers) -> OnFile:
    """The processing agreement, as answered."""
    name, dated, sha256 = (*_parts(answers, "paper"), "", "", "")[:3]
    if name and _HASH.match(sha256) and (day := _day(dated)):
        return OnFile(name, sha256, day)
    example = "Processing agreement; 2026-03-01; 9f86d081884c7d65…"
    raise _unusable("paper", "title; its date; SHA-256 of the file", example)


def _answer(answers: Answers, name: str) -> str:
    told = " ".join((answers.get(name) or question(name).proposed).split())
    return _plain(question(name), told)


def _text(answers: Answers, name: str) -> str:
    told = _answer(answers, name)
    if not told or len(told) > 300:
        raise _unusable(name, "1 to 300 characters", "leases and their amendments")
    return told


def _unusable(name: str, expected: str, example: str) -> AnswerUnusable:
    return AnswerUnusable(question=question(name).text, expected=expected, example=example, name=name)


def _parts(answers: Answers, name: str) -> list[str]:
    return [part.strip() for part in _answer(answers, name).split(";")]


def _party(answers: Answers, name: str) -> Party:
    title, *rest = _parts(answers, name)
    if not title or not rest or not _MAIL.match(rest[-1]) or len(rest) > 2:
        raise _unusable(
            name,
            "name; postal address; mail address",
            "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example",
        )
    return Party(title, rest[0] if len(rest) == 2 else "", rest[-1], rest[-1])


def _where(answers: Answers, level: int, operator: str) -> Location:
    country, *host = _parts(answers, "where")
    if country not in COUNTRIES:
        raise _unusable("where", "two capital letters of a country; name of the host", "SE; Värden AB")
    if level == 2 and country not in EU:
        raise _unusable("where", "a country of the EU, as level 2 needs it", "SE; Värden AB")
    if level == 3:
        return Location(Place.HERE, country, host[0] if host else operator)
    return Location(place_of(country), country, host[0] if host else operator)


def _days(answers: Answers) -> tuple[int, int]:
    told = _parts(answers, "days")
    if not all(one.isascii() and one.isdecimal() and 1 <= len(one) <= 5 and int(one) for one in told) or len(told) > 2:
        raise _unusable("days", "days of the project; days that documents are kept", "365; 365")
    return min(int(told[0]), 36_000), min(int(told[-1]), 36_000)


def _special(answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    which, *guards = _parts(answers, "special")
    if not which:
        return (), ()
    if not all(categories((one,)) for one in _each(which)):
        raise _unusable(
            "special", f"each in words that name it: {', '.join(NAMES)}", "health, union; read by owners only"
        )
    return _each(which), tuple(filter(None, guards)) or ("read only by whom the client has admitted by name",)


def _people(answers: Answers, special: tuple[str, ...]) -> tuple[str, ...]:
    return _each(_answer(answers, "people")) or (("people named in the documents",) if special else ())


def _each(told: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in told.split(","))))


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _access(client: Party, operator: Party, alone: bool) -> Access:
    roles = (Role.OWNER, Role.CURATOR, Role.MEMBER, Role.REVIEWER)
    return Access(roles, 20) if alone else Access((*roles, Role.OPERATOR), 20, (operator.contact,), (client.contact,))


def _keys(level: int) -> Keys:
    if level < 2:
        return Keys(Side.OPERATOR, "a file on the server, readable by the service only")
    return Keys(Side.CLIENT, "behind a passphrase that is given at each start and kept nowhere")


_FILLS = (
    ("data_subjects", "people"), ("data", "what"), ("purposes", "purpose"), ("controller", "client"),
    ("processor", "operator"), ("setup", "operator"), ("special", "special"), ("safeguards", "special"),
    ("processing_agreement", "paper"), ("locations", "where"), ("ends_on", "days"), ("retention", "days"),
)  # fmt: skip
"""Which question fills which field, by the beginning of its path."""
_READ: Mapping[str, Callable[[Answers], object]] = MappingProxyType(
    {
        "needs": proposed_level,
        "what": lambda told: _text(told, "what"),
        "purpose": lambda told: _text(told, "purpose"),
        "client": lambda told: _party(told, "client"),
        "operator": lambda told: _party(told, "operator") if _other_operates(told) else None,
        "people": lambda told: _people(told, ()),
        "special": _special,
        "paper": paper,
        "where": lambda told: _where(told, proposed_level(told)[0], ""),
        "days": _days,
    }
)
"""How each answer is read."""
