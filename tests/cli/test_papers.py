"""``hemvist agreement show`` and ``papers``: an agreement in plain language and as papers, with no server."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from hemvist.cli import papers as commands
from hemvist.cli.main import main
from hemvist.domain.agreement import Side, toml
from hemvist.papers.paper import Kind
from hemvist.projects import agreeing
from tests.cli.inside import Line
from tests.domain.agreements import WHOLE
from tests.house import House, visit


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "heron.toml"
    path.write_text(toml.write(WHOLE), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Not reviewed by a lawyer."), ("sv", "Ändamål"), ("de", "Zweck")]
)
def test_it_is_shown_in_each_language(file: str, language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "show", file, "--language", language]) == 0
    told = capsys.readouterr().out
    assert said in told
    assert WHOLE.hash in told


def test_its_pdf_and_html_are_written_and_nothing_is_written_over(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, html = tmp_path / "a.pdf", tmp_path / "a.html"
    command = ["agreement", "show", file, "--language", "sv", "--pdf", str(pdf), "--html", str(html), "--json"]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(pdf), str(html)]
    with pypdfium2.PdfDocument(pdf) as document:
        assert toml.read(bytes(document.get_attachment(0).get_data()))[0] == WHOLE
    assert "Avtalet i klartext" in html.read_text("utf-8")
    before = pdf.read_bytes()
    assert main(command) == 5
    assert pdf.read_bytes() == before


def test_all_papers_are_written_and_what_is_missing_is_said(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    assert main(["agreement", "papers", file, "--to", str(folder), "--language", "de"]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{kind.value}-de.{form}" for kind in Kind for form in ("html", "pdf")
    )
    assert "Anhang IV: Värden AB, Anschrift fehlt." in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file")
    assert main(["agreement", "papers", file, "--to", str(tmp_path / "taken")]) == 5
    assert "cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--project", "Heron"]])
def test_either_a_file_or_a_project(more: list[str], file: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [file, *more] if more else []
    assert main(["agreement", "show", *given]) == 2
    assert "either a file, or --project" in capsys.readouterr().err


def test_of_a_project_the_version_in_force_is_shown_and_a_mere_draft_is_said_to_be_one(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "Client", lambda: Line(house.ada))
    assert main(["agreement", "show", "--project", "Heron", "--language", "sv"]) == 0
    assert house.heron.agreement.hash in capsys.readouterr().out
    agreeing.draw_up(visit(house.ada), "Leases", toml.write(WHOLE), Side.CLIENT)
    assert main(["agreement", "show", "--project", "Leases"]) == 5
    assert "only a draft" in capsys.readouterr().err


def test_the_sums_of_the_sentences_are_told_and_no_lawyer_stands_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", "words", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(told) == ["de", "en", "sv"]
    assert all(row["reviewed_by"] is None and len(row["sha256"]) == 64 for row in told.values())
