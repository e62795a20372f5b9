"""Citations drawn on their pages, to be looked at: from the CUAD PDFs, and from pages made turned, in columns, with hyphens.

Each is a sentence of a page's text. It is checked by itself too: the text that pdfium finds under the boxes must have
the sentence's letters. The pictures come as sheets of crops in the folder given.

    PYTHONPATH=src:. .venv/bin/python bench/boxes.py PDFS [FOLDER] [--count 50] [--seed 1]
"""

from __future__ import annotations

import argparse
import io
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw
from tests.readers import leaves, made
from tests.readers.test_pdf import LEFT, RIGHT

from hemvist.domain.sentence import sentences
from hemvist.readers import marks, pdf
from hemvist.readers.glyphs import Glyphs
from hemvist.readers.leaf import Leaf, draft, written

CUAD: Final = Path(__file__).parents[2] / "shared/data/cuad/pdf"
_WIDTH: Final = 900
_CROP: Final = (900, 300)


def pages(folder: Path) -> Iterator[tuple[str, bytes, int]]:
    """Name, file and page number from 1."""
    for file in sorted(folder.glob("*.pdf")):
        data = file.read_bytes()
        with pdf.opened(data) as opened:
            for at in range(len(opened)):
                yield f"{file.stem} p{at + 1}", data, at + 1


def made_up() -> Iterator[tuple[str, bytes, int]]:
    """Turned pages and turned text, a crop box, columns, hyphens, a filled-in field."""
    words = "The rent is due in advance.\nThe tenant keeps the premi-\nses in repair. Ende der Installationsan-\nleitung hier."
    for rotate in (0, 90, 180, 270):
        yield f"rotate {rotate}", made.pdf([made.page_of(words, rotate=rotate)]), 1
        lines = [(300.0 + 20 * at, 300.0 + 0 * at, line) for at, line in enumerate(words.split("\n"))]
        yield f"turned, rotate {rotate}", made.pdf([made.Sheet(lines, rotate=rotate, turned=90)]), 1
    yield "crop box", made.pdf([made.page_of(words, cropbox=(40, 500, 500, 800))]), 1
    yield "columns", leaves.drawn(leaves.side_by_side(LEFT, RIGHT)), 1
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ada Lovelace)/Rect[120 695 300 715]/F 4>>"
    form = leaves.drawn(leaves.text("Name:", y=700), notes="9 0 R", catalog="/AcroForm<</Fields[9 0 R]>>", more=[field])
    yield "form", form, 1


@contextmanager
def looked_at(data: bytes, number: int) -> Iterator[tuple[Glyphs, Leaf]]:
    """A page's characters, and its text as it is read and cited."""
    with pdf.opened(data) as opened:
        file = pdf.file_of(opened, data)
        with pdf.looked_at(opened, number - 1, file) as (page, glyphs, seen_on):
            own = draft(page, file, glyphs, seen_on)
            yield glyphs, written(own, pdf.apart(opened, number - 1, file, own), places=True)


def under(data: bytes, number: int, span: tuple[int, int]) -> tuple[str, str]:
    """The sentence, and what pdfium finds under its boxes."""
    with looked_at(data, number) as (glyphs, found):
        text = ""
        for first, last in marks.runs(found, *span):
            for box in glyphs.rects(first, last + 1) if first >= 0 else ():
                text += glyphs.characters.get_text_bounded(*box)
            text += "" if first >= 0 else found.text[span[0] : span[1]].partition(" ")[2]
        return found.text[span[0] : span[1]], text


def is_right(wanted: str, got: str) -> bool:
    """Whether the letters under the boxes are those of the sentence, but for a few at the edges."""
    one, other = (Counter(char for char in text if char.isalnum()) for text in (wanted, got))
    return ((one - other) + (other - one)).total() <= max(1, 0.03 * one.total())


def crop(data: bytes, number: int, span: tuple[int, int], label: str) -> Image.Image:
    """The part of the page around the boxes."""
    plain, shown = (
        Image.open(io.BytesIO(marks.picture(data, number, spans, _WIDTH))).convert("RGB") for spans in ([], [span])
    )
    from PIL import ImageChops

    box = ImageChops.difference(plain, shown).getbbox() or (0, 0, 10, 10)
    top = max(0, (box[1] + box[3]) // 2 - _CROP[1] // 2 + 10)
    part = shown.crop((0, top, _CROP[0], top + _CROP[1] - 20))
    sheet = Image.new("RGB", _CROP, "white")
    sheet.paste(part, (0, 20))
    ImageDraw.Draw(sheet).text((4, 4), label, fill="red")
    return sheet


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("pdfs", type=Path, help="a folder of real PDFs")
    asked.add_argument("folder", nargs="?", type=Path, default=Path("var/boxes"))
    asked.add_argument("--count", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    chance = random.Random(given.seed)
    real = list(pages(given.pdfs))
    chosen = [(one, 2) for one in made_up()] + [(one, 1) for one in chance.sample(real, min(len(real), given.count))]
    given.folder.mkdir(parents=True, exist_ok=True)
    right, crops = 0, []
    for (name, data, number), most in chosen:
        with looked_at(data, number) as (_, page):
            text = page.text
        found = [one for one in sentences(text) if one.end - one.start > 3]
        for one in chance.sample(found, min(most, len(found))):
            wanted, got = under(data, number, (one.start, one.end))
            good = is_right(wanted, got)
            right += good
            if not good:
                print(f"{name}: {wanted[:80]!r} but {got[:80]!r}")
            label = f"{len(crops) + 1}. {name}: {' '.join(wanted.split())[:110]}"
            crops.append(crop(data, number, (one.start, one.end), label.encode("ascii", "replace").decode()))
    for at in range(0, len(crops), 8):
        sheet = Image.new("RGB", (_CROP[0] * 2, _CROP[1] * 4), "white")
        for place, one_crop in enumerate(crops[at : at + 8]):
            sheet.paste(one_crop, (place % 2 * _CROP[0], place // 2 * _CROP[1]))
        sheet.save(given.folder / f"sheet-{at // 8 + 1}.png")
    print(f"{right} of {len(crops)} citations have the sentence's letters under their boxes; sheets in {given.folder}")


if __name__ == "__main__":
    main()
