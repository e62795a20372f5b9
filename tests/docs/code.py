"""What the code says of itself, as rows for the manual: options, commands, events, errors, addresses, rules."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from importlib.metadata import metadata
from typing import Any, Final

from hemvist.api import urls
from hemvist.assistant.prompts import FIXED
from hemvist.cli.main import COMMANDS, EXIT_CODES, Argument, Command
from hemvist.closing.holdings import Holding
from hemvist.config.options import OPTIONS, ROOT
from hemvist.domain import grant as granting
from hemvist.domain import keepable as keeping
from hemvist.domain import permit as deciding
from hemvist.domain.agreement import Agreement, parts
from hemvist.domain.agreement.schema import schema
from hemvist.domain.errors import HemvistError
from hemvist.domain.events import EventName
from hemvist.domain.levels import LEVELS, LevelRules, Role
from hemvist.domain.permit import ROLES, Deed, State

Row = tuple[str, ...]
SOURCE: Final = ROOT / "src" / "hemvist"
YES, NO = "yes", "–"


def code(words: object) -> str:
    """As code in Markdown."""
    return f"`{words}`"


def options() -> list[Row]:
    """Environment variable, default, what it does."""
    return [
        (
            code(one.variable),
            code(one.default.replace(f"{ROOT}/", "CLONE/") or '""'),
            f"{one.help} {one.like[:1].upper()}{one.like[1:]}{'.' * bool(one.like)}".strip(),
        )
        for one in OPTIONS
    ]


def commands() -> list[str]:
    """One paragraph for each command, with its example, and a list of its arguments; agreements stand in docs/agreeing.md."""
    return [line for command in COMMANDS if command.words[0] != "agreement" for line in _command(command)]


def agreement_commands() -> list[str]:
    """The same for ``hemvist agreement``."""
    return [line for command in COMMANDS if command.words[0] == "agreement" for line in _command(command)]


def _command(command: Command) -> list[str]:
    name = " ".join(("hemvist", *command.words))
    rows = [f"- {code(_called(one))}{_meaning(one)}" for one in command.arguments]
    return [f"**{code(name)}**: {command.help}. Example: {code(command.example)}", *rows, ""]


def _called(argument: Argument) -> str:
    name, shown = argument.names[-1], argument.settings.get("metavar")
    if not name.startswith("-"):
        return str(shown or "|".join(argument.settings.get("choices", ())) or name)  # type: ignore[arg-type]
    takes_nothing = argument.settings.get("action") in ("store_true", "store_false")
    return name if takes_nothing else f"{name} {shown or name.lstrip('-').upper()}"


def _meaning(argument: Argument) -> str:
    needed = "needed; " if argument.settings.get("required") else ""
    words = str(argument.settings.get("help", ""))
    return f": {needed}{words}" if needed or words else ""


def exit_codes() -> list[Row]:
    """Every exit code there is, and the errors that have it."""
    told = [int(one) for one in re.findall(r"\b(\d+) [a-z]", EXIT_CODES)]
    known: dict[int, list[str]] = {number: [] for number in (*told, 130, 141)}
    for error in errors_of_code():
        known.setdefault(error.exit_code, []).append(code(error.__name__))
    return [(str(number), ", ".join(dict.fromkeys(names)) or NO) for number, names in sorted(known.items())]


def errors_of_code() -> list[type[HemvistError]]:
    """Every subclass of HemvistError, by name. Only modules that define one are imported."""
    defined = _classes()
    ours = {"HemvistError"}
    while more := {name for name, _, bases in defined if ours & bases} - ours:
        ours |= more
    for module in sorted({module for name, module, bases in defined if ours & bases}):
        importlib.import_module(module)
    return sorted(_below(HemvistError), key=lambda error: (error.__name__, error.__module__))


def _classes() -> list[tuple[str, str, set[str]]]:
    """Name, module and bases of every class in the source."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(("hemvist", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.append((node.name, module, {ast.unparse(base) for base in node.bases}))
    return found


def _below(kind: type[HemvistError]) -> set[type[HemvistError]]:
    ours = {one for one in kind.__subclasses__() if one.__module__.startswith("hemvist.")}
    return ours.union(*(_below(one) for one in ours))


def errors() -> list[Row]:
    """Code, message, exit code, status, remedy."""
    return [
        (code(one.__name__), _message(one), str(one.exit_code), str(one.status), _remedy(one))
        for one in errors_of_code()
    ]


def _message(error: type[HemvistError]) -> str:
    return " ".join((error.__doc__ or "").split("\n\n")[0].split())


def _remedy(error: type[HemvistError]) -> str:
    return "given with it" if "help" in vars(error) else error.remedy


def events() -> list[Row]:
    """Event, whose log it stands in, and the things it carries, as the calls that write it say."""
    calls = list(_writes())
    return [
        _event(name, [call for call in calls if f"EventName.{name.name}" in map(ast.unparse, call.args)])
        for name in EventName
    ]


def _event(name: EventName, calls: list[ast.Call]) -> Row:
    logs = dict.fromkeys("installation" if ast.unparse(call.args[0]) == "INSTALLATION" else "project" for call in calls)
    things = dict.fromkeys(thing for call in calls for thing in _things(call))
    return code(name.value), ", ".join(logs) or "never written", ", ".join(map(code, things)) or NO


def _writes() -> Iterator[ast.Call]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("log.write", "log.write_alone"):
                yield node


def _things(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg
        elif isinstance(keyword.value, ast.DictComp):  # numbered things, such as version-1, version-2
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "N"
                for part in ast.walk(keyword.value.key)
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )


def addresses() -> list[Row]:
    """Method and address, and what the call does."""
    return [row for pattern in urls.urlpatterns for row in _address(pattern)]


def _address(pattern: Any) -> Iterator[Row]:
    address = "/api/" + re.sub(r"<str:(\w+)>", lambda name: name[1].upper(), str(pattern.pattern))
    called = inspect.unwrap(pattern.callback)
    views = inspect.getclosurevars(called).nonlocals.get("views", {"post": called})  # open to all: any method
    for method, view in views.items():
        yield code(f"{method.upper()} {address}"), (view.__doc__ or "").split("\n")[0]


def levels() -> list[Row]:
    """A row of the level table for each rule, a column for each level."""
    return [
        (code(one.name), *(_permitted(getattr(LEVELS[level], one.name)) for level in sorted(LEVELS)))
        for one in fields(LevelRules)
    ]


def _permitted(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(one.value for one in type(next(iter(value))) if one in value) if value else "nobody"
    return str(value)


def deeds() -> list[Row]:
    """Deed, who may, and in which states of the project."""
    states, workers = deciding.STATES, deciding.WORKERS
    return [
        (
            code(deed),
            *(YES if role in ROLES.get(deed, ()) else NO for role in Role),
            YES if deed in workers else NO,
            _states(states[deed]),
        )
        for deed in Deed
    ]


def _states(states: frozenset[State]) -> str:
    return "any" if states == frozenset(State) else ", ".join(one.value for one in State if one in states)


def rules() -> list[Row]:
    """The rules of decide(), in the order in which they are asked, with the clause each names."""
    return [
        (str(number), code(rule.__name__), ", ".join(map(code, dict.fromkeys(re.findall(r'Refusal\(\s*"([\w.]+)"', _asked_by(rule))))))
        for number, rule in enumerate(deciding._RULES, 1)
    ]  # fmt: skip


def _asked_by(rule: Any) -> str:
    """What a rule is made of: where it asks whether the installation can keep the agreement, that as well."""
    source = inspect.getsource(rule)
    return source + "".join(inspect.getsource(more) for call, more in _ASKS_ON.items() if call in source)


_ASKS_ON = {
    "keepable(": keeping,
    "full(": deciding.full,
    "ungranted(": granting,
    "unapproving(": granting,
    "unadmitting(": granting,
}


def agreement_fields() -> list[Row]:
    """Field, kind, default, and whether decide() looks at it."""
    read = _read_by_decide()
    return [
        (code(one.name), code(one.type), _default(one), YES if one.name in read else NO) for one in fields(Agreement)
    ]


def _default(one: Any) -> str:
    if one.default_factory is not MISSING:
        return f"an empty {code(one.type)}"
    if one.default is MISSING:
        return "must be given"
    return code(list(one.default)).replace("'", '"') if isinstance(one.default, tuple) else code(one.default or '""')


def _read_by_decide() -> set[str]:
    source = "".join(map(inspect.getsource, (deciding, keeping, granting)))
    read = set(re.findall(r"\bagreement\.(\w+)", source))
    behind = inspect.getsource(vars(Agreement)["personal_data"].fget) if "personal_data" in read else ""
    return read | set(re.findall(r"self\.(\w+)", behind))


def agreement_parts() -> list[Row]:
    """What the fields are made of."""
    found = [one for _, one in inspect.getmembers(parts, inspect.isclass) if one.__module__ == parts.__name__]
    return [(code(one.__name__), ", ".join(_inside(one))) for one in found]


def _inside(part: type) -> Iterator[str]:
    if is_dataclass(part):
        yield from (code(one.name) for one in fields(part))
    elif issubclass(part, Enum):
        yield from (code(f'"{one.value}"') for one in part)


def agreement_schema() -> list[str]:
    """The JSON Schema of an agreement, without its outermost braces."""
    return json.dumps(schema(), indent=2, ensure_ascii=False).split("\n")[1:-1]


def holdings(rows: tuple[Holding, ...]) -> list[Row]:
    """Where, what, until when."""
    return [(code(one.where), one.holds.value, one.ends) for one in rows]


def rooms() -> list[Row]:
    """Every room, whether it owns tables, and the sentence at its head."""
    found: list[Row] = []
    for place in sorted(SOURCE.glob("*/__init__.py")):
        head = ast.get_docstring(ast.parse(place.read_text("utf-8"))) or ""
        kind = "app" if (place.parent / "models.py").exists() else "package"
        found.append((code(f"src/hemvist/{place.parent.name}"), kind, head.split("\n\n")[0]))
    return found


def decisions() -> list[str]:
    """A line for each decision, with its heading."""
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    heads = [path.read_text("utf-8").split("\n")[0].lstrip("# ") for path in paths]
    return [f"- [{head}](decisions/{path.name})" for head, path in zip(heads, paths, strict=True)]


def prompt() -> list[str]:
    """The prompt's fixed part, as a model is given it."""
    return ["```", *FIXED.rstrip("\n").splitlines(), "```"]


def layers() -> list[str]:
    """The layers, uppermost first, as import-linter keeps them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = [one for one in contracts if one["type"] == "layers"]
    return ["```", *(re.sub(r"\bhemvist\.", "", layer) for layer in contract["layers"]), "```"]


def locked() -> dict[str, str]:
    """Name to version of everything that runs, as requirements.txt locks it."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))


def dependencies() -> list[Row]:
    """What pyproject.toml asks for: name, licence."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = [re.match(r"[\w-]+", one)[0] for one in wanted]  # type: ignore[index]
    return [(code(name), licence(name)) for name in names]


def libraries() -> list[str]:
    """Every locked package with its licence, as plain lines."""
    return [f"{name}: {licence(name)}" for name in locked()]


# Where a package's metadata names no licence, or the whole text of one: what its licence files say.
_BY_FILE: Final = {"apsw-sqlite3mc": "Zlib, or any OSI approved licence", "fido2": "BSD-2-Clause"}


def licence(name: str) -> str:
    """A package's licence, as its metadata names it."""
    told = metadata(name)
    given = [_BY_FILE.get(name), *(told.get_all("License-Expression") or ()), *(told.get_all("License") or ())]
    kinds = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License :: OSI")]
    return next(filter(None, given), ", ".join(kinds))
