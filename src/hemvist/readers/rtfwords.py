"""What the control words of RTF do to the story that is being read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from hemvist.readers.rtflists import LIST_WORDS

if TYPE_CHECKING:
    from hemvist.readers.rtf import Story

_PLAIN: Final = {"vanished": False, "deleted": False, "struck": False, "raised": False, "size": 24, "ink": 0, "paper": 0,
                 "font": -1}  # fmt: skip


def _of_lists(word: str) -> Callable[[Story, int, bool], object]:
    return lambda story, value, told: story.list_word(value, word)


# What control words do. ``value`` is 1 where none is given, and ``told`` says whether one was.
OBEYED: Final[dict[str, Callable[[Story, int, bool], object]]] = {
    **dict.fromkeys(("par", "sect", "page"), lambda story, value, told: story.paragraph()),
    "cell": lambda story, value, told: story.cell(),
    "row": lambda story, value, told: story.row(),
    "nestcell": lambda story, value, told: story.inner_cell(),
    "nestrow": lambda story, value, told: story.inner_row(),
    "itap": lambda story, value, told: story.look(depth=max(0, value)),
    "pard": lambda story, value, told: story.begin(),
    "plain": lambda story, value, told: story.look(**_PLAIN),
    "trowd": lambda story, value, told: story.begin_row(),
    "trhdr": lambda story, value, told: story.heads(bool(value)),
    "cellx": lambda story, value, told: story.shade(None),
    "clcbpat": lambda story, value, told: story.shade(value),
    "cbpat": lambda story, value, told: story.look(shade=value),
    "shading": lambda story, value, told: story.look(patterned=bool(value)),
    "intbl": lambda story, value, told: story.look(inside=bool(value)),
    "v": lambda story, value, told: story.look(vanished=bool(value)),
    "deleted": lambda story, value, told: story.look(deleted=bool(value)),
    **dict.fromkeys(("strike", "striked"), lambda story, value, told: story.look(struck=bool(value))),
    "super": lambda story, value, told: story.look(raised=bool(value)),
    **dict.fromkeys(("sub", "nosupersub"), lambda story, value, told: story.look(raised=False)),
    "chftn": lambda story, value, told: story.marks.count(),
    "ftnalt": lambda story, value, told: story.marks.at_end(),
    "revised": lambda story, value, told: story.lines.note("changes"),
    "fs": lambda story, value, told: story.look(size=value if told else 24),
    "cf": lambda story, value, told: story.look(ink=value if told else 0),
    **dict.fromkeys(("cb", "chcbpat", "highlight"), lambda story, value, told: story.look(paper=value if told else 0)),
    "uc": lambda story, value, told: story.look(skip=max(0, min(value, 100))),
    "f": lambda story, value, told: story.font(value),
    "fcharset": lambda story, value, told: story.told_font(story.fonts.charset, value),
    "cpg": lambda story, value, told: story.told_font(story.fonts.page, value),
    "ansicpg": lambda story, value, told: setattr(story.fonts, "code", value),
    "mac": lambda story, value, told: setattr(story.fonts, "code", 10000),
    "pc": lambda story, value, told: setattr(story.fonts, "code", 437),
    "pca": lambda story, value, told: setattr(story.fonts, "code", 850),
    "outlinelevel": lambda story, value, told: story.outline(value),
    "s": lambda story, value, told: story.style(value),
    "fftype": lambda story, value, told: story.blank.tell("fftype", value),
    "ffres": lambda story, value, told: story.blank.tell("ffres", value),
    "ffdefres": lambda story, value, told: story.blank.tell("ffdefres", value),
    "ilvl": lambda story, value, told: story.look(list_depth=max(0, value)),
    **{word: _of_lists(word) for word in ("ls", "listtext", *LIST_WORDS)},
    "red": lambda story, value, told: story.inks.part(0, value),
    "green": lambda story, value, told: story.inks.part(1, value),
    "blue": lambda story, value, told: story.inks.part(2, value),
    "fromhtml": lambda story, value, told: setattr(story, "_packed", True),
    "htmlrtf": lambda story, value, told: setattr(story, "_quiet", bool(value)),
}

TOLD: Final[dict[str, Callable[[Story, str], object]]] = {
    "styles": lambda story, text: story.sheet.name(text),
    "colours": lambda story, text: story.inks.add(text),
    "entry": lambda story, text: story.blank.entry(text),
    "fonts": lambda story, text: story.fonts.name(text),
    "level": lambda story, text: story.lists.text(text),
}
"""What text means where it tells of something that other text refers to."""
