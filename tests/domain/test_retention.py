"""What is due when: the shortest where no class is noted, parcels together, each version from its own day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement import AfterRetention, Agreement, DataClass, Retention
from hemvist.domain.agreement.sound import unsound
from hemvist.domain.retention import Received, day_over, due, questions_rule, rule_for, shortest_days
from tests.domain.agreements import HERON, TODAY

DELETE, RETURN = AfterRetention.DELETE, AfterRetention.RETURN
DAY = date(2026, 1, 1)


def agreed(*rules: Retention) -> Agreement:
    """Heron's with a class for each rule."""
    data = tuple(DataClass(rule.data_class, "x", ("text",), "y", True) for rule in rules)
    return replace(HERON, data=data, retention=(*rules, Retention("questions", 90)))


def days(agreement: Agreement, *rows: Received) -> dict[str, tuple[date, AfterRetention]]:
    return {one.version: (one.day, one.then) for one in due(agreement, rows, date.max)}


def test_a_version_is_due_so_many_days_after_it_came_and_not_a_day_before() -> None:
    row = Received("v", "d", DAY)
    assert due(HERON, [row], DAY + timedelta(days=364)) == []
    assert [one.day for one in due(HERON, [row], DAY + timedelta(days=365))] == [DAY + timedelta(days=365)]


def test_without_days_it_is_never_due() -> None:
    assert days(agreed(Retention("contracts")), Received("v", "d", DAY)) == {}
    assert day_over(DAY, 10**9) == date.max


def test_of_the_only_class_is_whatever_there_is_and_an_unknown_class_of_several_has_the_shortest() -> None:
    assert rule_for(HERON, "letters").days == 365
    several = agreed(Retention("contracts", 365), Retention("letters", 30), Retention("minutes"))
    assert rule_for(several, "contracts").days == 365
    assert rule_for(several, "minutes").days is None
    assert (rule_for(several, "").data_class, rule_for(several, "").days) == ("", 30)
    assert rule_for(several, "gone").then is DELETE
    assert shortest_days(several) == 30


def test_where_any_class_is_returned_an_unknown_one_is_not_deleted() -> None:
    several = agreed(Retention("contracts", 365, RETURN), Retention("letters", 30))
    assert rule_for(several, "").then is RETURN
    assert rule_for(several, "letters").then is DELETE


def test_each_version_counts_from_its_own_day() -> None:
    later = DAY + timedelta(days=100)
    told = days(HERON, Received("old", "d", DAY), Received("new", "d", later))
    assert told["old"][0] == DAY + timedelta(days=365)
    assert told["new"][0] == later + timedelta(days=365)


def test_what_lay_in_a_mail_goes_with_it_on_the_earlier_day_and_comes_back_where_either_should() -> None:
    two = agreed(Retention("mails", 365, RETURN), Retention("lists", 30))
    told = days(two, Received("mail", "m", DAY, "mails"), Received("list", "l", DAY, "lists", "mail"))
    assert told == {name: (DAY + timedelta(days=30), RETURN) for name in ("mail", "list")}


@given(
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["a", "b", "", "gone"]), st.integers(-1, 5)), max_size=6),
    st.integers(1, 400),
    st.integers(1, 400),
    st.integers(0, 800),
)
def test_nothing_stays_longer_than_its_class_allows_and_nothing_that_is_returned_is_deleted(
    rows: list[tuple[int, str, int]], first: int, second: int, ahead: int
) -> None:
    two = agreed(Retention("a", first), Retention("b", second, RETURN))
    received = [
        Received(str(at), f"d{at}", DAY + timedelta(days=came), name, str(inside) if 0 <= inside < at else "")
        for at, (came, name, inside) in enumerate(rows)
    ]
    until = DAY + timedelta(days=ahead)
    told = {one.version: one for one in due(two, received, until)}
    for row in received:
        rule = rule_for(two, row.data_class)
        over = day_over(row.day, rule.days)
        assert over > until or row.version in told
        if row.version in told:
            assert told[row.version].day <= over
            assert rule.then is DELETE or told[row.version].then is RETURN
    assert all(one.day <= until for one in told.values())


def test_days_for_a_class_that_is_none_or_no_days_at_all_or_returned_questions_are_errors() -> None:
    def wrong(*rules: Retention) -> set[str]:
        return {problem.path for problem in unsound(replace(HERON, retention=rules), TODAY)}

    fine = (Retention("contracts", 1), Retention("questions", 1))
    assert wrong(*fine) == set()
    assert wrong(*fine, Retention("letters", 30)) == {"retention[2].data_class"}
    assert wrong(Retention("contracts", 0), fine[1]) == {"retention[0].days"}
    assert wrong(fine[0], Retention("questions", 1, RETURN)) == {"retention[1].then"}
    assert questions_rule(replace(HERON, retention=())).days is None
