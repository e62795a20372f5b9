"""User names and passwords for remote folders: from a file of mode 600, for S3 also from its own variables, or asked for.

Never from an argument or an address, where other people of the machine could read them.
"""

from __future__ import annotations

import getpass
import netrc
import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hemvist.cli import say
from hemvist.cli.errors import RemoteUnusable
from hemvist.config import options


@dataclass(frozen=True)
class Credentials:
    """Who one is at a server; for S3 the key's id and the secret key."""

    user: str
    password: str = field(repr=False)


def for_host(host: str, user: str, *, needed: bool = True) -> Credentials | None:
    """For a host, and a user if the address names one; asked for at a terminal. RemoteUnusable where there are none.

    Not ``needed``: None then, without asking.
    """
    found = _from_file(host, user)
    if found is not None or not needed:
        return found
    return _asked(host, user)


def for_s3(host: str) -> Credentials:
    """For an S3 server: ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, else as for any other host."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID", ""), os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    if key and secret:
        return Credentials(key, secret)
    found = for_host(host, "")
    assert found is not None  # it was needed
    return found


def file() -> Path:
    """The file of credentials, in the form of a ``.netrc``: ``machine HOST login USER password PASSWORD``."""
    if options.REMOTES.value:
        return options.REMOTES.path
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "hemvist" / "remotes"


def _from_file(host: str, user: str) -> Credentials | None:
    path = file()
    try:
        of = path.stat()
    except OSError:
        return None
    if of.st_uid != os.geteuid() or stat.S_IMODE(of.st_mode) & 0o077:
        raise RemoteUnusable(
            host=host, why=f"other people may read the passwords in {path}", remedy=f"chmod 600 {path}, as its owner."
        )
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        raise RemoteUnusable(
            host=host,
            why=f"{path} cannot be understood",
            remedy="A line of it is: machine HOST login USER password PASSWORD",
        ) from None
    if found is None or (user and found[0] != user):
        return None
    return Credentials(found[0], found[2] or "")


def _asked(host: str, user: str) -> Credentials:
    if not sys.stdin.isatty():
        raise RemoteUnusable(
            host=host, why="no user name and password for it are known",
            remedy=f"Put a line into {file()} (mode 600): machine {host} login USER password PASSWORD",
        )  # fmt: skip
    if not user:
        say.note(f"User name at {host}:")
        user = input().strip()
    return Credentials(user, getpass.getpass(f"Password of {user} at {host}: "))
