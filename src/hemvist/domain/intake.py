"""The guided intake: at most ten questions to an agreement that makes sense; it proposes the level and says why."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeVar

from hemvist.domain import answers as read
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
    toml,
)
from hemvist.domain.agreement.builtin import ANY_FACTOR, NATURE
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.answers import MOST_DAYS, NOT_YET, Flaw, is_not_yet, is_nothing
from hemvist.domain.errors import HemvistError
from hemvist.domain.levels import LEVELS, Factor, Role

Answers = Mapping[str, str]
_T = TypeVar("_T")
_PAPER = "processing_agreement"
_LONGEST = 300
UNSIGNED = (
    "The data processing agreement is not signed yet: this draft stands, and can be neither proposed nor brought live "
    "until it is recorded here by its title, SHA-256 and date. The papers can be made first: hemvist agreement papers FILE."
)
_TO_BE_SIGNED = """# Once the data processing agreement is signed, take out the marks before these four lines and fill them in:
# [processing_agreement]
# name = "Processing agreement"
# sha256 = "64 digits: sha256sum FILE, on Windows certutil -hashfile FILE SHA256"
# dated = 2026-03-01
"""
_CLIENT = "Lindhagen Property Ltd; Hamngatan 1, Stockholm; ada@lindhagen.example"
NEEDS = {
    "prototype": "made-up or harmless: something to click on, fast",
    "internal": "internal, and nothing sensitive about people",
    "business": "business documents that may name people, under GDPR: it stays in the EU",
    "own": "may not leave the house: health, banking, secrets",
}


class AnswerUnusable(HemvistError):
    """“{question}” needs another answer. {wrong} Expected: {expected}."""

    exit_code = 5
    status = 422
    remedy = "Example: {example}. Nothing was saved."

    @property
    def words(self) -> str:
        """Without the question, for whoever has it before them."""
        return "{wrong} Expected: {expected}. Example: {example}.".format(**self.facts)


@dataclass(frozen=True)
class Question:
    """One question: how it is asked, what helps, why it is asked, an answer, what is proposed, and when it is asked at all."""

    name: str
    text: str
    help: str
    why: str
    example: str
    proposed: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    asked: Callable[[Answers], bool] = lambda _: True


def _said(answers: Answers, name: str) -> bool:
    """Whether anything was answered that is not none."""
    return bool(_meant(name, answers.get(name) or ""))


def _personal(answers: Answers) -> bool:
    return _said(answers, "people") or _said(answers, "special")


def _other_operates(answers: Answers) -> bool:
    return _said(answers, "operator")


def _meant(name: str, told: str) -> str:
    """The answer, where it says none in whatever language: as none."""
    if name in ("operator", "people", "special"):
        return "" if is_nothing(told.split(";", 1)[0] if name == "special" else told) else told
    return NOT_YET if name == "paper" and is_not_yet(told) else told


ASKED: tuple[Question, ...] = (
    Question(
        "needs", "What data is involved, and what does it need?", "This decides the level.",
        "The level is a row of rules: where data may lie, who may see it, how people sign in.", "3", "business", tuple(NEEDS.items()),
    ),
    Question(
        "what", "Which documents are these?",
        "For example: leases and their amendments. Author, dates and place that a file itself tells are taken out of it.",
        "Only what is named here is agreed to be kept.", "leases and their amendments", "contracts and documents",
    ),
    Question(
        "purpose", "What is it for?", "What people will do with it.",
        "Data is used for the agreed purpose and nothing else.", "finding when leases end", "answering questions from your contracts and documents",
    ),
    Question(
        "client", "Whose data is it (the client)?", "Name; postal address; mail address.",
        "The client decides what becomes of the data, and signs.", _CLIENT,
    ),
    Question(
        "operator", "Who runs it, if somebody else (the operator)?", "Name; postal address; mail address. Empty: the client itself.",
        "Whoever runs it for somebody else signs too, and answers for what the server does.", "Bolaget AB; Storgatan 2, Lund; cleo@bolaget.example",
    ),
    Question(
        "people", "Whose personal data stands in it?", "For example: tenants, staff. Empty: nobody's.",
        "Data about people stays in the EU, and somebody else may run it only under a processing agreement.", "tenants, staff",
    ),
    Question(
        "special", "Health, religion, origin, union, biometrics (GDPR Art. 9)?", "Which of them; then a semicolon and what protects them. Empty: none.",
        "Such data is refused when it comes in, unless the agreement lists it and says what protects it.", "health, union; read by owners only",
    ),
    Question(
        "paper", "Which data processing agreement is signed?",
        f"Title; its date; SHA-256 of the file, as sha256sum FILE tells it (Windows: certutil -hashfile FILE SHA256). Or: {NOT_YET}; then the draft waits for it.",
        "GDPR Art. 28: with data about people and somebody else who runs it, nothing goes live before one is signed.",
        f"Processing agreement; 2026-03-01; {'9f86d081884c7d65' * 4}", NOT_YET, asked=lambda told: _personal(told) and _other_operates(told),
    ),
    Question(
        "where", "Where does the server stand, and who hosts it?", "Country, by its name or two letters; name of the host.",
        "Levels 2 and 3 say where data may lie, and the host becomes a party that is named.", "SE; Värden AB", "SE",
    ),
    Question(
        "days", "How long does it run, and how long are documents kept?", f"Days of the project; days of the documents: 1 to {MOST_DAYS:,}.",
        "The agreement ends by itself, and documents go once their days are over.", "365; 90", "365; 365",
    ),
)  # fmt: skip
"""In the order they are asked."""


def proposed_level(answers: Answers) -> tuple[int, str]:
    """The level, and why, in a sentence or two."""
    need = answers.get("needs", "") or "business"
    if need not in NEEDS:
        numbers = ", ".join(f"{at} ({one})" for at, one in enumerate(NEEDS, 1))
        raise _unusable("needs", Flaw("It is none of what is offered.", f"one of {numbers}", "3"))
    wanted = list(NEEDS).index(need)
    said = f"you said: {list(NEEDS.values())[wanted]}"
    if wanted < 2 and _said(answers, "special"):
        return 2, "Level 2, because special categories of personal data are refused below it."
    if wanted < 2 and _said(answers, "people"):
        return 2, "Level 2, because the data is about people, and below it nothing keeps it in the EU."
    return wanted, f"Level {wanted} ({LEVELS[wanted].name}), because {said}."


def agreement_of(answers: Answers, today: date, project: str = "") -> Agreement:
    """The agreement that these answers make, all else by default. Raises :class:`AnswerUnusable` with the question."""
    level, _ = proposed_level(answers)
    client = party(answers, "client")
    alone = not _other_operates(answers)
    operator = client if alone else party(answers, "operator")
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
    told = _meant(asked.name, _plain(asked, told))
    if asked.choices and told.isascii() and told.isdecimal() and 1 <= int(told) <= len(asked.choices):
        told = asked.choices[int(told) - 1][0]
    _READ[asked.name]({**answers, asked.name: told})
    return told or asked.proposed


def _plain(asked: Question, told: str) -> str:
    """In the composed form, as a keyboard gives it; what nobody can see, such as an arrow key, is no answer."""
    told = unicodedata.normalize("NFC", told)
    if any(unicodedata.category(char)[0] == "C" for char in told):
        wrong = "There is something in it that nobody can see, such as an arrow key."
        raise _unusable(asked.name, Flaw(wrong, "plain text on one line", asked.example))
    return told


def answered_by(path: str) -> str:
    """The question whose answer fills this field of the agreement; the first where none does."""
    return next((name for start, name in _FILLS if path.startswith(start)), "needs")


def unusable(answers: Answers, today: date) -> list[AnswerUnusable]:
    """Every answer that does not serve, in the order of the questions: by itself, or in the agreement that all of them make."""
    found: dict[object, AnswerUnusable] = {}
    for one in asked_of(answers):
        try:
            _READ[one.name](answers)
        except AnswerUnusable as error:
            found.setdefault(error.facts["name"], error)
    if found:
        return list(found.values())
    try:
        agreement = agreement_of(answers, today)
    except AnswerUnusable as error:  # one that does not go with another
        return [error]
    problems = [one for one in unsound(agreement, today) if not (unsigned(agreement) and one.path == _PAPER)]
    told = {answered_by(one.path): one for one in reversed(problems)}
    return [
        _unusable(one.name, Flaw(told[one.name].what, told[one.name].expected, one.example))
        for one in ASKED
        if one.name in told
    ]


def party(answers: Answers, name: str) -> Party:
    """The client or the operator, as answered."""
    return _read(answers, name, read.party)


def where(answers: Answers, level: int, operator: str) -> Location:
    """Where the server stands, and who hosts it, as answered."""
    return _where(answers, level, operator)


def paper(answers: Answers) -> OnFile | None:
    """The processing agreement, as answered; none where it is not signed yet."""
    return _read(answers, "paper", read.paper)


def unsigned(agreement: Agreement) -> bool:
    """Whether it needs a processing agreement that is still to be signed."""
    return agreement.personal_data and not agreement.one_party and agreement.processing_agreement is None


def draft_of(agreement: Agreement, text: str = "") -> str:
    """The draft's text, and what it waits for: a processing agreement still to be signed is written in below."""
    text = text or toml.write(agreement)
    return f"# {UNSIGNED}\n{text}\n{_TO_BE_SIGNED}" if unsigned(agreement) else text


def _answer(answers: Answers, name: str) -> str:
    told = " ".join((answers.get(name) or question(name).proposed).split())
    return _meant(name, _plain(question(name), told))


def _read(answers: Answers, name: str, reader: Callable[[str], _T]) -> _T:
    try:
        return reader(_answer(answers, name))
    except Flaw as flaw:
        raise _unusable(name, flaw) from flaw


def _unusable(name: str, flaw: Flaw) -> AnswerUnusable:
    return AnswerUnusable(
        question=question(name).text, wrong=flaw.wrong, expected=flaw.expected, example=flaw.example, name=name
    )


def _text(answers: Answers, name: str) -> str:
    told = _answer(answers, name)
    if not told or len(told) > _LONGEST:
        wrong = f"It has {len(told)} characters." if told else "Nothing stands there."
        raise _unusable(name, Flaw(wrong, f"1 to {_LONGEST} characters", question(name).example))
    return told


def _where(answers: Answers, level: int, operator: str) -> Location:
    return _read(answers, "where", lambda told: read.where(told, level, operator))


def _days(answers: Answers) -> tuple[int, int]:
    return _read(answers, "days", read.days)


def _special(answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return _read(answers, "special", read.special)


def _people(answers: Answers, special: tuple[str, ...]) -> tuple[str, ...]:
    return read.each(_answer(answers, "people")) or (("people named in the documents",) if special else ())


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
        "client": lambda told: party(told, "client"),
        "operator": lambda told: party(told, "operator") if _other_operates(told) else None,
        "people": lambda told: _people(told, ()),
        "special": _special,
        "paper": paper,
        "where": lambda told: _where(told, proposed_level(told)[0], ""),
        "days": _days,
    }
)
"""How each answer is read."""
