"""Packed office files for the tests: parts put in by hand, and files that are well packed but shaken inside."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

VALUES = (
    "",
    "0",
    "-1",
    "1",
    "99999999999",
    "1e999",
    "nan",
    "A1",
    "XFD1048576",
    "ÄÖ",
    "true",
    "none",
    "#REF!",
    "x" * 3000,
    "FFFFFF",
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def workbook(sheet: str, more: Mapping[str, str] | None = None, state: str = "visible", date: str = "") -> bytes:
    """An XLSX of one sheet called S, whose part is ``sheet`` (what stands inside ``worksheet``)."""
    main = f'<workbook><workbookPr {date}/><sheets><sheet name="S" state="{state}" xmlns:r="r" r:id="a"/></sheets></workbook>'
    related = {"a": ("worksheet", "sheet.xml"), "s": ("styles", "styles.xml"), "t": ("sharedStrings", "shared.xml")}
    links = "".join(f'<Relationship Id="{key}" Type="/{kind}" Target="{to}"/>' for key, (kind, to) in related.items())
    parts = {"xl/workbook.xml": main, "xl/sheet.xml": f"<worksheet>{sheet}</worksheet>"}
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{links}</Relationships>"
    return packed({"[Content_Types].xml": "<Types/>", **parts, **(more or {})})


def open_document(kind: str, body: str, automatic: str = "", **parts: str) -> bytes:
    """An OpenDocument file of a kind ("text") with what stands inside its body; ``parts`` such as ``styles``."""
    content = f"<document-content><automatic-styles>{automatic}</automatic-styles><body><{kind}>{body}</{kind}></body></document-content>"
    more = {f"{name}.xml": part for name, part in parts.items()}
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, **more})


def shaken(data: bytes, rounds: int, seed: int = 11) -> Iterator[bytes]:
    """``data`` with elements lost, doubled, moved into one another, and attributes of odd values: the same every time."""
    chance = random.Random(seed)
    parts = parts_of(data)
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")) and len(parts[name]) < 60_000)
    for _ in range(rounds):
        name = chance.choice(names)
        root = etree.fromstring(parts[name])
        for _ in range(chance.choice((1, 4, 12))):
            _shake(root, chance)
        yield packed({**parts, name: etree.tostring(root)})


def _shake(root: etree._Element, chance: random.Random) -> None:
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = chance.choice(elements), chance.choice(elements)
    how = chance.randrange(6)
    if how == 0 and one.attrib:
        one.set(chance.choice(list(one.attrib)), chance.choice(VALUES))
    elif how == 1:
        one.text = chance.choice(VALUES)
    elif how == 2 and one is not root:
        one.getparent().remove(one)
    elif how == 3 and one is not root and len(list(one.iter())) < 200:
        other.append(copy.deepcopy(one))
    elif how == 4:
        one.tag = other.tag
    elif one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]
