"""``hemvist sign-in`` and ``hemvist sign-out``."""

from __future__ import annotations

from argparse import Namespace

from hemvist.cli import client, say


def sign_in(args: Namespace) -> int:
    """Have this command line admitted by a person on the page."""
    name = client.sign_in()
    say.result({"person": name}, as_json=args.json, words=f"Signed in as {name}, for at most twelve hours.")
    return 0


def sign_out(args: Namespace) -> int:
    """End the sign-in."""
    client.sign_out()
    say.result({"signed_out": True}, as_json=args.json, words="Signed out.")
    return 0
