"""What every test may lean on: throw-away folders, real keys opened for them, the real embedder, and the cast."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

# Two workers have two processors: threads of their own for sums would only wait for each other. Workers inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Imported inside the fixtures: tests of the rooms below must not need the rooms above.
if TYPE_CHECKING:
    from hemvist.providers.base import Vectors
    from hemvist.providers.here import LocalEmbedder
    from tests.built import Built
    from tests.house import House

# How fast cases are drawn tells of the machine and what runs beside it, not of what is tested.
settings.register_profile("hemvist", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hemvist")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are shared out by ``tests/sharing.py`` where they are shared out by file."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.sharing import LongOnesEarlier

    return LongOnesEarlier(config, log)


def pytest_collection_finish() -> None:
    """What was imported by now stays: nobody has to look through it again and again for what could be let go.

    Nor through what a test makes as often as is good for a process that runs for months.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def embedder() -> LocalEmbedder:
    """The real embedder, with the real weights. A text has the vector it had, and a pair its odds: tests/providers shows it."""
    from hemvist.config.options import ROOT
    from hemvist.providers import weights
    from hemvist.providers.here import LocalEmbedder

    folder = ROOT / "var" / "models" / "multilingual-e5-small"
    made = LocalEmbedder(weights.ensure(folder, lambda done, total, what: None), 1)
    made._engine._vector = _remembered(made._engine._vector)  # type: ignore[method-assign]
    made._engine.pair = lru_cache(50_000)(made._engine.pair)  # type: ignore[method-assign]
    return made


def _remembered(vector: Callable[[str], Vectors]) -> Callable[[str], Vectors]:
    @lru_cache(20_000)
    def once(text: str) -> Vectors:
        found = vector(text)
        found.setflags(write=False)
        return found

    return once


@pytest.fixture(scope="session")
def _agreements() -> None:
    """The same stored agreement is parsed once; what parsing does, tests/domain shows of many."""
    from hemvist.projects import paper

    paper.from_json = lru_cache(512)(paper.from_json)


@lru_cache(1)
def _stretched_once() -> Callable[..., tuple[bytes, bytes]]:
    from hemvist.vault import passphrase

    return lru_cache(64)(passphrase._derive)


@pytest.fixture(scope="session")
def _installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of an installation without projects."""
    from hemvist.domain.levels import RootKey
    from hemvist.vault.embedded import EmbeddedKeys, make_root_file

    folder = tmp_path_factory.mktemp("installation") / "keys"
    folder.mkdir(mode=0o700)
    make_root_file(folder / "root.key")
    EmbeddedKeys(folder).create("installation", RootKey.FILE)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _agreements: None, _installation: Path) -> Iterator[Path]:
    """A throw-away HOME with keys; nothing of it outlives the test."""
    from hemvist.documents import places

    _settle(tmp_path, monkeypatch, _installation)
    yield tmp_path
    places.close_all()


def _settle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installation: Path) -> None:
    """Make a HOME here and work in it."""
    from django.conf import settings

    from hemvist.config import fenced
    from hemvist.projects import kept
    from hemvist.vault import opened, passphrase
    from hemvist.vault.embedded import EmbeddedKeys

    for name in ("data", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    shutil.copytree(installation, tmp_path / "keys")
    monkeypatch.setattr(settings, "DATA_FOLDER", tmp_path / "data")
    monkeypatch.setattr(settings, "STANDS", "SE; Värden AB")
    # Argon2id at its real cost, but once for a passphrase instead of once for a house; tests/vault stretches each anew.
    monkeypatch.setattr(passphrase, "_salt", lambda: bytes(range(16)))
    monkeypatch.setattr(passphrase, "_derive", _stretched_once())
    # No test pulls the plug: what is written need not wait for the disk. In which order it does, tests/vault shows.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    settings.SECRET_KEY = "a secret of the tests, for as long as they run"
    opened.use(EmbeddedKeys(tmp_path / "keys", data=tmp_path / "data"))
    kept.use_fence(fenced.machine)


@pytest.fixture(scope="session")
def _built(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
    _agreements: None,
    _installation: Path,
) -> Built:
    """The house, built once."""
    from tests.built import built

    home = tmp_path_factory.mktemp("built")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        _settle(home, monkeypatch, _installation)
        return built(home)


@pytest.fixture
def house(db: None, _built: Built, home: Path, embedder: LocalEmbedder) -> House:
    """Ada owns Heron, Ben reads it, Cleo works on Wren; everything real."""
    from hemvist.documents import places

    places.use_embedder(embedder)
    return _built.put_back(home)
