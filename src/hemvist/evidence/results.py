"""Results of measurements as files, each with its day, machine and commit, and the page that is written from them.

A file holds numbers only: no text, name or path of what was measured or of the machine.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from hemvist import __version__
from hemvist.domain.errors import HemvistError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_ROOT: Final = Path(__file__).resolve().parents[3]
_SHORT: Final = 12


class ResultUnusable(HemvistError):
    """{name} is no result of a measurement: {reason}"""

    exit_code = 5
    remedy = "Results are written by hemvist bench … --keep FOLDER; nothing was changed."


@dataclass(frozen=True)
class Measured:
    """One measurement: ``form`` is retrieval, answers, phrasing or speed; ``changed``: the code was not the commit's."""

    date: str
    form: str
    command: str
    commit: str
    changed: bool
    version: str
    machine: Mapping[str, Any]
    figures: Mapping[str, Any]


def machine() -> dict[str, Any]:
    """What a figure of time depends on: processors that this process may use, memory in GB, kind and system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": len(os.sched_getaffinity(0)), "memory_gb": round(memory / 1e9, 1),
        "kind": platform.machine(), "system": platform.system(), "python": platform.python_version(),
    }  # fmt: skip


def commit(root: Path = _ROOT) -> tuple[str, bool]:
    """The commit that the code is of and whether the code differs from it; empty where it lies in no repository."""
    head = _git(root, "rev-parse", f"--short={_SHORT}", "HEAD")
    return head, bool(head and _git(root, "status", "--porcelain", "--", "src"))


def _git(root: Path, *words: str) -> str:
    command = ["git", "-c", f"safe.directory={root}", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def keep(
    folder: Path, form: str, subject: str, words: Iterable[str], figures: Mapping[str, Any], day: date | None = None
) -> Path:
    """Write a result into ``folder``, beside those that are there; its path.

    ``subject`` is what the file is called by. ``words`` are the command's arguments: of a path, its last part is kept.
    """
    head, changed = commit()
    command = " ".join(["hemvist", "bench", form, *(_kept(word) for word in words)])
    when = (day or datetime.now(UTC).date()).isoformat()
    made = Measured(when, form, command, head, changed, __version__, machine(), numbers(figures))
    stem = f"{when}-{form}" + (f"-{subject}" if _NAME.fullmatch(subject) else "")
    folder.mkdir(parents=True, exist_ok=True)
    return _written(folder, stem, json.dumps(made.__dict__, indent=1, sort_keys=True) + "\n")


def _kept(word: str) -> str:
    return word if word.startswith("--") else Path(word).name


def _written(folder: Path, stem: str, text: str) -> Path:
    """Write a new file: what stands there is never overwritten."""
    for number in range(1, 1000):
        path = folder / (f"{stem}.json" if number == 1 else f"{stem}-{number}.json")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        return path
    raise ResultUnusable(name=stem, reason="there are a thousand of that day already")


def numbers(told: Any) -> Any:
    """Of figures what is a number, at any depth; words, which may be of what was measured, are left out."""
    if isinstance(told, Mapping):
        kept = {str(key): numbers(value) for key, value in told.items() if _NAME.fullmatch(str(key))}
        return {key: value for key, value in kept.items() if value is not None}
    if isinstance(told, list | tuple):
        return [value for one in told if (value := numbers(one)) is not None]
    return told if isinstance(told, bool | int | float) else None


def read(folder: Path) -> list[Measured]:
    """The results in a folder, newest first; :class:`ResultUnusable` for a file that is none."""
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda one: (one.date, one.command), reverse=True)


def _read(path: Path) -> Measured:
    try:
        told = json.loads(path.read_text("utf-8"))
        made = Measured(**told)
        date.fromisoformat(made.date)
    except (OSError, ValueError, TypeError) as error:
        raise ResultUnusable(name=path.name, reason=type(error).__name__) from error
    if not isinstance(made.figures, dict) or not isinstance(made.machine, dict):
        raise ResultUnusable(name=path.name, reason="figures and machine are no objects")
    return made


Cells = Callable[[Mapping[str, Any]], tuple[str, ...]]


def page(results: Iterable[Measured]) -> str:
    """The page: a table for each form, the newest first, then curves and languages where they were measured."""
    rows = list(results)
    blocks = [block for form in _FORMS for block in _form(form, [one for one in rows if one.form == form])]
    return "\n".join(
        [
            "# Results", "",
            "Written by `hemvist bench page` from the files in `results/`; a test sees to it that it says what they say.",
            "", "<!-- results -->", *blocks, "<!-- /results -->", "",
        ]
    )  # fmt: skip


def _form(form: str, rows: list[Measured]) -> list[str]:
    if not rows:
        return []
    head, cells = _FORMS[form]
    lines = [_line((one.date, f"`{one.command}`", *cells(one.figures), _where(one), _commit(one))) for one in rows]
    names = ("day", "command", *head, "machine", "commit")
    table = [_line(names), _line(("---",) * len(names)), *lines, ""]
    more = [line for one in rows if "curve" in one.figures for line in _curves(one)]
    return [f"## {form.capitalize()}", "", *table, *more]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _where(one: Measured) -> str:
    told = one.machine
    return f"{told['processors']} × {told['kind']}, {told['memory_gb']} GB"


def _commit(one: Measured) -> str:
    name = f"`{one.commit}`" if one.commit else one.version
    return f"{name}, changed since" if one.changed else name


def _curves(one: Measured) -> list[str]:
    """What each threshold shows, whole and by language: wrong of shown and right of answerable, per cent."""
    tongues = one.figures.get("languages", {})
    columns = {"all": one.figures} | (tongues if len(tongues) > 1 else {})
    head = ("confidence at least", *(f"{name}: wrong / right" for name in columns))
    points = [
        _line((f"{point['threshold']}", *(_point(columns[name]["curve"][at]) for name in columns)))
        for at, point in enumerate(one.figures["curve"])
    ]
    now = _line(("as set", *(f"{_share_wrong(told)} / {_share_right(told)}" for told in columns.values())))
    title = f"Abstaining, {one.date}, `{one.command}`: per cent wrong of shown / right of answerable"
    return [title, "", _line(head), _line(("---",) * len(head)), *points, now, ""]


def _point(point: Mapping[str, float]) -> str:
    return f"{point['wrong_of_shown']} / {point['right_of_answerable']}"


def _per_cent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f}" if whole else "–"


def _share_wrong(told: Mapping[str, Any]) -> str:
    return _per_cent(told["wrong"], told["wrong"] + told["right"])


def _share_right(told: Mapping[str, Any]) -> str:
    return _per_cent(told["right"], told["answerable"])


def _interval(told: Mapping[str, Any], name: str) -> str:
    low, high = told["intervals"][name]
    return f"{low} to {high}"


def _retrieval(told: Mapping[str, Any]) -> tuple[str, ...]:
    recall = told["recall"]
    return (
        str(told["queries"]), str(recall["1"]), str(recall["8"]), str(recall["64"]), str(told["precision"]["1"]),
        str(told["document_recall"]["1"]),
    )  # fmt: skip


def _answers(told: Mapping[str, Any]) -> tuple[str, ...]:
    right = f"{told['right']} of {told['answerable']}: {_share_right(told)} ({_interval(told, 'right_of_answerable')})"
    wrong = f"{told['wrong']} of {told['wrong'] + told['right']}: {_share_wrong(told)} ({_interval(told, 'wrong_of_shown')})"
    return str(told["asked"]), right, wrong, str(told["abstained_rightly"]), str(told["abstained_wrongly"])


def _phrasing(told: Mapping[str, Any]) -> tuple[str, ...]:
    one = told["comparison"]
    false = sum(one["false_releases"].values())
    said = told.get("model", {})
    model = f"{said['faithful']} / {said['judged']} / {said['released']}" if said else "–"
    return str(one["sentences"]), str(one["precision"]), str(one["recall"]), str(false), model


def _speed(told: Mapping[str, Any]) -> tuple[str, ...]:
    return ("; ".join(f"{name} {value}" for name, value in _flat(told)),)


def _flat(told: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


_FORMS: Final[dict[str, tuple[tuple[str, ...], Cells]]] = {
    "retrieval": (("asked", "R@1", "R@8", "R@64", "P@1", "document first"), _retrieval),
    "answers": (
        ("asked", "right of answerable, %", "wrong of shown, %", "rightly declined", "not answered"), _answers,
    ),
    "phrasing": (("sentences", "precision", "recall", "false releases", "a model: supported / judged / phrased"), _phrasing),
    "speed": (("figures",), _speed),
}  # fmt: skip
