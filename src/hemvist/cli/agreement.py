"""``hemvist agreement``: made by questions, checked, shown, compared and verified on this machine; signed on the page."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.interview import Interview
from hemvist.config import options
from hemvist.domain.agreement import Agreement, toml
from hemvist.domain.agreement.difference import differences, new_parties
from hemvist.domain.agreement.problems import Problem, Unsound
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.agreement.template import anew, hosted
from hemvist.domain.errors import HemvistError
from hemvist.domain.intake import (
    UNSIGNED,
    AnswerUnusable,
    agreement_of,
    answered_by,
    asked_next,
    draft_of,
    paper,
    party,
    proposed_level,
    question,
    unsigned,
    where,
)
from hemvist.domain.keepable import must_say, say_where
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


class FileNotWritten(HemvistError):
    """{file} cannot be written."""

    exit_code = 5
    remedy = "Name a file in a folder that is there and that you may write to."


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
    data = _read(args.file)
    agreement, problems = toml.checked(data, _today())
    if agreement is not None:
        problems = toml.placed([*problems, *_unsigned(agreement)], data.decode("utf-8-sig"))
    told = {
        "file": args.file, "sound": not problems, "hash": agreement.hash if agreement else None,
        "problems": [problem.__dict__ for problem in problems],
    }  # fmt: skip
    words = _checked(args.file, agreement, problems)
    if args.project and agreement is not None:
        held = _held_against(args.project, args.file)
        told |= {"stored": held["stored"], "warnings": held["warnings"]}
        words = "\n".join([words, *(say.plain(f"  ! {one}") for one in held["warnings"]), _unfit(held["stored"])])
    say.result(told, as_json=args.json, words=words)
    return 0 if not problems else Unsound.exit_code


def _unsigned(agreement: Agreement) -> list[Problem]:
    """Signatures in it that are none of it, such as another version's. That one is still missing is no problem."""
    return [
        Problem(f"signatures[{at}]", flaw, "a signature over exactly this text, or none yet")
        for at, row in enumerate(agreement.signatures)
        for flaw in proof.flaws_of(agreement, row)
    ]


def _held_against(project: str, file: str) -> dict[str, Any]:
    """What the project says to the file: ``stored`` would not fit, ``warnings`` of whom nobody there knows."""
    text = _read(file).decode("utf-8", "replace")
    told: dict[str, Any] = Client().call("POST", path("projects", project, "agreement", "check"), {"toml": text})
    return told


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
    signed = [
        f"  {row.side}: {row.name}, passkey {row.key}; "
        f"noted by the server as {row.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, which nobody has signed"
        for row in _signed(agreement)
    ]
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
    if args.file:
        _may_stand(Path(args.file))
    try:
        text, why = _from_template(args.template) if args.template else _from_answers()
    except KeyboardInterrupt:
        say.note("\nStopped. Nothing was written.")
        return 130
    agreement, problems = toml.checked(text.encode(), _today())
    if args.file:
        _put(Path(args.file), text)
    if args.template or not sys.stdin.isatty():  # else it was shown before it was written
        say.note(_made(agreement, why))
    told = {"file": args.file, "toml": text, "problems": [problem.__dict__ for problem in problems]}
    wrong = _but_for_the_paper(agreement, problems)
    say.result(told, as_json=args.json, words=_drawn_up(args.file, agreement, problems) if args.file else text)
    return 0 if not wrong else Unsound.exit_code


def _but_for_the_paper(agreement: Agreement | None, problems: list[Problem]) -> list[Problem]:
    """The problems of a draft whose processing agreement may be signed later."""
    if agreement is None or not unsigned(agreement):
        return problems
    return [one for one in problems if one.path != "processing_agreement"]


def _drawn_up(file: str, agreement: Agreement | None, problems: list[Problem]) -> str:
    """What was written: sound, a draft that waits for its paper alone, or what is wrong with it."""
    if agreement is not None and problems and not _but_for_the_paper(agreement, problems):
        return say.plain(f"{file}: a draft, level {agreement.level}. Nothing else stands in its way.")
    return _checked(file, agreement, problems)


def _may_stand(file: Path) -> None:
    """Before anybody is asked anything: it is not there yet, and its folder can be written to."""
    if file.exists() or file.is_symlink():
        raise FileStands(file=str(file))
    if not os.access(file.parent, os.W_OK | os.X_OK):
        raise FileNotWritten(file=str(file))


def _put(file: Path, text: str) -> None:
    """Write it whole or not at all, and never over what came there meanwhile."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        os.link(beside, file)
    except FileExistsError as error:
        raise FileStands(file=str(file)) from error
    except OSError as error:
        raise FileNotWritten(file=str(file)) from error
    finally:
        beside.unlink(missing_ok=True)


def sign(args: Namespace) -> int:
    """``agreement sign``"""
    told = Client().call("GET", path("projects", args.project, "agreement"))
    if how := told["signs_as"]["how"]:
        say.note(say.plain(f"You are called “{told['signs_as']['name']}” here, which is nobody's name. {how}"))
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
    asking = Interview(asked_next, about=_level_of)
    while True:
        answers = asking.run()
        try:
            agreement = agreement_of(answers, _today())
            problems = _but_for_the_paper(agreement, unsound(agreement, _today()))
            why = proposed_level(answers)[1]
        except AnswerUnusable as error:  # an earlier answer does not go with a later one
            problems, name = [Problem("", error.message, "another answer")], str(error.facts["name"])
        else:
            name = answered_by(problems[0].path) if problems else ""
        if not problems and (not sys.stdin.isatty() or asking.choose(_made(agreement, why))):
            return draft_of(agreement), why
        if problems:
            _once_more(asking, problems, name)


def _once_more(asking: Interview, problems: list[Problem], name: str) -> None:
    """Whoever sits there answers anew what does not go together; without anybody, it is told, and nothing is written."""
    if not sys.stdin.isatty():
        raise Unsound(problems)
    say.note(say.plain(f"\nThis does not go together: {problems[0].what}"))
    asking.again(name)


def _level_of(answers: Mapping[str, str]) -> str:
    """The level that is proposed so far, and why, once there is an answer to tell it by."""
    return f"→ {proposed_level(answers)[1]}" if "needs" in answers else ""


def _from_template(template: str) -> tuple[str, str]:
    """A shipped example, or an agreement of one's own, for another client: what is the client's is asked anew."""
    shipped = template in TEMPLATES
    data = _read(str(example(template)) if shipped else template)
    agreement, problems = toml.read(data)
    if agreement is None:
        raise Unsound(problems)
    wanted = _asked_of(agreement, shipped=shipped)
    asking = Interview(
        lambda told: next((question(one) for one in wanted if one not in told), None), about=lambda _: ""
    )
    answers = asking.run()
    operator = party(answers, "operator") if answers.get("operator") else None
    on_file = paper(answers) if "paper" in answers else None
    why = f"Made from the {'example' if shipped else 'agreement'} {template}."
    stands = where(answers, agreement.level, (operator or agreement.processor).name) if "where" in answers else None
    text = anew(data.decode(), party(answers, "client"), on_file, _today(), operator, stands)
    made, _ = toml.read(text.encode())
    return draft_of(made, text) if made else text, why


def example(name: str) -> Path:
    """Where one of the shipped examples lies."""
    return Path(__file__).resolve().parents[1] / "projects" / "examples" / f"{name}.toml"


def _asked_of(agreement: Agreement, *, shipped: bool) -> list[str]:
    """An example's operator is made up, and so is its host: they are asked for too."""
    needs_paper = agreement.personal_data and not agreement.one_party
    return [
        "client",
        *(["operator"] if shipped and not agreement.one_party else []),
        *(["where"] if shipped and hosted(agreement) else []),
        *(["paper"] if needs_paper else []),
    ]


def _made(agreement: Agreement | None, why: str) -> str:
    """Why it has its level, and all that was filled in."""
    if agreement is None:
        return why
    waits = ["", UNSIGNED] if unsigned(agreement) else []
    waits += ["", say_where(agreement.locations.storage)] if must_say(agreement) else []
    lines = (f"  {heading}: {text}" for heading, text in sentences(agreement))
    return say.plain("\n".join(["", why, *lines, *waits]))


def _today() -> date:
    return datetime.now(UTC).date()
