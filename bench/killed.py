"""Kills workers at random instants inside each named step, many times, on SQLite and on PostgreSQL.

``.venv/bin/python bench/killed.py [--rounds 200] [--subject tests.jobs.small]`` prints the rounds per step, and fails
at the first thing that is lost, doubled or left over.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run the long form of tests/jobs/test_killed.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="rounds on each database (200)")
    parser.add_argument("--subject", default="", help="a module with a SUBJECT; empty: all that the tests know")
    given = parser.parse_args()
    os.environ["TEST_KILLS"] = str(given.rounds)
    os.environ["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    chosen = ("-k", given.subject.replace(".", "-")) if given.subject else ()
    return int(
        pytest.main([str(ROOT / "tests/jobs/test_killed.py"), "-m", "slow", "-s", "-p", "no:cacheprovider", *chosen])
    )


if __name__ == "__main__":
    sys.exit(main())
