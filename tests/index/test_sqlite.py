"""The encrypted file sits the exam of Index, and the questions that only a file raises."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from hemvist.domain.permit import Deed
from hemvist.index.base import Card, Entry, Index
from hemvist.index.errors import IndexClosed, IndexOutdated, IndexUnreadable, NotRemoved, OtherEmbedder
from hemvist.index.sqlite import EncryptedIndex, open_index
from hemvist.index.store import CIPHER
from tests.cast import permit
from tests.exams.index_exam import ALL, EMBEDDER, LEASE, START, SUPPLY, IndexExam, Opens, cut, find, put
from tests.index.hashed import HashedEmbedder

ROOT = Path(__file__).parents[2]
PATHS = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
KEY = bytes(range(32))
MARKER = "Quixotic Zeppelin Clause"
MARKED = f"NOTE\n\n1. {MARKER}. The {MARKER} applies to zeppelins."


def opened(path: Path, project: str = "p1", key: bytes = KEY, embedder: HashedEmbedder = EMBEDDER) -> Index:
    return open_index(path, project, key, embedder)


class TestEncryptedIndex(IndexExam):
    @pytest.fixture
    def opens(self) -> Opens:
        return opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed index with two documents."""
    path = tmp_path / "index.sqlite"
    index = opened(path)
    put(index, "d1", LEASE)
    put(index, "d2", MARKED)
    index.close()
    return path


def files(path: Path) -> bytes:
    """The bytes of the file and of whatever stands beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def decrypted(path: Path) -> bytes:
    """All pages, free ones too, as they are under the encryption."""
    connection = apsw.Connection(str(path))
    connection.pragma("cipher", CIPHER)
    connection.pragma("key", f"raw:{KEY.hex()}")
    plain = connection.serialize("main")
    connection.close()
    assert plain.startswith(b"SQLite format 3\x00")
    return plain


def test_the_file_and_what_stands_beside_it_show_nothing(tmp_path: Path) -> None:
    index = opened(tmp_path / "index.sqlite")
    put(index, "d1", MARKED)
    find(index, MARKER)
    for _ in range(2):
        seen = files(tmp_path / "index.sqlite")
        for shown in (MARKER, "zeppe", "SQLite format 3", "everyone", "posting"):
            for encoding in ("utf-8", "utf-16-le"):
                assert shown.encode(encoding) not in seen
                assert shown.lower().encode(encoding) not in seen
        index.close()


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_removed_document_leaves_no_byte_in_the_file(path: Path) -> None:
    assert MARKER.encode() in decrypted(path), "the control: before removal it is there"
    index = opened(path)
    index.remove(permit(deed=Deed.DELETE), "d2")
    index.close()
    plain = decrypted(path)
    for gone in (MARKER, MARKER.lower(), "zeppe", "quixo"):
        assert gone.encode() not in plain
    assert b"Storgatan" in plain


def test_a_removed_document_leaves_no_byte_in_a_log_that_a_reader_keeps_open(path: Path) -> None:
    writer, reader = opened(path), opened(path)
    assert find(reader, MARKER)[0].document == "d2"
    writer.remove(permit(deed=Deed.DELETE), "d2")
    assert Path(f"{path}-wal").stat().st_size == 0
    assert {one.document for one in find(reader, MARKER)} == {"d1"}


def test_a_removal_that_leaves_a_row_is_refused_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = opened(path)
    before = find(index, MARKER, k=50)
    assert isinstance(index, EncryptedIndex)
    index._store.connection.execute(
        "create temp trigger kept before delete on posting when old.term = 'zeppe' begin select raise(ignore); end"
    )
    with pytest.raises(NotRemoved):
        index.remove(permit(deed=Deed.DELETE), "d2")
    assert find(index, MARKER, k=50) == before


def test_another_embedder_is_refused_with_the_command_that_helps(path: Path) -> None:
    with pytest.raises(OtherEmbedder) as refused:
        opened(path, embedder=HashedEmbedder("hashed/2"))
    assert "hashed/1" in refused.value.message
    assert refused.value.help.endswith("hemvist project reindex p1")
    assert find(opened(path), "rent")


def test_another_key_does_not_open_it_and_harms_nothing(path: Path) -> None:
    with pytest.raises(IndexUnreadable) as refused:
        opened(path, key=bytes(32))
    assert "hemvist project reindex p1" in refused.value.help
    with pytest.raises(IndexUnreadable):
        opened(path, key=b"short")
    assert find(opened(path), "rent")


def test_the_index_of_another_project_does_not_open(path: Path) -> None:
    with pytest.raises(IndexUnreadable):
        opened(path, project="p2")


def test_an_index_that_somebody_closed_says_so(path: Path) -> None:
    index = opened(path)
    index.close()
    with pytest.raises(IndexClosed):
        find(index, "rent")


def test_an_index_of_another_layout_says_so(path: Path) -> None:
    index = opened(path)
    assert isinstance(index, EncryptedIndex)
    index._store.connection.execute("update fact set value = 0 where name = 'format'")
    index.close()
    with pytest.raises(IndexOutdated) as refused:
        opened(path)
    assert "hemvist project reindex p1" in refused.value.help


@pytest.mark.parametrize("content", [b"not a database at all" * 200, b"SQLite format 3\x00" + bytes(5000), b"x"])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexUnreadable):
        opened(path)
    assert path.read_bytes() == content


def test_an_unencrypted_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    connection.execute("create table fact(name, value)")
    connection.commit()
    connection.close()
    with pytest.raises(IndexUnreadable):
        opened(tmp_path / "index.sqlite")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_flipped_bit_is_noticed_and_never_an_answer(path: Path, share: float) -> None:
    before = find(opened(path), MARKER, k=50)
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)
    try:
        found = find(opened(path), MARKER, k=50)
    except IndexUnreadable:
        return
    assert found == before, "the bit stood in a page that was not needed"


def test_a_torn_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(IndexUnreadable):
        find(opened(path), MARKER, k=50)


def test_without_encryption_nothing_starts() -> None:
    code = "import apsw; del apsw.mc_version; import hemvist.index.sqlite"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=PATHS)
    assert ended.returncode != 0
    assert "EncryptionMissing" in ended.stderr


def test_an_addition_that_is_stopped_half_way_adds_nothing(path: Path) -> None:
    index = opened(path)
    before = [find(index, "rent", k=50), find(index, "liability", k=50)]
    pieces = cut(SUPPLY)

    class Stops(list):  # type: ignore[type-arg]
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield pieces[0]
            raise KeyboardInterrupt

    vectors = EMBEDDER.passages(permit(deed=Deed.INGEST), [one.text for one in pieces])
    with pytest.raises(KeyboardInterrupt):
        index.add(permit(deed=Deed.INGEST), Entry("d9", "v9", Card("", (), ""), ALL, START), Stops(pieces), vectors)
    assert [find(index, "rent", k=50), find(index, "liability", k=50)] == before


def test_two_processes_may_make_the_same_index_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.index.test_sqlite import opened, put, LEASE\n"
        "index = opened(Path(sys.argv[1])); put(index, sys.argv[2], LEASE); index.close()"
    )
    path = tmp_path / "index.sqlite"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), name],
            env=PATHS,
            stderr=subprocess.PIPE,
        )
        for name in ("a", "b", "c")
    ]
    assert [(one.communicate()[1], one.returncode) for one in started] == [(b"", 0)] * 3
    assert {one.document for one in find(opened(path), "rent", k=50)} == {"a", "b", "c"}
