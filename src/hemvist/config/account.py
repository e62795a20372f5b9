"""The system user that Hemvist runs as when root starts it: no shell, no home, and nothing but Hemvist's own folders."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar, NoReturn

from hemvist.config.options import ROOT
from hemvist.domain.errors import HemvistError

NAME = "hemvist"
# setup/remove.sh deletes the account only if it carries these words.
WORDS = "Hemvist, made by its set-up"
_KEPT = ("HEMVIST_", "PIP_", "LC_", "SSL_")
_ALSO_KEPT = {"PATH", "LANG", "LANGUAGE", "TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "TZ", "PYTHONPATH"}
_PROXIES = {"http_proxy", "https_proxy", "no_proxy", "requests_ca_bundle"}


class NoAccount(HemvistError):
    """Hemvist cannot run as a user of its own here: {reason}."""

    exit_code: ClassVar[int] = 78
    status: ClassVar[int] = 503
    remedy: ClassVar[str] = "{remedy}"


def ensure(home: Path) -> pwd.struct_passwd:
    """Whom ``home`` belongs to, or else the system user, made where there is none. Needs root.

    Raises :class:`NoAccount`.
    """
    if home.exists() and home.stat().st_uid != 0:
        return pwd.getpwuid(home.stat().st_uid)
    try:
        found = pwd.getpwnam(NAME)
    except KeyError:
        return _make()
    if found.pw_uid == 0 or not found.pw_shell.endswith(("/nologin", "/false")):
        raise NoAccount(reason=f"the user {NAME} of this machine can sign in", remedy=f"Rename that user: {NAME}.")
    return found


def _make() -> pwd.struct_passwd:
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    try:
        command = ["useradd", *options, "--user-group", "--comment", WORDS, NAME]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(NAME)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise NoAccount(reason=f"the user {NAME} could not be made", remedy="Run useradd by hand to see why.") from None


def check(account: pwd.struct_passwd, folders: Iterable[Path]) -> None:
    """Raise :class:`NoAccount` unless the account can run this very Python and code, and reach the folders."""
    for place in (Path(os.path.realpath(sys.executable)), Path(sys.prefix), ROOT / "src", *folders):
        shut = _shut(place, account)
        if shut is not None:
            remedy = f"Clone Hemvist to where others may read, for example into /opt, or run: chmod o+x {shut}"
            raise NoAccount(reason=f"{shut} is closed to the user {account.pw_name}", remedy=remedy)
    trial = [sys.executable, "-P", "-c", "import django, hemvist.config.options"]
    tried = subprocess.run(
        trial, user=account.pw_uid, group=account.pw_gid, extra_groups=[], capture_output=True, env=_environment()
    )
    if tried.returncode != 0:
        remedy = f"Make it and {ROOT} readable to others."
        raise NoAccount(reason=f"the user {account.pw_name} cannot run {sys.executable}", remedy=remedy)


def _shut(place: Path, account: pwd.struct_passwd) -> Path | None:
    """The first folder on the way to a place that the account may not pass through."""
    for folder in [*reversed(place.parents), place]:
        if folder.is_dir() and not _passes(folder.stat(), account):
            return folder
    return None


def _passes(found: os.stat_result, account: pwd.struct_passwd) -> bool:
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def give(folder: Path, account: pwd.struct_passwd) -> None:
    """Make the account the owner of a folder and of what root left in it; made with mode 700 where missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _give_one(str(folder), None, account)
    for _, folders, files, here in os.fwalk(folder, follow_symlinks=False):
        for name in [*folders, *files]:
            _give_one(name, here, account)


def _give_one(name: str, here: int | None, account: pwd.struct_passwd) -> None:
    """One entry, looked at and changed through one descriptor, so that it cannot be exchanged in between.

    A second name (a hard link) of a file that is root's elsewhere must not become the account's.
    """
    try:
        entry = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
    except OSError:
        return
    try:
        found = os.fstat(entry)
        if found.st_uid == 0 and (stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)):
            os.fchown(entry, account.pw_uid, account.pw_gid)
    finally:
        os.close(entry)


def become(account: pwd.struct_passwd, arguments: Sequence[str], home: Path) -> NoReturn:
    """Start over as the account, for good: ``python -m hemvist.cli.main ARGUMENTS``.

    A new program rather than a changed one: nothing that root read stays in memory, and of root's environment only
    what is needed goes along.
    """
    room = {**_environment(), "HEMVIST_HOME": str(home), "HOME": account.pw_dir, "USER": account.pw_name}
    os.chdir(ROOT)
    os.setgroups([])
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-P", "-m", "hemvist.cli.main", *arguments], room)  # noqa: S606


def _environment() -> dict[str, str]:
    kept = {name for name in os.environ if name.startswith(_KEPT) or name in _ALSO_KEPT or name.lower() in _PROXIES}
    return {name: os.environ[name] for name in kept}
