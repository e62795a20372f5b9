"""The codes of Word's fields are set apart, and changes that nobody accepted are noted."""

from __future__ import annotations

import pytest

from tests.readers.made import p
from tests.readers.parsing import hidden
from tests.readers.worded import marked, of, run


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_of_a_field_the_result_is_read_and_what_stands_in_its_code_is_set_apart():
    inner = marked("begin") + code("MERGEFIELD Country") + marked("separate") + run("SE", "") + marked("end")
    outer = marked("begin") + code("IF") + inner + code('= "SE" "25 %"') + marked("separate") + run("25 %", "")
    text = of(f"<w:p>{run('Fee: ', '')}{outer}{marked('end')}{run('.', '')}</w:p>" + p("After"))
    assert (text.text, hidden(text)) == ("Fee: 25 %.\nAfter", [("formatted", "SE")])


def test_a_field_that_never_ends_hides_nothing():
    body = f"<w:p>{marked('end')}{marked('separate')}{marked('begin')}{code('IF')}{run('Fee', '')}</w:p>"
    assert of(body + p("After")).text == "Fee\nAfter"
    assert of(f"<w:p>{(marked('begin') + run('x', '')) * 3}{marked('end')}</w:p>").text == "xx"


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{run('Notice is ', '')}<w:ins>{run('twelve ', '')}</w:ins>{run('months.', '')}</w:p>",
        f"<w:p><w:moveTo>{run('Notice is twelve months.', '')}</w:moveTo></w:p>",
        p("Notice is twelve months.", "<w:rPr><w:ins/></w:rPr>"),
        "<w:tbl><w:tr><w:trPr><w:ins/></w:trPr><w:tc>" + p("Notice is twelve months.") + "</w:tc></w:tr></w:tbl>",
    ],
)
def test_an_insertion_that_nobody_accepted_yet_is_noted(body: str):
    text = of(body)
    assert text.text == "Notice is twelve months."
    assert text.notes == ("Tracked changes were read as if accepted.",)


def test_a_drawn_path_is_no_tracked_change():
    drawn = '<w:p><w:r><w:drawing><a:path xmlns:a="a"><a:moveTo/></a:path></w:drawing></w:r></w:p>'
    assert of(p("Seen.") + drawn).notes == ()
