"""Makes a home ready to be served from: folders, certificate, keys, database, weights. What is there stays as it is."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable
from pathlib import Path

from hemvist.config import options, tls
from hemvist.config.ready import ready
from hemvist.domain.errors import ConfigurationRefused
from hemvist.domain.levels import RootKey

Report = Callable[[int, int, str], None]
"""Told how far a long step is: (done, total, what); total is 0 when it is not known."""

INSTALLATION = "installation"


def folders() -> None:
    """The folders of a home, mode 700. Raises ConfigurationRefused where this user may not make them."""
    home = options.HOME.path
    _may_write(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (options.data_folder(), options.key_folder(), options.run_folder(), options.tls_folder()):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    options.model_folder().mkdir(mode=0o700, exist_ok=True)


def _may_write(home: Path) -> None:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(place, os.W_OK | os.X_OK):
        owner = _name(place.stat().st_uid)
        raise ConfigurationRefused(
            reason=f"{place} belongs to {owner}, and you are {_name(os.geteuid())}.",
            remedy=f"Start it as {owner} or as root, or choose another folder: HEMVIST_HOME=~/hemvist",
        )


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


def certificate() -> tls.Certificates:
    """The local authority and the server's certificate, renewed if it is time."""
    return tls.ensure(options.tls_folder(), options.HOST.value)


def open_keys() -> None:
    """The keys of this home, for this process alone; the installation's key made at the first start."""
    from hemvist.vault import opened
    from hemvist.vault.embedded import ROOT_FILE, EmbeddedKeys, make_root_file

    root = options.key_folder() / ROOT_FILE
    if not root.exists() and not _root_comes_from_elsewhere():
        make_root_file(root)
    keys = EmbeddedKeys(options.key_folder(), data=options.data_folder())
    if keys.root_of(INSTALLATION) is None:
        keys.create(INSTALLATION, RootKey.CREDENTIAL if _root_comes_from_elsewhere() else RootKey.FILE)
    opened.use(keys)


def _root_comes_from_elsewhere() -> bool:
    from hemvist.vault.embedded import CREDENTIAL

    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return folder is not None and Path(folder, CREDENTIAL).exists()


def database() -> None:
    """Django, ready for use in this process, and its tables as this version needs them."""
    from django.conf import settings
    from django.core.management import call_command

    ready()
    from hemvist.config.compose import secret_key

    settings.SECRET_KEY = secret_key(options.data_folder() / "django.secret")
    call_command("migrate", verbosity=0, interactive=False)


def weights(report: Report) -> None:
    """The weights of each embedder that is needed, checked; fetched and converted at the first start."""
    from hemvist.documents.names import needed
    from hemvist.providers.sources import table
    from hemvist.providers.weights import ensure

    for name in sorted(needed(options.data_folder(), options.embedder_choice())):
        ensure(options.model_folder() / name, report, facts=table(name))


def letters(report: Report) -> None:
    """What text recognition needs, checked; fetched at the first start. Raises what stands in the way of it alone."""
    from hemvist.providers.letters import ensure, table

    ensure(options.model_folder() / table().name, report)


def complete(report: Report) -> None:
    """All of it, in order. Raises what stands in the way."""
    for what, step in (("folders", folders), ("certificate", certificate), ("keys", open_keys), ("database", database)):
        report(0, 0, f"Preparing {what}")
        step()
    weights(report)
