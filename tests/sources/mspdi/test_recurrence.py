"""Recurring exceptions: the days they fall on, checked against a calendar on the wall."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.sources.mspdi.recurrence import Recurrence, days_of


def days(**rule: int) -> list[str]:
    made = Recurrence(first=date(2026, 1, 15), last=date(2026, 12, 31), **rule)
    return [day.isoformat()[5:] for day in days_of(made)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": 7, "period": 150}, ["01-15", "06-14", "11-11"]),
        ({"kind": 1, "occurrences": 2}, ["01-15", "01-16"]),
        # Mondays and Fridays of every tenth week; 2026-01-15 is a Thursday.
        ({"kind": 6, "period": 10, "weekdays": 2 | 32, "occurrences": 4}, [
            "01-16", "03-23", "03-27", "06-01",
        ]),
        # The tenth lies before the fifteenth: the months are counted from February.
        ({"kind": 4, "period": 3, "month_day": 10}, ["02-10", "05-10", "08-10", "11-10"]),
        ({"kind": 4, "period": 1, "month_day": 31}, [
            "01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31",
        ]),
        # The last Friday (item 8) of every fourth month.
        ({"kind": 5, "period": 4, "position": 4, "item": 8}, ["01-30", "05-29", "09-25"]),
        # The first weekday and the first day of the weekend of a month.
        ({"kind": 5, "period": 6, "position": 0, "item": 1}, ["02-02", "08-03"]),
        ({"kind": 5, "period": 6, "position": 0, "item": 2}, ["02-01", "08-01"]),
        ({"kind": 2, "month": 11, "month_day": 24}, ["12-24"]),
        # The last Monday (item 4) of May: month 4 counts from January as 0.
        ({"kind": 3, "month": 4, "position": 4, "item": 4}, ["05-25"]),
        ({"kind": 3, "month": 1, "position": 2, "item": 0}, ["02-03"]),
    ],
)  # fmt: skip
def test_a_rule_falls_on_these_days(rule: dict[str, int], expected: list[str]) -> None:
    assert days(**rule) == expected


rules = st.builds(
    Recurrence,
    kind=st.integers(0, 9),
    first=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    last=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    occurrences=st.none() | st.integers(0, 40),
    period=st.integers(1, 400),
    weekdays=st.integers(0, 127),
    month=st.integers(0, 11),
    month_day=st.integers(0, 40),
    position=st.integers(0, 9),
    item=st.integers(0, 12),
)


@given(rules)
def test_days_come_in_order_within_the_period_and_no_oftener_than_said(rule: Recurrence) -> None:
    found = list(days_of(rule))
    assert found == sorted(set(found))
    assert all(rule.first <= day <= rule.last for day in found)
    assert rule.occurrences is None or len(found) <= rule.occurrences
