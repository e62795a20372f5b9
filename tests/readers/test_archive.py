"""ZIP archives: what is handed on, under which names, and which bombs are refused."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import archive
from hemvist.readers.archive import clean
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, NoText, PasswordProtected, TooLarge
from hemvist.readers.limits import Limits
from tests.readers.parsing import damaged, parse, survives


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def taken(data: bytes, limits: Limits = Limits()):  # noqa: B008
    members: dict[str, bytes] = {}
    text = read(data, "a.zip", limits, lambda name, pieces: members.update({name: b"".join(pieces)}))
    return text, members


def bits(data: bytes, flag: int) -> bytes:
    """The archive with a flag set on its first member, in both of its heads."""
    central = data.index(b"PK\x01\x02")
    made = bytearray(data)
    made[6] |= flag
    made[central + 8] |= flag
    return bytes(made)


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_handed_on_however_they_are_packed(how: int):
    text, members = taken(packed(("Avtal/år 1.txt", b"words" * 100), ("b.bin", b""), how=how))
    assert (text.text, text.kind) == ("", "zip")
    assert members == {"Avtal/år 1.txt": b"words" * 100, "b.bin": b""}


def test_folders_and_litter_are_passed_over():
    _, members = taken(
        packed(("d/", b""), ("__MACOSX/._a", b"x"), ("d/.DS_Store", b"x"), ("Thumbs.db", b"x"), ("d/a.txt", b"a"))
    )
    assert list(members) == ["d/a.txt"]


def test_hidden_files_are_left_out_as_those_of_a_folder_are_and_it_is_said():
    text, members = taken(
        packed((".hidden.txt", b"x"), ("d/.git/config", b"x"), ("./d/a.txt", b"a"), ("../b.txt", b"b"))
    )
    assert list(members) == ["d/a.txt", "b.txt"]
    assert "Hidden files inside it were left out." in text.notes


def test_names_that_lead_outside_or_mislead_are_changed_and_said():
    text, members = taken(
        packed(("../../etc/passwd", b"1"), ("/abs.txt", b"2"), ("C:\\x\\y.txt", b"3"), ("a\u202etxt.exe", b"4"), ("n\x01\n.txt", b"5"),
               ("..", b"6"))
    )  # fmt: skip
    assert list(members) == ["etc/passwd", "abs.txt", "x/y.txt", "atxt.exe", "n.txt", "file"]
    assert text.notes == (
        "Names of files inside it were changed: they pointed outside it, or held characters that mislead.",
    )


def test_two_files_of_one_name_are_both_handed_on():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed(("a.txt", b"1"), ("a.txt", b"2"), ("A.TXT", b"3"))
    found: list[tuple[str, bytes]] = []
    read(data, "a.zip", members=lambda name, pieces: found.append((name, b"".join(pieces))))
    assert found == [("a.txt", b"1"), ("a.txt", b"2"), ("A.TXT", b"3")]


def test_names_in_utf8_that_do_not_say_so_are_read():
    data = packed(("Ängd.txt", b"x"))
    plain = bytearray(data)
    plain[7] &= ~0x08
    plain[data.index(b"PK\x01\x02") + 9] &= ~0x08
    assert list(taken(bytes(plain))[1]) == ["Ängd.txt"]


def test_links_and_locked_files_are_left_out_and_said():
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    text, members = taken(bits(packed(("locked.txt", b"x"), (link, b"/etc/passwd"), ("a.txt", b"a")), 1))
    assert list(members) == ["a.txt"]
    assert text.notes == (
        "Links inside it were left out.", "Files inside it that are protected by a password were left out.",
    )  # fmt: skip


def test_an_archive_of_locked_files_only_is_refused():
    with pytest.raises(PasswordProtected):
        read(bits(packed(("a.txt", b"x")), 1), "a.zip")


def test_an_empty_archive_has_nothing_to_read():
    with pytest.raises(NoText):
        read(packed(), "a.zip")


def test_a_damaged_member_is_left_out_and_the_others_go_on():
    data = packed(("a.txt", b"words" * 9), ("b.txt", b"b"), how=zipfile.ZIP_STORED)
    text, members = taken(data.replace(b"words" * 9, b"swords" + b"words" * 7 + b"word"))
    assert list(members) == ["b.txt"]
    assert text.notes == ("Files inside it that are damaged were left out.",)
    with pytest.raises(BrokenFile):
        read(packed(("a.txt", b"words"), how=zipfile.ZIP_STORED).replace(b"words", b"sword"), "a.zip")


def test_a_file_that_unpacks_to_far_more_is_refused():
    with pytest.raises(TooLarge, match="unpacks to far more"):
        read(packed(("zeros", bytes(20_000_000))), "a.zip")


def test_a_file_that_says_it_is_small_is_refused_all_the_same():
    data = bytearray(packed(("zeros", bytes(20_000_000))))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 100)
    assert not survives(archive, bytes(data))


def test_files_that_share_their_bytes_are_refused():
    core = zlib.compress(bytes(1000), wbits=-15)
    crc, name = zlib.crc32(bytes(1000)), b"a"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(core), 1000, 1, 0) + name + core
    entry = (
        struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(core), 1000, 1, 0, 0, 0, 0, 0, 0)
        + name
    )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 50, 50, 50 * len(entry), len(local), 0)
    with pytest.raises(TooLarge, match="unpacks to far more"):
        read(local + entry * 50 + end, "a.zip")


def test_too_many_files_or_too_many_bytes_are_refused():
    with pytest.raises(TooLarge, match="more than 10 files"):
        taken(packed(*((f"{n}", b"x") for n in range(11))), Limits(members=10))
    with pytest.raises(TooLarge, match="unpacks"):
        taken(packed(("a", b"x" * 600), ("b", b"y" * 600)), Limits(unpacked=1000))


def test_a_file_that_is_too_large_for_its_reader_is_left_out_and_said():
    text, members = taken(packed(("a", bytes(range(256)) * 8), ("b", b"y")), Limits(bytes=1500))
    assert list(members) == ["b"]
    assert text.notes == ("Files inside it that are too large were left out.",)


def test_an_archive_inside_is_a_file_like_any_other():
    inner = packed(("x.txt", b"x"))
    assert taken(packed(("inner.zip", inner)))[1] == {"inner.zip": inner}


@given(st.text(max_size=40))
def test_no_name_leads_outside(name: str):
    made = clean(name)
    assert made
    assert not made.startswith("/")
    assert not {"..", ".", ""} & set(made.split("/"))
    assert made.isprintable()


def test_damaged_archives_are_read_or_refused():
    data = packed(*((f"d/{n}.txt", b"hello " * 40) for n in range(6)))
    for broken in damaged(data, 300):
        survives(archive, broken)
    assert parse(archive, data)[1]


def test_a_member_that_asks_for_more_memory_than_there_is_leaves_the_others_as_they_are():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "first")
        packed.writestr("b.txt", "x" * 100, zipfile.ZIP_LZMA)
    data = bytearray(out.getvalue())
    at = data.index(b"b.txt") + len("b.txt") + 5  # the properties, and after their first byte the dictionary's size
    data[at : at + 4] = b"\xff\xff\xff\xf0"
    members: dict[str, bytes] = {}
    text = read(bytes(data), "a.zip", members=lambda name, pieces: members.update({name: b"".join(pieces)}))
    assert members == {"a.txt": b"first"}
    assert text.notes == ("Files inside it that are packed in an unusual way were left out.",)


def test_a_member_without_a_name_is_a_file_like_any_other():
    data = packed(("a.txt", b"first"), ("bcd", b"second")).replace(b"bcd", b"")
    for head, at in ((b"PK\3\4", 26), (b"PK\1\2", 28)):
        place = data.rindex(head) + at
        data = data[:place] + b"\0\0" + data[place + 2 :]
    end = data.rindex(b"PK\5\6") + 12
    size, start = struct.unpack_from("<II", data, end)
    data = data[:end] + struct.pack("<II", size - 3, start - 3) + data[end + 8 :]
    text, members = taken(data)
    assert members == {"a.txt": b"first", "file": b"second"}
    assert text.notes[0].startswith("Names of files inside it were changed")
