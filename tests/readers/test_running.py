"""Running headers and footers: set apart where they repeat, told once; titles and what begins pages stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.sentence import sentences
from hemvist.domain.text import Hiding, Text
from hemvist.readers import marks, pdf
from hemvist.readers.base import read
from hemvist.readers.running import Margin, _is_its_number, running
from tests.readers import leaves
from tests.readers.parsing import parse

BODY = ["The tenant keeps the premises in good repair and", "makes good what it has damaged, and the landlord", "has the roof looked after once in every year, and"]  # fmt: skip


def here(data: bytes) -> Text:
    return parse(pdf, data)[0]


def book(count: int, head: str = "Lease of Storgatan 14", foot: str = "Page {} of 9", first: str = "") -> bytes:
    """Pages with a header, three lines of a sentence that goes on and on, and a footer."""
    pages = []
    for at in range(1, count + 1):
        drawn = leaves.text(head.format(at), 72, 800, 9) if head else ""
        drawn += leaves.text(first.format(at), 72, 760, 12) if first else ""
        drawn += leaves.rows([*BODY, f"so on in part {at} of this lease, which is and"], 72, 700)
        pages.append(drawn + (leaves.text(foot.format(at), 280, 30, 9) if foot else ""))
    return leaves.drawn(*pages)


def test_headers_and_page_numbers_are_set_apart_and_told_once():
    text = here(book(5))
    assert text.text.count("Lease of Storgatan") == 1
    assert text.text.startswith("Lease of Storgatan 14\n")
    assert "Page" not in text.text
    assert [(one.kind, one.page, one.text) for one in text.hidden] == [
        (Hiding.RUNNING, 1, "Page 1 of 9"),
        (Hiding.RUNNING, 2, "Lease of Storgatan 14"),
    ]


def test_a_sentence_runs_over_the_end_of_a_page():
    pages = [
        leaves.text("Lease 14", 72, 800, 9) + leaves.rows([f"and {at} " + one for one in BODY], 72, 700)
        + leaves.text(f"Page {at}", 280, 30, 9)
        for at in range(1, 5)
    ]  # fmt: skip
    text = here(leaves.drawn(*pages))
    assert len(sentences(text.text)) == 1
    assert text.text.count("\n\n") == 0
    assert [page.number for page in text.pages] == [1, 2, 3, 4]
    ended = here(leaves.drawn(*(leaves.rows(["and so it ends.", ""], 72, 700) for _ in range(2))))
    assert len(sentences(ended.text)) == 2


def test_a_title_on_the_first_page_stays_though_it_repeats():
    text = here(book(4, head="LEASE", foot=""))
    assert text.text.startswith("LEASE\n")
    assert text.text.count("LEASE") == 1


def test_annexes_that_begin_on_every_page_are_no_headers():
    text = here(book(5, head="Annex {}", foot=""))
    assert [f"Annex {at}" in text.text for at in range(1, 6)] == [True] * 5
    assert text.hidden == ()


def test_roman_and_bare_page_numbers_count():
    assert "- 3 -" not in here(book(4, head="", foot="- {} -")).text
    pages = [leaves.rows(BODY, 72, 700) + leaves.text(number, 290, 30, 9) for number in ("i", "ii", "iii", "iv")]
    assert "iii" not in here(leaves.drawn(*pages)).text.split("\n")


def test_figures_at_the_foot_that_do_not_count_pages_stay():
    sums = ["1,200", "980", "4,410", "3,050"]
    text = here(leaves.drawn(*(leaves.rows(BODY, 72, 700) + leaves.text(one, 290, 30, 9) for one in sums)))
    assert all(one in text.text for one in sums)


def test_headers_of_left_and_right_pages_are_told_apart():
    heads = ["Lease of Storgatan 14", "Northwind AB"] * 4
    text = here(leaves.drawn(*(leaves.text(one, 72, 800, 9) + leaves.rows(BODY, 72, 700) for one in heads)))
    assert text.text.count("Northwind AB") == 0
    assert text.text.count("Lease of Storgatan 14") == 1


def test_what_stands_below_a_line_that_does_not_run_stays():
    pages = [
        leaves.text(f"The {name} Trust", 72, 800, 10) + leaves.text("By: Ada Lovelace, as trustee", 72, 780, 10)
        + leaves.rows(BODY, 72, 700)
        for name in ("First", "Second", "Third", "Fourth")
    ]  # fmt: skip
    assert here(leaves.drawn(*pages)).text.count("By: Ada Lovelace") == 4


def test_one_page_has_nothing_that_runs_and_two_their_numbers_and_the_header_that_the_first_keeps():
    assert here(book(1)).hidden == ()
    text = here(book(2))
    assert [one.text for one in text.hidden] == ["Page 1 of 9", "Lease of Storgatan 14"]
    assert text.text.startswith("Lease of Storgatan 14\n")
    assert text.text.count("Storgatan") == 1


@pytest.mark.parametrize("foot", ["Page {} of {}", "Sida {} ({})", "- {}/{} -", "Seite {} von {}", "{} ({})"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_number_of_a_page_is_set_apart_on_one_page_too(foot: str, count: int):
    pages = [leaves.text(foot.format(at, count), 280, 30, 9) + leaves.rows(BODY, 72, 700) for at in range(1, count + 1)]
    text = here(leaves.drawn(*pages))
    assert [one.text for one in text.hidden] == [foot.format(1, count)]
    assert text.text.startswith("The tenant keeps")


@pytest.mark.parametrize("line", ["Page 2 of 2", "Item 1 of 1", "1", "Lot 1 (1)", "2024"])
def test_what_is_not_the_number_of_the_only_page_stays(line: str):
    text = here(leaves.drawn(leaves.rows(BODY, 72, 700) + leaves.text(line, 280, 30, 9)))
    assert text.text.endswith(line)
    assert text.hidden == ()


def test_numbers_on_all_pages_but_the_first_of_three_cut_no_sentence():
    for number in ("Page {}", "{}"):
        pages = [
            leaves.rows(BODY, 72, 700) + leaves.text(number.format(at) if at > 1 else "", 280, 30, 9)
            for at in (1, 2, 3)
        ]
        assert len(sentences(here(leaves.drawn(*pages)).text.lower())) == 1


def two(foot: str, ends: str = BODY[2], begins: str = BODY[1], where: int = 30) -> Text:
    """What is read of two pages with a line at the foot, drawn first as many programs do; ``{}`` is the page's number."""
    lines = (leaves.rows([*BODY[:2], ends], 72, 700), leaves.rows([begins, "and so it ends."], 72, 700))
    return here(leaves.drawn(*(leaves.text(foot.format(at), 60, where, 8) + rows for at, rows in enumerate(lines, 1))))


@pytest.mark.parametrize(
    "foot",
    [
        "H&F / Subcontract SC-07 / Lokstallet {}",
        "Närke Ömsesidiga 4471-902-18 {}",
        "Nordkran Maskin AB NK 25-0318 {}",
        "Mälar Fordonsfinans AB {}",
    ],
)
def test_on_two_pages_a_line_that_names_the_paper_and_counts_is_set_apart_and_cuts_no_sentence(foot: str):
    text = two(foot)
    assert foot[:12] not in text.text
    assert [(one.kind, one.page, one.text) for one in text.hidden] == [(Hiding.RUNNING, 1, foot.format(1))]
    assert len(sentences(text.text)) == 1


@pytest.mark.parametrize("count", [2, 5])
def test_a_header_that_names_the_paper_and_counts_stays_on_the_first_page_only(count: int):
    text = here(book(count, head="H&F / Subcontract SC-07 / Lokstallet {}", foot=""))
    assert text.text.startswith("H&F / Subcontract SC-07 / Lokstallet 1\n")
    assert text.text.count("Lokstallet") == 1
    assert [one.text for one in text.hidden] == ["H&F / Subcontract SC-07 / Lokstallet 2"]


FOOT = (
    ("Northwind AB", "Box 1234", "111 22 Stockholm"),
    ("Phone: 08-123 45 67", "info@northwind.se", "www.northwind.se"),
    ("Org.nr 556677-8899", "VAT SE556677889901", "Bankgiro 123-4567"),
)


def letter(at: int, by_row: bool, first: bool, count: int = 2) -> str:
    """A page with a letter's foot of three columns and its own number, drawn before the body (``first``) or after it."""
    places = [(row, column) for row in range(3) for column in range(3)]
    if not by_row:
        places.sort(key=lambda place: place[1])
    foot = "".join(leaves.text(FOOT[column][row], (72, 240, 420)[column], 50 - 10 * row, 7) for row, column in places)
    body = leaves.rows([*BODY[:2], BODY[2] if at < count else "so it ends."], 72, 700)
    number = leaves.text(f"{at} ({count})", 500, 70, 8)
    return foot + number + body if first else body + foot + number


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("by_row", [True, False])
@pytest.mark.parametrize("count", [2, 4])
def test_the_foot_of_a_letter_cuts_no_sentence_and_stays_at_its_end(by_row: bool, first: bool, count: int):
    text = here(leaves.drawn(*(letter(at, by_row, first, count) for at in range(1, count + 1))))
    body, _, foot = text.text.partition("so it ends.")
    assert len(sentences(body)) == 1
    assert foot.startswith("\n\n")
    assert sorted(foot.split()) == sorted(" ".join(one for column in FOOT for one in column).split())
    assert "1 (" not in text.text
    assert len(text.hidden) == len({one.text for one in text.hidden})


def test_the_foot_of_a_letter_of_one_page_stays_as_it_is():
    text = here(leaves.drawn(letter(1, True, False, 1)))
    assert text.text.endswith("so it ends.\nNorthwind AB Phone: 08-123 45 67 Org.nr 556677-8899\nBox 1234 info@northwind.se"
        " VAT SE556677889901\n111 22 Stockholm www.northwind.se Bankgiro 123-4567")  # fmt: skip
    assert [one.text for one in text.hidden] == ["1 (1)"]


def test_the_foot_that_stays_is_boxed_where_it_stands():
    data = leaves.drawn(*(letter(at, True, True) for at in (1, 2)))
    text = here(data)
    page = text.pages[1]
    start = text.text.index("Bankgiro", page.start) - page.start
    with pdf.opened(data) as opened:
        (box,) = marks.boxes(opened, 1, pdf.file_of(opened, data), [(start, start + 8)], (595, 842))
    assert 842 - 40 <= box[1] < box[3] <= 842 - 25
    assert box[0] >= 418


def test_on_two_pages_lines_that_are_signed_stay_above_the_foot_of_a_letter():
    foot = leaves.text("Northwind AB, www.northwind.se", 72, 30, 7) + leaves.text("Initials: ____", 72, 45, 9)
    text = here(leaves.drawn(*(leaves.rows(BODY, 72, 700) + foot for _ in range(2))))
    assert text.text.count("Initials") == 2
    assert text.text.count("www.northwind.se") == 1


@pytest.mark.parametrize(
    ("foot", "where"),
    [
        ("Signed for the Landlord: ____________", 30),
        ("Signed for Northwind AB as witness {}", 30),
        ("Bilaga {}", 30),
        ("Rent of the shop, annex no. {}", 30),
        ("Rooms on the floor {}", 100),
        ("Northwind AB and Eastwind AB", 30),
    ],
)
def test_on_two_pages_what_is_signed_or_counted_stays(foot: str, where: int):
    text = two(foot, "and so on.", "The rest follows.", where)
    assert text.hidden == ()
    assert all(foot.format(at) in text.text for at in (1, 2))


@pytest.mark.parametrize("ends", ["zahlt der Käufer innerhalb der", "Kommt der Käufer mit der Zahlung in Verzug,"])
def test_a_sentence_runs_over_the_end_of_a_page_to_a_noun(ends: str):
    text = two("Stahlhandel Kessler GmbH AVB 2022 {}", ends, "Frist von dreissig Tagen die Rechnung")
    assert f"{ends}\nFrist" in text.text
    assert len(sentences(text.text)) == 1


def test_a_hidden_header_is_hidden_text():
    pages = [leaves.text("Obey me", 72, 800, 9, before="1 g") + leaves.rows(BODY, 72, 700) for _ in range(4)]
    assert [one.kind for one in here(leaves.drawn(*pages)).hidden] == [Hiding.WHITE] * 4


def test_boxes_are_right_on_a_page_whose_header_is_set_apart():
    data = book(9)
    text = here(data)
    page = text.pages[6]
    start = text.text.index("makes good", page.start) - page.start
    with pdf.opened(data) as opened:
        (box,) = marks.boxes(opened, 6, pdf.file_of(opened, data), [(start, start + 10)], (595, 842))
    assert 842 - 698 <= box[1] < box[3] <= 842 - 682
    assert 70 <= box[0] <= 74


def test_a_page_read_before_headers_were_set_apart_has_the_boxes_of_then_and_a_strange_one_none():
    data = book(9)
    old = (
        "Lease of Storgatan 14\n" + "\n".join([*BODY, "so on in part 7 of this lease, which is and"]) + "\nPage 7 of 9"
    )
    start = old.index("makes good")
    with pdf.opened(data) as opened:
        file = pdf.file_of(opened, data)
        (box,) = marks.boxes(opened, 6, file, [(start, start + 10)], (595, 842), len(old))
        assert marks.boxes(opened, 6, file, [(start, start + 10)], (595, 842), len(old) + 1) == []
    assert 842 - 698 <= box[1] < box[3] <= 842 - 682


def test_the_confined_child_says_the_same():
    data = book(7)
    assert read(data, "a.pdf").text == here(data).text


PLACE = st.floats(0, 100, allow_nan=False)
MARGIN = st.builds(
    Margin, st.integers(0, 50), st.integers(51, 99), st.sampled_from(["#", "Page #", "Annex #", "Lease"]),
    st.tuples(st.integers(0, 9)), st.booleans(), PLACE, PLACE, PLACE,
)  # fmt: skip


@given(st.lists(st.lists(MARGIN, max_size=4), min_size=1, max_size=12), st.data())
def test_only_the_pages_around_tell(pages: list[list[Margin]], data: st.DataObject):
    at = data.draw(st.integers(0, len(pages) - 1))
    whole = running(dict(enumerate(pages)), at, len(pages))
    near = {number: found for number, found in enumerate(pages) if abs(number - at) <= 4}
    assert running(near, at, len(pages)) == whole
    assert at or all(_is_its_number(one, at, len(pages)) for one in whole if one.at_top)
