"""Root's start ends as a user without rights: which one, what it is given, and what it must never be given."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemvist.config import account
from hemvist.config.account import NoAccount
from hemvist.config.options import ROOT

NOBODY = pwd.getpwnam("nobody")
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="hemvist-account-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_home_that_belongs_to_somebody_is_served_as_that_user(place: Path) -> None:
    os.chown(place, NOBODY.pw_uid, NOBODY.pw_gid)
    assert account.ensure(place) == NOBODY


@pytest.mark.slow
def test_the_system_user_is_made_without_a_shell_or_a_home(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "NAME", "hemvist-test")
    try:
        made = account.ensure(place / "home")
        assert made.pw_uid != 0
        assert (made.pw_shell, made.pw_dir, made.pw_gecos) == ("/usr/sbin/nologin", "/nonexistent", account.WORDS)
        assert account.ensure(place / "home") == made
    finally:
        subprocess.run(["userdel", "hemvist-test"], check=True)


def test_a_user_of_that_name_who_can_sign_in_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "NAME", "root")
    with pytest.raises(NoAccount, match="can sign in"):
        account.ensure(place / "home")


def test_a_folder_that_is_closed_is_named_with_what_to_do(place: Path) -> None:
    (place / "closed" / "home").mkdir(parents=True)
    (place / "closed").chmod(0o700)
    with pytest.raises(NoAccount) as error:
        account.check(NOBODY, [place / "closed" / "home"])
    assert f"{place}/closed is closed to the user nobody" in error.value.message
    assert f"chmod o+x {place}/closed" in error.value.help


def test_the_account_is_given_what_root_left_in_the_home_and_nothing_else(place: Path) -> None:
    home, elsewhere = place / "home", place / "shadow"
    (home / "data").mkdir(parents=True)
    (home / "data" / "row").write_text("ours")
    elsewhere.write_text("root's")
    (home / "hard").hardlink_to(elsewhere)
    (home / "soft").symlink_to(elsewhere)
    (home / "around").symlink_to(place)
    of_another = home / "of another"
    of_another.write_text("")
    os.chown(of_another, 12345, 12345)
    account.give(home, NOBODY)
    for path in (home, home / "data", home / "data" / "row"):
        assert path.stat().st_uid == NOBODY.pw_uid
    assert elsewhere.stat().st_uid == 0
    assert place.stat().st_uid == 0
    assert of_another.stat().st_uid == 12345


def test_becoming_the_account_is_for_good_and_leaves_roots_environment_behind(place: Path) -> None:
    home = place / "home"
    account.give(home, NOBODY)
    (place / "hemvist" / "cli").mkdir(parents=True)
    told = "import json, os; print(json.dumps([os.getresuid(), os.getresgid(), os.getgroups(), dict(os.environ)]))"
    for folder in ("hemvist", "hemvist/cli"):
        (place / folder / "__init__.py").touch()
    # Stands where the command line stands, and tells what it was started with.
    (place / "hemvist" / "cli" / "main.py").write_text(told)
    script = (
        "import os, pathlib, sys; from hemvist.config import account; "
        f"os.environ['PYTHONPATH'] = {str(place)!r}; "
        f"account.become(account.pwd.getpwnam('nobody'), ['demo'], pathlib.Path({str(home)!r}))"
    )
    room = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "A_TOKEN": "secret", "HEMVIST_PORT": "9443"}
    done = subprocess.run([sys.executable, "-c", script], env=room, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    users, groups, others, environment = json.loads(done.stdout)
    assert users == [NOBODY.pw_uid] * 3
    assert groups == [NOBODY.pw_gid] * 3
    assert others == []
    assert "A_TOKEN" not in environment
    assert environment["HEMVIST_PORT"] == "9443"
    assert environment["HEMVIST_HOME"] == str(home)


def test_root_serves_nothing_but_the_demonstration(place: Path) -> None:
    (place / "closed").mkdir(mode=0o700)
    home = place / "closed" / "home"
    home.mkdir()
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    room = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HEMVIST_HOME": str(home)}
    command = [sys.executable, "-P", "-m", "hemvist.cli.main", "serve"]
    done = subprocess.run(command, env=room, capture_output=True, text=True, check=False)
    assert done.returncode == 78
    assert "closed to the user nobody" in done.stderr
    assert list(home.iterdir()) == []
