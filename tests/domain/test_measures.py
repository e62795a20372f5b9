"""Areas, weights, lengths and per mille are compared by value, in lists and in a model's sentences; what may differ is not."""

from __future__ import annotations

import pytest

from hemvist.domain.agree import Quote, disagreements
from hemvist.domain.condition import Verdict
from hemvist.domain.quantities import Of, sized
from hemvist.domain.survey import judge, survey
from hemvist.domain.values import Sort, values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("250 kvm", "250 m²"), ("250 sqm", "250 Quadratmeter"), ("250m2", "250 mètres carrés"), ("1,000 kg", "1 tonne"),
        ("1.000 kg", "1 t"), ("25 ton per år", "25 000 kg"), ("12 mm", "1.2 cm"), ("1.5 m³", "1500 litres"), ("5 ‰", "0.5 %"),
        ("5 promille", "5 per mille"), ("3 ha", "30 000 m²"), ("1 200 square metres", "1,200 qm"),
    ],
)  # fmt: skip
def test_the_same_size_is_one_in_every_unit(one: str, other: str) -> None:
    (mine,), (theirs,) = sized(one), sized(other)
    assert (mine.unit, mine.number) == (theirs.unit, theirs.number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100 sq ft", "100 m²"),
        ("5 tons of steel", "5 tonnes"),
        ("5 miles", "5 km"),
        ("5 kg", "5 m"),
        ("10 acres", "10 ha"),
    ],
)
def test_units_that_may_differ_stay_apart(one: str, other: str) -> None:
    assert sized(one)[0].unit != sized(other)[0].unit


def test_a_sum_of_millions_is_no_length() -> None:
    assert [one.of for one in sized("EUR 5 m and SEK 3 m, in 12 months")] == [Of.MONEY, Of.MONEY, Of.TIME]


@pytest.mark.parametrize(
    ("question", "quote", "verdict"),
    [
        ("Which leases are larger than 200 sqm?", "The premises comprise 250 m².", Verdict.YES),
        ("Which leases are larger than 200 sqm?", "The premises comprise 180 square metres.", Verdict.NO),
        ("Which leases are larger than 200 sqm?", "The premises comprise 2,500 square feet.", Verdict.READ),
        ("Vilka hyresavtal omfattar mer än 200 kvm?", "Lokalen är på 250 m².", Verdict.YES),
        ("Welche Mietverträge umfassen mindestens 250 Quadratmeter?", "Die Fläche beträgt 250 m².", Verdict.YES),
        ("Quels baux portent sur plus de 200 m² ?", "La surface est de 180 mètres carrés.", Verdict.NO),
        ("Which leases are between 200 and 300 kvm?", "The premises comprise 250 m².", Verdict.YES),
        ("Which contracts are for between 1 and 2 tonnes?", "The supplier delivers 1,500 kg.", Verdict.YES),
        ("Vilka avtal avser mer än 5 ton?", "Leverantören levererar 5 200 kg per år.", Verdict.YES),
        ("Which contracts are for more than 5 tons?", "The supplier delivers 5,200 kg.", Verdict.READ),
        ("Which contracts have interest over 5 per mille?", "Interest of 0.6 % is due.", Verdict.YES),
    ],
)
def test_a_list_compares_sizes_by_value(question: str, quote: str, verdict: Verdict) -> None:
    asked = survey(question)
    assert asked is not None
    assert judge(asked, quote)[0] is verdict


AREA = "The premises comprise 250 m² on the second floor."
COAL = "The Supplier shall deliver 1,000 kg of coal."


@pytest.mark.parametrize(
    ("quote", "sentence", "tongue"),
    [
        (AREA, "The premises comprise 250 sqm.", "en"),
        (AREA, "The premises comprise 250 square metres.", "en"),
        ("Lokalen omfattar 250 kvm.", "Lokalen omfattar 250 m2.", "sv"),
        ("Die Räume umfassen 250 Quadratmeter.", "Die Räume umfassen 250 qm.", "de"),
        ("Le local comprend 250 mètres carrés.", "Le local comprend 250 m².", "fr"),
        (COAL, "The Supplier shall deliver 1 tonne of coal.", "en"),
    ],
)
def test_a_sentence_agrees_in_another_unit_of_the_same_value(quote: str, sentence: str, tongue: str) -> None:
    assert disagreements(sentence, tongue, [Quote(quote, tongue)]) == frozenset()


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (AREA, "The premises comprise 250 square feet."),
        (AREA, "The premises comprise 25 sqm."),
        (AREA, "The premises comprise 250 m."),
        (COAL, "The Supplier shall deliver 1 ton of coal."),
        (COAL, "The Supplier shall deliver 1,000 tonnes of coal."),
        (COAL, "The Supplier shall deliver 1 kg of coal."),
        ("The Supplier shall deliver 5 kg/m² of sand.", "The Supplier shall deliver 5 kg of sand."),
        ("Interest is 5 per mille.", "Interest is 5 per cent."),
    ],
)
def test_a_sentence_with_another_value_or_a_unit_that_may_differ_is_withheld(quote: str, sentence: str) -> None:
    assert disagreements(sentence, "en", [Quote(quote, "en")])


def test_a_million_before_a_raised_two_is_a_square_metre() -> None:
    (one,) = values("250 m2", "en")
    assert (one.sort, one.readings) == (Sort.SIZE, frozenset({"250 m²"}))
