"""The processes of Hemvist: how each is started, and how to tell that it is ready."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from hemvist.config import options, process, tls
from hemvist.config.database import database
from hemvist.config.outward import OWN_SOCKETS, Way
from hemvist.config.port import require_free
from hemvist.config.supervisor import Part, Say, Supervisor, alone
from hemvist.documents import names
from hemvist.domain.keepable import within
from hemvist.providers.shelf import Shelf
from hemvist.providers.sources import socket_of, tables

_POSTGRESQL, _ANY = 5432, ("0.0.0.0/0", "::/0")
_PYTHON = (sys.executable, "-P", "-m")


def parts(*, log_requests: bool) -> tuple[Part, ...]:
    """Keeper and embedders first, which the page and the worker are composed of; the language model last, if any."""
    first = (_keeper(), *_embedders())
    after = tuple(part.name for part in first if not part.optional)
    return (*first, *_workers(after), _web(after, log_requests=log_requests), _speaker())


def _keeper() -> Part:
    socket_file = options.run_folder() / "keeper.sock"
    keys = ("--keys", str(options.key_folder()), "--data", str(options.data_folder()))
    command = (*_PYTHON, "hemvist.vault.keeper", *keys, "--socket", str(socket_file))
    return Part("keeper", command, lambda: answers(socket_file), way=OWN_SOCKETS)


def _embedders() -> tuple[Part, ...]:
    """One for each embedder of the catalogue; each runs as long as it is chosen or an index stands that it made.

    Nothing starts without the only one. Of several, one that fails keeps only its own projects from being asked.
    """
    alone = _needed() if len(_needed()) == 1 else frozenset()
    return tuple(_embedder(one.name, alone=one.name in alone) for one in tables())


def _needed() -> frozenset[str]:
    return names.needed(options.data_folder(), options.embedder_choice())


def _embedder(name: str, *, alone: bool) -> Part:
    socket_file = socket_of(options.run_folder(), name)
    weights = ("--weights", str(options.model_folder() / name), "--threads", options.THREADS.value)
    command = (*_PYTHON, "hemvist.providers.embedder", "--embedder", name, *weights, "--socket", str(socket_file))

    def wanted() -> tuple[str, ...]:
        return command if name in _needed() else ()

    told = "embedder" if alone else f"embedder {name}"
    return Part(
        told, (), lambda: answers(socket_file), patience=180, mute=True, wanted=wanted, needed=alone, way=OWN_SOCKETS
    )


def _workers(after: tuple[str, ...]) -> Iterator[Part]:
    """As many as the option says; the queue parts the work among them."""
    command = (*_PYTHON, "hemvist.cli.main", "work")
    for number in range(1, options.WORKERS.number + 1):
        name = "worker" if number == 1 else f"worker {number}"
        yield Part(name, command, lambda: True, after=after, settles=1.0, way=working())


def _web(after: tuple[str, ...], *, log_requests: bool) -> Part:
    command = (*_PYTHON, "hemvist.config.web", *(("--log-requests",) if log_requests else ()))
    return Part("web", command, page_answers, after=after, way=replace(working(), serves=True))


def working() -> Way:
    """The ways out of what reads and writes rows: none, or to the port of a database server that is reached by TCP."""
    told = database(options.DATABASE.value, options.data_folder())
    if "HOST" not in told:
        return OWN_SOCKETS
    more = told["OPTIONS"]
    hosts = [one for one in (*str(told["HOST"]).split(","), *str(more.get("hostaddr", "")).split(",")) if one]
    if all(one.startswith(("/", "@")) for one in hosts) and "service" not in more:
        return OWN_SOCKETS
    ports = tuple(int(one) for one in str(told["PORT"]).split(",") if one.isdecimal()) or (_POSTGRESQL,)
    return Way(ports=ports, names=not all(within(one, _ANY) for one in hosts) or "service" in more)


def _speaker() -> Part:
    socket_file, shelf = options.run_folder() / "speaker.sock", Shelf(options.model_folder(), options.model_choice())

    def wanted() -> tuple[str, ...]:
        chosen = shelf.chosen()
        model = ("--model", chosen.name, "--shelf", str(shelf.folder)) if chosen else ()
        where = ("--socket", str(socket_file), "--threads", options.THREADS.value)
        return (*_PYTHON, "hemvist.providers.speaker", *model, *where) if model else ()

    return Part("model", (), lambda: answers(socket_file), after=("web",), patience=300, mute=True, wanted=wanted)


def answers(socket_file: Path) -> bool:
    """Whether somebody accepts connections on a unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(socket_file)) == 0


def page_answers() -> bool:
    """Whether the page answers over TLS, under its own authority, and not with a fault."""
    trusting = ssl.create_default_context(cafile=str(options.tls_folder() / "authority.pem"))
    try:
        with (
            socket.create_connection((_near(), options.PORT.number), 2) as plain,
            trusting.wrap_socket(plain, server_hostname=options.HOST.value) as sealed,
        ):
            sealed.settimeout(10)
            host = f"{options.HOST.value}:{options.PORT.number}"
            sealed.sendall(f"HEAD /sign-in/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            return b"100" < sealed.recv(64).partition(b" ")[2][:3] < b"500"
    except OSError:
        return False


def _near() -> str:
    """The listening address as this machine reaches it."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.ADDRESS.value, options.ADDRESS.value)  # noqa: S104


def serve(say: Say, when_ready: Callable[[], None] = lambda: None, *, log_requests: bool) -> None:
    """Everything, until it is told to stop; see :class:`Supervisor`. Raises what start-up finds wrong."""
    process.harden()
    with alone(options.HOME.path, options.run_folder()):
        require_free(options.ADDRESS.value, options.PORT.number)
        tls.ensure(options.tls_folder(), options.HOST.value)
        with _temporary(say), _announced():
            Supervisor(parts(log_requests=log_requests), say, when_ready).run()


@contextlib.contextmanager
def _announced() -> Iterator[None]:
    """The other commands of this home find the page where it really is, whatever port was chosen at start."""
    file = options.run_folder() / "address"
    file.write_text(options.own_address() + "\n")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def _temporary(say: Say) -> Iterator[None]:
    """Temporary files of every part go to memory that only this user can look into, for as long as this runs."""
    folder = process.temporary_memory(options.HOME.path)
    if folder is None:
        folder = options.run_folder() / "temporary"
        folder.mkdir(mode=0o700, exist_ok=True)
        say("all", f"there is no memory for temporary files here: they go to {folder}")
    os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(folder)
    try:
        yield
    finally:
        process.remove(folder)
