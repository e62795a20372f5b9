"""What every test may lean on: throw-away folders, real keys opened for them, the real embedder, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Imported inside the fixtures: tests of the rooms below must not need the rooms above.
if TYPE_CHECKING:
    from hemvist.providers.here import LocalEmbedder
    from tests.house import House


@pytest.fixture(scope="session")
def embedder() -> LocalEmbedder:
    """The real embedder, with the real weights."""
    from hemvist.config.options import ROOT
    from hemvist.providers import weights
    from hemvist.providers.here import LocalEmbedder

    folder = ROOT / "var" / "models" / "multilingual-e5-small"
    return LocalEmbedder(weights.ensure(folder, lambda done, total, what: None), 1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A throw-away HOME with keys of its own; nothing of it outlives the test."""
    from django.conf import settings

    from hemvist.documents import places
    from hemvist.domain.levels import RootKey
    from hemvist.vault import opened
    from hemvist.vault.embedded import EmbeddedKeys, make_root_file

    for name in ("data", "keys", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path / "data")
    monkeypatch.setattr(settings, "STANDS", "SE; Värden AB")
    settings.SECRET_KEY = "a secret of the tests, for as long as they run"
    make_root_file(tmp_path / "keys" / "root.key")
    keys = EmbeddedKeys(tmp_path / "keys", data=tmp_path / "data")
    keys.create("installation", RootKey.FILE)
    opened.use(keys)
    yield tmp_path
    places.close_all()


@pytest.fixture
def house(db: None, home: Path, embedder: LocalEmbedder) -> House:
    """Ada owns Heron, Ben reads it, Cleo works on Wren; everything real."""
    from hemvist.documents import places
    from tests.house import build

    places.use_embedder(embedder)
    return build(home)
