"""Putting a process together: its keys, its embedder and Django's secret, before anything is served."""

from __future__ import annotations

import contextlib
import secrets
import threading
from functools import cache
from pathlib import Path

from django.conf import settings

from hemvist.assistant import phrase, reply
from hemvist.config import fenced
from hemvist.documents import places
from hemvist.documents.anew import EMBEDDING_ANEW
from hemvist.documents.read import READING
from hemvist.domain.permit import Deed
from hemvist.jobs import kinds
from hemvist.projects import gate, kept
from hemvist.providers.base import EmbedderUnreachable
from hemvist.providers.embedder import SharedEmbedder
from hemvist.providers.sources import socket_of
from hemvist.providers.speaking import SharedModel
from hemvist.vault import opened
from hemvist.vault.keeper import KeeperKeys

ABOUT = b"django-secret"


def compose() -> None:
    """Use the keeper, the shared embedder and the speaker of this installation, and unseal Django's secret key."""
    opened.use(KeeperKeys(settings.KEEPER_SOCKET))
    places.use_embedders(cache(lambda name: SharedEmbedder(socket_of(settings.RUN_FOLDER, name))))
    phrase.use_model(SharedModel(settings.MODEL_SOCKET))
    kept.use_fence(fenced.process)
    kinds.register(READING)
    kinds.register(EMBEDDING_ANEW)
    settings.SECRET_KEY = secret_key(Path(settings.DATA_FOLDER) / "django.secret")


def look() -> None:
    """Look which projects' agreements this installation cannot keep: these are not served, the others are."""
    kept.look_at_all()


def learn() -> None:
    """Embed the clause vocabulary in the background; until then a question of everyday words waits for it."""
    threading.Thread(target=_learn, name="vocabulary", daemon=True).start()


def _learn() -> None:
    with contextlib.suppress(EmbedderUnreachable):
        reply.learn(gate.throw_away(Deed.ASK), places.embedder(places.chosen()))


def secret_key(path: Path) -> str:
    """Django's secret key, sealed for the installation; made at the first start."""
    if not path.exists():
        places.write_whole(path, opened.installation().seal_bytes(secrets.token_urlsafe(48).encode(), ABOUT))
    return opened.installation().open_bytes(path.read_bytes(), ABOUT).decode()
