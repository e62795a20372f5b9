"""Scans made up for tests: pages of print in four languages, made worse on purpose; the same seed, the same page."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import PIL
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

TEXTS = {
    "eng": "The tenant shall keep the premises in good repair during the whole term of the lease. Rent is payable quarterly in advance, on the first working day of January, April, July and October. If payment is more than thirty days late, interest accrues at eight per cent above the reference rate of the central bank. Neither party may assign its rights without the prior written consent of the other. Notice of termination must be given in writing at least nine months before the end of the term.",
    "swe": "Hyresgästen ska under hela hyrestiden hålla lokalen i gott skick. Hyran betalas kvartalsvis i förskott, senast den första vardagen i januari, april, juli och oktober. Är betalningen mer än trettio dagar försenad utgår dröjsmålsränta med åtta procentenheter över gällande referensränta. Ingen av parterna får överlåta sina rättigheter enligt detta avtal utan den andra partens skriftliga samtycke. Uppsägning ska ske skriftligen minst nio månader före hyrestidens utgång.",
    "deu": "Der Mieter hat die Räume während der gesamten Mietzeit in gutem Zustand zu erhalten. Die Miete ist vierteljährlich im Voraus zu zahlen, jeweils am ersten Werktag der Monate Januar, April, Juli und Oktober. Ist die Zahlung mehr als dreißig Tage überfällig, so werden Verzugszinsen in Höhe von acht Prozentpunkten über dem Basiszinssatz geschuldet. Keine Partei darf ihre Rechte aus diesem Vertrag ohne vorherige schriftliche Zustimmung der anderen abtreten. Die Kündigung muss schriftlich mindestens neun Monate vor Ablauf der Mietzeit erfolgen.",
    "fra": "Le preneur est tenu de maintenir les locaux en bon état pendant toute la durée du bail. Le loyer est payable d'avance par trimestre, le premier jour ouvrable des mois de janvier, avril, juillet et octobre. Si le paiement a plus de trente jours de retard, des intérêts sont dus au taux de référence de la banque centrale majoré de huit points. Aucune des parties ne peut céder ses droits sans l'accord écrit préalable de l'autre. La résiliation doit être notifiée par écrit au moins neuf mois avant l'échéance.",
}
_FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


def face(size: int) -> ImageFont.FreeTypeFont:
    """A face of print: one of the system's, or the one that Pillow carries."""
    known = next((path for path in _FONTS if Path(path).exists()), None)
    if known:
        return ImageFont.truetype(known, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), PIL.__version__
    return font


def sheet(
    lines: Sequence[str], dpi: int = 200, points: float = 11, size: tuple[float, float] = (8.27, 5.0)
) -> Image.Image:
    """Black on white, one line below the other; ``size`` in inches."""
    page = Image.new("L", (int(size[0] * dpi), int(size[1] * dpi)), 250)
    pen, font = ImageDraw.Draw(page), face(round(points * dpi / 72))
    for at, line in enumerate(lines):
        pen.text((0.7 * dpi, 0.5 * dpi + at * 1.4 * points * dpi / 72), line, font=font, fill=35)
    return page


def wrapped(text: str, letters: int) -> list[str]:
    """The text in lines of about so many letters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def columns(left: str, right: str, dpi: int = 200) -> Image.Image:
    """Two columns side by side."""
    page = sheet([], dpi)
    pen, font = ImageDraw.Draw(page), face(round(10 * dpi / 72))
    for text, inch in ((left, 0.6), (right, 4.4)):
        for at, line in enumerate(wrapped(text, 42)):
            pen.text((inch * dpi, (0.6 + at * 0.19) * dpi), line, font=font, fill=35)
    return page


def worse(page: Image.Image, seed: int = 1, angle: float = 0.7, blur: float = 0.6, noise: float = 25) -> Image.Image:
    """As a bad scanner would give it: leaning, soft and grainy."""
    leant = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(blur))
    return ImageChops.add(leant, grain(page.size, seed, noise), 1, -128)


def grain(size: tuple[int, int], seed: int, noise: float) -> Image.Image:
    """Shades around 128, the same for the same seed."""
    chance = random.Random(seed)
    tile = Image.frombytes(
        "L", (256, 256), bytes(max(0, min(255, round(chance.gauss(128, noise)))) for _ in range(65536))
    )
    whole = Image.new("L", size)
    for left in range(0, size[0], 256):
        for top in range(0, size[1], 256):
            whole.paste(tile, (left, top))
    return whole


def recall(truth: str, got: str) -> float:
    """The share of the words of ``truth`` that are in ``got``, as often."""
    wanted, found = Counter(re.findall(r"\w+", truth)), Counter(re.findall(r"\w+", got))
    return sum((wanted & found).values()) / max(1, wanted.total())


def packed(page: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()
