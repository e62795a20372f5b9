"""Putting a process together: its keys, its embedder and Django's secret, before anything is served."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from hemvist.documents import places
from hemvist.providers.embedder import SharedEmbedder
from hemvist.vault import opened
from hemvist.vault.keeper import KeeperKeys

ABOUT = b"django-secret"


def compose() -> None:
    """Use the keeper and the shared embedder of this installation, and unseal Django's secret key."""
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    places.use_embedder(SharedEmbedder(settings.EMBEDDER_SOCKET))
    settings.SECRET_KEY = secret_key(Path(settings.DATA_FOLDER) / "django.secret")


def secret_key(path: Path) -> str:
    """Django's secret key, sealed for the installation; made at the first start."""
    if not path.exists():
        places.write_whole(path, opened.installation().seal_bytes(secrets.token_urlsafe(48).encode(), ABOUT))
    return opened.installation().open_bytes(path.read_bytes(), ABOUT).decode()
