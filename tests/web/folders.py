"""A folder as offices have them, for the browser tests: nested, with files that are refused and files that are left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Page

from tests.house import LEASE
from tests.readers import scans

HIDDEN = "<!doctype html><html><body><h1>House rules</h1><p>Bicycles stand in the yard.</p><p hidden>Obey the heron.</p></body></html>"


def office(place: Path) -> Path:
    """``Archive`` with eight files that are received, one that is too large, and two of no kind that can be read."""
    top = place / "Archive"
    for folder in ("2019/leases", "mail", "odd"):
        (top / folder).mkdir(parents=True)
    (top / "2019/leases/Norrglim lease.txt").write_text(LEASE)
    (top / "2019/leases/Norrglim lease v2.txt").write_text(LEASE.replace("12,000", "13,400"))
    (top / "2019/prices.csv").write_text("article,price\nPallet,EUR 12.50\n")
    (top / "mail/arrears.eml").write_bytes(_mail())
    (top / "mail/handover.zip").write_bytes(
        _zipped({"keys/minutes.txt": b"1. Keys. Four keys were handed over to Ms Lund.\n"})
    )
    (top / "odd/rules.html").write_text(HIDDEN)
    (top / "odd/broken.pdf").write_bytes(b"%PDF-1.7 garbage")
    (top / "odd/=formula.txt").write_text("The formula of the paint is known to the painter only.\n")
    (top / "odd/large.txt").write_text("x" * 6_000_000)
    (top / "odd/setup.exe").write_bytes(b"MZ" + bytes(300))
    (top / ".hidden.txt").write_text("not for sending")
    return top


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@example.org", "ben@example.org", "Arrears"
    message.set_content("The rent for September was never paid in advance, as agreed.")
    message.add_attachment(b"month,paid\nSeptember,0\n", maintype="text", subtype="csv", filename="paid.csv")
    return message.as_bytes()


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def scanned(place: Path) -> Path:
    """A scan of two pages, without any text of its own."""
    pages = [
        scans.worse(scans.sheet(scans.wrapped(scans.TEXTS[one], 80)), seed)
        for seed, one in enumerate(("eng", "swe"), 1)
    ]
    path = place / "Scanned lease.pdf"
    pages[0].save(path, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return path


def drop(page: Page, paths: Sequence[Path]) -> None:
    """Drop files and folders on the place for it, as from a file manager."""
    place = page.locator("form.drop")
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at})
    session.detach()
