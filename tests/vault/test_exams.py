"""Keys in process and keys behind a real keeper sit the exams of Keys and of Vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.vault.base import Keys
from hemvist.vault.embedded import ROOT_FILE, EmbeddedKeys, make_root_file
from hemvist.vault.keeper import KeeperKeys
from tests.exams.keys_exam import KeysExam, Place
from tests.exams.vault_exam import VaultExam
from tests.vault.running import keeper


@pytest.fixture(scope="class")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key folder with a root key file."""
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    make_root_file(folder / ROOT_FILE)
    return folder


@pytest.fixture(scope="class")
def socket(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a running keeper of that folder."""
    socket = tmp_path_factory.mktemp("run") / "keeper" / "s"
    with keeper(folder, socket):
        yield socket


class TestEmbeddedKeys(KeysExam):
    @pytest.fixture(scope="class")
    @classmethod
    def place(cls, folder: Path) -> Place:
        return Place(lambda: EmbeddedKeys(folder), folder, "embedded", "EmbeddedKeys", folder)


class TestKeeperKeys(KeysExam):
    @pytest.fixture(scope="class")
    @classmethod
    def place(cls, folder: Path, socket: Path) -> Place:
        return Place(lambda: KeeperKeys(socket), folder, "keeper", "KeeperKeys", socket)


class TestVaultOverEmbeddedKeys(VaultExam):
    @pytest.fixture(scope="class")
    @classmethod
    def keys(cls, folder: Path) -> Keys:
        return EmbeddedKeys(folder)


class TestVaultOverKeeperKeys(VaultExam):
    @pytest.fixture(scope="class")
    @classmethod
    def keys(cls, socket: Path) -> Keys:
        return KeeperKeys(socket)
