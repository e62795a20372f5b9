"""What can keep a job from going on, and what keeps one from being taken in."""

from __future__ import annotations

from hemvist.domain.errors import HemvistError


class Stopped(Exception):
    """The handler must stop: what it has not committed is not wanted. The loop settles the rest."""


class LeaseLost(Stopped):
    """Another worker has taken the job over, or its subject is gone."""


class CancelAsked(Stopped):
    """A person has asked for the job to be cancelled."""


class Ending(Stopped):
    """This worker has been told to end; the job goes on in the next one."""


class QueueFull(HemvistError):
    """{waiting} files wait to be read {where}, and no more are taken in now. Nothing was lost.

    Back-pressure: a queue without an end would only hide that the machine cannot keep up.
    """

    exit_code = 75
    status = 503
    remedy = "Send the file again when some of them are read. Option HEMVIST_QUEUE says how many may wait."


class DiskNearlyFull(HemvistError):
    """There is room for {free} MB more on the disk, and this file would need about {needed} MB. Nothing was lost."""

    exit_code = 75
    status = 507
    remedy = "Free space on the disk of the data folder, or delete documents; then send the file again."


class JobSettled(HemvistError):
    """The job is {state}, so it cannot be {deed}. Nothing was changed."""

    exit_code = 1
    status = 409
    remedy = "See how it stands now with: hemvist jobs list PROJECT"
