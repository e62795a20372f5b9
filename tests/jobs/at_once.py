"""Acts that begin in one moment, each on a connection of its own, as two windows or two machines would begin them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from hemvist.audit import log
from hemvist.domain.errors import HemvistError
from hemvist.projects.models import Project

Act = Callable[[], object]


@dataclass
class Ends:
    """What became of them: what they gave, or why they were refused."""

    done: list[Any] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)


def at_once(*acts: Act) -> Ends:
    """Let each act begin in the same moment. None may hang, or end in a fault of ours."""
    ends, start = Ends(), threading.Barrier(len(acts))
    threads = [threading.Thread(target=_act, args=(ends, start, one)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "it hangs"
    assert ends.faults == []
    return ends


def _act(ends: Ends, start: threading.Barrier, act: Act) -> None:
    with closing(connection):
        try:
            connection.ensure_connection()
            start.wait(10)
            ends.done.append(act())
        except HemvistError as error:
            if error.status < 500:
                ends.told.append(error.code)
            else:
                ends.faults.append(error)
        except BaseException as error:
            ends.faults.append(error)


def fresh(project: Project) -> Project:
    """The project as another window has it."""
    return Project.objects.get(pk=project.pk)


def events(project: str) -> Counter[str]:
    """How often each event stands in a log, which is verified on the way."""
    return Counter(line.event for line in log.lines(project))
