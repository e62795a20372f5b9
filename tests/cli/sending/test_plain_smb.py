"""A share whose server would send in the clear is refused, however often one asks; nothing on it is even looked at."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from hemvist.cli.errors import RemoteUnusable
from hemvist.cli.sending.places import folder_at
from tests.cli.sending.plain_smb import NEGOTIATE, SET_UP, serving
from tests.cli.sending.servers import PASSWORD, USER

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("smbprotocol") is None, reason="pip install 'hemvist[remote]'"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_server_that_does_not_encrypt_is_refused_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remotes = tmp_path / "remotes"
    remotes.write_text(f'machine 127.0.0.1 login {USER} password "{PASSWORD}"\n')
    remotes.chmod(0o600)
    monkeypatch.setenv("HEMVIST_REMOTES", str(remotes))
    with serving(tmp_path) as server:
        for tries in range(1, 4):
            with pytest.raises(RemoteUnusable, match="would not encrypt"):
                list(folder_at(f"smb://127.0.0.1:{server.port}/share/contracts").files())
            assert server.let_in == tries  # the password was right: it is the missing encryption that is refused
        assert set(server.asked) <= {NEGOTIATE, SET_UP, 2}  # and 2, leaving
