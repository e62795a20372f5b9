"""``hemvist ingest``: files into a project; one refused file never stops the rest."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hemvist.cli import say
from hemvist.cli.client import CHUNK, Client, path
from hemvist.cli.errors import FolderUnusable, ServerRefused, SomeRefused

WAITING = ("received", "reading")


def ingest(args: Namespace) -> int:
    """Send every file, wait until each is searchable or refused, and say which is which."""
    files = [file for name in args.paths for file in _files(Path(name))]
    client = Client()
    results = _sent(client, args.project, files)
    if not args.no_wait:
        _await(client, args.project, results)
    refused = [row for row in results if row["state"] == "refused"]
    words = "\n".join(say.plain(f"{row['state']:<10}  {row['name']}{_why(row)}") for row in results)
    say.result(results, as_json=args.json, words=words)
    if refused:
        raise SomeRefused(refused=len(refused), all=len(results))
    return 0


def _sent(client: Client, project: str, files: list[Path]) -> list[dict[str, Any]]:
    progress, results = say.Progress("Sent"), []
    for number, file in enumerate(files, 1):
        results.append(_send(client, project, file))
        progress.at(number, len(files))
    progress.end()
    return results


def _send(client: Client, project: str, file: Path) -> dict[str, Any]:
    where = path("projects", project, "documents") + "?" + urlencode({"name": file.name})
    try:
        told = client.call("PUT", where, content=_chunks(file))
    except ServerRefused as error:
        if error.code in ("NotFound", "Refused", "VaultLocked"):
            raise
        return {"name": file.name, "state": "refused", "refusal": error.message, "remedy": error.help}
    except OSError as error:
        return {
            "name": file.name,
            "state": "refused",
            "refusal": f"It cannot be opened: {error.strerror}.",
            "remedy": "Check its rights.",
        }
    return {"name": file.name, **told, "refusal": "", "remedy": ""}


def _await(client: Client, project: str, results: list[dict[str, Any]]) -> None:
    progress = say.Progress("Searchable or refused")
    while waiting := [row for row in results if row["state"] in WAITING]:
        known = {row["id"]: row for row in client.call("GET", path("projects", project, "documents"))}
        for row in waiting:
            now = known.get(row["document"], {"state": "refused", "refusal": "It was deleted meanwhile.", "remedy": ""})
            row.update({key: now[key] for key in ("state", "refusal", "remedy")})
            row["passages"] = now.get("passages", 0)
        done = sum(row["state"] not in WAITING for row in results)
        progress.at(done, len(results), _reading(known))
        if done < len(results):
            time.sleep(0.5)
    progress.end()


def _reading(known: dict[str, dict[str, Any]]) -> str:
    for row in known.values():
        if row["state"] == "reading" and row["passages"]:
            return f"(now passage {row['done']} of {row['passages']})"
    return ""


def _files(path: Path) -> list[Path]:
    """A file, or every file below a folder, in a fixed order; hidden ones are left out."""
    if path.is_file():
        return [path]
    found = sorted(
        one
        for one in path.rglob("*")
        if one.is_file() and not any(part.startswith(".") for part in one.relative_to(path).parts)
    )
    if not found:
        raise FolderUnusable(path=path)
    return found


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk


def _why(row: dict[str, Any]) -> str:
    return f": {row['refusal']} {row['remedy']}" if row["refusal"] else ""
