"""Answering at a terminal: help, a way back, a look before anything is written; and nothing half is ever left."""

from __future__ import annotations

import io
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hemvist.cli import agreement as commands
from hemvist.cli.main import main
from hemvist.config.options import ROOT
from hemvist.domain.agreement import Agreement, toml
from hemvist.domain.intake import UNSIGNED, question
from tests.cli.test_agreement import TODAY, told

CLIENT, OPERATOR = "Lindhagen Ltd; ada@lindhagen.example", "Bolaget AB; cleo@bolaget.example"
ALONE = ("2", "", "", CLIENT, "", "", "", "SE; Värden AB", "")
"""Nine answers: nobody's personal data, so that no paper is asked for."""


class Terminal(io.StringIO):
    """Somebody's keyboard."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))


def made(file: Path) -> Agreement:
    agreement, problems = toml.checked(file.read_bytes(), TODAY)
    assert problems == []
    assert agreement is not None
    return agreement


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.toml"


def new(file: Path, *more: str) -> int:
    return main(["agreement", "new", str(file), *more])


def test_it_proposes_the_level_and_says_why_as_soon_as_it_can_be_told_and_again_when_it_changes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, "2", "", "", CLIENT, "", "tenants", "", "SE; Värden AB", "", "")
    assert new(file) == 0
    said = capsys.readouterr().err
    first, then = said.index("→ Level 1 (fast but orderly)"), said.index("→ Level 2, because the data is about people")
    assert said.index("Which documents are these?") > first
    assert then > said.index("Whose personal data stands in it?")
    assert made(file).level == 2


def test_nothing_is_written_before_the_last_enter_and_all_that_was_filled_in_is_shown_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, *ALONE)
    assert new(file) == 130
    said = capsys.readouterr().err
    assert said.index("How long it is kept: documents: 365 days") < said.index("Enter: write it.")
    assert said.rstrip().endswith("Stopped. Nothing was written.")
    assert list(file.parent.iterdir()) == []


def test_one_goes_back_keeps_what_one_said_and_answers_a_single_question_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, "2", "leases", "<", "<", "", "", "help", *ALONE[2:], "2", "deeds", "")
    assert new(file) == 0
    assert made(file).data[0].category == "deeds"
    said = capsys.readouterr().err
    assert "[internal] > " in said
    assert "[leases] > " in said
    assert said.count("goes back, ? tells this again") == 2


def test_what_was_answered_can_be_taken_back_to_none(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    typed(monkeypatch, "2", "", "", CLIENT, OPERATOR, "<", "-", *ALONE[5:], "")
    assert new(file) == 0
    assert made(file).one_party


def test_answers_that_do_not_go_together_are_asked_again_where_they_were_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    same = CLIENT.replace("ada", "eve")
    typed(monkeypatch, "2", "", "", CLIENT, same, *ALONE[5:7], "US; Hoster", "", OPERATOR, "1", "3", "DE; Hoster", "")
    assert new(file) == 0
    said = capsys.readouterr().err
    assert "This does not go together: The client would agree with itself." in said
    assert "The United States are outside the EU, and level 2 keeps it inside" in said
    assert (made(file).processor.name, made(file).locations.storage.country) == ("Bolaget AB", "DE")


@pytest.mark.parametrize("told", ["le\x1b[Dases", "le\u202eases", "leases\udce5", "x" * 301, "\x00"])
def test_what_nobody_can_read_is_no_answer(
    told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, "2", told, "ha\u030arda avtal", *ALONE[2:], "")
    assert new(file) == 0
    assert capsys.readouterr().err.count("That does not serve.") == 1
    assert made(file).data[0].category == "hårda avtal", "in the composed form"


@pytest.mark.parametrize("paper", ["DPA; 2026-03-01; " + "a" * 5000, "DPA; 2026-03-01; \t/", "DPA; 2026-03-01", ";;;;"])
def test_what_is_no_paper_is_asked_for_again(
    paper: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    real = file.with_name("dpa.pdf")
    real.write_bytes(b"signed")
    typed(monkeypatch, "3", "", "", CLIENT, OPERATOR, "tenants", "", paper, f"DPA; 2026-03-01; {real}", "SE; V", "", "")
    assert new(file) == 0
    assert capsys.readouterr().err.count("That does not serve.") == 1


def test_a_file_that_is_not_there_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(
        monkeypatch,
        "3",
        "",
        "",
        CLIENT,
        OPERATOR,
        "tenants",
        "nej",
        "DPA; 1 mars 2026; no such.pdf",
        "-",
        "SE; V",
        "",
        "",
    )
    assert new(file) == 0
    assert "There is no file “no such.pdf” that can be read here, and it is no SHA-256." in capsys.readouterr().err


@pytest.mark.parametrize("told", ["-", "nej", "", "not signed yet"])
def test_a_draft_is_written_before_the_paper_is_signed_and_says_that_nothing_goes_live_until_then(
    told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, "3", "", "", CLIENT, OPERATOR, "tenants", "nej", told, "sverige; V", "", "")
    assert new(file) == 0
    said = capsys.readouterr()
    assert said.err.index(UNSIGNED.split(":", 1)[0]) < said.err.index("Enter: write it.")
    assert "a draft, level 2" in said.out
    assert file.read_text("utf-8").startswith(f"# {UNSIGNED}\n")
    assert main(["agreement", "check", str(file)]) == 5
    assert "no data processing agreement is recorded" in capsys.readouterr().out
    assert main(["agreement", "papers", str(file), "--to", str(file.with_name("papers"))]) == 0


def test_a_template_may_be_drawn_up_before_its_paper_is_signed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, CLIENT, OPERATOR, "", "nein")
    assert new(file, "--template", "level-2") == 0
    assert file.read_text("utf-8").startswith(f"# {UNSIGNED}\n")
    assert UNSIGNED in capsys.readouterr().err


def test_a_question_mark_says_why_it_is_asked_and_gives_an_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, "2", "", "", "?", *ALONE[3:], "")
    assert new(file) == 0
    said = capsys.readouterr().err
    assert f"Why it is asked: {question('client').why}" in said
    assert f"An answer: {question('client').example}" in said


def test_a_paper_of_tomorrow_is_told_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    told(monkeypatch, "3", "", "", CLIENT, OPERATOR, "tenants", "", f"DPA; 2999-01-01; {'a' * 64}", "SE; V", "")
    assert new(file) == 5
    assert "processing_agreement.dated" in capsys.readouterr().err
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told_before_the_first_question(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typed(monkeypatch)
    for file in (tmp_path / "no" / "a.toml", tmp_path):
        assert new(file) == 5
    assert "What data is involved" not in capsys.readouterr().err


def test_what_came_there_meanwhile_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    typed(monkeypatch, *ALONE, "")
    monkeypatch.setattr(commands, "_may_stand", lambda _: file.write_text("mine"))
    assert new(file) == 5
    assert [(one.name, one.read_text()) for one in file.parent.iterdir()] == [("new.toml", "mine")]
    assert "is there already" in capsys.readouterr().err


def test_the_templates_questions_have_the_same_way_back(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    typed(monkeypatch, CLIENT, "<", "Wren Ltd; eve@wren.example", OPERATOR)
    assert new(file, "--template", "level-1") == 0
    assert made(file).controller.name == "Wren Ltd"


def at_a_terminal(file: Path, *keys: bytes) -> tuple[int, str]:
    """The command at a terminal of its own: each of the keys once it asks for something; its exit code and all it said."""
    ours, theirs = pty.openpty()
    line = [sys.executable, "-P", "-m", "hemvist.cli.main", "agreement", "new", str(file)]
    room = os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "40", "TERM": "xterm"}
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
    process = subprocess.Popen(line, stdin=theirs, stdout=theirs, stderr=theirs, env=room, start_new_session=True)
    signal.signal(signal.SIGINT, heeded)
    os.close(theirs)
    said, left = b"", list(keys)
    while select.select([ours], [], [], 60)[0]:
        try:
            said += os.read(ours, 65536)
        except OSError:  # it has ended
            break
        if said.endswith(b"> ") and left:
            said += b"\x00"
            key = left.pop(0)
            interrupt(process, ours) if key == b"\x03" else os.write(ours, key + b"\n")
    os.close(ours)
    return process.wait(60), said.decode()


def interrupt(process: subprocess.Popen[bytes], terminal: int) -> None:
    """As a person does, who presses again: a signal between the prompt and the wait for keys is noticed with the next one."""
    for _ in range(12):
        process.send_signal(signal.SIGINT)
        if select.select([terminal], [], [], 5)[0]:
            break


def test_at_a_real_terminal_lines_are_edited_and_lines_are_no_wider_than_it(file: Path) -> None:
    answers = [one.encode() for one in ALONE]
    code, said = at_a_terminal(file, answers[0], b"hyrsavtal\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[De", *answers[2:], b"")
    assert code == 0, said
    assert made(file).data[0].category == "hyresavtal"
    asked = said[: said.index("What is it for?")]
    assert max(len(line) for line in asked.splitlines() if "> " not in line) <= 40


def test_ctrl_c_at_a_real_terminal_leaves_nothing(file: Path) -> None:
    code, said = at_a_terminal(file, b"2", b"leases", b"\x03")
    assert (code, list(file.parent.iterdir())) == (130, []), said
    assert "Nothing was written." in said
    assert "Traceback" not in said
