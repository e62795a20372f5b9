"""``hemvist serve``: starts what was set up, as a user without rights, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import datetime

from hemvist.cli.prepare import NotPrepared, prepared
from hemvist.config import account, options, parts, process


def run(args: Namespace) -> int:
    """Serve; root becomes the system user first, and is refused where it cannot. 0 after it was stopped."""
    if os.geteuid() == 0:
        step_down(["serve"])
    process.harden()
    try:
        prepared()
    except NotPrepared as failed:
        return failed.code
    parts.serve(tell, log_requests=True)
    return 0


def step_down(arguments: list[str]) -> None:
    """Start over as the user that the home belongs to. Raises :class:`~hemvist.config.account.NoAccount`."""
    home = options.HOME.path
    owner = account.ensure(home)
    account.check(owner, [home.parent])
    account.give(home, owner)
    if options.KEYS.value:
        account.give(options.key_folder(), owner)
    account.become(owner, arguments, home)


def tell(part: str, what: str) -> None:
    """An event of a part, as one line of the log."""
    print(f"{datetime.now().astimezone():%H:%M:%S}  {part:<9} {what}", flush=True)
