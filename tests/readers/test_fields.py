"""What stands on a PDF's page apart from its contents: fields belong beside their labels, and what is not read is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hemvist.domain.text import Hiding, Text
from hemvist.readers import pdf
from tests.readers import leaves
from tests.readers.parsing import parse

HEAD = leaves.text("Lease agreement form, to be filled in by the tenant", y=790)


def here(data: bytes) -> Text:
    """What the parser says, in this process, checked as the parent checks it."""
    return replace(parse(pdf, data)[0], kind="pdf")


def form(content: str, *fields: str) -> Text:
    """A page with these fields, told to the form in this order."""
    numbers = " ".join(f"{9 + at} 0 R" for at in range(len(fields)))
    catalog = f"/AcroForm<</Fields[{numbers}]>>"
    return here(leaves.drawn(HEAD + content, notes=numbers, catalog=catalog, more=[one.encode() for one in fields]))


def box(x: float, y: float, ticked: bool, flags: int = 4) -> str:
    """A box to tick, ten points wide, with its left and lower edges there."""
    state = "Yes" if ticked else "Off"
    return (
        f"<</Type/Annot/Subtype/Widget/FT/Btn/T(b{x}.{y})/V/{state}/AS/{state}/F {flags}/Rect[{x} {y} {x + 10} {y + 10}]"
        "/AP<</N<</Yes<<>>/Off<<>>>>>>>>"
    )


def filled(x: float, y: float, told: str, wide: float = 100, high: float = 16) -> str:
    return (
        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(f{x}.{y})/V({told})/F 4/Rect[{x} {y} {x + wide} {y + high}]"
        "/DA(/F 10 Tf 0 g)>>"
    )


def line(y: float, *words: tuple[float, str]) -> str:
    return "".join(leaves.text(told, x, y, 11) for x, told in words)


def after_head(text: Text) -> list[str]:
    return text.text.split("\n")[1:]


def test_a_tick_left_of_its_label_stands_before_it_and_an_empty_box_is_told() -> None:
    content = line(700, (60, "Pets allowed:"), (160, "Yes"), (220, "No"))
    content += line(670, (60, "Sublet:"), (160, "Yes"), (220, "No"))
    text = form(content, box(145, 698, True), box(205, 698, False), box(145, 668, False), box(205, 668, True))
    assert after_head(text) == ["Pets allowed: [x] Yes [ ] No", "Sublet: [ ] Yes [x] No"]
    assert (text.hidden, text.notes) == ((), ())


def test_a_tick_at_the_beginning_of_a_line_is_of_that_line() -> None:
    content = line(640, (75, "I accept the terms")) + line(620, (75, "I want newsletters"))
    text = form(content, box(60, 638, False), box(60, 618, True))
    assert after_head(text) == ["[ ] I accept the terms", "[x] I want newsletters"]


def test_a_tick_right_of_its_label_stands_after_it() -> None:
    content = line(640, (60, "Heating"), (200, "Water"))
    text = form(content, box(105, 638, True), box(240, 638, False))
    assert after_head(text) == ["Heating [x] Water [ ]"]


def test_what_was_filled_in_stands_between_its_label_and_the_next() -> None:
    content = line(560, (60, "Tenant name:"), (300, "Date:"))
    text = form(content, filled(340, 556, "2024-05-01"), filled(140, 556, "Ann Berg"))
    assert after_head(text) == ["Tenant name: Ann Berg Date: 2024-05-01"]


def test_fields_in_one_place_are_read_from_left_to_right() -> None:
    text = form(line(560, (60, "Date:")), filled(160, 556, "05", 20), filled(130, 556, "2024", 25))
    assert after_head(text) == ["Date: 2024 05"]


def test_a_field_over_dots_leaves_what_follows_them_behind_it() -> None:
    text = form(line(560, (60, "Rent: ............................ EUR a month")), filled(92, 556, "1 500", 60))
    assert after_head(text)[0].startswith("Rent: 1 500 .")
    assert after_head(text)[0].endswith("EUR a month")


def test_no_word_is_cut_by_a_field_that_reaches_into_it() -> None:
    text = form(line(640, (60, "Newsletters by mail")), box(75, 638, True))
    assert after_head(text) == ["Newsletters [x] by mail"]


def test_of_labels_that_the_file_draws_apart_a_tick_takes_the_nearest_and_a_text_the_one_on_its_left() -> None:
    content = line(700, (75, "Yes")) + line(600, (60, "Signed at Uppsala")) + line(700, (320, "No"), (420, "Rent:"))
    content += line(560, (60, "Elsewhere")) + line(700, (500, "EUR"))
    text = form(content, box(60, 698, False), box(305, 698, True), filled(455, 696, "900", 40))
    assert after_head(text) == ["[ ] Yes", "Signed at Uppsala", "[x] No Rent: 900", "Elsewhere", "EUR"]


def test_a_field_below_its_label_comes_on_a_line_of_its_own() -> None:
    text = form(line(560, (60, "Comments:")) + line(400, (60, "End")), filled(60, 440, "None so far", 300, 100))
    assert after_head(text) == ["Comments:", "None so far", "End"]


def test_a_field_above_all_text_does_not_run_into_it() -> None:
    field = filled(60, 815, "No. 4711")
    assert form("", field).text == "No. 4711\nLease agreement form, to be filled in by the tenant"


def test_an_empty_box_that_is_not_shown_says_nothing() -> None:
    text = form(line(640, (75, "I accept")), box(60, 638, False, flags=2), box(60, 608, True, flags=2))
    assert after_head(text) == ["I accept"]
    assert [(one.kind, one.text) for one in text.hidden] == [(Hiding.FORMATTED, "[x]")]


def test_a_table_stays_one_where_a_box_beside_it_is_empty() -> None:
    rows = [("Item", "Pieces", "Price"), ("Bolt", "2", "10.00"), ("Nut", "7", "3.50"), ("Washer", "9", "0.25")]
    content = "".join(
        line(600 - 16 * at, *zip((60, 260, 400), row, strict=True)) for at, row in enumerate(rows)
    ) + line(400, (75, "I accept"))
    text = form(content, box(60, 398, False))
    assert [text.text[one.start : one.end].strip() for one in text.tables] == ["Item | Pieces | Price"]
    assert after_head(text)[-1] == "[ ] I accept"


def test_thousands_of_fields_beside_thousands_of_letters_end_soon() -> None:
    content = "".join(leaves.text("ab " * 60, 20, 780 - 4 * at, 3) for at in range(180))
    fields = [box(at % 50 * 10, 20 + at // 50 * 12, at % 2 == 0) for at in range(3_000)]
    assert form(content, *fields).text.count("[x]") == 1_500


SAYS = "q BT /F 12 Tf 5 20 Td (TERMINATED 2024-05-01) Tj ET Q"
NOT_READ = ("Signatures, stamps or drawings put on its pages were not read.",)


def appearance(drawn: str, more: str = "") -> bytes:
    return leaves._stream(
        drawn.encode(), f"/Type/XObject/Subtype/Form/BBox[0 0 200 60]/Resources<</Font<</F 3 0 R>>{more}>>"
    )


def marked(kind: str, *looks: bytes, more: str = "/F 4", rect: str = "60 220 260 280") -> Text:
    """A page with an annotation that is drawn by the last of ``looks``, which are numbered from 9; the form tells it too."""
    look = 9 + len(looks) - 1
    note = f"<</Type/Annot/Subtype/{kind}/Rect[{rect}]{more}/AP<</N {look} 0 R>>>>".encode()
    catalog = f"/AcroForm<</Fields[{look + 1} 0 R]>>"
    return here(leaves.drawn(HEAD, notes=f"{look + 1} 0 R", catalog=catalog, more=[*looks, note]))


SIGNED = "/F 4/FT/Sig/T(s)/V<</Type/Sig/Name(Ann Berg)>>"


@pytest.mark.parametrize(("kind", "more"), [("Stamp", "/F 4"), ("FreeText", "/F 4"), ("Widget", SIGNED)])
def test_what_is_only_drawn_on_a_page_is_said_to_be_unread(kind: str, more: str) -> None:
    assert marked(kind, appearance(SAYS), more=more).notes == NOT_READ
    assert marked(kind, appearance(SAYS), appearance("/N Do", "/XObject<</N 9 0 R>>"), more=more).notes == NOT_READ


def test_a_drawing_by_hand_is_said_to_be_unread() -> None:
    assert marked("Ink", appearance("10 10 m 80 40 l S")).notes == NOT_READ
    assert marked("Ink", appearance(""), more="/F 4/InkList[[60 220 200 260]]").notes == NOT_READ


def test_a_field_that_nobody_has_signed_is_not_said_to_be_unread() -> None:
    frame = appearance("1 1 198 58 re S")
    assert marked("Widget", frame, more="/F 4/FT/Sig/T(s)").notes == ()
    assert marked("Widget", frame, more=SIGNED).notes == NOT_READ


@pytest.mark.parametrize(
    ("more", "rect"), [("/F 2", "60 220 260 280"), ("/F 4", "60 220 60 220"), ("/F 4/Contents(Void)", "60 220 260 280")]
)
def test_a_stamp_that_is_hidden_or_tells_its_text_is_not_said_to_be_unread(more: str, rect: str) -> None:
    assert marked("Stamp", appearance(SAYS), more=more, rect=rect).notes in (
        (),
        ("Text in comments was set apart (1).",),
    )


def test_of_thousands_of_stamps_few_are_looked_at() -> None:
    nothing = appearance("q Q " * 20_000)
    stamps = "<</Type/Annot/Subtype/Stamp/Rect[60 220 260 280]/F 4/AP<</N 9 0 R>>>>"
    assert here(leaves.drawn(HEAD, notes=stamps * 40, more=[nothing])).notes == ()
    assert here(leaves.drawn(HEAD, notes=stamps * 4_000, more=[nothing])).notes == NOT_READ


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("/NeedsRendering true", "The PDF is a form that its pages do not hold (XFA): its contents were not read."),
        ("", "The PDF is a form: what was filled in may be missing from the text."),
    ],
)
def test_a_form_that_holds_a_second_description_of_itself_is_said(more: str, said: str) -> None:
    xfa = leaves._stream(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"></xdp:xdp>')
    assert here(leaves.drawn(HEAD, catalog=f"{more}/AcroForm<</Fields[]/XFA 9 0 R>>", more=[xfa])).notes == (said,)


def strike(*boxes: tuple[float, float, float, float], more: str = "/F 4") -> str:
    """A mark that strikes out what lies in these boxes."""
    points = " ".join(f"{x} {top} {right} {top} {x} {y} {right} {y}" for x, y, right, top in boxes)
    return f"<</Type/Annot/Subtype/StrikeOut/Rect[0 0 595 842]/QuadPoints[{points}]{more}>>"


NOTICE = (
    leaves.text("Notice is", 60, 700, 12)
    + leaves.text("three", 110, 700, 12)
    + leaves.text("six months.", 145, 700, 12)
)
THREE = (109.0, 697.0, 142.0, 711.0)


def told(content: str, mark: str) -> tuple[list[str], list[tuple[Hiding, str]]]:
    text = here(leaves.drawn(HEAD + content, notes=mark))
    return after_head(text), [(one.kind, one.text) for one in text.hidden]


def test_what_a_mark_strikes_out_is_set_apart() -> None:
    assert told(NOTICE, strike(THREE)) == (["Notice is six months."], [(Hiding.DELETED, "three")])


def test_a_mark_over_many_lines_strikes_each_of_them() -> None:
    content = leaves.rows(["The rent is 900.", "It is due in advance.", "The tenant paints."], 60, 700, 16, 12)
    mark = strike((58, 697, 300, 711), (58, 681, 300, 695))
    assert told(content, mark) == (
        ["The tenant paints."],
        [(Hiding.DELETED, "The rent is 900.\nIt is due in advance.")],
    )


def test_a_mark_with_a_comment_does_both() -> None:
    found = told(NOTICE, strike(THREE, more="/F 4/Contents(Too short)"))
    assert found == (["Notice is six months."], [(Hiding.DELETED, "three"), (Hiding.COMMENT, "Too short")])


@pytest.mark.parametrize("more", ["/F 2", "/F 4/CA 0"])
def test_a_mark_that_nobody_sees_strikes_nothing(more: str) -> None:
    assert told(NOTICE, strike(THREE, more=more)) == (["Notice is three six months."], [])


def test_thousands_of_marks_over_thousands_of_letters_end_soon() -> None:
    content = "".join(leaves.text("ab " * 60, 20, 780 - 4 * at, 3) for at in range(180))
    marks = "".join(strike(*[(0.01 * at, 700.0 + one, 300.0, 702.0 + one) for one in range(9)]) for at in range(3_000))
    lines, hidden = told(content, marks)
    assert len(lines) > 150
    assert {why for why, _ in hidden} == {Hiding.DELETED}
