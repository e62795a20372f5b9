"""PowerPoint presentations: slides in their order, shapes as they are read, and what is not seen set apart."""

from __future__ import annotations

import io
import itertools
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from hemvist.domain.text import Text, Unit
from hemvist.readers import pptx
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, CannotRead
from hemvist.readers.shapes import Box, Shape, in_order
from tests.readers.packs import packed, parts_of, shaken
from tests.readers.parsing import damaged, hidden, parse, survives, tables, titles

WHITE = RGBColor(255, 255, 255)


def saved(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def of(deck) -> Text:
    return parse(pptx, saved(deck))[0]


def blank():
    deck = Presentation()
    return deck, deck.slides.add_slide(deck.slide_layouts[6])


def box(slide, left: float, top: float, text: str, colour: RGBColor | None = None):
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = text
    if colour is not None:
        shape.text_frame.paragraphs[0].runs[0].font.color.rgb = colour
    return shape


def block(slide, left: float, top: float, text: str = ""):
    """A rectangle filled in a colour of the theme, as PowerPoint makes them."""
    shape = slide.shapes.add_shape(1, Inches(left), Inches(top), Inches(3), Inches(1))
    shape.text_frame.text = text
    return shape


def rich():
    """A presentation with something of everything."""
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text, first.placeholders[1].text = "Plan", "One\nTwo"
    first.notes_slide.notes_text_frame.text = "say this"
    second = deck.slides.add_slide(deck.slide_layouts[6])
    cells = second.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for at, words in enumerate(("Item", "Price", "Bolt", "2")):
        cells.cell(at // 2, at % 2).text = words
    values = CategoryChartData()
    values.categories = ["East", "West"]
    values.add_series("Q1", (19.2, 21.4))
    values.add_series("Q2", (1, 2))
    chart = second.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(2), Inches(3), Inches(4), Inches(3), values
    ).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Sales"
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(6.8), Inches(2), Inches(0.5)).text_frame.text = "in a group"
    return deck


def test_a_presentation_written_by_another_program():
    text = read(saved(rich()), "deck.pptx")
    slides = [text.text[page.start : page.end] for page in text.pages]
    assert slides == [
        "Plan\n\nOne\nTwo",
        "Item | Price\nBolt | 2\nSales\n | Q1 | Q2\nEast | 19.2 | 1\nWest | 21.4 | 2\nin a group",
    ]
    assert text.unit is Unit.SLIDE
    assert [page.label for page in text.pages] == ["Plan", ""]
    assert titles(text) == [("Plan", 1)]
    assert tables(text) == [("Item | Price", "Bolt | 2"), (" | Q1 | Q2", "East | 19.2 | 1\nWest | 21.4 | 2")]


def test_speakers_notes_are_set_apart_with_their_slide():
    text = read(saved(rich()), "deck.pptx")
    assert [(one.kind.value, one.page, one.text) for one in text.hidden] == [("notes", 1, "say this")]


def test_slides_come_in_the_order_they_are_shown_in():
    deck = Presentation()
    for name in "abc":
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = name
    order = deck.slides._sldIdLst
    order.insert(0, order[2])
    text = of(deck)
    assert [page.label for page in text.pages] == ["c", "a", "b"]


def test_shapes_are_read_in_rows_from_the_left():
    deck, slide = blank()
    for left, top, text in ((5, 2, "right"), (1, 2.1, "left"), (1, 4, "below"), (1, 0.5, "above")):
        box(slide, left, top, text)
    assert of(deck).text == "above\nleft\nright\nbelow"


def test_hidden_slides_keep_their_number_and_their_text_is_set_apart():
    deck = rich()
    deck.slides[0]._element.set("show", "0")
    text = of(deck)
    assert (len(text.pages), text.pages[0].start, text.pages[0].end) == (2, 0, 0)
    assert hidden(text)[0] == ("slide", "Plan\nOne\nTwo")


def test_what_lies_off_the_slide_or_is_switched_off_is_set_apart():
    deck, slide = blank()
    box(slide, -9, 2, "away")
    box(slide, 1, 1, "partly")
    box(slide, 1, 90, "far below")
    box(slide, 1, 3, "off")._element.nvSpPr.cNvPr.set("hidden", "1")
    text = of(deck)
    assert text.text == "partly"
    assert hidden(text) == [("off-page", "away"), ("formatted", "off"), ("off-page", "far below")]


def test_white_text_is_set_apart_where_it_stands_on_white_only():
    deck, slide = blank()
    box(slide, 1, 1, "unseen", WHITE)
    block(slide, 5, 1, "on a block").text_frame.paragraphs[0].runs[0].font.color.rgb = WHITE
    block(slide, 1, 3)
    box(slide, 1.5, 3.2, "over a block", WHITE)
    themed = box(slide, 5, 5, "unseen too").text_frame.paragraphs[0].runs[0]
    themed.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    tiny = box(slide, 1, 6, "tiny").text_frame.paragraphs[0].runs[0]
    tiny.font.size = Pt(1)
    text = of(deck)
    assert text.text == "on a block\nover a block"
    assert sorted(hidden(text)) == [("tiny", "tiny"), ("white", "unseen"), ("white", "unseen too")]


def test_white_text_on_a_dark_slide_is_text():
    deck, slide = blank()
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor(0, 0, 80)
    box(slide, 1, 1, "seen", WHITE)
    box(slide, 1, 3, "unseen", RGBColor(0, 0, 82))
    text = of(deck)
    assert (text.text, hidden(text)) == ("seen", [("white", "unseen")])


def test_comments_of_both_formats_and_diagrams_are_read():
    parts = {
        name: data.decode("utf-8", "ignore") for name, data in parts_of(saved(blank()[0])).items() if ".xml" in name
    }
    links = "ppt/slides/_rels/slide1.xml.rels"
    more = (
        '<Relationship Id="c1" Type="/comments" Target="../old.xml"/><Relationship Id="c2" Type="/comments" Target="../new.xml"/>'
        '<Relationship Id="d" Type="/diagramData" Target="../data.xml"/></Relationships>'
    )
    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="d" xmlns:r="r" r:dm="d"/></a:graphicData></a:graphic>'
        "</p:graphicFrame></p:spTree>"
    )
    slide = parts["ppt/slides/slide1.xml"].replace("</p:spTree>", frame)
    point = "<pt><t><p><r><t>a step</t></r></p></t></pt><pt type='pres'><t><p><r><t>layout</t></r></p></t></pt>"
    text, _ = parse(
        pptx,
        packed(
            parts
            | {
                links: parts[links].replace("</Relationships>", more),
                "ppt/slides/slide1.xml": slide,
                "ppt/old.xml": "<cmLst><cm><text>old one</text></cm></cmLst>",
                "ppt/new.xml": "<cmLst><cm><txBody><p><r><t>new one</t></r></p></txBody></cm></cmLst>",
                "ppt/data.xml": f"<dataModel><ptLst>{point}</ptLst></dataModel>",
            }
        ),
    )
    assert text.text == "a step"
    assert hidden(text) == [("comment", "old one\nnew one")]


HOSTILE = [
    (packed({"[Content_Types].xml": "", "ppt/x.xml": ""}), BrokenFile),
    (
        packed({"[Content_Types].xml": "", "ppt/presentation.xml": "<!DOCTYPE p [<!ENTITY e 'x'>]><p>&e;</p>"}),
        BrokenFile,
    ),
    (packed({"[Content_Types].xml": "", "ppt/presentation.xml": "<presentation/>"}), CannotRead),
]


@pytest.mark.parametrize(("data", "error"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_presentations_are_refused(data: bytes, error: type[CannotRead]):
    with pytest.raises(error):
        read(data, "deck.pptx")


def test_a_slide_that_is_listed_ten_thousand_times_is_read_once():
    parts = parts_of(saved(rich()))
    main = parts["ppt/presentation.xml"].decode()
    one = main[main.index("<p:sldId ") : main.index("/>", main.index("<p:sldId ")) + 2]
    text, _ = parse(pptx, packed(parts | {"ppt/presentation.xml": main.replace(one, one * 10_000)}))
    assert len(text.pages) == 2


def test_groups_in_groups_are_followed_only_so_far():
    tree = "<grpSp>" * 200 + "<sp><txBody><p><r><t>x</t></r></p></txBody></sp>" + "</grpSp>" * 200
    parts = parts_of(next(iter(pptx.samples())))
    assert survives(pptx, packed(parts | {"ppt/slide.xml": f"<sld><cSld><spTree>{tree}</spTree></cSld></sld>"}))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5)), max_size=30))
def test_the_order_keeps_every_shape_once_and_never_reads_upwards_past_a_row(places: list[tuple[int, int, int]]):
    shapes = [Shape(None, Box(left, top, 1, height), "", False, at) for at, (left, top, height) in enumerate(places)]
    ordered = in_order(shapes)
    assert sorted(shape.at for shape in ordered) == list(range(len(places)))
    for one, other in itertools.pairwise(ordered):
        assert one.box is not None
        assert other.box is not None
        assert other.box.top >= one.box.top or other.box.left >= one.box.left


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["Term", "Price & more", "", "a b"]), min_size=1, max_size=6))
def test_titles_and_labels_agree(names: list[str]):
    deck = Presentation()
    for name in names:
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = name
    text = of(deck)
    assert [page.label for page in text.pages] == names
    assert [title for title, _ in titles(text)] == [name for name in names if name]


@pytest.mark.parametrize("make", [shaken, damaged])
def test_shaken_presentations_are_read_or_refused(make):
    read_ = [survives(pptx, data) for data in make(saved(rich()), 30)]
    assert any(read_)


def test_footers_and_what_pictures_are_said_to_show_are_set_apart():
    deck, slide = blank()
    shape = block(slide, 1, 1, "seen")
    shape._element.nvSpPr.cNvPr.set("descr", "a seal")
    foot = box(slide, 1, 5, "for the board only")
    foot._element.nvSpPr.nvPr.append(foot._element.nvSpPr.nvPr.makeelement(qn("p:ph"), {"type": "ftr"}))
    text = of(deck)
    assert text.text == "seen"
    assert sorted(hidden(text)) == [("described", "a seal"), ("running", "for the board only")]


def added(paragraph, text: str, **told: str):
    """A run more in a paragraph, with these properties."""
    run = paragraph.add_run()
    run.text = text
    for name, value in told.items():
        run._r.get_or_add_rPr().set(name, value)
    return run


def test_what_is_struck_out_or_raised_is_told_as_in_word():
    deck, slide = blank()
    added(box(slide, 1, 1, "Rent ").text_frame.paragraphs[0], "5 000", strike="sngStrike")
    added(box(slide, 1, 3, "10").text_frame.paragraphs[0], "6", baseline="30000")
    text = of(deck)
    assert (text.text, hidden(text)) == ("Rent\n10^6", [("deleted", "5 000")])


def test_cells_hide_their_text_as_shapes_do():
    deck, slide = blank()
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for at, words in enumerate(("Item", "Price", "Bolt", "2")):
        table.cell(at // 2, at % 2).text = words
    added(table.cell(1, 1).text_frame.paragraphs[0], "tiny", sz="100")
    seen, unseen = (added(table.cell(1, at).text_frame.paragraphs[0], f" {at}") for at in (0, 1))
    seen.font.color.rgb = unseen.font.color.rgb = WHITE  # on the colour of the table's style, and on white
    table.cell(1, 1).fill.solid()
    table.cell(1, 1).fill.fore_color.rgb = WHITE
    text = of(deck)
    assert (text.text, hidden(text)) == ("Item | Price\nBolt 0 | 2", [("tiny", "tiny"), ("white", "1")])


def test_what_stands_on_layouts_and_masters_is_set_apart_once():
    deck = Presentation()
    layout = deck.slide_layouts[6]
    for target, words in ((layout, "for the board"), (deck.slide_master, "draft")):
        maker = deck.slides.add_slide(layout)
        target.shapes._spTree.append(box(maker, 1, 1, words)._element)
    text = of(deck)
    assert (text.text, hidden(text)) == ("\n\n", [("running", "for the board\ndraft")])
    layout._element.set("showMasterSp", "0")
    assert hidden(of(deck)) == [("running", "for the board")]


def test_paragraphs_are_numbered_as_powerpoint_does():
    deck, slide = blank()
    frame = box(slide, 1, 1, "one\ntwo\nbelow\nthree\nplain\nagain").text_frame
    told = (
        ("arabicPeriod", 0),
        ("arabicPeriod", 0),
        ("alphaLcParenBoth", 1),
        ("arabicPeriod", 0),
        ("", 0),
        ("romanUcParenR", 0),
    )
    for paragraph, (kind, level) in zip(frame.paragraphs, told, strict=True):
        paragraph.level = level
        properties = paragraph._p.get_or_add_pPr()
        if kind:
            properties.append(
                properties.makeelement(qn("a:buAutoNum"), {"type": kind, "startAt": "4" if kind[0] == "r" else "1"})
            )
    assert of(deck).text == "1. one\n2. two\n(a) below\n3. three\nplain\nIV) again"


def test_a_fraction_on_a_slide_is_no_number_of_two_figures():
    parts = parts_of(next(iter(pptx.samples())))
    formula = '<m:oMath xmlns:m="x/math"><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>'
    shape = f"<sp><txBody><p><r><t>Share </t></r><m>{formula}</m></p></txBody></sp>"
    text, _ = parse(pptx, packed(parts | {"ppt/slide.xml": f"<sld><cSld><spTree>{shape}</spTree></cSld></sld>"}))
    assert text.text == "Share (1)/(2)"


def charted(kind, values) -> Text:
    deck, slide = blank()
    slide.shapes.add_chart(kind, Inches(1), Inches(1), Inches(4), Inches(3), values)
    return of(deck)


def test_dates_and_shares_of_charts_are_written_as_the_chart_does():
    values = CategoryChartData(number_format="0%")
    values.categories = [date(2024, 1, 1), date(2024, 2, 1)]
    values.add_series("Share", (0.25, 0.5))
    assert charted(XL_CHART_TYPE.COLUMN_CLUSTERED, values).text == " | Share\n2024-01-01 | 25%\n2024-02-01 | 50%"


def test_points_of_a_chart_stand_beside_their_own_place():
    values = BubbleChartData()
    first, second = values.add_series("A"), values.add_series("B")
    first.add_data_point(1, 10, 7)
    second.add_data_point(5, 50, 8)
    assert charted(XL_CHART_TYPE.BUBBLE, values).text == " | A | B\n1 | 10 (7)\n5 |  | 50 (8)"


def test_newer_charts_are_read_and_one_that_says_nothing_is_noted():
    parts = parts_of(next(iter(pptx.samples())))
    frame = '<graphicFrame><graphic><graphicData><chart xmlns:r="r" r:id="c"/></graphicData></graphic></graphicFrame>'
    data = (
        "<chartData><data id='0'><strDim><lvl><pt idx='0'>East</pt><pt idx='1'>West</pt></lvl><lvl><pt idx='0'>Europe</pt></lvl>"
        "</strDim><numDim><lvl formatCode='General'><pt idx='0'>19.2</pt><pt idx='1'>2</pt></lvl></numDim></data></chartData>"
    )
    told = "<txData><v>{}</v></txData>"
    series = f"<plotArea><plotAreaRegion><series><tx>{told.format('Sales')}</tx><dataId val='0'/></series></plotAreaRegion></plotArea>"
    chart = f"<chartSpace>{data}<chart><title><tx>{told.format('Year')}</tx></title>{series}</chart></chartSpace>"
    links = '<Relationships><Relationship Id="c" Type="/chartEx" Target="chart.xml"/></Relationships>'
    parts |= {"ppt/slide.xml": f"<sld><cSld><spTree>{frame}</spTree></cSld></sld>", "ppt/_rels/slide.xml.rels": links}
    assert (
        parse(pptx, packed(parts | {"ppt/chart.xml": chart}))[0].text == "Year\n | Sales\nEurope, East | 19.2\nWest | 2"
    )
    assert "Embedded files were left out." in parse(pptx, packed(parts | {"ppt/chart.xml": "<chartSpace/>"}))[0].notes
