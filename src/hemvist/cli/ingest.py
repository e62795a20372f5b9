"""``hemvist ingest``: files and folders into a project. What is there already is not sent; one refused file stops no other."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import FolderNameUnusable, FolderUnusable, SomeRefused
from hemvist.cli.sending import report
from hemvist.cli.sending.folders import Folder, Found
from hemvist.cli.sending.origin import Origin, origins
from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.report import REFUSED, SKIPPED, Outcome
from hemvist.cli.sending.send import Choice, Sender, Versions, always, never
from hemvist.cli.sending.waiting import until_read


def ingest(args: Namespace) -> int:
    """Send every file that is new, wait until each is searchable or refused, and say which is which.

    Interrupted, it is simply run again: what is there is known by its contents and not sent twice.
    """
    if args.report:
        report.check(args.report)
    folders = _folders(args)
    client = Client()
    sender = Sender(client, args.project, choice(args.versions), data_class=args.data_class)
    left_out: Counter[str] = Counter()
    try:
        looked = [(folder, _looked(folder, sender.outcomes, left_out)) for folder in folders]
        checked = _checked(args, client, looked)
        for one in checked:  # before: a run that is interrupted has its name all the same
            one.remember()
        _send(sender, looked)
        if not sender.outcomes:
            raise FolderUnusable(path=", ".join(args.paths))
        if not args.no_wait:
            until_read(client, args.project, sender.outcomes)
    finally:
        tell(args, sender.outcomes, left_out)
    return end(sender.outcomes)


def _folders(args: Namespace) -> list[Folder]:
    if args.called and len(args.paths) > 1:
        raise FolderNameUnusable(name=args.called, why="several folders or files are named")
    return [folder_at(name, args.called) for name in args.paths]


def _checked(args: Namespace, client: Client, looked: Sequence[tuple[Folder, list[Found]]]) -> list[Origin]:
    """Where the folders come from, the first of each name; FolderTaken where one may be another than it was before."""
    project = str(client.call("GET", path("projects", args.project))["id"])
    told: dict[str, Origin] = {}
    for named, (folder, files) in zip(args.paths, looked, strict=True):
        for at, one in enumerate(origins(project, named, folder, files)):
            if not args.same:
                one.check_disk() if at else one.check(client, folder, files)
            told.setdefault(one.name, one)
    return list(told.values())


def _send(sender: Sender, looked: Sequence[tuple[Folder, list[Found]]]) -> None:
    """Send all of it. Where that ends before its time, what it did not come to is told as well."""
    try:
        for folder, files in looked:
            sender.send(folder, files)
    except BaseException:
        reached = {row.path for row in sender.outcomes}
        left = (found for _, files in looked for found in files if found.path not in reached)
        sender.outcomes.extend(Outcome(found.path, found.name, found.size) for found in left)
        raise


def _looked(folder: Folder, outcomes: list[Outcome], left_out: Counter[str]) -> list[Found]:
    """What is in a folder; what could not be looked into is told as refused, what was left out is counted."""
    files = list(folder.files())
    left_out.update(folder.left_out)
    for error in folder.unreadable:
        where = str(error.facts["path"])
        outcomes.append(Outcome(where, where.rpartition("/")[2]).refuse(error))
    return files


def tell(
    args: Namespace, outcomes: list[Outcome], left_out: Counter[str], reported: Sequence[Outcome] | None = None
) -> None:
    """The result on standard output, and the report where one was asked for: of these, or of what is ``reported``."""
    if not outcomes:
        return
    for row in outcomes:
        row.state = row.state or SKIPPED  # sending ended before it came to this one
    lines = [say.plain(row.words()) for row in outcomes]
    say.result([asdict(row) for row in outcomes], as_json=args.json, words="\n".join(lines))
    say.note(report.words(outcomes, left_out))
    if args.report:
        report.write(args.report, outcomes if reported is None else reported, left_out)


def end(outcomes: list[Outcome]) -> int:
    """0, or SomeRefused."""
    refused = sum(row.state == REFUSED for row in outcomes)
    if refused:
        raise SomeRefused(refused=refused, all=len(outcomes))
    return 0


def choice(versions: str | None) -> Choice:
    """How it is decided whether a file that looks like a new version is one: asked at a terminal, else never."""
    terminal = sys.stdin.isatty() and sys.stderr.isatty()
    chosen = Versions(versions or (Versions.ASK if terminal else Versions.NEVER))
    if chosen is Versions.ASK and not terminal:
        say.note(
            "Without a terminal nobody can be asked: what looks like a new version is sent as a document of its own."
        )
        return never
    return {Versions.ASK: Asked().choose, Versions.ALWAYS: always, Versions.NEVER: never}[chosen]


class Asked:
    """Asks at the terminal about each file that looks like a new version; an answer in capitals counts for the rest."""

    def __init__(self) -> None:
        self._for_all = ""

    def choose(self, outcome: Outcome) -> str:
        """``version``, ``separate`` or ``skip``."""
        if self._for_all:
            return self._for_all
        with open("/dev/tty", "w", encoding="utf-8") as out, open("/dev/tty", encoding="utf-8") as answers:
            while True:
                out.write(
                    say.plain(f"\n{outcome.path} looks like a new version of {outcome.like}.\n")
                    + "[n]ew version, [s]eparate document, s[k]ip? In capitals: for all that follow. "
                )
                out.flush()
                line = answers.readline()
                if not line:
                    return "separate"
                answer = line.strip()
                chosen = {"n": "version", "s": "separate", "k": "skip"}.get(answer.casefold())
                if chosen:
                    self._for_all = chosen if answer.isupper() else ""
                    return chosen
