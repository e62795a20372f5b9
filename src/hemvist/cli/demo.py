"""``hemvist demo``: sets everything up, starts it, and says in plain words how to get in."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from dataclasses import asdict
from io import StringIO

import qrcode

from hemvist.cli import say
from hemvist.cli.prepare import Entry, NotPrepared, prepared
from hemvist.cli.serve import step_down, tell
from hemvist.config import account, options, parts, process
from hemvist.config.port import require_free
from hemvist.config.supervisor import not_running

WELCOME = """
  Hemvist is ready at     {address}

  Sign in with            {link}
  (works once, for half an hour; a fresh one: .venv/bin/hemvist demo sign-in)
{factor}
  Your own documents      on the page: "Open a project for your own documents"; or here:
                          .venv/bin/hemvist sign-in
                          .venv/bin/hemvist project new --one-party "Our leases"
                          .venv/bin/hemvist ingest "Our leases" FOLDER
{trust}
  Stop                    Ctrl-C
  Start anew              make demo-reset
"""
FIRST = """
  Your second factor      scan this with an authenticator app, then type the six digits it shows

{picture}
                          or type this secret into the app: {secret}
"""
KNOWN = """
  Your second factor      the authenticator or passkey you set up before
"""
TRUST = """
  Browser's warning       the certificate is this machine's own: sudo make trust ends the warning,
                          and passkeys work then
"""
AS_ROOT = """Hemvist serves as root now, which only this demonstration does. {message}
{help}
"""


def run(args: Namespace) -> int:
    """Set up and serve, or one step of that; 0 after it was stopped."""
    if _will_serve(args):
        # Before the long part, so that nobody waits in vain; and as root, who can see whose the port is.
        not_running(options.HOME.path, options.run_folder())
        require_free(options.ADDRESS.value, options.PORT.number)
    if os.geteuid() == 0:
        _step_down_if_possible(args)
    process.harden()
    try:
        return _do(args)
    except NotPrepared as failed:
        return failed.code


def _will_serve(args: Namespace) -> bool:
    return args.step == "start" and not args.no_serve


def _step_down_if_possible(args: Namespace) -> None:
    try:
        step_down(["demo", args.step, *(["--no-serve"] if args.no_serve else []), *(["--json"] if args.json else [])])
    except account.NoAccount as error:
        say.note(AS_ROOT.format(message=error.message, help=error.help))


def _do(args: Namespace) -> int:
    if args.step == "sign-in":
        _print(prepared("--sign-in"), args)
        return 0
    if not _will_serve(args):
        _print(prepared("--demo"), args)
        return 0
    entry = prepared("--demo")
    parts.serve(tell, lambda: _print(entry, args), log_requests=False)
    return 0


def _print(entry: Entry | None, args: Namespace) -> None:
    if entry is None:
        return
    link = f"{options.address()}{entry.path}"
    told = {"address": options.address(), "link": link, **asdict(entry)}
    say.result(told, as_json=args.json, words=welcome(entry, link))
    sys.stdout.flush()


def welcome(entry: Entry, link: str) -> str:
    """All that somebody needs to get in, and out again."""
    factor = KNOWN
    if entry.otpauth and entry.secret:
        factor = FIRST.format(picture=picture(entry.otpauth), secret=in_fours(entry.secret))
    return WELCOME.format(address=options.address(), link=link, factor=factor, trust=TRUST)


def picture(otpauth: str) -> str:
    """A QR code of half blocks, dark on light whatever the terminal's colours are."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(otpauth)
    drawn = StringIO()
    code.print_ascii(out=drawn, invert=True)
    lines = drawn.getvalue().rstrip("\n").split("\n")
    colours = ("\033[97;40m", "\033[0m") if sys.stdout.isatty() else ("", "")
    return "\n".join(f"    {colours[0]}{line}{colours[1]}" for line in lines)


def in_fours(secret: str) -> str:
    """``ABCDEFGH`` as ``ABCD EFGH``: easier to copy, and authenticators ignore the blanks."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
