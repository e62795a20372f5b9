"""What a watch remembers between its looks: per file a mark and its last state, in one small file of mode 600.

Paths stand in it as keyed sums only. Lost or damaged, it begins anew: files are compared again, and nothing is deleted.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from hemvist.cli.errors import WatchUnusable

_FORMAT: Final = 1


@dataclass
class Known:
    """A file as it was: ``seen`` at the last look, ``sent`` as it was sent; ``own`` if its document is of this watch.

    ``disk`` is the mark of the other disk that it lies on, if it does; ``folder`` that of the folder below the first.
    """

    seen: str = ""
    sent: str = ""
    document: str = ""
    version: str = ""
    own: bool = False
    missing: int = 0
    disk: str = ""
    folder: str = ""


@dataclass
class State:
    """The memory of one watch: of one folder and one project."""

    file: Path
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    rows: dict[str, Known] = field(default_factory=dict)
    agreement: str = ""
    """The hash of the agreement under which refused files were last compared."""
    _lock: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, folder: str, project: str) -> State:
        """The memory for this folder and project, held by this process alone; WatchUnusable while another holds it."""
        name = hashlib.sha256(f"{folder}\0{project}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
        state = cls(_base() / f"{name}.json")
        state._hold()
        state._load()
        return state

    def mark(self, path: str) -> str:
        """What stands for a path in it."""
        return hmac.digest(self.salt, path.encode("utf-8", "replace"), "sha256").hex()[:32]

    def save(self) -> None:
        """Write it whole or not at all."""
        rows = {name: asdict(row) for name, row in self.rows.items()}
        told = {"v": _FORMAT, "salt": self.salt.hex(), "agreement": self.agreement, "rows": rows}
        partial = self.file.with_suffix(".new")
        try:
            partial.unlink(missing_ok=True)
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(told, file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.file)
        except OSError as error:
            raise WatchUnusable(why=f"its memory cannot be kept in {self.file.parent} ({error.strerror})") from error

    def close(self) -> None:
        """Let go of it."""
        self._lock.close()

    def _hold(self) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.file.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise WatchUnusable(why=f"its memory cannot be kept in {self.file.parent} ({error.strerror})") from error
        self._lock = open(handle, "wb")  # noqa: SIM115  (held until close)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise WatchUnusable(why="another watch of this folder and project is running") from error

    def _load(self) -> None:
        try:
            told = json.loads(self.file.read_text("utf-8"))
            if told["v"] == _FORMAT:
                self.rows = {str(name): Known(**row) for name, row in told["rows"].items()}
                self.agreement = str(told.get("agreement", ""))
                self.salt = bytes.fromhex(told["salt"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.rows = {}


def _base() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "hemvist" / "watch"
