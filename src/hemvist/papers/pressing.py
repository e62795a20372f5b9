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

_STANDARDS = ["ua-1", "a-3b"]
_CPU_SECONDS = 25
_MEMORY = 2 << 30
_TRIES = 12
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.S)
_NUMBERED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def main() -> None:
    """Read, set, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.stdout.buffer.write(made(json.load(sys.stdin)))


def made(data: dict[str, Any]) -> bytes:
    """The PDF. A character that no font here has is told by its number, as the standards want no blanks."""
    fonts = str(files(font_source_sans_pro)) + "/files"
    template = str(files(__package__).joinpath("paper.typ"))
    compiler = typst.Compiler(template, font_paths=[fonts], ignore_system_fonts=True)
    for _ in range(_TRIES):
        try:
            return _compiled(compiler, data)
        except typst.TypstError as error:
            lacking = _lacking(str(error))
            if not lacking:
                raise
            data = _told(data, lambda char, lacking=lacking: char in lacking)
    return _compiled(compiler, _told(data, lambda char: ord(char) > 0x17F))


def _compiled(compiler: typst.Compiler, data: dict[str, Any]) -> bytes:
    pdf = compiler.compile(sys_inputs={"data": json.dumps(data)}, pdf_standards=_STANDARDS)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def _lacking(message: str) -> set[str]:
    """The characters that typst says no font has."""
    found = {_NUMBERED.sub(lambda one: chr(int(one[1], 16)), text) for text in _NO_GLYPH.findall(message)}
    return {char for text in found for char in text if ord(char) > 0x7E}


def _told(value: Any, lacks: Any) -> Any:
    """The same with such characters by their numbers; the attached object stays as it is."""
    if isinstance(value, str):
        return "".join(f"‹U+{ord(char):04X}›" if lacks(char) else char for char in value)
    if isinstance(value, dict):
        return {key: held if key == "object" else _told(held, lacks) for key, held in value.items()}
    return [_told(held, lacks) for held in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
