"""``hemvist agreement``: a stranger answers questions and has an agreement; all but signing needs no server."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hemvist.cli import agreement as commands
from hemvist.cli.main import main
from hemvist.domain.agreement import Side, toml
from hemvist.domain.levels import LEVELS
from hemvist.projects import agreeing, inviting
from tests.cli.inside import Line
from tests.documents import test_classes
from tests.domain.agreements import HERON
from tests.house import House, visit
from tests.projects.passkey import Passkey, enrol, signed

TODAY = datetime.now(UTC).date()
SOUND = replace(HERON, starts_on=TODAY, ends_on=TODAY + timedelta(days=90))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "dpa.pdf"
    file.write_bytes(b"signed on paper")
    return file


def told(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_ten_answers_make_a_level_2_agreement_and_it_says_why_and_all_it_filled_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, paper: Path
) -> None:
    told(
        monkeypatch, "3", "leases", "", "Lindhagen Ltd", "Lindhagen Ltd; ada@lindhagen.example", "Bolaget AB; cleo@bolaget.example",
        "tenants", "", f"DPA; 2026-03-01; {paper}", "SE; Värden AB", "",
    )  # fmt: skip
    file = tmp_path / "new.toml"
    assert main(["agreement", "new", str(file)]) == 0
    said = capsys.readouterr()
    assert said.err.count("> ") == 11, "ten questions, one of them asked again"
    assert "That does not serve. The mail address is missing. Expected: name; postal address; mail address." in said.err
    assert "Level 2 (inside the EU), because you said" in said.err
    assert "Keys: Held by the client" in said.err
    agreement, problems = toml.checked(file.read_bytes(), TODAY)
    assert problems == []
    assert agreement is not None
    assert agreement.level == 2
    assert agreement.processing_agreement is not None
    assert agreement.processing_agreement.sha256 == hashlib.sha256(paper.read_bytes()).hexdigest()
    assert main(["agreement", "new", str(file)]) == 5, "what is there is left as it is"


def test_without_an_end_of_answers_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told(monkeypatch, "3", "leases")
    assert main(["agreement", "new", str(tmp_path / "x.toml")]) == 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_every_level_has_an_example_that_is_sound_and_a_template_of_it(
    level: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = commands.example(f"level-{level}")
    assert main(["agreement", "check", str(source)]) == 0
    answers = ["Nya AB; ny@ny.example", "Drift AB; drift@drift.example"]
    host = ["FI; Moln Oy"] if level == 2 else []  # the only example with a host that is neither side
    told(monkeypatch, *answers, *host, *([f"DPA; 2026-03-01; {paper}"] if level >= 2 else []))
    file = tmp_path / "fifth.toml"
    assert main(["agreement", "new", str(file), "--template", f"level-{level}"]) == 0
    agreement, problems = toml.checked(file.read_bytes(), TODAY)
    assert problems == []
    assert agreement is not None
    assert (agreement.level, agreement.starts_on, agreement.controller.name) == (level, TODAY, "Nya AB")
    made_up = [line for line in file.read_text("utf-8").splitlines() if "lindhagen" in line or "bolaget" in line]
    assert made_up == []
    assert "Värden AB" not in file.read_text("utf-8")
    if level == 2:
        stands = {(one.country, one.who) for one in agreement.locations.all[:3]}
        assert stands == {("FI", "Moln Oy")}
        assert (agreement.locations.support.country, agreement.locations.support.who) == ("SE", "Drift AB")
    assert file.read_text("utf-8").splitlines()[0] == source.read_text("utf-8").splitlines()[0]
    capsys.readouterr()


def test_one_of_the_examples_is_the_assistant_for_contracts_in_the_eu_never_used_to_train() -> None:
    text = commands.example("level-2").read_text("utf-8")
    assert "an internal assistant that answers questions from your contracts and documents" in text
    assert "stored in the EU; never used to train models" in text


def test_ones_own_agreement_is_a_template_whose_comments_and_operator_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paper: Path
) -> None:
    old = tmp_path / "old.toml"
    passkeys = Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR)
    old.write_text("# our usual terms\n" + toml.write(signed(SOUND, *passkeys)), "utf-8")
    told(monkeypatch, "Nya AB; ny@ny.example", f"DPA; 2026-03-01; {paper}")
    assert main(["agreement", "new", str(tmp_path / "new.toml"), "--template", str(old)]) == 0
    text = (tmp_path / "new.toml").read_text("utf-8")
    agreement, problems = toml.checked(text.encode(), TODAY)
    assert problems == []
    assert agreement is not None
    assert text.startswith("# our usual terms\n")
    assert (agreement.signers, agreement.signatures, agreement.processor) == ((), (), SOUND.processor)
    assert agreement.providers == SOUND.providers


def test_check_names_line_expectation_and_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(toml.write(SOUND).replace('region = "eu"', 'region = "us"'), "utf-8")
    assert main(["agreement", "check", str(file)]) == 5
    said = capsys.readouterr().out
    assert "1 problem" in said
    assert "providers[0].region: Level 2 does not allow us." in said
    assert main(["agreement", "check", str(file), "--json"]) == 5
    row = json.loads(capsys.readouterr().out)["problems"][0]
    assert file.read_text("utf-8").splitlines()[row["line"] - 1].startswith('region = "us"')
    assert (row["path"], row["example"]) == ("providers[0].region", 'region = "eu"')


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"level = ", b"x" * 10_000_000, b"[[[", b"\x00"], ids=range(6))
def test_whatever_is_checked_it_is_told_and_never_fails(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(data)
    for words in ("check", "show", "verify"):
        assert main(["agreement", words, str(file)]) == 5
    assert main(["agreement", "check", str(tmp_path)]) == 5
    capsys.readouterr()


def test_check_names_signatures_that_are_of_another_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR)
    file = tmp_path / "a.toml"
    agreement = signed(SOUND, one, other)
    file.write_text(toml.write(replace(agreement, signatures=agreement.signatures[:1])), "utf-8")
    assert main(["agreement", "check", str(file)]) == 0, "that one is still missing is no problem"
    capsys.readouterr()
    file.write_text(toml.write(replace(agreement, purposes=("another purpose",))), "utf-8")
    assert main(["agreement", "check", str(file)]) == 5
    lines = [row.strip() for row in capsys.readouterr().out.splitlines() if "made over another version" in row]
    assert len(lines) == 2
    line = int(lines[0].split(",")[0].removeprefix("line "))
    assert file.read_text("utf-8").splitlines()[line - 1] == "[[signatures]]"


def test_at_each_level_the_example_of_an_error_is_one_that_the_level_allows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.toml"
    file.write_text(toml.write(replace(SOUND, level=3)), "utf-8")
    assert main(["agreement", "check", str(file)]) == 5
    said = capsys.readouterr().out
    assert 'Example: seat = "here"' in said
    assert '= "eu"' not in said


def test_verify_says_who_signed_and_refuses_what_was_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreement = signed(SOUND, Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR))
    file = tmp_path / "a.toml"
    file.write_text(toml.write(agreement), "utf-8")
    assert main(["agreement", "verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"client: Ada, passkey {agreement.signers[0].key}" in said
    assert agreement.signers[1].key in said
    assert "noted by the server as 2026-11-23 09:00 UTC, which nobody has signed" in said
    file.write_text(toml.write(agreement).replace("idle_minutes = 30", "idle_minutes = 31"), "utf-8")
    assert main(["agreement", "verify", str(file)]) == 20
    assert "another version of the agreement" in capsys.readouterr().err


def test_show_and_diff_are_read_by_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(toml.write(SOUND), "utf-8")
    new.write_text(
        toml.write(replace(SOUND, providers=(*SOUND.providers, replace(SOUND.providers[0], name="Ny AB")))), "utf-8"
    )
    assert main(["agreement", "show", str(old)]) == 0
    assert "Level 2, inside the EU." in capsys.readouterr().out
    assert main(["agreement", "diff", str(old), str(new)]) == 0
    said = capsys.readouterr().out
    assert "+ providers[Ny AB].region: eu" in said
    assert "in force only 30 days after both have signed: Ny AB" in said
    assert main(["agreement", "diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "Nothing is changed.\n"


def test_sign_says_what_waits_for_whom_and_leads_to_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, cleo = Passkey("Ada", Side.CLIENT), Passkey("Cleo", Side.OPERATOR)
    enrol(house.ada, ada)
    enrol(house.cleo, cleo)
    project = agreeing.draw_up(visit(house.cleo), "Leases", toml.write(SOUND), Side.OPERATOR)
    inviting.accept(inviting.waiting(inviting.invite(visit(house.cleo), project, "Ada", house.ada.email)), house.ada)
    monkeypatch.setattr(commands, "Client", lambda: Line(house.cleo))
    assert main(["agreement", "sign", "Leases"]) == 0
    assert "waits for signatures" in capsys.readouterr().out
    agreeing.choose_passkey(visit(house.ada), project, ada.signer.key)
    agreeing.choose_passkey(visit(house.cleo), project, cleo.signer.key)
    agreeing.propose(visit(house.cleo), project, "localhost")
    assert main(["agreement", "sign", "Leases"]) == 0
    said: Any = capsys.readouterr().out
    assert "waits for: Ada (client), Cleo (operator)." in said
    assert f"/p/{project.pk}/agreement/1/" in said


def test_versions_of_a_project_are_compared_with_each_other_and_with_a_file(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(commands, "Client", lambda: Line(house.ada))
    first = house.heron.agreement
    second = test_classes.agreed(house, test_classes.OPEN).agreement
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(toml.write(first), "utf-8")
    new.write_text(toml.write(replace(second, notice_days=45)), "utf-8")

    def said(*told: str) -> str:
        assert main(["agreement", "diff", *told, "--project", "Heron"]) == 0
        return capsys.readouterr().out

    assert "contracts" in said("1", "2")
    assert said("2", "2") == said("2") == "Nothing is changed.\n"
    assert "notice_days" in said(str(new))
    assert "contracts" in said(str(old), "2")
    assert "contracts" in said("1", str(new))
    for told in (["3"], ["0"], ["9" * 30], [str(tmp_path / "none.toml")]):
        assert main(["agreement", "diff", *told, "--project", "Heron"]) != 0
    assert main(["agreement", "diff", str(old)]) == 2


def test_a_stranger_compares_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "Client", lambda: Line(house.cleo))
    assert main(["agreement", "diff", "1", "--project", house.heron.pk]) == 4
