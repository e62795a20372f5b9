"""What Word documents draw beside text boxes: diagrams, and files that are shown as pictures."""

from __future__ import annotations

from hemvist.domain.text import Text
from hemvist.readers import docx as parser
from tests.readers import made
from tests.readers.made import p
from tests.readers.packs import packed, parts_of
from tests.readers.parsing import parse

POINTS = (
    '<dataModel><ptLst><pt><t><p><r><t>Ask the board</t></r></p></t></pt><pt type="pres"><t><p><r><t>x</t></r></p></t></pt>'
    "<pt><t><p><r><t>above 50 000 EUR</t></r></p></t></pt></ptLst></dataModel>"
)
LEFT_OUT = ("Embedded files were left out.",)


def drawn(inside: str, **parts: str) -> Text:
    """A document with something drawn between two paragraphs; ``data`` and other parts lie beside it."""
    links = "".join(f'<Relationship Id="{name}" Type="/x" Target="{name}.xml"/>' for name in parts)
    more = {f"word/{name}.xml": part.encode() for name, part in parts.items()}
    more["word/_rels/document.xml.rels"] = f"<Relationships>{links}</Relationships>".encode()
    body = f'<w:sdt xmlns:r="r" xmlns:x="x">{p("Path:")}<w:p><w:r>{inside}</w:r></w:p>{p("End.")}</w:sdt>'
    return parse(parser, packed(parts_of(made.docx(body)) | more))[0]


def test_a_diagram_is_read_where_it_stands():
    text = drawn('<w:drawing><x:relIds r:dm="data" r:lo="other"/></w:drawing>', data=POINTS)
    assert (text.text, text.notes) == ("Path:\nAsk the board\nabove 50 000 EUR\nEnd.", ())


def test_a_diagram_or_chart_without_anything_to_read_is_noted():
    for inside in (
        '<x:relIds r:dm="gone"/>',
        '<x:relIds r:dm="data"/>',
        '<x:chart r:id="data"/>',
        '<x:chart r:id="gone"/>',
    ):
        text = drawn(f"<w:drawing>{inside}</w:drawing>", data="<empty/>")
        assert (text.text, text.notes) == ("Path:\nEnd.", LEFT_OUT)


def test_a_sheet_that_is_shown_as_a_picture_is_noted():
    text = drawn('<w:object><x:shape/><x:OLEObject ProgID="Excel.Sheet.12" r:id="sheet"/></w:object>')
    assert (text.text, text.notes) == ("Path:\nEnd.", LEFT_OUT)
