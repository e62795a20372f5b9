"""Every option Hemvist has, in one table. Values come from the environment; none of them is a secret."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hemvist.domain.errors import ConfigurationRefused

_OURS, _SHOWN = "HEMVIST_", 60
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Option:
    """One option: the environment variable ``HEMVIST_<name>``, its default and what it does."""

    name: str
    default: str
    help: str
    like: str = ""
    """What a value is like, in words, where not every one can be meant."""
    fits: Callable[[str], bool] = lambda value: True

    @property
    def variable(self) -> str:
        return f"{_OURS}{self.name}"

    @property
    def value(self) -> str:
        return os.environ.get(self.variable, self.default)

    @property
    def number(self) -> int:
        return int(self.value)

    @property
    def path(self) -> Path:
        return Path(self.value).expanduser().absolute()


def _whole(name: str, default: str, told: str, least: int, most: int | None = None) -> Option:
    """An option that is a whole number."""

    def fits(value: str) -> bool:
        number = int(value) if re.fullmatch("[0-9]{1,12}", value) else -1
        return least <= number and (most is None or number <= most)

    return Option(name, default, told, f"a whole number from {least}" + (f" to {most}" if most else ""), fits)


def check() -> None:
    """:class:`ConfigurationRefused` for a name that is no option's, or a value that cannot be meant.

    A mistyped name would else leave out what was asked for, a virus scanner, say, and nobody would know.
    """
    known = {option.variable: option for option in OPTIONS}
    for unknown in sorted(name for name in os.environ if name.startswith(_OURS) and name not in known):
        near = difflib.get_close_matches(unknown, known, 1)
        raise ConfigurationRefused(
            reason=f"there is no option {unknown[:_SHOWN]}.",
            remedy=f"{f'Was {near[0]} meant? ' if near else ''}docs/options.md has them all. Nothing was changed.",
        )
    for option in OPTIONS:
        if not option.fits(option.value):
            told = " ".join(option.value.split())[:_SHOWN]
            raise ConfigurationRefused(
                reason=f"option {option.variable} is “{told}”.",
                remedy=f"Give it {option.like}, or leave it out: then it is “{option.default}”. Nothing was changed.",
            )


HOME = Option(
    "HOME",
    str(ROOT / "var"),
    "The folder that holds data, keys, certificates, models and sockets, each in a folder of its own.",
)
KEYS = Option(
    "KEYS",
    "",
    "The folder of wrapped keys and the root key; empty: keys/ in HOME. Never put it into the data folder or its backups.",
)
HOST = Option("HOST", "localhost", "The name people reach the page under; the certificate is made out to it.")
ADDRESS = Option("ADDRESS", "127.0.0.1", "The network address to listen on.")
PORT = _whole("PORT", "8443", "The port to listen on, with TLS only.", 1, 65535)
THREADS = _whole(
    "THREADS",
    "2",
    "Processor threads of the embedder, and of the language model; also how many scanned pages are recognised side by side, four at most.",
    1,
    1024,
)
WORKERS = _whole(
    "WORKERS",
    "2",
    "How many files are read at once, each by a worker of its own: some 70 MB of memory at rest, up to 1 GB for large scans.",
    1,
    64,
)
UPLOAD_MB = _whole("UPLOAD_MB", "100", "The largest file that is received, in megabytes.", 1)
QUEUE = _whole("QUEUE", "20000", "How many files may wait to be read; of one project, half as many.", 1)
SPARE_MB = _whole(
    "SPARE_MB",
    "1024",
    "Free space that stays on the data folder's disk, in megabytes: files that would need it are refused.",
    0,
)
DATABASE = Option(
    "DATABASE",
    "",
    "A PostgreSQL server, as a libpq URL or connection string without a password; empty: a file in the data folder.",
)
STANDS = Option(
    "STANDS",
    "",
    "Where this installation stands: two letters of the country; the party on whose premises. Empty: not said, which counts as no at levels 2 and 3.",
    "like “SE; Värden AB”",
    lambda value: not value.strip() or re.match(r"\s*[A-Za-z]{2}\s*(;|$)", value) is not None,
)
INTAKE = Option(
    "INTAKE",
    "no",
    "Whether anybody may draw up an agreement at /intake/ without signing in. Nothing of it is kept.",
    "yes or no",
    lambda value: value.strip().lower() in ("yes", "no"),
)
CLAMAV = Option(
    "CLAMAV",
    "",
    "The socket of clamd on this machine, which then looks at every file before it is read; empty: none does.",
)
URL = Option("URL", "", "The address the command line signs in to; empty: https://HOST:PORT of this machine.")
AUTHORITY = Option("AUTHORITY", "", "The certificate authority the command line trusts; empty: the local one in HOME.")
TOKEN = Option(
    "TOKEN",
    "",
    "The file that keeps the command line's sign-in; empty: hemvist/token in the person's configuration folder.",
)
REMOTES = Option(
    "REMOTES",
    "",
    "The file of user names and passwords for remote folders; empty: hemvist/remotes in the person's configuration folder.",
)

OPTIONS = (
    HOME,
    KEYS,
    HOST,
    ADDRESS,
    PORT,
    THREADS,
    WORKERS,
    UPLOAD_MB,
    QUEUE,
    SPARE_MB,
    DATABASE,
    STANDS,
    INTAKE,
    CLAMAV,
    URL,
    AUTHORITY,
    TOKEN,
    REMOTES,
)


def data_folder() -> Path:
    """Rows and sealed files."""
    return HOME.path / "data"


def key_folder() -> Path:
    """Wrapped keys and the root key: apart from data and from data backups."""
    return Path(KEYS.value).expanduser().absolute() if KEYS.value else HOME.path / "keys"


def run_folder() -> Path:
    """Private sockets."""
    return HOME.path / "run"


def model_folder() -> Path:
    """Weights, each checked against its sum at every start."""
    return HOME.path / "models"


def model_choice() -> Path:
    """The file that names the language model to be run; absent: none."""
    return data_folder() / "language-model"


def embedder_choice() -> Path:
    """The file that names the embedder that indexes are made with; absent: the one that Hemvist starts with."""
    return data_folder() / "embedder"


def tls_folder() -> Path:
    """The local certificate authority and the server's certificate."""
    return HOME.path / "tls"


def address() -> str:
    """Where the page is: as option URL says, else where it runs from this home now, else where it would."""
    if URL.value:
        return URL.value
    try:
        return (run_folder() / "address").read_text().strip()
    except OSError:
        return own_address()


def own_address() -> str:
    """Where this process would serve the page."""
    host = f"[{HOST.value}]" if ":" in HOST.value else HOST.value
    return f"https://{host}:{PORT.number}"
