"""``hemvist agreement``: made by questions, checked, shown, compared and verified on this machine; signed on the page."""

from __future__ import annotations

import hashlib
import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.config import options
from hemvist.domain.agreement import Agreement, toml
from hemvist.domain.agreement.difference import differences, new_parties
from hemvist.domain.agreement.problems import Problem, Unsound
from hemvist.domain.agreement.template import anew
from hemvist.domain.errors import HemvistError
from hemvist.domain.intake import (
    AnswerUnusable,
    Question,
    agreement_of,
    answer_to,
    asked_next,
    paper,
    party,
    proposed_level,
    question,
)
from hemvist.papers.plain import sentences
from hemvist.projects import proof

TEMPLATES = ("level-0", "level-1", "level-2", "level-3")


class AgreementUnreadable(HemvistError):
    """{file} cannot be read as a file."""

    exit_code = 5
    remedy = "Check its name, and whether you may read it."


class FileStands(HemvistError):
    """{file} is there already, and is left as it is."""

    exit_code = 5
    remedy = "Give another name."


class NothingToCompare(HemvistError):
    """Two agreements are compared, and only one was named."""

    exit_code = 2
    remedy = "Name two files, or a project: see hemvist agreement diff --help."


class NothingInForce(HemvistError):
    """No version of this project's agreement is in force yet, so nothing can be held against it."""

    exit_code = 5
    remedy = "Name both versions by their numbers, or two files."


class NotVerified(HemvistError):
    """This is not an agreement that all sides have signed: {flaws}"""

    exit_code = 20
    status = 422
    remedy = "Do not rely on it; ask the other side for the file as it was signed."


def check(args: Namespace) -> int:
    """``agreement check``"""
    agreement, problems = toml.checked(_read(args.file), _today())
    told = {
        "file": args.file, "sound": not problems, "hash": agreement.hash if agreement else None,
        "problems": [problem.__dict__ for problem in problems],
    }  # fmt: skip
    words = _checked(args.file, agreement, problems)
    if args.project and agreement is not None:
        stored = _held_against(args.project, args.file)
        told, words = told | {"stored": stored}, f"{words}\n{_unfit(stored)}"
    say.result(told, as_json=args.json, words=words)
    return 0 if not problems else Unsound.exit_code


def _held_against(project: str, file: str) -> list[dict[str, Any]]:
    text = _read(file).decode("utf-8", "replace")
    stored: list[dict[str, Any]] = Client().call(
        "POST", path("projects", project, "agreement", "check"), {"toml": text}
    )["stored"]
    return stored


def _unfit(stored: list[dict[str, Any]]) -> str:
    """What is stored and would not fit, each with its clause and what to do."""
    lines = (
        ["What is stored would fit."]
        if not stored
        else ["What is stored would not fit; nothing moves by itself, but what other agreed days end:"]
    )
    for one in stored:
        count = f" ({one['count']} documents)" if one["count"] else ""
        lines.append(f"  {one['clause']}: {one['reason']}{count}\n    {one['remedy']}")
        lines += [f"    - {name}" for name in one["documents"]]
    return say.plain("\n".join(lines))


def diff(args: Namespace) -> int:
    """``agreement diff``"""
    old, new = _compared(args)
    changes, parties = differences(old, new), new_parties(old, new)
    words = "\n".join(say.plain(change.words) for change in changes)
    if parties:
        words += f"\n\nNew or changed parties, in force only {old.notice_days} days after both have signed: {say.plain(', '.join(parties))}"
    none = "Nothing is changed." if old.hash == new.hash else "Only numbering, or the order of a list."
    told = {"changes": [change.__dict__ for change in changes], "parties": list(parties)}
    say.result(told, as_json=args.json, words=words or none)
    return 0


def _compared(args: Namespace) -> tuple[Agreement, Agreement]:
    """The two that are compared, the older one first; a file or a number alone stands against the version in force."""
    if not args.project:
        if args.new is None:
            raise NothingToCompare
        return agreement_in(args.old), agreement_in(args.new)
    told = [_meant(args.project, one) for one in (args.old, args.new) if one is not None]
    return (told[0], told[1]) if len(told) == 2 else (_in_force(args.project), told[0])


def _meant(project: str, one: str) -> Agreement:
    """A version of the project by its number, or the agreement in a file."""
    if not (one.isascii() and one.isdecimal()):
        return agreement_in(one)
    told = Client().call("GET", f"{path('projects', project, 'agreement')}/{one}")
    return agreement_of_call(told["toml"])


def _in_force(project: str) -> Agreement:
    told = Client().call("GET", path("projects", project, "agreement"))["in_force"]
    if told is None:
        raise NothingInForce
    return agreement_of_call(told["toml"])


def agreement_of_call(text: str) -> Agreement:
    """The agreement that the server told; :class:`Unsound` where it is none."""
    agreement, problems = toml.read(text.encode())
    if agreement is None:
        raise Unsound(problems)
    return agreement


def verify(args: Namespace) -> int:
    """``agreement verify``"""
    agreement = agreement_in(args.file)
    if found := proof.flaws(agreement):
        raise NotVerified(flaws=" ".join(found))
    signed = [f"  {row.side}: {row.name}, {row.at:%Y-%m-%d %H:%M} UTC, passkey {row.key}" for row in _signed(agreement)]
    words = f"Signed by all sides, exactly as it stands in {args.file}.\nSHA-256 {agreement.hash}\n" + "\n".join(signed)
    told = {
        "verified": True,
        "hash": agreement.hash,
        "signatures": [row.__dict__ | {"at": row.at.isoformat()} for row in _signed(agreement)],
    }
    say.result(told, as_json=args.json, words=say.plain(words))
    return 0


def new(args: Namespace) -> int:
    """``agreement new``"""
    if args.file and Path(args.file).exists():
        raise FileStands(file=args.file)
    text, why = _from_template(args.template) if args.template else _from_answers()
    agreement, problems = toml.checked(text.encode(), _today())
    if args.file:
        Path(args.file).write_text(text, "utf-8")
    say.note(_made(agreement, why))
    told = {"file": args.file, "toml": text, "problems": [problem.__dict__ for problem in problems]}
    say.result(told, as_json=args.json, words=_checked(args.file, agreement, problems) if args.file else text)
    return 0 if not problems else Unsound.exit_code


def sign(args: Namespace) -> int:
    """``agreement sign``"""
    told = Client().call("GET", path("projects", args.project, "agreement"))
    address = f"{options.address()}/p/{told['id']}/agreement/"
    if told["waiting"] is None:
        say.result(told, as_json=args.json, words=f"No version of {told['name']} waits for signatures. See {address}")
        return 0
    page = f"{address}{told['waiting']['number']}/"
    words = (
        f"Version {told['waiting']['number']} waits for: {', '.join(told['waiting']['unsigned'])}.\n"
        f"SHA-256 {told['waiting']['hash']}\nA passkey signs in the browser only. Open {page}"
    )
    say.result(told | {"page": page}, as_json=args.json, words=words)
    return 0


def _signed(agreement: Agreement) -> list[Any]:
    keys = {row.side: row.key for row in agreement.signers}
    return [
        Namespace(side=row.side.value, name=row.name, at=row.at, key=keys[row.side]) for row in agreement.signatures
    ]


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(toml.MOST_BYTES + 1)
    except OSError as error:
        raise AgreementUnreadable(file=name) from error


def agreement_in(name: str) -> Agreement:
    """The agreement in a file; :class:`Unsound` where it is none."""
    agreement, problems = toml.read(_read(name))
    if agreement is None:
        raise Unsound(problems)
    return agreement


def _checked(file: str, agreement: Agreement | None, problems: list[Problem]) -> str:
    if agreement is not None and not problems:
        return say.plain(f"{file}: sound, level {agreement.level}. SHA-256 {agreement.hash}")
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return say.plain("\n".join([f"{file}: {count}", *(f"  {problem.words}" for problem in problems)]))


def _from_answers() -> tuple[str, str]:
    answers: dict[str, str] = {}
    while (asked := asked_next(answers)) is not None:
        answers[asked.name] = _ask(asked, answers)
    return toml.write(agreement_of(answers, _today())), proposed_level(answers)[1]


def _ask(asked: Question, answers: dict[str, str]) -> str:
    """The answer, asked again until it serves."""
    also = " Here the file itself serves in place of its sum." if asked.name == "paper" else ""
    say.note(f"\n{asked.text}\n  {asked.help}{also}")
    for number, (_, words) in enumerate(asked.choices, 1):
        say.note(f"  {number}  {words}")
    while True:
        print(f"{f'[{asked.proposed}] ' if asked.proposed else ''}> ", end="", file=sys.stderr, flush=True)
        told = sys.stdin.readline()
        if not told:
            raise AnswerUnusable(question=asked.text, expected="an answer", example=asked.help, name=asked.name)
        try:
            return answer_to(asked, _with_sum(asked, told.strip()), answers)
        except AnswerUnusable as error:
            say.note(f"{error.message} {error.help}")


def _with_sum(asked: Question, told: str) -> str:
    """Where a document's SHA-256 is asked for, the document's file does: its sum is taken here."""
    *parts, last = [part.strip() for part in told.split(";")]
    if asked.name == "paper" and last and Path(last).is_file():
        return "; ".join([*parts, hashlib.sha256(Path(last).read_bytes()).hexdigest()])
    return told


def _from_template(template: str) -> tuple[str, str]:
    """A shipped example, or an agreement of one's own, for another client: what is the client's is asked anew."""
    shipped = template in TEMPLATES
    data = _read(str(example(template)) if shipped else template)
    agreement, problems = toml.read(data)
    if agreement is None:
        raise Unsound(problems)
    answers: dict[str, str] = {}
    for name in _asked_of(agreement, shipped=shipped):
        answers[name] = _ask(question(name), answers)
    operator = party(answers, "operator") if answers.get("operator") else None
    on_file = paper(answers) if "paper" in answers else None
    why = f"Made from the {'example' if shipped else 'agreement'} {template}."
    return anew(data.decode(), party(answers, "client"), on_file, _today(), operator), why


def example(name: str) -> Path:
    """Where one of the shipped examples lies."""
    return Path(__file__).resolve().parents[1] / "projects" / "examples" / f"{name}.toml"


def _asked_of(agreement: Agreement, *, shipped: bool) -> list[str]:
    """An example's operator is made up, so it is asked for too."""
    needs_paper = agreement.personal_data and not agreement.one_party
    return [
        "client",
        *(["operator"] if shipped and not agreement.one_party else []),
        *(["paper"] if needs_paper else []),
    ]


def _made(agreement: Agreement | None, why: str) -> str:
    """Why it has its level, and all that was filled in."""
    if agreement is None:
        return why
    return say.plain("\n".join(["", why, *(f"  {heading}: {text}" for heading, text in sentences(agreement))]))


def _today() -> date:
    return datetime.now(UTC).date()
