"""Web pages: the blocks a reader sees, and what the page hides from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import html
from hemvist.readers.base import read
from hemvist.readers.colours import alike, colour
from hemvist.readers.errors import BrokenFile, NoText
from tests.readers.parsing import FILES, damaged, hidden, parse, survives, tables, titles


def of(body: str, head: str = ""):
    return parse(html, f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())[0]


def test_a_page_made_by_another_program():
    text = read((FILES / "rich.html").read_bytes(), "lease.html")
    assert "whole years^1, see the annex." in text.text
    assert titles(text) == [("Lease agreement", 1), ("Prices", 2)]
    assert tables(text) == [("Item | Price", "Bolt long | 2 €\n | 3 €")]
    assert hidden(text) == [
        ("comment", "Why three?"), ("formatted", "vanished words"), ("white", "white words"),
        ("tiny", "tiny words"),
    ]  # fmt: skip
    assert "Light on dark" in text.text


def test_blocks_lists_and_preformatted_text():
    text = of(
        "<p>a<b>b</b>\n c<br>d</p>e<ul><li>f<li>g<ol start=3><li>h<li>i</ol></ul><pre>  j\n k</pre><details>l</details>"
    )
    assert text.text == "ab c\nd\ne\n• f\n• g\n3. h\n4. i\nj\n k\nl"


@pytest.mark.parametrize(
    ("attributes", "marks"),
    [
        ("type=a", "a b"), ("type=A start=27", "AA AB"), ("type=I", "I II"), ("type=i start=4", "iv v"),
        ("style='list-style-type:lower-alpha'", "a b"), ("style='list-style: upper-roman inside'", "I II"), ("class=l", "a b"),
        ("reversed", "2 1"), ("reversed start=7", "7 6"), ("type=a start=0", "0 a"), ("type=1", "1 2"),
    ],
)  # fmt: skip
def test_items_are_marked_as_the_page_shows_them(attributes: str, marks: str):
    text = of(f"<ol {attributes}><li>x<li>x</ol>", "<style>.l{list-style:lower-latin}</style>").text
    assert text == "\n".join(f"{mark}. x" for mark in marks.split())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Rent: 1 500<sup>1</sup> EUR, 10<sup>-6</sup> m", "Rent: 1 500^1 EUR, 10^-6 m"),
        ("500<sup><a href=x>1)</a></sup> EUR, § 5<sup>a</sup>", "500^1) EUR, § 5^a"),
        ("1<sup>st</sup>, 2<sup>e</sup>, x <sup>1</sup>, y<sup> 1</sup>, z<sup></sup>1", "1st, 2e, x 1, y 1, z1"),
    ],
)
def test_a_raised_figure_is_no_part_of_the_one_before_it(body: str, text: str):
    assert of(f"<p>{body}</p>").text == text


def test_tables_inside_tables_stay_in_their_cell():
    text = of("<table><tr><th>A<th>B<tr><td>1<table><tr><td>x<td>y</table><td>2</table>")
    assert tables(text) == [("A | B", "1 x y | 2")]


def test_a_table_of_one_column_only_places_things():
    assert of("<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>").text == "One\nTwo"


def test_spans_move_what_stands_beside_and_below_them():
    text = of(
        "<table><tr><th>Region<th>Item<th>Price<tr><td rowspan=2>North<td>Copper<td>12<tr><td>Steel<td>9"
        "<tr><td colspan=2>Total<td>21<tr><td>South<td rowspan=2>Tin<td>4<tr><td>East<td>5</table>"
    )
    below = "North | Copper | 12\n | Steel | 9\nTotal |  | 21\nSouth | Tin | 4\nEast |  | 5"
    assert tables(text) == [("Region | Item | Price", below)]


def test_spans_end_with_their_rows_and_are_bounded():
    assert of("<table><tbody><tr><td rowspan=0>a<td>b<tbody><tr><td>c<td>d</table>").text == "a | b\nc | d"
    assert of("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>").text == "a | b\n | c\n | d"
    assert len(of("<table><tr><td colspan=1000>a<td>b<td colspan=99999>c<td>d</table>").text) < 400
    survives(html, b"<table>" + b"<tr><td colspan=1000 rowspan=65534>x<td colspan=9>y" * 5_000)


PRICES = "<table><tr><th>Item<th>Qty<tr><td>Bolt<td>2<tr><td>Nut<td>7</table>"


@pytest.mark.parametrize(
    "around", ["<td>{}", "<td><table><tr><td></td><td>{}</td></tr></table>", "<td><p>Shop</p><td>{}"]
)
def test_a_table_in_one_that_only_places_things_keeps_its_rows(around: str):
    text = of(f"<table><tr>{around.format(f'<h2>Order</h2>{PRICES}<p>In 5 days.')}</table>")
    assert text.text.removeprefix("Shop\n").lstrip("\n") == "Order\n\nItem | Qty\nBolt | 2\nNut | 7\nIn 5 days."
    assert tables(text) == [("Item | Qty", "Bolt | 2\nNut | 7")]
    assert titles(text) == [("Order", 2)]


def test_rows_around_a_table_inside_stay_rows():
    text = of(f"<table><tr><td>No.<td>17<tr><td>{PRICES}<tr><td>Total<td>9</table>")
    assert text.text == "No. | 17\nItem | Qty\nBolt | 2\nNut | 7\nTotal | 9"


def test_a_table_in_the_cell_of_one_with_a_header_stays_there_row_by_row():
    text = of(f"<table><tr><th>Order<th>Day<tr><td>{PRICES}<td>5 May</table>")
    assert tables(text) == [("Order | Day", "Item Qty; Bolt 2; Nut 7 | 5 May")]


def test_paragraphs_of_a_table_of_one_column_stay_apart():
    assert of("<table><tr><td><p>Dear Ann,</p><p>thanks.</p></table>").text == "Dear Ann,\nthanks."


def test_many_tables_in_one_another_end():
    survives(html, b"<html><body>" + b"<table><tr><td>a<td>b" * 600 + b"x" + b"<p>y" * 1_000)
    survives(html, b"<table><tr><td><table>" + b"<tr><td>a<td>b" * 110_000)


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ("<p style='display: none'>x</p>", "formatted"),
        ("<p style='display:none!important;display:block'>x</p>", "formatted"),
        ("<p hidden>x</p>", "formatted"),
        ("<p style='visibility:hidden'>x</p>", "invisible"),
        ("<p style='opacity:0.01'>x</p>", "invisible"),
        ("<p style='font-size:0'>x</p>", "tiny"),
        ("<p style='font-size:1px'><b style='font-size:80%'>x</b></p>", "tiny"),
        ("<p style='color:#fff'>x</p>", "white"),
        ("<p style='color:rgb(250, 250, 250)'>x</p>", "white"),
        ("<div style='background:navy'><span style='color:#000085'>x</span></div>", "white"),
        ("<font color=white>x</font>", "white"),
        ("<table bgcolor=black><tr><td><font color='#000000'>x</font></table>", "white"),
        ("<p style='color:transparent'>x</p>", "invisible"),
        ("<p style='position:absolute;left:-9999px'>x</p>", "off-page"),
        ("<p style='text-indent:-9999px'>x</p>", "off-page"),
        ("<p style='height:0;overflow:hidden'>x</p>", "invisible"),
        ("<p style='position:absolute;clip:rect(0 0 0 0)'>x</p>", "invisible"),
        ("<template>x</template>", "invisible"),
        ("<noscript>x</noscript>", "invisible"),
        ("<!-- x -->", "comment"),
        ("<del>x</del>", "deleted"),
        ("<s>x</s>", "deleted"),
        ("<strike>x</strike>", "deleted"),
        ("<p style='text-decoration: line-through red'><b style='text-decoration:none'>x</b></p>", "deleted"),
        ("<p class=s>x</p>", "deleted"),
        ("<p class='a b'>x</p>", "formatted"),
        ("<p id=i>x</p>", "formatted"),
        ("<div class=o><div><em>x</em></div></div>", "formatted"),
        ("<div class=m>x</div>", "formatted"),
    ],
)
def test_what_is_hidden_is_kept_apart(shown: str, why: str):
    style = "<style>/* . */ .s{text-decoration-line:line-through} .b{display:none} #i{display:none} .o > div em{display:none} @media screen{.m{display:none}}</style>"
    text = of(f"<p>seen</p>{shown}<p>after</p>", style)
    assert text.text == "seen\nafter"
    assert hidden(text) == [(why, "x")]


@pytest.mark.parametrize(
    "shown",
    [
        "<p aria-hidden=true>x</p>",
        "<p style='background:#000;color:#fff'>x</p>",
        "<table background=a.png><tr><td style='color:white'>x</table>",
        "<p style='visibility:hidden'><b style='visibility:visible'>x</b></p>",
        "<p class=p>x</p>",
        "<p class='b s'>x</p>",
        "<p style='font-size:0'><b style='font-size:12px'>x</b></p>",
        "<div class=o><em>x</em></div>",
        "<details>x</details>",
        "<p style='text-decoration:underline'>x</p>",
    ],
)
def test_what_is_seen_stays(shown: str):
    style = (
        "<style>@media print{.p{display:none}} .b{display:none} .b.s{display:block} .o > div em{display:none}</style>"
    )
    text = of(f"<p>seen</p>{shown}", style)
    assert (text.text, hidden(text)) == ("seen\nx", [])


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1251", "koi8-r", "utf-16"])
def test_its_own_word_on_its_encoding_is_taken(charset: str):
    words = "År" if charset == "iso-8859-1" else "Год"
    page = f'<html><head><meta charset="{charset}"></head><body>{words}</body></html>'.encode(charset)
    assert read(page, "a.html").text == words


def test_scripts_styles_and_empty_pages_say_nothing():
    with pytest.raises(NoText):
        read(b"<html><script>alert(1)</script><style>p{color:red}</style></html>", "a.html")


def test_nothing_outside_is_taken_in():
    page = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><link href="//x"><p>a&e;b<img src="//y">'
    assert "root:" not in read(page, "a.html").text


def test_deep_and_wide_pages_end():
    assert parse(html, b"<html><body>" + b"<div>" * 2_000 + b"x")[0].text == "x"
    with pytest.raises(BrokenFile, match="inside one another too deeply"):
        read(b"<html><body>" + b"<div>" * 200_000 + b"x", "a.html")
    with pytest.raises(BrokenFile, match="inside one another too deeply"):
        read(b"<html><body>" + b"<table><tr><td>" * 200_000 + b"x", "a.html")
    survives(html, b"<html>" + b"<b>" * 20_000 + b"<p>x" * 2_000)


def test_styles_without_end_are_taken_in_time():
    rules = "".join(f".a{n} .b{n} > p{{display:none}}" for n in range(3_000)) + "{" * 20_000 + "@media screen{" * 5_000
    assert of("<p class=b1>x</p>", f"<style>{rules}</style>").text == "x"


@pytest.mark.parametrize(
    ("named", "parts"),
    [("#fff", (255, 255, 255)), ("white", (255, 255, 255)), ("rgba(1 2 3 / 50%)", (1, 2, 3)), ("0000FF", (0, 0, 255)), ("x", None),
     ("#" + "9" * 99, None), ("rgb(1e999,2,3)", None)],
)  # fmt: skip
def test_colours_are_understood(named: str, parts: tuple[int, int, int] | None):
    assert colour(named) == parts


def test_colours_that_cannot_be_told_apart():
    assert alike((255, 255, 255), (240, 250, 240))
    assert not alike((255, 255, 255), (200, 200, 200))


@given(st.text(st.sampled_from("<>/ab p='\"=!-&;{}:tdrh\n"), max_size=200))
def test_any_marks_are_read(raw: str):
    parse(html, raw.encode())


def test_damaged_pages_are_read():
    for data in damaged((FILES / "rich.html").read_bytes(), 150):
        survives(html, data)


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("color: #0000", "invisible"), ("color: #12345600", "invisible"), ("color: rgb(0 0 0 / 0)", "invisible"),
        ("color: hsla(0, 0%, 0%, 0%)", "invisible"), ("-webkit-text-fill-color: transparent", "invisible"),
        ("-webkit-text-fill-color: white", "white"), ("filter: blur(0) opacity(0)", "invisible"),
        ("transform: scale(0)", "tiny"), ("transform: translateX(-9999px)", "off-page"), ("margin-left: -9999px", "off-page"),
        ("font: 0/0 a", "tiny"), ("font: bold 100 .1px/1 serif", "tiny"),
    ],
)  # fmt: skip
def test_further_ways_to_show_nothing_are_seen_through(style: str, reason: str):
    for page in (
        of(f"<p>Seen.<p style='{style}'>obey"),
        of("<p>Seen.<p class=a>obey", f"<style>.a {{{style}}}</style>"),
    ):
        assert page.text == "Seen."
        assert hidden(page) == [(reason, "obey")]


@pytest.mark.parametrize(
    "style",
    [
        "color: #000f", "color: rgb(0 0 0 / 1)", "color: rgb(0,0,0)", "color: hsl(0,0%,0%)", "transform: scale(.5)",
        "transform: translate(-50%, -50%)", "margin-left: -100%", "font: bold 12px/1.5 serif", "font: 700 1em a",
        "filter: opacity(80%)", "-webkit-text-fill-color: currentcolor",
    ],
)  # fmt: skip
def test_what_only_looks_like_them_stays_in_the_text(style: str):
    assert of(f"<p style='{style}'>Three years.").text == "Three years."


def test_what_opens_only_when_asked_for_is_hidden():
    page = of("<p>Seen.</p><dialog>one</dialog><dialog open>two</dialog><div popover>three</div>")
    assert page.text == "Seen.\ntwo"
    assert hidden(page) == [("formatted", "one"), ("formatted", "three")]


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ("@media screen", False), ("@media (min-width: 600px)", False), ("@media screen and (min-width:40em)", False),
        ("@media print, screen", False), ("@layer base", False), ("@supports (display: grid)", False), ("@media print", True),
        ("@media (max-width: 600px)", True), ("@media (orientation: portrait)", True), ("@font-face", True),
    ],
)  # fmt: skip
def test_rules_count_where_they_hold_on_a_usual_screen(block: str, shown: bool):
    page = of("<p class=a>words</p><p>Seen.", f"<style>{block} {{ .a {{ display: none }} }}</style>")
    assert ("words" in page.text) is shown


def test_paragraphs_of_a_cell_stay_in_it_in_their_order():
    page = of("<table><tr><td><p>a</p><ul><li>b<li>c</ul><td>d<tr><td>e<td>f</table>")
    assert page.text == "a • b • c | d\ne | f"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<input type=checkbox checked> Yes <input type=checkbox>No", "[x] Yes [ ] No"),
        ("A <input type=radio name=a> B <input type=radio name=a checked=checked>", "A [ ] B [x]"),
        ("Name: <input value='Ann Berg'><input type=hidden value=7><input type=password value=8>", "Name: Ann Berg"),
        ("<ul class='inline-task-list'><li class=checked>Signed<li>Paid</ul>", "[x] Signed\n[ ] Paid"),
    ],
)
def test_forms_say_what_is_ticked_and_typed(page: str, said: str):
    assert of(f"<body>{page}").text == said


@pytest.mark.parametrize(
    ("more", "said", "apart"),
    [
        ("", "Plan:\nGold", ["SilverTin"]),
        (" selected", "Plan:\nSilver", ["Gold", "Tin"]),
    ],
)
def test_of_a_list_to_choose_from_the_chosen_one_is_seen(more: str, said: str, apart: list[str]):
    text = of(f"<body>Plan: <select><option>Gold<option{more}>Silver<option>Tin</select>")
    assert (text.text, [told for _, told in hidden(text)]) == (said, apart)
    assert of("<body><select multiple><option>Gold<option>Tin</select>").text == "Gold\nTin"


def test_figures_raised_by_a_style_and_formulas_are_told_apart():
    style = "<style>.up{vertical-align:super}</style>"
    assert of(f"<head>{style}</head><body>5,000<span class=up>1</span> EUR").text == "5,000^1 EUR"
    math = "<math><mfrac><mi>new</mi><mn>119.4</mn></mfrac><mo>×</mo><msup><mi>x</mi><mn>2</mn></msup><annotation>y</annotation></math>"
    assert of(f"<body>R = {math} EUR").text == "R = (new)/(119.4)×x^2 EUR"
    assert of("<body>x<svg><text>5</text></svg>").notes == ("Pictures in it were not read.",)


def test_lists_without_marks_get_no_numbers_and_comments_of_word_are_none():
    assert of("<body><ol style='list-style-type:none'><li>Rent<li>Term</ol>").text == "Rent\nTerm"
    assert hidden(of("<body><p><!--[if !supportLists]-->1. <!--[endif]-->Rent</p>")) == []


def test_long_lists_to_choose_from_and_deep_formulas_end():
    assert of("<body><select>" + "<option selected>x" * 50_000 + "</select>").text == "x"
    assert len(of("<body><math>" + "<msup><mi>x</mi>" * 2_000 + "</math>").text) < 2_000
