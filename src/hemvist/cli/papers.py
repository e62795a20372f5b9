"""``hemvist agreement show`` and ``papers``: an agreement in plain language, and the papers it fills, set on this machine."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from hemvist.cli import say
from hemvist.cli.agreement import FileStands, agreement_in, agreement_of_call
from hemvist.cli.client import Client, path
from hemvist.domain.agreement import Agreement
from hemvist.domain.errors import HemvistError
from hemvist.papers.fill import fill
from hemvist.papers.page import html
from hemvist.papers.paper import Kind, Paper
from hemvist.papers.plain import sentences
from hemvist.papers.press import pdf
from hemvist.papers.wording import Language, digest, review


class NoVersionYet(HemvistError):
    """This project has no version of its agreement yet, only a draft."""

    exit_code = 5
    remedy = "Give the draft's file, or propose it first."


class FolderNotWritable(HemvistError):
    """{folder} cannot be written to."""

    exit_code = 5
    remedy = "Check its name, and whether you may write there. Nothing was lost."


class OneOfTwo(HemvistError):
    """It takes either a file, or --project."""

    exit_code = 2
    remedy = "See hemvist agreement show --help."


def show(args: Namespace) -> int:
    """``agreement show``"""
    agreement, language = _asked(args), Language(args.language)
    sheet = fill(agreement, Kind.PLAIN, language)
    written = [_kept(Path(name), make(sheet)) for name, make in ((args.pdf, pdf), (args.html, html)) if name]
    clauses = sentences(agreement, language)
    told = {"hash": agreement.hash, "language": language.value, "clauses": dict(clauses), "notes": sheet.notes}
    words = [sheet.notes[0], *(f"{heading}\n  {text}" for heading, text in clauses), f"SHA-256\n  {agreement.hash}"]
    shown = "\n".join(written) if written else say.plain("\n\n".join(words))
    say.result(told | {"files": written}, as_json=args.json, words=shown)
    return 0


def papers(args: Namespace) -> int:
    """``agreement papers``"""
    agreement, folder = _asked(args), Path(args.to)
    filled = [fill(agreement, kind, Language(args.language)) for kind in Kind]
    written = [name for paper in filled for name in _both(paper, folder)]
    gaps = [{"paper": one.kind.value, "says": says, "path": at} for one in filled for says, at in one.gaps]
    words = [*written, "", *(f"{row['says']} {row['path']}" for row in gaps)]
    say.result({"files": written, "missing": gaps}, as_json=args.json, words=say.plain("\n".join(words).rstrip()))
    return 0


def words(args: Namespace) -> int:
    """``agreement words``"""
    told = {}
    for language in Language:
        by = review(language)
        told[language.value] = {"sha256": digest(language), "reviewed_by": by.name if by else None}
    lines = [
        f"{name}  {row['sha256']}  {row['reviewed_by'] or 'not reviewed by a lawyer'}" for name, row in told.items()
    ]
    say.result(told, as_json=args.json, words="\n".join(lines))
    return 0


def _asked(args: Namespace) -> Agreement:
    if bool(args.file) == bool(args.project):
        raise OneOfTwo
    return agreement_in(args.file) if args.file else _of_project(args.project)


def _of_project(name: str) -> Agreement:
    """The version in force, else the one that waits for signatures."""
    told = Client().call("GET", path("projects", name, "agreement"))
    version = told["in_force"] or told["waiting"]
    if version is None:
        raise NoVersionYet
    return agreement_of_call(version["toml"])


def _both(paper: Paper, folder: Path) -> list[str]:
    """The paper's two files, made beside each other in the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderNotWritable(folder=str(folder)) from error
    name = f"{paper.kind.value}-{paper.language.value}"
    return [_kept(folder / f"{name}.html", html(paper)), _kept(folder / f"{name}.pdf", pdf(paper))]


def _kept(file: Path, data: bytes) -> str:
    """Written, unless something of that name is there already."""
    try:
        with file.open("xb") as out:
            out.write(data)
    except FileExistsError as error:
        raise FileStands(file=str(file)) from error
    except OSError as error:
        raise FolderNotWritable(folder=str(file.parent)) from error
    return str(file)
