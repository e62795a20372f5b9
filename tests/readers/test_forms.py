"""Forms in Word: what is ticked, and what is chosen."""

from __future__ import annotations

import pytest

from tests.readers.parsing import hidden
from tests.readers.worded import marked, of, run


def blank(told: str) -> str:
    """A field of a form that says nothing but what it holds."""
    return marked("begin", f"<w:ffData>{told}</w:ffData>") + marked("separate") + marked("end")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "[x]"),
        ("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>", "[ ]"),
        ("<w:checkBox><w:default w:val='1'/></w:checkBox>", "[x]"),
        ("<w:checkBox/>", "[ ]"),
        ("<w:ddList><w:result w:val='1'/><w:listEntry w:val='Basic'/><w:listEntry w:val='Gold'/></w:ddList>", "Gold"),
        ("<w:ddList><w:default w:val='0'/><w:listEntry w:val='Basic'/></w:ddList>", "Basic"),
        ("<w:ddList><w:result w:val='9'/><w:listEntry w:val='Basic'/></w:ddList>", ""),
        ("<w:textInput/>", ""),
    ],
)
def test_what_is_ticked_and_chosen_in_a_form_is_read(told: str, said: str):
    assert of(f"<w:p>{run('Pets: ', '')}{blank(told)}{run(' yes', '')}</w:p>").text == f"Pets: {said} yes"


def test_a_form_in_hidden_letters_is_set_apart():
    box = marked("begin", "<w:ffData><w:checkBox/></w:ffData>").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    text = of(f"<w:p>{run('Pets', '')}{box}{marked('end')}</w:p>")
    assert (text.text, hidden(text)) == ("Pets", [("formatted", "[ ]")])


def test_boxes_drawn_in_a_font_of_symbols_are_read():
    def symbol(code: str, font: str = "Wingdings") -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    empty, ticked = map(symbol, ("F0A8", "F0FE"))
    body = f"<w:p>{empty}{run(' yes ', '')}{ticked}{run(' no ', '')}{symbol('F06F')}{symbol('F0FC')}</w:p>"
    assert of(body).text == "[ ] yes [x] no [ ][x]"
    assert of(f"<w:p>{run('x', '')}{symbol('F0FE', 'Symbol')}{symbol('F0E0')}</w:p>").text == "x"
    assert of(f"<w:p>{symbol('F052', 'Wingdings 2')}{symbol('F0A3', 'Wingdings 2')}</w:p>").text == "[x][ ]"
