"""``hemvist work``: the worker. It reads what was received and finishes deletions that were begun."""

from __future__ import annotations

import signal
import time
from argparse import Namespace

from hemvist.config import process
from hemvist.config.ready import ready

IDLE_SECONDS = 0.5
SWEEP_SECONDS = 30.0


def run(args: Namespace) -> int:
    """Work until told to stop (SIGTERM finishes the version in hand at most one batch later, by its lease)."""
    process.harden()
    ready()
    from hemvist.config.compose import compose

    compose()
    return _loop(once=args.once)


def _loop(*, once: bool) -> int:
    from django.db import connection

    from hemvist.closing.forget import finish_forgetting
    from hemvist.documents.read import read_next

    signal.signal(signal.SIGTERM, _stop)
    swept = 0.0
    while True:
        if time.monotonic() - swept > SWEEP_SECONDS:
            finish_forgetting()
            swept = time.monotonic()
        if read_next():
            continue
        if once:
            return 0
        connection.close()
        time.sleep(IDLE_SECONDS)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(0)
