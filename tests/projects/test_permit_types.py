"""The type checker refuses code that stores, sends or shows without a permit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
from io import BytesIO
from hemvist.domain.permit import Act, Deed, decide
from hemvist.index.base import Index
from hemvist.providers.base import Embedder
from hemvist.vault.base import Vault
from tests import cast

def use(vault: Vault, index: Index, embedder: Embedder) -> None:
    decided = decide(cast.AGREEMENT, Act(Deed.ASK, "p1"), cast.facts())
"""
WITHOUT = {
    "sealing": 'vault.seal_bytes(decided, b"x", b"y")',
    "opening": 'vault.open_bytes(None, b"x", b"y")',
    "finding": 'index.find(decided, "x", frozenset(), None, None, 1)',
    "removing": 'index.remove("d1")',
    "embedding": 'embedder.passages(decided, ["x"])',
    "questioning": 'embedder.question("x")',
}


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(WITHOUT))
def test_mypy_refuses(what: str, tmp_path: Path) -> None:
    said = _mypy(tmp_path, f"    {WITHOUT[what]}\n")
    assert said.returncode == 1, said.stdout
    assert "Permit" in said.stdout or "Missing positional argument" in said.stdout


@pytest.mark.slow
def test_mypy_accepts_with_a_permit(tmp_path: Path) -> None:
    asked = '    from hemvist.domain.permit import Permit\n    assert isinstance(decided, Permit)\n    vault.seal_bytes(decided, b"x", b"y")\n'
    said = _mypy(tmp_path, asked)
    assert said.returncode == 0, said.stdout


def _mypy(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    file = folder / "tried.py"
    file.write_text(HEAD + body)
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\nfollow_imports = silent\n")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(folder / "mypy.ini"),
        "--cache-dir",
        str(ROOT / ".mypy_cache" / "tried"),
        str(file),
    ]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"MYPYPATH": f"{ROOT}/src:{ROOT}", "PATH": "/usr/bin"},
        check=False,
    )
