"""Numbers as spreadsheets show them: what each format makes of a value, and that nothing is made up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hemvist.readers.figures import plain, shown, shown_text

EURO = '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "General", "1234.5"), (0.1 + 0.2, "General", "0.3"), (3.0, "General", "3"), (1e20, "General", "1e+20"),
        (1234.5, "#,##0.00 €", "1,234.50 €"), (1234.5, '#,##0.00\\ "kr"', "1,234.50 kr"), (1234, "[$€-407] #,##0", "€ 1,234"),
        (1234, EURO, "1,234.00 €"), (-3, EURO, "-3.00 €"), (0, EURO, "- €"),
        (-5, "0.00;(0.00)", "(5.00)"), (-1234.567, "#,##0.0", "-1,234.6"), (-5, "[Red]-0;0", "5"),
        (0.125, "0.0%", "12.5%"), (0.5, "#.##", ".5"), (7, "000", "007"), (1_500_000, '0.0,,"M"', "1.5M"),
        (2.675, "0.00", "2.68"), (-0.4, "0", "0"), (12345.678, "0.00E+00", "1.23E+04"), (3, '0 "days"', "3 days"),
        (1, '"yes";"no";"none"', "yes"), (-1, '"yes";"no";"none"', "no"), (0, '"yes";"no";"none"', "none"),
        (3, '[>2]"many";0', "many"), (1, '[>2]"many";0', "1"),
        (45413, "yyyy-mm-dd", "2024-05-01"), (45413, "d mmm yyyy", "2024-05-01"), (45413, "[$-409]d-mmm-yy;@", "2024-05-01"),
        (45413, "mmm yyyy", "2024-05"), (45413, "yyyy", "2024"), (45413.604166667, "dd/mm/yyyy hh:mm", "2024-05-01 14:30"),
        (0.5, "h:mm AM/PM", "12:00"), (0.25, "hh:mm:ss", "06:00:00"), (1.5, "[h]:mm", "36:00"), (60, "d/m/yyyy", "1900-02-29"),
        (1, "d/m/yyyy", "1900-01-01"), (5, ";;;", ""), (5, '""', ""),
    ],
)  # fmt: skip
def test_formats_that_are_understood(value: float, code: str, text: str):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (7302181909, "000000-0000", "730218-1909"), (102181909, "000000\\-0000", "010218-1909"),
        (197302181909, '00000000"-"0000', "19730218-1909"), (701740605, "000\\-000 00 00", "070-174 06 05"),
        (11302181909, "000000-0000", "1130218-1909"), (0, "0-0", "0-0"), (-7302181909, "000000-0000", "-7302181909"),
    ],
)  # fmt: skip
def test_digits_are_parted_as_the_format_parts_them(value: float, code: str, said: str):
    assert shown(value, code) == said


@pytest.mark.parametrize("code", ["# ?/?", "000-00-0000", "TT.MM.JJJJ", "[$-x", "0" * 600, "[oops]0"])
def test_formats_that_are_not_understood_leave_the_value(code: str):
    assert shown(1234.5, code) == "1234.5"


def test_dates_from_1904():
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"
    assert shown(43951, "yyyy-mm-dd", from_1904=True) == "2024-05-01"


@pytest.mark.parametrize(("text", "code", "said"), [("x", "@", "x"), ("x", ";;;", ""), ("x", '0;0;0;"no "@', "no x")])
def test_formats_for_texts(text: str, code: str, said: str):
    assert shown_text(text, code) == said


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_every_day_is_the_day_that_was_meant(day: date):
    serial = (day - date(1899, 12, 30)) // timedelta(1)
    assert shown(serial, "yyyy-mm-dd") == day.isoformat()


@given(st.floats(-1e12, 1e12))
@example(0.375)
@example(0.365)
def test_two_places_round_to_within_half_a_hundredth(value: float):
    # Exactly, and of the number as it is written: the float nearest to 0.365 is a little less than that, and 0.37 is right.
    apart = abs(Decimal(shown(value, "#,##0.00").replace(",", "")) - Decimal(repr(value)))
    assert apart <= Decimal("0.005") + Decimal("0.001") * (abs(value) > 1e9)


@given(st.floats(-1e307, 1e307), st.text('0#?.,%E+-/[]"\\;@ymdhs_*GeneralA€$:(x', max_size=20))
def test_no_format_stops_the_reader(value: float, code: str):
    assert isinstance(shown(value, code), str)
    assert isinstance(shown_text("x", code), str)
    assert float(plain(value)) == pytest.approx(value, rel=1e-14)
