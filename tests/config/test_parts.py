"""The parts of a running Hemvist, as the options have them."""

from __future__ import annotations

import pytest

from hemvist.config.parts import parts


@pytest.mark.parametrize(("told", "names"), [("1", ["worker"]), ("3", ["worker", "worker 2", "worker 3"])])
def test_as_many_workers_are_started_as_the_option_says(
    told: str, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEMVIST_WORKERS", told)
    workers = [one for one in parts(log_requests=False) if one.name.startswith("worker")]
    assert [one.name for one in workers] == names
    assert len({(one.command, one.way) for one in workers}) == 1
