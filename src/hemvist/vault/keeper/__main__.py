"""Starts the keeper: ``python -m hemvist.vault.keeper --keys FOLDER --socket PATH``. It ends on SIGTERM."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from hemvist.domain.errors import HemvistError
from hemvist.vault.embedded import EmbeddedKeys
from hemvist.vault.keeper.server import harden, listen, serve, told_to_end


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hemvist.vault.keeper", description="Holds the root keys.")
    parser.add_argument("--keys", type=Path, required=True, help="the folder of wrapped keys, mode 700")
    parser.add_argument("--socket", type=Path, required=True, help="the socket to serve, in a folder of mode 700")
    parser.add_argument("--root-file", type=Path, help="the root key file; default: root.key in the key folder")
    parser.add_argument("--data", type=Path, help="the data folder: keys that lie inside it are refused")
    parser.add_argument("--allow", type=int, action="append", default=[], help="another user's number that may connect")
    return parser.parse_args()


def main() -> int:
    """Serve until SIGTERM; 0 then, or the error's exit code."""
    given = _arguments()
    ending = told_to_end()
    try:
        harden()
        keys = EmbeddedKeys(given.keys, root_file=given.root_file, data=given.data)
        allowed = frozenset[int](given.allow)
        with listen(given.socket, allowed) as listener:
            try:
                serve(listener, ending, keys, allowed)
            finally:
                given.socket.unlink(missing_ok=True)
    except HemvistError as error:
        sys.stderr.write(f"{error.message} {error.help}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # The threads that still attend have nothing to finish, and Python would wait for some of them.
    os._exit(code)
