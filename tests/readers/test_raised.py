"""What stands higher in Word, and the marks of notes."""

from __future__ import annotations

import pytest

from tests.readers.made import p
from tests.readers.worded import of, run

UP = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("before", "above", "after", "said"),
    [
        ("1 500", "1", " EUR", "1 500^1 EUR"),
        ("10", "-6", " m", "10^-6 m"),
        ("m", "2", "", "m^2"),
        ("500", "1)", " EUR", "500^1) EUR"),
        ("500", "a", " EUR", "500^a EUR"),
        ("the 1", "st", " of May", "the 1st of May"),
        ("le 2", "e", " jour", "le 2e jour"),
        ("M", "me", " Dupont", "Mme Dupont"),
        ("end. ", "1", "", "end. 1"),
        ("500", "*", "", "500*"),
    ],
)
def test_figures_that_stand_higher_are_no_part_of_the_figure_before_them(
    before: str, above: str, after: str, said: str
):
    assert of(f"<w:p>{run(before, '')}{run(above, UP)}{run(after, '')}</w:p>").text == said


def test_what_stands_higher_in_several_pieces_or_by_a_style_is_set_apart_once():
    up = f'<w:style w:type="character" w:styleId="Up"><w:rPr>{UP}</w:rPr></w:style>'
    styled = run("2", '<w:rStyle w:val="Up"/>')
    down = run("2", "<w:vertAlign w:val='subscript'/>")
    body = f"<w:p>{run('10', '')}{run('1', UP)}<w:bookmarkStart/>{styled}{down}</w:p>"
    assert of(body, styles=up).text == "10^122"


def test_runs_that_stand_higher_in_one_another_end():
    assert of(f"<w:p>{f'<w:r><w:rPr>{UP}</w:rPr>' * 245}<w:t>x</w:t>{'</w:r>' * 245}</w:p>").text == "x"


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}"><w:p><w:r><w:rPr>{UP}</w:rPr><w:{kind}Ref/></w:r>{run(text, "")}</w:p>{p("More.")}</w:{kind}>'


def refers(kind: str, number: int, more: str = "") -> str:
    return f'<w:r><w:rPr>{UP}</w:rPr><w:{kind}Reference w:id="{number}" {more}/></w:r>'


def test_notes_and_what_they_belong_to_have_the_same_mark():
    body = f"<w:p>{run('Rent 100 EUR', '')}{refers('footnote', 7)}{run('. Discount', '')}{refers('footnote', 4)}</w:p>"
    body += f"<w:p><w:del>{refers('footnote', 9)}</w:del>{run('Term', '')}{refers('endnote', 7)}"
    own = refers("footnote", 5, 'w:customMarkFollows="1"')
    body += f"{run(' own', '')}{own}{run('*', UP)}</w:p>"
    text = of(
        body,
        footnotes=note("footnote", 7, "Excluding VAT.")
        + note("footnote", 4, "Until 2024.")
        + note("footnote", 5, "* Own."),
        endnotes=note("endnote", 7, "Sweden."),
    )
    assert text.text.split("\n") == [
        "Rent 100 EUR[1]. Discount[2]", "Term[i] own*", "[1] Excluding VAT.", "More.", "[2] Until 2024.", "More.", "* Own.",
        "More.", "[i] Sweden.", "More.",
    ]  # fmt: skip
