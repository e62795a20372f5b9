"""``hemvist watch``: keeps a project in step with a folder, here or on a server, until it is told to end."""

from __future__ import annotations

import re
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from hemvist.cli import say
from hemvist.cli.client import Client, path
from hemvist.cli.errors import (
    FolderTaken,
    FolderUnusable,
    PathTaken,
    RemoteUnusable,
    ServerRefused,
    ServerUnreachable,
    WatchUnusable,
)
from hemvist.cli.ingest import choice, tell
from hemvist.cli.sending import report
from hemvist.cli.sending.folders import Folder, Found, LocalFolder, apart
from hemvist.cli.sending.origin import origins
from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.report import REFUSED, SKIPPED, Outcome
from hemvist.cli.sending.send import Choice, Sender
from hemvist.cli.sending.state import Known, State
from hemvist.config import options

STILL_LOOKS: Final = 2
"""Looks of one run at which a file is gone before its document is deleted."""
MOST_GONE, GONE_SHARE = 50, 5
"""At once, at most so many documents are deleted, and at most one in so many of those that the watch knows."""
_TIME = re.compile(r"(\d{1,5})([smh]?)")
_PASSING: Final = (FolderUnusable, RemoteUnusable, ServerUnreachable)
"""What may be over at the next look."""


def watch(args: Namespace) -> int:
    """Look, send what has stood still since the last look, wait, and look again. SIGTERM and Ctrl-C end it cleanly."""
    if args.report:
        report.check(args.report)
    every, folder, client, ending = seconds(args.every), folder_at(args.path, args.called), Client(), _ending()
    project = str(client.call("GET", path("projects", args.project))["id"])
    with closing(State.of(f"{options.address()} {_identity(args.path, folder)}", project)) as state:
        watching = Watching(client, project, folder, state, choice(args.versions), ending, args.data_class)
        watching.check = partial(_check, args, client, project, folder, state)
        looks = 0
        while True:
            _look(watching, args)
            looks += 1
            if (args.once and looks == 2) or ending.wait(every):
                return 0


def _check(
    args: Namespace,
    client: Client,
    project: str,
    folder: Folder,
    state: State,
    files: Sequence[Found],
    *,
    begun: bool = False,
) -> None:
    """FolderTaken where the folder may be another than the one that was sent under its name. A watch knows its own, but
    for the disk that is mounted there: that may be another at each look."""
    known = begun or any(row.document for row in state.rows.values())
    for at, one in enumerate(origins(project, args.path, folder, files)):
        if begun or not args.same:
            one.check_disk() if known or at else one.check(client, folder, files)
        if not (begun and one.is_known()):
            one.remember()


def _look(watching: Watching, args: Namespace) -> None:
    """One look; what may be over at the next one is said and waited for."""
    try:
        watching.look(mirror=args.mirror or args.mirror_all, however_many=args.mirror_all)
    except FolderTaken as error:
        if not watching.checked:
            raise
        say.note(
            f"{error.message} Nothing was deleted. It is tried again; if this is the folder, begin anew with --same."
        )
    except _PASSING as error:
        say.note(f"{type(error).__name__}: this look was not finished, and nothing was deleted. It is tried again.")
    except ServerRefused as error:
        if error.answered < 500 and error.answered not in (423, 429):
            raise
        say.note(f"The server takes nothing now ({error.code}). It is tried again.")
    finally:
        _tell(watching, args)


def _tell(watching: Watching, args: Namespace) -> None:
    """At a terminal each file by name; elsewhere figures only, since what is printed there is kept in a log."""
    rows = watching.news()
    if rows and (sys.stdout.isatty() or args.json or args.report):
        tell(args, rows, watching.folder.left_out, [*watching.told.values()])
    elif rows:
        say.note(report.words(rows, {}))


class Watching:
    """A folder, a project, and what was seen of the one and sent to the other."""

    def __init__(
        self,
        client: Client,
        project: str,
        folder: Folder,
        state: State,
        choose: Choice,
        ending: threading.Event,
        data_class: str = "",
    ) -> None:
        self.folder, self._class = folder, data_class
        self._client, self._project, self._state, self._choose, self._ending = client, project, state, choose, ending
        self._news: list[Outcome] = []
        self.told: dict[str, Outcome] = {}
        """What became of each file last, since the watch began: what its report says."""
        self._failed: set[str] = set()
        self._again: set[str] = set()
        self._begun = False
        self.checked = False
        """Whether the folder was found to be the one that is watched, at an earlier look."""
        self.check: Callable[..., None] | None = None
        """Asked at each look, before anything of the folder is sent: with its files, and whether an earlier one passed."""
        for row in state.rows.values():
            row.missing = 0  # between two runs there may be no time at all

    def news(self) -> list[Outcome]:
        """What became of files since the last time this was asked."""
        rows, self._news = self._news, []
        self.told.update((row.path, row) for row in rows)
        return rows

    def look(self, *, mirror: bool, however_many: bool) -> None:
        """Look once: send what is new or changed and stood still, and with ``mirror`` delete what is gone."""
        files = list(self.folder.files())
        self._tell_unreadable()
        if files and self.check:
            self.check(files, begun=self.checked)
            self.checked = True
        self._compare_refused()
        sendable, doubles = apart(files, self._is_sent)
        try:
            self._send([found for found in sendable if self._is_due(found)], sendable)
            self._tell_doubles(doubles)
            if files and not self.folder.unreadable:  # an empty folder may be one that is not mounted
                self._leave(files, mirror, however_many)
        finally:
            self._state.save()

    def _tell_unreadable(self) -> None:
        """Each place that cannot be looked into, once."""
        for error in self.folder.unreadable:
            where = str(error.facts["path"])
            if where not in self._failed:
                self._failed.add(where)
                self._news.append(Outcome(where, where.rpartition("/")[2]).refuse(error))

    def _compare_refused(self) -> None:
        """Have what was refused for what was found in it compared again: at the first look, and under each new agreement.

        The first look is for what the owner has called a false alarm meanwhile.
        """
        project = path("projects", self._project)
        agreement = str(self._client.call("GET", project)["agreement"])
        if self._begun and agreement == self._state.agreement:
            return
        there = self._client.call("GET", path("projects", self._project, "documents"))
        refused = {row["version"] for row in there if row["state"] == REFUSED and row["found"]}
        for mark, row in self._state.rows.items():
            if row.version and row.version in refused:
                row.sent = ""
                self._again.add(mark)
        self._begun, self._state.agreement = True, agreement

    def _is_sent(self, found: Found) -> bool:
        row = self._state.rows.get(self._state.mark(found.path))
        return row is not None and bool(row.document)

    def _tell_doubles(self, doubles: Sequence[Found]) -> None:
        """Each file that has the path of another, once; it is there, so that its document stays if it has one."""
        for found in doubles:
            self._state.rows.setdefault(self._state.mark(found.path), Known()).missing = 0
            if found.path not in self._failed:
                self._failed.add(found.path)
                self._news.append(Outcome(found.path, found.name).refuse(PathTaken(path=found.path)))

    def _is_due(self, found: Found) -> bool:
        row = self._state.rows.setdefault(self._state.mark(found.path), Known())
        now = f"{found.size} {found.stamp}"
        still, row.seen, row.missing = row.seen == now, now, 0
        row.disk = self._state.mark(found.disk) if found.disk else ""
        above = found.path.rpartition("/")[0]
        row.folder = self._state.mark(above) if "/" in above else ""
        return still and row.sent != now

    def _send(self, files: Sequence[Found], present: Sequence[Found]) -> None:
        if not files:
            return
        rows = {found.path: self._state.rows[self._state.mark(found.path)] for found in files}
        sender = Sender(
            self._client, self._project, self._choose, self._ending.wait, self._ending.is_set, self._class
        )  # fmt: skip
        try:
            sender.send(self.folder, files, {name: row.document for name, row in rows.items() if row.document})
            behind = self._left_behind(sender, present)
            rows |= behind
            sender.send_by_themselves(self.folder, [found for found in present if found.path in behind])
        finally:
            for outcome in sender.outcomes:
                _note(rows[outcome.path], outcome, again=outcome.path in sender.passing)
            self._news.extend(row for row in sender.outcomes if not self._is_old(row))

    def _left_behind(self, sender: Sender, present: Sequence[Found]) -> dict[str, Known]:
        """Of the files that were not sent now those whose contents another file's change has replaced, with their rows."""
        sent = {outcome.path for outcome in sender.outcomes}
        rows = {
            found.path: self._state.rows[self._state.mark(found.path)] for found in present if found.path not in sent
        }
        return {
            name: row for name, row in rows.items()
            if row.document in sender.replaced and sender.replaced[row.document] == row.version and row.sent == row.seen
        }  # fmt: skip

    def _is_old(self, outcome: Outcome) -> bool:
        """Whether a refused file that was compared again is refused still."""
        mark = self._state.mark(outcome.path)
        asked = mark in self._again and bool(outcome.state)
        self._again.discard(mark)
        return asked and outcome.verdict == "same" and outcome.state == REFUSED

    def _leave(self, files: Sequence[Found], mirror: bool, however_many: bool) -> None:
        """Forget files that are gone, and with ``mirror`` delete their documents, unless they are suspiciously many."""
        present = {self._state.mark(found.path) for found in files}
        gone = [mark for mark in self._state.rows if mark not in present and self._is_looked_at(mark)]
        for mark in gone:
            self._state.rows[mark].missing += 1
        over = [mark for mark in gone if self._state.rows[mark].missing >= STILL_LOOKS]
        here = {self._state.rows[mark].document for mark in present}
        doomed = [mark for mark in over if self._is_ours(self._state.rows[mark], here)] if mirror else []
        away = set() if however_many else self._away(doomed, files)
        doomed = [mark for mark in doomed if mark not in away]
        if len(doomed) > self._most() and not however_many:
            say.note(
                f"{len(doomed)} files are gone at once, so nothing was deleted: is the folder whole? "
                "If they are meant to go, run it with --mirror-all."
            )
            return
        for mark in (one for one in over if one not in away):
            if mark in doomed:
                self._delete(self._state.rows[mark])
            self._inherit(self._state.rows.pop(mark), present)

    def _away(self, doomed: Sequence[str], files: Sequence[Found]) -> set[str]:
        """Those that lay in a folder of a server in which nothing is left: what is not mounted there looks like that."""
        if self.folder.near:
            return set()
        folders = {self._state.mark(above) for above in _folders(files)}
        rows = {mark: self._state.rows[mark].folder for mark in doomed}
        away = {mark: folder for mark, folder in rows.items() if folder and folder not in folders}
        if new := set(away.values()) - self._failed:
            self._failed |= new
            say.note(
                f"{len(away)} files are gone with all else in their folders on the server, so their documents stay: is "
                "something not mounted there? If they are meant to go, run it with --mirror-all --once."
            )
        return set(away)

    def _is_looked_at(self, mark: str) -> bool:
        """Whether the disk that a file lay on is there, so that the file is gone and not merely away with it."""
        disk = self._state.rows[mark].disk
        there = not disk or disk in {self._state.mark(path) for path in self.folder.disks}
        if not there and disk not in self._failed:
            self._failed.add(disk)
            say.note("A disk below the folder is not there: nothing that lay on it is deleted.")
        return there

    def _inherit(self, gone: Known, present: set[str]) -> None:
        """A file that moved, or another with the same contents, stands for the document now, and for its deletion too."""
        for row in (self._state.rows[mark] for mark in present) if gone.own and gone.document else ():
            row.own = row.own or (row.document, row.version) == (gone.document, gone.version)

    def _most(self) -> int:
        known = sum(bool(row.document) for row in self._state.rows.values())
        return max(1, min(MOST_GONE, known // GONE_SHARE))

    @staticmethod
    def _is_ours(row: Known, here: set[str]) -> bool:
        """Whether the document came by this watch, and no file that is still there stands for it, after a move say."""
        return row.own and bool(row.document) and row.document not in here

    def _delete(self, row: Known) -> None:
        """Delete a document, unless somebody has replaced or deleted it meanwhile."""
        where = path("projects", self._project, "documents", row.document)
        try:
            now: dict[str, Any] = self._client.call("GET", where)
            if now["version"] != row.version:
                say.note("A document whose file is gone was replaced by somebody; it stays.")
                return
            self._client.call("DELETE", where)
        except ServerRefused as error:
            if error.code != "NotFound":
                raise
            return
        self._news.append(
            Outcome(now.get("path") or now["name"], now["name"], now["size"], "gone", "deleted", row.document)
        )


def _folders(files: Sequence[Found]) -> set[str]:
    """Every folder in which, or below which, one of these files lies."""
    folders: set[str] = set()
    for found in files:
        above = found.path.rpartition("/")[0]
        while above and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    return folders


def _note(row: Known, outcome: Outcome, again: bool) -> None:
    """Remember what became of a file.

    One whose sending never ended is sent at the next look, and so is one whose refusal may be over by then (``again``).
    What was skipped is no document of this watch, however much it looks like one.
    """
    if outcome.version:
        row.own = outcome.verdict in ("new", "like") or (row.own and row.document == outcome.document)
        row.document, row.version, row.sent = outcome.document, outcome.version, row.seen
    elif outcome.state == SKIPPED or (outcome.state == REFUSED and not again):
        row.sent = row.seen


def seconds(told: str) -> int:
    """``30s``, ``5m`` or ``1h`` in seconds; WatchUnusable for anything else, or less than a second or over a day."""
    found = _TIME.fullmatch(told.strip())
    time = int(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]] if found else 0
    if not 1 <= time <= 86_400:
        raise WatchUnusable(why="--every takes a time such as 30s, 5m or 1h, at most a day")
    return time


def _identity(name: str, folder: Folder) -> str:
    """What names the folder, wherever the command is run."""
    return str(Path(name).resolve()) if isinstance(folder, LocalFolder) else name.rstrip("/")


def _ending() -> threading.Event:
    """Set when the process is asked to end."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    return ending
