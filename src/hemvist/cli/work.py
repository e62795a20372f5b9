"""``hemvist work``: the worker. It reads what was received, finishes deletions that were begun, and keeps house."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING

from hemvist.config import fenced, process
from hemvist.config.ready import ready

if TYPE_CHECKING:
    from hemvist.jobs.held import Held
    from hemvist.jobs.schedules import Schedule

FORGETTING = "finish-forgetting"


def run(args: Namespace) -> int:
    """Work until told to stop: SIGTERM hands the job in hand over to the next worker, from its last checkpoint."""
    process.harden()
    fenced.lay()  # the supervisor has laid it already; who starts a worker by hand has not
    ready()
    from hemvist.config.compose import compose
    from hemvist.config.within import stay_in
    from hemvist.jobs.work import work
    from hemvist.projects.kept import connects

    compose()
    stay_in(connects())
    work(once=args.once, urgent_only=args.urgent_only, schedules=upkeep())
    return 0


def upkeep() -> Sequence[Schedule]:
    """What the worker does unasked, each with its kind of job registered."""
    from hemvist.closing import logs, retain
    from hemvist.jobs import kinds, prune
    from hemvist.jobs.kinds import Kind
    from hemvist.jobs.models import Priority
    from hemvist.jobs.schedules import Schedule

    kinds.register(Kind(FORGETTING, _finish_forgetting))
    kinds.register(Kind(prune.KIND, prune.prune))
    kinds.register(Kind(retain.KIND, retain.run))
    kinds.register(Kind(logs.KIND, logs.run))
    return (
        # Urgent: what a person has deleted does not wait behind a batch.
        Schedule("forgetting", FORGETTING, every=timedelta(seconds=30), priority=Priority.URGENT),
        Schedule("pruning", prune.KIND, at=time(2, 30)),
        Schedule("audit-days", logs.KIND, at=time(2, 45)),
        Schedule("retention", retain.KIND, every=timedelta(hours=1)),
    )


def _finish_forgetting(held: Held) -> None:
    from hemvist.closing.forget import finish_forgetting
    from hemvist.jobs import clock

    clock.watch()
    finish_forgetting()
    held.finish()
