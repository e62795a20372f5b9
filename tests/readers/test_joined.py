"""Tables in tables, and paragraphs whose mark was deleted, in Word documents, RTF and OpenDocument text alike."""

from __future__ import annotations

from hemvist.domain.text import Text
from hemvist.readers import docx, odf, rtf
from tests.readers.made import docx as made
from tests.readers.made import p
from tests.readers.packs import open_document
from tests.readers.parsing import hidden, parse, tables, titles

NESTED = [("Lot | Terms", "A | See: end\nItem | Price\nBolt | 2\nB | None"), ("Item | Price", "Bolt | 2")]


def rows(*cells: list[str]) -> str:
    """A table of WordprocessingML of these rows, each a list of what stands in its cells."""
    told = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in cells)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in told)}</w:tbl>"


def of(body: str) -> Text:
    return parse(docx, made(body))[0]


def rich(body: str) -> Text:
    return parse(rtf, b"{\\rtf1\\ansi " + body.encode() + b"}")[0]


def test_a_table_in_a_cell_comes_below_its_row_with_a_header_of_its_own():
    inner = rows([p("Item"), p("Price")], [p("Bolt"), p("2")])
    text = of(rows([p("Lot"), p("Terms")], [p("A"), p("See:") + inner + p("end")], [p("B"), p("None")]))
    assert text.text == "Lot | Terms\nA | See: end\nItem | Price\nBolt | 2\nB | None"
    assert tables(text) == [
        ("Lot | Terms", "A | See: end\nItem | Price\nBolt | 2\nB | None"),
        ("Item | Price", "Bolt | 2"),
    ]


DELETED_MARK = "<w:rPr><w:del w:id='1'/></w:rPr>"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next():
    first, last = p("The rent is", DELETED_MARK), p(" due monthly.")
    assert of(first + last + p("Next.")).text == "The rent is due monthly.\nNext."
    assert of(rows([first + last, first]) + p("Next.")).text == "The rent is due monthly. | The rent is\nNext."
    assert of(p("Clause", DELETED_MARK) + rows([p("a"), p("b")])).text == "Clause\na | b"


def test_a_table_in_a_cell_of_rtf_comes_below_its_row():
    def inner(*cells: str) -> str:
        end = r"{\*\nesttableprops\trowd\trhdr0\cellx1\cellx2\nestrow}{\nonesttables\par}"
        return r"\pard\intbl\itap2 " + "".join(rf"{cell}\nestcell " for cell in cells) + end

    head = r"\trowd\trhdr\cellx1\cellx2\pard\intbl Lot\cell Terms\cell\row\trowd\cellx1\cellx2 "
    first = r"\pard\intbl A\cell See:\par " + inner("Item", "Price") + inner("Bolt", "2") + r"\pard\intbl end\cell\row "
    text = rich(head + first + r"\pard\intbl B\cell None\cell\row\pard After.\par")
    assert text.text == "Lot | Terms\nA | See: end\nItem | Price\nBolt | 2\nB | None\nAfter."
    assert tables(text) == NESTED


def test_a_table_in_a_cell_of_rtf_that_never_ends_is_kept():
    assert rich(r"\pard\intbl A\cell\pard\intbl\itap2 Bolt\nestcell 2\nestcell").text == "A\nBolt | 2"
    assert rich(r"\pard\intbl\itap2147483647 Bolt\nestcell\pard\intbl\itap-5 x\cell\row").text == "x\nBolt"


def test_a_paragraph_of_rtf_whose_mark_was_deleted_goes_on_in_the_next():
    text = rich(r"The rent is {\deleted gone\par}due monthly.\par Next.{\strike\par}End.")
    assert (text.text, hidden(text)) == ("The rent is due monthly.\nNext.\nEnd.", [("deleted", "gone")])


def test_a_table_in_a_cell_of_opendocument_text_comes_below_its_row():
    def table(*rows: list[str]) -> str:
        told = ("".join(f"<table-cell>{cell}</table-cell>" for cell in row) for row in rows)
        return f"<table>{''.join(f'<table-row>{row}</table-row>' for row in told)}</table>"

    inner = table(["<p>Item</p>", "<p>Price</p>"], ["<p>Bolt</p>", "<p>2</p>"])
    outer = [["<p>Lot</p>", "<p>Terms</p>"], ["<p>A</p>", f"<p>See:</p>{inner}<p>end</p>"], ["<p>B</p>", "<p>None</p>"]]
    text = parse(odf, open_document("text", table(*outer)))[0]
    assert text.text == "Lot | Terms\nA | See: end\nItem | Price\nBolt | 2\nB | None"
    assert tables(text) == NESTED


def test_a_frame_of_one_cell_in_rtf_keeps_its_paragraphs_and_headings():
    frame = r"\trowd\cellx1\pard\intbl\outlinelevel0 Rent\par\pard\intbl Due monthly.\par In advance.\cell\row "
    table = r"\trowd\cellx1\cellx2\pard\intbl Item\cell Price\cell\row\pard\intbl Bolt\cell 2\cell\row\pard End.\par"
    text = rich(frame + table)
    assert text.text == "Rent\n\nDue monthly.\nIn advance.\nItem | Price\nBolt | 2\nEnd."
    assert (titles(text), tables(text)) == ([("Rent", 1)], [("Item | Price", "Bolt | 2")])
