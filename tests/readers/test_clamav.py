"""The virus scanner: what it says is passed on, and what it cannot say is never taken for clean."""

from __future__ import annotations

import shutil
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemvist.readers.clamav import EICAR, ClamAV, Outcome, Why
from tests.readers import hostile

NOW = datetime.now(UTC).strftime("%a %b %e %H:%M:%S %Y")
FRESH = f"ClamAV 1.4.6/27800/{NOW}"


@pytest.fixture
def played():
    """A scanner that says what it is told to; it hands back the bytes it was shown."""
    with tempfile.TemporaryDirectory() as folder:
        place, shown, doors = Path(folder, "clamd"), [], []

        def play(
            version: str = FRESH, answer: Callable[[bytes], bytes] = lambda data: b"stream: OK\0", most: int = 1 << 30
        ):
            door = socket.socket(socket.AF_UNIX)
            doors.append(door)
            door.bind(str(place))
            door.listen()
            threading.Thread(target=serve, args=(door, version, answer, most), daemon=True).start()
            return ClamAV(place, 5)

        def serve(door: socket.socket, version: str, answer: Callable[[bytes], bytes], most: int) -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    command = line.recv(10, socket.MSG_PEEK)
                    if command.startswith(b"zVERSION\0"):
                        line.sendall(version.encode() + b"\0")
                        continue
                    exactly(line, 10)
                    data = taken(line, most)
                    if data is not None:
                        shown.append(data)
                        line.sendall(answer(data))

        play.shown = shown
        yield play
        for door in doors:
            door.shutdown(socket.SHUT_RDWR)
            door.close()


def exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = line.recv(size - len(data))
        if not more:
            return b""
        data += more
    return data


def taken(line: socket.socket, most: int) -> bytes | None:
    """What is shown, up to ``most`` bytes; None if the line ends before the file does."""
    data = b""
    while head := exactly(line, 4):
        size = struct.unpack(">I", head)[0]
        data += exactly(line, size)
        if not size or len(data) > most:
            return data
    return None


def test_where_no_scanner_is_set_nothing_is_looked_at_and_that_is_said():
    verdict = ClamAV(None).scan(iter([EICAR]))
    assert (verdict.outcome, verdict.why, verdict.readable) == (Outcome.NOT_SCANNED, Why.NONE_SET, True)


def test_a_clean_file_is_shown_whole(played):
    verdict = played().scan([b"The term", b"", b" is three years." * 100_000])
    assert (verdict.outcome, verdict.readable, verdict.old) == (Outcome.CLEAN, True, False)
    assert verdict.signatures is not None
    assert played.shown == [b"The term" + b" is three years." * 100_000]


def test_what_is_found_is_named_and_not_read(played):
    verdict = played(answer=lambda data: b"stream: Eicar-Signature FOUND\0").scan([b"x"])
    assert (verdict.outcome, verdict.what, verdict.readable, verdict.later) == (
        Outcome.FOUND, "Eicar-Signature", False, False,
    )  # fmt: skip


def test_the_name_of_what_is_found_cannot_steer_what_shows_it(played):
    verdict = played(answer=lambda data: b"stream: \x1b[31m<b>\xe2\x80\xae FOUND\0").scan([b"x"])
    assert verdict.outcome is Outcome.FOUND
    assert verdict.what.isascii()
    assert "<" not in verdict.what
    assert "\x1b" not in verdict.what


def test_old_signatures_are_said_to_be_old(played):
    verdict = played("ClamAV 1.4.6/26000/Mon Jan  6 09:00:00 2020").scan([b"x"])
    assert (verdict.outcome, verdict.old) == (Outcome.CLEAN, True)
    assert verdict.signatures == datetime(2020, 1, 6, 9, tzinfo=UTC)


def test_a_scanner_without_signatures_has_not_scanned(played):
    verdict = played("ClamAV 1.4.6").scan([b"x"])
    assert (verdict.outcome, verdict.why, verdict.readable, verdict.later) == (
        Outcome.NOT_SCANNED, Why.NO_SIGNATURES, False, True,
    )  # fmt: skip
    assert b"x" not in played.shown


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"OK\0", b"stream: x ERROR\0", b"\0", b"\xff" * 9000 + b"\0"])
def test_what_is_not_said_in_so_many_words_is_not_clean(answer: bytes, played):
    verdict = played(answer=lambda data: answer).scan([b"x"])
    assert (verdict.outcome, verdict.why, verdict.readable) == (Outcome.NOT_SCANNED, Why.ERROR, False)


@pytest.mark.parametrize("version", ["", "Nginx", "ClamAV", "ClamAV x/y/z", "UNKNOWN COMMAND"])
def test_something_else_behind_the_socket_is_no_scanner(version: str, played):
    assert played(version).scan([b"x"]).why is Why.UNREACHABLE


def test_a_file_larger_than_it_takes_is_not_scanned(played):
    scanner = played(answer=lambda data: b"INSTREAM size limit exceeded. ERROR\0", most=100_000)
    verdict = scanner.scan(b"x" * 50_000 for _ in range(1000))
    assert (verdict.outcome, verdict.readable) == (Outcome.NOT_SCANNED, False)


def test_an_unreachable_scanner_keeps_every_file_from_being_read(tmp_path: Path):
    verdict = ClamAV(tmp_path / "nobody").scan([b"x"])
    assert (verdict.why, verdict.readable, verdict.later) == (Why.UNREACHABLE, False, True)


def test_what_goes_wrong_with_the_file_itself_is_not_disguised(played):
    def source() -> Iterator[bytes]:
        yield b"x"
        raise ValueError("the seal is broken")

    with pytest.raises(ValueError, match="the seal is broken"):
        played().scan(source())


CLAMD = shutil.which("clamd")


@pytest.fixture(scope="module")
def real():
    """clamd from Debian (clamav-daemon), with two signatures of our own: the test file, and a word."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "database").mkdir()
        Path(folder, "database", "ours.ndb").write_text(
            f"Ours.Eicar:0:0:{EICAR.hex()}\nOurs.Word:0:*:{b'Quittengelee'.hex()}\n"
        )
        Path(folder, "conf").write_text(
            f"LocalSocket {folder}/clamd\nDatabaseDirectory {folder}/database\nForeground yes\nStreamMaxLength 5M\n"
            f"MaxThreads 2\nTemporaryDirectory {folder}\n"
        )
        with subprocess.Popen(
            [CLAMD, "-c", f"{folder}/conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            hostile.wait(Path(folder, "clamd").exists, 60)
            yield ClamAV(Path(folder, "clamd"))
            running.terminate()
        assert ClamAV(Path(folder, "clamd")).scan([b"x"]).why is Why.UNREACHABLE


@pytest.mark.slow
@pytest.mark.skipif(CLAMD is None, reason="clamd is not here (Debian: clamav-daemon)")
class TestWithARealScanner:
    def test_it_finds_the_test_file_and_a_word_of_ours(self, real: ClamAV):
        assert real.scan([EICAR]).what.startswith("Ours.Eicar")
        verdict = real.scan([b"a" * 100_000, b"Quitten", b"gelee"])
        assert (verdict.outcome, verdict.what.split(".UNOFFICIAL")[0]) == (Outcome.FOUND, "Ours.Word")

    def test_it_lets_a_clean_file_pass(self, real: ClamAV):
        verdict = real.scan([b"The term is three years."])
        assert (verdict.outcome, verdict.readable, verdict.signatures) == (Outcome.CLEAN, True, None)

    def test_what_is_larger_than_it_takes_is_not_scanned(self, real: ClamAV):
        verdict = real.scan(b"a" * (1 << 20) for _ in range(20))
        assert (verdict.outcome, verdict.why) == (Outcome.NOT_SCANNED, Why.TOO_LARGE)
