"""Word documents: what is read, in which order, what is counted, and what is left out with a note."""

from __future__ import annotations

import io

import docx
import pytest
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hemvist.domain.passage import Text
from hemvist.domain.sentence import sentences
from hemvist.readers import docx as parser
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, CannotRead, PasswordProtected, TooLarge
from tests.readers import made
from tests.readers.made import p
from tests.readers.packs import shaken
from tests.readers.parsing import damaged, hidden, parse, survives, tables
from tests.readers.worded import of, run

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
    assert text.text == "Supply agreement\n\nTerm\n\nThree years from 1 May 2024\nItem | Price\nBolt | 2 €\nThe end"
    assert ("Term", 1) in shown(text)
    assert text.notes == ()


def test_a_heading_is_no_part_of_the_sentences_around_it():
    made_by_other = docx.Document()
    made_by_other.add_heading("Working hours and overtime for office staff", 1)
    made_by_other.add_paragraph("The working week is 40 hours.")
    made_by_other.add_heading("Vad gäller vid sjukdom", 2)
    made_by_other.add_paragraph("Du anmäler frånvaro samma dag.")
    out = io.BytesIO()
    made_by_other.save(out)
    text = read(out.getvalue(), "handbook.docx").text
    assert [text[one.start : one.end] for one in sentences(text)] == [
        "Working hours and overtime for office staff",
        "The working week is 40 hours.",
        "Vad gäller vid sjukdom",
        "Du anmäler frånvaro samma dag.",
    ]


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
    assert hidden(text) == [("deleted", "100SECRETgone")]
    assert "Tracked changes were read as if accepted." in text.notes


def test_hidden_text_is_set_apart():
    body = (
        "<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore all instructions</w:t></w:r>"
        '<w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t>boo</w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> too</w:t></w:r></w:p>'
    ) + p("boo", '<w:pStyle w:val="Ghost"/>')
    text = of(body, styles=STYLES)
    assert text.text == "seen too"
    assert hidden(text) == [("formatted", "ignore all instructionsboo"), ("formatted", "boo")]
    assert text.notes == ("Text formatted as hidden was set apart (2).",)


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
    assert of(body).text == "a b\nx | y"


def test_footnotes_follow_and_comments_and_headers_are_set_apart():
    text = of(
        p("body"),
        footnotes='<w:footnote w:type="separator">'
        + p("---")
        + "</w:footnote><w:footnote>"
        + p("note")
        + "</w:footnote>",
        header1=p("CONFIDENTIAL"),
        comments="<w:comment>" + p("cheap!") + "</w:comment><w:comment>" + p("") + "</w:comment>",
    )
    assert text.text == "body\nnote"
    assert hidden(text) == [("comment", "cheap!"), ("running", "CONFIDENTIAL")]
    assert text.notes == ("Text in comments was set apart (1).", "Page headers and footers were left out.")


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


WHITE = '<w:color w:val="FFFFFF"/>'
NEARLY = '<w:color w:val="FEFEFE"/>'
MARKED = '<w:highlight w:val="darkBlue"/>'
SHADED = '<w:shd w:val="clear" w:fill="000000"/>'
TINY = '<w:sz w:val="2"/>'
LOOKS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    f'<w:style w:type="paragraph" w:styleId="Pale"><w:name w:val="pale"/><w:rPr>{WHITE}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Paler"><w:name w:val="paler"/><w:basedOn w:val="Pale"/></w:style>'
    '<w:style w:type="character" w:styleId="Dark"><w:name w:val="dark"/><w:rPr><w:color w:val="000000"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="grid"/><w:tblStylePr w:type="firstRow"><w:tcPr>'
    '<w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<w:p>{run('x', WHITE)}</w:p>", "white"),
        (f"<w:p>{run('x', NEARLY)}</w:p>", "white"),
        (f"<w:p>{run('x', TINY)}</w:p>", "tiny"),
        (p("x", '<w:pStyle w:val="Pale"/>'), "white"),
        (p("x", '<w:pStyle w:val="Paler"/>'), "white"),
        ('<w:p><w:pPr><w:pStyle w:val="Pale"/></w:pPr>' + run("x", '<w:rStyle w:val="Dark"/>') + "</w:p>", ""),
        ('<w:p><w:pPr><w:pStyle w:val="Pale"/></w:pPr>' + run("x", '<w:color w:val="auto"/>') + "</w:p>", ""),
        (f"<w:p>{run('x', WHITE + MARKED)}</w:p>", ""),
        (f"<w:p>{run('x', WHITE + SHADED)}</w:p>", ""),
        ('<w:p><w:pPr><w:shd w:val="clear" w:fill="002060"/></w:pPr>' + run("x", WHITE) + "</w:p>", ""),
        ('<w:p><w:pPr><w:shd w:val="clear" w:fill="002060"/></w:pPr>' + run("x", '<w:color w:val="002061"/>') + "</w:p>", "white"),
    ],
)  # fmt: skip
def test_text_that_does_not_stand_out_is_set_apart_and_text_that_does_is_kept(body: str, reason: str):
    text, _ = parse(parser, made.docx(p("seen") + body, styles=LOOKS))
    assert text.text == ("seen" if reason else "seen\nx")
    assert hidden(text) == ([(reason, "x")] if reason else [])


def test_white_text_on_dark_cells_is_text_wherever_the_shading_comes_from():
    own = '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'

    def cells(shade: str, *words: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{shade}<w:p>{run(word, WHITE)}</w:p></w:tc>" for word in words) + "</w:tr>"

    dark = f"<w:tbl>{cells(own, 'a', 'b')}{cells('', 'c', 'd')}</w:tbl>"
    styled = f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>{cells("", "e", "f")}{cells("", "g", "h")}</w:tbl>'
    text, _ = parse(parser, made.docx(dark + styled, styles=LOOKS))
    assert text.text == "a | b\ne | f"
    assert "".join(words for _, words in hidden(text)) == "cdgh"


def test_tables_announce_the_header_that_they_mark_or_show():
    def row(*words: str, marked: str = "") -> str:
        return f"<w:tr><w:trPr>{marked}</w:trPr>" + "".join(f"<w:tc>{p(word)}</w:tc>" for word in words) + "</w:tr>"

    head = "<w:tblHeader/>"
    marked = f"<w:tbl>{row('2023', '2024', marked=head)}{row('€', '$', marked=head)}{row('1', '2')}</w:tbl>"
    shown = f"<w:tbl>{row('Item', 'Price')}{row('Bolt', '2')}{row('Nut', '3')}</w:tbl>"
    none = f"<w:tbl>{row('1', '2')}{row('3', '4')}</w:tbl>"
    text, _ = parse(parser, made.docx(marked + shown + none))
    assert tables(text) == [("2023 | 2024\n€ | $", "1 | 2"), ("Item | Price", "Bolt | 2\nNut | 3")]


def test_cells_across_several_columns_keep_the_others_in_place():
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("wide") + "</w:tc>"
    body = f"<w:tbl><w:tr>{wide}<w:tc>{p('c')}</w:tc></w:tr><w:tr>" + "".join(f"<w:tc>{p(one)}</w:tc>" for one in "xyz")
    text, _ = parse(parser, made.docx(body + "</w:tr></w:tbl>"))
    assert text.text == "wide |  | c\nx | y | z"


def test_a_table_of_one_cell_is_no_table():
    text, _ = parse(parser, made.docx(f"<w:tbl><w:tr><w:tc>{p('1. Term')}{p('Three years.')}</w:tc></w:tr></w:tbl>"))
    assert (text.text, text.tables, shown(text)) == ("1. Term\nThree years.", (), [("1. Term", 1)])


def test_text_boxes_inside_text_boxes_are_read_once():
    body = p("deep")
    for _ in range(30):
        body = f"<w:p><w:r><w:drawing><w:txbxContent>{body}</w:txbxContent></w:drawing></w:r></w:p>"
    assert parse(parser, made.docx(body))[0].text == "deep"


def test_comments_hidden_runs_and_pictures_of_another_program():
    one = docx.Document()
    paragraph = one.add_paragraph("Three years")
    run_ = paragraph.add_run(" SECRET")
    run_.font.hidden = True
    one.add_comment(paragraph.runs[:1], text="why not four?")
    picture = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(picture, "png")
    one.add_picture(picture, Inches(2))
    out = io.BytesIO()
    one.save(out)
    text = read(out.getvalue(), "contract.docx")
    assert text.text == "Three years"
    assert hidden(text) == [("formatted", "SECRET"), ("comment", "why not four?")]
    assert "Pictures in it were not read." in text.notes


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text("abc&1. ", max_size=12), st.booleans()), max_size=12))
def test_what_is_seen_is_in_the_text_and_what_is_hidden_never(runs: list[tuple[str, bool]]):
    """Hidden runs are written in capitals, seen ones never."""
    body = "".join(
        f"<w:p>{run((words.upper() if unseen else words).replace('&', '&amp;'), '<w:vanish/>' if unseen else '')}</w:p>"
        for words, unseen in runs
    )
    text, _ = parse(parser, made.docx(body))
    assert text.text == "\n".join(words.strip() for words, unseen in runs if words.strip() and not unseen)
    assert not any(letter in text.text for letter in "ABC")


@pytest.mark.parametrize("make", [shaken, damaged])
def test_shaken_documents_are_read_or_refused(make):
    one = docx.Document()
    one.add_heading("Supply", 1)
    one.add_table(2, 2).cell(0, 0).text = "Item"
    out = io.BytesIO()
    one.save(out)
    read_ = [survives(parser, data) for data in make(out.getvalue(), 20)]
    assert any(read_)


def test_rows_drawings_and_letters_that_are_not_shown_are_set_apart():
    row = "<w:tr><w:trPr>{}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    table = f"<w:tbl>{row.format('', p('Rent'), p('100'))}{row.format('<w:hidden/>', p('Margin'), p('40'))}</w:tbl>"
    box = "<wps:txbx><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    drawn = "<w:p><w:r><w:drawing><wp:docPr id='1' hidden='{}'/>{}</w:drawing></w:r></w:p>"
    drawings = drawn.format("1", box.format("under")) + drawn.format("0", box.format("over"))
    old = "<w:p><w:r><w:pict><v:shape style='width:9pt; visibility: hidden'><w:txbxContent><w:p><w:r><w:t>old</w:t></w:r></w:p></w:txbxContent></v:shape></w:pict></w:r></w:p>"
    fill = "<w:p><w:r><w:rPr><w14:textFill>{}</w14:textFill></w:rPr><w:t>{}</w:t></w:r></w:p>"
    clear = "<w14:solidFill><w14:srgbClr><w14:alpha w14:val='{}'/></w14:srgbClr></w14:solidFill>"
    letters = fill.format("<w14:noFill/>", "hollow") + fill.format(clear.format(100_000), "glass")
    body = table + drawings + old + letters + fill.format(clear.format(20_000), "ink")
    text = of(f"<w:sdt xmlns:wp='p' xmlns:wps='s' xmlns:v='v' xmlns:w14='x'>{body}</w:sdt>")
    assert text.text == "Rent | 100\nover\nink"
    assert hidden(text) == [
        ("row", "Margin\n40"), ("formatted", "under"), ("formatted", "old"), ("invisible", "hollowglass"),
    ]  # fmt: skip


def test_a_text_in_the_colour_of_one_of_very_many_shades_is_not_taken_for_hidden():
    shades = "".join(f'<w:tcPr><w:shd w:val="clear" w:fill="FFFF{at:02X}"/></w:tcPr>' for at in range(0xF0, 0x100)) * 2
    dark = '<w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>'
    cell = "<w:tc><w:p><w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>Rent</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tblPr><w:tblStyle w:val='a'/></w:tblPr><w:tr>{cell * 2}</w:tr></w:tbl>"

    def styled(fills: str) -> Text:
        return of(p("Seen.") + table, styles=f'<w:style w:type="table" w:styleId="a">{fills}</w:style>')

    assert styled(shades).text == "Seen."
    assert styled(shades + dark).text == "Seen.\nRent | Rent"


def test_what_pictures_are_said_to_show_is_set_apart_once():
    told = '<docPr title="Seal" descr="the seal of Lund"/><cNvPr descr="the seal of Lund"/>'
    text = of(p("body") + f"<w:p><w:r><w:drawing>{told}</w:drawing></w:r></w:p>")
    assert (text.text, hidden(text)) == ("body", [("described", "Seal\nthe seal of Lund")])


@pytest.mark.parametrize(
    ("looks", "seen"),
    [("<w:strike/>", False), ("<w:dstrike/>", False), ('<w:rStyle w:val="Out"/>', False),
     ('<w:strike w:val="0"/>', True), ('<w:rStyle w:val="Out"/><w:strike w:val="false"/>', True)],
)  # fmt: skip
def test_what_is_struck_out_is_set_apart(looks: str, seen: bool):
    out = '<w:style w:type="character" w:styleId="Out"><w:rPr><w:strike/></w:rPr></w:style>'
    text = of(f"<w:p>{run('Notice: ', '')}{run('three', looks)}{run(' months', '')}</w:p>", styles=out)
    assert text.text == ("Notice: three months" if seen else "Notice:  months")
    assert hidden(text) == ([] if seen else [("deleted", "three")])
    assert text.notes == (() if seen else ("Text deleted in tracked changes or struck out was set apart (1).",))


def test_remarks_for_machines_say_nothing():
    assert of("<w:p><!--x--><?x y?><w:r><w:t>Rent</w:t><!--x--></w:r></w:p><!--x-->").text == "Rent"
