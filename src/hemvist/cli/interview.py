"""Asking questions at a terminal: one at a time, with help, a way back, and a look at all of it before anything is written."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hemvist.cli import say
from hemvist.domain.intake import ASKED, AnswerUnusable, Question, answer_to, question

Answers = dict[str, str]
_HELP: Final = ("?", "help")
_BACK: Final = ("<", "back")
_NONE: Final = "-"
_WIDEST: Final = 100
_SUM: Final = re.compile(r"[0-9a-fA-F]+\Z")


class Stopped(KeyboardInterrupt):
    """Whoever was asked has stopped: nothing was written."""


class _Back(Exception):
    """The question before, please."""


class Interview:
    """The answers so far, and what is asked next. ``next_of`` names the next question without an answer, if any."""

    def __init__(self, next_of: Callable[[Answers], Question | None], *, about: Callable[[Answers], str]) -> None:
        self.answers: Answers = {}
        self._before: Answers = {}
        self._next, self._about, self._said = next_of, about, ""
        self._live = sys.stdin.isatty()

    def run(self) -> Answers:
        """Ask until nothing is left to be asked. Raises :class:`Stopped`, and without a terminal AnswerUnusable."""
        if self._live and not self.answers:
            _tell(_HOW)
        while (asked := self._next(self.answers)) is not None:
            try:
                self.answers[asked.name] = self._ask(asked)
            except _Back:
                self.again(next(reversed(self.answers), asked.name))
            self._tell_what_follows()
        return self.answers

    def again(self, name: str) -> None:
        """Have this question asked once more; what was answered is proposed."""
        if name in self.answers:
            self._before[name] = self.answers.pop(name)

    def choose(self, words: str) -> bool:
        """Show what comes of the answers; whether the person wants it written, else a question is to be asked again."""
        _tell(words)
        numbered = [one.name for one in ASKED if one.name in self.answers]
        for number, name in enumerate(numbered, 1):
            told = dict(question(name).choices).get(self.answers[name], self.answers[name])
            _tell(f"{number:>3}  {question(name).text} {told or '–'}", "     ")
        told = _line(
            "\nEnter: write it. A number: answer that one again. Ctrl-C: stop, nothing is written.\n> "
        ).strip()
        if told in _BACK:
            self.again(numbered[-1])
        elif told.isascii() and told.isdecimal() and 1 <= int(told) <= len(numbered):
            self.again(numbered[int(told) - 1])
        return not told

    def _tell_what_follows(self) -> None:
        """What the answers so far lead to, whenever it changes."""
        said = self._about(self.answers)
        if said and said != self._said:
            _tell(said, "  ")
        self._said = said

    def _ask(self, asked: Question) -> str:
        """The answer, asked again until it serves."""
        proposed = self._before.get(asked.name, asked.proposed)
        self._show(asked)
        while True:
            told = self._read(asked, f"[{proposed}] > " if proposed else "> ") or self._before.get(asked.name, "")
            try:
                return answer_to(asked, _with_sum(asked, "" if told == _NONE else told), self.answers)
            except AnswerUnusable as error:
                _tell(f"That does not serve. {error.words}")

    def _show(self, asked: Question) -> None:
        number = f"{len(self.answers) + 1}. " if self._live and asked.name not in self._before else ""
        _tell(f"\n{number}{asked.text}")
        self._show_help(asked)

    def _show_help(self, asked: Question) -> None:
        _tell(f"  {asked.help}{_ALSO.get(asked.name, '')}", "  ")
        for at, (_, words) in enumerate(asked.choices, 1):
            _tell(f"  {at}  {words}", "     ")

    def _read(self, asked: Question, prompt: str) -> str:
        """A line; help and the way back are for whoever sits at a terminal."""
        while True:
            told = _line(prompt) if self._live else _piped(asked, prompt)
            if self._live and told.casefold() in _HELP:
                _tell(f"{_HOW}\n{asked.text}\n  Why it is asked: {asked.why}\n  An answer: {asked.example}", "  ")
                self._show_help(asked)
            elif self._live and told.casefold() in _BACK:
                raise _Back
            else:
                return told


_HOW: Final = (
    f"At most {len(ASKED)} questions; nothing is written before the last. Enter takes what stands in brackets, "
    f"{_NONE} means none, {_BACK[0]} goes back, {_HELP[0]} tells this again, and why a question is asked, Ctrl-C stops."
)
_ALSO: Final = {"paper": " Here the file itself serves in place of its sum."}


def _tell(words: str, indent: str = "") -> None:
    """Lines for the person, broken between words where they are read at a terminal."""
    if sys.stderr.isatty():
        wide = min(max(shutil.get_terminal_size().columns, 20), _WIDEST)
        lines = (textwrap.fill(line, wide, subsequent_indent=indent) for line in words.split("\n"))
        words = "\n".join(lines)
    say.note(say.plain(words))


def _line(prompt: str) -> str:
    """A line from the terminal, with its editing keys; :class:`Stopped` where it ends."""
    *above, prompt = prompt.split("\n")
    if above:
        _tell("\n".join(above))
    try:
        return _typed(prompt).strip()
    except EOFError as error:
        raise Stopped from error
    except UnicodeDecodeError:
        _tell("That is not text in UTF-8; once more.")
        return _line(prompt)


def _typed(prompt: str) -> str:
    if sys.stdout.isatty():
        with contextlib.suppress(ImportError):  # without it there are no editing keys, and all else is the same
            import readline  # noqa: F401
        return input(prompt)
    print(prompt, end="", file=sys.stderr, flush=True)  # what is printed goes elsewhere
    told = sys.stdin.readline()
    if not told:
        raise EOFError
    return told


def _piped(asked: Question, prompt: str) -> str:
    print(prompt, end="", file=sys.stderr, flush=True)
    try:
        told = sys.stdin.readline()
    except UnicodeDecodeError:
        told = "\ufffd"  # no answer that serves
    if not told:
        raise _unusable(asked, "The answers end before it.", "an answer")
    return told.strip()


def _unusable(asked: Question, wrong: str, expected: str) -> AnswerUnusable:
    return AnswerUnusable(question=asked.text, wrong=wrong, expected=expected, example=asked.example, name=asked.name)


def _with_sum(asked: Question, told: str) -> str:
    """Where a document's SHA-256 is asked for, the document's file does: its sum is taken here.

    Raises AnswerUnusable where what looks like a file is none.
    """
    *parts, last = [part.strip() for part in told.split(";")]
    if asked.name != "paper" or not last:
        return told
    try:
        with Path(last).expanduser().open("rb") as file:
            return "; ".join([*parts, hashlib.file_digest(file, "sha256").hexdigest()])
    except (OSError, ValueError) as error:
        if len(parts) == 2 and not _SUM.match(last):
            wrong = f"There is no file “{last[:80]}” that can be read here, and it is no SHA-256."
            raise _unusable(asked, wrong, "title; its date; the file, or its SHA-256") from error
        return told
