"""Formulas in Word, each in one line."""

from __future__ import annotations

import pytest

from hemvist.domain.passage import Text
from tests.readers.parsing import hidden
from tests.readers.worded import of, run


def m(name: str, *inside: str, told: str = "") -> str:
    """A part of a formula; ``told`` are its properties."""
    return f"<m:{name}>{f'<m:{name}Pr>{told}</m:{name}Pr>' if told else ''}{''.join(inside)}</m:{name}>"


def mt(text: str, looks: str = "") -> str:
    return f"<m:r><m:rPr/><w:rPr>{looks}</w:rPr><m:t>{text}</m:t></m:r>"


def formula(inside: str) -> Text:
    spaces = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    return of(f"<w:sdt {spaces}><w:p>{run('Rent ', '')}<m:oMath>{inside}</m:oMath>{run(' EUR', '')}</w:p></w:sdt>")


X, Y, Z = (m("e", mt(letter)) for letter in "xyz")
SUB, SUP = m("sub", mt("i")), m("sup", mt("12"))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (mt("R×") + m("f", m("num", mt("new")), m("den", mt("119.4"))), "R×(new)/(119.4)"),
        (mt("2") + m("f", m("num", mt("1")), m("den", mt("2"))), "2(1)/(2)"),
        (m("f", m("num", mt("n")), m("den", mt("k")), told='<m:type m:val="noBar"/>'), "n; k"),
        (m("f", m("num"), m("den")), ""),
        (m("sSup", X, m("sup", mt("2"))), "x^2"),
        (m("sSup", X, SUP), "x^(12)"),
        (m("sSub", X, SUB), "x_i"),
        (m("sSubSup", X, SUB, SUP), "x_i^(12)"),
        (m("sPre", SUB, SUP, X), "_i^(12)x"),
        (m("rad", m("deg"), X), "√(x)"),
        (m("rad", m("deg", mt("3")), m("e", m("sSup", X, SUP))), "^3√(x^(12))"),
        (m("d", X, Y), "(x|y)"),
        (m("d", X, Y, told='<m:begChr m:val="["/><m:sepChr m:val=";"/><m:endChr m:val=""/>'), "[x;y"),
        (m("nary", SUB, SUP, X, told='<m:chr m:val="∑"/>'), "∑_i^(12)(x)"),
        (m("func", m("fName", m("limLow", m("e", mt("lim")), m("lim", mt("n→0")))), X), "lim_(n→0) x"),
        (m("d", m("e", m("m", m("mr", X, Y), m("mr", Z, X)))), "(x, y; z, x)"),
        (m("eqArr", X, Y), "x; y"),
        (m("acc", X, told='<m:chr m:val="^"/>') + m("box", m("e", m("groupChr", Y))), "xy"),
        ("<w:ins>" + m("f", m("num", mt("1")), m("den", "<w:del>" + mt("2") + "</w:del>" + mt("3"))) + "</w:ins>", "(1)/(3)"),
    ],
)  # fmt: skip
def test_formulas_are_written_in_one_line(inside: str, said: str):
    assert formula(inside).text == f"Rent {said} EUR"


def test_what_is_hidden_in_a_formula_is_set_apart():
    text = formula(m("sSup", X, m("sup", mt("2", "<w:vanish/>"), mt("3"))))
    assert (text.text, hidden(text)) == ("Rent x^3 EUR", [("formatted", "2")])


def test_formulas_as_deep_as_can_be_are_read():
    inside = mt("x")
    for _ in range(120):
        inside = m("f", m("num", inside))
    assert formula(inside).text == f"Rent {'(' * 30}x{')/()' * 30} EUR"
    assert formula("<m:box>" * 240 + mt("x") + "</m:box>" * 240).text == "Rent x EUR"
