"""Addresses and credentials: nothing secret in an address, nothing read that others may read, nothing sent in the open."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.cli.errors import FileUnreadable, RemoteUnusable
from hemvist.cli.sending import credentials, remote, report
from hemvist.cli.sending.folders import DEEPEST, LocalFolder, shown
from hemvist.cli.sending.places import folder_at
from hemvist.cli.sending.remote import RemoteFolder


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("sftp://ada:secret@example.org/x", "password"),
        ("webdav://example.org/x", "on the way"),
        ("http://example.org/x", "on the way"),
        ("ftp://example.org/x", "on the way"),
        ("file:///etc", "no address"),
        ("webdavs:///x", "no address"),
        ("webdavs://example.org/x?y", "no address"),
        ("webdavs://example.org:port/x", "no address"),
        ("webdavs://[bad/x", "no address"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_without_repeating_a_secret(address: str, why: str) -> None:
    with pytest.raises(RemoteUnusable, match=why) as refused:
        folder_at(address)
    assert "secret" not in refused.value.message + refused.value.help


@pytest.fixture
def remotes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "remotes"
    monkeypatch.setenv("HEMVIST_REMOTES", str(file))
    return file


def test_passwords_come_from_a_file_that_nobody_else_may_read(remotes: Path) -> None:
    remotes.write_text('machine example.org login ada password "two words"\n')
    remotes.chmod(0o640)
    with pytest.raises(RemoteUnusable, match="other people"):
        credentials.for_host("example.org", "")
    remotes.chmod(0o600)
    assert credentials.for_host("example.org", "") == credentials.Credentials("ada", "two words")
    assert "two words" not in repr(credentials.for_host("example.org", "ada"))


@pytest.mark.parametrize("told", ["machine", "\xff\xfe", 'machine x login "', "nonsense secret"])
def test_a_file_that_cannot_be_understood_is_told_without_its_words(remotes: Path, told: str) -> None:
    remotes.write_bytes(told.encode("latin-1"))
    remotes.chmod(0o600)
    with pytest.raises(RemoteUnusable) as refused:
        credentials.for_host("example.org", "")
    assert "secret" not in refused.value.message + refused.value.help


def test_without_any_and_without_a_terminal_it_says_where_they_belong(remotes: Path) -> None:
    with pytest.raises(RemoteUnusable) as refused:
        folder_at("webdavs://example.org/x")
    assert str(remotes) in refused.value.help


def test_an_s3_endpoint_without_tls_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:9")
    with pytest.raises(RemoteUnusable, match="on the way"):
        folder_at("s3://bucket/x")


class Lying:
    """A server that tells names that lead elsewhere, a folder that holds itself, and sizes that are none."""

    def invalidate_cache(self) -> None:
        """Nothing is kept."""

    def ls(self, where: str, detail: bool) -> list[dict[str, object]]:
        names = ["..", "../../etc/passwd", "a\\..\\b.txt", "", ".", "nul\0.txt", "good.txt"]
        files = [{"name": f"{where}/{name}", "type": "file", "size": None} for name in names]
        return [*files, {"name": where, "type": "directory"}, {"name": f"{where}/again", "type": "directory"}]


def test_a_server_that_lies_leads_nowhere_and_ends() -> None:
    folder = RemoteFolder("example.org", "top", "/top", Lying())
    found = list(folder.files())
    assert all(one.where.startswith("/top/") and ".." not in one.where.split("/") for one in found)
    assert {one.name for one in found} == {"passwd", "b.txt", "good.txt"}
    assert folder.left_out["special"] == 1


def test_names_that_cannot_be_used_are_counted_and_told() -> None:
    folder = RemoteFolder("example.org", "top", "/top", Lying())
    list(folder.files())
    assert folder.left_out["no usable name"] == 3 * (remote.DEEPEST + 1)  # "..", "." and the one with NUL, each time
    assert "left out (no usable name)" in report.words([], folder.left_out)
    folder = RemoteFolder("example.org", "top", "/top", Lying(), listing=lambda where: [{"name": f"{where}/a.txt"}])
    list(folder.files())
    assert "no usable name" not in folder.left_out


def test_folders_within_folders_without_end_are_said_and_the_rest_is_told(tmp_path: Path) -> None:
    (tmp_path / "top").mkdir()
    (tmp_path / "top" / "z.txt").write_bytes(b"x")
    handle = os.open(tmp_path / "top", os.O_RDONLY)
    for _ in range(1500):  # more than one path can name
        os.mkdir("d", dir_fd=handle)
        handle, above = os.open("d", os.O_RDONLY, dir_fd=handle), handle
        os.close(above)
    os.close(handle)
    folder = LocalFolder(tmp_path / "top")
    try:
        assert [one.path for one in folder.files()] == ["top/z.txt"]
        (told,) = folder.unreadable
        assert str(told.facts["path"]).count("/") == DEEPEST + 1
    finally:
        subprocess.run(["/bin/rm", "-rf", tmp_path / "top" / "d"], check=True)


def test_other_contents_of_the_same_length_and_time_are_seen(tmp_path: Path) -> None:
    (tmp_path / "fee.txt").write_text("EUR 5")
    of = (tmp_path / "fee.txt").stat()
    (before,) = LocalFolder(tmp_path).files()
    (tmp_path / "fee.txt").write_text("EUR 7")
    os.utime(tmp_path / "fee.txt", ns=(of.st_atime_ns, of.st_mtime_ns))
    (after,) = LocalFolder(tmp_path).files()
    assert after.stamp != before.stamp


def test_odd_bytes_in_a_name_stay_two_names(tmp_path: Path) -> None:
    for name in (b"\xff.txt", b"\xfe.txt"):
        Path(tmp_path / name.decode("utf-8", "surrogateescape")).write_bytes(b"x")
    found = list(LocalFolder(tmp_path).files())
    assert {one.name for one in found} == {"%FF.txt", "%FE.txt"}


@given(st.binary(max_size=40))
def test_any_name_is_shown_in_whole_characters(raw: bytes) -> None:
    shown(raw.decode("utf-8", "surrogateescape")).encode("utf-8")


class Endless(Lying):
    """A server whose every folder holds two more, of one name with a file."""

    def ls(self, where: str, detail: bool) -> list[dict[str, object]]:
        names = [("a", "directory"), ("a", "file"), ("b", "directory"), ("b", "directory")]
        return [{"name": f"{where}/{name}", "type": kind, "size": "many"} for name, kind in names]


def test_a_server_whose_folders_never_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MOST_FILES", 2_000)
    with pytest.raises(RemoteUnusable, match="more than 2,000"):
        list(RemoteFolder("example.org", "top", "/top", Endless()).files())


def test_a_folder_that_becomes_a_link_meanwhile_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "given" / "sub").mkdir(parents=True)
    (tmp_path / "own").mkdir()
    for place in ("given/sub", "own"):
        (tmp_path / place / "secret.txt").write_text("x" * 10)
    folder = LocalFolder(tmp_path / "given")
    (found,) = folder.files()
    assert b"".join(folder.chunks(found)) == b"x" * 10
    (tmp_path / "given" / "sub").rename(tmp_path / "given" / "was")
    (tmp_path / "given" / "sub").symlink_to(tmp_path / "own")
    with pytest.raises(FileUnreadable):
        list(folder.chunks(found))


def test_a_folder_that_becomes_a_link_while_it_is_listed_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "given" / "a").mkdir(parents=True)
    (tmp_path / "given" / "b").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "given" / "a" / "first.txt").write_text("x")
    (tmp_path / "own" / "secret.txt").write_text("x")
    folder = LocalFolder(tmp_path / "given")
    files = folder.files()
    assert next(files).name == "first.txt"
    (tmp_path / "given" / "b").rmdir()
    (tmp_path / "given" / "b").symlink_to(tmp_path / "own")
    assert list(files) == []
    assert len(folder.unreadable) == 1
