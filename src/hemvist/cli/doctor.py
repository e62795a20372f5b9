"""``hemvist doctor``: what stands on this machine, what does not, and what to do. Touches throw-away data only."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import ssl
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hemvist.cli import client, say
from hemvist.config import options
from hemvist.config.ready import ready
from hemvist.domain.errors import HemvistError
from hemvist.domain.permit import Deed

# What a check needs is imported by the check: the doctor must speak even where something cannot be loaded.
if TYPE_CHECKING:
    from hemvist.providers.here import LocalEmbedder
    from hemvist.providers.speaking import SharedModel

SPARE_GB = 2


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it holds (``None``: not checked), what was seen, and what to do."""

    what: str
    holds: bool | None
    seen: str
    remedy: str = ""


def run(args: Namespace) -> int:
    """Every check in turn; exit code 1 when one does not hold."""
    ready()
    findings = list(_findings())
    words = "\n".join(_line(one) for one in findings)
    say.result([asdict(one) for one in findings], as_json=args.json, words=words)
    return 1 if any(one.holds is False for one in findings) else 0


def _findings() -> Iterator[Finding]:
    for what, check in _CHECKS.items():
        try:
            yield check(what)
        except HemvistError as error:
            yield Finding(what, False, error.message, error.help)


def _disk(what: str) -> Finding:
    place = options.HOME.path if options.HOME.path.exists() else Path("/")
    free = shutil.disk_usage(place).free / 1e9
    return Finding(what, free > SPARE_GB, f"{free:.0f} GB free", "Free some space: below a little, nothing is begun.")


def _folders(what: str) -> Finding:
    wrong = [
        one
        for one in (options.data_folder(), options.key_folder(), options.run_folder())
        if one.exists() and one.stat().st_mode & 0o077
    ]
    seen = "only their owner can open them" if not wrong else f"others can open {wrong[0].name}"
    return Finding(what, not wrong, seen, "chmod 700 the folder, and look who could read it meanwhile.")


def _readers(what: str) -> Finding:
    from hemvist.readers.confine import confinement

    missing = confinement().missing
    seen = "; ".join(missing) if missing else "no network, no files, no rights, bounded memory and time"
    return Finding(what, not missing, seen, "Allow user namespaces and Landlock (Linux 5.13 or later) for this user.")


def _ways_out(what: str) -> Finding:
    """What keeps the parts from connecting outwards, each kind of them tried."""
    from hemvist.config import fenced
    from hemvist.config.parts import working

    rows = working()
    if not fenced.machine():
        seen = "only Hemvist's own code keeps its parts from connecting outwards: the system here does not"
        seen += "; projects of level 3 are not served here"
        remedy = "Allow seccomp (in a container, by its settings), on x86-64 or arm64; or close the way outside."
        return Finding(what, None, seen, remedy)
    if not fenced.listening():
        seen = "the system keeps whatever sees contents from connecting, but not who listens for the page"
        return Finding(what, None, seen, "Run it on Linux 6.7 or later, on x86-64 or arm64; or close the way outside.")
    ports = f", but to port {', '.join(map(str, rows.ports))} of a database server" if rows.ports else ""
    names = "; packets may leave, because the server is given by name" if rows.names else ""
    return Finding(what, True, f"the system keeps every part from connecting to anybody{ports}{names}")


def _encryption(what: str) -> Finding:
    from hemvist.index.sqlite import open_index
    from hemvist.projects.gate import THROW_AWAY

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        open_index(path, THROW_AWAY, secrets.token_bytes(32), _embedder()).close()
        sealed = not path.read_bytes().startswith(b"SQLite format 3")
    return Finding(
        what, sealed, "a throw-away index is unreadable without its key" if sealed else "an index stands in clear"
    )


def _weights(what: str) -> Finding:
    from hemvist.projects.gate import throw_away

    embedder = _embedder()
    embedder.question(throw_away(Deed.ASK), "Which law governs?")
    return Finding(what, True, f"{embedder.identity.name} answers, its files have the pinned sums")


def _letters(what: str) -> Finding:
    from hemvist.providers.letters import LettersMissing, checked, table

    try:
        folder = checked(options.model_folder() / table().name)
    except LettersMissing as error:
        return Finding(what, None, f"not installed: {error.message}", error.help)
    return Finding(what, True, f"{folder.name}, {len(table().files)} languages, files with the pinned sums")


def _model(what: str) -> Finding:
    """The chosen model's sums, then its speed and memory: of the running one, or of one started for this."""
    from hemvist.providers.fits import started
    from hemvist.providers.model import ModelUnreachable
    from hemvist.providers.shelf import Shelf
    from hemvist.providers.speaking import SharedModel

    shelf = Shelf(options.model_folder(), options.model_choice())
    chosen = shelf.chosen()
    if chosen is None:
        return Finding(what, None, "none is chosen: answers are quotations, word for word", "hemvist models list")
    shelf.checked(chosen)
    running = SharedModel(options.run_folder() / "speaker.sock")
    try:
        if running.identity == chosen.identity:
            return _spoke(what, running)
    except ModelUnreachable:
        pass
    with started(chosen, shelf, options.THREADS.number) as own:
        return _spoke(what, own)


def _spoke(what: str, model: SharedModel) -> Finding:
    from hemvist.projects.gate import throw_away
    from hemvist.providers.disk import megabytes
    from hemvist.providers.model import Prompt

    passage = "The Tenant shall pay the rent in advance, on the first day of each month. " * 10
    _, took = model.measured(throw_away(Deed.ASK), Prompt("Repeat the first sentence.", passage), 32)
    hello, own = model.hello, "" if "user" in model.hello.fences else " (runs as Hemvist's own user)"
    seen = (
        f"{hello.identity.id} reads {took.reads:.0f} and says {took.says:.0f} tokens a second; at most "
        f"{megabytes(model.memory)} of memory; loaded in {hello.loaded:.0f} s; fences: {', '.join(hello.fences)}{own}"
    )
    missing = {"network", "files", "programs"} - set(hello.fences)
    return Finding(what, not missing, seen, "Allow Landlock (Linux 5.13 or later) and seccomp for this user.")


def _fits(what: str) -> Finding:
    from hemvist.providers.catalogue import catalogue
    from hemvist.providers.disk import megabytes
    from hemvist.providers.fits import room

    here = room(options.run_folder() / "speaker.sock")
    fitting = [one.name for one in catalogue() if here.fits(one)]
    seen = (
        f"{megabytes(here.memory)} of memory to give to a model, {here.processors} processors: files of up to "
        f"{megabytes(here.largest)} fit; of the catalogue {', '.join(fitting) or 'none'}"
    )
    return Finding(what, True, seen)


def _scanner(what: str) -> Finding:
    from hemvist.readers.clamav import ClamAV, Outcome

    verdict = ClamAV(options.CLAMAV.path if options.CLAMAV.value else None).scan([b"a file of the doctor's"])
    if verdict.outcome is Outcome.CLEAN:
        made = f"signatures of {verdict.signatures:%d %B %Y}" if verdict.signatures else "signatures of the house's own"
        return Finding(what, not verdict.old, f"answers, {made}", "Have freshclam fetch newer signatures.")
    remedy = "Set HEMVIST_CLAMAV to clamd's socket to have every file looked at before it is read."
    return Finding(what, None if not options.CLAMAV.value else False, f"{verdict.outcome}: {verdict.why}", remedy)


def _unasked(what: str, before: str = "") -> Finding | None:
    """Why the keeper is not asked: no server runs, or it runs as another user, whom alone the keeper answers."""
    from django.conf import settings

    try:
        user = settings.KEEPER_SOCKET.stat().st_uid
    except OSError:
        return Finding(what, None, f"{before}the server does not run", "make demo, or hemvist serve")
    if user == os.geteuid():
        return None
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = f"#{user}"
    seen = f"{before}not looked at: the keeper answers {name} alone, as whom the server runs"
    return Finding(what, None, seen, f"Run the doctor as {name}: runuser -u {name} -- .venv/bin/hemvist doctor")


def _agreements(what: str) -> Finding:
    """Which projects' agreements this installation cannot keep; asks the running keeper, so only while it serves."""
    from django.conf import settings

    from hemvist.config import fenced
    from hemvist.projects.kept import unkept, use_fence
    from hemvist.projects.models import Project
    from hemvist.vault import opened
    from hemvist.vault.keeper import KeeperKeys

    stands = options.STANDS.value or "it is not said where this installation stands"
    if unasked := _unasked(what, f"{stands}; "):
        return unasked
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    use_fence(fenced.machine)
    found = [(project.pk, one) for project in Project.objects.order_by("created") for one in unkept(project)]
    if not found:
        return Finding(what, True, f"{stands}; all of them can be kept here")
    seen = "; ".join(
        f"project {project[:8]} is not served, clause {one.clause}: {one.reason}" for project, one in found
    )
    return Finding(what, False, seen, " ".join(dict.fromkeys(one.remedy for _, one in found)))


def _retention(what: str) -> Finding:
    """Whether anything is over its agreed days that cannot be deleted because its project is locked."""
    from django.conf import settings

    from hemvist.closing.retain import overdue
    from hemvist.vault import opened
    from hemvist.vault.keeper import KeeperKeys

    if unasked := _unasked(what):
        return unasked
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    found = overdue()
    seen = "; ".join(f"project {one.project[:8]} is locked, documents may be over since {one.since}" for one in found)
    return Finding(what, not found, seen or "nothing is over its agreed days", "Give the project's passphrase.")


def _clock(what: str) -> Finding:
    """Whether the machine's clock is believed; looked at by the worker, so only what that found."""
    from django.conf import settings

    from hemvist.jobs import clock

    if not settings.KEEPER_SOCKET.exists():
        return Finding(what, None, "the server does not run", "make demo, or hemvist serve")
    doubted, seen = clock.doubted(), clock.last_believed()
    if doubted is None:
        return Finding(what, True, "the clock goes as the machine counts" if seen else "nothing was seen of it yet")
    said = f"it said {doubted:%d %B %Y}, and was last believed on {seen:%d %B %Y}: nothing is deleted by it"
    return Finding(what, False, said, "Set the clock right, or confirm its date: hemvist clock confirm YYYY-MM-DD")


def _ends(what: str) -> Finding:
    """Which agreements are over, and of which of them something is still stored after the days of grace."""
    from django.conf import settings

    from hemvist.closing.ends import Outlived, outlived
    from hemvist.documents.retained import today
    from hemvist.vault import opened
    from hemvist.vault.keeper import KeeperKeys

    def told(one: Outlived) -> str:
        kept = f"{one.documents} documents and {one.questions} questions stored, to be gone by {one.ends.gone_by}"
        return f"project {one.project[:8]} ended on {one.ends.last}: {kept if one.stored else 'nothing is stored'}"

    if unasked := _unasked(what):
        return unasked
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    found = outlived()
    late = [one for one in found if one.stored and one.ends.overstayed(today())]
    seen = "; ".join(map(told, found)) or "no agreement is over"
    return Finding(what, not late, seen, "Have the owner take out and delete what is stored, or agree on a later end.")


def _concerns(what: str) -> Finding:
    """Whether an incident or a request of somebody is over the hours that its agreement names."""
    from django.conf import settings

    from hemvist.projects.concerns import overdue

    if not settings.KEEPER_SOCKET.exists():
        return Finding(what, None, "the server does not run", "make demo, or hemvist serve")
    found = overdue()
    seen = "; ".join(
        f"project {one.project[:8]}: {one.kind}, due since {one.since:%Y-%m-%d %H:%M} UTC" for one in found
    )
    remedy = "Tell whom the agreement names, then settle it: on its page, or with hemvist concerns settle."
    return Finding(what, not found, seen or "no incident and no request is over its hours", remedy)


def _updates(what: str) -> Finding:
    """Whether the components were brought up to date within the days that every agreement in force names."""
    from django.conf import settings

    from hemvist.config.locked import locked_on
    from hemvist.documents.retained import today
    from hemvist.projects.in_force import patch_days
    from hemvist.vault import opened
    from hemvist.vault.keeper import KeeperKeys

    if unasked := _unasked(what):
        return unasked
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    return _up_to_date(what, locked_on(), patch_days(), today())


def _up_to_date(what: str, day: date | None, agreed: int | None, today: date) -> Finding:
    """The day of the components' lock against the fewest days that are agreed."""
    if day is None or agreed is None:
        return Finding(
            what,
            None,
            "no lock of the components says its day" if day is None else "two parties have agreed on nothing yet",
        )
    age = (today - day).days
    seen = f"the components are of {day}, {age} days ago; agreed is within {agreed} days"
    return Finding(what, age <= agreed, seen, "Put in a newer release of Hemvist, whose lock is newer.")


def _server(what: str) -> Finding:
    file = client.authority()
    if not file.exists():
        return Finding(what, None, "not set up yet", "make demo")
    context = ssl.create_default_context(cafile=str(file))
    where = urlsplit(options.address())
    try:
        with (
            socket.create_connection((where.hostname or "", where.port or 443), timeout=3) as raw,
            context.wrap_socket(raw, server_hostname=where.hostname) as tls,
        ):
            return Finding(what, tls.version() == "TLSv1.3", f"answers with {tls.version()}, certificate ours")
    except OSError as error:
        return Finding(what, None, f"does not answer ({type(error).__name__})", "make demo, or hemvist serve")


def _embedder() -> LocalEmbedder:
    """The chosen one, in this process."""
    from hemvist.documents.names import chosen
    from hemvist.providers.here import LocalEmbedder

    facts = chosen(options.embedder_choice())
    return LocalEmbedder(options.model_folder() / facts.name, 1, facts)


def _line(one: Finding) -> str:
    mark = {True: "holds      ", False: "BROKEN     ", None: "not checked"}[one.holds]
    remedy = f"\n             {one.remedy}" if one.holds is not True and one.remedy else ""
    return f"{mark}  {one.what}: {one.seen}{remedy}"


_CHECKS: dict[str, Callable[[str], Finding]] = {
    "disk": _disk,
    "folders": _folders,
    "readers are confined": _readers,
    "ways out": _ways_out,
    "indexes are encrypted": _encryption,
    "weights": _weights,
    "text recognition": _letters,
    "language model": _model,
    "room for a language model": _fits,
    "virus scanner": _scanner,
    "agreements": _agreements,
    "clock": _clock,
    "agreed days": _retention,
    "ends of agreements": _ends,
    "agreed hours": _concerns,
    "updates": _updates,
    "server": _server,
}
