"""A price list asked for a thing of a size: its one row answers, in every unit, and the rows of other sizes do not."""

from __future__ import annotations

import pytest

from tests.assistant.test_parts import asked
from tests.house import House


def prices(head: str, things: tuple[str, ...], price: str) -> str:
    rows = (f"{thing} | {size} mm | {price.format(size)}" for thing in things for size in range(4, 40))
    return f"{head}\n\n" + "\n".join(rows) + "\n"


LISTS = {
    "en.txt": prices(
        "Price list 2026, Hosemaker Ltd", ("Hose, rubber", "Hose clamp, steel", "Copper pipe"), "EUR {}.10"
    ),
    "sv.txt": prices("Prislista 2026, Slangmakaren AB", ("Slang, gummi", "Slangklämma, stål"), "{},50 kr"),
    "de.txt": prices("Preisliste 2026, Schlauchbau GmbH", ("Schlauch, Gummi", "Schelle, Stahl"), "{},20 EUR"),
    "fr.txt": prices("Liste de prix 2026, Tuyaux SARL", ("Tuyau en caoutchouc", "Collier de tuyau"), "{},30 EUR"),
}


@pytest.fixture
def lists(house: House) -> House:
    for name, text in LISTS.items():
        house.receive(house.ada, house.heron, name, text)
    house.read()
    return house


def test_the_one_row_of_the_thing_in_its_size_answers_alone(lists: House) -> None:
    for question, row in {
        "What does a 12 mm hose cost?": "Hose, rubber | 12 mm | EUR 12.10",
        "What does a 1.2 cm hose cost?": "Hose, rubber | 12 mm | EUR 12.10",
        "What is the price of a 37 mm hose clamp?": "Hose clamp, steel | 37 mm | EUR 37.10",
        "Vad kostar en 12 mm slang?": "Slang, gummi | 12 mm | 12,50 kr",
        "Was kostet ein 16 mm Schlauch?": "Schlauch, Gummi | 16 mm | 16,20 EUR",
        "Combien coûte un tuyau de 12 mm ?": "Tuyau en caoutchouc | 12 mm | 12,30 EUR",
    }.items():
        told = asked(lists, question)[1]
        assert [one["quote"] for one in told["citations"]] == [row], question


@pytest.mark.parametrize("question", ["What does a 90 mm hose cost?", "What does a 12 cm hose cost?"])
def test_a_size_that_no_row_has_is_not_answered_from_another(lists: House, question: str) -> None:
    assert asked(lists, question)[1]["abstained"]


def test_of_a_thing_that_is_not_in_the_list_no_other_row_of_that_size_is_the_price(house: House) -> None:
    house.receive(
        house.ada,
        house.heron,
        "prices.txt",
        prices("Price list 2026", ("Hose clamp, steel", "Copper pipe"), "EUR {}.10"),
    )
    house.read()
    told = asked(house, "What does a 12 mm hose cost?")[1]
    assert told["abstained"] or [one["quote"] for one in told["citations"]] != ["Hose clamp, steel | 12 mm | EUR 12.10"]
