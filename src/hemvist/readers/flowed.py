"""Mail text whose lines are only broken to fit a width (format=flowed, RFC 3676), put together as mail programs show it."""

from __future__ import annotations

from typing import Final

_SIGNATURE: Final = "-- "


def unflowed(text: str, drops_space: bool) -> str:
    """``text`` with the lines of a paragraph on one; ``drops_space`` is whether the space at their ends is no part of it."""
    found: list[list[str]] = []
    depths: list[int] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        if not (goes_on and depth == depths[-1] and rest != _SIGNATURE):
            found.append([])
            depths.append(depth)
        goes_on = rest.endswith(" ") and rest != _SIGNATURE
        found[-1].append(rest[:-1] if goes_on and drops_space else rest)
    return "\n".join(_quoted("".join(parts), depth) for parts, depth in zip(found, depths, strict=True))


def _quoted(line: str, depth: int) -> str:
    return f"{'>' * depth} {line}" if depth else line
