"""The part of a start that is over before anything is served, in a process of its own: keys it opened end with it.

``python -m hemvist.cli.prepare [--demo | --sign-in]``: standard output is JSON, empty or a demonstration's sign-in.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from hemvist.cli import say
from hemvist.config import installation, options, process
from hemvist.domain.errors import HemvistError


@dataclass(frozen=True)
class Entry:
    """How to sign in to the demonstration: a path with a one-time link, and what an authenticator is told at first."""

    path: str
    email: str
    secret: str | None
    otpauth: str | None


class NotPrepared(Exception):
    """The preparing process has said why; ``code`` is its exit code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__()


def prepared(*wish: str) -> Entry | None:
    """Prepare in a process of its own, whose progress is shown. Raises :class:`NotPrepared`."""
    command = [sys.executable, "-P", "-m", "hemvist.cli.prepare", *wish]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise NotPrepared(done.returncode)
    return Entry(**json.loads(done.stdout)) if done.stdout else None


class Progress:
    """One line that is rewritten at a terminal; elsewhere a line for each step, and one every ten seconds."""

    def __init__(self) -> None:
        self._live, self._what, self._said = sys.stderr.isatty(), "", 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        now, news = time.monotonic(), what != self._what
        if not news and now - self._said < (0.2 if self._live else 10):
            return
        self._what, self._said = what, now
        share = f" {100 * done // total} %" if total else ""
        print(f"\r\033[K{what} …{share}" if self._live else f"{what} …{share}", end="" if self._live else "\n",
              file=sys.stderr, flush=True)  # fmt: skip

    def end(self) -> None:
        """Leave nothing of the line."""
        if self._live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _entry(*, whole: bool) -> Entry:
    from hemvist.cli import seed

    told = seed.seed() if whole else seed.fresh_link()
    return Entry(told.path, told.email, told.totp_secret, told.otpauth)


def _letters(progress: Progress) -> None:
    """Without the data of text recognition scans are refused, and all else works: so it is said, and the start goes on."""
    try:
        installation.letters(progress)
    except HemvistError as error:
        progress.end()
        say.note(f"{say.plain(error.message)}\n{say.plain(error.help)}".rstrip())


def _prepare(wish: str | None, progress: Progress) -> Entry | None:
    if wish == "--sign-in":
        installation.folders()
        installation.open_keys()
        installation.database()
        return _entry(whole=False)
    installation.complete(progress)
    _letters(progress)
    if wish == "--demo":
        progress(0, 0, "Preparing the demonstration's project")
        return _entry(whole=True)
    return None


def main() -> int:
    """Prepare as asked; the error's exit code where something stands in the way."""
    process.harden()
    progress = Progress()
    try:
        options.check()
        entry = _prepare(next(iter(sys.argv[1:]), None), progress)
        progress.end()
    except HemvistError as error:
        progress.end()
        say.note(f"{say.plain(error.message)}\n{say.plain(error.help)}".rstrip())
        return error.exit_code
    except KeyboardInterrupt:
        say.note("\nStopped. What was prepared stays.")
        return 130
    if entry is not None:
        print(json.dumps(asdict(entry)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
