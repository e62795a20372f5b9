"""The lock: every package by exact version and sum, no address, no way out that no agreement covers."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hemvist.config.options import ROOT

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
LINE = re.compile(r"([a-z0-9][a-z0-9-]*)==([0-9][^\s]*)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
CLIENTS_OF_HUBS = {"huggingface-hub", "hf-xet", "modelscope", "transformers", "sentence-transformers", "torch"}


def locked(name: str) -> dict[str, str]:
    return {found[0]: found[1] for found in LINE.findall((ROOT / name).read_text())}


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])
def test_a_lock_holds_nothing_but_versions_and_sums(name: str) -> None:
    text = (ROOT / name).read_text()
    rest = [line for line in LINE.sub("", text).splitlines() if line and not line.startswith("#")]
    assert rest == []
    assert "://" not in text
    assert locked(name)


def test_what_the_project_asks_for_is_locked_to_a_version_it_allows() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    versions = locked(RUNTIME)
    for one in map(Requirement, asked):
        assert versions[canonicalize_name(one.name)] in one.specifier


def test_no_package_is_locked_twice() -> None:
    assert not locked(RUNTIME).keys() & locked(DEVELOPMENT).keys()


def test_no_client_of_a_hub_is_installed_and_never_two_libraries_of_one_name() -> None:
    every = locked(RUNTIME) | locked(DEVELOPMENT)
    assert not every.keys() & CLIENTS_OF_HUBS
    assert not {"apsw", "apsw-sqlite3mc"} <= every.keys()


def test_what_runs_here_is_what_is_locked() -> None:
    for name, version in (locked(RUNTIME) | locked(DEVELOPMENT)).items():
        assert importlib.metadata.version(name) == version, name


def test_the_tokenizer_works_without_the_hub_client_it_asks_for() -> None:
    script = (
        "import sys; sys.modules['huggingface_hub'] = None\n"
        "from tokenizers import Tokenizer, models\n"
        "print(Tokenizer(models.WordLevel({'a': 7}, 'a')).encode('a').ids)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[7]\n"
