"""Excel workbooks: what is shown and how, which rows belong together under which header, and what is set apart."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.text import Text, Unit
from hemvist.readers import xlsx
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, CannotRead, TooLarge, UnknownKind
from hemvist.readers.limits import Limits
from hemvist.readers.scribe import Unreadable
from tests.readers.packs import packed, shaken, workbook
from tests.readers.parsing import damaged, hidden, parse, survives, tables


def cell(text: str, ref: str = "", more: str = "") -> str:
    return f'<c {f"r={chr(34)}{ref}{chr(34)}" if ref else ""} t="inlineStr" {more}><is><t>{text}</t></is></c>'


def rows(*lines: str) -> str:
    return "<sheetData>" + "".join(f"<row>{line}</row>" for line in lines) + "</sheetData>"


def of(sheet: str, more: dict[str, str] | None = None, **how: str) -> Text:
    return parse(xlsx, workbook(sheet, more, **how))[0]


def spots(text: Text) -> list[tuple[str, str]]:
    return [(one.name, text.text[one.start : one.end]) for one in text.spots]


def written() -> bytes:
    """A workbook as XlsxWriter writes it, with something of everything."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    euro, day = book.add_format({"num_format": "#,##0.00 €"}), book.add_format({"num_format": "d mmm yyyy"})
    white = book.add_format({"font_color": "white"})
    on_blue = book.add_format({"font_color": "white", "bg_color": "#003366"})
    prices = book.add_worksheet("Prices")
    prices.write_row(0, 0, ["Price list"])
    prices.write_row(1, 0, ["Item", "Price", "From"])
    for at, (item, price, since) in enumerate((("Bolt", 1234.5, 45413), ("Nut", 2, 45444)), 2):
        prices.write(at, 0, item)
        prices.write(at, 1, price, euro)
        prices.write(at, 2, since, day)
    prices.write(3, 4, "SECRET", white)
    prices.write(3, 5, "shown", on_blue)
    prices.write_rich_string(6, 0, "seen ", white, "unseen", " more")
    prices.write_comment(6, 0, "a remark")
    prices.write_formula(8, 1, "=A1*2", None, 77)
    prices.merge_range(9, 0, 9, 3, "merged")
    prices.insert_textbox(20, 1, "a note on the sheet")
    book.add_worksheet("Secret").write(0, 0, "hidden sheet")
    book.worksheets()[1].hide()
    table = book.add_worksheet("Stock")
    table.write(0, 0, "As of today")
    table.add_table(1, 0, 4, 1, {"columns": [{"header": "2023"}, {"header": "2024"}]})
    table.write_row(2, 0, [1, 2])
    table.write_row(4, 0, [3, 4])
    book.close()
    return out.getvalue()


def test_a_workbook_written_by_another_program():
    text = read(written(), "prices.xlsx")
    assert text.text.split("\n\n")[0] == (
        "Price list\nItem | Price | From\nBolt | 1,234.50 € | 2024-05-01\nNut | 2.00 € | 2024-06-01 | shown"
    )
    assert [(page.label, page.number) for page in text.pages] == [("Prices", 1), ("Stock", 2)]
    assert text.unit is Unit.SHEET
    assert ("A3:C3", "Bolt | 1,234.50 € | 2024-05-01") in spots(text)
    assert ("A7", "seen more") in spots(text)
    assert ("B9", " | 77") in spots(text)
    assert "merged" in text.text
    assert "a note on the sheet" in text.text


def test_what_a_workbook_hides_is_set_apart_with_its_cell():
    text = read(written(), "prices.xlsx")
    assert hidden(text) == [
        ("white", "E4: SECRET\nA7: unseen"), ("comment", "A7: a remark"), ("sheet", "Secret\nA1: hidden sheet"),
    ]  # fmt: skip
    assert [one.page for one in text.hidden] == [1, 1, None]


def test_headers_are_those_of_excels_own_tables_or_else_rows_of_words():
    text = read(written(), "prices.xlsx")
    assert tables(text)[0][0] == "Item | Price | From"
    assert tables(text)[1] == ("2023 | 2024", "1 | 2\n3 | 4")


def told(*lines: list[object]) -> list[tuple[str, str]]:
    """The tables of a sheet with these rows."""
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return tables(read(out.getvalue(), "a.xlsx"))


def test_a_header_goes_on_below_an_empty_row_over_the_same_columns():
    head = ["Item", "Price", "Note"]
    assert told(head, ["Bolt", 1], [], ["Nut", 3], [], ["Pin", 9, "x"]) == [
        ("Item | Price | Note", "Bolt | 1\n\nNut | 3\n\nPin | 9 | x")
    ]
    assert told(["Item", 2023, 2024], ["Bolt", 1, 2]) == [("Item | 2023 | 2024", "Bolt | 1 | 2")]


@pytest.mark.parametrize("below", [["Contact", "Ann"], ["Only in EUR"], [None, 3, "x"], ["Nut", 3, "x", "y"]])
def test_a_header_does_not_go_on_over_what_is_another_matter(below: list[object]):
    assert told(["Item", "Price", "Note"], ["Bolt", 1], [], below, [], ["Nut", 3]) == [
        ("Item | Price | Note", "Bolt | 1")
    ]
    assert told(["Item", "Price"], ["Bolt", 1], [], ["Who", "Paid"], ["Ann", 7]) == [
        ("Item | Price", "Bolt | 1"), ("Who | Paid", "Ann | 7")
    ]  # fmt: skip


def test_a_workbook_written_by_yet_another_program():
    book = openpyxl.Workbook()
    book.active.append(["Item", "Price"])
    book.active.append(["Bolt", 0.25])
    book.active["B2"].number_format = "0%"
    book.active.append(["Sum", "=SUM(B2:B2)"])
    out = io.BytesIO()
    book.save(out)
    text = read(out.getvalue(), "a.xlsx")
    assert text.text == "Item | Price\nBolt | 25%\nSum"
    assert text.notes == ("Formulas without a stored result were left out.",)


def test_values_of_every_type():
    line = (
        '<c><v>1.50</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>A1</f><v>two</v></c>'
        '<c t="s"><v>1</v></c><c t="s"><v>9</v></c><c t="d"><v>2024-05-01</v></c><c><v>oops</v></c><c><v>1e999</v></c>'
    )
    shared = '<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
    text = of(rows(line), {"xl/shared.xml": shared})
    assert text.text == "1.5 | TRUE | #REF! | two | bc | 2024-05-01 | oops | 1e999"


STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts>'
    '<fonts><font/><font><color theme="0"/></font><font><sz val="1"/></font><font><color rgb="FF112233"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF112233"/>'
    '</patternFill></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<cellXfs><xf/><xf fontId="1"/><xf fontId="2"/><xf fontId="1" fillId="1"/><xf fontId="3" fillId="1"/><xf fontId="1" fillId="2"/>'
    '<xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize(
    ("style", "reason"),
    [(0, ""), (1, "white"), (2, "tiny"), (3, ""), (4, "white"), (5, ""), (6, "formatted"), (99, "")],
)
def test_cells_that_do_not_stand_out_are_set_apart(style: int, reason: str):
    text = of(rows(cell("seen"), cell("x", more=f's="{style}"')), {"xl/styles.xml": STYLES})
    assert text.text == ("seen" if reason else "seen\nx")
    assert hidden(text) == ([(reason, "A2: x")] if reason else [])


def test_hidden_rows_and_columns_are_set_apart_and_part_no_table():
    sheet = '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
    lines = [cell("Item") + cell("Cost") + cell("No") + cell("Price"), cell("Bolt"), cell("Nut")]
    sheet += f"<row>{lines[0]}</row><row hidden='1'>{lines[1]}</row><row>{lines[2]}{cell('5', 'D3')}</row></sheetData>"
    text = of(sheet)
    assert text.text == "Item | Price\nNut | 5"
    assert hidden(text) == [("row", "B1: Cost\nC1: No\nA2: Bolt")]
    assert tables(text) == [("Item | Price", "Nut | 5")]


def test_what_lies_under_a_merged_cell_is_set_apart():
    text = of(rows(cell("seen") + cell("under"), cell("below")) + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    assert text.text == "seen"
    assert hidden(text) == [("covered", "B1: under\nA2: below")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_no_pages(state: str):
    text = of(rows(cell("x")), state=state)
    assert (text.text, text.pages, hidden(text)) == ("", (), [("sheet", "S\nA1: x")])


def test_threaded_comments_are_told_once():
    links = (
        '<Relationships><Relationship Id="a" Type="/comments" Target="c.xml"/>'
        '<Relationship Id="b" Type="/threadedComment" Target="t.xml"/></Relationships>'
    )
    old = '<comments><commentList><comment ref="A1"><text><t>[Threaded comment] Your version</t></text></comment></commentList></comments>'
    new = '<ThreadedComments><threadedComment ref="A1"><text>why?</text></threadedComment></ThreadedComments>'
    text = of(rows(cell("x")), {"xl/_rels/sheet.xml.rels": links, "xl/c.xml": old, "xl/t.xml": new})
    assert hidden(text) == [("comment", "A1: why?")]


def test_empty_rows_part_tables_and_empty_columns_are_left_out():
    far = f'<row r="1">{cell("Item", "B1")}{cell("Price", "XFD1")}</row><row r="2">{cell("Bolt", "B2")}{cell("2", "XFD2")}</row>'
    text = of(f'<sheetData>{far}<row r="900">{cell("Note", "C900")}</row></sheetData>')
    assert text.text == "Item | Price\nBolt | 2\n\nNote"
    assert spots(text) == [("B1:XFD1", "Item | Price"), ("B2:XFD2", "Bolt | 2"), ("C900", "Note")]


def test_dates_of_old_macintosh_workbooks():
    text = of(rows('<c s="7"><v>0</v></c>'), {"xl/styles.xml": STYLES}, date='date1904="1"')
    assert text.text == "1904-01-01"


def test_a_million_rows_of_formatted_emptiness_are_read():
    empty = "".join(f'<row r="{at}" s="1" customFormat="1"/>' for at in range(1, 100_001))
    text = read(workbook(f'<sheetData>{empty}<row r="1048576">{cell("x", "A1048576")}</row></sheetData>'), "a.xlsx")
    assert spots(text) == [("A1048576", "x")]


HOSTILE = [
    (workbook(rows(cell("&e;"))), BrokenFile),
    (workbook(rows(cell("x")), {"xl/sheet.xml": '<!DOCTYPE d [<!ENTITY e "ha">]><worksheet/>'}), BrokenFile),
    (workbook("", {"xl/sheet.xml": f"<worksheet><sheetData>{'<row>' * 300}"}), BrokenFile),
    (workbook(rows(cell("x")), {"xl/workbook.bin": "x"}), UnknownKind),
    (workbook("<sheetData/>" + " " * (60 << 20)), TooLarge),
    (packed({"[Content_Types].xml": "", "xl/x.xml": ""}), BrokenFile),
    (workbook("<sheetData/>"), CannotRead),
]


@pytest.mark.parametrize(("data", "error"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_workbooks_are_refused(data: bytes, error: type[CannotRead]):
    with pytest.raises(error):
        read(data, "a.xlsx")


def test_a_sheet_of_columns_without_end_is_bounded():
    wide = "".join(f"<row>{cell('x', f'A{at}')}{cell('y', f'XFD{at}')}</row>" for at in range(2, 100))
    head = "<row>" + cell("h") * 20_000 + "</row>"
    with pytest.raises(Unreadable):
        parse(xlsx, workbook(f"<sheetData>{head}{wide}</sheetData>"), Limits(characters=1_000_000))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "a", "Bolt & Nut", "1,5", " x "]), max_size=5), max_size=12))
def test_every_cell_is_found_again_by_its_spot(grid: list[list[str]]):
    lines = [
        "".join(cell(text.replace("&", "&amp;"), f"{chr(65 + at)}{row}") for at, text in enumerate(line) if text)
        for row, line in enumerate(grid, 1)
    ]
    text = of(rows(*lines))
    expected = [[one.strip() for one in line if one.strip()] for line in grid]
    found = [[one for one in words.split(" | ") if one] for _, words in spots(text)]
    assert found == [line for line in expected if line]


@pytest.mark.parametrize("make", [shaken, damaged])
def test_shaken_workbooks_are_read_or_refused(make):
    read_ = [survives(xlsx, data) for data in make(written(), 80)]
    assert any(read_)


def test_what_is_printed_around_a_sheet_is_set_apart_without_its_codes():
    edges = '<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;10Rents &amp;C730218-1909</oddHeader><oddFooter>&amp;P</oddFooter></headerFooter>'
    text = of(rows(cell("a")) + edges)
    assert [(why, " ".join(told.split())) for why, told in hidden(text)] == [("running", "Rents 730218-1909")]


def test_what_is_struck_out_or_raised_is_told_as_in_word():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    struck, high = book.add_format({"font_strikeout": True}), book.add_format({"font_script": 1})
    sheet = book.add_worksheet("Prices")
    sheet.write_row(0, 0, ["Rent", 5000, 6000])
    sheet.write(0, 1, 5000, struck)
    sheet.write_rich_string(1, 0, "10", high, "6", " units, ", struck, "old", " new")
    book.close()
    text, _ = parse(xlsx, out.getvalue())
    assert (text.text, hidden(text)) == ("Rent | 6000\n10^6 units, new", [("deleted", "B1: 5000\nA2: old")])


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([["", "Rent", "", "Fees", ""], ["", "2023", "2024", "2023", "2024"], ["Lund", 100, 101, 102, 103]], 2),
        ([["City", "2023", "", "2024", ""], ["", "Rent", "Fees", "Rent", "Fees"], ["Lund", 100, 101, 102, 103]], 2),
        ([["City", "2023", "", "2024"], ["", "Rent", "", "Rent"], ["Lund", 100, 101, 102]], 0),
        ([["Lund", "x", "", "y"], ["Kiel", 5, 6, 7], ["Metz", 8, 9, 10]], 0),
        ([["a", "", "b"], ["c", "", "d"], ["e", "f", "g"]], 0),
    ],
)
def test_a_header_of_two_rows_that_groups_columns_is_known(lines: list[list[object]], count: int):
    cells = ("".join(cell(str(one), f"{chr(65 + at)}{row}") if one != "" and not isinstance(one, int) else
                     f'<c r="{chr(65 + at)}{row}"><v>{one}</v></c>' if one != "" else "" for at, one in enumerate(line))
             for row, line in enumerate(lines, 1))  # fmt: skip
    text = of(rows(*cells))
    said = text.text.split("\n")
    assert [header for header, _ in tables(text)] == (["\n".join(said[:count])] if count else [])
