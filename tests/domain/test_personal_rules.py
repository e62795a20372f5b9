"""What becomes of a file by level, kind and what is listed: the strictest find decides, and absence refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement import Agreement
from hemvist.domain.levels import LEVELS
from hemvist.domain.personal import Category, Found, Kind
from hemvist.domain.personal.rules import Ruling, judge, row_of
from tests.cast import AGREEMENT

FINDS = st.lists(st.builds(Found, st.just(0), st.just(1), st.sampled_from(Kind)), max_size=6)


def of_level(level: int, *, one_party: bool = False, personal: bool = True, special: bool = False) -> Agreement:
    data = tuple(replace(row, personal=personal) for row in AGREEMENT.data)
    listed = ("health",) if special else ()
    return replace(AGREEMENT, level=level, one_party=one_party, data=data, special_categories=listed)


def test_every_kind_has_a_ruling_at_every_level() -> None:
    for level in LEVELS:
        assert set(row_of(of_level(level))) == set(Kind)


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("kind", [Kind.IDENTITY_NUMBER, Kind.SPECIAL])
def test_below_level_2_sensitive_data_is_refused_whatever_is_listed(level: int, special: bool, kind: Kind) -> None:
    judged = judge(of_level(level, special=special), [Found(0, 1, kind)])
    assert (judged.ruling, judged.clause) == (Ruling.REFUSE, "level")


def test_a_mere_word_is_flagged_at_level_1_and_nowhere_refused() -> None:
    rulings = [judge(of_level(level), [Found(0, 1, Kind.WORD)]).ruling for level in LEVELS]
    assert rulings == [Ruling.POINT_OUT, Ruling.FLAG, Ruling.POINT_OUT, Ruling.POINT_OUT]


@pytest.mark.parametrize("level", [2, 3])
def test_from_level_2_on_the_agreement_decides(level: int) -> None:
    number, ill = [Found(0, 1, Kind.IDENTITY_NUMBER)], [Found(0, 1, Kind.SPECIAL, "health")]
    assert judge(of_level(level), number).ruling is Ruling.ALLOW
    assert judge(of_level(level, personal=False), number).clause == "data"
    assert judge(of_level(level, personal=False), number).ruling is Ruling.REFUSE
    assert judge(of_level(level), ill).ruling is Ruling.REFUSE
    assert judge(of_level(level), ill).clause == "special_categories"
    assert judge(of_level(level, special=True), ill).ruling is Ruling.ALLOW
    assert judge(of_level(level, one_party=True), ill).ruling is Ruling.FLAG


@pytest.mark.parametrize("level", [2, 3])
def test_a_special_category_that_is_listed_lets_no_other_in(level: int) -> None:
    agreement = replace(of_level(level), special_categories=("health", "religiös övertygelse"))
    for category in Category:
        listed = category in (Category.HEALTH, Category.RELIGION)
        judged = judge(agreement, [Found(0, 1, Kind.SPECIAL, category.value)])
        assert judged.ruling is (Ruling.ALLOW if listed else Ruling.REFUSE), category
        assert listed or judged.clause == "special_categories"


@pytest.mark.parametrize("level", [2, 3])
def test_personal_data_that_is_listed_for_one_class_is_listed_for_no_other(level: int) -> None:
    base = of_level(level, special=True)
    prices, letters = replace(base.data[0], name="prices", personal=False), replace(base.data[0], name="letters")
    agreement = replace(base, data=(prices, letters))
    for found in ([Found(0, 1, Kind.IDENTITY_NUMBER)], [Found(0, 1, Kind.SPECIAL, "health")]):
        assert judge(agreement, found, classes=(letters,)).ruling is Ruling.ALLOW
        assert judge(agreement, found, classes=(prices,)).ruling is Ruling.REFUSE
        assert judge(agreement, found, classes=(prices,)).clause == "data"
        assert judge(agreement, found).ruling is Ruling.REFUSE  # nobody said which of them it is of
    assert judge(agreement, [Found(0, 1, Kind.MAIL)], classes=(prices,)).ruling is Ruling.FLAG


@given(FINDS, FINDS)
def test_more_finds_never_make_it_milder(some: list[Found], more: list[Found]) -> None:
    for level in LEVELS:
        agreement = of_level(level)
        assert judge(agreement, some + more).ruling == max(judge(agreement, some).ruling, judge(agreement, more).ruling)


@given(FINDS, st.frozensets(st.sampled_from(Kind)))
def test_a_false_alarm_takes_away_its_own_kinds_and_no_other(finds: list[Found], allowed: frozenset[Kind]) -> None:
    for level in LEVELS:
        others = [one for one in finds if one.kind not in allowed]
        assert judge(of_level(level), finds, allowed).ruling == judge(of_level(level), others).ruling


def test_nothing_found_is_allowed_at_every_level() -> None:
    assert all(judge(of_level(level), []).ruling is Ruling.ALLOW for level in LEVELS)
