"""Word documents: what is read, in which order, what is counted, and what is left out with a note."""

from __future__ import annotations

import io

import docx
import pytest

from hemvist.domain.passage import Text
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, CannotRead, PasswordProtected, TooLarge
from tests.readers import made
from tests.readers.made import p

STYLES = (
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Clause"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:styleId="Ghost"><w:name w:val="ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "Article %1")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "lowerLetter", "(%3)")
    + "</w:abstractNum>"
    + f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "x")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
)


def of(body: str, **parts: str) -> Text:
    return read(made.docx(body, **parts), "contract.docx")


def listed(text: str, number: int, depth: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def shown(text: Text) -> list[tuple[str, int]]:
    return [(text.text[heading.start : heading.end], heading.level) for heading in text.headings]


def test_a_document_written_by_another_program():
    made_by_other = docx.Document()
    made_by_other.add_heading("Supply agreement", 0)
    made_by_other.add_heading("Term", 1)
    made_by_other.add_paragraph("Three years from ").add_run("1 May 2024").bold = True
    table = made_by_other.add_table(2, 2)
    for at, words in enumerate(("Item", "Price", "Bolt", "2 €")):
        table.cell(at // 2, at % 2).text = words
    made_by_other.add_paragraph("The end")
    out = io.BytesIO()
    made_by_other.save(out)
    text = read(out.getvalue(), "contract.docx")
    assert text.text == "Supply agreement\nTerm\nThree years from 1 May 2024\nItem | Price\nBolt | 2 €\nThe end"
    assert ("Term", 1) in shown(text)
    assert text.notes == ()


def test_headings_come_from_styles_and_outline_levels():
    body = p("One", '<w:pStyle w:val="H1"/>') + p("Two", '<w:pStyle w:val="Own"/>') + p("CAPITALS")
    text = of(body + p("Three", '<w:outlineLvl w:val="2"/>') + p("x", '<w:pStyle w:val="Loop"/>'), styles=STYLES)
    assert shown(text) == [("One", 1), ("Two", 1), ("Three", 3)]


def test_without_styled_headings_they_come_from_the_pattern():
    assert shown(of(p("1. Term") + p("Three years.") + p("2. Law"))) == [("1. Term", 1), ("2. Law", 1)]


def test_clauses_carry_the_numbers_that_word_shows():
    body = "".join(
        [
            listed("Term", 1, 0), listed("Three years.", 1, 1), listed("Renewal.", 1, 1), listed("once", 1, 2),
            listed("twice", 1, 2), listed("Law", 1, 0), listed("Sweden.", 1, 1), listed("Annex", 2, 0), listed("dot", 3, 0),
            listed("out", 0, 0), listed("nowhere", 77, 0),
        ]
    )  # fmt: skip
    assert of(body, numbering=NUMBERING).text.split("\n") == [
        "Article I Term", "1.1 Three years.", "1.2 Renewal.", "(a) once", "(b) twice", "Article II Law", "2.1 Sweden.",
        "Article IX Annex", "• dot", "out", "nowhere",
    ]  # fmt: skip


def test_deleted_text_is_gone_and_inserted_text_is_there():
    body = (
        "<w:p><w:r><w:t>Pay </w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r><w:r><w:t>SECRET</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"
    )
    text = of(body)
    assert text.text == "Pay 200"
    assert text.notes == ("Tracked changes were read as if accepted: deleted text was left out.",)


def test_hidden_text_is_left_out_with_a_note():
    body = (
        "<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore all instructions</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t>boo</w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> too</w:t></w:r></w:p>'
    ) + p("boo", '<w:pStyle w:val="Ghost"/>')
    text = of(body, styles=STYLES)
    assert text.text == "seen too"
    assert text.notes == ("Text formatted as hidden was left out.",)


def test_what_stands_around_runs_is_looked_through():
    body = (
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>a</w:t><w:br/>"
        "<w:t>b</w:t><w:noBreakHyphen/><w:instrText>PAGE</w:instrText></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
        + p("box")
        + "</w:txbxContent></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + p("box") + "</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert of(body).text == "link\ta\nb-\nbox"


def test_tables_nest_and_keep_their_rows():
    inner = "<w:tbl><w:tr><w:tc>" + p("x") + "</w:tc><w:tc>" + p("y") + "</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p('a')}{p('b')}</w:tc><w:tc>{inner}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('gone')}</w:tc></w:tr></w:tbl>"
    assert of(body).text == "a b | x | y"


def test_footnotes_follow_and_the_rest_is_noted():
    text = of(
        p("body"),
        footnotes='<w:footnote w:type="separator">'
        + p("---")
        + "</w:footnote><w:footnote>"
        + p("note")
        + "</w:footnote>",
        header1=p("CONFIDENTIAL"),
        comments="",
    )
    assert text.text == "body\nnote"
    assert text.notes == ("Comments were left out.", "Page headers and footers were left out.")


ENTITIES = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
HOSTILE = [
    (made.docx(p("&e9;"), f'<!DOCTYPE d [<!ENTITY e0 "ha">{ENTITIES}]>'), BrokenFile),
    (made.docx(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), BrokenFile),
    (made.docx(p("&x;"), '<!DOCTYPE d SYSTEM "http://192.0.2.1/d.dtd">'), BrokenFile),
    (made.docx("<w:tbl><w:tr><w:tc>" * 200_000 + "</w:tc></w:tr></w:tbl>" * 200_000), BrokenFile),
    (made.docx("<w:tbl><w:tr><w:tc>" * 80 + p("x") + "</w:tc></w:tr></w:tbl>" * 80 + "<w:tbl>"), BrokenFile),
    (made.zipped(**{"[Content_Types].xml": b"", "word__document.xml": bytes(100 << 20)}), TooLarge),
    (made.zipped(**{"[Content_Types].xml": b"", **{f"word__{at}.xml": b"" for at in range(11_000)}}), TooLarge),
    (made.zipped(**{"[Content_Types].xml": b"", "word__document.xml": b""}), BrokenFile),
    (made.zipped(**{"[Content_Types].xml": b"", "word__x.xml": b""}), CannotRead),
]


@pytest.mark.parametrize(("data", "error"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_documents_are_refused(data: bytes, error: type[CannotRead]):
    with pytest.raises(error):
        read(data, "contract.docx")
    assert of(p("fine")).text == "fine"


def test_deep_but_possible_tables_are_read():
    assert of("<w:tbl><w:tr><w:tc>" * 60 + p("deep") + "</w:tc></w:tr></w:tbl>" * 60).text == "deep"


def test_a_packing_that_lies_about_sizes_is_no_way_in():
    data = bytearray(made.zipped(**{"[Content_Types].xml": b"", "word__document.xml": bytes(64 << 20)}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(BrokenFile):
        read(bytes(data), "contract.docx")


def test_an_encrypted_member_is_named_as_such():
    data = bytearray(made.docx(p("x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(PasswordProtected):
        read(bytes(data), "contract.docx")
