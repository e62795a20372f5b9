"""``hemvist clock``: whether the machine's clock is believed; and confirming its date, by whoever works at the machine."""

from __future__ import annotations

from argparse import Namespace

from hemvist.cli import say
from hemvist.config.ready import ready


def show(args: Namespace) -> int:
    """What it says, and whether anything is deleted by it."""
    ready()
    from hemvist.jobs import clock

    doubted, seen, here = clock.doubted(), clock.last_believed(), clock.now().wall
    told = {
        "says": here.isoformat(), "believed": doubted is None, "last_believed": seen.isoformat() if seen else None,
    }  # fmt: skip
    words = f"The clock says {here:%Y-%m-%d %H:%M} UTC, and is believed."
    if doubted is not None:
        words = (
            f"The clock says {here:%Y-%m-%d %H:%M} UTC. It was last believed when it said {seen:%Y-%m-%d %H:%M}, and "
            "nothing is deleted by it until it is right again, or its date is confirmed: hemvist clock confirm YYYY-MM-DD"
        )
    say.result(told, as_json=args.json, words=words)
    return 0


def confirm(args: Namespace) -> int:
    """Say that this is the day, so that what is over its agreed days by it is deleted."""
    ready()
    from hemvist.jobs import clock

    clock.confirm(args.day)
    words = f"Confirmed: it is {args.day}. What is over its agreed days goes within the hour."
    say.result({"confirmed": args.day.isoformat()}, as_json=args.json, words=words)
    return 0
