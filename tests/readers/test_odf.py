"""OpenDocument texts, spreadsheets and presentations: what is shown, in which order, and what is set apart."""

from __future__ import annotations

from time import process_time
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemvist.domain.text import Text, Unit
from hemvist.readers import odf, odp, ods
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, CannotRead, PasswordProtected
from tests.readers.packs import open_document, packed, parts_of, shaken
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables, titles


def of(body: str, automatic: str = "", **parts: str) -> Text:
    return parse(odf, open_document("text", body, automatic, **parts))[0]


def sheet(rows: str, automatic: str = "", name: str = "S", style: str = "") -> Text:
    table = f'<table name="{name}" style-name="{style}">{rows}</table>'
    return parse(ods, open_document("spreadsheet", table, automatic))[0]


def cell(text: str, more: str = "") -> str:
    return f"<table-cell {more}><p>{text}</p></table-cell>" if text else f"<table-cell {more}/>"


def row(*cells: str, more: str = "") -> str:
    return f"<table-row {more}>{''.join(cells)}</table-row>"


def style(name: str, family: str, properties: str, more: str = "") -> str:
    return f'<style name="{name}" family="{family}" {more}>{properties}</style>'


def test_a_text_written_by_libreoffice():
    text = read((FILES / "office.odt").read_bytes(), "office.odt")
    assert text.text == "Supply\n\nThree years.\n1. one\n2. two\n• dot\nItem | Price\nBolt | 2\nseen\nblack"
    assert titles(text) == [("Supply", 1)]
    assert tables(text) == [("Item | Price", "Bolt | 2")]
    assert hidden(text) == [("comment", "a remark"), ("formatted", "vanished"), ("white", "whitetext")]


def test_a_spreadsheet_written_by_libreoffice():
    text = read((FILES / "office.ods").read_bytes(), "office.ods")
    assert text.text.startswith("Price list\nItem | Price | From\nBolt | 1,234.50 € | 1 May 2024\nNut | 2.00 €")
    assert [page.label for page in text.pages] == ["Prices", "Tab"]
    assert text.unit is Unit.SHEET
    assert [head for head, _ in tables(text)] == ["Item | Price | From", "A x | B | C"]
    assert ("row", "A9: hid\nK11: hidcol") in hidden(text)
    assert ("sheet", "Secret\nA1: hidden sheet text") in hidden(text)
    assert "SECRET" not in text.text


def test_a_presentation_written_by_libreoffice():
    text = read((FILES / "office.odp").read_bytes(), "office.odp")
    assert [text.text[page.start : page.end] for page in text.pages] == [
        "First title\n\n• Body one\n• Body two",
        "Second\n\nleft\nright\nbelow\nwhite on blue\nover a blue box",
        "Item | Price\nBolt | 2\nSales\n | Q1 | Q2\nEast | 19.2 | 1\nWest | 21.4 | 2\nin a group",
        "",
    ]
    assert (text.unit, [page.label for page in text.pages]) == (Unit.SLIDE, ["First title", "Second", "", ""])
    assert [(one.kind.value, one.page, one.text) for one in text.hidden] == [
        ("notes", 1, "say this"), ("off-page", 2, "off the page"), ("tiny", 2, "tiny"), ("white", 2, "white"),
        ("slide", 4, "Hidden one"),
    ]  # fmt: skip


LIST = (
    '<list-style name="L"><list-level-style-number level="1" num-format="1" num-suffix="."/>'
    '<list-level-style-number level="2" num-format="1" display-levels="2"/>'
    '<list-level-style-number level="3" num-format="a" num-prefix="(" num-suffix=")"/></list-style>'
)


def test_clauses_carry_the_numbers_that_are_shown():
    def item(text: str, more: str = "") -> str:
        return f"<list-item><p>{text}</p>{more}</list-item>"

    innermost = f"<list>{item('once')}{item('twice')}</list>"
    inner = f"<list>{item('Three years.', innermost)}{item('Renewal.')}</list>"
    body = f'<list id="x" style-name="L">{item("Term", inner)}{item("Law")}</list><p>between</p>'
    body += f'<list style-name="L" continue-list="x">{item("Place")}</list><list style-name="L">{item("New")}</list>'
    assert of(body, LIST).text.split("\n") == [
        "1. Term", "1.1 Three years.", "(a) once", "(b) twice", "1.2 Renewal.", "2. Law", "between", "3. Place", "1. New",
    ]  # fmt: skip


def test_headings_are_numbered_by_the_outline():
    outline = (
        '<outline-style><outline-level-style level="1" num-format="I" num-suffix="."/>'
        '<outline-level-style level="2" num-format="1" display-levels="2"/></outline-style>'
    )
    body = '<h outline-level="1">Term</h><h outline-level="2">Start</h><p>x</p><h outline-level="1">Law</h>'
    text = of(body, styles=f"<document-styles><styles>{outline}</styles></document-styles>")
    assert text.text == "I. Term\n\nI.1 Start\n\nx\n\nII. Law"
    assert [level for _, level in titles(text)] == [1, 2, 1]


def test_spaces_breaks_and_notes():
    body = '<p>a<s c="3"/>b<tab/>c<line-break/>d  \n e<note><note-citation>1</note-citation><note-body><p>foot</p></note-body></note></p><p>end</p>'
    assert of(body).text == "a   b\tc\nd e[1]\nend\n[1] foot"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<p><span style-name="gone">x</span></p>', "formatted"),
        ('<p style-name="white">x</p>', "white"),
        ('<p style-name="whiter">x</p>', "white"),
        ('<p><span style-name="tiny">x</span></p>', "tiny"),
        ('<p style-name="white"><span style-name="dark">x</span></p>', ""),
        ('<section display="none"><p>x</p></section>', "formatted"),
        ('<p><hidden-text string-value="x" is-hidden="true"/></p>', "formatted"),
        ('<p>x<hidden-paragraph is-hidden="true"/></p>', "formatted"),
        ('<p>x<hidden-paragraph is-hidden="false"/></p>', ""),
        (
            "<tracked-changes><changed-region><deletion><p>x</p></deletion></changed-region></tracked-changes>",
            "deleted",
        ),
        ("<p><annotation><creator>me</creator><p>x</p></annotation></p>", "comment"),
        ('<p><conditional-text string-value-if-true="y">x</conditional-text></p>', ""),
        (
            '<table><table-row><table-cell style-name="blue"><p style-name="white">x</p></table-cell></table-row></table>',
            "",
        ),
    ],
)
def test_what_is_not_seen_is_set_apart_and_what_is_seen_is_kept(body: str, reason: str):
    automatic = (
        style("gone", "text", '<text-properties display="none"/>')
        + style("white", "paragraph", '<text-properties color="#ffffff"/>')
        + style("whiter", "paragraph", "", 'parent-style-name="white"')
        + style("dark", "text", '<text-properties background-color="#000080"/>')
        + style("tiny", "text", '<text-properties font-size="0.5pt"/>')
        + style("blue", "table-cell", '<table-cell-properties background-color="#000080"/>')
        + style("loop", "text", "", 'parent-style-name="loop"')
    )
    text = of(f'<p><span style-name="loop">seen</span></p>{body}', automatic)
    assert text.text == ("seen" if reason else "seen\nx")
    assert hidden(text) == ([(reason, "x")] if reason else [])


TWO = 'number-columns-spanned="2"'


def test_tables_keep_rows_header_and_what_is_merged():
    table = (
        f"<table><table-header-rows>{row(cell('2023'), cell('2024'))}</table-header-rows>"
        f"{row(cell('a', TWO), '<covered-table-cell><p>under</p></covered-table-cell>')}"
        f"{row(cell('c'), '<table-cell><table>' + row(cell('x'), cell('y')) + '</table></table-cell>')}</table>"
    )
    text = of(table)
    assert tables(text) == [("2023 | 2024", "a\nc\nx | y")]
    assert hidden(text) == [("covered", "under")]


def test_repeated_rows_and_columns_are_bounded():
    text = sheet(
        row(cell("a"), cell("", 'number-columns-repeated="16000"'), cell("z"))
        + row(cell("b", 'number-columns-repeated="2"'), more='number-rows-repeated="3"')
        + row(cell("", 'number-columns-repeated="16384"'), more='number-rows-repeated="1000000"')
        + row(cell("c"), more='number-rows-repeated="999999999"')
    )
    spots = [(one.name, text.text[one.start : one.end]) for one in text.spots]
    assert spots[:4] == [("A1:WQL1", "a |  | z"), ("A2:B2", "b | b"), ("A3:B3", "b | b"), ("A4:B4", "b | b")]
    assert spots[4] == ("A1000005:A1048576", "c")
    assert len(spots) == 5


def test_hidden_rows_columns_and_sheets_are_set_apart():
    away = style("away", "table", '<table-properties display="false"/>')
    columns = '<table-column/><table-column visibility="collapse"/>'
    rows = row(cell("a"), cell("b"), cell("c")) + row(cell("d"), more='visibility="filter"')
    text = sheet(columns + rows)
    assert (text.text, hidden(text)) == ("a | c", [("row", "B1: b\nA2: d")])
    text = sheet(rows, away, style="away")
    assert (text.pages, hidden(text)) == ((), [("sheet", "S\nA1: a\nB1: b\nC1: c\nA2: d")])


def test_values_without_the_text_that_shows_them():
    bare = '<table-cell value-type="float" value="2.5"/><table-cell value-type="date" date-value="2024-05-01"/>'
    text = sheet(row(bare, '<table-cell formula="of:=1+1"/>'))
    assert (text.text, text.notes) == ("2.5 | 2024-05-01", ("Formulas without a stored result were left out.",))


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_a_password_is_named_as_such(kind: str):
    manifest = "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"
    parts = parts_of(open_document(kind, ""))
    data = packed(parts | {"META-INF/manifest.xml": manifest.encode(), "content.xml": b"\x00\x91sealed"})
    with pytest.raises(PasswordProtected):
        read(data, "a")


HOSTILE = [
    (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<!DOCTYPE d [<!ENTITY e 'x'>]><d>&e;</d>"}), BrokenFile),
    (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<!DOCTYPE d [<!ENTITY e 'x'>]><d>&e;</d>"}), BrokenFile),
    (packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<d>"}), BrokenFile),
    (open_document("text", "<table><table-row><table-cell>" * 100_000), BrokenFile),
    (open_document("text", ""), CannotRead),
    (open_document("spreadsheet", "<table/>"), CannotRead),
]  # fmt: skip


@pytest.mark.parametrize(("data", "error"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_files_are_refused(data: bytes, error: type[CannotRead]):
    with pytest.raises(error):
        read(data, "a")


@pytest.mark.parametrize(
    "element", ["section", "span", "list><list-item", "frame><text-box", "table><table-row><table-cell"]
)
def test_deep_nesting_is_read_or_refused(element: str):
    tags = element.split("><")
    deep = 240 // len(tags)
    opening = "".join(f"<{tag}>" for tag in tags)
    closing = "".join(f"</{tag}>" for tag in reversed(tags))
    inside = "x" if element == "span" else "<p>x</p>"
    body = opening * deep + inside + closing * deep
    assert survives(odf, open_document("text", f"<p>{body}</p>" if element == "span" else body))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "a", "1,5", "Bolt"]), max_size=4), max_size=10))
def test_every_cell_is_found_again_by_its_spot(grid: list[list[str]]):
    text = sheet("".join(row(*map(cell, line)) for line in grid))
    found = [[one for one in text.text[spot.start : spot.end].split(" | ") if one] for spot in text.spots]
    expected = [[one for one in line if one] for line in grid]
    assert found == [line for line in expected if line]


@pytest.mark.parametrize("make", [shaken, damaged])
@pytest.mark.parametrize(("name", "parser"), [("odt", odf), ("ods", ods), ("odp", odp)])
def test_shaken_files_are_read_or_refused(make, name: str, parser: ModuleType):
    read_ = [survives(parser, data) for data in make((FILES / f"office.{name}").read_bytes(), 40)]
    assert any(read_)


def test_headers_and_footers_are_set_apart():
    edges = "<header><p>Lease</p><p>of Lund</p></header><footer><p/></footer><footer-left><p>draft</p></footer-left>"
    styles = f"<document-styles><master-styles><master-page>{edges}</master-page></master-styles></document-styles>"
    text = of("<p>body</p>", styles=styles)
    assert (text.text, hidden(text)) == ("body", [("running", "Lease\nof Lund\ndraft")])
    assert text.notes == ("Page headers and footers were left out.",)


def test_what_stands_in_elements_of_no_text_of_their_own_is_read():
    body = "<p>Tenant: <content-control><span>Ann Berg</span></content-control>, see <bookmark-ref><span>7</span></bookmark-ref></p>"
    assert of(body).text == "Tenant: Ann Berg, see 7"


FORM = (
    '<forms><form><checkbox id="a" label="Pets" current-state="checked"/><checkbox id="b" state="unchecked"/>'
    '<radio id="c" label="Gold" current-selected="true"/><text id="d" current-value="Ann Berg" value="Name"/>'
    '<listbox id="e"><option label="Basic"/><option label="Plus" current-selected="true"/></listbox>'
    '<textarea id="f"><p>two</p><p>lines</p></textarea><fixed-text id="g" label="Rent"/><password id="h" value="x"/>'
    '<hidden id="i" value="x"/></form></forms>'
)


@pytest.mark.parametrize(
    ("name", "said"),
    [("a", "[x] Pets"), ("b", "[ ]"), ("c", "[x] Gold"), ("d", "Ann Berg"), ("e", "Plus"), ("f", "two lines"), ("g", "Rent"),
     ("i", "")],
)  # fmt: skip
def test_what_a_form_s_controls_show_stands_where_they_stand(name: str, said: str):
    text = of(f'{FORM}<p>Form: <control control="{name}"/>.</p><control control="{name}"/>')
    assert text.text.split("\n") == [
        f"Form: {said}.",
        *filter(None, [said.replace(" lines", "")]),
        *["lines"] * (name == "f"),
    ]
    assert text.notes == ()


def test_forms_inside_forms_are_gone_through_once():
    deep = "<forms>" * 200 + '<text id="a" current-value="x"/>' * 20_000 + "</forms>" * 200
    begun = process_time()
    assert of(f'{deep}<p>Form: <control control="a"/></p>').text == "Form: x"
    assert process_time() - begun < 5


@pytest.mark.parametrize("name", ["h", "nowhere"])
def test_a_form_s_control_that_cannot_be_read_is_noted(name: str):
    text = of(f'{FORM}<p>Form: <control control="{name}"/></p>')
    assert (text.text, text.notes) == ("Form:", ("It holds a form: what was filled in may be missing from the text.",))


@pytest.mark.parametrize(
    ("told", "inner", "seen"),
    [
        ('text-line-through-style="solid"', "", False),
        ('text-line-through-type="double"', "", False),
        ('text-line-through-style="none" text-line-through-type="none"', "", True),
        ('text-line-through-style="solid"', '<text-properties text-line-through-style="none"/>', True),
    ],
)
def test_what_is_struck_out_is_set_apart(told: str, inner: str, seen: bool):
    automatic = style("out", "text", f"<text-properties {told}/>") + style("in", "text", inner)
    text = of('<p>Notice: <span style-name="out"><span style-name="in">three</span></span> months</p>', automatic)
    assert text.text == ("Notice: three months" if seen else "Notice:  months")
    assert hidden(text) == ([] if seen else [("deleted", "three")])


@pytest.mark.parametrize(
    ("position", "said"),
    [("super 58%", "1 500^12 EUR"), ("33% 58%", "1 500^12 EUR"), ("0% 100%", "1 50012 EUR"), ("sub 58%", "1 50012 EUR"),
     ("-33% 58%", "1 50012 EUR")],
)  # fmt: skip
def test_figures_that_stand_higher_are_no_part_of_the_figure_before_them(position: str, said: str):
    automatic = style("up", "text", f'<text-properties text-position="{position}"/>')
    up = '<span style-name="up">{}</span>'
    assert of(f"<p>1 500{up.format('1')}{up.format('2')} EUR</p>", automatic).text == said


def test_notes_and_what_they_belong_to_have_the_same_mark():
    def note(mark: str, body: str) -> str:
        return f"<note><note-citation>{mark}</note-citation><note-body>{body}</note-body></note>"

    listed = '<list style-name="L"><list-item><p>One.</p></list-item></list><p>Two.</p>'
    body = f"<p>Rent{note('1', '<p>Net.</p>')} and term{note('i', listed)}{note('', '<p>None.</p>')}</p>"
    assert of(body, LIST).text == "Rent[1] and term[i]\n[1] Net.\n[i] 1. One.\nTwo.\nNone."


@pytest.mark.parametrize(
    ("body", "said", "apart"),
    [
        ('<p>a<hidden-paragraph is-hidden="true"/> notice 4</p><p>b</p>', "b", "a notice 4"),
        ('<p>x <variable-set display="none">9</variable-set>y</p>', "x y", "9"),
        ('<p>x <variable-set display="value">9</variable-set></p>', "x 9", ""),
    ],
)
def test_fields_that_show_nothing_are_kept_apart(body: str, said: str, apart: str):
    text = of(body)
    assert text.text == said
    assert "".join(words for _, words in hidden(text)) == apart


def test_a_reference_to_a_note_says_its_number():
    assert of('<p>See note <note-ref note-class="footnote">3</note-ref>.</p>').text == "See note 3."
