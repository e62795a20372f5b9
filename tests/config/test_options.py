"""Options whose values cannot be meant are named, with what is wanted, before anything is done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hemvist.config import options
from hemvist.domain.errors import ConfigurationRefused


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"), ("PORT", ""), ("PORT", "0"), ("PORT", "65536"), ("PORT", "84 43"), ("PORT", "٨٤٤٣"), ("PORT", " 8443"),
        ("THREADS", "0"), ("THREADS", "-1"), ("THREADS", "two"), ("UPLOAD_MB", "10.5"), ("UPLOAD_MB", "0"),
        ("QUEUE", "1e4"), ("QUEUE", "9" * 4_400), ("SPARE_MB", "-1"), ("INTAKE", "maybe"), ("STANDS", "Sweden"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_by_its_option_s_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HEMVIST_{name}", value)
    with pytest.raises(ConfigurationRefused, match=f"HEMVIST_{name}") as refused:
        options.check()
    assert len(str(refused.value)) < 200
    assert "Nothing was changed" in refused.value.help


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "1"), ("PORT", "65535"), ("THREADS", "16"), ("SPARE_MB", "0"), ("INTAKE", "Yes"), ("INTAKE", "NO "),
        ("STANDS", ""), ("STANDS", "se"), ("STANDS", "SE; Värden AB"),
    ],
)  # fmt: skip
def test_values_as_people_write_them_are_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"HEMVIST_{name}", value)
    options.check()


@pytest.mark.parametrize(("name", "meant"), [("CLAMVA", "HEMVIST_CLAMAV"), ("THREAD", "HEMVIST_THREADS"), ("XYZ", "")])
def test_a_name_that_is_no_option_s_is_refused_with_the_one_that_may_be_meant(
    name: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HEMVIST_{name}", "1")
    with pytest.raises(ConfigurationRefused, match=f"no option HEMVIST_{name}") as refused:
        options.check()
    assert (f"Was {meant} meant?" in refused.value.help) == bool(meant)


def test_every_default_fits_and_who_may_refuse_says_what_is_wanted() -> None:
    assert all(one.fits(one.default) for one in options.OPTIONS)
    assert all(one.like for one in options.OPTIONS if not one.fits("?"))


@pytest.mark.parametrize(
    "command", [("hemvist.cli.main", "doctor"), ("hemvist.cli.main", "serve"), ("hemvist.cli.prepare",)]
)
def test_no_command_meets_one_with_a_fault(command: tuple[str, ...], tmp_path: Path) -> None:
    room = {**os.environ, "HEMVIST_HOME": str(tmp_path / "home"), "HEMVIST_THREADS": "abc"}
    done = subprocess.run([sys.executable, "-P", "-m", *command], env=room, capture_output=True, text=True, timeout=60)
    assert done.returncode == 78
    assert "option HEMVIST_THREADS is “abc”" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()
