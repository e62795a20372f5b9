"""The child that sets one paper: JSON in at standard input, a PDF out; bounded in time and memory, with nothing else to do."""

from __future__ import annotations

import json
import re
import resource
import sys
from importlib.resources import files
from typing import Any

import font_source_sans_pro
import typst

_CPU_SECONDS = 25
_MEMORY = 2 << 30
_TRIES = 8
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.S)
_SURE = {
    chr(code)
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x45F))
    for code in range(first, last + 1)
} | set("‹›“”„‘’–—…→€")
"""What the first font has: the letters of the languages of the EU."""
_NUMBERED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def main() -> None:
    """Read, set, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.stdout.buffer.write(made(json.load(sys.stdin)))


def made(data: dict[str, Any]) -> bytes:
    """The PDF. Letters that no font here has are told by their numbers, as the standards want no blanks."""
    fonts = str(files(font_source_sans_pro)) + "/files"
    template = str(files(__package__).joinpath("paper.typ"))
    compiler = typst.Compiler(template, font_paths=[fonts], ignore_system_fonts=True)
    lacking: set[int] = set()
    for _ in range(_TRIES):
        try:
            return _compiled(compiler, _told(data, lacking))
        except typst.TypstError as error:
            found = _lacking(str(error))
            if not found:
                break
            lacking |= found
    return _compiled(compiler, _told(data, None))


def _compiled(compiler: typst.Compiler, data: dict[str, Any]) -> bytes:
    pdf = compiler.compile(sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1", "a-3b"])
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def _lacking(message: str) -> set[int]:
    """The blocks of the letters that typst says no font has: where one is lacking, its neighbours mostly are."""
    found = {_NUMBERED.sub(lambda one: chr(int(one[1], 16)), text) for text in _NO_GLYPH.findall(message)}
    return {_block(char) for text in found for char in text if char not in _SURE}


def _block(char: str) -> int:
    return ord(char) >> (8 if ord(char) < 0x2000 else 12)


def _told(value: Any, lacking: set[int] | None) -> Any:
    """The same with letters of these blocks by their numbers, or with all that are not sure; what is attached stays."""
    if isinstance(value, str):
        return "".join(char if _has(char, lacking) else f"‹U+{ord(char):04X}›" for char in value)
    if isinstance(value, dict):
        return {key: held if key == "object" else _told(held, lacking) for key, held in value.items()}
    return [_told(held, lacking) for held in value] if isinstance(value, list) else value


def _has(char: str, lacking: set[int] | None) -> bool:
    return char in _SURE or char == "\u200b" or (lacking is not None and _block(char) not in lacking)


if __name__ == "__main__":
    main()
